# SPDX-License-Identifier: GPL-3.0-or-later
"""(theatre, plan) <-> one GeoPackage; results are never stored, they are computed again."""

from gisplanner.planfile.file import VERSION, PlanFile, load, save

__all__ = ["VERSION", "PlanFile", "load", "save"]
