# SPDX-License-Identifier: GPL-3.0-or-later
"""The selected road: what it is, how fast and by whom it is used, and closing it."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gisplanner.mobility import Means, Season
from gisplanner.plan import Closure
from gisplanner.road_facts import RoadFacts
from layers.jobs import Progress
from ui.models.force_words import means_text
from ui.operations import closures
from ui.panels.facts import FactsBox
from ui.tasks import Line
from ui.workspace import Kind, Workspace

KM = 1000.0


class RoadPanel(QWidget):
    """Facts of the road that is selected, and what can be done to it."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("road_panel")
        self._workspace = workspace
        self._road: RoadFacts | None = None
        self._stale = True
        self.facts = FactsBox("road_facts", self)
        self.close_button = self._button("close_road", self.tr("&Close here"), lambda: self._close(None))
        self.wet_button = self._button("close_road_wet", self.tr("Close when &wet"), lambda: self._close(Season.WET))
        self.close_button.setToolTip(self.tr("Close the road at its middle, all year"))
        self.wet_button.setToolTip(self.tr("Close the road at its middle in the wet season"))
        self.restrict_button = self._button("restrict_road", self.tr("Re&strict"), self._restrict)
        self.restrict_button.setToolTip(self.tr("Close the road at its middle to heavy vehicles only"))
        self.reopen_button = self._button("reopen_road", self.tr("&Reopen"), self._reopen)
        self.reopen_button.setToolTip(self.tr("Take away every closure that cuts this road"))
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self.close_button, self.wet_button, self.restrict_button, self.reopen_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.facts, 1)
        column.addLayout(buttons)
        for signal in (
            workspace.opened,
            workspace.plan_changed,
            workspace.conditions_changed,
            workspace.selection_changed,
        ):
            signal.connect(self._changed)
        self._show(None)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802  Qt's name
        """Catch up with what happened while nobody could see it."""
        super().showEvent(event)
        self._catch_up()

    def _button(self, name: str, text: str, done: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.clicked.connect(lambda _=False: done())
        return button

    def _changed(self) -> None:
        self._stale = True
        self._catch_up()

    def _catch_up(self) -> None:
        if not (self._stale and self.isVisible()):
            return
        self._stale = False
        road = self._wanted()
        tasks, session = self._workspace.tasks, self._workspace.session
        if road is None:
            tasks.cancel(Line.ROAD)
            self._show(None)
            return
        if self._road is None or self._road.id != road:
            self._show(None)
        engine, theatre, plan, conditions = session.engine, session.theatre, session.disposition, session.conditions

        def work(progress: Progress) -> RoadFacts:  # noqa: ARG001  it is soon done
            return engine.road(theatre, plan, conditions, road)

        tasks.run(Line.ROAD, work, self._land, self._workspace.failed.emit)

    def _wanted(self) -> str | None:
        """The road to be shown: the one selected, or the one shown while a closure is that may lie on it."""
        selected = self._workspace.selected
        if selected is not None and selected.kind is Kind.ROAD:
            return selected.id
        on_closure = selected is not None and selected.kind is Kind.CLOSURE
        return self._road.id if on_closure and self._road is not None else None

    def _land(self, road: RoadFacts) -> None:
        selected = self._workspace.selected
        on_it = {one.id for one in road.closures}
        elsewhere = selected is not None and selected.kind is Kind.CLOSURE and selected.id not in on_it
        self._show(None if elsewhere else road)

    def _show(self, road: RoadFacts | None) -> None:
        self._road = road
        on_it = () if road is None else road.closures
        self.close_button.setEnabled(road is not None and not any(one.active and one.season is None for one in on_it))
        self.restrict_button.setEnabled(road is not None and not any(one.active for one in on_it))
        self.wet_button.setEnabled(road is not None and not any(one.active for one in on_it))
        self.reopen_button.setEnabled(bool(on_it))
        if road is None:
            self.facts.show_facts(self.tr("Click a road on the map to read what is known of it."), [])
        else:
            self.facts.show_facts(road.name or self.tr("Road {id}").format(id=road.id), self._facts(road))

    def _facts(self, road: RoadFacts) -> list[tuple[str, str]]:
        season = self._workspace.session.conditions.season
        when = self.tr("dry season") if season is Season.DRY else self.tr("wet season")
        surface = _surface_text(road.surface, self)
        if road.surface_assumed:
            surface = self.tr("{surface} (assumed: the file gives none)").format(surface=surface)
        facts = [
            (self.tr("Class"), _class_text(road.road_class, self)),
            (self.tr("Surface"), surface),
            (self.tr("Length"), self.tr("{km} km").format(km=f"{road.length_m / KM:,.1f}")),
            (self.tr("Status"), _status_text(road.status, self)),
            (self.tr("Seasonal"), self.tr("yes") if road.seasonal else self.tr("no")),
            (self.tr("Dry speed"), self.tr("from the file") if road.speed_given else self.tr("by surface")),
        ]
        facts += [(self._means(means), self._use(road, means, when)) for means in Means]
        names = [self._closure(one) for one in road.closures]
        return [*facts, (self.tr("Closures"), "\n".join(names) if names else self.tr("none"))]

    def _means(self, means: Means) -> str:
        text = means_text(means)
        return text[:1].upper() + text[1:]

    def _use(self, road: RoadFacts, means: Means, when: str) -> str:
        dry, wet = road.passable[means, Season.DRY], road.passable[means, Season.WET]
        speed = self.tr("{kmh} km/h in the {season}").format(kmh=f"{road.speed_kmh[means]:.0f}", season=when)
        if dry and wet:
            return self.tr("✓ all year, {speed}").format(speed=speed)
        if dry:
            return self.tr("◐ dry season only") + ("" if when != self.tr("dry season") else f", {speed}")
        if wet:
            return self.tr("◐ wet season only") + ("" if when != self.tr("wet season") else f", {speed}")
        return self.tr("✕ cannot be used")

    def _closure(self, one: Closure) -> str:
        when = {None: self.tr("all year"), Season.DRY: self.tr("dry season"), Season.WET: self.tr("wet season")}
        said = self.tr("{name}: {when}").format(name=one.name, when=when[one.season])
        if one.spares:
            means = ", ".join(means_text(means) for means in one.spares)
            said = self.tr("{closure}, open to {means}").format(closure=said, means=means)
        return said if one.active else self.tr("{closure}, without effect").format(closure=said)

    def _close(self, season: Season | None) -> None:
        road = self._road
        if road is not None:
            closures.close_road(self._workspace, road.id, road.lon, road.lat, season)

    def _restrict(self) -> None:
        """Let light vehicles and people on foot through, and no heavy ones."""
        road = self._road
        if road is not None:
            spared = (Means.LIGHT, Means.FOOT)
            closures.close_road(self._workspace, road.id, road.lon, road.lat, spares=spared)

    def _reopen(self) -> None:
        """Take away every closure that cuts this road."""
        road = self._road
        if road is not None:
            for closure in road.closures:
                closures.remove_closure(self._workspace, closure.id)
            self._workspace.select(Kind.ROAD, road.id)


def _surface_text(surface: str, panel: QWidget) -> str:
    return {
        "paved": panel.tr("paved"),
        "gravel": panel.tr("gravel"),
        "dirt": panel.tr("dirt"),
        "track": panel.tr("track"),
    }[surface]


def _class_text(road_class: str, panel: QWidget) -> str:
    return {
        "trunk": panel.tr("trunk road"),
        "primary": panel.tr("primary road"),
        "secondary": panel.tr("secondary road"),
        "tertiary": panel.tr("tertiary road"),
        "local": panel.tr("local road"),
        "track": panel.tr("track"),
        "path": panel.tr("path"),
    }.get(road_class, panel.tr("unknown"))


def _status_text(status: str, panel: QWidget) -> str:
    return {
        "open": panel.tr("open"),
        "restricted": panel.tr("restricted"),
        "closed": panel.tr("closed to vehicles"),
        "abandoned": panel.tr("abandoned, closed to vehicles"),
    }.get(status, panel.tr("unknown"))
