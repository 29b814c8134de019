# SPDX-License-Identifier: GPL-3.0-or-later
"""One short function a command: ask the session, print the answer, return what was noticed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gisplanner.analysis import Analysis
from gisplanner.cli import text
from gisplanner.cli.edits import moves_of
from gisplanner.cli.making import check_file, make_plan, sample_plan
from gisplanner.cli.parser import conditions_of
from gisplanner.export.csv import write_change, write_coverage
from gisplanner.export.files import write_text
from gisplanner.plan import CourseOfAction, Move
from gisplanner.planfile import save
from gisplanner.reach import Patrol
from gisplanner.report import Answer, coverage_answer, reach_answer, redeploy_answer
from gisplanner.session import Session, open_session
from layers.errors import UsageError
from layers.findings import Finding
from layers.jobs import Progress

DEMO_UNIT, DEMO_BASE, DEMO_COURSE = "U15", "B04", "B Coy to Petharo"

Findings = Sequence[Finding]
Command = Callable[[argparse.Namespace, Progress], Findings]


def demo(options: argparse.Namespace, progress: Progress) -> Findings:
    """Do the main job on the sample data and name the files it makes."""
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    session = Session(sample_plan(progress))
    moves = moves_of([("move", f"{DEMO_UNIT}:{DEMO_BASE}")], session.plan, session.theatre)
    session.save_course(CourseOfAction(DEMO_COURSE, moves))
    before = session.analyse(progress=progress)
    after = session.analyse(DEMO_COURSE, progress)
    answer = _redeployed(session, before, after, moves, progress)
    baseline = coverage_answer(before, session.engine.sensitivity([before], progress), session.findings)
    names = {
        "map.html": lambda path: _write_map(path, after, before, answer["verdict"], DEMO_COURSE),
        "coverage.csv": lambda path: write_coverage(baseline, path),
        "change.csv": lambda path: write_change(answer, path),
        "summary.json": lambda path: write_text(path, _as_json(answer)),
        "plan.gpkg": session.save,
    }
    for name, write in names.items():
        progress.update(f"Writing {name}")
        write(folder / name)
    _print(options, answer, text.redeploy_lines)
    if not options.json:
        print()
        print(text.demo_lines({name: folder / name for name in names}))
    return session.findings


def new(options: argparse.Namespace, progress: Progress) -> Findings:
    """Make a plan of files."""
    path = Path(options.plan)
    if path.exists() and not options.force:
        raise UsageError("plan_exists", file=str(path))
    file = make_plan(options, progress)
    errors = text.errors_in(file.findings)
    if errors and options.strict:
        print(text.findings_lines([finding.as_dict() for finding in file.findings]))
        raise UsageError("rows_rejected", count=errors)
    save(path, file)
    if options.json:
        print(_as_json(text.new_answer(file)))
    else:
        print(text.new_lines(path, file, quiet=options.quiet))
    return file.findings


def check(options: argparse.Namespace, progress: Progress) -> Findings:
    """Say what is wrong with a file."""
    answer, findings = check_file(Path(options.file), options.kind, progress)
    print(_as_json(answer) if options.json else text.check_lines(answer))
    return findings


def coverage(options: argparse.Namespace, progress: Progress) -> Findings:
    """Status of every site, and what each base is critical for."""
    session = open_session(Path(options.plan), conditions_of(options))
    analysis = session.analyse(options.coa, progress)
    flips = session.engine.sensitivity([analysis], progress)
    answer = coverage_answer(analysis, flips, session.findings)
    _print(options, answer, text.coverage_lines)
    return [*session.findings, *analysis.findings]


def reach(options: argparse.Namespace, progress: Progress) -> Findings:
    """Where a unit's patrol can go and return from."""
    session = open_session(Path(options.plan), conditions_of(options))
    plan = session.plan.at(options.coa)
    unit = plan.unit(options.unit).id
    found = session.engine.patrol(session.theatre, plan, session.conditions, unit, Patrol(options.patrol), progress)
    _print(
        options,
        reach_answer(session.theatre, plan, session.conditions, found, session.findings),
        text.reach_lines,
    )
    return session.findings


def redeploy(options: argparse.Namespace, progress: Progress) -> Findings:
    """What a redeployment changes, against the baseline or a course of action."""
    session = open_session(Path(options.plan), conditions_of(options))
    start = session.plan.at(options.coa)
    moves = moves_of(options.edits, start, session.theatre)
    if not moves:
        raise UsageError("no_edits")
    before = session.analyse(options.coa, progress)
    after = session.engine.analyse(session.theatre, start.apply(moves)[0], session.conditions, progress)
    answer = _redeployed(session, before, after, moves, progress)
    if options.save_as:
        first = session.plan.course(options.coa).moves if options.coa else ()
        session.save_course(CourseOfAction(options.save_as, (*first, *moves)))
        session.save(Path(options.plan))
    _print(options, answer, text.redeploy_lines)
    return [*session.findings, *after.findings]


def export(options: argparse.Namespace, progress: Progress) -> Findings:
    """Write the product that the file's suffix names; a course of action is compared with the baseline."""
    path = Path(options.file)
    product = PRODUCTS.get(path.suffix.casefold())
    if product is None:
        raise UsageError("unknown_product", suffix=path.suffix)
    session = open_session(Path(options.plan), conditions_of(options))
    product(path, session, options.coa, progress)
    if not options.quiet:
        print(f"Written: {path}")
    return session.findings


def _export_map(path: Path, session: Session, course: str | None, progress: Progress) -> None:
    before = session.analyse(progress=progress)
    if course is None:
        _write_map(path, before, None, _covered(session, before, progress)["verdict"], None)
        return
    after = session.analyse(course, progress)
    verdict = _redeployed(session, before, after, session.plan.course(course).moves, progress)["verdict"]
    _write_map(path, after, before, verdict, course)


def _export_table(path: Path, session: Session, course: str | None, progress: Progress) -> None:
    before = session.analyse(progress=progress)
    if course is None:
        write_coverage(_covered(session, before, progress), path)
    else:
        after = session.analyse(course, progress)
        write_change(_redeployed(session, before, after, session.plan.course(course).moves, progress), path)


def _export_answer(path: Path, session: Session, course: str | None, progress: Progress) -> None:
    write_text(path, _as_json(_covered(session, session.analyse(course, progress), progress)))


def _export_plan(path: Path, session: Session, course: str | None, progress: Progress) -> None:  # noqa: ARG001
    session.save(path)


def _covered(session: Session, analysis: Analysis, progress: Progress) -> Answer:
    return coverage_answer(analysis, session.engine.sensitivity([analysis], progress), session.findings)


def _redeployed(
    session: Session, before: Analysis, after: Analysis, moves: Sequence[Move], progress: Progress
) -> Answer:
    flips = session.engine.sensitivity([before, after], progress)
    return redeploy_answer(before, after, moves, flips, session.findings)


def _write_map(path: Path, after: Analysis, before: Analysis | None, verdict: str, course: str | None) -> None:
    # folium takes longer to import than most commands to run
    from gisplanner.export.html import write_map  # noqa: PLC0415
    from gisplanner.map_model import map_model  # noqa: PLC0415

    write_map(map_model(after, before=before, verdict=verdict, course=course), path)


def _print(options: argparse.Namespace, answer: Answer, lines: Callable[..., str]) -> None:
    print(_as_json(answer) if options.json else lines(answer, quiet=options.quiet))


def _as_json(answer: Answer) -> str:
    return json.dumps(answer, ensure_ascii=False, allow_nan=False, indent=1)


PRODUCTS: Mapping[str, Callable[[Path, Session, str | None, Progress], None]] = {
    ".html": _export_map,
    ".csv": _export_table,
    ".json": _export_answer,
    ".gpkg": _export_plan,
}

COMMANDS: Mapping[str, Command] = {
    "demo": demo,
    "new": new,
    "check": check,
    "coverage": coverage,
    "reach": reach,
    "redeploy": redeploy,
    "export": export,
}
