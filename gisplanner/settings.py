# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to this machine and not to a plan: how much memory may be used, and where things are kept."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs

from gisplanner.errors import SettingsError

FOLDER_VARIABLE = "GISPLANNER_SETTINGS"
"""Names the folder of settings and cache where the system's own is not wanted."""
DEFAULT_MEMORY_MB = 1024
LEAST_MEMORY_MB = 64


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of this machine.

    Attributes
    ----------
    memory_mb : int
        How much memory kept travel times may take.
    cache : Path
        Folder of what can be made again: compiled code and prepared road networks. It may not exist yet.
    """

    memory_mb: int
    cache: Path


@cache
def settings() -> Settings:
    """The settings of this machine, read once.

    Raises
    ------
    SettingsError
        `settings_unreadable` or `settings_value`.
    """
    own = os.environ.get(FOLDER_VARIABLE)
    kept = Path(own) / "cache" if own else platformdirs.user_cache_path("gisplanner", appauthor=False)
    said = _read(settings_folder() / "settings.toml")
    memory_mb = said.get("memory_mb", DEFAULT_MEMORY_MB)
    if not isinstance(memory_mb, int) or memory_mb < LEAST_MEMORY_MB:
        raise SettingsError("settings_value", file="settings.toml", key="memory_mb", least=LEAST_MEMORY_MB)
    return Settings(memory_mb, Path(str(said.get("cache", kept))).expanduser())


def settings_folder() -> Path:
    """Where the settings of this machine stand. It may not exist yet."""
    own = os.environ.get(FOLDER_VARIABLE)
    return Path(own) if own else platformdirs.user_config_path("gisplanner", appauthor=False)


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError("settings_unreadable", file=path.name, detail=str(error)) from error
