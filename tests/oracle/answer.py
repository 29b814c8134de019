# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle's answer: teams, responses, statuses, backups, critical bases and change, from docs/method.md alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from tests.oracle.roads import FAR, Row, metres, ms
from tests.oracle.travel import Country, travel

MIN = 60_000
GUARD = {"HQ": 36, "COB": 24, "TOB": 12, "MOB": 12, "SCD": 12, "team_site": 12}
NOTICE = {"QRF": 15, "reserve": 120}
SUPPORT = {"platoon": "0.10", "FPU": "0.25"}
NO_TEAM = {"aviation", "UNMO", "UNPOL", "engineers", "HQ_staff"}
STANDARD = {"settlement": 180.0, "idp_site": 120.0, "must": 60.0}


@dataclass
class Team:
    base: str
    unit: str
    means: str
    notice: int


@dataclass
class Site:
    """What the oracle says of a site."""

    status: str = ""
    response: int = FAR
    travel: int = FAR
    base: str | None = None
    unit: str | None = None
    in_time: int = 0
    backup: int = FAR
    backup_base: str | None = None
    critical: set[str] = field(default_factory=set)
    air: int = FAR
    served: bool = False
    snap: float = math.inf
    parts: tuple[int, int, int] = (0, 0, 0)
    next_base: str | None = None
    backup_status: str | None = None


def teams_of(
    base: Row, units: list[Row], *, night: bool, means: str | None, plenty: int, ready: float = 1.0
) -> list[Team]:
    if base.get("closed"):
        return []
    own = sorted((unit for unit in units if unit["base"] == base["id"]), key=lambda unit: unit["id"])
    left: dict[str, float] = {}
    for unit in own:
        strength = unit["strength"] or 0
        share = unit.get("support_share")
        part = Fraction(SUPPORT.get(unit["kind"], "0.15") if share is None else str(share))
        left[unit["id"]] = (
            math.inf if unit["strength"] is None and plenty else strength - min(strength, math.ceil(strength * part))
        )
    owed = GUARD[base["kind"]] if base.get("guard") is None else base["guard"]
    for unit in sorted(own, key=lambda unit: (-_notice(unit), unit["id"])):
        if unit["kind"] not in {"UNMO", "UNPOL"}:
            taken = min(owed, left[unit["id"]])
            owed -= taken
            left[unit["id"]] -= taken
    found: list[Team] = []
    for unit in sorted(own, key=lambda unit: (_notice(unit), unit["id"])):
        if unit["kind"] in NO_TEAM or (night and not unit.get("night_moves", True)):
            continue
        size = 20 if night else 12
        count = plenty if left[unit["id"]] == math.inf else math.floor(left[unit["id"]] // size * Fraction(str(ready)))
        found += [Team(base["id"], unit["id"], means or unit["means"], ms(_notice(unit) * MIN)) for _ in range(count)]
    if found:
        found[0].notice = min(15 * MIN, found[0].notice)
    return found


def _notice(unit: Row) -> float:
    own = unit.get("notice_min")
    return float(NOTICE.get(unit["kind"], 60)) if own is None else float(own)


@dataclass
class Question:
    """A disposition under conditions, in a country."""

    country: Country
    sites: list[Row]
    bases: list[Row]
    units: list[Row]
    night: bool = False
    means: str | None = None
    standards: dict[str, float] = field(default_factory=dict)
    factor: float = 1.0
    late_min: float = 0.0
    ready: float = 1.0

    def answer(self) -> list[Site]:
        """One answer for every site, in their order."""
        plenty = max([1, *(site.get("teams_needed") or 1 for site in self.sites)])
        cautious = self._answer(0)
        generous = self._answer(plenty) if any(unit["strength"] is None for unit in self.units) else cautious
        for one, other in zip(cautious, generous, strict=True):
            if one.status != other.status:
                one.status = "unknown"
        return cautious

    def _answer(self, plenty: int) -> list[Site]:
        bases = sorted(self.bases, key=lambda base: base["id"])
        teams = [
            team
            for base in bases
            for team in teams_of(base, self.units, night=self.night, means=self.means, plenty=plenty, ready=self.ready)
        ]
        at = {base["id"]: (base["lon"], base["lat"]) for base in bases}
        places = [(site["lon"], site["lat"]) for site in self.sites]
        ways: dict[tuple[str, str], list[int]] = {}
        for means in sorted({team.means for team in teams}):
            used = sorted({team.base for team in teams if team.means == means})
            for base, row in zip(
                used, travel(self.country, [at[base] for base in used], places, means, self.factor), strict=True
            ):
                ways[base, means] = row
        found = [self._site(n, site, teams, ways, at) for n, site in enumerate(self.sites)]
        self._serve(found, teams, ways)
        for one, at_site in zip(found, places, strict=True):
            one.snap = min((leg_m for _, _, leg_m, _ in self.country.attachments(at_site)), default=math.inf)
        return found

    def before(self, site: Row) -> int:
        return sum(self._before(site))

    def _before(self, site: Row) -> tuple[int, int]:
        """Alert and decision."""
        alert, decision = (10, 5) if site.get("liaison") else (45, 15)
        return ms((alert + self.late_min) * MIN), decision * MIN

    def standard(self, site: Row) -> int:
        key = "must" if site.get("priority") == "must" else site["kind"]
        own = site.get("standard_min")
        return ms((self.standards.get(key, STANDARD[key]) if own is None else own) * MIN)

    def _site(self, n: int, site: Row, teams: list[Team], ways: dict[Any, list[int]], at: dict[str, Any]) -> Site:
        calls = [(self._response(team, site, ways[team.base, team.means][n]), team.base, team.unit) for team in teams]
        needed = site.get("teams_needed") or 1
        standard = self.standard(site)
        found = Site(in_time=sum(time <= standard for time, *_ in calls), parts=(*self._before(site), 0))
        if calls and min(calls)[0] < FAR:
            found.response, found.base, found.unit = min(calls)
            best = min(
                (team.notice, way[n])
                for team in teams
                if (way := ways[team.base, team.means]) and self._is(found, team, site, way[n])
            )
            found.travel = best[1]
            found.parts = (*self._before(site), best[0])
            others = [call for call in calls if call[0] < FAR and call[1] != found.base]
            found.next_base = min(others)[1] if others else None
        found.status = (
            "within"
            if found.in_time >= needed
            else "under_strength"
            if found.in_time
            else "late"
            if found.base
            else "unreachable"
        )
        if found.base:
            far = [call for call in calls if call[0] < FAR and metres(at[call[1]], at[found.base]) > 10_000.0]
            if far:
                found.backup, found.backup_base = min(far)[:2]
            found.backup_status = "unreachable" if not far else "within" if found.backup <= 2 * standard else "late"
        if found.status == "within":
            for base in at:
                if sum(time <= standard for time, own, _ in calls if own != base) < needed:
                    found.critical.add(base)
        found.air = self._air(site)
        return found

    def _is(self, found: Site, team: Team, site: Row, way: int) -> bool:
        return (self._response(team, site, way), team.base, team.unit) == (found.response, found.base, found.unit)

    def _response(self, team: Team, site: Row, way: int) -> int:
        return FAR if way >= FAR else min(FAR, self.before(site) + team.notice + way)

    def _air(self, site: Row) -> int:
        best = FAR
        for unit in self.units:
            base = next((one for one in self.bases if one["id"] == unit["base"] and not one.get("closed")), None)
            if (
                base is None
                or unit["kind"] != "aviation"
                or unit["strength"] == 0
                or (self.night and not unit.get("night_moves", True))
            ):
                continue
            length = metres((base["lon"], base["lat"]), (site["lon"], site["lat"]))
            if length <= 230_000.0:
                best = min(
                    best, self.before(site) + ms(_notice(unit) * MIN) + 20 * MIN + ms(length * 3.6 / 225.0 * 1000.0)
                )
        return best

    def _serve(self, found: list[Site], teams: list[Team], ways: dict[Any, list[int]]) -> None:
        free = list(teams)

        def key(n: int) -> tuple[bool, int, str]:
            return self.sites[n].get("people") is None, -self.counted(n), self.sites[n]["id"]

        for n in sorted(range(len(self.sites)), key=key):
            site = self.sites[n]
            calls = [
                (self._response(team, site, ways[team.base, team.means][n]), team.base, team.unit, i)
                for i, team in enumerate(free)
            ]
            soon = sorted(call for call in calls if call[0] <= self.standard(site))[: site.get("teams_needed") or 1]
            if len(soon) == (site.get("teams_needed") or 1):
                found[n].served = True
                gone = {call[3] for call in soon}
                free = [team for i, team in enumerate(free) if i not in gone]

    def flips(self, found: list[Site]) -> dict[str, set[str]]:
        """By site what makes its status another: slower and faster movement, a later alert."""
        tried = {
            "slow": replace(self, factor=self.factor * 0.75),
            "fast": replace(self, factor=self.factor * 1.25),
            "late_alert": replace(self, late_min=self.late_min + 30.0),
        }
        when: dict[str, set[str]] = {}
        for name, other in tried.items():
            for site, one, then in zip(self.sites, found, other.answer(), strict=True):
                if one.status != then.status:
                    when.setdefault(site["id"], set()).add(name)
        return when

    def counted(self, n: int) -> int:
        """People of a site that count: none where another site has them."""
        site = self.sites[n]
        by_id = {other["id"]: other for other in self.sites}

        def whole(one: str) -> str | None:
            other = by_id[one].get("included_in")
            return other if other in by_id and other != one else None

        above: set[str] = set()
        up = whole(site["id"])
        while up is not None and up not in above:
            above.add(up)
            up = whole(up)
        if site["id"] not in above and any(by_id[one].get("people") is not None for one in above):
            return 0
        return int(site.get("people") or 0)


def changes(before: list[Site], after: list[Site]) -> list[str]:
    """What changes for every site."""
    found = []
    for one, other in zip(before, after, strict=True):
        was, now = one.status == "within", other.status == "within"
        step = other.response - one.response if max(one.response, other.response) < FAR else 0
        if was and not now:
            found.append("lost")
        elif now and not was:
            found.append("gained")
        elif other.status == "unreachable" and one.response < FAR:
            found.append("cut_off")
        elif one.status == "unreachable" and other.response < FAR:
            found.append("reconnected")
        else:
            found.append("slower" if step >= MIN else "faster" if step <= -MIN else "same")
    return found
