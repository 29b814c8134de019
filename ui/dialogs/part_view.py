# SPDX-License-Identifier: GPL-3.0-or-later
"""One file of a plan in the making: its first rows, its columns, what was noticed."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gisplanner.parts import Part
from layers.errors import PlannerError
from ui.dialogs.columns_table import ColumnsTable
from ui.dialogs.part_findings import PartFindings
from ui.dialogs.read_as_bar import ReadAsBar
from ui.dialogs.row_filter import RowFilter
from ui.messages import remedy_of
from ui.models.gathering_model import PreviewModel, Slot, metres_of, part_text
from ui.style import tone
from ui.sure import sure

PREVIEW, COLUMNS, FINDINGS = range(3)
WIDEST = 34
"""Characters of the widest column of the preview."""


class PartView(QWidget):
    """Tabs about the file of one part.

    Attributes
    ----------
    mapped : signal (str, str or None)
        As of `ColumnsTable`.
    forgotten : signal ()
        What is remembered of the columns of such files is to be forgotten.
    save_asked : signal ()
        The findings are to be written to a file.
    """

    mapped = pyqtSignal(str, object)
    forgotten = pyqtSignal()
    save_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slot: Slot | None = None
        self._part: Part | None = None
        self._was_read = False
        self.title = QLabel()
        self.title.setObjectName("part_title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.fault = QLabel()
        self.fault.setObjectName("part_fault")
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.fault.setWordWrap(True)
        self.read_as = ReadAsBar()
        self.filter = RowFilter()
        self.rows = PreviewModel(self)
        self.preview = self._preview()
        self.columns = ColumnsTable()
        self.columns.mapped.connect(self.mapped)
        self.memory = _Memory(self.columns)
        self.memory.forget_button.clicked.connect(self.forgotten)
        self.noticed = PartFindings()
        self.noticed.save_asked.connect(self.save_asked)
        self.findings = self.noticed.table
        self.tabs = QTabWidget()
        self.tabs.setObjectName("part_tabs")
        self.tabs.setAccessibleName(self.tr("About the file"))
        self.tabs.addTab(self.preview, self.tr("&First rows"))
        self.tabs.addTab(self.memory, self.tr("C&olumns"))
        self.tabs.addTab(self.noticed, "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.read_as)
        layout.addWidget(self.filter)
        layout.addWidget(self.fault)
        layout.addWidget(self.tabs, 1)
        self.show_slot(None)

    def show_slot(self, slot: Slot | None) -> None:
        """Show what is known of a part's file, and no figures of another than the one it names."""
        part = None if slot is None else slot.shown
        is_read = slot is not None and slot.is_read
        error = None if part is None or is_read else part.error
        findings = () if part is None else part.findings
        self.title.setText("" if slot is None else self._title(slot))
        self.fault.setText("" if part is None or error is None else self._fault(part, error))
        self.fault.setStyleSheet(f"color: {tone().bad}")
        self.fault.setVisible(error is not None)
        if slot is None or part is not self._part or slot is not self._slot:
            self._slot, self._part = slot, part
            self.rows.set_preview(None if part is None else part.preview)
            self._fit_columns()
            self._show_columns(slot)
            self.noticed.show_part(part)
        elif self._was_read and not is_read:  # gone back to: no choice counts that was made meanwhile
            self._show_columns(slot)
        self._was_read = is_read
        self.read_as.show_slot(slot)
        self.filter.show_slot(slot)
        counted = self.tr("F&indings ({count})").format(count=len(findings))
        self.tabs.setTabText(FINDINGS, self.tr("F&indings") if is_read else counted)
        self.tabs.setEnabled(part is not None)

    def put_back(self) -> None:
        """Show what counts in place of what was typed and not said."""
        self.read_as.put_back()
        self.filter.put_back()

    @property
    def is_typed_in(self) -> bool:
        """Whether the user is about to say something of the file shown."""
        field = sure(self.window()).focusWidget()
        return is_field(field) and self.isAncestorOf(field)

    def _show_columns(self, slot: Slot | None) -> None:
        self.columns.show_slot(slot)
        self.memory.bar.setVisible(slot is not None and bool(slot.remembered))

    def _fault(self, part: Part, error: PlannerError) -> str:
        """What keeps the file from being used; of metres, in which field their system is named."""
        metres = metres_of(part)
        if metres is None:
            return f"✕ {error.reason} {remedy_of(error)}"
        told = self.tr(
            "If {east} and {north} are metres, name their system in the field Coordinate system, such as EPSG:32736; "
            "else choose lon and lat under Columns."
        )
        return f"✕ {error.reason} {told.format(east=metres[0], north=metres[1])}"

    def _fit_columns(self) -> None:
        """Give every column the width of its head and cells, none more than `WIDEST`."""
        most = WIDEST * self.preview.fontMetrics().averageCharWidth()
        self.preview.resizeColumnsToContents()
        for column in range(self.rows.columnCount()):
            self.preview.setColumnWidth(column, min(most, self.preview.columnWidth(column)))

    def _title(self, slot: Slot) -> str:
        if slot.path is None:
            return self.tr("{layer}: no file yet").format(layer=part_text(slot.name))
        text = f"{part_text(slot.name)}: {slot.path.name}"
        if slot.is_read:
            return self.tr("{file}; reading…").format(file=text)
        if slot.part is None or slot.part.loaded is None:
            return text
        layer, left_out = slot.part.loaded.layer, slot.part.loaded.left_out
        text = self.tr("{file}; rows: {rows} in = {accepted} accepted + {rejected} rejected").format(
            file=text, rows=f"{layer.rows_in:,}", accepted=f"{slot.part.rows:,}", rejected=f"{layer.rejected:,}"
        )
        more = self.tr("{title}; {count} more of the file left out").format(title=text, count=f"{left_out:,}")
        return more if left_out else text

    def _preview(self) -> QTableView:
        view = QTableView()
        view.setObjectName("part_preview")
        view.setAccessibleName(self.tr("First rows"))
        view.setModel(self.rows)
        view.setAlternatingRowColors(True)
        view.setEditTriggers(QAbstractItemView.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        sure(view.verticalHeader()).setDefaultSectionSize(view.fontMetrics().height() + 8)
        return view


def is_field(widget: QWidget | None) -> bool:
    """Whether something is typed or chosen in it."""
    return isinstance(widget, QLineEdit | QComboBox)


class _Memory(QWidget):
    """The columns, and above them that some are remembered; with a way to have it forgotten."""

    def __init__(self, columns: ColumnsTable) -> None:
        super().__init__()
        told = QLabel(self.tr("Columns marked “remembered” are read as chosen for a file with the same header."))
        told.setObjectName("remembered_hint")
        told.setWordWrap(True)
        self.forget_button = QPushButton(self.tr("For&get"))
        self.forget_button.setObjectName("forget_columns")
        self.forget_button.setAutoDefault(False)
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(8, 4, 8, 0)
        row.addWidget(told, 1)
        row.addWidget(self.forget_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addWidget(columns, 1)
