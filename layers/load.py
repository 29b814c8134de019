# SPDX-License-Identifier: GPL-3.0-or-later
"""The one door for files: path and kind in, validated layer and findings out."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import shapely

from layers.admin_levels import DISTRICT, level_column
from layers.errors import UsageError
from layers.findings import Finding, Severity
from layers.folders import FOLDER, lies_in, several_folders
from layers.jobs import Progress
from layers.kinds import KINDS, SIGNS, Kind
from layers.layer import Layer, empty_layer
from layers.look import look_at
from layers.mapping import PLACE, How, column_index, map_columns, plain, words_of
from layers.newest import newest_rows
from layers.points import plain_degrees
from layers.positions import HALF_TURN, has_place
from layers.projected import projected
from layers.raw import RawTable, only_rows
from layers.read_as import ReadAs
from layers.validate import validate
from layers.values import same, text_of
from layers.worker import READERS, read_in_child

__all__ = ["Loaded", "Preview", "empty_layer", "guess_kind", "judge", "load", "preview_of", "read"]

PREVIEW_ROWS = 20
SEARCHED_ROWS, MOST_LISTED, MOST_CHOICES = 20_000, 100, 50
"""Rows and columns in which words that come again are looked for, and how many of one column are listed."""
GIVEN_CRS = "utm_zone"
"""The field that tells in what system eastings and northings are."""

UNREAD = frozenset({"osm_ways_left_out", "osm_places_left_out", "kml_other_forms", "gpx_left_out"})
"""Notes of readers that count what of a file is nothing of the kind."""

COLUMN_SCORE, NAME_SCORE, SIGN_SCORE, WITHOUT_PLACE_SCORE, UNUSED_PLACE_SCORE = 2, 6, 3, -1, -2
"""What speaks for a kind: a column of it, a file name that begins like it, a word that is a sign of it.

Against it: that it needs no place, and all the more where the file tells one.
"""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was rejected, by what it says it is.

    Attributes
    ----------
    row : int
        1-based data row of the file.
    id, name : str
        As clean text, empty where the file tells none.
    """

    row: int
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A layer and what was noticed while it was read.

    Attributes
    ----------
    layer : Layer
    findings : tuple of Finding
    refused : tuple of Refused
    left_out : int
        Rows of the file that were chosen away, by the user or for newer ones; with those read they are all of its rows.
    first : tuple of int
        1-based data row of the file of the first rows that were not left out.
    """

    layer: Layer
    findings: tuple[Finding, ...]
    refused: tuple[Refused, ...] = ()
    left_out: int = 0
    first: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file begins, and which of its columns is which field.

    Attributes
    ----------
    columns : tuple of str
        As the file writes them.
    rows : tuple of tuple of str
        The first rows as clean text, a cell for every column.
    numbers : tuple of int
        1-based data row of the file of each.
    mapped : mapping of field to column name
        ``lon``, ``lat`` and ``wkt`` are fields too.
    how : mapping of field to How
        How each of them was found.
    drawn : bool
        True where the rows have geometry that no column tells.
    sheets : tuple of str
        The sheets or layers of the file that it could be.
    choices : mapping of column name to tuple of str
        What stands in columns of a few words.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    mapped: Mapping[str, str]
    how: Mapping[str, How]
    drawn: bool
    sheets: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def load(
    path: Path,
    kind: str,
    *,
    mapping: Mapping[str, str] | None = None,
    where: Sequence[tuple[str, str]] = (),
    given: Mapping[str, str] | None = None,
    read_as: ReadAs | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Read a file as a layer of a kind.

    Parameters
    ----------
    path : Path
    kind : str
        Key of `KINDS`.
    mapping : mapping of field to column name, optional
        Goes before names and tags.
    where : sequence of (column, value)
        Only rows with these values, of one column any of them; a column of the file, else a field of the kind. Others
        are left out, and not rejected.
    given : mapping of field to value, optional
        What every row is, whatever the file says.
    read_as : ReadAs, optional
        What the file does not say itself.
    progress : Progress, optional

    Raises
    ------
    UnusableFile, RefusedFile, UsageError
        With file, reason and remedy.
    Cancelled
    """
    raw = read(path, kind, mapping=mapping, read_as=read_as, progress=progress)
    return judge(raw, path, kind, mapping=mapping, where=where, given=given, read_as=read_as, progress=progress)


def read(
    path: Path,
    kind: str,
    *,
    mapping: Mapping[str, str] | None = None,
    read_as: ReadAs | None = None,
    progress: Progress | None = None,
) -> RawTable:
    """Read a file without judging its rows; parameters and errors are those of `load`."""
    look_at(path, read_as)
    return read_in_child(path, kind, progress or Progress(), mapping=mapping or {}, read_as=read_as)


def judge(
    raw: RawTable,
    path: Path,
    kind: str,
    *,
    mapping: Mapping[str, str] | None = None,
    where: Sequence[tuple[str, str]] = (),
    given: Mapping[str, str] | None = None,
    read_as: ReadAs | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Make a layer of what was read; parameters and errors are those of `load`."""
    mapping, of_file = mapping or {}, len(raw.rows)
    wanted = _only(raw, KINDS[kind], where, mapping, path.name)
    filtered = of_file - len(wanted.rows)
    whole = _with_role(_with(wanted, given or {}), kind, mapping, path.name)
    if read_as is not None and read_as.crs and raw.geometry is None:
        mapping = _metres_mapped(whole, kind, mapping, path.name, read_as.crs)
        whole = _in_system(whole, kind, mapping, path.name, read_as.crs)
    (progress or Progress()).update(f"Checking {path.name}")
    fields = map_columns(KINDS[kind], whole, mapping, path.name).columns
    chosen = newest_rows(KINDS[kind], whole, fields, path.name)
    newest, told = chosen.raw, list[Finding]()
    if READERS[path.suffix.casefold()] == "kml":
        told = several_folders(kind, newest, path.name)
    with _without_collecting():
        layer, findings = validate(kind, newest, file=path.name, mapping=mapping)
    told = [*chosen.found_in(layer), *told]
    if filtered:
        params = {"count": filtered, "where": _filter_text(where)}
        told = [Finding("rows_filtered", Severity.INFO, params, file=path.name, layer=kind), *told]
    refused = _refused(newest, kind, mapping, findings, path.name)
    unread = sum(int(str(params["count"])) for code, params in raw.notes if code in UNREAD)
    return Loaded(
        layer, (*told, *findings), refused, of_file - len(newest.rows) + unread, tuple(newest.numbers[:PREVIEW_ROWS])
    )


def preview_of(raw: RawTable, kind: str, mapping: Mapping[str, str], file: str, crs: str = "") -> Preview:
    """How a table begins, and which of its columns are which fields of a kind; metres where their system is said.

    Raises
    ------
    UsageError
        When `mapping` names a field or column that does not exist.
    """
    whole = raw
    if crs and raw.geometry is None:
        mapping = _metres_mapped(raw, kind, mapping, file, crs)
        whole = _with(raw, {GIVEN_CRS: crs})
    found = map_columns(KINDS[kind], whole, mapping, file)
    own = {field: whole.columns[at] for field, at in found.columns.items() if not (crs and field == GIVEN_CRS)}
    return Preview(
        raw.columns,
        tuple(tuple(map(text_of, row)) for row in raw.rows[:PREVIEW_ROWS]),
        tuple(raw.numbers[:PREVIEW_ROWS]),
        own,
        found.how,
        raw.geometry is not None and "wkt" not in found.columns,
        tuple(raw.sheets),
        _choices(raw),
    )


def _choices(raw: RawTable) -> dict[str, tuple[str, ...]]:
    """What stands in the columns that say the same few things over and over, as far as the first rows tell."""
    found = {}
    for at, name in enumerate(raw.columns[:MOST_LISTED]):
        told = dict.fromkeys(text_of(row[at]) for row in raw.rows[:SEARCHED_ROWS])
        if 1 < len(told) <= MOST_CHOICES:
            found[name] = tuple(filter(None, told))
    return found


def guess_kind(path: Path, progress: Progress, read_as: ReadAs | None = None) -> str:
    """Tell the kind of layer a file holds by its name and columns.

    Raises
    ------
    UsageError
        `kind_unclear`, or as `load`.
    UnusableFile, RefusedFile
        As `load`.
    Cancelled
    """
    look_at(path, read_as)
    raw = read_in_child(path, "", progress, read_as=read_as)
    scores: dict[str, int] = {}
    words = {word for text in (path.stem, *raw.columns, *raw.tags.values()) for word in words_of(text)}
    is_raster = READERS[path.suffix.casefold()] == "raster"
    for kind in (kind for kind in KINDS.values() if kind.raster is is_raster):
        fields = map_columns(kind, raw, {}, path.name).columns
        placed = has_place(raw, fields)
        score = COLUMN_SCORE * len(set(fields) - {"id", "name", *PLACE})
        score += NAME_SCORE * path.stem.casefold().startswith(kind.name.rstrip("s"))
        score += NAME_SCORE * (kind.name == "areas" and _holds_districts(raw))
        score += SIGN_SCORE * (not words.isdisjoint(SIGNS.get(kind.name, ())) and (placed or kind.without_place))
        if kind.without_place:
            score += WITHOUT_PLACE_SCORE + UNUSED_PLACE_SCORE * placed
        scores[kind.name] = score
    best = max(scores.values())
    likely = [kind for kind, score in scores.items() if score == best]
    if best <= 0 or len(likely) > 1:
        raise UsageError("kind_unclear", file=path.name, known=", ".join(KINDS))
    return likely[0]


def _holds_districts(raw: RawTable) -> bool:
    """Whether a table is one of administrative areas, not of places that tell in which they lie."""
    if raw.geometry is None or level_column(raw.columns, raw.tags) is None:
        return False
    first = shapely.from_wkb(next(filter(None, raw.geometry), None), on_invalid="ignore")
    return first is not None and first.geom_type.endswith("Polygon")


def _refused(
    raw: RawTable, kind: str, mapping: Mapping[str, str], findings: Sequence[Finding], file: str
) -> tuple[Refused, ...]:
    """The rows that errors are about; a row without all its cells says nothing."""
    wrong = {finding.row for finding in findings if finding.severity is Severity.ERROR and finding.row is not None}
    if not wrong:
        return ()
    fields = map_columns(KINDS[kind], raw, mapping, file).columns
    return tuple(
        Refused(number, *(text_of(row[fields[field]]) if field in fields else "" for field in ("id", "name")))
        for number, row in zip(raw.numbers, raw.rows, strict=True)
        if number in wrong
    )


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let nobody look for cycles among millions of cells, which have none: it takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _in_system(raw: RawTable, kind: str, mapping: Mapping[str, str], file: str, crs: str) -> RawTable:
    """The table of eastings and northings with the system they are in."""
    whole, system = _with(raw, {GIVEN_CRS: crs}), projected(crs)
    if system is None or "easting" not in map_columns(KINDS[kind], whole, mapping, file).columns:
        raise UsageError("crs_unused", file=file, layer=kind, kind=kind, crs=crs)
    return replace(whole, notes=[*whole.notes, ("crs_given", {"crs": system.name})])


def _metres_mapped(raw: RawTable, kind: str, mapping: Mapping[str, str], file: str, crs: str) -> Mapping[str, str]:
    """The mapping, with columns that are called longitude and latitude as metres where they hold no degrees."""
    found = map_columns(KINDS[kind], _with(raw, {GIVEN_CRS: crs}), mapping, file).columns
    if projected(crs) is None or "easting" in found or not {"lon", "lat"} <= found.keys():
        return mapping
    some = raw.rows[:SEARCHED_ROWS]
    degrees = np.abs(plain_degrees([row[found["lon"]] for row in some])) <= HALF_TURN
    if 2 * degrees.sum() >= len(some):
        return mapping
    east, north = (raw.columns[found[axis]] for axis in ("lon", "lat"))
    return {**mapping, "lon": "", "lat": "", "easting": east, "northing": north}


def _with_role(raw: RawTable, kind: str, mapping: Mapping[str, str], file: str) -> RawTable:
    """The table with what its areas are, where it has no column for that and is one of administrative areas."""
    if kind != "areas" or "role" in map_columns(KINDS[kind], raw, mapping, file).columns:
        return raw
    column = level_column(raw.columns, raw.tags)
    if column is None:
        return raw
    note = ("areas_are_districts", {"column": column})
    return replace(_with(raw, {"role": DISTRICT}), notes=[*raw.notes, note])


def _with(raw: RawTable, given: Mapping[str, str]) -> RawTable:
    """The table with the same value in every row of the columns given."""
    if not given:
        return raw
    told = {plain(field) for field in given}
    keep = [at for at, name in enumerate(raw.columns) if plain(name) not in told]
    rows, beside = ([[*(row[at] for at in keep), *given.values()] for row in some] for some in (raw.rows, raw.beside))
    tags = {new: raw.tags[old] for new, old in enumerate(keep) if old in raw.tags}
    return replace(raw, columns=(*(raw.columns[at] for at in keep), *given), rows=rows, beside=beside, tags=tags)


def _only(
    raw: RawTable, kind: Kind, where: Sequence[tuple[str, str]], mapping: Mapping[str, str], file: str
) -> RawTable:
    """The rows that have the wanted values."""
    if not where:
        return raw
    fields = map_columns(kind, raw, mapping, file).columns
    wanted: defaultdict[int, list[str]] = defaultdict(list)
    for column, value in where:
        wanted[_index_of(raw, column, fields, file, kind)].append(value)
    tests = [(at, lies_in if raw.columns[at] == FOLDER else same, values) for at, values in wanted.items()]
    keep = [
        n
        for n, row in enumerate(raw.rows)
        if all(any(fits(row[at], value) for value in values) for at, fits, values in tests)
    ]
    if not keep:
        raise UsageError("nothing_matches", file=file, layer=kind.name, where=_filter_text(where))
    return only_rows(raw, keep)


def _index_of(raw: RawTable, column: str, fields: Mapping[str, int], file: str, kind: Kind) -> int:
    """Index of the column a filter names: as the file writes it, else as the kind does."""
    try:
        return fields[column] if column in fields and column not in raw.columns else column_index(raw.columns, column)
    except KeyError:
        known = ", ".join(raw.columns)
        raise UsageError("unknown_column", file=file, layer=kind.name, wanted=column, known=known) from None


def _filter_text(where: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{column}={value}" for column, value in where)
