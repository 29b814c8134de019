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
SMALLEST = 6.0
"""Points of a line that does not fit otherwise."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a card says.

    Attributes
    ----------
    now, before : int or None
        None where nothing is known yet; a card with equal figures says nothing of before.
    more : str
        Beside the figure, where there is room.
    words : str
        What is counted, where that changes too.
    """

    now: int | None = None
    before: int | None = None
    more: str = ""
    words: str = ""


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
    steps : bool
        False leaves no room for what was before.
    """

    def __init__(
        self,
        name: str,
        words: str,
        tip: str,
        *,
        more_is_better: bool | None = None,
        steps: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setToolTip(tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._words, self._more_is_better, self._lines = words, more_is_better, 2 if steps else 1
        self._ink: str | None = None
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
        self._words = said.words or self._words
        self.setAccessibleName(" ".join(part for part in (self._words, self.figure, said.more, self.step) if part))
        self.update()

    def colour(self, ink: str | None) -> None:
        """Give the words a colour of their own."""
        if ink != self._ink:
            self._ink = ink
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Room for three lines."""
        large, small = self._fonts()
        height = QFontMetricsF(large).height() + self._lines * QFontMetricsF(small).height() + 2 * MARGIN
        return QSize(60, int(height))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """As `sizeHint`."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: ARG002, N802  Qt's name
        """Draw frame, figure, words and step."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, palette = tone(), self.palette()
        lit = self.hasFocus() or self.underMouse() or self.isDown() or self.isChecked()
        border = palette.color(QPalette.ColorRole.Highlight) if lit else QColor(colours.card_border)
        painter.setPen(QPen(border, 2.0 if self.hasFocus() or self.isChecked() else 1.0))
        pressed = self.isDown() or self.isChecked()
        painter.setBrush(palette.color(QPalette.ColorRole.Button) if pressed else QColor(colours.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        large, small = self._fonts()
        room = QRectF(self.rect()).adjusted(MARGIN + 1, MARGIN, -MARGIN - 1, -MARGIN)
        line, top = QFontMetricsF(small).height(), QFontMetricsF(large).height()
        self._draw_figure(painter, room, large, small)
        painter.setPen(QColor(self._ink or colours.muted))
        _draw(painter, QRectF(room.left(), room.top() + top, room.width(), line), self._words, small)
        if self.step:
            painter.setPen(QColor(self._step_colour()))
            _draw(painter, QRectF(room.left(), room.top() + top + line, room.width(), line), self.step, small)

    def _draw_figure(self, painter: QPainter, room: QRectF, large: QFont, small: QFont) -> None:
        top = QRectF(room.left(), room.top(), room.width(), QFontMetricsF(large).height())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        used = _draw(painter, top, self.figure, large) + MARGIN
        if used + QFontMetricsF(small).horizontalAdvance(self._said.more) <= room.width():
            painter.setPen(QColor(tone().muted))
            _draw(painter, top.adjusted(used, 0, 0, 0), self._said.more, small)

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


def _draw(painter: QPainter, place: QRectF, text: str, font: QFont) -> float:
    """Write a line in this font, smaller where it would not fit; returns its width."""
    fitting = QFont(font)
    wide = QFontMetricsF(fitting).horizontalAdvance(text)
    while wide > place.width() and fitting.pointSizeF() > SMALLEST:
        fitting.setPointSizeF(fitting.pointSizeF() * 0.94)
        wide = QFontMetricsF(fitting).horizontalAdvance(text)
    painter.setFont(fitting)
    painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
    return wide


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
