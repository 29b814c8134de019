# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for places and forces: by name, id, MGRS or latitude and longitude."""

from __future__ import annotations

from PyQt5.QtCore import QModelIndex, pyqtSignal
from PyQt5.QtWidgets import QWidget

from ui.dialogs.finder import Finder
from ui.models.search_model import Entry, EntryRole, Index, SearchModel
from ui.workspace import Workspace

EXAMPLES = ("35NLF 24913 87154", "5.31 25.42", "5.31N, 25.42E", "5°18'36\"N 25°25'12\"E")


class SearchBox(Finder):
    """A popup of sites, bases, units and positions; what is chosen is selected and zoomed to.

    Attributes
    ----------
    place_asked : signal (float, float)
        Longitude and latitude of a position that was chosen.
    """

    place_asked = pyqtSignal(float, float)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        self._workspace = workspace
        self._index: Index | None = None
        self._model = SearchModel()
        super().__init__("search", self._model, parent)
        self.entitle(self.tr("Search"), self.tr("Site, base, unit, MGRS or latitude longitude"))
        self._model.setParent(self)
        for signal in (workspace.opened, workspace.plan_changed):
            signal.connect(self._forget)

    def fill(self, text: str) -> str:
        """List what fits."""
        if self._index is None:
            session = self._workspace.session
            self._index = Index(session.theatre, session.disposition)
        self._model.set_entries(self._index.find(text))
        if text.strip():
            return self.tr("No site, base, unit or position fits")
        return self.tr("Type part of a name or id, or a position:\n{examples}").format(examples="\n".join(EXAMPLES))

    def take(self, index: QModelIndex) -> None:
        """Go there."""
        entry: Entry = index.data(EntryRole)
        if entry.selected is not None:
            self._workspace.select(entry.selected.kind, entry.selected.id, zoom=True)
        elif entry.position is not None:
            self.place_asked.emit(*entry.position)

    def _forget(self) -> None:
        self._index = None
