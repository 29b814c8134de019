# SPDX-License-Identifier: GPL-3.0-or-later
"""The menus: what can be done, by which key, and the dialogs that ask for what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PyQt5.QtWidgets import QApplication, QDialog, QDockWidget, QInputDialog, QMainWindow, QMenu

from layers.coordinates import parse_position
from ui import style
from ui.actions import Actions, Item
from ui.dialogs.about import AboutDialog
from ui.dialogs.assumptions import AssumptionsDialog
from ui.dialogs.base import BaseDialog
from ui.dialogs.palette import Palette
from ui.dialogs.search import SearchBox
from ui.map.view import MapView
from ui.operations import files, forces
from ui.plan_files import PlanFiles
from ui.workspace import Kind, Workspace

ZOOM_STEP = 1.5


class Menus:
    """Menus of the window.

    Parameters
    ----------
    window : QMainWindow
    workspace : Workspace
    view : MapView
    docks : mapping of str to QDockWidget
    show_findings : callable
    """

    def __init__(
        self,
        window: QMainWindow,
        workspace: Workspace,
        view: MapView,
        docks: Mapping[str, QDockWidget],
        show_findings: Callable[[], None],
    ) -> None:
        self._window, self._work, self._view, self._docks = window, workspace, view, docks
        self._show_findings = show_findings
        self._assumed: AssumptionsDialog | None = None
        self.files = PlanFiles(window, workspace)
        self.actions = Actions(window)
        self._recent = QMenu(self.tr("Open recent"), window)
        self._recent.aboutToShow.connect(self._fill_recent)
        self._file_menu()
        self._edit_menu()
        self._force_menu()
        self._map_menu()
        self._window_menu()
        self._help_menu()

    def tr(self, text: str) -> str:
        """Translate a text of the menus."""
        return QApplication.translate("Menus", text)

    def start_open_base(self) -> None:
        """Let the next click on the map say where a base opens."""
        self._view.use_tool("base")

    def open_base_at(self, lon: float, lat: float) -> None:
        """Ask for name and kind of a base that opens there."""
        taken = tuple(base.name for base in self._work.session.disposition.bases)
        dialog = BaseDialog(parse_position, taken=taken, position=(lon, lat), parent=self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            made = dialog.values
            forces.open_base(self._work, made.name, made.kind, made.lon, made.lat)

    def edit_base(self, base_id: str) -> None:
        """Ask where a base goes."""
        base = self._work.session.disposition.base(base_id)
        dialog = BaseDialog(parse_position, base=base, parent=self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            forces.place_base(self._work, base.id, dialog.values.lon, dialog.values.lat)

    def _file_menu(self) -> None:
        tr = self.tr
        menu = self.actions.menu(
            tr("&Plan"),
            [
                Item("new", tr("&New plan of files..."), self.files.new, "Ctrl+N"),
                Item("open", tr("&Open..."), self.files.open, "Ctrl+O"),
                Item("sample", tr("Open the sample mission"), self.files.sample),
                None,
                Item("update_list", tr("&Update a list of sites..."), self.files.update_list, "Ctrl+U"),
                None,
                Item("save", tr("&Save"), self.files.save, "Ctrl+S"),
                Item("save_as", tr("Save &as..."), self.files.save_as, "Ctrl+Shift+S"),
                None,
                Item("export_html", tr("Export the &map page (HTML)..."), self.files.export_html, "Ctrl+E"),
                Item("export_csv", tr("Export the &table (CSV)..."), self.files.export_csv, "Ctrl+Shift+E"),
                None,
                Item("findings", tr("&Findings about the data"), self._show_findings, "Ctrl+I"),
                Item("assumptions", tr("&Assumptions: standards, speeds, guard..."), self._assumptions, "Ctrl+,"),
                None,
                Item("quit", tr("&Quit"), self._window.close, "Ctrl+Q"),
            ],
        )
        menu.insertMenu(self.actions["sample"], self._recent)

    def _edit_menu(self) -> None:
        tr, session = self.tr, self._work
        self.actions.menu(
            tr("&Edit"),
            [
                Item("undo", tr("&Undo"), session.undo, "Ctrl+Z"),
                Item("redo", tr("&Redo"), session.redo, "Ctrl+Shift+Z"),
                None,
                Item("search", tr("&Find a place, base, unit or position..."), self._search, "Ctrl+K"),
                Item("palette", tr("&Commands..."), self._palette, "Ctrl+Shift+P"),
            ],
        )

    def _force_menu(self) -> None:
        tr = self.tr
        self.actions.menu(
            tr("&Forces"),
            [
                Item("open_base", tr("&Open a base: click on the map"), self.start_open_base, "Ctrl+B"),
                Item("close_base", tr("&Close or reopen the selected base"), self._close_base, "Ctrl+D"),
                Item(
                    "close_road",
                    tr("Close a &road: click on the map"),
                    partial(self._view.use_tool, "closure"),
                    "Ctrl+R",
                ),
                None,
                Item("new_course", tr("&New course of action"), self._new_course, "Ctrl+T"),
                Item("baseline", tr("Back to the &baseline"), self._baseline, "Ctrl+0"),
            ],
        )

    def _map_menu(self) -> None:
        tr, view = self.tr, self._view
        self.actions.menu(
            tr("&Map"),
            [
                Item("zoom_all", tr("The &whole mission area"), view.zoom_all, "Home"),
                Item("zoom_selected", tr("Zoom to the &selection"), view.zoom_to_selection, "Ctrl+J"),
                Item("zoom_in", tr("Zoom &in"), partial(view.zoom_by, ZOOM_STEP), "Ctrl++"),
                Item("zoom_out", tr("Zoom &out"), partial(view.zoom_by, 1 / ZOOM_STEP), "Ctrl+-"),
                Item("back", tr("View &before"), view.go_back, "Alt+Left"),
                Item("forward", tr("View &after"), view.go_forward, "Alt+Right"),
                None,
                Item("measure", tr("&Measure distance and bearing"), partial(view.use_tool, "measure"), "Ctrl+M"),
                Item("mgrs_grid", tr("MGRS &grid in place of degrees"), self._toggle_grid, checkable=True),
            ],
        )

    def _window_menu(self) -> None:
        tr = self.tr
        menu = self.actions.menu(tr("&Window"), [])
        for number, (name, dock) in enumerate(self._docks.items(), start=1):
            action = dock.toggleViewAction()
            if action is None:
                continue
            action.setShortcut(f"Ctrl+{number}")
            self.actions.adopt(f"dock_{name}", action)
            menu.addAction(action)
        menu.addSeparator()
        themes = {style.Theme.LIGHT: tr("Light window"), style.Theme.DARK: tr("Dark window")}
        for theme, text in themes.items():
            self.actions.add(menu, Item(f"theme_{theme}", text, partial(style.apply, theme)))

    def _help_menu(self) -> None:
        tr = self.tr
        self.actions.menu(tr("&Help"), [Item("about", tr("&About gisplanner"), self._about)])

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in files.recent_files():
            action = self._recent.addAction(path.name)
            if action is not None:
                action.setToolTip(str(path))
                action.triggered.connect(self._opener(path))
        self._recent.setEnabled(not self._recent.isEmpty())

    def _opener(self, path: Path) -> Callable[[bool], None]:
        def triggered(_checked: bool) -> None:  # noqa: FBT001  Qt's signature
            self.files.open_path(path)

        return triggered

    def _assumptions(self) -> None:
        if self._assumed is None:
            self._assumed = AssumptionsDialog(self._work, self._window)
        self._assumed.show()
        self._assumed.raise_()

    def _about(self) -> None:
        AboutDialog(self._window).open()

    def _search(self) -> None:
        box = SearchBox(self._work, self._window)
        box.place_asked.connect(self._view.zoom_to_lonlat)
        box.popup()

    def _palette(self) -> None:
        Palette([action for action in self.actions.all if action.isEnabled()], self._window).popup()

    def _close_base(self) -> None:
        chosen = self._work.selected
        if chosen is None or chosen.kind is not Kind.BASE:
            self._work.said.emit(self.tr("Select a base first: on the map, or under Forces."))
            return
        base = self._work.session.disposition.base(chosen.id)
        (forces.close_base if base.open else forces.reopen_base)(self._work, base.id)

    def _new_course(self) -> None:
        name, accepted = QInputDialog.getText(self._window, self.tr("New course of action"), self.tr("Name"))
        if not accepted:
            return

        def make() -> None:
            made = self._work.session.copy_course()
            if name.strip():
                self._work.session.rename_course(made, name.strip())

        self._work.attempt(make)

    def _baseline(self) -> None:
        self._work.attempt(partial(self._work.session.work_on, None))

    def _toggle_grid(self) -> None:
        self._view.set_grid("mgrs" if self.actions["mgrs_grid"].isChecked() else "lonlat")
