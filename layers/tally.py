# SPDX-License-Identifier: GPL-3.0-or-later
"""What is noticed about a file while it is judged: every rejected row by itself, the rest counted together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from layers.findings import Finding, Severity
from layers.kinds import Column, Kind

Place = tuple[float, float]
SHOWN_ROWS = 5
SHOWN_NAMES = 5
SHOWN_VALUES = 20
"""So many different values of a column are named; further ones are counted."""


class Tally:
    """Findings about one file.

    Parameters
    ----------
    kind : Kind
    file : str
        Its name.
    called : mapping of row number to str, optional
        What rows are called where their numbers tell nobody anything.
    """

    def __init__(self, kind: Kind, file: str, called: Mapping[int, str] | None = None) -> None:
        self._kind, self._file, self._called = kind, file, called or {}
        self._found: list[Finding] = []
        self._counted: defaultdict[tuple[str, Severity, str], list[int]] = defaultdict(list)
        self._values: defaultdict[tuple[str, str], dict[str, list[int]]] = defaultdict(dict)
        self._columns: dict[str, Column] = {}
        self._doubted: defaultdict[tuple[str, str], list[tuple[int, Finding]]] = defaultdict(list)

    def add(self, findings: Sequence[Finding]) -> None:
        """Take over findings that are complete."""
        self._found.extend(findings)

    def say(self, code: str, severity: Severity, **params: object) -> None:
        """Say something of the file."""
        self._found.append(self._finding(code, severity, params))

    def reject(
        self, code: str, row: int, column: str | None, value: str, place: Place | None = None, **params: object
    ) -> None:
        """Say why a row is rejected, and where it lies."""
        if row in self._called:
            value = ": ".join(part for part in (self._called[row], value) if part)
        params |= {"column": column, "value": value, "kind": self._kind.name}
        self._found.append(self._finding(code, Severity.ERROR, params, row, column, value, (row,), place))

    def count(self, code: str, severity: Severity, column: str, row: int) -> None:
        """Say something of a row that is said of all such rows at once."""
        self._counted[code, severity, column].append(row)

    def doubt(self, code: str, column: str, row: int, value: str, **params: object) -> None:
        """Say that a value is possible and hardly meant; the first rows are named with it, further ones counted."""
        params |= {"column": column, "value": value}
        found = self._finding(code, Severity.WARNING, params, row, column, value, (row,))
        self._doubted[code, column].append((row, found))

    def drop(self, code: str, column: Column, called: str, row: int, value: str) -> None:
        """Say that a value was left out; rows with the same one are named together."""
        self._columns[called] = column
        self._values[code, called].setdefault(value, []).append(row)

    def rows_text(self, rows: Sequence[int]) -> str:
        """Rows as text: the first few of them, by what they are called, else by number."""
        shown = ", ".join(self._called.get(row, str(row)) for row in sorted(rows)[:SHOWN_ROWS])
        more = f" and {len(rows) - SHOWN_ROWS} more" if len(rows) > SHOWN_ROWS else ""
        word = "" if self._called else "row " if len(rows) == 1 else "rows "
        return f"{word}{shown}{more}"

    def findings(self) -> tuple[Finding, ...]:
        """Everything that was noticed: in the order it was, what is counted after what is not."""
        return (*self._found, *self._of_values(), *self._of_rows(), *self._of_doubts())

    def _of_values(self) -> Iterator[Finding]:
        for (code, name), values in self._values.items():
            column = self._columns[name]
            shown, more = list(values.items())[:SHOWN_VALUES], list(values.values())[SHOWN_VALUES:]
            facts = {
                "unit": column.unit,
                "least": column.least,
                "most": column.most,
                "known": ", ".join(dict.fromkeys(column.words.values())),
            }
            for value, rows in shown:
                yield self._grouped(code, Severity.WARNING, name, rows, value, facts)
            if more:
                rows = sorted(row for rows in more for row in rows)
                yield self._grouped("more_values", Severity.WARNING, name, rows, None, {"values": len(more)})

    def _of_doubts(self) -> Iterator[Finding]:
        for (_, column), found in self._doubted.items():
            yield from (one for _, one in found[:SHOWN_VALUES])
            more = [row for row, _ in found[SHOWN_VALUES:]]
            if more:
                yield self._grouped("more_doubts", Severity.WARNING, column, more, None, {})

    def _of_rows(self) -> Iterator[Finding]:
        for (code, severity, column), rows in self._counted.items():
            yield self._grouped(code, severity, column, rows, None, {})

    def _grouped(
        self,
        code: str,
        severity: Severity,
        column: str,
        rows: Sequence[int],
        value: str | None,
        facts: Mapping[str, object],
    ) -> Finding:
        params = {"count": len(rows), "rows": self.rows_text(rows), "column": column, "value": value, **facts}
        row = rows[0] if len(rows) == 1 else None
        kept = () if severity is Severity.INFO else tuple(sorted(rows))
        return self._finding(code, severity, params, row, column, value, kept)

    def _finding(
        self,
        code: str,
        severity: Severity,
        params: Mapping[str, object],
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        rows: tuple[int, ...] = (),
        place: Place | None = None,
    ) -> Finding:
        file, layer = self._file, self._kind.name
        subject = None
        if row is not None and row in self._called:
            subject, row = (layer.rstrip("s"), self._called[row]), None
        return Finding(code, severity, params, file, layer, row, column, value, subject, place=place, rows=rows)


def first_of(names: Sequence[str]) -> str:
    """The first of some names, and how many more."""
    more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return f"{', '.join(names[:SHOWN_NAMES])}{more}" or "none"
