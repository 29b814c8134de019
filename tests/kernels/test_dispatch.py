# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kernel answers, and that it makes no difference."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplanner.analysis import Engine
from gisplanner.conditions import Conditions
from gisplanner.ground import Ground
from gisplanner.kernels import dispatch, reference
from gisplanner.kernels.compiled import capacity
from gisplanner.mobility import UNREACHABLE, Season
from gisplanner.planfile import PlanFile
from gisplanner.routers import Routers
from layers.jobs import Progress
from tests.conftest import ROOT

NO_NUMBA = """
import numpy as np
from gisplanner.kernels.dispatch import Roads, SMALL_ARCS, warm_up
from gisplanner.kernels.reference import PlainRouter
from layers.jobs import Progress

arcs = np.zeros(SMALL_ARCS + 1, dtype=np.int32)
roads = Roads(1, arcs, arcs, np.zeros(1), np.zeros(1), Progress())
assert isinstance(roads.router(arcs), PlainRouter)
print(warm_up(), *(f"{one.code}: {one.reason}" for one in roads.findings))
"""

WARM_ASKED_EVERYTHING = """
import numpy as np
from gisplanner.analysis import Engine
from gisplanner.conditions import Conditions
from gisplanner.kernels.arrays import Links, Seeds
from gisplanner.kernels.dispatch import warm_up
from gisplanner.plan import PlaceBase
from gisplanner.sample import kept_sample
from layers.jobs import Progress

assert warm_up()
import gisplanner.kernels.compiled as core, pkgutil, importlib
modules = [importlib.import_module(f"{core.__name__}.{one.name}") for one in pkgutil.iter_modules(core.__path__)]
functions = {id(one): one for module in modules for one in vars(module).values() if hasattr(one, "stats")}
def missed():
    return {one.__name__ for one in functions.values() for _ in one.stats.cache_misses}
before = missed()
plan = kept_sample(Progress())
engine = Engine()
for season in ("dry", "wet"):
    one = engine.analyse(plan.theatre, plan.plan, Conditions(season=season))
    engine.sensitivity([one])
    engine.route(one, int(np.argmax(one.coverage.travel_ms * (one.coverage.base >= 0))))
base = plan.plan.bases[0]
engine.analyse(plan.theatre, plan.plan.apply([PlaceBase(base.id, base.lon + 0.01, base.lat)])[0], Conditions())
ground = engine.ground(plan.theatre, plan.plan)
print(sorted(missed() - before))
"""

SMALL_AND_COLD = """
import sys
import numpy as np
from gisplanner.kernels.dispatch import Roads
from layers.jobs import Progress

arcs = np.zeros(10, dtype=np.int32)
roads = Roads(1, arcs, arcs, np.zeros(1), np.zeros(1), Progress())
roads.router(arcs)
print("numba" in sys.modules, roads.findings)
"""

COMPILED_ANEW = """
import numpy as np
from gisplanner.kernels.compiled import jit
from gisplanner.kernels.compiled.neighbours import by_key
first, rows = by_key(np.array([1, -1, 0], dtype=np.int32), 2)
print(jit.CODE_FOLDER, first.tolist(), rows.tolist())
"""


def said_by(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


@pytest.mark.parametrize(
    "fault",
    [
        "raise ImportError('Numba needs another NumPy')",
        "raise OSError('cannot allocate memory in static TLS block')",
        "raise SystemError('initialization failed')",
        "raise RuntimeError('no LLVM target for this processor')",
        "",
    ],
)
def test_without_numba_the_plain_kernel_answers_and_a_finding_says_so(fault: str, tmp_path: Path) -> None:
    (tmp_path / "numba").mkdir()
    (tmp_path / "numba" / "__init__.py").write_text(fault)
    said = said_by(NO_NUMBA, PYTHONPATH=str(tmp_path))
    assert said.startswith("False plain_routing: The fast routing core cannot be loaded here")


def test_nobody_waits_for_the_compiled_kernel_over_a_small_network() -> None:
    assert said_by(SMALL_AND_COLD) == "False ()"


@pytest.mark.slow
def test_after_the_warm_up_nothing_is_compiled_any_more(tmp_path: Path) -> None:
    assert said_by(WARM_ASKED_EVERYTHING, GISPLANNER_SETTINGS=str(tmp_path)) == "[]"


def test_where_compiled_code_cannot_run_the_plain_kernel_answers(tmp_path: Path) -> None:
    assert said_by(NO_NUMBA, NUMBA_DISABLE_JIT="1", GISPLANNER_SETTINGS=str(tmp_path)).startswith("False plain_routing")


def test_nobody_waits_for_a_warm_up_that_is_going_on() -> None:
    assert said_by(
        f"import gisplanner.kernels.compiled\n{SMALL_AND_COLD}\nprint(type(roads.router(arcs)).__name__)"
    ).endswith("PlainRouter")


def test_once_the_compiled_kernel_is_loaded_it_takes_over_on_small_networks_too(
    sample: PlanFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cold:
        cold.setattr(dispatch, "_core", lambda *, small: (None, None))  # noqa: ARG005
        network = Ground(sample.theatre, sample.plan.assumptions, roads_outside=False, progress=Progress()).network
        routers = Routers(network, Progress())
        times = np.full(2 * network.edges, 10, dtype=np.int32)
        plain = routers.router("truck", times)
        assert routers.router("truck", times) is plain
    fast = routers.router("truck", times)
    assert (type(plain).__name__, type(fast).__name__) == ("PlainRouter", "CompiledRouter")
    assert routers.router("truck", times) is fast


def test_functions_are_compiled_for_this_process_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way of the folder")
    assert said_by(COMPILED_ANEW, GISPLANNER_SETTINGS=str(tmp_path)) == "None [0, 1, 2] [2, 0]"


@pytest.mark.slow
def test_machine_code_is_kept_in_the_folder_of_the_settings(tmp_path: Path) -> None:
    folder, result = said_by(COMPILED_ANEW, GISPLANNER_SETTINGS=str(tmp_path)).split(" ", 1)
    assert Path(folder).is_relative_to(tmp_path / "cache")
    assert list(Path(folder).rglob("*by_key*.nbc"))
    assert result == "[0, 1, 2] [2, 0]"


@pytest.mark.parametrize("season", Season)
def test_both_kernels_give_the_same_answer(season: Season, sample: PlanFile, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = Engine().analyse(sample.theatre, sample.plan, Conditions(season=season))
    monkeypatch.setattr(dispatch, "_core", lambda *, small: (None, None))  # noqa: ARG005
    plain = Engine().analyse(sample.theatre, sample.plan, Conditions(season=season))
    for name in vars(plain.coverage):
        assert np.array_equal(
            getattr(compiled.coverage, name), getattr(plain.coverage, name), equal_nan=name == "snap_m"
        )
    assert np.array_equal(compiled.cells.response_ms, plain.cells.response_ms)
    assert compiled.findings == plain.findings


@given(
    st.integers(0, 12), st.integers(0, 8), st.integers(1, 4), st.integers(0, 2**32 - 1), st.sampled_from([3, 12, 40])
)
def test_teams_are_told_out_alike(crews: int, sites: int, bases: int, seed: int, most: int) -> None:
    dice = np.random.default_rng(seed)
    response_ms = dice.integers(0, most, (crews, sites), dtype=np.int32)
    response_ms[dice.random((crews, sites)) < 0.2] = UNREACHABLE
    base = np.sort(dice.integers(0, bases, crews, dtype=np.int32))
    teams = dice.integers(0, 4, crews, dtype=np.int32)
    standard_ms, needed = dice.integers(0, most, sites, dtype=np.int32), dice.integers(1, 4, sites, dtype=np.int32)
    order = dice.permutation(sites).astype(np.int32)
    for plain, fast in zip(
        reference.by_base(response_ms, base, teams, standard_ms, bases),
        capacity.by_base(response_ms, base, teams, standard_ms, bases),
        strict=True,
    ):
        assert np.array_equal(plain, fast)
    served = reference.served_together(response_ms, teams, standard_ms, needed, order)
    assert np.array_equal(served, capacity.served_together(response_ms, teams, standard_ms, needed, order))


def test_a_finding_of_the_kernel_reaches_the_answer(sample: PlanFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "_core", lambda *, small: (None, "ImportError: no numba"))  # noqa: ARG005
    found = Engine().analyse(sample.theatre, sample.plan, Conditions(), Progress()).findings
    assert [one.params for one in found if one.code == "plain_routing"] == [{"detail": "ImportError: no numba"}]
