# SPDX-License-Identifier: GPL-3.0-or-later
"""The forces: who stands where, what each base can send, and moving units from base to base."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, pyqtSignal
from PyQt5.QtGui import QKeySequence, QShowEvent
from PyQt5.QtWidgets import QAction, QHBoxLayout, QLineEdit, QMenu, QSplitter, QToolButton, QVBoxLayout, QWidget

from gisplanner.errors import PlanError
from gisplanner.forces import Base
from gisplanner.plan import MoveUnit
from ui.models.force_facts import base_facts, unit_facts
from ui.models.forces_model import NAME, ForcesModel
from ui.models.forces_tree import Key, NodeKind
from ui.operations import forces
from ui.panels.facts import FactsBox
from ui.panels.forces_tree_view import ForcesTreeView
from ui.panels.move_menu import MoveMenu
from ui.workspace import Kind, Workspace

KINDS = {NodeKind.BASE: Kind.BASE, NodeKind.UNIT: Kind.UNIT}
NODES = {kind: node for node, kind in KINDS.items()}
SHARES = (5, 3)
"""Of the height, for the tree and for the facts."""


class ForcesPanel(QWidget):
    """Tree of forces with what can be done to them, and the facts of the one selected.

    Attributes
    ----------
    open_base_asked : signal ()
        A base is to be opened: the map asks where.
    edit_base_asked : signal (str)
        A base is to be edited, by id.
    """

    open_base_asked = pyqtSignal()
    edit_base_asked = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("forces_panel")
        self._workspace = workspace
        self._model = ForcesModel(workspace, self)
        self._cut: list[str] = []
        self._collapsed: set[Key] = set()
        self._plan_stale = self._figures_stale = True
        self._following = False
        self.filter = QLineEdit(self)
        self.tree = ForcesTreeView(self._model, self)
        self.facts = FactsBox("forces_facts", self)
        self._make_actions()
        self._lay_out()
        self._connect()
        self._enable()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802  Qt's name
        """Catch up with what happened while nobody could see it."""
        super().showEvent(event)
        self._catch_up()

    # what it consists of

    def _make_actions(self) -> None:
        self.open_action = self._action("open_base", self.tr("&Open base…"), self.open_base_asked.emit)
        self.open_action.setToolTip(self.tr("Open a base where you click on the map"))
        self.close_action = self._action("close_base", self.tr("&Close"), self._close_or_reopen)
        self.close_action.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        self.edit_action = self._action("edit_force", self.tr("&Edit…"), self._edit_current)
        self.cut_action = self._action("cut_units", self.tr("Cu&t"), self._cut_units)
        self.cut_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Cut))
        self.paste_action = self._action("paste_units", self.tr("&Paste here"), self._paste_units)
        self.paste_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Paste))
        self.zoom_action = self._action("zoom_to_force", self.tr("&Zoom to"), self._zoom)
        self.move_menu = MoveMenu(self._workspace, self._units, self)

    def _action(self, name: str, text: str, done: Callable[[], None]) -> QAction:
        action = QAction(text, self.tree)
        action.setObjectName(name)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _=False: done())
        self.tree.addAction(action)
        return action

    def _lay_out(self) -> None:
        self.filter.setObjectName("forces_filter")
        self.filter.setPlaceholderText(self.tr("Filter by name or contingent"))
        self.filter.setAccessibleName(self.tr("Filter forces by name or contingent"))
        self.filter.setClearButtonEnabled(True)
        self.tree.setObjectName("forces_tree")
        self.tree.setAccessibleName(self.tr("Forces by sector and base"))
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.move_button = QToolButton(self)
        self.move_button.setObjectName("move_unit")
        self.move_button.setText(self.tr("&Move to…"))
        self.move_button.setMenu(self.move_menu)
        self.move_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self._button(self.open_action), self._button(self.close_action), self.move_button):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            buttons.addWidget(button)
        buttons.addStretch(1)
        upper = QWidget(self)
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.filter)
        column.addWidget(self.tree, 1)
        column.addLayout(buttons)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(upper)
        splitter.addWidget(self.facts)
        for place, share in enumerate(SHARES):
            splitter.setStretchFactor(place, share)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([SHARES[0] * 100, SHARES[1] * 100])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(4, 4, 4, 4)
        outer.addWidget(splitter)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{action.objectName()}_button")
        button.setDefaultAction(action)
        return button

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.opened.connect(self._opened)
        workspace.plan_changed.connect(self._plan_changed)
        workspace.answered.connect(self._answered)
        workspace.selection_changed.connect(self._follow_selection)
        self.filter.textChanged.connect(self._filter)
        self._model.dropped.connect(self._move)
        self.tree.dragged_over.connect(self._preview)
        self.tree.drag_left.connect(workspace.end_preview)
        self.tree.edit_asked.connect(self._edit)
        self.tree.doubleClicked.connect(self._zoom)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.tree.collapsed.connect(lambda index: self._remember(index, collapsed=True))
        self.tree.expanded.connect(lambda index: self._remember(index, collapsed=False))
        chosen = self.tree.selectionModel()
        if chosen is not None:
            chosen.selectionChanged.connect(self._selection_changed)
            chosen.currentChanged.connect(self._selection_changed)

    # how it follows the workspace

    def _opened(self) -> None:
        self._collapsed.clear()
        self._cut.clear()
        self._plan_changed()

    def _plan_changed(self) -> None:
        self._plan_stale = True
        self._catch_up()

    def _answered(self) -> None:
        self._figures_stale = True
        self._catch_up()

    def _catch_up(self) -> None:
        if not self.isVisible():
            return
        if self._plan_stale:
            self._rebuild()
        elif self._figures_stale:
            self._model.refresh()
            self._tell()
        self._plan_stale = self._figures_stale = False

    def _rebuild(self) -> None:
        chosen = self._selected(NodeKind.UNIT) + self._selected(NodeKind.BASE)
        self._following = True
        self._model.rebuild()
        self._restore(chosen)
        self._following = False
        self._follow_selection()

    def _restore(self, chosen: list[Key]) -> None:
        """Expand and select again what was, after every row was made anew."""
        collapsed = set() if self.filter.text() else set(self._collapsed)
        self.tree.expandAll()
        for key in collapsed:
            self.tree.collapse(self._model.find(*key))
        selection = self.tree.selectionModel()
        flags = QItemSelectionModel.SelectionFlags(QItemSelectionModel.SelectionFlag.Select)
        for key in chosen:
            index = self._model.find(*key)
            if selection is not None and index.isValid():
                selection.select(index, flags | QItemSelectionModel.SelectionFlag.Rows)
                if self._stands_for(key):
                    selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _stands_for(self, key: Key) -> bool:
        """Whether a row is the one selected on the map too."""
        selected = self._workspace.selected
        return selected is not None and (NODES.get(selected.kind), selected.id) == key

    def _remember(self, index: QModelIndex, *, collapsed: bool) -> None:
        node = self._model.node(index)
        if self._following or self.filter.text() or node is None:
            return
        (self._collapsed.add if collapsed else self._collapsed.discard)(node.key)

    def _filter(self, text: str) -> None:
        chosen = self._selected(NodeKind.UNIT) + self._selected(NodeKind.BASE)
        self._following = True
        self._model.set_filter(text)
        self._restore(chosen)
        self._following = False
        self._follow_selection()

    def _follow_selection(self) -> None:
        """Select the row of what is selected elsewhere."""
        selected = self._workspace.selected
        node = None if selected is None else NODES.get(selected.kind)
        index = QModelIndex() if selected is None or node is None else self._model.find(node, selected.id)
        self._following = True
        if not index.isValid():
            self.tree.clearSelection()
            self.tree.setCurrentIndex(QModelIndex())
        elif self._model.node(self.tree.currentIndex()) is not self._model.node(index) or not self._selected():
            model = self.tree.selectionModel()
            flag = QItemSelectionModel.SelectionFlag
            if model is not None:
                model.setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)  # type: ignore[arg-type, unused-ignore]
            self.tree.scrollTo(index)
        self._following = False
        self._enable()
        self._tell()

    def _selection_changed(self) -> None:
        """Select on the map what was selected here."""
        if self._following:
            return
        node = self._model.node(self.tree.currentIndex())
        if node is not None and node.kind in KINDS:
            self._following = True
            self._workspace.select(KINDS[node.kind], node.id)
            self._following = False
        self._enable()
        self._tell()

    # what is selected

    def _selected(self, kind: NodeKind | None = None) -> list[Key]:
        selection = self.tree.selectionModel()
        indexes = [] if selection is None else selection.selectedRows(NAME)
        nodes = [self._model.node(index) for index in indexes]
        return [node.key for node in nodes if node is not None and kind in {None, node.kind}]

    def _units(self) -> list[str]:
        return [name for _, name in self._selected(NodeKind.UNIT)]

    def _base(self) -> Base | None:
        bases = self._selected(NodeKind.BASE)
        return self._known(bases[0][1]) if len(bases) == 1 else None

    def _known(self, base: str | None) -> Base | None:
        return next((one for one in self._workspace.session.disposition.bases if one.id == base), None)

    def _enable(self) -> None:
        base, units = self._base(), self._units()
        self.close_action.setEnabled(base is not None)
        self.close_action.setText(self.tr("&Close") if base is None or base.open else self.tr("Re&open"))
        self.edit_action.setEnabled(base is not None or len(units) == 1)
        self.zoom_action.setEnabled(base is not None or len(units) == 1)
        self.cut_action.setEnabled(bool(units))
        self.paste_action.setEnabled(bool(self._cut) and self._model.target(self.tree.currentIndex())[0])
        self.move_button.setEnabled(bool(units))
        self.move_menu.setEnabled(bool(units))

    def _tell(self) -> None:
        """Show the facts of the selected thing."""
        plan, selected = self._workspace.session.disposition, self._workspace.selected
        try:
            if selected is not None and selected.kind is Kind.BASE:
                base = plan.base(selected.id)
                self.facts.show_facts(base.name, base_facts(self._workspace, base))
                return
            if selected is not None and selected.kind is Kind.UNIT:
                unit = plan.unit(selected.id)
                self.facts.show_facts(unit.name, unit_facts(self._workspace, unit))
                return
        except PlanError:
            pass  # it went with an edit that was undone
        self.facts.show_facts(self.tr("Select a base or a unit to read what is known of it."), [])

    # what can be done

    def _move(self, units: list[str], base: str | None) -> None:
        forces.move_units(self._workspace, units, base)

    def _preview(self, units: list[str], base: str | None) -> None:
        self._workspace.preview([MoveUnit(unit, base) for unit in units])

    def _close_or_reopen(self) -> None:
        base = self._base()
        if base is not None:
            (forces.close_base if base.open else forces.reopen_base)(self._workspace, base.id)

    def _cut_units(self) -> None:
        self._cut = self._units()
        self._enable()
        self._workspace.said.emit(self.tr("Select a base and press Ctrl+V to move the unit there."))

    def _paste_units(self) -> None:
        fits, base = self._model.target(self.tree.currentIndex())
        if fits and self._cut:
            units, self._cut = self._cut, []
            self._move(units, base)
            self._enable()

    def _edit_current(self) -> None:
        self._edit(self.tree.currentIndex())

    def _edit(self, index: QModelIndex) -> None:
        node = self._model.node(index)
        if node is not None and node.kind is NodeKind.BASE:
            self.edit_base_asked.emit(node.id)
        elif node is not None and node.kind is NodeKind.UNIT:
            below = self.tree.visualRect(index).bottomLeft()
            viewport = self.tree.viewport()
            if viewport is not None:
                self.move_menu.popup(viewport.mapToGlobal(below))

    def _zoom(self) -> None:
        selected = self._workspace.selected
        if selected is not None:
            self._workspace.select(selected.kind, selected.id, zoom=True)

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.zoom_action)
        menu.addAction(self.edit_action)
        menu.addMenu(self.move_menu)
        menu.addActions([self.cut_action, self.paste_action])
        menu.addSeparator()
        menu.addActions([self.open_action, self.close_action])
        viewport = self.tree.viewport()
        if viewport is not None:
            menu.popup(viewport.mapToGlobal(at))
