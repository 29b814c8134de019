# SPDX-License-Identifier: GPL-3.0-or-later
"""How the response to one site comes about: its minutes as a bar against the standard, and the words beside it."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt5.QtCore import QRectF, QSize, Qt
from PyQt5.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen
from PyQt5.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from gisplanner.analysis import WHAT_IF, Analysis
from gisplanner.comparison import Comparison
from gisplanner.coverage import STATUSES
from gisplanner.mobility import UNREACHABLE
from gisplanner.wording import REASONS, minutes
from ui.messages import minutes_text, status_text, tr
from ui.models.sites_model import response_text, site_people
from ui.style import BANDS, INK, STATUS_SIGNS, tone

BAR, GAP, SWATCH = 18, 4, 10
PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.FDiagPattern,
)
COLOURS = (BANDS[0], BANDS[2], BANDS[1], BANDS[3])
PAST_THE_END = 1.08
"""The bar ends a little behind the longest."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The minutes of a response.

    Attributes
    ----------
    parts : tuple of (str, float or None)
        Alert, decision, notice and travel in words; None where nobody can come.
    standard : float
    """

    parts: tuple[tuple[str, float | None], ...]
    standard: float

    @property
    def total(self) -> float | None:
        """Minutes in all; None where nobody can come."""
        known = [value for _, value in self.parts if value is not None]
        return sum(known) if len(known) == len(self.parts) else None


def chain_of(analysis: Analysis, site: int) -> Chain:
    """The chain of one site."""
    coverage = analysis.coverage
    comes = coverage.response_ms[site] < UNREACHABLE
    parts = (
        (tr("alert"), minutes(coverage.alert_ms[site])),
        (tr("decision"), minutes(coverage.decision_ms[site])),
        (tr("notice"), minutes(coverage.notice_ms[site]) if comes else None),
        (tr("travel"), minutes(coverage.travel_ms[site])),
    )
    return Chain(parts, minutes(coverage.standard_ms[site]) or 0.0)


class ChainBar(QWidget):
    """The parts of a response side by side, each with a pattern of its own, and the standard as a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chain_bar")
        self.setAccessibleName(self.tr("Response chain"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._chain: Chain | None = None

    def show_chain(self, chain: Chain | None) -> None:
        """Show another chain."""
        if chain != self._chain:
            self._chain = chain
            self.setAccessibleDescription("" if chain is None else self.said(chain))
            self.update()

    def said(self, chain: Chain) -> str:
        """The bar in words."""
        parts = " + ".join(f"{word} {_minutes(value)}" for word, value in chain.parts)
        total = self.tr("unreachable") if chain.total is None else f"{chain.total:,.0f} min"
        return self.tr("{parts} = {total}; standard {standard} min").format(
            parts=parts, total=total, standard=minutes_text(chain.standard)
        )

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Mark, bar and a legend of two lines."""
        line = QFontMetricsF(self._font()).height()
        return QSize(200, int(3 * line + BAR + 2 * GAP))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """As `sizeHint`."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: ARG002, N802  Qt's name
        """Draw mark, bar and legend."""
        if self._chain is None:
            return
        painter = QPainter(self)
        painter.setFont(self._font())
        metrics = QFontMetricsF(self._font())
        top = metrics.height() + 1
        known = sum(value for _, value in self._chain.parts if value is not None)
        scale = (self.width() - 2) / (max(known, self._chain.standard, 1.0) * PAST_THE_END)
        self._draw_bar(painter, self._chain, top, scale)
        self._draw_standard(painter, self._chain.standard, top, scale)
        self._draw_legend(painter, self._chain, top + BAR + GAP)

    def _draw_bar(self, painter: QPainter, chain: Chain, top: float, scale: float) -> None:
        left = 1.0
        for n, (_, value) in enumerate(chain.parts):
            if value is not None:
                box = QRectF(left, top, max(value * scale, 1.0), BAR)
                _fill(painter, box, n)
                left = box.right()
        if chain.total is None:
            rest = QRectF(left, top, self.width() - 1 - left, BAR)
            painter.setPen(QPen(QColor(tone().bad), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rest)
            painter.drawText(rest, Qt.AlignmentFlag.AlignCenter, f"{STATUS_SIGNS['unreachable']} {tr('unreachable')}")

    def _draw_standard(self, painter: QPainter, standard: float, top: float, scale: float) -> None:
        at = 1 + standard * scale
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(ink, 2))
        painter.drawLine(int(at), int(top - 3), int(at), int(top + BAR + 2))
        text = self.tr("standard {minutes}").format(minutes=minutes_text(standard))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
        left = min(max(at - wide / 2, 0.0), self.width() - wide - 1)
        painter.drawText(QRectF(left, 0, wide + 1, top - 2), Qt.AlignmentFlag.AlignCenter, text)

    def _draw_legend(self, painter: QPainter, chain: Chain, top: float) -> None:
        """Every part with its pattern and minutes: side by side where there is room, else in two lines."""
        metrics = QFontMetricsF(painter.font())
        texts = [f"{word} {_minutes(value)}" for word, value in chain.parts]
        widest = max(metrics.horizontalAdvance(text) for text in texts) + SWATCH + 3 * GAP
        columns = 4 if widest * 4 <= self.width() else 2
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        for n, text in enumerate(texts):
            left = (n % columns) * self.width() / columns + 1
            line = top + (n // columns) * metrics.height()
            _fill(painter, QRectF(left, line + (metrics.height() - SWATCH) / 2, SWATCH, SWATCH), n)
            painter.setPen(ink)
            place = QRectF(left + SWATCH + GAP, line, self.width() / columns, metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _font(self) -> QFont:
        small = QFont(self.font())
        small.setPointSizeF(self.font().pointSizeF() * 0.92)
        return small


def _minutes(value: float | None) -> str:
    return tr("none") if value is None else minutes_text(value)


def _fill(painter: QPainter, box: QRectF, part: int) -> None:
    """Colour, then a pattern over it: parts can be told apart without the colour."""
    painter.setPen(QPen(QColor(INK), 1))
    painter.setBrush(QColor(COLOURS[part]))
    painter.drawRect(box)
    if part:
        painter.setBrush(QBrush(QColor(INK), PATTERNS[part]))
        painter.drawRect(box)


class SiteChain(QWidget):
    """The selected site: name, bar, and in words who comes, who backs up, and on what that hangs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("site_chain")
        self._head, self._words = QLabel(self), QLabel(self)
        self.bar = ChainBar(self)
        for label, name in ((self._head, "chain_head"), (self._words, "chain_words")):
            label.setObjectName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse))
        bold = QFont(self.font())
        bold.setBold(True)
        self._head.setFont(bold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._head)
        layout.addWidget(self.bar)
        layout.addWidget(self._words)
        layout.addStretch(1)
        self.show_site(None, None)

    @property
    def words(self) -> str:
        """What is said of the site."""
        return f"{self._head.text()}\n{self._words.text()}"

    def show_site(self, shown: Comparison | None, site: int | None) -> None:
        """Show a site of a comparison, nothing for None."""
        self.bar.setVisible(shown is not None and site is not None)
        if shown is None or site is None:
            self._set(self.tr("No site selected"), self.tr("Select a site in the table or on the map."))
            return
        analysis = shown.after
        status = STATUSES[analysis.coverage.status[site]]
        head = self.tr("{name}: {sign} {status}, {people} people")
        if not analysis.theatre.sites.people_known[site]:
            head = self.tr("{name}: {sign} {status}, headcount unknown")
        self.bar.show_chain(chain_of(analysis, site))
        self._set(
            head.format(
                name=analysis.theatre.sites.name[site],
                sign=STATUS_SIGNS[status],
                status=status_text(status),
                people=site_people(analysis, site),
            ),
            "\n".join(line for line in self._lines(shown, site) if line),
        )

    def _set(self, head: str, words: str) -> None:
        for label, text in ((self._head, head), (self._words, words)):
            if label.text() != text:
                label.setText(text)

    def _lines(self, shown: Comparison, site: int) -> tuple[str, ...]:
        return (
            self._answer(shown.after, site),
            self._before(shown, site),
            self._teams(shown.after, site),
            self._backup(shown.after, site),
            self._hangs(shown.after, site),
            self._air(shown.after, site),
            self._flips(shown, site),
        )

    def _answer(self, analysis: Analysis, site: int) -> str:
        coverage = analysis.coverage
        base, unit, reason = int(coverage.base[site]), coverage.unit[site], coverage.reason[site]
        if base < 0:
            why = REASONS.get(reason or "", reason or self.tr("no reason known"))
            return self.tr("Nobody comes: {why}.").format(why=why)
        text = self.tr("{unit} from {base} in {minutes} min.").format(
            unit=self.tr("A team") if unit is None else analysis.plan.unit(unit).name,
            base=analysis.plan.bases[base].name,
            minutes=minutes_text(minutes(coverage.response_ms[site])),
        )
        return f"{text} {self.tr('Unknown')}: {REASONS.get(reason, reason)}." if reason else text

    def _before(self, shown: Comparison, site: int) -> str:
        was = shown.before
        if not shown.differs:
            return ""
        base = int(was.coverage.base[site])
        return self.tr("Before: {time}, {base}, {status}.").format(
            time=response_text(was, site) + (self.tr(" min") if base >= 0 else ""),
            base=self.tr("nobody") if base < 0 else was.plan.bases[base].name,
            status=status_text(STATUSES[was.coverage.status[site]]),
        )

    def _teams(self, analysis: Analysis, site: int) -> str:
        there, needed = int(analysis.coverage.teams_in_time[site]), int(analysis.coverage.teams_needed[site])
        return self.tr("Teams in time: {there}, needed: {needed}.").format(there=there, needed=needed)

    def _backup(self, analysis: Analysis, site: int) -> str:
        coverage = analysis.coverage
        base, status = int(coverage.backup_base[site]), coverage.backup_status[site]
        if base < 0 or status is None:
            return self.tr("Backup: none.")
        text = self.tr("Backup: {base} in {minutes} min, {status}.")
        if status == "within":
            text = self.tr("Backup: {base} in {minutes} min, within the backup standard.")
        elif status == "late":
            text = self.tr("Backup: {base} in {minutes} min, later than the backup standard.")
        return text.format(
            base=analysis.plan.bases[base].name,
            minutes=minutes_text(minutes(coverage.backup_ms[site])),
            status=status_text(status),
        )

    def _hangs(self, analysis: Analysis, site: int) -> str:
        bases = [
            base.name
            for base, hangs in zip(analysis.plan.bases, analysis.coverage.critical[:, site], strict=True)
            if hangs
        ]
        if len(bases) == 1:
            return self.tr("Hangs on {base} alone.").format(base=bases[0])
        if bases:
            return self.tr("Hangs on each of {bases}.").format(bases=", ".join(bases))
        return self.tr("Hangs on no single base.") if STATUSES[analysis.coverage.status[site]] == "within" else ""

    def _air(self, analysis: Analysis, site: int) -> str:
        air = minutes(analysis.coverage.air_ms[site])
        if air is None:
            return self.tr("No helicopter in range.")
        return self.tr("By air in {minutes} min (not part of the status).").format(minutes=minutes_text(air))

    def _flips(self, shown: Comparison, site: int) -> str:
        if shown.flips is None:
            return self.tr("Whether it hangs on the assumptions is being computed.")
        when = next((flip.when for flip in shown.flips if flip.site == site), ())
        if not when:
            return self.tr("Holds at the other speeds and with the later alert that were tried.")
        assumed = shown.after.plan.assumptions
        words = {
            "slow": self.tr("speeds x {value:g}").format(value=assumed["sensitivity.slow"]),
            "fast": self.tr("speeds x {value:g}").format(value=assumed["sensitivity.fast"]),
            "late_alert": self.tr("an alert {value:g} min later").format(value=assumed["sensitivity.alert"]),
        }
        said = ", ".join(words[name] for name in WHAT_IF if name in when)
        return self.tr("Hangs on the assumptions: the status differs with {said}.").format(said=said)
