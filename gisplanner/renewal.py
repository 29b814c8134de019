# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan whose lists of sites are replaced by newer ones, and whose status changes then (docs/method.md, *Rounds*)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gisplanner.analysis import Analysis, Engine
from gisplanner.compose import unknown_wholes
from gisplanner.conditions import Conditions
from gisplanner.coverage import WITHIN
from gisplanner.planfile import PlanFile
from gisplanner.rounds import Round, rounds_of
from gisplanner.sites import SITE_KIND
from gisplanner.theatre import Theatre, misplaced
from layers.findings import Finding
from layers.jobs import Progress
from layers.load import Loaded

STEPS = ("lost", "gone_within", "gained", "new_within", "recounted")
"""What changes the people within standard: sites that fall out of it, are no longer listed, come within it, are new,
and sites that stay within it with other headcounts."""

WHOLES = "included_in_unknown"
"""Said of all lists together, so said anew."""

SiteKey = tuple[str, str]
"""Kind of layer, and id in it."""


@dataclass(frozen=True, eq=False)
class Renewal:
    """A plan before and after.

    Attributes
    ----------
    before, after : PlanFile
        The same forces and courses of action.
    rounds : tuple of Round
        One for each list that is replaced.
    """

    before: PlanFile
    after: PlanFile
    rounds: tuple[Round, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed about the newer lists, in themselves and among the other layers."""
        kinds = {one.kind for one in self.rounds}
        return tuple(finding for finding in self.after.findings if finding.layer in kinds)


@dataclass(frozen=True, slots=True)
class SiteStep:
    """A site in the answers before and after.

    Attributes
    ----------
    before, after : int or None
        Index among the sites of each theatre; None where it is not among them.
    """

    before: int | None
    after: int | None


@dataclass(frozen=True, eq=False)
class Restatement:
    """One disposition answered for the older lists and for the newer ones.

    Attributes
    ----------
    renewal : Renewal
    before, after : Analysis
    """

    renewal: Renewal
    before: Analysis
    after: Analysis

    @cached_property
    def sites(self) -> Mapping[SiteKey, SiteStep]:
        """Every site that counts in either theatre, by kind of layer and id."""
        was, now = (_places(one.theatre) for one in (self.before, self.after))
        return {key: SiteStep(was.get(key), now.get(key)) for key in sorted({*was, *now})}

    @cached_property
    def steps(self) -> Mapping[str, tuple[int, int]]:
        """Sites and people by what changes the number within standard; people lost and gone are counted as they were.

        Raises
        ------
        AssertionError
            If people do not add up.
        """
        found = {step: [0, 0] for step in STEPS}
        for site in self.sites.values():
            step, people = self._step(site)
            if step is not None:
                found[step][0] += 1
                found[step][1] += people
        was, now = (
            int(one.theatre.sites.people[one.coverage.status == WITHIN].sum()) for one in (self.before, self.after)
        )
        people_of = {step: people for step, (_, people) in found.items()}
        less, more = people_of["lost"] + people_of["gone_within"], people_of["gained"] + people_of["new_within"]
        if now - was != more - less + people_of["recounted"]:
            message = f"people do not add up: {was} -> {now} within, {people_of}"
            raise AssertionError(message)
        return {step: (sites, people) for step, (sites, people) in found.items()}

    def _step(self, site: SiteStep) -> tuple[str | None, int]:
        """How a site changes the number within standard, and by how many people."""
        was, within_before = _people(self.before, site.before)
        now, within_after = _people(self.after, site.after)
        if within_before and within_after:
            return ("recounted", now - was) if now != was else (None, 0)
        if within_before:
            return ("gone_within" if site.after is None else "lost"), was
        if within_after:
            return ("new_within" if site.before is None else "gained"), now
        return None, 0


def renewed(file: PlanFile, lists: Mapping[str, Loaded]) -> Renewal:
    """Replace lists of sites in a plan by newer ones; forces, courses of action and the ground's frame stay.

    Parameters
    ----------
    file : PlanFile
    lists : mapping of kind to Loaded
        Newer files of settlements, of IDP sites, or of both.
    """
    assumed = file.plan.assumptions
    rounds = rounds_of(file.theatre.layers, lists, near_m=assumed["round.near"], spot_m=assumed["round.spot"])
    theatre = file.theatre.with_layers({one.kind: one.after for one in rounds})
    return Renewal(file, PlanFile(theatre, file.plan, tuple(_findings(file, theatre, rounds))), rounds)


def restated(
    engine: Engine,
    renewal: Renewal,
    conditions: Conditions,
    course: str | None = None,
    progress: Progress | None = None,
) -> Restatement:
    """Answer for the older lists and for the newer ones, with the same disposition.

    Raises
    ------
    PlanError
        `unknown_course`.
    Cancelled
        After `progress` was cancelled.
    """
    plan = renewal.before.plan.at(course)
    before, after = (
        engine.analyse(file.theatre, plan, conditions, progress) for file in (renewal.before, renewal.after)
    )
    return Restatement(renewal, before, after)


def _findings(file: PlanFile, theatre: Theatre, rounds: tuple[Round, ...]) -> list[Finding]:
    """Those of the plan that still hold, and those of the newer lists."""
    kinds = {one.kind for one in rounds}
    kept = [one for one in file.findings if one.layer not in kinds and one.code != WHOLES]
    astray = [one for one in misplaced(theatre, theatre.layers) if one.layer in kinds]
    return [*kept, *(finding for one in rounds for finding in one.findings), *astray, *unknown_wholes(theatre)]


def _places(theatre: Theatre) -> dict[SiteKey, int]:
    """Index of every site by kind of layer and its id there."""
    sites = theatre.sites
    layers = {kind: layer for layer, kind in SITE_KIND.items()}
    return {
        (layers[kind], own.removeprefix(f"{kind}:")): index
        for index, (kind, own) in enumerate(zip(sites.kind, sites.id, strict=True))
    }


def _people(analysis: Analysis, site: int | None) -> tuple[int, bool]:
    """People counted at a site, and whether it is within standard."""
    if site is None:
        return 0, False
    return int(analysis.theatre.sites.people[site]), bool(analysis.coverage.status[site] == WITHIN)
