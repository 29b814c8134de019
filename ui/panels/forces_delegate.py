# SPDX-License-Identifier: GPL-3.0-or-later
"""How rows of the tree of forces are drawn: whole names in as many lines as they take, a base's status below."""

from __future__ import annotations

from PyQt5.QtCore import QModelIndex, QRect, QSize, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PyQt5.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from ui.models.force_words import Readiness
from ui.models.forces_model import NAME, READINESS_ROLE
from ui.style import tone

PADDING = 3
SMALLER = 0.9
TALL = 10_000
WRAPPED = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
FIGURE = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignTop)


class ForcesDelegate(QStyledItemDelegate):
    """Draws the cells of one tree."""

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: N802  Qt's name
        """Room for the whole name, and for the status of a base; figures need no more than that."""
        if index.column() != NAME:
            return QSize()
        width = self._tree.columnWidth(NAME) - self._tree.indentation() * _depth(index) - 2 * PADDING
        height = _height(QFontMetrics(_font(option.font, index)), str(index.data()), width)
        ready: Readiness | None = index.data(READINESS_ROLE)
        if ready is not None:
            height += _height(QFontMetrics(small(option.font)), _said(ready), width)
        return QSize(width, height + 2 * PADDING)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw a cell."""
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        text, full.text = full.text or "", ""
        style = self._tree.style()
        if painter is None or style is None:
            return
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, full, painter, full.widget)
        chosen = bool(full.state & QStyle.StateFlag.State_Selected)
        colour = full.palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
        rect = full.rect.adjusted(PADDING, PADDING, -PADDING, 0)
        painter.save()
        painter.setPen(colour)
        if index.column() == NAME:
            painter.setFont(_font(full.font, index))
            painter.drawText(rect, WRAPPED, text)
            below = rect.adjusted(0, _height(painter.fontMetrics(), text, rect.width()), 0, 0)
            self._paint_status(painter, full, below, index.data(READINESS_ROLE))
        else:
            # on the line of the name's first letters
            painter.setFont(small(full.font))
            lower = full.fontMetrics.ascent() - painter.fontMetrics().ascent()
            painter.drawText(rect.translated(0, lower), FIGURE, text)
        painter.restore()

    def _paint_status(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, ready: Readiness | None
    ) -> None:
        if ready is not None:
            painter.setFont(small(option.font))
            if not option.state & QStyle.StateFlag.State_Selected:
                painter.setPen(QColor(ready.colour(tone())))
            painter.drawText(rect, WRAPPED, _said(ready))


def small(font: QFont) -> QFont:
    """The font of figures and of what stands below a name."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * SMALLER)
    return made


def _font(font: QFont, name: QModelIndex) -> QFont:
    """Sectors stand out."""
    made = QFont(font)
    made.setBold(not name.parent().isValid())
    return made


def _height(metrics: QFontMetrics, text: str, width: int) -> int:
    return metrics.boundingRect(QRect(0, 0, width, TALL), WRAPPED, text).height()


def _said(ready: Readiness) -> str:
    return f"{ready.sign} {ready.text}"


def _depth(index: QModelIndex) -> int:
    depth = 0
    while index.isValid():
        depth, index = depth + 1, index.parent()
    return depth
