# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers an answer rests on: defaults with unit and source, and a plan's changes to them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from gisplanner.errors import PlanError

FILES = ("mobility.toml", "assumptions.toml")
UNKNOWN_SOURCE = "set in the plan"

RANGES = {
    "km/h": (0.1, 1000.0),
    "x speed": (0.01, 100.0),
    "x time": (0.01, 100.0),
    "x light": (0.01, 10.0),
    "x standard": (1.0, 100.0),
    "share": (0.0, 1.0),
    "teams": (1.0, 100.0),
    "days": (1.0, 100.0),
    "h a day": (0.1, 24.0),
    "UNSDI-T code": (1.0, 6.0),
}
"""Least and most by unit, where there is more to say than that nothing is negative or beyond `MOST`."""
LEAST = {"team.day": 1.0, "team.night": 1.0, "network.attach": 1.0}
"""By key: a team of nobody would be formed without end, and nothing would meet a road."""
MOST = 100_000.0


@dataclass(frozen=True, slots=True)
class Default:
    """One default: its value, unit and source.

    Attributes
    ----------
    key : str
        ``group.name``, as in the TOML files.
    value : float
        The value, in `unit`.
    unit, source : str
        What the value counts, and who says so; "[A]" marks the project's own assumption.
    """

    key: str
    value: float
    unit: str
    source: str


@cache
def defaults() -> Mapping[str, Default]:
    """All defaults by key, in the order of the TOML files."""
    found: dict[str, Default] = {}
    for name in FILES:
        text = resources.files("gisplanner").joinpath(name).read_text(encoding="utf-8")
        for group, entries in tomllib.loads(text).items():
            for entry, row in entries.items():
                key = f"{group}.{entry}"
                found[key] = Default(key, float(row["value"]), row["unit"], row["source"])
    return found


def allowed(key: str) -> tuple[float, float]:
    """Least and most that a number may be, both included."""
    least, most = RANGES.get(defaults()[key].unit, (0.0, MOST))
    return LEAST.get(key, least), most


@lru_cache(maxsize=8)
def _values(changed: tuple[tuple[str, float], ...]) -> Mapping[str, float]:
    """Every number in force, by key."""
    return {**{key: default.value for key, default in defaults().items()}, **dict(changed)}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The defaults with the changes of one plan.

    Attributes
    ----------
    changed : tuple of (str, float)
        Key and value of every number the plan sets otherwise, by key.
    """

    changed: tuple[tuple[str, float], ...] = ()

    def __getitem__(self, key: str) -> float:
        """Return the value of `key`, in the unit of its default."""
        return _values(self.changed)[key]

    def of_kind(self, group: str, kind: str, otherwise: str = "other") -> float:
        """Return ``group.kind`` where there is one, else ``group.otherwise``."""
        key = f"{group}.{kind}"
        return self[key if key in defaults() else f"{group}.{otherwise}"]

    def setting(self, key: str, value: float) -> Assumptions:
        """Return these assumptions with one number changed; the default's own value takes the change back.

        Raises
        ------
        PlanError
            `unknown_assumption`, or `bad_assumption` for a value that is not finite or not `allowed`.
        """
        if key not in defaults():
            raise PlanError("unknown_assumption", key=key)
        least, most = allowed(key)
        if not (math.isfinite(value) and least <= value <= most):
            raise PlanError(
                "bad_assumption",
                key=key,
                value=f"{value:g}",
                least=f"{least:g}",
                most=f"{most:,.0f}",
                unit=defaults()[key].unit,
            )
        kept = {name: old for name, old in self.changed if name != key}
        if value != defaults()[key].value:
            kept[key] = float(value)
        return Assumptions(tuple(sorted(kept.items())))

    def rows(self) -> Iterator[Default]:
        """Every number in force, with its unit and where it comes from."""
        own = dict(self.changed)
        for default in defaults().values():
            if default.key in own:
                yield Default(default.key, own[default.key], default.unit, UNKNOWN_SOURCE)
            else:
                yield default
