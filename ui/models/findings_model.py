# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings as a table: everything noticed about files, places, roads and forces, sorted and filtered."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt5.QtGui import QColor

from gisplanner.file_report import Reason
from layers.findings import Finding, Severity
from ui.messages import kind_text, remedy_of, severity_text, tr
from ui.style import tone
from ui.workspace import Kind, Selected, Workspace

SEVERITY, LAYER, ROW, COLUMN, VALUE, WHAT, REMEDY, SUBJECT = range(8)
SIGNS = {Severity.ERROR: "✕", Severity.WARNING: "▲", Severity.INFO: "●"}
ORDER = tuple(Severity)
SUBJECTS = {"settlement": Kind.SITE, "idp_site": Kind.SITE, "base": Kind.BASE, "unit": Kind.UNIT}
SUBJECTS |= {"closure": Kind.CLOSURE}

FindingRole = Qt.ItemDataRole.UserRole
Texts = tuple[str, ...]
ROOT = QModelIndex()


def all_findings(workspace: Workspace) -> tuple[Finding, ...]:
    """Everything noticed about the plan shown, each thing once: of its files, its sites, its answer."""
    session, answer = workspace.session, workspace.shown
    of_answer = () if answer is None else answer.after.findings
    return without_repeats((*session.findings, *session.theatre.gathered.findings, *of_answer))


def without_repeats(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in their order, each once."""
    return tuple({_key(finding): finding for finding in findings}.values())


def selected_of(finding: Finding) -> Selected | None:
    """What of the plan a finding is about; None where it is about no one thing."""
    if finding.subject is None or finding.subject[0] not in SUBJECTS:
        return None
    return Selected(SUBJECTS[finding.subject[0]], finding.subject[1])


def reason_text(reason: Reason) -> str:
    """A reason, and in how many rows it was met."""
    text = f"{SIGNS[reason.severity]} {reason.words}"
    return tr("{reason} (rows: {count})").format(reason=text, count=f"{reason.rows:,}") if reason.rows else text


def counts_text(findings: Iterable[Finding]) -> str:
    """How many findings there are of each severity, in words."""
    counts = Counter(finding.severity for finding in findings)
    texts = {
        Severity.ERROR: (tr("{count} error"), tr("{count} errors")),
        Severity.WARNING: (tr("{count} warning"), tr("{count} warnings")),
        Severity.INFO: (tr("{count} note"), tr("{count} notes")),
    }
    return ", ".join(texts[one][counts[one] != 1].format(count=f"{counts[one]:,}") for one in ORDER)


def _key(finding: Finding) -> tuple[object, ...]:
    params = tuple(sorted((name, str(value)) for name, value in finding.params.items()))
    place = finding.file, finding.layer, finding.row, finding.column, finding.value, finding.subject
    return (finding.code, finding.severity, *place, params)


class FindingsModel(QAbstractTableModel):
    """The table of findings, which sorts and filters itself: a proxy would ask for every cell many times over.

    Parameters
    ----------
    workspace : Workspace or None
        Tells the names of what findings are about; without it their ids stand there.
    """

    def __init__(self, workspace: Workspace | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._findings: tuple[Finding, ...] = ()
        self._keys: list[tuple[object, ...]] = []
        self._texts: list[Texts] = []
        self._shown: list[int] = []
        self._layer: str | None = None
        self._severity: Severity | None = None
        self._code: str | None = None
        self._words: tuple[str, ...] = ()
        self._sorted_by, self._descending = SEVERITY, False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, whatever is filtered."""
        return self._findings

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Show these; the same ones again leave the view as it is."""
        keys = [_key(finding) for finding in findings]
        if keys == self._keys:
            return
        names = {} if self._workspace is None else _names(self._workspace)
        kinds: dict[str, str] = {}
        self._findings, self._keys = tuple(findings), keys
        self._texts = [_texts(finding, names, kinds) for finding in findings]
        self._arrange()

    def show(self, layer: str | None, severity: Severity | None, code: str | None, text: str) -> None:
        """Keep only what fits; None and "" keep all."""
        self._layer, self._severity, self._code = layer, severity, code
        self._words = tuple(text.casefold().split())
        self._arrange()

    def shown(self) -> tuple[Finding, ...]:
        """The findings that are kept, in the order of the table."""
        return tuple(self._findings[at] for at in self._shown)

    def number_at(self, row: int) -> int:
        """Which of all findings stands in a row of the table."""
        return self._shown[row]

    def row_of(self, number: int) -> int | None:
        """The row of the table in which a finding stands; None where it is filtered out."""
        return self._shown.index(number) if number in self._shown else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the table into the order of a column."""
        self._sorted_by, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        kept = [at for at in range(len(self._findings)) if self._fits(at)]
        kept.sort(key=self._rank, reverse=self._descending)
        self._shown = kept
        self.endResetModel()

    def _fits(self, at: int) -> bool:
        finding = self._findings[at]
        if self._layer not in {None, finding.layer} or self._severity not in {None, finding.severity}:
            return False
        if self._code not in {None, finding.code}:
            return False
        if not self._words:
            return True
        text = " ".join(self._texts[at]).casefold()
        return all(word in text for word in self._words)

    def _rank(self, at: int) -> tuple[int, str]:
        finding = self._findings[at]
        if self._sorted_by == SEVERITY:
            return ORDER.index(finding.severity), ""
        if self._sorted_by == ROW:
            return finding.row or 0, ""
        return 0, self._texts[at][self._sorted_by].casefold()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:  # noqa: N802  Qt's name
        """Findings that are kept."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:  # noqa: N802  Qt's name
        """Columns."""
        return 0 if parent.isValid() else SUBJECT + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: ANN401, N802  Qt's
        """Names of the columns."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            *(self.tr("Severity"), self.tr("Layer"), self.tr("Row"), self.tr("Column"), self.tr("Value")),
            *(self.tr("What"), self.tr("What to do"), self.tr("About")),
        )[section]

    def data(self, index: QModelIndex, role: int = 0) -> Any:  # noqa: ANN401  Qt's
        """What a cell shows."""
        at = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts[at][index.column()]
        return self._findings[at] if role == FindingRole else self._look(self._findings[at], index.column(), role)

    def _look(self, finding: Finding, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            text = f"{finding.reason}\n{remedy_of(finding)}"
            return html.escape(text).replace("\n", "<br>")
        if role == Qt.ItemDataRole.ForegroundRole and column == SEVERITY:
            return _colour(finding.severity)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = Qt.AlignmentFlag.AlignRight if column == ROW else Qt.AlignmentFlag.AlignLeft
            return int(right | Qt.AlignmentFlag.AlignVCenter)
        return None


def _texts(finding: Finding, names: Mapping[tuple[str, str], str], kinds: dict[str, str]) -> Texts:
    """What stands in the cells of a finding."""
    layer, about = finding.layer, finding.subject
    if layer is not None and layer not in kinds:
        kinds[layer] = kind_text(layer)
    return (
        f"{SIGNS[finding.severity]} {severity_text(finding)}",
        "" if layer is None else kinds[layer],
        "" if finding.row is None else str(finding.row),
        finding.column or "",
        finding.value or "",
        finding.reason,
        remedy_of(finding),
        "" if about is None else names.get(about, about[1]),
    )


def _names(workspace: Workspace) -> dict[tuple[str, str], str]:
    """Names of all that findings can be about."""
    plan, sites = workspace.session.plan, workspace.session.theatre.sites
    names = {(kind, own): name for kind, own, name in zip(sites.kind, sites.id, sites.name, strict=True)}
    names |= {("base", base.id): base.name for base in plan.bases}
    names |= {("unit", unit.id): unit.name for unit in plan.units}
    return names | {("closure", closure.id): closure.name for closure in plan.closures}


def _colour(severity: Severity) -> QColor:
    own = tone()
    return QColor({Severity.ERROR: own.bad, Severity.WARNING: own.warning, Severity.INFO: own.muted}[severity])
