# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about a file as one page: rows, counts by reason, a map, the table. It asks for nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from gisplanner.export.escape import text
from gisplanner.export.files import write_text
from gisplanner.export.inline import with_policy
from gisplanner.file_report import OWNER, FileReport, reasons_of
from gisplanner.row_map import Mark, RowMap, row_map
from gisplanner.wording import counted, number, position_text
from layers.findings import Severity

MOST_FINDINGS = 2_000
"""More make a page that browsers are slow with; the tables have them all."""
WIDTH = 720
SIZE = 6
OWN = ("severity", "row", "column", "value", "reason", "remedy")
SIGNS = {Severity.ERROR: "✕", Severity.WARNING: "▲", Severity.INFO: "●"}


def write_page(report: FileReport, path: Path) -> None:
    """Write the page.

    Raises
    ------
    UnusableFile
        `cannot_write`.
    """
    write_text(path, page_of(report))


def page_of(report: FileReport) -> str:
    """The page; equal reports give equal pages."""
    style = resources.files("gisplanner").joinpath("export", "assets", "findings.css").read_text(encoding="utf-8")
    title = f"Findings: {report.file}"
    body = "\n".join([_rows(report), _counts(report), _map(report), _table(report)])
    page = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{text(title)}</title>
<style>{style}</style>
</head>
<body>
<h1>{text(title)}</h1>
{body}
</body>
</html>
"""
    return with_policy(page)


def _rows(report: FileReport) -> str:
    cells = (
        (one.kind, one.file, number(one.rows_in), number(one.rows_in - one.rejected), number(one.rejected))
        for one in report.sources
    )
    heads = ("layer", "file", "rows in", "accepted", "rejected")
    said = "Rows in = accepted + rejected. Rows are counted after the header: row 1 is the line below it."
    more = (
        f"{counted(report.left_out, 'more row')} of the file left out, as the findings say. " if report.left_out else ""
    )
    return _section("Rows", f"{_plain_table('rows', heads, cells)}<p>{more}{said}</p>")


def _counts(report: FileReport) -> str:
    cells = (
        (f"{SIGNS[one.severity]} {one.severity}", one.words, number(one.rows) if one.rows else "-", str(one.findings))
        for one in reasons_of(report.findings)
    )
    return _section("By reason", _plain_table("counts", ("severity", "reason", "rows", "findings"), cells))


def _map(report: FileReport) -> str:
    found = None if report.layer is None else row_map(report.layer, report.findings)
    if found is None:
        return ""
    height = round(WIDTH / found.aspect)
    dots = "".join(f"M{x * WIDTH:.0f} {y * height:.0f}h0" for x, y in found.accepted.tolist())
    marks = "".join(_mark(mark, height) for mark in found.marks)
    svg = (
        f'<svg id="map" viewBox="-8 -8 {WIDTH + 16} {height + 16}" role="img" aria-label="Where the rows lie">'
        f'<rect class="frame" width="{WIDTH}" height="{height}"/><path class="accepted" d="{dots}"/>{marks}</svg>'
    )
    return _section("Where they lie", svg + _legend(found))


def _mark(mark: Mark, height: int) -> str:
    """A cross for a row that is rejected, a triangle for one that is suspicious; it leads to the finding."""
    x, y = round(mark.at[0] * WIDTH, 1), round(mark.at[1] * height, 1)
    if mark.rejected:
        shape = f"M{x - SIZE} {y - SIZE}l{2 * SIZE} {2 * SIZE}m0 {-2 * SIZE}l{-2 * SIZE} {2 * SIZE}"
    else:
        shape = f"M{x} {y - SIZE}l{SIZE} {2 * SIZE}h{-2 * SIZE}z"
    kind = "rejected" if mark.rejected else "suspicious"
    drawn = f'<path class="{kind}" d="{shape}"/><title>Row {mark.row}: {kind}</title>'
    if mark.finding >= MOST_FINDINGS:
        return f"<g>{drawn}</g>"
    return f'<a href="#f{mark.finding}">{drawn}</a>'


def _legend(found: RowMap) -> str:
    west, south, east, north = found.frame
    lines = [
        f"✕ {counted(found.rejected, 'row')} rejected, {number(found.rejected_without_place)} without a place",
        f"▲ {counted(found.suspicious, 'row')} suspicious, {number(found.suspicious_without_place)} without a place",
        "· accepted",
        f"From {position_text(west, south)} to {position_text(east, north)}. Click on a mark for its finding.",
        "Of marks that would cover each other one is drawn.",
    ]
    if beyond := sum(mark.beyond for mark in found.marks):
        lines.append(f"{counted(beyond, 'mark')} at the edge: the row lies beyond the map.")
    return "".join(f"<p>{text(line)}</p>" for line in lines)


def _table(report: FileReport) -> str:
    body = []
    for at, finding in enumerate(report.findings[:MOST_FINDINGS]):
        said = finding.as_dict()
        cells = [f"{SIGNS[finding.severity]} {finding.severity}", *(said[name] for name in OWN[1:])]
        own = report.cells.get(finding.row or 0, ("",) * len(report.columns))
        body.append(f'<tr id="f{at}" class="{finding.severity}">{_cells([*cells, *own])}</tr>')
    heads = "".join(f"<th>{text(head)}</th>" for head in (*OWN, *(f"{OWNER}{name}" for name in report.columns)))
    more = len(report.findings) - MOST_FINDINGS
    note = f"<p>and {number(more)} more, which a .csv or .xlsx file lists</p>" if more > 0 else ""
    rows = f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody>"
    table = f'<div class="wide"><table class="findings">{rows}</table></div>'
    return _section("Findings", table + note if body else "<p>Nothing was noticed.</p>")


def _plain_table(kind: str, heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    columns = "".join(f"<th>{text(head)}</th>" for head in heads)
    lines = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f'<table class="{kind}"><thead><tr>{columns}</tr></thead><tbody>{lines}</tbody></table>'


def _cells(row: Iterable[object]) -> str:
    return "".join(f"<td>{'' if cell is None else text(cell)}</td>" for cell in row)


def _section(title: str, content: str) -> str:
    return f"<section><h2>{text(title)}</h2>{content}</section>"
