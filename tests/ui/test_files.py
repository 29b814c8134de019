# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans are opened, saved and exported while the window goes on; nothing is lost, and faults are told."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gisplanner.mobility import Season
from gisplanner.planfile import load
from layers.errors import PlannerError
from ui.operations import files, forces
from ui.tasks import Line
from ui.workspace import Workspace

Answered = Callable[[Workspace], None]
WAIT_MS = 60_000


def changed(workspace: Workspace) -> str:
    """Close a base; its name."""
    base = workspace.session.plan.bases[0]
    assert forces.close_base(workspace, base.id)
    return base.name


def idle(qtbot: QtBot, workspace: Workspace) -> None:
    qtbot.waitUntil(lambda: not workspace.tasks.busy(Line.FILE), timeout=WAIT_MS)


def test_a_plan_is_saved_reopened_and_remembered(workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    name, path = changed(workspace), tmp_path / "my plan.gpkg"
    assert workspace.session.unsaved
    files.save_plan(workspace, path)
    qtbot.waitUntil(lambda: not workspace.session.unsaved, timeout=WAIT_MS)
    assert workspace.session.path == path
    workspace.set_conditions(season=Season.WET)
    with qtbot.waitSignal(workspace.opened, timeout=WAIT_MS):
        files.open_plan(workspace, path)
    assert workspace.session.plan.courses[0].name == "COA 1"
    assert workspace.session.conditions.season is Season.WET
    assert name
    assert files.recent_files() == [path]


def test_what_is_changed_while_saving_stays_unsaved(workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    changed(workspace)
    with qtbot.waitSignal(workspace.said, timeout=WAIT_MS):
        files.save_plan(workspace, tmp_path / "p.gpkg")
        forces.open_base(workspace, "Hill", workspace.session.plan.bases[0].kind, -11.9, -11.9)
    assert workspace.session.unsaved
    assert len(load(tmp_path / "p.gpkg").plan.courses[0].moves) == 1


def test_saving_is_not_lost_for_an_export_asked_for_meanwhile(
    workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    files.export_csv(workspace, tmp_path / "one.csv")
    files.save_plan(workspace, tmp_path / "p.gpkg")
    files.export_csv(workspace, tmp_path / "two.csv")
    names = {"one.csv", "p.gpkg", "two.csv"}
    qtbot.waitUntil(lambda: {path.name for path in tmp_path.iterdir()} >= names, timeout=WAIT_MS)
    idle(qtbot, workspace)


def test_a_file_that_is_no_plan_is_told_and_nothing_else_changes(
    workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    session = workspace.session
    (tmp_path / "p.gpkg").write_text("no plan", encoding="utf-8")
    with qtbot.waitSignal(workspace.failed, timeout=WAIT_MS) as told:
        files.open_plan(workspace, tmp_path / "p.gpkg")
    assert isinstance(told.args[0], PlannerError)
    assert workspace.session is session
    assert files.recent_files() == []


def test_the_map_of_a_changed_plan_names_what_it_compares(workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    name, path = changed(workspace), tmp_path / "map.html"
    with qtbot.waitSignal(workspace.said, timeout=WAIT_MS) as said:
        files.export_html(workspace, path)
    page = path.read_text(encoding="utf-8")
    assert "Sample mission: COA 1 compared with Baseline" in page
    assert f"{name} closes" in page
    assert "COA 1 compared with Baseline" in said.args[0]


def test_the_table_of_a_changed_plan_holds_before_and_after_and_its_name_says_so(
    workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    assert files.suggested_name(workspace, ".csv") == "Sample mission.csv"
    changed(workspace)
    path = tmp_path / files.suggested_name(workspace, ".csv")
    assert path.name == "Sample mission - COA 1 compared with Baseline.csv"
    with qtbot.waitSignal(workspace.said, timeout=WAIT_MS):
        files.export_csv(workspace, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert {"before_status", "after_status"} <= set(rows[0])


def test_the_baseline_alone_is_a_table_of_every_site(workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(workspace.said, timeout=WAIT_MS):
        files.export_csv(workspace, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(workspace.session.theatre.sites)


def test_the_sample_opens_again(workspace: Workspace, qtbot: QtBot, answered: Answered) -> None:
    changed(workspace)
    with qtbot.waitSignal(workspace.opened, timeout=WAIT_MS):
        files.open_sample(workspace)
    assert not workspace.session.unsaved
    answered(workspace)


def test_the_latest_ten_plans_are_remembered_and_those_that_are_gone_left_out(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.gpkg" for n in range(12)]
    for path in paths:
        path.touch()
        files.remember(path)
    assert files.recent_files() == paths[:1:-1]
    files.remember(paths[5])
    assert files.recent_files()[:2] == [paths[5], paths[11]]
    paths[11].unlink()
    assert paths[11] not in files.recent_files()
    assert len(files.recent_files()) == files.MOST_RECENT - 1


@pytest.mark.parametrize("suffix", [".html", ".csv"])
def test_a_folder_that_is_not_there_is_told(workspace: Workspace, qtbot: QtBot, tmp_path: Path, suffix: str) -> None:
    export = files.export_html if suffix == ".html" else files.export_csv
    with qtbot.waitSignal(workspace.failed, timeout=WAIT_MS) as told:
        export(workspace, tmp_path / "none" / f"x{suffix}")
    assert "cannot be written" in str(told.args[0])
