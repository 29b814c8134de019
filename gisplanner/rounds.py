# SPDX-License-Identifier: GPL-3.0-or-later
"""A newer list of sites in place of an older one: who is new, gone, grown or shrunk (docs/method.md, *Rounds*)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from statistics import median

import numpy as np

from gisplanner.pairing import LISTED_ID, Listed, Pairing, away_m_of, paired
from gisplanner.sites import SITE_KIND
from layers.findings import Finding, Severity
from layers.kinds import KINDS
from layers.layer import Layer, Row, layer_of
from layers.load import Loaded, Refused
from layers.mapping import plain_name

CHANGES = ("gone", "new", "unknown", "shrunk", "grown", "kept")
"""What becomes of a site, what matters most first; unknown: its headcount is missing in either list."""
CARRIED = ("liaison", "priority", "teams_needed", "standard_min", "included_in")
"""What the plan knows of a site stays where the newer list does not tell."""
ALIKE, TIMES = 5, 2.0
"""Of so many sites it can be said that their people are told in another measure: half of them so many times more."""
FEW_FOUND = 0.5
"""Of fewer sites found again it is said that the list may be of something else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One site of either list.

    Attributes
    ----------
    id, name : str
        As the plan has them from now on; of a site that is gone, as it had them.
    change : str
        One of `CHANGES`.
    before, after : int or None
        People listed; None where nobody knows, or where the list does not have the site.
    matched : str or None
        ``id`` or ``name_and_place``: how it was found again.
    old_name : str or None
        Where it was called otherwise.
    moved_m : float
        How far it lies from where it was; 0 within one spot.
    carried : tuple of str
        Columns that the newer list does not tell and the plan keeps.
    refused_row : int or None
        Row of the newer file that seems to be this site and was rejected.
    """

    id: str
    name: str
    change: str
    before: int | None
    after: int | None
    matched: str | None = None
    old_name: str | None = None
    moved_m: float = 0.0
    carried: tuple[str, ...] = ()
    refused_row: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Sites, and the people listed at them before and after."""

    sites: int
    before: int
    after: int


@dataclass(frozen=True, eq=False)
class Round:
    """A list and the newer one in its place.

    Attributes
    ----------
    before : Layer
    after : Layer
        The newer list as the plan has it: sites found again have their former ids, and what is carried over.
    entries : tuple of Entry
        In the order of `CHANGES`; unknown headcounts first, then by how many people it is about.
    findings : tuple of Finding
        What was noticed when the newer file was read, and when its sites were looked for.
    """

    before: Layer
    after: Layer
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]

    @property
    def kind(self) -> str:
        """Kind of the layer."""
        return self.after.kind

    @cached_property
    def tallies(self) -> Mapping[str, Tally]:
        """Sites and people by what becomes of them; `before` adds up to the older list, `after` to the newer."""
        return {change: _tally([one for one in self.entries if one.change == change]) for change in CHANGES}

    @cached_property
    def total(self) -> Tally:
        """All sites of either list."""
        return _tally(self.entries)


def rounds_of(
    before: Mapping[str, Layer], after: Mapping[str, Loaded], *, near_m: float, spot_m: float
) -> tuple[Round, ...]:
    """Put newer lists in the place of older ones.

    Parameters
    ----------
    before : mapping of kind to Layer
        Layers of the plan.
    after : mapping of kind to Loaded
        Newer files of settlements, of IDP sites, or of both.
    near_m, spot_m : float
        As of `pairing.paired`.
    """
    olds = {kind: Listed(before[kind]) for kind in after}
    news = {kind: Listed(loaded.layer) for kind, loaded in after.items()}
    pairings = {kind: paired(olds[kind], news[kind], near_m=near_m, spot_m=spot_m) for kind in after}
    ids = {kind: _ids(olds[kind], news[kind], pairings[kind]) for kind in after}
    # where both lists have an id the settlement is meant, as in a plan
    called: dict[str, str] = {}
    for kind in sorted(after):
        called |= {str(row["id"]): own for row, own in zip(news[kind].rows, ids[kind], strict=True)}
    return tuple(
        _round(olds[kind], news[kind], pairings[kind], ids[kind], called, loaded, spot_m)
        for kind, loaded in after.items()
    )


def _ids(old: Listed, new: Listed, pairing: Pairing) -> list[str]:
    """Ids of the newer sites in the plan: the former one of a site found again, and never that of another site."""
    taken = {str(row["id"]) for row in (*old.rows, *new.rows)}
    former = {str(row["id"]) for row in old.rows}
    ids = []
    for number, row in enumerate(new.rows):
        if number in pairing.old_of:
            ids.append(str(old.rows[pairing.old_of[number]]["id"]))
        else:
            ids.append(_free(str(row["id"]), taken) if row["id"] in former else str(row["id"]))
    return ids


def _free(wanted: str, taken: set[str]) -> str:
    own = next(name for n in count(2) if (name := f"{wanted}-{n}") not in taken)
    taken.add(own)
    return own


def _round(
    old: Listed,
    new: Listed,
    pairing: Pairing,
    ids: Sequence[str],
    called: Mapping[str, str],
    loaded: Loaded,
    spot_m: float,
) -> Round:
    rows: list[Row] = []
    entries: list[Entry] = []
    moved_m = _moved_m(old, new, pairing, spot_m)
    for number, (row, own) in enumerate(zip(new.rows, ids, strict=True)):
        was = pairing.old_of.get(number)
        former = None if was is None else old.rows[was]
        kept, carried = _renewed(row, own, former, called)
        rows.append(kept)
        if was is None or former is None:
            entries.append(Entry(own, str(row["name"]), "new", None, row["people"]))
            continue
        matched = "id" if number in pairing.by_id else "name_and_place"
        entry = Entry(own, str(row["name"]), _change(former, row), former["people"], row["people"], matched)
        old_name = str(former["name"]) if old.names[was] != new.names[number] else None
        entries.append(replace(entry, old_name=old_name, moved_m=moved_m[number], carried=carried))
    entries += _gone(old, set(pairing.old_of.values()), loaded.refused)
    layer = loaded.layer
    after = layer_of(KINDS[layer.kind], rows, layer.source, layer.date, layer.rows_in, layer.rejected)
    found = Round(old.layer, replace(after, place_columns=layer.place_columns), tuple(sorted(entries, key=_order)), ())
    subjects = {row["row"]: (SITE_KIND[layer.kind], row["id"]) for row in rows}
    doubts = (replace(finding, subject=subjects.get(finding.row)) for finding in pairing.findings)
    return replace(found, findings=(*loaded.findings, *doubts, *_said(found)))


def _renewed(row: Row, own: str, former: Row | None, called: Mapping[str, str]) -> tuple[Row, tuple[str, ...]]:
    """A row as the plan has it from now on, and which of its columns are carried over."""
    kept = {**row, "id": own}
    if own != row["id"]:
        said = {**json.loads(row["attributes"]), LISTED_ID: row["id"]}
        kept["attributes"] = json.dumps(said, ensure_ascii=False, sort_keys=True)
    if row["included_in"] is not None:
        kept["included_in"] = called.get(row["included_in"], row["included_in"])
    if former is None:
        return kept, ()
    carried = tuple(name for name in CARRIED if row[name] is None and former[name] is not None)
    return kept | {name: former[name] for name in carried}, carried


def _change(former: Row, row: Row) -> str:
    before, after = former["people"], row["people"]
    if before is None or after is None:
        return "unknown"
    return "kept" if before == after else "grown" if after > before else "shrunk"


def _moved_m(old: Listed, new: Listed, pairing: Pairing, spot_m: float) -> dict[int, float]:
    """How far the sites found again lie from where they were, by number; 0 within one spot."""
    now, was = np.array(list(pairing.old_of.items()), dtype=np.int64).reshape(-1, 2).T
    away_m = away_m_of(old, new, was, now)
    return dict(zip(now.tolist(), np.where(away_m > spot_m, away_m, 0.0).tolist(), strict=True))


def _gone(old: Listed, found: set[int], refused: Sequence[Refused]) -> Iterator[Entry]:
    """The sites that the newer list does not have; a row of theirs may have been rejected."""
    by_name = {plain_name(one.name): one.row for one in refused if one.name}
    by_id = {one.id: one.row for one in refused if one.id}
    for number, row in enumerate(old.rows):
        if number not in found:
            rejected = by_id.get(old.ids[number], by_name.get(old.names[number]))
            yield Entry(row["id"], str(row["name"]), "gone", row["people"], None, refused_row=rejected)


def _order(entry: Entry) -> tuple[int, bool, int, str]:
    heads = [head for head in (entry.before, entry.after) if head is not None]
    unknown = not heads or entry.change == "unknown"
    step = abs((entry.after or 0) - (entry.before or 0))
    return CHANGES.index(entry.change), not unknown, -step, entry.id


def _tally(entries: Sequence[Entry]) -> Tally:
    return Tally(len(entries), sum(one.before or 0 for one in entries), sum(one.after or 0 for one in entries))


def _said(found: Round) -> Iterator[Finding]:
    """What is to be said of the sites of a newer list."""
    layer, before = found.after, found.before
    subject = SITE_KIND[layer.kind]

    def say(code: str, severity: Severity, entry: Entry | None = None, **params: object) -> Finding:
        about = None if entry is None else (subject, entry.id)
        named = {} if entry is None else {"name": entry.name}
        return Finding(code, severity, {**named, **params}, file=layer.source, layer=layer.kind, subject=about)

    sites, again = len(before.table), sum(one.matched is not None for one in found.entries)
    if again < FEW_FOUND * sites:
        yield say("round_few_found", Severity.WARNING, found=again, of=sites)
    if layer.date and before.date and layer.date < before.date:
        yield say("round_older", Severity.WARNING, date=layer.date, other=before.date)
    shares = [entry.after / entry.before for entry in found.entries if entry.before and entry.after]
    if len(shares) >= ALIKE and not 1 / TIMES <= median(shares) <= TIMES:
        yield say("round_scale", Severity.WARNING, of=len(shares), times=f"{median(shares):.1f}", kind=layer.kind)
    for entry in found.entries:
        if entry.refused_row is not None:
            yield say("round_row_rejected", Severity.WARNING, entry, number=entry.refused_row)
        if entry.moved_m:
            yield say("round_moved", Severity.WARNING, entry, km=f"{entry.moved_m / 1000:.1f}")
        if entry.old_name is not None:
            yield say("round_renamed", Severity.INFO, entry, old=entry.old_name)
    carried = Counter(name for entry in found.entries for name in entry.carried)
    if carried:
        told = ", ".join(f"{name} for {carried[name]}" for name in CARRIED if carried[name])
        yield say("round_carried", Severity.INFO, carried=told)
