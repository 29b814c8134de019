# SPDX-License-Identifier: GPL-3.0-or-later
"""Coverage of one disposition against another: by site, by people, by area (docs/method.md, *Change*)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gisplanner.cells import Cells
from gisplanner.coverage import UNKNOWN, UNREACHED, WITHIN, Coverage
from gisplanner.mobility import MS_PER_MIN, UNREACHABLE
from gisplanner.theatre import Theatre

CHANGES = ("lost", "gained", "cut_off", "reconnected", "slower", "faster", "same")
LOST, GAINED, CUT_OFF, RECONNECTED, SLOWER, FASTER, SAME = range(7)


@dataclass(frozen=True)
class AreaChange:
    """What one area loses and gains.

    Attributes
    ----------
    id, name : str
    people_lost, people_gained, people_cut_off, people_reconnected, people_slower, people_faster : int
    km2_lost, km2_gained : float
    """

    id: str
    name: str
    people_lost: int
    people_gained: int
    people_cut_off: int
    people_reconnected: int
    people_slower: int
    people_faster: int
    km2_lost: float
    km2_gained: float

    @property
    def changes(self) -> bool:
        """Whether anything changes here, though it be unpeopled ground."""
        people = (self.people_cut_off, self.people_reconnected, self.people_slower, self.people_faster)
        return any((self.people_lost, self.people_gained, *people, self.km2_lost, self.km2_gained))


@dataclass(frozen=True, eq=False)
class Change:
    """The difference between two coverages of the same sites.

    Attributes
    ----------
    kind : int8 array, shape (sites,)
        Index into `CHANGES`.
    people : int64 array, shape (sites,)
        People counted.
    unclear : bool array, shape (sites,)
        The same as far as is known, but of unknown status either before or after.
    cells_lost, cells_gained : bool array, shape (cells,)
        Within the standard before and not after, and the reverse.
    areas : tuple of AreaChange
        Districts, else sectors; one row more for what lies in none, where there is anything.
    sectors : tuple of AreaChange
        The same change by sector; empty where there are none.
    """

    kind: NDArray[np.int8]
    people: NDArray[np.int64]
    unclear: NDArray[np.bool_]
    cells_lost: NDArray[np.bool_]
    cells_gained: NDArray[np.bool_]
    areas: tuple[AreaChange, ...]
    sectors: tuple[AreaChange, ...]

    def sites_of(self, kind: int) -> int:
        """How many sites changed so."""
        return int((self.kind == kind).sum())

    def people_of(self, kind: int) -> int:
        """People in the sites that changed so."""
        return int(self.people[self.kind == kind].sum())


def compare(theatre: Theatre, before: tuple[Coverage, Cells], after: tuple[Coverage, Cells]) -> Change:
    """Compare two dispositions in one theatre.

    Raises
    ------
    AssertionError
        If people do not add up: within before - within after = lost - gained.
    """
    sites = theatre.sites
    kind = _kinds(before[0], after[0])
    was, now = (int(sites.people[coverage.status == WITHIN].sum()) for coverage in (before[0], after[0]))
    lost, gained = (int(sites.people[kind == which].sum()) for which in (LOST, GAINED))
    if was - now != lost - gained:
        message = f"people do not add up: {was} - {now} within, {lost} lost, {gained} gained"
        raise AssertionError(message)
    cells_lost = (before[1].status == WITHIN) & (after[1].status != WITHIN)
    cells_gained = (before[1].status != WITHIN) & (after[1].status == WITHIN)
    unclear = (kind == SAME) & ((before[0].status == UNKNOWN) != (after[0].status == UNKNOWN))
    count = _Count(theatre, kind, cells_lost, cells_gained)
    areas = count.by_area(theatre.site_area, theatre.cell_area)
    has_sectors = bool((theatre.areas["role"] == "sector").any())
    sectors = count.by_area(theatre.site_sector, theatre.cell_sector) if has_sectors else ()
    return Change(kind, sites.people, unclear, cells_lost, cells_gained, areas, sectors)


def _kinds(before: Coverage, after: Coverage) -> NDArray[np.int8]:
    was, now = before.status == WITHIN, after.status == WITHIN
    # a site that nobody of known strength reaches is cut off only if no unit of unknown strength might come either
    was_cut, now_cut = before.status == UNREACHED, after.status == UNREACHED
    came, comes = before.response_ms < UNREACHABLE, after.response_ms < UNREACHABLE
    step_ms = np.where(came & comes, after.response_ms.astype(np.int64) - before.response_ms, 0)
    return np.select(
        [
            was & ~now,
            ~was & now,
            came & now_cut,
            was_cut & comes,
            step_ms >= MS_PER_MIN,
            step_ms <= -MS_PER_MIN,
        ],
        [LOST, GAINED, CUT_OFF, RECONNECTED, SLOWER, FASTER],
        SAME,
    ).astype(np.int8)


@dataclass(frozen=True, eq=False)
class _Count:
    """What changes in one theatre, to be counted by area."""

    theatre: Theatre
    kind: NDArray[np.int8]
    cells_lost: NDArray[np.bool_]
    cells_gained: NDArray[np.bool_]

    def by_area(self, site_area: NDArray[np.int64], cell_area: NDArray[np.int64]) -> tuple[AreaChange, ...]:
        """Count by the areas (rows of `Theatre.areas`, -1 for none) that hold each site and each cell."""
        table, cell_km2, people = self.theatre.areas, self.theatre.grid.cell_km2, self.theatre.sites.people
        names = [(str(area), str(name)) for area, name in zip(table["id"], table["name"], strict=True)]
        count = len(names) + 1
        # the last one stands for all that lies in no area
        people_of = [
            np.bincount(site_area[self.kind == which] % count, people[self.kind == which], count)
            for which in range(SAME)
        ]
        lost, gained = (
            np.bincount(cell_area[chosen] % count, minlength=count) for chosen in (self.cells_lost, self.cells_gained)
        )
        used = np.bincount(np.concatenate([site_area, cell_area]) % count, minlength=count)
        return tuple(
            AreaChange(
                *(names[row] if row < len(names) else ("", "")),
                people_lost=int(people_of[LOST][row]),
                people_gained=int(people_of[GAINED][row]),
                people_cut_off=int(people_of[CUT_OFF][row]),
                people_reconnected=int(people_of[RECONNECTED][row]),
                people_slower=int(people_of[SLOWER][row]),
                people_faster=int(people_of[FASTER][row]),
                km2_lost=float(lost[row] * cell_km2),
                km2_gained=float(gained[row] * cell_km2),
            )
            for row in np.flatnonzero(used).tolist()
        )
