# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of the window share: a workspace on the sample, a hand that drags, and settings of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, QSettings, Qt
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gisplanner.analysis import Engine
from gisplanner.comparison import Comparison
from gisplanner.planfile import PlanFile
from gisplanner.session import Session
from ui.dialogs.new_plan import NewPlanDialog
from ui.tasks import Tasks
from ui.workspace import Workspace

Drag = Callable[..., None]


@pytest.fixture(scope="session")
def engine() -> Engine:
    """One engine for all: it keeps the network of the sample."""
    return Engine()


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let nothing that is shared by tests see or change what this machine remembers."""
    remember_in(tmp_path_factory.mktemp("settings"))


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path) -> None:
    """Let every test remember for itself."""
    remember_in(tmp_path / "settings")


def remember_in(folder: Path) -> None:
    """Keep what the window remembers in this folder."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:  # noqa: ARG001
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def workspace(qtbot: QtBot, tasks: Tasks, sample: PlanFile, engine: Engine) -> Workspace:
    """The sample, answered with its sensitivity."""
    made = Workspace(Session(sample, engine), tasks)
    made.ask()
    qtbot.waitUntil(lambda: made.shown is not None and made.shown.flips is not None, timeout=20_000)
    return made


@pytest.fixture
def answered(qtbot: QtBot) -> Callable[[Workspace], None]:
    """Wait until the workspace shows the answer to its question, sensitivity and all."""

    def wait(workspace: Workspace) -> None:
        def there() -> bool:
            answer = workspace.session.answer
            return answer is not None and answer.flips is not None and workspace.shown is answer

        qtbot.waitUntil(there, timeout=20_000)

    return wait


def shown(workspace: Workspace) -> Comparison:
    """The comparison shown, which must be there."""
    assert workspace.shown is not None
    return workspace.shown


@pytest.fixture
def drag() -> Drag:
    """Press, move in steps and release: `qtbot.mouseMove` makes no drag offscreen."""

    def drag_from(
        widget: QWidget,
        start: QPoint,
        end: QPoint,
        *,
        steps: int = 10,
        release: bool = True,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        def send(kind: QEvent.Type, at: QPoint, own: Qt.MouseButton, held: Qt.MouseButton) -> None:
            event = QMouseEvent(kind, QPointF(at), QPointF(widget.mapToGlobal(at)), own, held, modifiers)
            QApplication.sendEvent(widget, event)
            QApplication.processEvents()

        none = Qt.MouseButton.NoButton
        send(QEvent.Type.MouseButtonPress, start, button, button)
        for step in range(1, steps + 1):
            send(QEvent.Type.MouseMove, start + (end - start) * step / steps, none, button)
        if release:
            send(QEvent.Type.MouseButtonRelease, end, button, none)

    return drag_from


@pytest.fixture
def dialog(workspace: Workspace, qtbot: QtBot) -> Iterator[NewPlanDialog]:
    """The dialog for a new plan; other dialogs' tests have one of their own."""
    made = NewPlanDialog(workspace)
    qtbot.addWidget(made, before_close_func=lambda closed: closed.done(0))  # asks nothing
    made.show()
    yield made
    made.done(0)
