# SPDX-License-Identifier: GPL-3.0-or-later
"""How files were read, as it is told in a terminal: columns, first rows, reasons, findings row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gisplanner.cli.foot import findings_lines, ground_line
from gisplanner.cli.tables import fits, joined, shortened, table, wrapped
from gisplanner.cli.text import product_lines
from gisplanner.report_head import Answer
from gisplanner.wording import counted, number

MOST_FINDINGS = 50
TAKEN = ("accepted", "rejected")
FOUND_WORDS = {
    "said": "chosen by you",
    "remembered": "remembered",
    "tag": "by HXL tag",
    "name": "by its name",
    "synonym": "by a synonym",
    "several": "one of several",
}
NOT_WRITTEN = "Nothing was written."
LONGEST_CELL = 24
"""Characters of a cell of the first rows."""


def check_lines(answer: Answer, *, quiet: bool) -> str:
    """Findings about a file."""
    head = f"{answer['file']} as {answer['kind']}: {_taken(answer['rows'])}."
    if quiet:
        return head
    written = f"Written: {answer['report']}" if answer["report"] else ""
    parts = [head, _layer_rows(answer["layers"]), *_how_read(answer), _reason_rows(answer["reasons"])]
    return joined([*parts, _rows(answer["findings"]), written])


def new_lines(answer: Answer, *, quiet: bool) -> str:
    """What `new` says: how each file was read, then the plan's ground, and what was noticed."""
    written = product_lines(answer, quiet=quiet)
    if quiet:
        return written
    files = [
        joined([f"{part['part'].replace('_', ' ')} from {part['file']}: {_taken(part['rows'])}.", *_how_read(part)])
        for part in answer["parts"]
    ]
    of_files = [one for one in answer["findings"] if one["file"] is not None]
    of_plan = [one for one in answer["findings"] if one["file"] is None]
    noticed = [f"In the files. {_rows(of_files)}", f"In the plan. {findings_lines(of_plan)}"]
    return joined([*files, written or NOT_WRITTEN, ground_line(answer), *noticed])


def _taken(rows: Mapping[str, Any]) -> str:
    """Rows in, accepted and rejected; those left out where there are any."""
    text = f"{counted(rows['in'], 'row')}, {number(rows['accepted'])} accepted, {number(rows['rejected'])} rejected"
    if not rows["left_out"]:
        return text
    return f"{text}; {number(rows['left_out'])} more left out, {number(rows['of_file'])} in the file"


def _how_read(answer: Answer) -> list[str]:
    """Which columns were read as which fields, which were not, and the first rows."""
    columns, preview = answer["columns"], answer["preview"]
    if preview is None:
        return []
    used = {one["column"] for one in columns}
    rows = [(one["field"], one["column"], FOUND_WORDS[one["found"]]) for one in columns]
    idle = [name for name in preview["columns"] if name not in used]
    return [
        table(("field", "column", "found"), rows, "<<<") if rows else "",
        wrapped(f"Columns not read: {', '.join(idle)}.", others="    ") if idle else "",
        _first_rows(preview["columns"], preview["numbers"], preview["rows"], used),
    ]


def _first_rows(names: Sequence[str], numbers: Sequence[int], rows: Sequence[Sequence[str]], used: set[str]) -> str:
    """The first rows, as many of the columns that are read as fit; of all columns where none is."""
    wanted = [at for at, name in enumerate(names) if name in used] or list(range(len(names)))
    if not rows or not wanted:
        return ""
    columns = [[shortened(cell, LONGEST_CELL) for cell in (names[at], *(row[at] for row in rows))] for at in wanted]
    counts = ["row", *map(number, numbers)]
    fit = max((n for n in range(1, len(columns) + 1) if fits([counts, *columns[:n]])), default=1)
    heads, *lines = zip(counts, *columns[:fit], strict=True)
    more = [f"... and {counted(len(columns) - fit, 'more column')}"] if fit < len(columns) else []
    return "\n".join([table(heads, lines, ">" + "<" * fit), *more])


def _layer_rows(layers: Sequence[Mapping[str, Any]]) -> str:
    """Rows by layer, where there are several."""
    if len(layers) < 2:  # noqa: PLR2004  the first line says it of one
        return ""
    rows = [(one["kind"], one["source"], *(number(one[name]) for name in ("in", *TAKEN))) for one in layers]
    return table(("layer", "file", "rows in", *TAKEN), rows, "<<>>>")


def _reason_rows(reasons: Sequence[Mapping[str, Any]]) -> str:
    """How often each reason was met."""
    rows = [
        (one["severity"], one["code"].replace("_", " "), number(one["rows"]), number(one["findings"]))
        for one in reasons
    ]
    return table(("severity", "reason", "rows", "findings"), rows, "<<>>") if rows else ""


def _rows(findings: Sequence[Mapping[str, Any]]) -> str:
    """Findings row by row, for whoever mends a file."""
    return findings_lines(findings, most=MOST_FINDINGS, apart=True)
