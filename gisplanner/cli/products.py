# SPDX-License-Identifier: GPL-3.0-or-later
"""Products of `export` and `demo`, by the suffix of their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from gisplanner.analysis import Analysis
from gisplanner.cli.asking import course_compared, covered
from gisplanner.cli.screen import as_json
from gisplanner.export.csv import write_change, write_coverage
from gisplanner.export.files import write_text
from gisplanner.session import Session
from layers.jobs import Progress

Product = Callable[[Path, Session, str | None, Progress], None]


def write_map(path: Path, after: Analysis, before: Analysis | None, verdict: str, course: str | None) -> None:
    """Write a map: of one disposition, or with `before` of what changes."""
    # folium takes longer to import than most commands to run
    from gisplanner.export import html  # noqa: PLC0415
    from gisplanner.map_model import map_model  # noqa: PLC0415

    made = datetime.now().astimezone().date().isoformat()
    html.write_map(map_model(after, before=before, verdict=verdict, course=course, made=made), path)


def _map(path: Path, session: Session, course: str | None, progress: Progress) -> None:
    if course is None:
        analysis = session.analyse(progress=progress)
        write_map(path, analysis, None, covered(session, analysis, None, progress)["verdict"], None)
    else:
        found = course_compared(session, course, progress)
        write_map(path, found.after, found.before, found.answer["verdict"], course)


def _table(path: Path, session: Session, course: str | None, progress: Progress) -> None:
    if course is None:
        write_coverage(covered(session, session.analyse(progress=progress), None, progress), path)
    else:
        write_change(course_compared(session, course, progress).answer, path)


def _answer(path: Path, session: Session, course: str | None, progress: Progress) -> None:
    write_text(path, as_json(covered(session, session.analyse(course, progress), course, progress)))


def _plan(path: Path, session: Session, course: str | None, progress: Progress) -> None:  # noqa: ARG001
    session.save(path)


PRODUCTS: Mapping[str, Product] = {".html": _map, ".csv": _table, ".json": _answer, ".gpkg": _plan}
"""Map and table of a course of action compare it with the baseline; the answer is its coverage."""
