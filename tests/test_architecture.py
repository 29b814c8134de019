# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports go one way, each rule is seen to catch its violation, and the engine needs no Qt."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tree import PACKAGES, copy_files, project_files

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

WITHOUT_QT = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PyQt5", "PyQt6", "PySide2", "PySide6", "sip"}:
            raise ModuleNotFoundError(f"{name} is not here", name=name)

sys.meta_path.insert(0, NoQt())
"""

IMPORT_ALL = """
import gisplanner, importlib, layers, pkgutil
for package in (gisplanner, layers):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(*(name for name in sys.modules if name.partition(".")[0] in {"gisplanner", "layers"}), sep="\\n")
"""

DEMO = """
from ui.launch import main
sys.exit(main(["demo", "-o", sys.argv[1]]))
"""


@dataclass(frozen=True)
class Violation:
    """A rule, and the lines that break it: added to a module, or making a new one."""

    rule: str
    lines: dict[str, str]


VIOLATIONS = {
    "the engine imports the window": Violation("direction", {"gisplanner/report.py": "import ui.launch"}),
    "the files import the engine": Violation("direction", {"layers/load.py": "import gisplanner.forces"}),
    "the files import the sample": Violation("direction", {"layers/load.py": "import sample_data"}),
    "Qt in the engine, by a detour": Violation(
        "no Qt below the window",
        {
            "gisplanner/report.py": "def draw():\n    import ui.planted",
            "ui/planted.py": "import PyQt5.QtCore",
        },
    ),
    "Qt among the files": Violation("no Qt below the window", {"layers/load.py": "from PyQt5 import QtCore"}),
    "the window uses networkx": Violation("no analysis in the window", {"ui/launch.py": "import networkx"}),
    "the window uses a kernel": Violation(
        "no analysis in the window", {"ui/launch.py": "from gisplanner.kernels import reference"}
    ),
    "the window uses the network": Violation(
        "no analysis in the window", {"ui/launch.py": "import gisplanner.network"}
    ),
    "a panel assembles the window": Violation(
        "downwards inside the window", {"ui/panels/planted.py": "import ui.main_window"}
    ),
    "networkx elsewhere": Violation("networkx in the plain kernel", {"gisplanner/travel.py": "import networkx"}),
    "numba elsewhere": Violation("numba in the compiled kernel", {"gisplanner/travel.py": "import numba"}),
    "one kernel calls the other": Violation(
        "downwards inside the kernels",
        {"gisplanner/kernels/reference.py": "def faster():\n    from gisplanner.kernels import compiled"},
    ),
    "upwards in the compiled kernel": Violation(
        "downwards inside the compiled kernel",
        {"gisplanner/kernels/compiled/hierarchy.py": "from gisplanner.kernels.compiled import customised"},
    ),
    "folium elsewhere": Violation("folium in the map page", {"gisplanner/report.py": "import folium"}),
    "upwards among the files": Violation("downwards inside layers", {"layers/errors.py": "import layers.load"}),
    "upwards in the engine, lazily": Violation(
        "downwards inside gisplanner", {"gisplanner/forces.py": "def later():\n    from gisplanner import analysis"}
    ),
    "a module without a place in the order": Violation(
        "downwards inside gisplanner", {"gisplanner/planted.py": '"""Nowhere."""'}
    ),
    "a lazy cycle": Violation(
        "no cycles",
        {
            "gisplanner/export/one.py": "import gisplanner.export.two",
            "gisplanner/export/two.py": "def later():\n    import gisplanner.export.one",
        },
    ),
    "a cycle of types": Violation(
        "no cycles",
        {
            "ui/one.py": "import ui.two",
            "ui/two.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import ui.one",
        },
    ),
    "a cycle among readers": Violation(
        "no cycles",
        {"layers/readers/one.py": "import layers.readers.two", "layers/readers/two.py": "import layers.readers.one"},
    ),
}


def run_python(code: str, *arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a new interpreter that sees the packages in a folder."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def broken_rules(folder: Path) -> set[str]:
    """Names of the rules that the packages in a folder break."""
    done = run_python(LINT, "--no-cache", "--no-logo", folder=folder)
    broken = set(re.findall(r"^(.+) BROKEN", done.stdout, re.MULTILINE))
    assert "Contracts:" in done.stdout, done.stderr
    assert done.returncode == (1 if broken else 0)
    return broken


def test_imports_go_one_way() -> None:
    assert broken_rules(ROOT) == set()


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_planted_violation_is_caught(name: str, tmp_path: Path) -> None:
    sources = (path for path in project_files(*PACKAGES) if path.suffix == ".py")
    copy_files(chain(sources, [Path("pyproject.toml")]), tmp_path)
    for module, lines in VIOLATIONS[name].lines.items():
        with (tmp_path / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{lines}\n")
    assert VIOLATIONS[name].rule in broken_rules(tmp_path)


def test_every_rule_has_been_seen_to_catch_something() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rules = {rule["name"] for rule in settings["tool"]["importlinter"]["contracts"]}
    assert rules == {violation.rule for violation in VIOLATIONS.values()}


def test_without_qt_there_is_none() -> None:
    done = run_python(f"{WITHOUT_QT}\nimport PyQt5.QtCore", folder=ROOT)
    assert "PyQt5 is not here" in done.stderr


def test_every_module_of_the_engine_imports_without_qt() -> None:
    done = run_python(WITHOUT_QT + IMPORT_ALL, folder=ROOT)
    assert done.returncode == 0, done.stderr
    modules = {
        ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        for path in project_files("gisplanner", "layers")
        if path.suffix == ".py" and path.stem != "__main__"
    }
    assert set(done.stdout.split()) == modules


def test_the_main_job_runs_without_qt(tmp_path: Path) -> None:
    done = run_python(WITHOUT_QT + DEMO, tmp_path / "demo", folder=ROOT)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo" / "map.html").is_file()
