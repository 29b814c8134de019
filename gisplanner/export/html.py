# SPDX-License-Identifier: GPL-3.0-or-later
"""A map as one page that opens anywhere and asks for nothing.

Folium makes the page and the Leaflet map in it; the layers, the legend and the pop-ups are drawn by our own script from
data that stand in the page as JSON, so that no text of a file is ever part of a script or of markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import folium
import shapely
from shapely.geometry.base import BaseGeometry

from gisplanner.export.escape import data, text
from gisplanner.export.files import write_text
from gisplanner.export.inline import inlined, with_policy
from gisplanner.map_model import Area, MapModel
from gisplanner.wording import counted

DECIMALS = 5
MAP_ID = "gisplanner"
LOSSES_SHOWN = 60


def write_map(model: MapModel, path: Path) -> None:
    """Write a map as one HTML file.

    Raises
    ------
    UnusableFile
        `cannot_write`.
    ExportError
        `unknown_address` when the page would ask for anything.
    """
    write_text(path, page_of(model))


def page_of(model: MapModel) -> str:
    """The page; equal models give equal pages."""
    west, south, east, north = model.bounds
    frame = folium.Map(
        location=[(south + north) / 2, (west + east) / 2], tiles=None, zoom_control="topright", attributionControl=False
    )
    frame._id = MAP_ID  # noqa: SLF001  folium numbers its maps by chance
    page = inlined(frame.get_root().render())
    own = (_asset("map.css"), _asset("map.js"))
    page = page.replace("</head>", f"<title>{text(model.title)}</title>\n<style>{own[0]}</style>\n</head>", 1)
    page = page.replace("<body>", f"<body>\n{_panels(model)}", 1)
    content = f'<script type="application/json" id="gisplanner-data">{data(_content(model))}</script>'
    head, _, tail = page.rpartition("</html>")
    page = f"{head}{content}\n<script>{own[1]}</script>\n</html>{tail}"
    return with_policy(re.sub(r"[ \t]+\n", "\n", page).replace("<html>", '<html lang="en">', 1))


def _asset(name: str) -> str:
    return resources.files("gisplanner").joinpath("export", "assets", name).read_text(encoding="utf-8")


def _panels(model: MapModel) -> str:
    """Title, legend, losses, assumptions and what stands below the map."""
    verdict = "".join(f"<p>{text(sentence)}</p>" for sentence in model.verdict)
    return f"""
<header>
  <p class="marking">{text(model.marking)}</p>
  <div class="title"><h1>{text(model.title)}</h1><p class="subtitle">{text(model.subtitle)}</p>
  <p class="dated">{text(model.dated)}</p></div>
  <div class="verdict">{verdict}</div>
</header>
<aside aria-label="Legend and notes">
  <section id="legend" aria-label="Legend"><h2>Layers</h2></section>
  {_losses(model)}
  {_assumptions(model)}
  {_layers(model)}
</aside>
<footer>
  <p>{text(model.assumed)}</p>
  <p>{text(model.ground)}</p>
  <p>{text(model.disclaimer)}</p>
  <p class="marking">{text(model.marking)}</p>
</footer>
"""


def _losses(model: MapModel) -> str:
    if not model.losses:
        return ""
    table = _table(model.marking, ("place", "people", "min before", "min after"), model.losses[:LOSSES_SHOWN], "losses")
    more = f"<p>and {len(model.losses) - LOSSES_SHOWN} more</p>" if len(model.losses) > LOSSES_SHOWN else ""
    summary = f"Out of standard: {counted(len(model.losses), 'place')}"
    return f"<details open><summary>{summary}</summary>{table}{more}</details>"


def _assumptions(model: MapModel) -> str:
    table = _table(model.marking, ("what", "value", "source"), model.assumptions)
    return f"<details><summary>Assumptions and their sources</summary>{table}</details>"


def _layers(model: MapModel) -> str:
    table = _table(model.marking, ("what", "file", "date", "rows"), model.layers)
    return f"<details><summary>Data and dates</summary>{table}</details>"


def _table(marking: str, heads: Sequence[str], rows: Iterable[Iterable[str]], kind: str = "") -> str:
    """A table that carries the marking in its head and foot, which paper repeats on every page."""
    marked = f'<tr class="marked"><td class="marking" colspan="{len(heads)}">{text(marking)}</td></tr>'
    columns = "".join(f"<th>{text(head)}</th>" for head in heads)
    return (
        f'<table class="{kind}"><thead>{marked}<tr>{columns}</tr></thead><tbody>{_rows(rows)}</tbody>'
        f"<tfoot>{marked}</tfoot></table>"
    )


def _rows(rows: Iterable[Iterable[str]]) -> str:
    return "".join(f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in rows)


def _content(model: MapModel) -> dict[str, Any]:
    """What the page's script draws."""
    return {
        "bounds": model.bounds,
        "extent": _geometry(model.extent),
        "areas": _areas(model.areas),
        "water": _areas(model.water),
        "roads": _areas(model.roads),
        "closures": _areas(model.closures),
        "incidents": list(model.incidents),
        "sites": list(model.sites),
        "bases": list(model.bases),
        "bands": [{"label": label, "geometry": _geometry(shape)} for label, shape in model.bands],
        "lost": None if model.lost is None else _geometry(model.lost),
        "gained": None if model.gained is None else _geometry(model.gained),
    }


def _areas(areas: Iterable[Area]) -> list[dict[str, Any]]:
    found = []
    for area in areas:
        middle = area.geometry.representative_point()
        at = [round(middle.y, DECIMALS), round(middle.x, DECIMALS)]
        found.append({"name": area.name, "kind": area.kind, "geometry": _geometry(area.geometry), "at": at})
    return found


def _geometry(shape: BaseGeometry) -> dict[str, Any]:
    found = shapely.geometry.mapping(shape)
    if "coordinates" in found:
        return _rounded(found)
    return {"type": "GeometryCollection", "geometries": [_geometry(part) for part in shapely.get_parts(shape)]}


def _rounded(found: dict[str, Any]) -> dict[str, Any]:
    def cut(value: Any) -> Any:  # noqa: ANN401  numbers, or lists of them as deep as the geometry is
        return round(value, DECIMALS) if isinstance(value, float) else [cut(part) for part in value]

    return {"type": found["type"], "coordinates": cut(found["coordinates"])}
