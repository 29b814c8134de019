# SPDX-License-Identifier: GPL-3.0-or-later
"""Every code has its sentences, every sentence its use; errors and findings say what, where, why, and what to do."""

from __future__ import annotations

import re
import string
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from layers.errors import UnusableFile, UsageError
from layers.findings import Finding, Severity
from layers.messages import catalogue, sentence
from tests.conftest import ROOT

MAKERS = r"(?:Error|File|Finding|BadValue|_said|\.say|\.reject|\.count|\.doubt|\.drop|_refuse)"
WHERE = {"file", "layer", "row", "column"}


def sources() -> str:
    folders = ("gisplanner", "layers", "ui")
    paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_code_that_is_raised_has_its_sentences() -> None:
    raised = set(re.findall(MAKERS + r'\(\s*"([a-z]+_[a-z_]+)"', sources()))
    raised |= set(re.findall(r'\bfault="([a-z_]+)"', sources()))
    assert len(raised) > 100
    assert raised - set(catalogue()) == set()


def test_every_sentence_has_its_use() -> None:
    text = sources()
    quoted = set(re.findall(r'"([a-z][a-z_]*)"', text))
    made = {f"{start}{end}" for start in re.findall(r'f"([a-z]+_)\{', text) for end in ("base", "unit")}
    assert set(catalogue()) - quoted - made == set()


def test_every_entry_is_a_reason_and_a_remedy_in_whole_sentences() -> None:
    for code, entry in catalogue().items():
        assert set(entry) == {"reason", "remedy"}, code
        for text in entry.values():
            assert text.endswith("."), code
            assert text[0].isupper() or text[0] in "{'", code
            assert "\n" not in text, code


def test_no_sentence_names_the_place_that_stands_in_front_of_it() -> None:
    for code, entry in catalogue().items():
        named = {name for text in entry.values() for _, name, _, _ in string.Formatter().parse(text) if name}
        assert not named & {"file", "layer", "row"}, code


def test_an_error_says_where_what_and_what_to_do_on_one_line() -> None:
    error = UnusableFile("empty_file", file="towns.csv")
    assert str(error) == "towns.csv: The file is empty. Ask its owner for a complete copy."
    assert isinstance(error, ValueError)
    placed = UsageError("unknown_base", file="a.csv", layer="bases", row=3, column="base", wanted="X", near="Y")
    assert str(placed).startswith("a.csv, bases, row 3, base: There is no base X.")
    assert str(UsageError("no_edits")).startswith("Nothing is to be redeployed.")


def test_a_finding_is_a_row_of_an_answer() -> None:
    found = Finding("negative", Severity.ERROR, {"column": "people", "value": "-5"}, "f.csv", "settlements", 7)
    assert found.as_dict() == {
        "severity": "error",
        "code": "negative",
        "file": "f.csv",
        "layer": "settlements",
        "row": 7,
        "column": None,
        "value": None,
        "reason": "people is below zero (-5).",
        "remedy": "Correct it, or leave it empty if it is not known.",
    }


def test_a_sentence_asks_for_its_particulars() -> None:
    with pytest.raises(KeyError):
        sentence("no_such_code", {})
    with pytest.raises(KeyError):
        sentence("unknown_format", {})


def test_the_catalogue_comes_with_the_package() -> None:
    assert (Path(ROOT) / "layers" / "messages.toml").is_file()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["layers"]
    assert any(fnmatch("messages.toml", pattern) for pattern in patterns)


def test_a_files_own_words_neither_steer_a_terminal_nor_flood_it() -> None:
    said = str(UnusableFile("unknown_crs", file="t.geojson", crs="\x1b[2J\u202egpj" + "x" * 10_000))
    assert said.startswith("t.geojson: The coordinate system ?[2J?gpjxxx")
    assert len(said) < 3_000
