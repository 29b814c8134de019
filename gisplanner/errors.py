# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's own errors; their sentences stand in the one catalogue."""

from layers.errors import PlannerError


class PlanError(PlannerError, ValueError):
    """An edit or a question that the plan does not allow."""


class PlanFileError(PlannerError, ValueError):
    """A plan file that cannot be opened or written."""


class ExportError(PlannerError, ValueError):
    """A product that cannot be made."""


class SettingsError(PlannerError, ValueError):
    """Settings of this machine that cannot be read."""
