# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the map: which are seen, how strongly, in which order; where their data come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PyQt5.QtCore import QObject, pyqtSignal

from gisplanner.map_model import BAND_SHARES
from gisplanner.mobility import MS_PER_MIN
from gisplanner.report import Answer, ground
from layers.findings import Finding, Severity
from ui.messages import tr
from ui.style import stored
from ui.workspace import Workspace

GROUND = ("bands", "changes", "water", "areas", "roads", "incidents", "graticule")
THINGS = ("closures", "sites", "bases", "units", "labels")
"""What can be touched stays above the ground."""
LAYERS = (*GROUND, *THINGS)
"""Layers of the map, the lowest first."""
DATA = {
    "roads": ("roads",),
    "water": ("water",),
    "areas": ("areas",),
    "incidents": ("incidents",),
    "closures": ("closures",),
    "sites": ("settlements", "idp_sites"),
    "bases": ("bases",),
    "units": ("units",),
}
"""Kinds of file behind a layer of the map."""
HIDDEN_AT_FIRST = frozenset({"graticule", "incidents"})
OPACITY_AT_FIRST = {"bands": 0.5, "incidents": 0.85}
WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class Badge:
    """The worst of what was found in a file, and how often.

    Attributes
    ----------
    severity : Severity
    count : int
        Findings of that severity.
    """

    severity: Severity
    count: int


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Where the data of a layer come from.

    Attributes
    ----------
    kind : str
        Of the file.
    source, date : str or None
        None where no file was given, or it has no date.
    rows : int
        Accepted ones.
    badge : Badge or None
        None where nothing was found.
    """

    kind: str
    source: str | None
    date: str | None
    rows: int
    badge: Badge | None


class LayersModel(QObject):
    """What the map shows, kept on this machine.

    Attributes
    ----------
    visibility_changed : signal (str, bool)
    opacity_changed : signal (str, float)
    order_changed : signal (list of str)
        All layers, the lowest first.
    """

    visibility_changed = pyqtSignal(str, bool)
    opacity_changed = pyqtSignal(str, float)
    order_changed = pyqtSignal(list)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._visible = {name: _stored_bool(name) for name in LAYERS}
        self._opacity = {name: _stored_share(name) for name in LAYERS}
        self._order = _stored_order()

    @property
    def order(self) -> tuple[str, ...]:
        """All layers, the lowest first."""
        return self._order

    def visible(self, name: str) -> bool:
        """Whether a layer is seen."""
        return self._visible[name]

    def opacity(self, name: str) -> float:
        """How strongly, 0 to 1."""
        return self._opacity[name]

    def set_visible(self, name: str, visible: bool) -> None:  # noqa: FBT001  a slot of a check box
        """Show or hide a layer."""
        if visible != self._visible[name]:
            self._visible[name] = visible
            stored().setValue(f"layers/{name}/visible", visible)
            self.visibility_changed.emit(name, visible)

    def set_opacity(self, name: str, opacity: float) -> None:
        """Draw a layer more or less strongly."""
        if opacity != self._opacity[name]:
            self._opacity[name] = opacity
            stored().setValue(f"layers/{name}/opacity", opacity)
            self.opacity_changed.emit(name, opacity)

    def move(self, name: str, place: int) -> None:
        """Draw a layer at another place, 0 for the lowest, among those of its group."""
        order = [other for other in self._order if other != name]
        order.insert(max(0, min(place, len(order))), name)
        order = [one for group in (GROUND, THINGS) for one in order if one in group]
        if tuple(order) != self._order:
            self._order = tuple(order)
            stored().setValue("layers/order", order)
            self.order_changed.emit(order)

    def band_labels(self) -> list[str]:
        """Limits of the response bands in minutes, the quickest first; none before there is an answer."""
        shown = self._workspace.shown
        if shown is None:
            return []
        standard = shown.after.cells.standard_ms / MS_PER_MIN
        limits = [0.0, *(share * standard for share in BAND_SHARES)]
        labels = [tr("{low} to {high} min").format(low=f"{low:g}", high=f"{high:g}") for low, high in pairwise(limits)]
        return [*labels, tr("over {low} min").format(low=f"{limits[-1]:g}")]

    def ground(self) -> Answer:
        """What the answer stands on: people, and what is not among them."""
        return ground(self._workspace.session.theatre, self._workspace.session.disposition)

    def data(self) -> dict[str, list[DataFacts]]:
        """Where the data of every layer come from."""
        files = {one["kind"]: one for one in self.ground()["layers"]}
        badges = badges_of(self._findings())
        return {
            name: [_facts(kind, files.get(kind), badges.get(kind)) for kind in kinds] for name, kinds in DATA.items()
        }

    def _findings(self) -> list[Finding]:
        shown = self._workspace.shown
        return [*self._workspace.session.findings, *(() if shown is None else shown.after.findings)]


def badges_of(findings: Sequence[Finding]) -> dict[str, Badge]:
    """The worst of what was found, by kind of file."""
    counted = Counter((finding.layer, finding.severity) for finding in findings if finding.layer is not None)
    found: dict[str, Badge] = {}
    for severity in WORST_FIRST:
        for (layer, own), count in counted.items():
            if own is severity and layer is not None:
                found.setdefault(layer, Badge(severity, count))
    return found


def _facts(kind: str, file: Answer | None, badge: Badge | None) -> DataFacts:
    if file is None:
        return DataFacts(kind, None, None, 0, badge)
    return DataFacts(kind, file["source"] or None, file["date"], int(file["rows"]), badge)


def _stored_bool(name: str) -> bool:
    return bool(stored().value(f"layers/{name}/visible", name not in HIDDEN_AT_FIRST, type=bool))


def _stored_share(name: str) -> float:
    first = OPACITY_AT_FIRST.get(name, 1.0)
    known = float(stored().value(f"layers/{name}/opacity", first, type=float))
    return known if 0.0 <= known <= 1.0 else first


def _stored_order() -> tuple[str, ...]:
    """The order kept; layers that are new since go where they belong at first."""
    known = [name for name in stored().value("layers/order", [], type=list) if name in LAYERS]
    return tuple(known) if sorted(known) == sorted(LAYERS) else LAYERS
