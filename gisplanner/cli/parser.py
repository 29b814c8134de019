# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be typed: commands, options, and the order of edits."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from gisplanner.cli.said import READ_AS
from gisplanner.conditions import STANDARD_KINDS, Conditions
from gisplanner.export.template import meanings
from gisplanner.mobility import Means, Season
from gisplanner.parts import PARTS
from gisplanner.reach import Patrol
from layers.errors import UsageError
from layers.kinds import KINDS

LONGEST_MIN = 1e5

PLAN = "a plan file, made by 'gisplanner new'"
STANDARD = f"another standard for one of {', '.join(STANDARD_KINDS)}; may be repeated"
EDITS_ORDER = (
    "Edits may be repeated and are made in the order typed, over the baseline or the course of action of --coa. "
    "With --coa and no edit, that course of action is compared with the baseline."
)
UPDATES = "replace lists of sites by newer ones"
UPDATE = (
    "Sites are found again by id, else by name and place. They keep their former id, and what the newer list does not "
    "tell of them: liaison, priority, teams needed, standard, what they are included in. Forces and courses of action "
    "stay. Without -o PLAN itself is written, and the previous one is kept beside it as .bak."
)
REPORTS = "write the findings for the file's owner: .csv or .xlsx with the rows, .html with a map"
PRODUCTS = (
    ".html a map, .csv a table, .json the coverage answer, .gpkg a copy of the plan; "
    "with --coa, map and table compare that course of action with the baseline"
)


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, by an error of ours."""

    def error(self, message: str) -> NoReturn:
        """Raise the message instead of leaving the program."""
        raise UsageError("usage", detail=message, command=self.prog)


class _Edit(argparse.Action):
    """Keeps edits in the order they were typed."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        """Add one edit: what, and its value."""
        edits = [*(getattr(namespace, "edits", None) or []), ((option_string or "").lstrip("-"), values)]
        namespace.edits = edits


def make_parser() -> Parser:
    """The whole command line."""
    parser = Parser(prog="gisplanner", description="Who is reached, how fast, by whom, and who is left behind.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser, required=True)
    common, asking = _common(), _asking()

    demo = commands.add_parser("demo", parents=[common], help="the main job on the sample data")
    demo.add_argument("-o", dest="folder", metavar="DIR", default="gisplanner-demo", help="where the files go")

    new = commands.add_parser("new", parents=[common], help="make a plan of files")
    new.add_argument("plan", metavar="PLAN", help=PLAN)
    for kind in PARTS:
        needed = kind in {"roads", "settlements", "bases"}
        help_text = "areas that bound the work; else the hull of all places" if kind == "mission_area" else None
        new.add_argument(f"--{kind.replace('_', '-')}", dest=kind, metavar="F", required=needed, help=help_text)
    _say_of_files(new)
    new.add_argument("--name", help="what the plan is called; its file's name otherwise")
    new.add_argument("--dry-run", action="store_true", help="show how the files are read, and write nothing")
    new.add_argument("--strict", action="store_true", help="write nothing when a row was rejected")
    new.add_argument("--roads-outside", action="store_true", help="let units use roads beyond the mission area")
    new.add_argument("--force", action="store_true", help="replace a plan of that name")

    check = commands.add_parser("check", parents=[common], help="say what is wrong with a file")
    check.add_argument("file", metavar="FILE", help="a layer or a plan")
    check.add_argument("--kind", choices=list(KINDS), help="what the layer is of; else its columns tell")
    _say_of_files(check, alone=True)
    check.add_argument("-o", dest="report", metavar="FILE", help=REPORTS)

    coverage = commands.add_parser("coverage", parents=[common, asking], help="status of every site")
    coverage.add_argument("plan", metavar="PLAN", help=PLAN)

    reach = commands.add_parser("reach", parents=[common, asking], help="where a unit's patrol can go")
    reach.add_argument("plan", metavar="PLAN", help=PLAN)
    reach.add_argument("--unit", required=True, metavar="ID", help="its id or its name")
    patrol = "short or long duration patrol (sdp)"
    reach.add_argument("--patrol", choices=list(map(str, Patrol)), default="sdp", help=patrol)

    redeploy = commands.add_parser(
        "redeploy", parents=[common, asking], help="what a redeployment changes", epilog=EDITS_ORDER
    )
    redeploy.add_argument("plan", metavar="PLAN", help=PLAN)
    for option, shape, text in (
        ("--move", "UNIT:BASE|UNIT:LON,LAT", "move a unit to a base, or to a new TOB at a place"),
        ("--close", "BASE", "close a base"),
        ("--close-where", "COLUMN<VALUE", "close every base that fits; also <= > >= = !="),
        ("--open", "NAME:KIND:LON,LAT", "open a new base"),
    ):
        redeploy.add_argument(option, action=_Edit, metavar=shape, help=text)
    redeploy.add_argument("--save-as", metavar="COA", help="keep the edits as a course of action")
    redeploy.add_argument("--force", action="store_true", help="replace a course of action of that name")
    redeploy.set_defaults(edits=[])

    _add_update(commands.add_parser("update", parents=[common, asking], help=UPDATES, epilog=UPDATE))

    export = commands.add_parser("export", parents=[common, asking], help="write a map, a table, a plan")
    export.add_argument("plan", metavar="PLAN", help=PLAN)
    export.add_argument("-o", dest="file", required=True, metavar="FILE", help=PRODUCTS)
    export.add_argument("--force", action="store_true", help="replace a GeoPackage of that name")

    template = commands.add_parser("template", parents=[common], help="write an empty table for others to fill in")
    template.add_argument("kind", metavar="KIND", choices=list(meanings()), help=", ".join(meanings()))
    template.add_argument("-o", dest="file", required=True, metavar="FILE", help="its name ends in .csv or .xlsx")
    template.add_argument("--force", action="store_true", help="replace a file of that name")
    return parser


def _add_update(update: argparse.ArgumentParser) -> None:
    update.add_argument("plan", metavar="PLAN", help=PLAN)
    update.add_argument("--idp-sites", dest="idp_sites", metavar="F", help="the newer list of IDP sites")
    update.add_argument("--settlements", metavar="F", help="the newer list of settlements")
    _say_of_files(update)
    update.add_argument("-o", dest="file", metavar="OTHER_PLAN", help="write it there and leave PLAN as it is")
    update.add_argument("--dry-run", action="store_true", help="say what changes and write nothing")
    update.add_argument("--strict", action="store_true", help="write nothing when a row was rejected")
    update.add_argument("--force", action="store_true", help="replace a plan of the name OTHER_PLAN")


def conditions_of(options: argparse.Namespace) -> Conditions:
    """The conditions that were asked for.

    Raises
    ------
    UsageError
        `bad_standard`.
    """
    standards: dict[str, float] = {}
    for text in options.standard:
        kind, _, value = text.partition("=")
        try:
            standards[kind] = float(value)
        except ValueError:
            raise UsageError("bad_standard", wanted=text, known=", ".join(STANDARD_KINDS)) from None
        if kind not in STANDARD_KINDS or not 0 < standards[kind] < LONGEST_MIN:
            raise UsageError("bad_standard", wanted=text, known=", ".join(STANDARD_KINDS))
    return Conditions(
        season=Season(options.season),
        night=options.night,
        means=None if options.means is None else Means(options.means),
        standards_min=tuple(sorted(standards.items())),
    )


def _say_of_files(command: argparse.ArgumentParser, *, alone: bool = False) -> None:
    """What can be said of how files are read; of one that is read alone its layer need not be named."""
    forms = {
        "--map": ("KIND.FIELD=COLUMN", "read a field from a column of another name"),
        "--where": ("KIND:COLUMN=VALUE", "take only the rows with this value"),
        "--crs": ("KIND=EPSG:CODE", "the system of eastings and northings, or of shapes whose file names none"),
        "--encoding": ("KIND=NAME", "how the text of a CSV file or Shapefile is written, such as cp1250"),
        "--sheet": ("KIND=NAME", "the sheet of a workbook or the layer of a GeoPackage"),
    }
    for option, (form, text) in forms.items():
        dest = "mapping" if option == "--map" else option.lstrip("-")
        shape = form.removeprefix("KIND")[1:] if alone else form
        if alone and dest in READ_AS:
            command.add_argument(option, dest=dest, metavar=shape, help=text)
        else:
            command.add_argument(option, dest=dest, action="append", default=[], metavar=shape, help=text)
    forget = "forget which columns were named for files with these headers before"
    command.add_argument("--forget-map", action="store_true", help=forget)


def _common() -> Parser:
    common = Parser(add_help=False)
    common.add_argument("--json", action="store_true", help="answer as JSON")
    common.add_argument("--quiet", action="store_true", help="the verdict alone, no progress")
    return common


def _asking() -> Parser:
    asking = Parser(add_help=False)
    asking.add_argument("--season", choices=list(map(str, Season)), default="dry", help="state of the roads (dry)")
    asking.add_argument("--night", action="store_true", help="larger teams, and no unit that may not move by night")
    asking.add_argument("--means", choices=list(map(str, Means)), help="overrides the units' own")
    asking.add_argument("--standard", action="append", default=[], metavar="KIND=MINUTES", help=STANDARD)
    asking.add_argument("--coa", metavar="NAME", help="a course of action instead of the baseline")
    return asking
