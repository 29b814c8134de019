# SPDX-License-Identifier: GPL-3.0-or-later
"""Cards: one key figure each, what it was before where that differs, and a click that shows the sites behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PyQt5.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen
from PyQt5.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from ui.messages import people_text
from ui.style import tone

UP, DOWN = "\u25b2", "\u25bc"
MARGIN, RADIUS, SPACING = 6, 4, 4
COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """What a card says.

    Attributes
    ----------
    now, before : int or None
        None where nothing is known yet; a card with equal figures says nothing of before.
    more : str
        Beside the figure, where there is room.
    """

    now: int | None = None
    before: int | None = None
    more: str = ""


class Card(QAbstractButton):
    """A figure in a frame.

    Parameters
    ----------
    name : str
        Object name.
    words : str
        What is counted.
    tip : str
        What that means.
    more_is_better : bool or None
        None where neither is.
    """

    def __init__(
        self, name: str, words: str, tip: str, *, more_is_better: bool | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setToolTip(tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._words, self._more_is_better = words, more_is_better
        self._said = Said()
        self.say(self._said)

    @property
    def figure(self) -> str:
        """The figure in words."""
        return "..." if self._said.now is None else people_text(self._said.now)

    @property
    def step(self) -> str:
        """What it was before, with a sign; nothing where it is the same."""
        now, before = self._said.now, self._said.before
        if now is None or before is None or now == before:
            return ""
        return self.tr("{sign} was {before}").format(sign=UP if now > before else DOWN, before=people_text(before))

    def say(self, said: Said) -> None:
        """Show other figures."""
        if said == self._said and self.accessibleName():
            return
        self._said = said
        self.setAccessibleName(" ".join(part for part in (self._words, self.figure, said.more, self.step) if part))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Room for three lines."""
        large, small = self._fonts()
        height = QFontMetricsF(large).height() + 2 * QFontMetricsF(small).height() + 2 * MARGIN
        return QSize(90, int(height))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """As `sizeHint`."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: ARG002, N802  Qt's name
        """Draw frame, figure, words and step."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, palette = tone(), self.palette()
        lit = self.hasFocus() or self.underMouse() or self.isDown()
        border = palette.color(QPalette.ColorRole.Highlight) if lit else QColor(colours.card_border)
        painter.setPen(QPen(border, 2.0 if self.hasFocus() else 1.0))
        painter.setBrush(QColor(colours.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        large, small = self._fonts()
        room = QRectF(self.rect()).adjusted(MARGIN + 1, MARGIN, -MARGIN - 1, -MARGIN)
        line = QFontMetricsF(small).height()
        self._draw_figure(painter, room, large, small)
        painter.setFont(small)
        painter.setPen(QColor(colours.muted))
        words = room.adjusted(0, QFontMetricsF(large).height(), 0, -line)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._words)
        if self.step:
            painter.setPen(QColor(self._step_colour()))
            step = room.adjusted(0, room.height() - line, 0, 0)
            painter.drawText(step, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.step)

    def _draw_figure(self, painter: QPainter, room: QRectF, large: QFont, small: QFont) -> None:
        figure = self.figure
        measured = QFontMetricsF(large)
        height = measured.height()
        while measured.horizontalAdvance(figure) > room.width() and large.pointSizeF() > small.pointSizeF():
            large.setPointSizeF(large.pointSizeF() - 1)
            measured = QFontMetricsF(large)
        top = QRectF(room.left(), room.top(), room.width(), height)
        painter.setFont(large)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, figure)
        used = measured.horizontalAdvance(figure) + MARGIN
        if used + QFontMetricsF(small).horizontalAdvance(self._said.more) <= room.width():
            painter.setFont(small)
            painter.setPen(QColor(tone().muted))
            painter.drawText(
                top.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._said.more
            )

    def _step_colour(self) -> str:
        now, before, colours = self._said.now or 0, self._said.before or 0, tone()
        if self._more_is_better is None:
            return colours.muted
        return colours.good if (now > before) == self._more_is_better else colours.bad

    def _fonts(self) -> tuple[QFont, QFont]:
        large, small = QFont(self.font()), QFont(self.font())
        large.setPointSizeF(self.font().pointSizeF() * 1.45)
        large.setBold(True)
        small.setPointSizeF(self.font().pointSizeF() * 0.92)
        return large, small


class Cards(QWidget):
    """The key figures.

    Attributes
    ----------
    chosen : signal (str)
        Key of a card that was clicked.
    """

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cards")
        each = {
            "within": (self.tr("within standard"), self.tr("People within standard, each site called alone"), True),
            "at_once": (self.tr("all at once"), self.tr("Within standard when all sites call at once"), True),
            "under_strength": (self.tr("under strength"), self.tr("Reached in time, by too few teams"), False),
            "late": (self.tr("late"), self.tr("Reached, but not in time"), False),
            "unreachable": (self.tr("unreachable"), self.tr("Nobody can reach them"), False),
            "sole": (self.tr("on one base"), self.tr("Within standard by one base alone"), False),
            "unknown": (self.tr("status unknown"), self.tr("They depend on a base of unknown strength"), None),
            "headcount_unknown": (self.tr("no headcount"), self.tr("Sites whose headcount nobody knows"), None),
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACING)
        self._cards: dict[str, Card] = {}
        place = 0
        for key, (words, tip, better) in each.items():
            card = Card(f"card_{key}", words, tip, more_is_better=better, parent=self)
            card.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            span = 2 if key == "within" else 1
            grid.addWidget(card, place // COLUMNS, place % COLUMNS, 1, span)
            self._cards[key] = card
            place += span
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)

    def card(self, key: str) -> Card:
        """One of the cards."""
        return self._cards[key]

    def say(self, figures: Mapping[str, Said]) -> None:
        """Show other figures; cards that are not named say nothing is known."""
        for key, card in self._cards.items():
            card.say(figures.get(key, Said()))
