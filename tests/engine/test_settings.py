# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of this machine: their defaults, and what is said where they are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gisplanner.errors import SettingsError
from gisplanner.settings import FOLDER_VARIABLE, settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Settings of one's own, read anew."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def test_without_a_file_the_defaults_hold(folder: Path) -> None:
    assert (settings().memory_mb, settings().cache) == (1024, folder / "cache")


def test_what_the_file_says_counts(folder: Path) -> None:
    (folder / "settings.toml").write_text('memory_mb = 256\ncache = "elsewhere"\n', encoding="utf-8")
    assert (settings().memory_mb, settings().cache) == (256, Path("elsewhere"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("memory_mb = 12", "settings.toml: memory_mb must be a whole number of at least 64"),
        ('memory_mb = "all"', "settings.toml: memory_mb must be a whole number of at least 64"),
        ("memory_mb = ", "settings.toml: The settings cannot be read"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str, folder: Path) -> None:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        settings()


def test_without_a_folder_of_its_own_the_system_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert settings().cache.name == "gisplanner"
