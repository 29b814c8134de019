# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw table -> good rows and findings: rows in = accepted + rejected, always."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely

from layers.errors import UnusableFile
from layers.findings import Finding, Severity
from layers.geodesy import line_length_m
from layers.identify import exploded, identified
from layers.kinds import KINDS, Kind, way_of
from layers.layer import Layer, Row, layer_of
from layers.mapping import PLACE, Mapped, map_columns
from layers.positions import Placed, has_place, parts_of, place_rows
from layers.raw import RawTable
from layers.tally import Tally, rows_text
from layers.values import BadValue, flaw_of, text_of, value_of

SHORTEST_SHARE = 0.98
REJECTING = frozenset({"negative"})
"""Faults of a value that reject their row; others leave the value out and keep the row."""
SEVERITIES = {"polygon_to_point": Severity.INFO, "position_within_km": Severity.INFO}
PLAINLY = {"wkt": "geometry"}
SITES = frozenset({"settlements", "idp_sites"})
TRACKS = frozenset({"track", "path"})


def validate(
    kind_name: str,
    raw: RawTable,
    *,
    file: str,
    mapping: Mapping[str, str] | None = None,
    date: str | None = None,
) -> tuple[Layer, tuple[Finding, ...]]:
    """Judge every row of a raw table.

    Parameters
    ----------
    kind_name : str
        Key of `KINDS`.
    raw : RawTable
    file : str
        Its name, for findings.
    mapping : mapping of field to column name, optional
    date : str, optional
        ISO date of the content; the latest of its ``date`` column otherwise.

    Returns
    -------
    layer : Layer
        The accepted rows.
    findings : tuple of Finding
        One of severity error for every rejected row, and what else was noticed.

    Raises
    ------
    UsageError
        When `mapping` names a field or column that does not exist.
    UnusableFile
        `no_place_columns`.
    """
    kind = KINDS[kind_name]
    mapped = map_columns(kind, raw, mapping or {}, file)
    if not (kind.without_place or has_place(raw, mapped.columns)):
        columns = ", ".join(raw.columns)
        raise UnusableFile("no_place_columns", file=file, layer=kind_name, columns=columns, kind=kind_name)
    judge = _Judge(kind, raw, mapped, file)
    rows = judge.rows()
    judge.look_at_all(rows)
    rows_in = len(raw.rows) + len(raw.ragged)
    rejected = rows_in - len({row["row"] for row in rows})
    layer = layer_of(kind, rows, file, date, rows_in, rejected)
    return replace(layer, place_columns=judge.place_columns), judge.tally.findings()


class _Judge:
    """One table while it is judged."""

    def __init__(self, kind: Kind, raw: RawTable, mapped: Mapped, file: str) -> None:
        self.kind, self.raw, self.columns = kind, raw, mapped.columns
        self.tally = Tally(kind, file)
        self.tally.add(mapped.findings)
        for code, params in raw.notes:
            self.tally.say(code, Severity.INFO, **params)
        for number, found in raw.ragged:
            self.tally.reject("ragged_row", number, None, f"{found} cells", found=found, expected=len(raw.columns))
        self.repaired = frozenset(raw.repaired)
        way = ("wkt",) if raw.geometry is not None else way_of(self.columns) or ("lon", "lat")
        aside = set(PLACE) - {"lon", "lat", "wkt", *way}  # places told a second time stay with the row as it is
        used = {at for field, at in self.columns.items() if field not in aside}
        self.unmapped = [(at, name) for at, name in enumerate(raw.columns) if at not in used]
        self.place_column = ", ".join(map(self._called, way))
        self.place_columns = (self._called("lon"), self._called("lat")) if way == ("lon", "lat") else None

    def _called(self, field: str) -> str:
        """What the file calls a field; the field itself where it has none."""
        return self.raw.columns[self.columns[field]] if field in self.columns else PLAINLY.get(field, field)

    def rows(self) -> list[Row]:
        """The rows that are accepted, with their ids."""
        if has_place(self.raw, self.columns):
            placed = place_rows(self.kind, self.raw, self.columns)
        else:
            placed = [Placed() for _ in self.raw.rows]
        rows = [row for at, place in enumerate(placed) if (row := self._row(at, place)) is not None]
        self._look_for_swapped(placed)
        unnamed = {id(row) for row in rows if row["id"] is None}
        settled = identified(self.kind, rows)
        for row, code, other in settled.refused:
            given = row["id"] if id(row) not in unnamed else ""
            self.tally.reject(code, row["row"], self._called("id"), given, id=given, other=other)
        for row in settled.numbered:
            self._count("id_shared", "id", row["row"], Severity.INFO)
        for row in settled.kept:
            if self.kind.named and row.get("name", "") is None:
                row["name"] = row["id"]
                self._count("name_missing", "name", row["row"])
        return list(exploded(settled.kept)) if self.kind.name == "roads" else settled.kept

    def _row(self, at: int, place: Placed) -> Row | None:
        """One row with the values of its kind; None where it is rejected."""
        number = self.raw.numbers[at]
        if place.fault is not None and not self.kind.without_place:
            self.tally.reject(place.fault, number, self.place_column, place.value)
            return None
        row: Row = {"row": number, "geometry": place.shape, "attributes": self._attributes(at)}
        for column in self.kind.columns:
            cell = self.raw.rows[at][self.columns[column.name]] if column.name in self.columns else None
            if cell is None:  # most cells of wide tables
                row[column.name] = column.otherwise
                continue
            try:
                row[column.name] = value_of(column, cell, decimal_comma=self.raw.decimal_comma)
            except BadValue as fault:
                if str(fault) in REJECTING:
                    self.tally.reject(str(fault), number, self._called(column.name), text_of(cell))
                    return None
                row[column.name] = column.otherwise
                self.tally.drop(str(fault), column, self._called(column.name), number, text_of(cell))
                continue
            flaw = flaw_of(column, cell, decimal_comma=self.raw.decimal_comma)
            if flaw is not None:
                self._count(flaw, column.name, number)
        if self.kind.name == "areas" and row["role"] is None:
            self.tally.reject("area_without_role", number, self._called("role"), "")
            return None
        self._note_place(number, place)
        self._doubt(row)
        return row

    def _attributes(self, at: int) -> str:
        """The cells that the kind has no column for."""
        cells = self.raw.rows[at]
        said = ((name, cells[index]) for index, name in self.unmapped if cells[index] is not None)
        own = {name: text for name, cell in said if (text := text_of(cell))}
        return json.dumps(own, ensure_ascii=False, sort_keys=True)

    def _note_place(self, number: int, place: Placed) -> None:
        """Say what was done to a geometry."""
        for code in place.notes:
            self.tally.count(code, SEVERITIES.get(code, Severity.WARNING), self.place_column, number)
        if number in self.repaired:
            self.tally.count("geometry_repaired", Severity.WARNING, self.place_column, number)
        if place.fault not in {None, "empty_geometry", "coordinate_missing"}:
            self.tally.count("place_left_out", Severity.WARNING, self.place_column, number)

    def _doubt(self, row: Row) -> None:
        """Leave out values that are possible but cannot be meant, and count those that are missing."""
        number = row["row"]
        if self.kind.name == "settlements" and row["people"] == 0:
            row["people"] = None
            self._count("people_zero", "people", number)
        elif self.kind.name in SITES and row["people"] is None and "people" in self.columns:
            self._count("people_missing", "people", number, Severity.INFO)
        elif self.kind.name == "bases" and row["strength"] is None and "strength" in self.columns:
            self._count("strength_missing", "strength", number)
        elif self.kind.name == "roads" and row["length_m"] is not None:
            ends = [shapely.get_coordinates(part)[[0, -1]] for part in parts_of(row["geometry"])]
            if row["length_m"] < SHORTEST_SHARE * sum(line_length_m(pair) for pair in ends):
                row["length_m"] = None
                self._count("length_shorter_than_line", "length_m", number)

    def _count(self, code: str, field: str, number: int, severity: Severity = Severity.WARNING) -> None:
        self.tally.count(code, severity, self._called(field), number)

    def _look_for_swapped(self, placed: Sequence[Placed]) -> None:
        """Say how to mend a file in which longitude and latitude stand in each other's column throughout."""
        count = sum(place.fault == "coordinate_swapped" for place in placed)
        if self.place_columns is not None and count > len(placed) / 2:
            facts = {"count": count, "of": len(placed), "kind": self.kind.name}
            self.tally.say("columns_swapped", Severity.ERROR, lon=self._called("lon"), lat=self._called("lat"), **facts)

    def look_at_all(self, rows: Sequence[Row]) -> None:
        """Say what can be said of the file only as a whole."""
        kind, columns = self.kind.name, {"columns": ", ".join(self.raw.columns)}
        if not rows:
            code = "no_rows" if self.raw.rows or self.raw.ragged else "no_rows_at_all"
            self.tally.say(code, Severity.ERROR, rows=len(self.raw.rows) + len(self.raw.ragged))
            return
        if kind == "roads":
            self._look_at_surfaces(rows)
        elif kind == "bases" and "strength" not in self.columns:
            self.tally.say("bases_without_strength", Severity.WARNING, **columns)
        elif kind in SITES and "people" not in self.columns:
            self.tally.say("sites_without_people", Severity.WARNING, kind=kind, **columns)
        at = shapely.get_coordinates([row["geometry"] for row in rows])
        if len(rows) > 1 and len(at) > 1 and (at == at[0]).all():
            lon, lat = (round(float(value), 5) for value in at[0])
            self.tally.say("all_at_one_place", Severity.WARNING, lon=lon, lat=lat)

    def _look_at_surfaces(self, rows: Sequence[Row]) -> None:
        """Say which share of the roads is taken as dirt because nothing tells otherwise."""
        if not {"surface", "speed_kmh", "class"} & set(self.columns):
            self.tally.say("roads_assumed_dirt", Severity.WARNING, columns=", ".join(self.raw.columns))
            return
        lengths = np.array([line_length_m(shapely.get_coordinates(row["geometry"])) for row in rows])
        bare = np.array(
            [row["speed_kmh"] is None and row["surface"] == "unknown" and row["class"] not in TRACKS for row in rows]
        )
        if bare.any():
            percent = round(100 * float(lengths[bare].sum() / (lengths.sum() or 1.0)))
            where = rows_text(sorted({row["row"] for row, is_bare in zip(rows, bare, strict=True) if is_bare}))
            self.tally.say("surface_assumed_dirt", Severity.WARNING, rows=where, count=int(bare.sum()), percent=percent)
