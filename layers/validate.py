# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw table -> good rows and findings: rows in = accepted + rejected, always."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import shapely

from layers.cells import Judged, judge_cells
from layers.doubles import left_out
from layers.errors import UnusableFile
from layers.findings import Finding, Severity
from layers.geodesy import line_length_m
from layers.identify import exploded, identified
from layers.kinds import KINDS, Column, Kind, way_of
from layers.layer import Columns, Layer, layer_of_columns
from layers.mapping import PLACE, Mapped, map_columns, plain
from layers.positions import Places, has_place, middle_of, parts_of, place_rows
from layers.raw import RawTable
from layers.road_doubts import doubt_roads
from layers.suspicion import SITES, suspect
from layers.tally import Tally
from layers.totals import total_rows
from layers.values import text_of

SHORTEST_SHARE = 0.98
REJECTING = frozenset({"negative"})
"""Faults of a value that reject their row; others leave the value out and keep the row."""
SEVERITIES = {"polygon_to_point": Severity.INFO, "position_within_km": Severity.INFO}
DOUBTED_NOTES = frozenset({"heading_over_several", "sheet_newest", "sheet_largest"})
"""What a reader notices that makes another reading of the file as likely."""
COUNTED = ("people", "strength")
"""Fields that count people: a total of them would count them twice."""
PLAINLY = {"wkt": "geometry"}
OF_OBJECTS = {"empty_geometry": "too_few_nodes", "bad_geometry": "incomplete_object"}
"""What is wrong with an object of a map where a row of a table would be called so."""
ROUTE_ENDS = ({"from", "to"}, {"name1", "name2"}, {"origin", "destination"})
"""Plain names of columns that tell what places a route leads between."""
COARSE = 3
"""Precision from which a point stands for a district or more, of ACLED and of UCDP."""
FLAWS = dict.fromkeys(("date_is_year", "date_is_month", "date_month_first", "date_was_number"), Severity.INFO)


def validate(
    kind_name: str,
    raw: RawTable,
    *,
    file: str,
    mapping: Mapping[str, str] | None = None,
    date: str | None = None,
    today: dt.date | None = None,
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
    today : date, optional
        The last day that can have been seen; that of the clock otherwise.

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
        `no_place_columns` or `routes_without_places`.
    """
    kind = KINDS[kind_name]
    mapped = map_columns(kind, raw, mapping or {}, file)
    if not (kind.without_place or has_place(raw, mapped.columns)):
        columns = ", ".join(raw.columns)
        names = {plain(name) for name in raw.columns}
        routes = kind_name == "roads" and any(ends <= names for ends in ROUTE_ENDS)
        code = "routes_without_places" if routes else "no_place_columns"
        raise UnusableFile(code, file=file, layer=kind_name, columns=columns, kind=kind_name)
    judge = _Judge(kind, raw, mapped, file, today or dt.datetime.now(tz=dt.UTC).date())
    rows = judge.rows()
    judge.look_at_all(rows)
    rows_in = len(raw.rows) + len(raw.ragged)
    rejected = rows_in - len(set(rows["row"]))
    layer = layer_of_columns(kind, rows, file, date, rows_in, rejected)
    return replace(layer, place_columns=judge.place_columns), judge.tally.findings()


def rejected_alone(kind: Kind, raw: RawTable, columns: Mapping[str, int], file: str) -> set[int]:
    """Rows, by index, that are rejected whatever the others say.

    Parameters
    ----------
    kind : Kind
    raw : RawTable
    columns : mapping of field to column index
    file : str
    """
    if not (kind.without_place or has_place(raw, columns)):
        return set()
    judge = _Judge(kind, raw, Mapped(columns, {}, ()), file, dt.datetime.now(tz=dt.UTC).date())
    accepted = set(judge.accepted()["row"])
    return {n for n, number in enumerate(raw.numbers) if number not in accepted}


class _Judge:
    """One table while it is judged."""

    def __init__(self, kind: Kind, raw: RawTable, mapped: Mapped, file: str, today: dt.date) -> None:
        self.today = today
        self.kind, self.raw, self.columns = kind, raw, mapped.columns
        self.tally = Tally(kind, file, _objects(raw))
        self.tally.add(mapped.findings)
        for code, params in raw.notes:
            self.tally.say(code, Severity.WARNING if code in DOUBTED_NOTES else Severity.INFO, **params)
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

    def rows(self) -> Columns:
        """The rows that are accepted, with their ids."""
        table = self.accepted()
        unnamed = [own is None for own in table["id"]]
        settled = identified(self.kind, table)
        numbers = table["row"]
        for at, code, other in settled.refused:
            given = "" if unnamed[at] else table["id"][at]
            shape = table["geometry"][at]
            place = None if shape is None else middle_of(shape)
            self.tally.reject(code, numbers[at], self._called("id"), given, place, id=given, other=other)
        lost = left_out(self.raw, table, [(at, met) for at, code, met in settled.refused if code != "duplicate_row"])
        if lost is not None:
            self.tally.say("doubles_left_out", Severity.WARNING, kind=self.kind.name, **lost)
        for at in settled.numbered:
            self._count("id_shared", "id", numbers[at], Severity.INFO)
        table = _taken(table, settled.kept)
        if self.kind.named and "name" in table:
            self._call_by_id(table)
        return exploded(table) if self.kind.name == "roads" else table

    def _call_by_id(self, table: Columns) -> None:
        names = table["name"]
        for at, name in enumerate(names):
            if name is None:
                names[at] = table["id"][at]
                self._count("name_missing", "name", table["row"][at])

    def accepted(self) -> Columns:
        """The rows with the values of their kind, judged by column; told row by row where one says something odd."""
        count = len(self.raw.rows)
        placed = has_place(self.raw, self.columns)
        places = place_rows(self.kind, self.raw, self.columns) if placed else Places(self.raw, self.columns)
        judged = {column.name: self._judged(column) for column in self.kind.columns}
        table: Columns = {name: one.values for name, one in judged.items()}
        counted = None if self.raw.objects else next((field for field in COUNTED if field in table), None)
        totals = {} if counted is None else total_rows(self.raw.rows, self.columns.get("name"), table[counted])
        table |= {"row": self.raw.numbers, "attributes": self._attributes(), "geometry": places.shapes.tolist()}
        odd = {*totals, *places.faults, *places.notes, *self._doubtful(table)}
        odd |= {at for at in range(count) if self.raw.numbers[at] in self.repaired} if self.repaired else set()
        odd |= {at for one in judged.values() for at in (*one.faults, *one.flaws)}
        refused = {at for at in sorted(odd) if self._is_total(at, totals, places)}
        refused |= {at for at in sorted(odd - refused) if not self._is_accepted(at, places, judged, table)}
        self._look_for_swapped(places)
        return _taken(table, [at for at in range(count) if at not in refused])

    def _judged(self, column: Column) -> Judged:
        if column.name not in self.columns:
            return Judged([column.otherwise] * len(self.raw.rows))
        index = self.columns[column.name]
        cells = [row[index] for row in self.raw.rows]
        beside = [row[index] for row in self.raw.beside]
        return judge_cells(column, cells, beside, decimal_comma=self.raw.decimal_comma)

    def _is_total(self, at: int, totals: Mapping[int, tuple[str, int | None]], places: Places) -> bool:
        """Say that a row is the total of others."""
        if at not in totals:
            return False
        called, rows = totals[at]
        code = "total_row" if rows is None else "total_row_adds_up"
        column = self._called("name") if "name" in self.columns else None
        self.tally.reject(code, self.raw.numbers[at], column, called, places.middle(at), rows=rows)
        return True

    def _is_accepted(self, at: int, places: Places, judged: Mapping[str, Judged], table: Columns) -> bool:
        """Say what is odd about a row; False where it is rejected."""
        number = self.raw.numbers[at]
        fault = places.faults.get(at)
        if fault is not None and not self.kind.without_place:
            code = OF_OBJECTS.get(fault, fault) if self.raw.objects else fault
            self.tally.reject(code, number, self.place_column, places.value(at), places.middle(at))
            return False
        for column in self.kind.columns:
            one = judged[column.name]
            if at in one.faults:
                code, cell = one.faults[at], text_of(self.raw.rows[at][self.columns[column.name]])
                if code in REJECTING:
                    self.tally.reject(code, number, self._called(column.name), cell, places.middle(at))
                    return False
                self.tally.drop(code, column, self._called(column.name), number, cell)
            elif at in one.flaws:
                self._count(one.flaws[at], column.name, number, FLAWS.get(one.flaws[at], Severity.WARNING))
        if self.kind.name == "areas" and table["role"][at] is None:
            self.tally.reject("area_without_role", number, self._called("role"), "", places.middle(at))
            return False
        self._note_place(number, fault, places.notes.get(at, ()))
        self._doubt(at, table)
        return True

    def _attributes(self) -> list[str]:
        """The cells of every row that the kind has no column for, as JSON."""
        said: dict[str, list[str]] = {}
        for index, name in sorted(self.unmapped, key=lambda column: column[1]):
            start, known = f"{json.dumps(name, ensure_ascii=False)}: ", {"": ""}
            cells = [row[index] for row in self.raw.rows]
            told = ["" if cell is None else _with_start(start, text_of(cell), known) for cell in cells]
            before = said.get(name)
            said[name] = told if before is None else [new or old for new, old in zip(told, before, strict=True)]
        if not said:
            return ["{}"] * len(self.raw.rows)
        return [f"{{{', '.join(filter(None, own))}}}" for own in zip(*said.values(), strict=True)]

    def _note_place(self, number: int, fault: str | None, notes: Sequence[str]) -> None:
        """Say what was done to a geometry."""
        for code in notes:
            self.tally.count(code, SEVERITIES.get(code, Severity.WARNING), self.place_column, number)
        if number in self.repaired:
            self.tally.count("geometry_repaired", Severity.WARNING, self.place_column, number)
        if fault not in {None, "empty_geometry", "coordinate_missing"}:
            self.tally.count("place_left_out", Severity.WARNING, self.place_column, number)

    def _doubtful(self, table: Columns) -> list[int]:
        """Rows of which `_doubt` may have something to say, and areas that are none."""
        match self.kind.name:
            case "settlements" | "idp_sites":
                return [at for at, people in enumerate(table["people"]) if not people]
            case "bases":
                return [at for at, strength in enumerate(table["strength"]) if strength is None]
            case "roads":
                return [at for at, length_m in enumerate(table["length_m"]) if length_m is not None]
            case "incidents":
                return [at for at, code in enumerate(table["precision"]) if (code or 0) >= COARSE]
            case "areas":
                return [at for at, role in enumerate(table["role"]) if role is None]
            case _:
                return []

    def _doubt(self, at: int, table: Columns) -> None:
        """Leave out values that are possible but cannot be meant, and count those that are missing."""
        number = self.raw.numbers[at]
        if self.kind.name == "settlements" and table["people"][at] == 0:
            table["people"][at] = None
            self._count("people_zero", "people", number)
        elif self.kind.name in SITES and table["people"][at] is None and "people" in self.columns:
            self._count("people_missing", "people", number, Severity.INFO)
        elif self.kind.name == "bases" and table["strength"][at] is None and "strength" in self.columns:
            self._count("strength_missing", "strength", number)
        elif self.kind.name == "incidents" and (table["precision"][at] or 0) >= COARSE:
            self._count("incident_coarse", "precision", number, Severity.INFO)
        elif self.kind.name == "roads" and table["length_m"][at] is not None:
            ends = [shapely.get_coordinates(part)[[0, -1]] for part in parts_of(table["geometry"][at])]
            if table["length_m"][at] < SHORTEST_SHARE * sum(line_length_m(pair) for pair in ends):
                table["length_m"][at] = None
                self._count("length_shorter_than_line", "length_m", number)

    def _count(self, code: str, field: str, number: int, severity: Severity = Severity.WARNING) -> None:
        self.tally.count(code, severity, self._called(field), number)

    def _look_for_swapped(self, places: Places) -> None:
        """Say how to mend a file in which longitude and latitude stand in each other's column throughout."""
        count = sum(fault == "coordinate_swapped" for fault in places.faults.values())
        if self.place_columns is not None and count > len(self.raw.rows) / 2:
            facts = {"count": count, "of": len(self.raw.rows), "kind": self.kind.name}
            self.tally.say("columns_swapped", Severity.ERROR, lon=self._called("lon"), lat=self._called("lat"), **facts)

    def look_at_all(self, rows: Columns) -> None:
        """Say what can be said of the file only as a whole."""
        kind, columns = self.kind.name, {"columns": ", ".join(self.raw.columns)}
        if not rows["row"]:
            code = "no_rows" if self.raw.rows or self.raw.ragged else "no_rows_at_all"
            self.tally.say(code, Severity.ERROR, rows=len(self.raw.rows) + len(self.raw.ragged))
            return
        if kind == "roads":
            doubt_roads(rows, self.columns.keys(), columns["columns"], self.tally)
        elif kind == "bases" and "strength" not in self.columns:
            self.tally.say("bases_without_strength", Severity.WARNING, **columns)
        elif kind in SITES and "people" not in self.columns:
            self.tally.say("sites_without_people", Severity.WARNING, kind=kind, **columns)
        suspect(kind, rows, self.tally, self._called, self.today)


def _taken(table: Columns, rows: Sequence[int]) -> Columns:
    """These rows of a table, in its order."""
    if len(rows) == len(next(iter(table.values()), ())):
        return table
    return {name: [cells[at] for at in rows] for name, cells in table.items()}


def _with_start(start: str, text: str, known: dict[str, str]) -> str:
    """The text as JSON behind its name; one that was met is known."""
    found = known.get(text)
    if found is None:
        found = known[text] = f"{start}{json.dumps(text, ensure_ascii=False)}"
    return found


def _objects(raw: RawTable) -> dict[int, str]:
    """What rows are called that are objects of a map, by their number."""
    if not raw.objects:
        return {}
    at = raw.columns.index("id")
    return {number: text_of(row[at]) for number, row in zip(raw.numbers, raw.rows, strict=True)}
