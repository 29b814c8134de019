# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is to say of a road file by itself: how its roads hang together, before there is a plan."""

from __future__ import annotations

from dataclasses import replace

from gisplanner.compose import compose
from gisplanner.network import build_network
from layers.errors import PlannerError
from layers.findings import Finding
from layers.layer import Layer


def survey_of_roads(layer: Layer) -> tuple[Finding, ...]:
    """Parts with their share of the length, loose ends, stretches listed twice, on the default assumptions.

    Parameters
    ----------
    layer : Layer
        Of roads; nothing is said where it has none, or none that one plane could hold.
    """
    try:
        alone = compose(layer.source, {"roads": layer})
        found = build_network(alone.theatre, alone.plan.assumptions, roads_outside=True).findings
    except PlannerError:
        return ()
    return tuple(replace(finding, file=layer.source) for finding in found)
