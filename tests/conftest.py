# SPDX-License-Identifier: GPL-3.0-or-later
"""What all tests share: real data where it is, the sample plan, and no way out to a network."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from gisplanner.cli.making import sample_plan
from gisplanner.planfile import PlanFile, save
from layers.jobs import Progress

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


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
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail any test that connects to something beyond this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0]) if isinstance(address, tuple) else str(address)
            assert host in {"127.0.0.1", "::1", "localhost"}, f"a connection to {host}"
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
