# SPDX-License-Identifier: GPL-3.0-or-later
"""One short function a command: ask the session, print the answer, return what was noticed."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gisplanner.analysis import Engine
from gisplanner.cli import file_text, screen, text
from gisplanner.cli.asking import course_compared, covered, edited
from gisplanner.cli.edits import moves_of
from gisplanner.cli.making import NothingUsable, check_file, make_folder, make_plan, read_lists, sample_plan
from gisplanner.cli.parser import conditions_of
from gisplanner.cli.products import PRODUCTS, write_map
from gisplanner.cli.said import said_of_file
from gisplanner.cli.update_text import update_lines
from gisplanner.conditions import Conditions
from gisplanner.export.csv import write_change, write_coverage
from gisplanner.export.files import write_text
from gisplanner.export.template import meanings, write_template
from gisplanner.plan import CourseOfAction
from gisplanner.planfile import save
from gisplanner.products import write_report
from gisplanner.reach import Patrol
from gisplanner.renewal import renewed, restated
from gisplanner.renewal_answer import renewal_answer
from gisplanner.report import Answer, head, reach_answer
from gisplanner.report_head import VERSION
from gisplanner.session import Session, open_session
from layers.errors import UsageError
from layers.findings import Finding, Severity
from layers.jobs import Progress

PLAN_SUFFIX = ".gpkg"
DEMO_UNIT, DEMO_BASE, DEMO_COURSE = "U15", "B04", "B Coy to Petharo"

Findings = Sequence[Finding]
Command = Callable[[argparse.Namespace, Progress], Findings]


def demo(options: argparse.Namespace, progress: Progress) -> Findings:
    """Do the main job on the sample data and name the files it makes."""
    folder = make_folder(Path(options.folder))
    session = Session(sample_plan(progress))
    moves = moves_of([("move", f"{DEMO_UNIT}:{DEMO_BASE}")], session.plan, session.theatre)
    session.save_course(CourseOfAction(DEMO_COURSE, moves))
    found = course_compared(session, DEMO_COURSE, progress)
    baseline = covered(session, found.before, None, progress)
    products = {
        "map.html": lambda path: write_map(path, found.after, found.before, found.answer["verdict"], DEMO_COURSE),
        "coverage.csv": lambda path: write_coverage(baseline, path),
        "change.csv": lambda path: write_change(found.answer, path),
        "summary.json": lambda path: write_text(path, screen.as_json(found.answer)),
        "plan.gpkg": session.save,
    }
    for name, write in products.items():
        progress.update(f"Writing {name}")
        write(folder / name)
    _print(options, found.answer, text.redeploy_lines)
    if not options.json:
        screen.say(text.demo_lines([folder / name for name in products]))
    return session.findings


def new(options: argparse.Namespace, progress: Progress) -> Findings:
    """Make a plan of files; with --strict only of files without a rejected row."""
    path = Path(options.plan)
    _check_new(path, replace=options.force or options.dry_run)
    try:
        file, parts = make_plan(options, progress)
    except NothingUsable as error:
        _print(options, error.answer, file_text.check_lines)
        raise
    errors = sum(finding.severity is Severity.ERROR for finding in file.findings)
    refused = bool(errors) and options.strict
    written = not (refused or options.dry_run)
    if written:
        save(path, file)
    noticed = [*file.findings, *Engine().survey(file.theatre, file.plan, progress)]
    answer = head(file.theatre, file.plan, Conditions(), noticed)
    _print(options, {**answer, "file": str(path) if written else None, "parts": parts}, file_text.new_lines)
    if refused:
        raise UsageError("rows_rejected", count=errors)
    return file.findings


def _check_new(path: Path, *, replace: bool) -> None:
    """Refuse a plan under the name of something else, or over one that nobody said is to go."""
    if path.suffix.casefold() != PLAN_SUFFIX:
        raise UsageError("plan_suffix", file=str(path), suffix=path.suffix, wanted=PLAN_SUFFIX)
    if path.exists() and not replace:
        raise UsageError("plan_exists", file=str(path))


def check(options: argparse.Namespace, progress: Progress) -> Findings:
    """Say what is wrong with a file."""
    answer, report = check_file(Path(options.file), options.kind, said_of_file(options), progress)
    if options.report:
        write_report(Path(options.report), report, Path(options.file))
    _print(options, {**answer, "report": options.report}, file_text.check_lines)
    return report.findings


def coverage(options: argparse.Namespace, progress: Progress) -> Findings:
    """Status of every site, and what each base is critical for."""
    session = open_session(Path(options.plan), conditions_of(options))
    analysis = session.analyse(options.coa, progress)
    _print(options, covered(session, analysis, options.coa, progress), text.coverage_lines)
    return [*session.findings, *analysis.findings]


def reach(options: argparse.Namespace, progress: Progress) -> Findings:
    """Where a unit's patrol can go and return from."""
    session = open_session(Path(options.plan), conditions_of(options))
    plan = session.plan.at(options.coa)
    unit = plan.unit(options.unit).id
    found = session.engine.patrol(session.theatre, plan, session.conditions, unit, Patrol(options.patrol), progress)
    answer = reach_answer(session.theatre, plan, session.conditions, found, session.findings, course=options.coa)
    _print(options, answer, text.reach_lines)
    return session.findings


def redeploy(options: argparse.Namespace, progress: Progress) -> Findings:
    """What edits change; a course of action without edits is compared with the baseline."""
    session = open_session(Path(options.plan), conditions_of(options))
    _check_name(options, session)
    if options.coa and not options.edits and options.save_as is None:
        found = course_compared(session, options.coa, progress)
    else:
        moves = moves_of(options.edits, session.plan.at(options.coa), session.theatre)
        if not moves:
            raise UsageError("no_edits")
        found = edited(session, options.coa, moves, options.save_as, progress)
        if options.save_as:
            first = session.plan.course(options.coa).moves if options.coa else ()
            session.save_course(CourseOfAction(options.save_as, (*first, *moves)))
            session.save(Path(options.plan))
    _print(options, found.answer, text.redeploy_lines)
    return [*session.findings, *found.after.findings]


def _check_name(options: argparse.Namespace, session: Session) -> None:
    """Refuse to save edits under no name, or over a course of action that nobody said is to go."""
    name = options.save_as
    if name is None:
        return
    if not name.strip():
        raise UsageError("no_course_name")
    if not options.force and any(course.name == name for course in session.plan.courses):
        raise UsageError("course_exists", name=name)


def update(options: argparse.Namespace, progress: Progress) -> Findings:
    """Replace lists of sites by newer ones, and say whose status changes."""
    path = Path(options.file or options.plan)
    _check_new(path, replace=options.force or options.file is None)
    session = open_session(Path(options.plan), conditions_of(options))
    try:
        lists = read_lists(options, progress)
    except NothingUsable as error:
        _print(options, error.answer, file_text.check_lines)
        raise
    renewal = renewed(session.file, lists)
    found = restated(session.engine, renewal, session.conditions, options.coa, progress)
    rejected = sum(one.after.rejected for one in renewal.rounds)
    refused = bool(rejected) and options.strict
    written = not (refused or options.dry_run)
    if written:
        save(path, renewal.after)
    answer = {**renewal_answer(found, options.coa), "file": str(path) if written else None}
    _print(options, answer, update_lines)
    if refused:
        raise UsageError("rows_rejected", count=rejected)
    return renewal.findings


def export(options: argparse.Namespace, progress: Progress) -> Findings:
    """Write the product that the file's suffix names."""
    path = Path(options.file)
    product = PRODUCTS.get(path.suffix.casefold())
    if product is None:
        raise UsageError("unknown_product", suffix=path.suffix)
    there = path.exists()
    if there and path.suffix.casefold() == PLAN_SUFFIX and not options.force:
        raise UsageError("plan_exists", file=str(path))
    session = open_session(Path(options.plan), conditions_of(options))
    plan = session.plan.at(options.coa)
    product(path, session, options.coa, progress)
    answer = head(session.theatre, plan, session.conditions, session.findings, options.coa)
    _print(options, {**answer, "file": str(path), "replaced": there}, text.product_lines)
    return session.findings


def template(options: argparse.Namespace, progress: Progress) -> Findings:  # noqa: ARG001
    """Write an empty table of a kind."""
    path = Path(options.file)
    there = path.exists()
    if there and not options.force:
        raise UsageError("plan_exists", file=str(path))
    write_template(options.kind, path)
    answer = {"version": VERSION, "kind": options.kind, "columns": list(meanings()[options.kind])}
    _print(options, {**answer, "file": str(path), "replaced": there}, text.product_lines)
    return ()


def _print(options: argparse.Namespace, answer: Answer, lines: Callable[..., str]) -> None:
    if options.json:
        screen.say_json(answer)
    else:
        screen.say(lines(answer, quiet=options.quiet))


COMMANDS: Mapping[str, Command] = {
    "demo": demo,
    "new": new,
    "check": check,
    "coverage": coverage,
    "reach": reach,
    "redeploy": redeploy,
    "update": update,
    "export": export,
    "template": template,
}
