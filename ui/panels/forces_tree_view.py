# SPDX-License-Identifier: GPL-3.0-or-later
"""The view of the tree of forces: units dragged over bases, keys, columns that leave names their room."""

from __future__ import annotations

from PyQt5.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt5.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QResizeEvent
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from ui.models.forces_model import NAME, STRENGTH, TEAMS, ForcesModel
from ui.models.unit_mime import units_of
from ui.panels.forces_delegate import PADDING, ForcesDelegate, small

INDENT = 8
LEAST_NAME = 17
"""Characters of a name that stand in one line at least."""
EDIT_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2})


class ForcesTreeView(QTreeView):
    """The tree; what is dragged over it is told, so that its effect can be shown before it is dropped.

    Attributes
    ----------
    dragged_over : signal (list of str, object)
        Units, by id, over a base that would take them; None for no base.
    drag_left : signal ()
        They are over no base that would take them, or were let go.
    edit_asked : signal (QModelIndex)
        Return or F2.
    """

    dragged_over = pyqtSignal(list, object)
    drag_left = pyqtSignal()
    edit_asked = pyqtSignal(QModelIndex)

    def __init__(self, model: ForcesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forces = model
        self._over: tuple[list[str], str | None] | None = None
        self.setModel(model)
        self.setItemDelegate(ForcesDelegate(self))
        self.setIndentation(INDENT)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = QHeaderView(Qt.Orientation.Horizontal, self)
        self.setHeader(header)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setFont(small(header.font()))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802  Qt's name
        """Give the columns of figures the room of their heads, the name the rest, and never too little."""
        super().resizeEvent(event)
        header, viewport = self.header(), self.viewport()
        if header is None or viewport is None:
            return
        heads = header.fontMetrics()
        left = viewport.width()
        for column in range(STRENGTH, TEAMS + 1):
            head = self._forces.headerData(column, Qt.Orientation.Horizontal)
            widest = max([head, self.tr("unknown")] if column == STRENGTH else [head], key=heads.horizontalAdvance)
            header.resizeSection(column, heads.horizontalAdvance(widest) + 3 * PADDING)
            left -= header.sectionSize(column)
        header.resizeSection(NAME, max(left, LEAST_NAME * heads.averageCharWidth()))
        self.scheduleDelayedItemsLayout()  # names wrap otherwise

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Edit on Return and F2."""
        if event is not None and event.key() in EDIT_KEYS and self.currentIndex().isValid():
            self.edit_asked.emit(self.currentIndex())
            event.accept()
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropActions | Qt.DropAction) -> None:  # noqa: N802  Qt's name
        """Drag the selected units; however it ends, nothing is shown for it any more."""
        super().startDrag(actions)
        self._leave()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802  Qt's name
        """Take units, from here or elsewhere."""
        super().dragEnterEvent(event)
        self._follow(event)

    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:  # noqa: N802  Qt's name
        """Tell over which base the units are."""
        super().dragMoveEvent(event)
        self._follow(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:  # noqa: N802  Qt's name
        """Tell that they are over none."""
        super().dragLeaveEvent(event)
        self._leave()

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802  Qt's name
        """Hand the units to the model, or tell that they were let go where none can be."""
        self._over = None
        fits = event is not None and self._forces.target(self.indexAt(event.pos()))[0]
        super().dropEvent(event)
        if not fits:
            self.drag_left.emit()

    def _follow(self, event: QDragMoveEvent | None) -> None:
        if event is None:
            return
        units = units_of(event.mimeData())
        fits, base = self._forces.target(self.indexAt(event.pos()))
        if not units or not fits:
            self._leave()
            if units:
                event.ignore()
            return
        event.accept()
        if self._over != (units, base):
            self._over = (units, base)
            self.dragged_over.emit(units, base)

    def _leave(self) -> None:
        if self._over is not None:
            self._over = None
            self.drag_left.emit()
