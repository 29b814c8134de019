# SPDX-License-Identifier: GPL-3.0-or-later
"""The wheel holds the four packages with their data, installs clean, and does the main job."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT
from tests.tree import PACKAGES, copy_files, project_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def run(*command: str | Path, folder: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a program that sees no packages but its own interpreter's."""
    apart = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(list(map(str, command)), cwd=folder, env=apart, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing of an earlier build gets into it."""
    folder = tmp_path_factory.mktemp("build")
    named = map(Path, ("pyproject.toml", "README.md", "LICENSE"))
    source = copy_files(chain(project_files(*PACKAGES), named), folder / "source")
    run(*PIP, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "-w", folder, source, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment: the wheel in it, its dependencies borrowed from this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    run(*PIP, "--python", python, "install", "--no-index", "--no-deps", wheel, folder=folder)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    # after the installation: pip must not take this environment's own gisplanner for the wheel's
    (site_packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin"


@pytest.mark.slow
def test_the_wheel_holds_the_packages_with_their_data_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as file:
        names = file.namelist()
    about = f"gisplanner-{wheel.name.split('-')[1]}.dist-info"
    ours = {Path(name) for name in names if not name.startswith(f"{about}/")}
    assert ours == set(project_files(*PACKAGES))
    assert f"{about}/licenses/LICENSE" in names


@pytest.mark.slow
def test_the_installed_program_does_the_main_job(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "gisplanner", "demo", "-o", tmp_path / "out", folder=tmp_path)
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"map.html", "coverage.csv", "change.csv", "summary.json", "plan.gpkg"}
    assert all(str(tmp_path / "out" / name) in done.stdout for name in written)


@pytest.mark.slow
@pytest.mark.parametrize("package", PACKAGES)
def test_what_runs_is_what_was_installed(package: str, installed: Path, tmp_path: Path) -> None:
    done = run(installed / "python", "-c", f"import {package}; print({package}.__file__)", folder=tmp_path)
    assert Path(done.stdout.strip()).is_relative_to(installed.parent)


@pytest.mark.slow
def test_the_installed_program_says_how_it_is_used(installed: Path, tmp_path: Path) -> None:
    assert "usage: gisplanner" in run(installed / "gisplanner", "--help", folder=tmp_path).stdout


def test_every_dependency_is_pinned_at_a_version_it_allows() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    pinned = {name.lower().replace("_", "-"): version for name, _, version in (line.partition("==") for line in lines)}
    wanted = [Requirement(text) for text in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]
    assert [str(one) for one in wanted if not one.specifier.contains(pinned.get(one.name.lower(), "0"))] == []
