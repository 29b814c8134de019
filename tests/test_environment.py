# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine as `make` sets it up: Qt shows a window, and no test gets out to a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

WINDOW = """
import sys
from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QWidget

application = QApplication([])
window = QWidget()
window.setPalette(QPalette(QColor("#2a6f97")))
window.resize(120, 80)
window.show()
if not QTest.qWaitForWindowExposed(window, 20_000):
    sys.exit("no window appeared")
seen = ""
for _ in range(200):
    QTest.qWait(50)
    seen = application.primaryScreen().grabWindow(window.winId()).toImage().pixelColor(60, 40).name()
    if seen == "#2a6f97":
        break
print(application.platformName(), seen)
"""

OUTWARDS = "import socket, tests.conftest; socket.create_connection(('192.0.2.1', 80), timeout=1)"


@pytest.fixture
def private(tmp_path: Path) -> dict[str, str]:
    """A folder of one's own for Qt, where `make` has not set one."""
    return {"XDG_RUNTIME_DIR": os.environ.get("XDG_RUNTIME_DIR", str(tmp_path))}


def run_python(code: str, *before: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a new interpreter, perhaps under another program."""
    return subprocess.run(
        [*before, sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_window_is_drawn_without_a_display(private: dict[str, str]) -> None:
    done = run_python(WINDOW, QT_QPA_PLATFORM="offscreen", **private)
    assert (done.stdout.split(), done.stderr) == (["offscreen", "#2a6f97"], "")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has X servers without a screen")
def test_a_window_is_drawn_on_an_x_server(private: dict[str, str]) -> None:
    assert shutil.which("xvfb-run"), "xvfb is missing; `make test` installs it or says how"
    done = run_python(WINDOW, "xvfb-run", "-a", QT_QPA_PLATFORM="xcb", **private)
    assert (done.stdout.split(), done.stderr) == (["xcb", "#2a6f97"], "")


def test_no_test_gets_out_to_a_network() -> None:
    done = run_python(OUTWARDS)
    assert "refused: a test asked for 192.0.2.1" in done.stderr
