# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the tree of forces, sector > base > unit, as far as they match what is looked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from gisplanner.forces import Base, Unit
from gisplanner.plan import Plan
from gisplanner.theatre import Theatre
from ui.messages import tr

Sector = tuple[str, str]
"""Id and name of an area; no id outside them all."""


class NodeKind(StrEnum):
    """What a row is."""

    SECTOR = "sector"
    BASE = "base"
    UNIT = "unit"
    NO_BASE = "no base"


Key = tuple[NodeKind, str]


@dataclass(slots=True)
class Node:
    """One row of the tree.

    Attributes
    ----------
    kind : NodeKind
    id : str
        Of the base or unit; of a sector that of its area, empty outside them all.
    name : str
    parent : int
        Place in the list of nodes, -1 at the top.
    row : int
    children : list of int
    """

    kind: NodeKind
    id: str
    name: str
    parent: int
    row: int
    children: list[int] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What stays the same while the tree is built anew."""
        return self.kind, self.id


class ForcesTree:
    """All rows, by place in a list.

    Parameters
    ----------
    plan : Plan
        The disposition.
    sectors : mapping of base id to Sector
    wanted : str
        Only what has this text in its name, in any case, with what it belongs to and what belongs to it.

    Attributes
    ----------
    nodes : list of Node
    top : list of int
    at : dict of Key to int
    """

    def __init__(self, plan: Plan, sectors: Mapping[str, Sector], wanted: str) -> None:
        self.nodes: list[Node] = []
        self.top: list[int] = []
        self.at: dict[Key, int] = {}
        self._wanted = wanted.strip().casefold()
        bases = {base.id for base in plan.bases}
        units: dict[str | None, list[Unit]] = {}
        for unit in plan.units:
            units.setdefault(unit.base if unit.base in bases else None, []).append(unit)
        for sector in sorted(set(sectors.values()), key=lambda one: (not one[0], one[1], one[0])):
            inside = sorted((base for base in plan.bases if sectors[base.id] == sector), key=_named)
            self._add_sector(sector, inside, units)
        self._add_unassigned(units.get(None, []))

    def _add_sector(self, sector: Sector, bases: Sequence[Base], units: Mapping[str | None, Sequence[Unit]]) -> None:
        whole = self._hits(sector[1])
        found = [(base, self._matching(base.name, units.get(base.id, ()), whole=whole)) for base in bases]
        found = [(base, own) for base, own in found if own or whole or self._hits(base.name)]
        if found:
            top = self._add(NodeKind.SECTOR, *sector, -1)
            for base, own in found:
                self._add_units(self._add(NodeKind.BASE, base.id, base.name, top), own)

    def _add_unassigned(self, units: Sequence[Unit]) -> None:
        name = tr("No base")
        found = self._matching(name, units, whole=False)
        if found or self._hits(name):
            self._add_units(self._add(NodeKind.NO_BASE, "", name, -1), found)

    def _matching(self, above: str, units: Sequence[Unit], *, whole: bool) -> list[Unit]:
        everything = whole or self._hits(above)
        return [unit for unit in units if everything or self._hits(f"{unit.name}\n{unit.contingent or ''}")]

    def _hits(self, text: str) -> bool:
        return self._wanted in text.casefold()

    def _add(self, kind: NodeKind, name: str, text: str, parent: int) -> int:
        number = len(self.nodes)
        siblings = self.top if parent < 0 else self.nodes[parent].children
        self.nodes.append(Node(kind, name, text, parent, len(siblings)))
        siblings.append(number)
        self.at[kind, name] = number
        return number

    def _add_units(self, parent: int, units: Sequence[Unit]) -> None:
        for unit in sorted(units, key=_named):
            self._add(NodeKind.UNIT, unit.id, unit.name, parent)


def sectors_of(theatre: Theatre, plan: Plan) -> dict[str, Sector]:
    """Sector of every base of a plan."""
    x, y = theatre.crs.to_xy([base.lon for base in plan.bases], [base.lat for base in plan.bases])
    rows = theatre.sector_of(np.ravel(x), np.ravel(y)).tolist()
    areas = list(zip(theatre.areas["id"].astype(str), theatre.areas["name"].astype(str), strict=True))
    outside = ("", tr("Outside all sectors"))
    return {base.id: areas[row] if row >= 0 else outside for base, row in zip(plan.bases, rows, strict=True)}


def _named(one: Base | Unit) -> tuple[str, str]:
    return one.name, one.id
