# SPDX-License-Identifier: GPL-3.0-or-later
"""What the project says and does not say: no place is called out of danger, and no machine shows through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gisplanner.cli import main
from tests.conftest import ROOT
from tests.tree import project_files

CLAIMS = {"protects", "protected", "safe", "secure", "secures", "secured", "covered for good"}
"""Reach is not protection: a place is within standard, late, unreachable, under strength or unknown."""

TRACES = re.compile(
    r"""/(?:home|root|work|Users)/       # folders of somebody's machine
    |\b(?:pypi|pythonhosted)\.\w+        # hosts of package indexes
    |--(?:extra-)?index-url|--find-links # and options that name them
    """,
    re.VERBOSE | re.IGNORECASE,
)
NOT_OURS = {Path("LICENSE"), Path("constraints.txt"), Path("tests/test_texts.py")}
"""The licence and the names of packages have words of their own; this test must name what it looks for."""


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project."""
    for path in project_files():
        content = (ROOT / path).read_bytes()
        if path not in NOT_OURS and b"\0" not in content:
            yield path, content.decode("utf-8")


def claims(text: str) -> set[str]:
    """Words of a text, or of the names in it, that claim too much; `thread-safe` is a word of its own."""
    words = set()
    for word in re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*", text):
        parts = [word] if "-" in word else re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", word)
        words |= {part.lower() for part in parts}
    if "covered for good" in " ".join(text.lower().split()):
        words.add("covered for good")
    return words & CLAIMS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The town is protected.", {"protected"}),
        ("is_safe = True", {"safe"}),
        ("SecuredArea", {"secured"}),
        ("it is covered for\n    good", {"covered for good"}),
        ("unsafe, thread-safe and safely; protection of civilians", set()),
    ],
)
def test_a_claim_is_seen(text: str, found: set[str]) -> None:
    assert claims(text) == found


def test_no_text_or_name_claims_too_much() -> None:
    found = {str(path): claims(f"{path} {text}") for path, text in texts()}
    assert {path: words for path, words in found.items() if words} == {}


def test_no_answer_claims_too_much(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "-o", str(tmp_path)]) == 0
    answers = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.suffix != ".gpkg"}
    assert set(answers) == {"map.html", "coverage.csv", "change.csv", "summary.json"}
    answers["terminal"] = capsys.readouterr().out
    assert {name: claims(text) for name, text in answers.items() if claims(text)} == {}


def test_no_machine_shows_through() -> None:
    found = {str(path): TRACES.findall(text) for path, text in texts()}
    assert {path: traces for path, traces in found.items() if traces} == {}
