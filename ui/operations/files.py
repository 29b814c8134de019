# SPDX-License-Identifier: GPL-3.0-or-later
"""Work with files, away from the window's thread: opening, saving, exporting, and which plans were open lately."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PyQt5.QtCore import QCoreApplication

from gisplanner import products
from gisplanner.comparison import Comparison, compare_plans
from gisplanner.file_report import FileReport
from gisplanner.gathering import sample_plan
from gisplanner.planfile import PlanFile, load, save
from gisplanner.session import Session
from layers.jobs import Progress
from ui.messages import course_text
from ui.style import stored
from ui.tasks import Line
from ui.workspace import Workspace

T = TypeVar("T")
Done = Callable[[], None]

MOST_RECENT = 10
RECENT = "recent_files"


def _tr(text: str) -> str:
    return QCoreApplication.translate("operations", text)


def open_plan(
    workspace: Workspace, path: Path, done: Done | None = None, may_leave: Callable[[], bool] = lambda: True
) -> None:
    """Open a plan file and work on it; `done` is called once it is there.

    `may_leave` is asked where the plan at hand was edited meanwhile.
    """
    asked = workspace.session.file

    def work(progress: Progress) -> PlanFile:
        progress.update(_tr("Opening {file}").format(file=path.name))
        return load(path)

    def opened(file: PlanFile) -> None:
        if workspace.session.file != asked and not may_leave():
            return
        remember(path)
        turn_to(workspace, Session(file, workspace.session.engine, path))
        workspace.said.emit(_tr("Opened {file}").format(file=path.name))
        _call(done)

    _run(workspace, work, opened)


def open_sample(workspace: Workspace, done: Done | None = None, may_leave: Callable[[], bool] = lambda: True) -> None:
    """Open the plan of the sample data, as `open_plan` does."""
    asked = workspace.session.file

    def opened(file: PlanFile) -> None:
        if workspace.session.file != asked and not may_leave():
            return
        turn_to(workspace, Session(file, workspace.session.engine))
        workspace.said.emit(_tr("Opened the sample plan"))
        _call(done)

    _run(workspace, sample_plan, opened)


def turn_to(workspace: Workspace, session: Session) -> None:
    """Work on another session under the conditions asked under now, and have it answered."""
    session.conditions = workspace.session.conditions
    workspace.open(session)
    workspace.ask()


def save_plan(workspace: Workspace, path: Path, done: Done | None = None) -> None:
    """Save the plan as it stands now; what is changed meanwhile stays unsaved."""
    session = workspace.session
    file = session.file

    def work(progress: Progress) -> None:
        progress.update(_tr("Saving {file}").format(file=path.name))
        save(path, file)

    def saved(_: None) -> None:
        remember(path)
        session.saved(path, file)
        workspace.said.emit(_tr("Saved {file}").format(file=path.name))
        _call(done)

    _run(workspace, work, saved)


def export_html(workspace: Workspace, path: Path, done: Done | None = None) -> None:
    """Write a map of the answer to the plan as it stands: what changes, or the baseline alone."""
    title, course = compared_text(workspace), workspace.session.course

    def write(found: Comparison) -> None:
        products.write_comparison_map(path, found, title if found.differs else course)

    _export(workspace, path, write, done)


def export_csv(workspace: Workspace, path: Path, done: Done | None = None) -> None:
    """Write a table of the answer to the plan as it stands: the sites that change, or all of the baseline."""
    findings = workspace.session.findings

    def write(found: Comparison) -> None:
        products.write_comparison_table(path, found, findings)

    _export(workspace, path, write, done)


def save_findings(
    workspace: Workspace, path: Path, report: FileReport, source: Path | None = None, done: Done | None = None
) -> None:
    """Write findings as what the suffix names; those about a file never over the file itself."""

    def work(progress: Progress) -> None:
        progress.update(_tr("Saving {file}").format(file=path.name))
        products.write_report(path, report, source)

    def saved(_: None) -> None:
        workspace.said.emit(_tr("Saved findings to {file}").format(file=path.name))
        _call(done)

    _run(workspace, work, saved)


def compared_text(workspace: Workspace) -> str:
    """What is compared with what, in words: named by exports and their files."""
    session = workspace.session
    if session.course == session.reference:
        return course_text(session.course)
    return _tr("{course} compared with {reference}").format(
        course=course_text(session.course), reference=course_text(session.reference)
    )


def suggested_name(workspace: Workspace, suffix: str) -> str:
    """A file name that tells the plan and what an export of it shows."""
    session = workspace.session
    known = session.plan.name if session.path is None else session.path.stem
    shown = known if session.course is None and session.reference is None else f"{known} - {compared_text(workspace)}"
    return "".join(char if char.isalnum() or char in " -_.()" else "_" for char in shown).strip(" .") + suffix


def recent_files() -> list[Path]:
    """Plans that were open lately and are still there, the latest first."""
    return [path for path in map(Path, _recent()) if path.is_file()]


def remember(path: Path) -> None:
    """Put a plan first among those that were open lately."""
    own = str(path.absolute())
    stored().setValue(RECENT, [own, *(other for other in _recent() if other != own)][:MOST_RECENT])


def _recent() -> list[str]:
    # of a list with one entry the settings give back the entry
    known = stored().value(RECENT) or []
    return [known] if isinstance(known, str) else [str(name) for name in known]


def _export(workspace: Workspace, path: Path, write: Callable[[Comparison], None], done: Done | None) -> None:
    session, what = workspace.session, compared_text(workspace)
    engine, theatre, conditions = session.engine, session.theatre, session.conditions
    before, after, moves, known = session.compared_with, session.disposition, session.moves, session.answer

    def work(progress: Progress) -> None:
        found = known or compare_plans(engine, theatre, before, after, conditions, moves, progress)
        if found.flips is None:
            both = [found.before, found.after] if found.differs else [found.after]
            found = replace(found, flips=engine.sensitivity(both, progress))
        progress.update(_tr("Writing {file}").format(file=path.name))
        write(found)

    def written(_: None) -> None:
        workspace.said.emit(_tr("Exported {what} to {file}").format(what=what, file=path.name))
        _call(done)

    _run(workspace, work, written)


def _run(workspace: Workspace, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
    """Do it once no other file is worked on: of a line only the newest is kept, and no saving is to be lost."""
    tasks = workspace.tasks
    if not tasks.busy(Line.FILE):
        tasks.run(Line.FILE, work, done, workspace.failed.emit)
        return

    def later(line: str) -> None:
        if line == Line.FILE and not tasks.busy(Line.FILE):
            tasks.busy_changed.disconnect(later)
            _run(workspace, work, done)

    tasks.busy_changed.connect(later)


def _call(done: Done | None) -> None:
    if done is not None:
        done()
