# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours, for a light and a dark window. Nothing is said by colour alone: shapes, hatches and words say it too.

The map keeps light paper in both: it must look on the screen as it does on the printed sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from PyQt5.QtCore import QSettings
from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import QApplication

STATUS_COLOURS = {
    "within": "#1b7f4b",
    "under_strength": "#d98200",
    "late": "#5b4db3",
    "unreachable": "#b3123d",
    "unknown": "#5f6b76",
}
STATUS_SIGNS = {"within": "●", "under_strength": "◐", "late": "◆", "unreachable": "✕", "unknown": "?"}
CHANGE_COLOURS = {
    "lost": "#d6002a",
    "cut_off": "#d6002a",
    "slower": "#8a5a2b",
    "gained": "#0050c8",
    "reconnected": "#0050c8",
    "faster": "#2b6b8a",
    "same": "#5f6b76",
}
CHANGE_SIGNS = {
    "lost": "▼",
    "cut_off": "✕",
    "slower": "↘",
    "gained": "▲",
    "reconnected": "✓",
    "faster": "↗",
    "same": "=",
}
BANDS = ("#fde725", "#a5db36", "#4ac16d", "#1fa187", "#277f8e", "#46327e")
"""Viridis from the quickest response to the slowest, as on the exported map."""
ROADS = {
    "paved": ("#5a1f1f", 2.6),
    "gravel": ("#8a5a2b", 1.9),
    "dirt": ("#a08256", 1.4),
    "track": ("#b09a72", 1.0),
    "unknown": ("#8c8c8c", 1.1),
}
"""Colour and width by surface."""
PAPER, LAND, WATER, INK, BASE = "#e9edf0", "#faf9f4", "#a9c8df", "#1b1f24", "#0b2e63"
ROUTE, CLOSURE, SELECTED = "#e0007a", "#111111", "#ffb000"

READABLE = 4.5
"""Contrast that small text needs (WCAG AA)."""

ORGANISATION = "gisplanner"


class Theme(StrEnum):
    """How the window looks."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Tone:
    """Colours of the window that its palette does not name; CSS colours."""

    muted: str
    card: str
    card_border: str
    good: str
    bad: str
    warning: str


LIGHT = Tone(muted="#5a646e", card="#ffffff", card_border="#cfd6dc", good="#0050c8", bad="#b8002a", warning="#8a5200")
DARK = Tone(muted="#a8b2bb", card="#2b3036", card_border="#4a525a", good="#7db3ff", bad="#ff8095", warning="#ffc06b")


def tone() -> Tone:
    """The colours that go with the window's palette."""
    return DARK if is_dark() else LIGHT


def is_dark() -> bool:
    """Whether the window is dark."""
    return QApplication.palette().color(QPalette.Window).lightnessF() < 0.5  # noqa: PLR2004  the middle


def ink(colour: str) -> str:
    """A colour of the map made light or dark enough to be read as text in the window."""
    return _ink(colour, QApplication.palette().color(QPalette.Base).rgb())


@cache
def _ink(colour: str, paper: int) -> str:
    ground, text = QColor(paper), QColor(colour)
    for _ in range(12):
        light, dark = sorted((_luminance(text), _luminance(ground)), reverse=True)
        if (light + 0.05) / (dark + 0.05) >= READABLE:
            break
        # a quarter of what is missing to white, or a seventh less light
        dim = ground.lightnessF() < 0.5  # noqa: PLR2004  the middle
        text = QColor(
            *(part + (255 - part) // 4 if dim else part * 6 // 7 for part in (text.red(), text.green(), text.blue()))
        )
    return str(text.name())


def _luminance(colour: QColor) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  sRGB
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def apply(theme: Theme) -> None:
    """Give the program a theme, now and at the next start."""
    stored().setValue("theme", str(theme))
    if theme is Theme.SYSTEM:
        return
    QApplication.setPalette(_dark() if theme is Theme.DARK else _light())
    for widget in QApplication.allWidgets():
        # style sheets keep the colours that they were made with
        if sheet := widget.styleSheet():
            widget.setStyleSheet(_retoned(sheet))


def _retoned(sheet: str) -> str:
    """A style sheet with the colours of the tone in force in place of those of the other."""
    new = tone()
    for old in (LIGHT, DARK):
        for name in Tone.__slots__:
            sheet = sheet.replace(f"color: {getattr(old, name)}", f"color: {getattr(new, name)}")
    return sheet


def stored() -> QSettings:
    """What the window remembers on this machine: geometry, theme, hints that were put away."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, "window")


def _light() -> QPalette:
    return _palette("#f2f4f6", "#ffffff", "#eef1f4", "#1b1f24", "#0b5cad", "#7b848c")


def _dark() -> QPalette:
    return _palette("#373d44", "#24282d", "#424951", "#e8ecef", "#4a90d9", "#8b939b")


def _palette(window: str, base: str, other: str, text: str, highlight: str, disabled: str) -> QPalette:
    made = QPalette()
    for role, colour in {
        QPalette.Window: window,
        QPalette.Button: other,
        QPalette.Base: base,
        QPalette.AlternateBase: other,
        QPalette.ToolTipBase: other,
        QPalette.WindowText: text,
        QPalette.Text: text,
        QPalette.ButtonText: text,
        QPalette.ToolTipText: text,
        QPalette.Highlight: highlight,
        QPalette.HighlightedText: "#ffffff",
        QPalette.Link: highlight,
        QPalette.Light: base,
        QPalette.Midlight: other,
        QPalette.Mid: disabled,
        QPalette.Dark: disabled,
    }.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.WindowText, QPalette.Text, QPalette.ButtonText):
        made.setColor(QPalette.Disabled, role, QColor(disabled))
    made.setColor(QPalette.PlaceholderText, QColor(disabled))
    return made
