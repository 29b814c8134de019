# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of an answer on the screen: its columns can be hidden, its rows copied, its records picked by id."""

from __future__ import annotations

from PyQt5.QtCore import QModelIndex, QPoint, Qt, pyqtSignal
from PyQt5.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from gisplanner.export.csv import guarded
from ui.models.answer_table import AnswerTable
from ui.sure import sure

ROW_PADDING = 6
CHAR_WIDTH = 7
"""Pixels of a character for which columns have their widths."""


class AnswerView(QTableView):
    """A table of records.

    Parameters
    ----------
    model : AnswerTable
    name : str
        Object name.
    title : str
        Accessible name.

    Attributes
    ----------
    picked : signal (str)
        The user turned to the record with this id.
    entered : signal (str)
        The user double-clicked it, or pressed Enter on it.
    """

    picked = pyqtSignal(str)
    entered = pyqtSignal(str)

    def __init__(self, model: AnswerTable, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = model
        self._wanted: str | None = None
        self._quiet = self._pinned = False
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setModel(model)
        self._look()
        for section, column in enumerate(model.columns):
            self.setColumnWidth(section, column.width * self.fontMetrics().averageCharWidth() // CHAR_WIDTH)
        selection = sure(self.selectionModel())
        selection.currentRowChanged.connect(self._turned)
        self.doubleClicked.connect(lambda index: self.entered.emit(model.name_at(index.row())))
        model.modelReset.connect(self._restore)
        model.layoutChanged.connect(self._restore)

    def sortable(self, column: str | None = None, *, falling: bool = False) -> None:
        """Let headers sort; a click on a number's header shows the greatest first."""
        header = sure(self.horizontalHeader())
        keys = [one.key for one in self._table.columns]
        order = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(-1 if column is None else keys.index(column), order)
        self.setSortingEnabled(True)

    def pin_first(self) -> None:
        """Keep the first column in sight while the others are scrolled."""
        rows = sure(self.verticalHeader())
        rows.setFixedWidth(self.columnWidth(0))
        rows.setSectionsClickable(True)
        rows.sectionDoubleClicked.connect(lambda row: self.entered.emit(self._table.name_at(row)))
        rows.show()
        self.hideColumn(0)
        self._pinned = True

    def fill(self, column: str) -> None:
        """Let one column take what the others leave."""
        header = sure(self.horizontalHeader())
        header.setStretchLastSection(False)
        keys = [one.key for one in self._table.columns]
        header.setSectionResizeMode(keys.index(column), QHeaderView.ResizeMode.Stretch)

    def pick(self, name: str | None) -> None:
        """Turn to the record with this id without telling anyone, to none for None or where it is not shown."""
        self._wanted = name
        self._restore()
        row = -1 if name is None else self._table.row_of(name)
        if row >= 0:
            self.scrollTo(self._table.index(row, 0), QAbstractItemView.ScrollHint.EnsureVisible)

    def current_name(self) -> str | None:
        """Id of the record turned to."""
        index = self.currentIndex()
        return self._table.name_at(index.row()) if index.isValid() else None

    def copy(self) -> None:
        """Put the selected rows on the clipboard as text apart by tabs."""
        sure(QGuiApplication.clipboard()).setText(self.selected_text())

    def selected_text(self) -> str:
        """The selected rows as text apart by tabs, columns as they are seen; no cell is a formula."""
        rows = sorted({index.row() for index in sure(self.selectionModel()).selectedRows()})
        header = sure(self.horizontalHeader())
        seen = [header.logicalIndex(place) for place in range(header.count())]
        keys = [self._table.columns[section].key for section in seen if not self.isColumnHidden(section)]
        if self._pinned:
            keys.insert(0, self._table.columns[0].key)
        return "\n".join("\t".join(self._cell(row, key) for key in keys) for row in rows)

    def columns_menu(self) -> QMenu:
        """Which columns are seen."""
        menu = QMenu(self.tr("Columns"), self)
        shown = [n for n in range(len(self._table.columns)) if not self.isColumnHidden(n)]
        for section, column in enumerate(self._table.columns):
            if section == 0 and self._pinned:
                continue
            action = sure(menu.addAction(column.title.replace("&", "&&")))
            action.setCheckable(True)
            action.setChecked(section in shown)
            action.setEnabled(len(shown) > 1 or section not in shown)
            action.toggled.connect(lambda on, section=section: self.setColumnHidden(section, not on))
        return menu

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Ctrl+C copies rows, Enter enters the record."""
        if event is None:
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.state() != self.EditingState:
            name = self.current_name()
            if name is not None:
                self.entered.emit(name)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:  # noqa: N802  Qt's name
        """Copying and columns, for the keyboard too."""
        if event is None:
            return
        menu = QMenu(self)
        copying = sure(menu.addAction(self.tr("&Copy rows")))
        copying.setEnabled(sure(self.selectionModel()).hasSelection())
        copying.triggered.connect(self.copy)
        menu.addMenu(self.columns_menu())
        menu.exec(event.globalPos())

    def _look(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        rows = sure(self.verticalHeader())
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)
        rows.setMinimumSectionSize(self.fontMetrics().height())
        header = sure(self.horizontalHeader())
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(36)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)

    def _choose_columns(self, at: QPoint) -> None:
        self.columns_menu().exec(sure(self.horizontalHeader()).mapToGlobal(at))

    def _turned(self, current: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self._wanted = self._table.name_at(current.row())
            self.picked.emit(self._wanted)

    def _restore(self) -> None:
        """Select what was turned to, wherever it stands now."""
        row = -1 if self._wanted is None else self._table.row_of(self._wanted)
        if row == (self.currentIndex().row() if self.currentIndex().isValid() else -1) and (
            row < 0 or sure(self.selectionModel()).isRowSelected(row, QModelIndex())
        ):
            return
        self._quiet = True
        try:
            if row < 0:
                sure(self.selectionModel()).clear()
            else:
                self.selectRow(row)
        finally:
            self._quiet = False

    def _cell(self, row: int, key: str) -> str:
        text = " ".join(self._table.text(self._table.record(row), key).split())
        return str(guarded(text))
