# SPDX-License-Identifier: GPL-3.0-or-later
"""What the right button offers where nobody else fills the menu."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtWidgets import QApplication, QMenu, QWidget

from layers.mgrs import mgrs_of
from ui.messages import tr
from ui.operations import closures, forces
from ui.workspace import Kind, Selected, Workspace


def mgrs_text(lon: float, lat: float) -> str | None:
    """A grid reference as it is read aloud: ``38S MB 44140 84706``."""
    reference = mgrs_of(lon, lat)
    if reference is None:
        return None
    head, figures = reference[:-10], reference[-10:]
    return f"{head[:-2]} {head[-2:]} {figures[:5]} {figures[5:]}"


def latlon_text(lon: float, lat: float) -> str:
    """Latitude and longitude in degrees, as other programs take them."""
    return f"{lat:.5f}, {lon:.5f}"


def fill_menu(
    parent: QWidget,
    workspace: Workspace,
    where: tuple[float, float],
    what: Selected | None,
    calls: dict[str, Callable[[], None]],
) -> QMenu:
    """Make the menu of a place.

    Parameters
    ----------
    parent : QWidget
    workspace : Workspace
    where : (lon, lat)
    what : Selected or None
        The thing there.
    calls : mapping of str to callable
        What the map itself does: ``zoom``, ``base`` and, where there is a road, ``road``.
    """
    menu = QMenu(parent)
    menu.setObjectName("mapMenu")
    reference = mgrs_text(*where)
    if reference is not None:
        _add(menu, "copyMgrs", tr("Copy MGRS  {text}").format(text=reference), lambda: _copy(reference))
    latlon = latlon_text(*where)
    _add(menu, "copyLatLon", tr("Copy lat, lon  {text}").format(text=latlon), lambda: _copy(latlon))
    menu.addSeparator()
    _add(menu, "openBaseHere", tr("Open a temporary base here"), calls["base"])
    if what is not None and what.kind == Kind.BASE:
        _add_base(menu, workspace, what.id)
    if what is not None and what.kind == Kind.CLOSURE:
        _add_closure(menu, workspace, what.id)
    elif "road" in calls:
        _add(menu, "closeRoadHere", tr("Close this road here"), calls["road"])
    menu.addSeparator()
    _add(menu, "zoomTo", tr("Zoom to"), calls["zoom"])
    return menu


def _add_base(menu: QMenu, workspace: Workspace, name: str) -> None:
    if workspace.session.disposition.base(name).open:
        _add(menu, "closeBase", tr("Close base"), lambda: forces.close_base(workspace, name))
    else:
        _add(menu, "reopenBase", tr("Reopen base"), lambda: forces.reopen_base(workspace, name))


def _add_closure(menu: QMenu, workspace: Workspace, name: str) -> None:
    closure = next((one for one in workspace.session.plan.closures if one.id == name), None)
    if closure is None:
        return
    words = tr("Suspend closure") if closure.active else tr("Restore closure")
    _add(menu, "toggleClosure", words, lambda: closures.toggle_closure(workspace, name))
    _add(menu, "removeClosure", tr("Remove closure"), lambda: closures.remove_closure(workspace, name))


def _add(menu: QMenu, name: str, words: str, call: Callable[[], object]) -> None:
    # an ampersand in a reference would be taken for a mnemonic
    action = menu.addAction(words.replace("&", "&&"))
    if action is not None:
        action.setObjectName(name)
        action.triggered.connect(lambda _checked: _do(call))


def _do(call: Callable[[], object]) -> None:
    call()


def _copy(words: str) -> None:
    clipboard = QApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(words)
