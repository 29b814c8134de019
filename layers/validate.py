# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw table -> good rows and findings: rows in = accepted + rejected, always."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from layers.errors import UsageError
from layers.findings import Finding, Severity
from layers.geodesy import line_length_m
from layers.identify import Row, content_of, give_ids, settle
from layers.kinds import KINDS, Column, Kind, Type
from layers.layer import Layer
from layers.mapping import map_columns
from layers.positions import Placed, extent, parts_of, place_rows
from layers.raw import RawTable
from layers.values import BadValue, text_of, value_of

SHOWN_ROWS = 5
SHORTEST_SHARE = 0.98
REJECTING = frozenset({"negative"})
"""Faults of a value that reject their row; others leave the value out and keep the row."""


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
    """
    judge = _Judge(KINDS[kind_name], raw, file, mapping or {})
    rows = judge.rows()
    rows_in = len(raw.rows) + len(raw.ragged)
    layer = layer_of(judge.kind, rows, file, date, rows_in, rows_in - len({row["row"] for row in rows}))
    return layer, tuple(judge.findings_of(rows))


class _Judge:
    """One table while it is judged."""

    def __init__(self, kind: Kind, raw: RawTable, file: str, mapping: Mapping[str, str]) -> None:
        self.kind, self.raw, self.file = kind, raw, file
        mapped = map_columns(kind, raw, mapping, file)
        self.columns = mapped.columns
        self.decimal_comma = any(code == "decimal_comma" for code, _ in raw.notes)
        self.findings: list[Finding] = list(mapped.findings)
        self.counted: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
        for code, params in raw.notes:
            if code != "decimal_comma":
                self._say(code, Severity.INFO, dict(params))
        for number, cells in raw.ragged:
            self._reject("ragged_row", number, value=str(cells), params={"expected": len(raw.columns), "found": cells})

    def rows(self) -> list[Row]:
        """The rows that are accepted."""
        placed = place_rows(self.kind, self.raw, self.columns, decimal_comma=self.decimal_comma)
        rows = [row for n, place in enumerate(placed) if (row := self._row(n, place)) is not None]
        give_ids(self.kind, rows)
        kept, refused = settle(self.kind, rows)
        for row, code in refused:
            self._reject(code, row["row"], column="id", value=str(row["id"]), params={"id": row["id"]})
        for row in kept:
            if self.kind.named and "name" in row and row["name"] is None:
                row["name"] = row["id"]
                self._count("name_missing", "name", row["row"], Severity.INFO)
        return list(_exploded(kept)) if self.kind.name == "roads" else kept

    def findings_of(self, rows: Sequence[Row]) -> Iterator[Finding]:
        """All findings, those about single rows first, counted ones and those about the file after."""
        yield from self.findings
        for (code, column, severity), numbers in self.counted.items():
            shown = ", ".join(str(number) for number in sorted(numbers)[:SHOWN_ROWS]) + (
                ", ..." if len(numbers) > SHOWN_ROWS else ""
            )
            params = {"count": len(numbers), "rows": shown, "column": column, "of": len(self.raw.rows)}
            yield self._finding(code, Severity(severity), params, column=column)
        yield from self._about_the_file(rows)

    def _about_the_file(self, rows: Sequence[Row]) -> Iterator[Finding]:
        known = {name for name in self.columns if name not in {"lon", "lat", "wkt"}}
        if not rows:
            yield self._finding("no_rows", Severity.ERROR, {"rows": len(self.raw.rows)})
        elif self.kind.name == "roads" and not known & {"surface", "speed_kmh", "class"}:
            yield self._finding("roads_assumed_dirt", Severity.WARNING, {"columns": ", ".join(self.raw.columns)})
        elif self.kind.name == "bases" and "strength" not in known:
            yield self._finding("bases_without_strength", Severity.ERROR, {"columns": ", ".join(self.raw.columns)})
        elif self.kind.name in {"settlements", "idp_sites"} and "people" not in known:
            yield self._finding("sites_without_people", Severity.WARNING, {"columns": ", ".join(self.raw.columns)})
        at = extent([Placed(shape=row["geometry"]) for row in rows])
        if len(rows) > 1 and len(at) and (at == at[0]).all():
            yield self._finding("all_at_one_place", Severity.WARNING, {"lon": float(at[0, 0]), "lat": float(at[0, 1])})

    def _row(self, n: int, place: Placed) -> Row | None:
        number = self.raw.numbers[n]
        if place.fault is not None:
            columns = ", ".join(self.raw.columns)
            self._reject(
                place.fault,
                number,
                column=self._place_column(),
                value=place.value,
                params={"columns": columns},
            )
            return None
        row: Row = {"row": number, "geometry": place.shape}
        for column in self.kind.columns:
            try:
                row[column.name] = self._value(column, n)
            except BadValue as fault:
                code = str(fault)
                cell = self._cell(column, n)
                if code in REJECTING:
                    self._reject(
                        code,
                        number,
                        column=column.name,
                        value=cell,
                        params={"column": column.name, "value": cell},
                    )
                    return None
                row[column.name] = column.otherwise
                self._warn(code, number, column, cell)
        if self.kind.name == "areas" and row["role"] is None:
            self._reject("area_without_role", number, column="role", value="", params={})
            return None
        for note in place.notes or ():
            self._count(note, "geometry", number, Severity.INFO if note == "polygon_to_point" else Severity.WARNING)
        self._doubts(row)
        row["attributes"] = self._attributes(n)
        return row

    def _doubts(self, row: Row) -> None:
        """Values that are possible but cannot be meant."""
        if self.kind.name == "settlements" and row["people"] == 0:
            row["people"] = None
            self._count("people_zero", "people", row["row"], Severity.WARNING)
        elif self.kind.name in {"settlements", "idp_sites"} and row["people"] is None and "people" in self.columns:
            self._count("people_missing", "people", row["row"], Severity.INFO)
        if self.kind.name == "bases" and row["strength"] is None and "strength" in self.columns:
            self._count("strength_missing", "strength", row["row"], Severity.WARNING)
        if self.kind.name == "roads" and row["length_m"] is not None:
            ends = shapely.get_coordinates(row["geometry"])[[0, -1]]
            if row["length_m"] < SHORTEST_SHARE * line_length_m(ends):
                row["length_m"] = None
                self._count("length_shorter_than_line", "length_m", row["row"], Severity.WARNING)

    def _cell(self, column: Column, n: int) -> str:
        return text_of(self.raw.rows[n][self.columns[column.name]])

    def _value(self, column: Column, n: int) -> Any:  # noqa: ANN401  whatever the column's type is
        if column.name not in self.columns:
            return column.otherwise
        return value_of(column, self.raw.rows[n][self.columns[column.name]], decimal_comma=self.decimal_comma)

    def _attributes(self, n: int) -> str:
        used = set(self.columns.values())
        own = {name: text_of(self.raw.rows[n][at]) for at, name in enumerate(self.raw.columns) if at not in used}
        return json.dumps({name: text for name, text in own.items() if text}, ensure_ascii=False, sort_keys=True)

    def _place_column(self) -> str | None:
        if self.raw.geometry is not None:
            return "geometry"
        names = [self.raw.columns[self.columns[field]] for field in ("lon", "lat", "wkt") if field in self.columns]
        return ", ".join(names[:2]) or None

    def _finding(
        self,
        code: str,
        severity: Severity,
        params: Mapping[str, object],
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> Finding:
        return Finding(
            code, severity, params, file=self.file, layer=self.kind.name, row=row, column=column, value=value
        )

    def _say(self, code: str, severity: Severity, params: Mapping[str, object]) -> None:
        self.findings.append(self._finding(code, severity, params))

    def _reject(
        self, code: str, row: int, *, value: str, params: Mapping[str, object], column: str | None = None
    ) -> None:
        self.findings.append(self._finding(code, Severity.ERROR, params, row=row, column=column, value=value))

    def _warn(self, code: str, row: int, column: Column, value: str) -> None:
        params = {
            "column": column.name,
            "value": value,
            "unit": column.unit,
            "least": column.least,
            "most": column.most,
        }
        params["known"] = ", ".join(sorted(set(column.words.values())))
        self.findings.append(self._finding(code, Severity.WARNING, params, row=row, column=column.name, value=value))

    def _count(self, code: str, column: str, row: int, severity: Severity) -> None:
        self.counted[code, column, severity].append(row)


def joined(one: Layer, other: Layer) -> Layer:
    """Two layers of a kind as one; ids must differ.

    Raises
    ------
    UsageError
        `ids_in_both`.
    """
    both = sorted(set(one.table["id"]) & set(other.table["id"]))
    if both:
        raise UsageError("ids_in_both", file=other.source, layer=one.kind, other=one.source, ids=", ".join(both[:5]))
    rows = [row for layer in (one, other) for row in rows_of(layer)]
    dates = [layer.date for layer in (one, other) if layer.date]
    sums = one.rows_in + other.rows_in, one.rejected + other.rejected
    return layer_of(KINDS[one.kind], rows, f"{one.source} + {other.source}", max(dates, default=None), *sums)


def rows_of(layer: Layer) -> list[Row]:
    """The rows of a layer as `layer_of` takes them."""
    whole = {column.name for column in KINDS[layer.kind].columns if column.type is Type.WHOLE}
    rows: list[Row] = []
    for record in layer.table.to_dict("records"):
        row = {str(name): None if isinstance(cell, float) and np.isnan(cell) else cell for name, cell in record.items()}
        rows.append({name: int(cell) if name in whole and cell is not None else cell for name, cell in row.items()})
    return rows


def empty_layer(kind_name: str) -> Layer:
    """A layer of this kind without a row."""
    return layer_of(KINDS[kind_name], [], "", None, 0, 0)


def _exploded(rows: Sequence[Row]) -> Iterator[Row]:
    """Roads of several parts as one row each; a length of their own is shared by length."""
    for row in rows:
        parts = parts_of(row["geometry"])
        if len(parts) == 1:
            yield {**row, "geometry": parts[0]}
            continue
        lengths = np.array([line_length_m(shapely.get_coordinates(part)) for part in parts])
        for number, (part, share) in enumerate(zip(parts, lengths / lengths.sum(), strict=True), start=1):
            own = None if row["length_m"] is None else float(row["length_m"] * share)
            yield {**row, "geometry": part, "id": f"{row['id']}#{number}", "length_m": own}


def layer_of(kind: Kind, rows: Sequence[Row], file: str, date: str | None, rows_in: int, rejected: int) -> Layer:
    """Put rows that are right into a layer.

    Parameters
    ----------
    kind : Kind
    rows : sequence of Row
        With every column of the kind, ``row``, ``attributes`` and ``geometry``.
    file : str
    date : str or None
        The latest of the rows' own dates for None.
    rows_in, rejected : int
    """
    ordered = sorted(rows, key=lambda row: (row["id"], content_of(row)))
    names = [*(column.name for column in kind.columns), "row", "attributes"]
    numbers = {column.name for column in kind.columns if column.type in {Type.NUMBER, Type.WHOLE}}
    data = {
        name: np.array([np.nan if row[name] is None else row[name] for row in ordered], dtype=np.float64)
        if name in numbers
        else np.array([row[name] for row in ordered], dtype=object)
        for name in names
    }
    shapes = np.empty(len(ordered), dtype=object)
    shapes[:] = [row["geometry"] for row in ordered]
    table = gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"), crs="EPSG:4326")
    said = [content_of({name: row[name] for name in (*names, "geometry")}) for row in ordered]
    digest = hashlib.sha256("\n".join([kind.name, *said]).encode()).hexdigest()
    if date is None and "date" in names:
        date = max((row["date"] for row in ordered if row["date"]), default=None)
    return Layer(kind.name, table, file, date, rows_in, rejected, digest)
