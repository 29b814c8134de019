# SPDX-License-Identifier: GPL-3.0-or-later
"""One layer in the list: shown or not, its symbols, its files, and what was found in them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PyQt5.QtCore import QPoint, Qt, pyqtSignal
from PyQt5.QtGui import QKeySequence, QMouseEvent
from PyQt5.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QShortcut,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from layers.findings import Severity
from ui.messages import kind_text, tr
from ui.models.layers_model import DATA, DataFacts, LayersModel
from ui.panels.facts import plain_label
from ui.panels.legend import Entry
from ui.panels.swatches import Swatch
from ui.style import tone

COLUMNS = 2
PERCENT = 100
SIGNS = {Severity.ERROR: "✕", Severity.WARNING: "▲", Severity.INFO: "●"}
STEPS = (("Alt+Up", 1), ("Alt+Down", -1))


def layer_text(name: str) -> str:
    """A layer of the map in words."""
    return {
        "bands": tr("Response time"),
        "changes": tr("Ground lost and gained"),
        "sites": tr("Sites"),
        "labels": tr("Names"),
        "graticule": tr("Graticule"),
    }.get(name, kind_text(name))


class LayerRow(QFrame):
    """A layer of the map.

    Attributes
    ----------
    zoom_asked : signal (str)
    findings_asked : signal (str)
        Kind of file.
    step_asked : signal (str, int)
        One higher or lower, from the keyboard.
    dragged : signal (str, QPoint)
        Pulled by its grip to a place on the screen.
    """

    zoom_asked = pyqtSignal(str)
    findings_asked = pyqtSignal(str)
    step_asked = pyqtSignal(str, int)
    dragged = pyqtSignal(str, QPoint)

    def __init__(self, name: str, model: LayersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._model = model
        self.setObjectName(f"layer_{name}")
        self.check = QCheckBox(layer_text(name).replace("&", "&&"), self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self._swatches: list[tuple[Swatch, QLabel]] = []
        self._files: dict[str, tuple[QLabel, QToolButton]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 3, 4, 3)
        column.setSpacing(2)
        column.addLayout(self._make_head())
        self._symbols = QWidget(self)
        self._grid = QGridLayout(self._symbols)
        self._grid.setContentsMargins(22, 0, 0, 2)
        self._grid.setVerticalSpacing(2)
        for place in range(COLUMNS):
            self._grid.setColumnStretch(2 * place + 1, 1)
        column.addWidget(self._symbols)
        for kind in DATA.get(name, ()):
            column.addLayout(self._make_file(kind))
        column.addWidget(self._make_more())
        for keys, step in STEPS:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.step_asked.emit(self.name, step))
        self._follow()

    def show_legend(self, entries: Sequence[Entry]) -> None:
        """Show symbols and what they mean."""
        if [text.text() for _, text in self._swatches] == [words for _, words in entries]:
            return
        for pair in self._swatches:
            for widget in pair:
                widget.deleteLater()
        self._swatches = []
        for number, (draw, words) in enumerate(entries):
            swatch, text = (
                Swatch(draw, self._model.opacity(self.name), self._symbols),
                plain_label(self._symbols, words),
            )
            row, place = divmod(number, COLUMNS)
            self._grid.addWidget(swatch, row, 2 * place)
            self._grid.addWidget(text, row, 2 * place + 1)
            self._swatches.append((swatch, text))
        self._follow()

    def show_data(self, facts: Sequence[DataFacts]) -> None:
        """Show where the data come from, and the worst that was found in them."""
        for one in facts:
            text, badge = self._files[one.kind]
            text.setText(_file_text(one))
            text.setStyleSheet(f"color: {tone().muted}")
            badge.setVisible(one.badge is not None)
            if one.badge is not None:
                badge.setText(f"{SIGNS[one.badge.severity]} {one.badge.count:,}")
                said = _badge_text(one)
                badge.setToolTip(f"<qt>{escape(said)}</qt>")
                badge.setAccessibleName(said)
                own = tone()
                colours = {Severity.ERROR: own.bad, Severity.WARNING: own.warning, Severity.INFO: own.muted}
                badge.setStyleSheet(f"color: {colours[one.badge.severity]}")

    def focus_chain(self) -> list[QWidget]:
        """What the tab key goes through, in order."""
        inside = [self.check, *self.findChildren(QToolButton), *self.findChildren(QSlider)]
        return sorted(inside, key=lambda one: (one.parent() is self._extra, one is not self.check))

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(4)
        grip = _Grip(self)
        grip.pulled.connect(lambda at: self.dragged.emit(self.name, at))
        head.addWidget(grip)
        self.check.setObjectName(f"show_{self.name}")
        self.check.setAccessibleName(self.tr("Show {layer}").format(layer=layer_text(self.name)))
        self.check.setToolTip(self.tr("Show or hide; Alt+Up and Alt+Down change the order"))
        self.check.setChecked(self._model.visible(self.name))
        self.check.toggled.connect(lambda on: self._model.set_visible(self.name, on))
        self.check.toggled.connect(self._follow)
        head.addWidget(self.check, 1)
        if self.name in {*DATA, "bands", "changes"}:
            zoom = self._tool("zoom", "⊕", self.tr("Zoom to {layer}"))
            zoom.clicked.connect(lambda: self.zoom_asked.emit(self.name))
            head.addWidget(zoom)
        self.more = self._tool("more", "", self.tr("More about {layer}"))
        self.more.setArrowType(Qt.ArrowType.RightArrow)
        self.more.setCheckable(True)
        self.more.toggled.connect(self._open_more)
        head.addWidget(self.more)
        return head

    def _make_file(self, kind: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(22, 0, 0, 0)
        text = plain_label(self)
        text.setObjectName(f"file_{kind}")
        badge = QToolButton(self)
        badge.setObjectName(f"findings_{kind}")
        badge.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        badge.setAutoRaise(True)
        badge.clicked.connect(lambda: self.findings_asked.emit(kind))
        line.addWidget(text, 1)
        line.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        self._files[kind] = text, badge
        return line

    def _make_more(self) -> QWidget:
        self._extra = QWidget(self)
        line = QHBoxLayout(self._extra)
        line.setContentsMargins(22, 0, 0, 2)
        label = plain_label(self._extra, self.tr("Opacity"))
        label.setWordWrap(False)
        self.slider.setObjectName(f"opacity_{self.name}")
        self.slider.setAccessibleName(self.tr("Opacity of {layer}").format(layer=layer_text(self.name)))
        self.slider.setRange(0, PERCENT)
        self.slider.setPageStep(10)
        self.slider.setValue(round(self._model.opacity(self.name) * PERCENT))
        self._share = plain_label(self._extra)
        self._share.setWordWrap(False)
        self._share.setMinimumWidth(self._share.fontMetrics().horizontalAdvance("100 %"))
        self._share.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider.valueChanged.connect(self._set_opacity)
        line.addWidget(label)
        line.addWidget(self.slider, 1)
        line.addWidget(self._share)
        for step, sign, words in ((1, "▴", self.tr("{layer} higher")), (-1, "▾", self.tr("{layer} lower"))):
            button = self._tool("higher" if step > 0 else "lower", sign, words)
            button.clicked.connect(lambda _=False, step=step: self.step_asked.emit(self.name, step))
            line.addWidget(button)
        self._extra.hide()
        return self._extra

    def _tool(self, what: str, sign: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{what}_{self.name}")
        button.setText(sign)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(words.format(layer=layer_text(self.name)))
        button.setToolTip(words.format(layer=layer_text(self.name)))
        return button

    def _set_opacity(self, percent: int) -> None:
        self._model.set_opacity(self.name, percent / PERCENT)
        self._follow()

    def _open_more(self, is_open: bool) -> None:  # noqa: FBT001  a slot
        self.more.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._extra.setVisible(is_open)

    def _follow(self) -> None:
        """Show what the model has."""
        self._symbols.setVisible(bool(self._swatches) and self._model.visible(self.name))
        for swatch, _ in self._swatches:
            swatch.set_opacity(self._model.opacity(self.name))
        self._share.setText(f"{self.slider.value()} %")


class _Grip(QLabel):
    """Where a row is held to pull it elsewhere."""

    pulled = pyqtSignal(QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("≡", parent)
        self.setObjectName("grip")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setToolTip(self.tr("Drag to draw this layer above or below others"))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("≡") + 4)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802  Qt's name
        """Take hold."""
        if event is not None:
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802  Qt's name
        """Tell where it is pulled to."""
        if event is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.pulled.emit(event.globalPos())


def _file_text(one: DataFacts) -> str:
    several = any(one.kind in kinds and len(kinds) > 1 for kinds in DATA.values())
    what = f"{kind_text(one.kind)}: " if several else ""
    if one.source is None and one.rows == 0:
        return what + tr("no file")
    date = one.date or tr("undated")
    rows = tr("{count} rows").format(count=f"{one.rows:,}")
    return f"{what}{_breakable(one.source or tr('no file'))}, {date}, {rows}"


def _badge_text(one: DataFacts) -> str:
    assert one.badge is not None  # noqa: S101  asked for where there is one
    words = {
        Severity.ERROR: tr("{count} errors found in {kind}"),
        Severity.WARNING: tr("{count} warnings about {kind}"),
        Severity.INFO: tr("{count} notes about {kind}"),
    }
    return words[one.badge.severity].format(count=one.badge.count, kind=kind_text(one.kind))


def _breakable(name: str) -> str:
    """The name of a file, to be broken behind its signs where it is too long for a line."""
    for sign in "_-.":
        name = name.replace(sign, f"{sign}\u200b")
    return name
