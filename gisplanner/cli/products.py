# SPDX-License-Identifier: GPL-3.0-or-later
"""Products of `export` and `demo`, by the suffix of their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from gisplanner.cli.asking import course_compared, covered
from gisplanner.cli.screen import as_json
from gisplanner.export.csv import write_change, write_coverage
from gisplanner.export.files import write_text
from gisplanner.products import write_map
from gisplanner.session import Session
from layers.jobs import Progress

__all__ = ["PRODUCTS", "write_map"]

Product = Callable[[Path, Session, str | None, Progress], None]


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
