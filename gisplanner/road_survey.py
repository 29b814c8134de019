# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is to say of a road file by itself: how its roads hang together, before there is a plan."""

from __future__ import annotations

from dataclasses import replace

from gisplanner.compose import compose
from gisplanner.network import build_network
from layers.errors import PlannerError
from layers.findings import Finding, Severity
from layers.layer import Layer


def survey_of_roads(layer: Layer) -> tuple[Finding, ...]:
    """Parts with their share of the length, loose ends, stretches listed twice, on the default assumptions.

    Parameters
    ----------
    layer : Layer
        Of roads. Where they cannot be joined, as those of half the earth cannot, it is said why.
    """
    if not len(layer.table):
        return ()
    try:
        alone = compose(layer.source, {"roads": layer})
        found = build_network(alone.theatre, alone.plan.assumptions, roads_outside=True).findings
    except PlannerError as error:
        return (Finding(error.code, Severity.WARNING, error.params, file=layer.source, layer=layer.kind),)
    return tuple(replace(finding, file=layer.source) for finding in found)
