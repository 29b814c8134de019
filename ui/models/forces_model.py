# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree of forces with what the answer says of each; units are dragged from base to base.

Rows follow the disposition worked on and change with edits alone. Figures follow the answer shown, so those of a
preview change under a drag while every row stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from PyQt5.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, Qt, pyqtSignal

from gisplanner.forces import Base, BaseOutput, Unit
from ui.models.force_words import PENDING, UNKNOWN_SIGN, Readiness, readiness, strength_text, unit_kind_text
from ui.models.forces_tree import ForcesTree, Key, Node, NodeKind, sectors_of
from ui.models.unit_mime import UNIT_MIME, unit_mime, units_of
from ui.workspace import Workspace

READINESS_ROLE = Qt.ItemDataRole.UserRole
NAME, STRENGTH, GUARD, DEPLOYABLE, TEAMS = range(5)
NO_PARENT = QModelIndex()
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ForcesModel(QAbstractItemModel):
    """Rows and figures of the forces.

    Attributes
    ----------
    dropped : signal (list of str, object)
        Units that were dropped on a base, by id; None for no base.
    """

    dropped = pyqtSignal(list, object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._wanted = ""
        self._bases: dict[str, Base] = {}
        self._units: dict[str, Unit] = {}
        self._outputs: Mapping[str, BaseOutput] = {}
        self._tree: ForcesTree | None = None
        self._columns = (
            (self.tr("Name"), self.tr("Sector, base, unit")),
            (self.tr("Strength"), self.tr("People; ? beside a sum: there are units of unknown strength too")),
            (self.tr("Guard"), self.tr("People who guard the base")),
            (self.tr("Depl."), self.tr("Deployable: people left after guard and support, in units that form teams")),
            (self.tr("Teams"), self.tr("Teams that can leave the base")),
        )

    def rebuild(self) -> None:
        """Read the disposition anew."""
        plan = self._workspace.session.disposition
        self.beginResetModel()
        self._bases = {base.id: base for base in plan.bases}
        self._units = {unit.id: unit for unit in plan.units}
        self._read_outputs()
        self._tree = ForcesTree(plan, sectors_of(self._workspace.session.theatre, plan), self._wanted)
        self.endResetModel()

    def refresh(self) -> None:
        """Read the figures of the answer shown; rows stay, and only those of bases that send others are drawn anew."""
        before = self._outputs
        self._read_outputs()
        changed = [base for base in self._bases if before.get(base) != self._outputs.get(base)]
        sectors = set()
        for base in changed:
            index = self.find(NodeKind.BASE, base)
            if index.isValid():
                sectors.add(index.parent().row())
                self._redraw(index.row(), index.row(), index.parent())
                self._redraw(0, self.rowCount(index) - 1, index)
        for row in sectors:
            self._redraw(row, row, NO_PARENT)

    def set_filter(self, text: str) -> None:
        """Show only what has this text in its name, with what it belongs to and what belongs to it."""
        if text != self._wanted:
            self._wanted = text
            self.rebuild()

    def node(self, index: QModelIndex) -> Node | None:
        """What stands at an index."""
        number = int(index.internalId()) if index.isValid() else -1
        nodes = self._tree.nodes if self._tree is not None else []
        return nodes[number] if 0 <= number < len(nodes) else None

    def find(self, kind: NodeKind, name: str) -> QModelIndex:
        """Where something stands; an index that is not valid where it is not shown."""
        number = None if self._tree is None else self._tree.at.get((kind, name))
        return QModelIndex() if number is None else self._index_of(number)

    def keys(self) -> list[Key]:
        """Everything shown, from top to bottom."""
        return [] if self._tree is None else [node.key for node in self._tree.nodes]

    def target(self, index: QModelIndex) -> tuple[bool, str | None]:
        """Whether units can be dropped here, and the base they come to."""
        node = self.node(index)
        if node is None or node.kind is NodeKind.SECTOR:
            return False, None
        if node.kind is NodeKind.UNIT:
            return self.target(self.parent(index))
        if node.kind is NodeKind.NO_BASE:
            return True, None
        return self._bases[node.id].open, node.id

    def output(self, base: str) -> BaseOutput | None:
        """What the answer shown says a base can send."""
        return self._outputs.get(base)

    def readiness(self, base: str) -> Readiness:
        """Whether a base sends teams."""
        return readiness(self._bases[base], self._outputs.get(base))

    def index(self, row: int, column: int, parent: QModelIndex = NO_PARENT) -> QModelIndex:
        """Index of a cell."""
        siblings = self._children(parent)
        if 0 <= row < len(siblings) and 0 <= column <= TEAMS:
            return self.createIndex(row, column, siblings[row])
        return QModelIndex()

    def parent(self, index: QModelIndex) -> QModelIndex:  # type: ignore[override]
        """Index of the row above in the tree."""
        node = self.node(index)
        return QModelIndex() if node is None or node.parent < 0 else self._index_of(node.parent)

    def rowCount(self, parent: QModelIndex = NO_PARENT) -> int:  # noqa: N802  Qt's name
        """How many rows stand under a row."""
        return len(self._children(parent))

    def columnCount(self, parent: QModelIndex = NO_PARENT) -> int:  # noqa: N802, ARG002  Qt's name
        """How many columns."""
        return len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: ANN401, N802  Qt's
        """Heads of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section][0]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._columns[section][1]
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section != NAME else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's
        """What a cell shows."""
        node, column = self.node(index), index.column()
        if node is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return node.name if column == NAME else self._figure(node, column)
        if role == READINESS_ROLE:
            return self.readiness(node.id) if node.kind is NodeKind.BASE else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._told(node, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"<qt>{escape(self._told(node, column))}</qt>"
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column != NAME else None

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """What can be done with a row."""
        node = self.node(index)
        if node is None:
            return Qt.ItemFlags(Qt.ItemFlag.NoItemFlags)
        able = Qt.ItemFlags(Qt.ItemFlag.ItemIsEnabled)
        if node.kind in {NodeKind.BASE, NodeKind.UNIT}:
            able |= Qt.ItemFlag.ItemIsSelectable
        if node.kind is NodeKind.UNIT:
            able |= Qt.ItemFlag.ItemIsDragEnabled
        if self.target(index)[0]:
            able |= Qt.ItemFlag.ItemIsDropEnabled
        return able

    def supportedDropActions(self) -> Qt.DropActions:  # noqa: N802  Qt's name
        """Units move."""
        return Qt.DropActions(Qt.DropAction.MoveAction)

    def mimeTypes(self) -> list[str]:  # noqa: N802  Qt's name
        """Units, by id."""
        return [UNIT_MIME]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:  # noqa: N802  Qt's name
        """The units of these rows."""
        nodes = [self.node(index) for index in indexes if index.column() == NAME]
        return unit_mime([node.id for node in nodes if node is not None and node.kind is NodeKind.UNIT])

    def canDropMimeData(  # noqa: N802  Qt's name
        self,
        data: QMimeData | None,
        action: Qt.DropAction,  # noqa: ARG002
        row: int,  # noqa: ARG002
        column: int,  # noqa: ARG002
        parent: QModelIndex,
    ) -> bool:
        """Whether something may be dropped on a row."""
        return bool(units_of(data)) and self.target(parent)[0]

    def dropMimeData(  # noqa: N802  Qt's name
        self, data: QMimeData | None, action: Qt.DropAction, row: int, column: int, parent: QModelIndex
    ) -> bool:
        """Tell that units were dropped. False: rows come and go with the plan, never by the drag itself."""
        if self.canDropMimeData(data, action, row, column, parent):
            self.dropped.emit(units_of(data), self.target(parent)[1])
        return False

    def _redraw(self, first: int, last: int, above: QModelIndex) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, NAME, above), self.index(last, TEAMS, above))

    def _index_of(self, number: int) -> QModelIndex:
        assert self._tree is not None  # noqa: S101  it has the number
        return self.createIndex(self._tree.nodes[number].row, NAME, number)

    def _children(self, parent: QModelIndex) -> list[int]:
        if not parent.isValid():
            return [] if self._tree is None else self._tree.top
        node = self.node(parent)
        return node.children if node is not None and parent.column() == NAME else []

    def _read_outputs(self) -> None:
        shown = self._workspace.shown
        self._outputs = {} if shown is None else {output.base: output for output in shown.after.outputs}

    def _figure(self, node: Node, column: int) -> str:
        if node.kind is NodeKind.UNIT:
            return self._unit_figure(self._units[node.id], column)
        if node.kind is NodeKind.BASE:
            return self._base_figure(node.id, column)
        return self._sector_figure(node, column) if node.kind is NodeKind.SECTOR else ""

    def _unit_figure(self, unit: Unit, column: int) -> str:
        if column == STRENGTH:
            return strength_text(unit)
        output = self._outputs.get(unit.base or "")
        if column != TEAMS or output is None:
            return ""
        return f"{sum(team.unit == unit.id for team in output.teams):,}"

    def _base_figure(self, base: str, column: int) -> str:
        output = self._outputs.get(base)
        if output is None:
            return PENDING
        if output.unknown:
            # one word for the whole row: four of them would leave no room for the name
            return self.tr("unknown") if column == STRENGTH else UNKNOWN_SIGN
        return f"{_value(output, column):,}"

    def _sector_figure(self, node: Node, column: int) -> str:
        if column not in {STRENGTH, TEAMS} or self._tree is None:
            return ""
        bases = [self._tree.nodes[child].id for child in node.children]
        found = [self._outputs[base] for base in bases if base in self._outputs]
        doubt = f" {UNKNOWN_SIGN}" if any(output.unknown for output in found) else ""
        return f"{sum(_value(output, column) for output in found):,}{doubt}"

    def _told(self, node: Node, column: int) -> str:
        """A cell in full, for a tooltip and for who cannot see it."""
        if column != NAME:
            figure = self._figure(node, column)
            return f"{self._columns[column][1]}: {self.tr('unknown') if figure == UNKNOWN_SIGN else figure}"
        if node.kind is NodeKind.BASE:
            ready = self.readiness(node.id)
            return f"{node.name}: {ready.text}"
        if node.kind is NodeKind.UNIT:
            return f"{node.name}: {unit_kind_text(self._units[node.id].kind)}"
        return node.name


def _value(output: BaseOutput, column: int) -> int:
    return {
        STRENGTH: output.strength,
        GUARD: output.guard,
        DEPLOYABLE: output.deployable,
        TEAMS: len(output.teams),
    }[column]
