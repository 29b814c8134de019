# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of OpenStreetMap roads (HOT exports and the like) -> raw roads, by the same tags as extracts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import shapely

from layers.geodesy import line_length_m
from layers.mapping import plain
from layers.raw import Cell, RawTable
from layers.readers import osm_tags
from layers.values import text_of

LONGEST_DBF_NAME = 10
IDS = ("osmid", "osmwayid", "id", "fullid")
"""Plain names of columns that tell which object of OpenStreetMap a row is."""


def roads_by_tags(raw: RawTable) -> RawTable:
    """The same roads in the words of `layers.kinds` where the columns are tags of OpenStreetMap; else the table itself.

    Rows that are no roads for vehicles are left out and counted in a note, as they are of an extract.
    """
    names = [plain(name) for name in raw.columns]
    if "highway" not in names:
        return raw
    tags_at = {key: at for key in osm_tags.KEYS if (at := _column(names, key)) is not None}
    id_at = next((names.index(name) for name in IDS if name in names), None)
    used = {*tags_at.values(), id_at}
    others = [at for at, name in enumerate(names) if at not in used and name not in map(plain, osm_tags.ROAD_COLUMNS)]
    rows: list[list[Cell]] = []
    kept: list[int] = []
    left_out: Counter[str] = Counter()
    for at, row in enumerate(raw.rows):
        tags = {key: text for key, column in tags_at.items() if (text := text_of(row[column]))}
        if not osm_tags.is_road(tags):
            left_out[tags.get("highway", "no highway")] += 1
            continue
        own_id = None if id_at is None else _object_id(row[id_at])
        cells = osm_tags.road_cells(own_id, tags, _length_m(raw, at) if osm_tags.is_ferry(tags) else 0.0)
        rows.append([*cells, *(row[other] for other in others)])
        kept.append(at)
    columns = (*osm_tags.ROAD_COLUMNS, *(raw.columns[at] for at in others))
    table = replace(
        raw,
        columns=columns,
        rows=rows,
        numbers=[raw.numbers[at] for at in kept],
        geometry=None if raw.geometry is None else [raw.geometry[at] for at in kept],
        tags={},
        notes=[*raw.notes, *([("osm_ways_left_out", osm_tags.listed(left_out))] if left_out else [])],
    )
    return osm_tags.without_empty_columns(table)


def _column(names: Sequence[str], key: str) -> int | None:
    """Index of the column of a tag, whose name a Shapefile cuts at ten letters; None where there is none."""
    cut = plain(key.replace(":", "_")[:LONGEST_DBF_NAME])
    return next((names.index(name) for name in (plain(key), cut) if name in names), None)


def _object_id(cell: Cell) -> str | None:
    """The id of a way as extracts give it; other ids as they are."""
    text = text_of(cell)
    number = text.removeprefix("way/").removeprefix("w")
    return f"way/{number}" if number.isdecimal() else text or None


def _length_m(raw: RawTable, at: int) -> float:
    cell = None if raw.geometry is None else raw.geometry[at]
    shape = None if cell is None else shapely.from_wkb(cell, on_invalid="ignore")
    return (
        0.0 if shape is None else sum(line_length_m(shapely.get_coordinates(part)) for part in shapely.get_parts(shape))
    )
