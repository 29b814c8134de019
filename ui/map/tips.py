# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a thing under the pointer, in a few lines; data is escaped, Qt would take it for markup."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from gisplanner.change import CHANGES, SAME
from gisplanner.comparison import Comparison
from gisplanner.coverage import STATUSES
from gisplanner.wording import minutes
from ui.messages import change_text, kind_text, minutes_text, people_text, status_text, tr
from ui.operations.closures import road_name
from ui.workspace import Kind, Selected, Workspace


def tip_of(workspace: Workspace, what: Selected) -> str:
    """A tooltip as rich text; empty where there is nothing to say."""
    lines = facts_of(workspace, what)
    if not lines:
        return ""
    first, *others = (escape(line) for line in lines)
    return "<br>".join([f"<b>{first}</b>", *others])


def facts_of(workspace: Workspace, what: Selected) -> list[str]:
    """What a tooltip says as plain lines, the name first; none where there is nothing to say."""
    return _TELLERS[what.kind](workspace, what.id) if what.kind in _TELLERS else []


def _site(workspace: Workspace, name: str) -> list[str]:
    sites, shown = workspace.session.theatre.sites, workspace.shown
    if name not in sites.id:
        return []
    row = sites.id.index(name)
    people = people_text(int(sites.people_listed[row]) if sites.people_known[row] else None)
    lines = [sites.name[row], f"{kind_text(sites.kind[row])}, {tr('people')}: {people}"]
    if shown is None or len(shown.after.coverage.status) != len(sites):
        return lines
    coverage = shown.after.coverage
    lines.append(f"{tr('Status')}: {status_text(STATUSES[coverage.status[row]])}")
    lines.append(_minutes(shown, row))
    if coverage.base[row] >= 0:
        lines.append(tr("From {base}").format(base=shown.after.plan.bases[int(coverage.base[row])].name))
    if shown.differs and shown.change.kind[row] != SAME:
        lines.append(f"{tr('Change')}: {change_text(CHANGES[shown.change.kind[row]])}")
    return lines


def _minutes(shown: Comparison, row: int) -> str:
    before, after = (minutes(one.coverage.response_ms[row]) for one in (shown.before, shown.after))
    if after is None:
        words = tr("Response: nobody can come")
    else:
        words = tr("Response: {minutes} min").format(minutes=minutes_text(after))
    standard = minutes_text(minutes(shown.after.coverage.standard_ms[row]))
    words = f"{words} ({tr('standard')} {standard})"
    if not shown.differs or before == after:
        return words
    was = tr("nobody could come") if before is None else f"{minutes_text(before)} min"
    return f"{words}; {tr('before')}: {was}"


def _base(workspace: Workspace, name: str) -> list[str]:
    plan = workspace.session.disposition
    base = next((one for one in plan.bases if one.id == name), None)
    if base is None:
        return []
    lines = [base.name, str(base.kind).replace("_", " ")]
    units = [unit.name for unit in plan.units if unit.base == base.id]
    if not base.open:
        lines.append(tr("Closed"))
    shown = workspace.shown
    output = next((one for one in shown.after.outputs if one.base == name), None) if shown is not None else None
    if output is not None and base.open:
        if output.unknown:
            lines.append(tr("Strength unknown, teams unknown"))
        elif output.teams:
            lines.append(
                tr("{strength} people, {teams} teams").format(
                    strength=people_text(output.strength), teams=len(output.teams)
                )
            )
        else:
            lines.append(tr("{strength} people, forms no team").format(strength=people_text(output.strength)))
    return [*lines, *units]


def _unit(workspace: Workspace, name: str) -> list[str]:
    plan = workspace.session.disposition
    unit = next((one for one in plan.units if one.id == name), None)
    if unit is None:
        return []
    base = next((one for one in plan.bases if one.id == unit.base), None)
    where = tr("No base") if base is None else base.name if base.open else f"{base.name} ({tr('closed')})"
    strength = people_text(unit.strength)
    return [unit.name, f"{str(unit.kind).replace('_', ' ')}, {tr('people')}: {strength}", where]


def _closure(workspace: Workspace, name: str) -> list[str]:
    closure = next((one for one in workspace.session.plan.closures if one.id == name), None)
    if closure is None:
        return []
    holds = closure.holds(workspace.session.conditions.season)
    lines = [closure.name, tr("Closed") if holds else tr("Closure without effect now")]
    return [*lines, *([closure.reason] if closure.reason else [])]


def _road(workspace: Workspace, name: str) -> list[str]:
    table = workspace.session.theatre.layers["roads"].table
    rows = table[table["id"] == name]
    if len(rows) == 0:
        return []
    said = [value for value in (rows["class"].iloc[0], rows["surface"].iloc[0]) if isinstance(value, str)]
    return [road_name(workspace, name), ", ".join(said) or tr("unknown")]


_TELLERS: dict[Kind, Callable[[Workspace, str], list[str]]] = {
    Kind.SITE: _site,
    Kind.BASE: _base,
    Kind.UNIT: _unit,
    Kind.CLOSURE: _closure,
    Kind.ROAD: _road,
}
