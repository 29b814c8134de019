# SPDX-License-Identifier: GPL-3.0-or-later
"""The fast kernel: contraction, customizable contraction hierarchy, sweeps; docs/routing.md tells how it works."""

from gisplanner.kernels.compiled.lanes import rows_of_lanes
from gisplanner.kernels.compiled.preparation import Preparation, prepare
from gisplanner.kernels.compiled.router import CompiledRouter

__all__ = ["CompiledRouter", "Preparation", "prepare", "rows_of_lanes"]
