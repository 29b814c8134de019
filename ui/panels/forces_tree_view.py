# SPDX-License-Identifier: GPL-3.0-or-later
"""The view of the tree of forces: status under a base's name, units dragged over bases, keys."""

from __future__ import annotations

from PyQt5.QtCore import QModelIndex, QObject, QRect, QSize, Qt, pyqtSignal
from PyQt5.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPalette,
)
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from ui.models.forces_model import NAME, READINESS_ROLE, STRENGTH, TEAMS, ForcesModel
from ui.models.unit_mime import units_of
from ui.style import tone

INDENT = 12
PADDING = 3
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
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in range(STRENGTH, TEAMS + 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Give the columns of figures the room of their heads, the name the rest."""
        header = self.header()
        if header is None:
            return
        heads = header.fontMetrics()
        for column in range(STRENGTH, TEAMS + 1):
            head = self._forces.headerData(column, Qt.Orientation.Horizontal)
            widest = max([head, self.tr("unknown")] if column == STRENGTH else [head], key=heads.horizontalAdvance)
            header.resizeSection(column, heads.horizontalAdvance(widest) + 4 * PADDING)

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
        """Hand the units to the model."""
        self._over = None
        if event is not None:
            index = self.indexAt(event.pos()).siblingAtColumn(NAME)
            if self._forces.canDropMimeData(event.mimeData(), Qt.DropAction.MoveAction, -1, -1, index):
                event.setDropAction(Qt.DropAction.CopyAction)  # the view itself must take no row away
                event.accept()
                self._forces.dropMimeData(event.mimeData(), Qt.DropAction.MoveAction, -1, -1, index)
            else:
                event.ignore()
                self.drag_left.emit()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        viewport = self.viewport()
        if viewport is not None:
            viewport.update()

    def _follow(self, event: QDragMoveEvent | None) -> None:
        if event is None:
            return
        units = units_of(event.mimeData())
        fits, base = self._forces.target(self.indexAt(event.pos()).siblingAtColumn(NAME))
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


class ForcesDelegate(QStyledItemDelegate):
    """Draws a base's status, sign and word, under its name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: N802  Qt's name
        """One line, two for a base."""
        line = QFontMetrics(option.font).height()
        lines = 1 if index.data(READINESS_ROLE) is None else 2
        return QSize(super().sizeHint(option, index).width(), lines * line + 2 * PADDING)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw a cell."""
        ready = index.data(READINESS_ROLE) if index.column() == NAME else None
        if painter is None or ready is None:
            super().paint(painter, option, index)
            return
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        name, full.text = full.text, ""
        style = full.widget.style() if full.widget is not None else None
        if style is None:
            return
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, full, painter, full.widget)
        chosen = bool(full.state & QStyle.StateFlag.State_Selected)
        text = full.palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
        upper = full.rect.adjusted(PADDING, PADDING, -PADDING, 0)
        upper.setHeight(full.fontMetrics.height())
        lower = QRect(upper).translated(0, full.fontMetrics.height())
        painter.save()
        for rect, words, colour in (
            (upper, name, text),
            (lower, f"{ready.sign} {ready.text}", text if chosen else QColor(ready.colour(tone()))),
        ):
            painter.setPen(colour)
            shown = full.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()
