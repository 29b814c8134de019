# SPDX-License-Identifier: GPL-3.0-or-later
"""What all tests share: real data where it is, the sample plan, and no way out to a network."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from gisplanner.gathering import sample_plan
from gisplanner.kernels.dispatch import warm_up
from gisplanner.planfile import PlanFile, save
from gisplanner.remembered import FILE
from gisplanner.settings import FOLDER_VARIABLE
from gisplanner.settings import settings as own_settings
from layers.jobs import Progress

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_folder = tempfile.TemporaryDirectory(prefix="gisplanner-tests-")
Path(_folder.name, "settings.toml").write_text(f"cache = '{own_settings().cache}'\n", encoding="utf-8")
os.environ[FOLDER_VARIABLE] = _folder.name
own_settings.cache_clear()
"""What is remembered in tests is not what is remembered on the machine; compiled code is shared with it."""

ROOT = Path(__file__).resolve().parents[1]
THIS_MACHINE = {"", "127.0.0.1", "::1", "localhost"}
_asked_for: list[str] = []

settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Let no test read columns as another one has chosen them."""
    (Path(_folder.name) / FILE).unlink(missing_ok=True)


@pytest.fixture(scope="session", autouse=True)
def _compiled_kernel() -> None:
    """Let the compiled kernel answer; `tests/kernels` compares it with the plain one."""
    assert warm_up()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data beside the checkout."""
    folder = Path(os.environ.get("GISPLANNER_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real data is not here ({folder.name}); set GISPLANNER_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def sample() -> PlanFile:
    """The plan of the sample data."""
    return sample_plan(Progress())


@pytest.fixture
def sample_path(sample: PlanFile, tmp_path: Path) -> Path:
    """The sample as a plan file of one's own."""
    path = tmp_path / "sample.gpkg"
    save(path, sample)
    return path


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Fail any test that asks for another machine, even where the code under test swallows the refusal."""
    _asked_for.clear()
    yield
    assert not _asked_for


def _refuse_other_machines(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse connections, datagrams and questions about names; sockets that are files are no network."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    else:
        return
    if isinstance(host, str) and host not in THIS_MACHINE:
        _asked_for.append(host)
        message = f"refused: a test asked for {host}"
        raise ConnectionRefusedError(message)


sys.addaudithook(_refuse_other_machines)
