# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening a base, or putting one elsewhere: name, kind and position, with what is wrong said beside the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gisplanner.forces import Base, BaseKind
from ui.models.force_words import base_kind_long_text
from ui.style import tone

ReadPosition = Callable[[str], tuple[float, float] | None]
"""A typed position -> longitude and latitude; None where it is none."""
WIDTH = 400


@dataclass(frozen=True, slots=True)
class BaseValues:
    """What was typed.

    Attributes
    ----------
    name : str
    kind : BaseKind
    lon, lat : float
    """

    name: str
    kind: BaseKind
    lon: float
    lat: float


class BaseDialog(QDialog):
    """Name, kind and position of a base.

    Parameters
    ----------
    read_position : callable
        Reads latitude and longitude, or MGRS.
    taken : collection of str
        Names that other bases have.
    position : (lon, lat), optional
        Where it was clicked.
    base : Base, optional
        The base to be put elsewhere: its name and kind stay.
    """

    def __init__(
        self,
        read_position: ReadPosition,
        *,
        taken: tuple[str, ...] = (),
        position: tuple[float, float] | None = None,
        base: Base | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("base_dialog")
        self.setWindowTitle(self.tr("Open a base") if base is None else self.tr("Move a base"))
        self._read = read_position
        self._taken = {name.casefold() for name in taken}
        self._base = base
        self.name = QLineEdit(self)
        self.kind = QComboBox(self)
        self.position = QLineEdit(self)
        self._faults = {name: _fault_label(self, name) for name in ("name", "position")}
        self._lay_out()
        at = position if base is None else (base.lon, base.lat)
        if at is not None:
            self.position.setText(f"{at[1]:.5f}, {at[0]:.5f}")
        if base is not None:
            self.name.setText(base.name)
            self.kind.setCurrentIndex(self.kind.findData(base.kind))
            self.name.setReadOnly(True)
            self.kind.setEnabled(False)
            self.position.setFocus()
        self.name.textEdited.connect(self._name_edited)
        self.position.textEdited.connect(self._position_edited)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Wide enough for the sentences."""
        return super().sizeHint().expandedTo(QSize(WIDTH, 0))

    @property
    def values(self) -> BaseValues:
        """What was typed, once it was accepted.

        Raises
        ------
        ValueError
            Before the position is one.
        """
        at = self._read(self.position.text())
        if at is None:
            message = "no position was accepted"
            raise ValueError(message)
        return BaseValues(self.name.text().strip(), self.kind.currentData(), *at)

    def accept(self) -> None:
        """Close, unless something is wrong: then its field is shown."""
        wrong = [field for field in ("name", "position") if self._tell(field)]
        if not wrong:
            super().accept()
            return
        edit = self.name if wrong[0] == "name" else self.position
        edit.setFocus()
        edit.selectAll()

    def _lay_out(self) -> None:
        self.name.setObjectName("base_name")
        self.name.setAccessibleName(self.tr("Name of the base"))
        self.kind.setObjectName("base_kind")
        self.kind.setAccessibleName(self.tr("Kind of base"))
        for kind in BaseKind:
            self.kind.addItem(base_kind_long_text(kind), kind)
        self.kind.setCurrentIndex(self.kind.findData(BaseKind.TOB))
        self.position.setObjectName("base_position")
        self.position.setAccessibleName(self.tr("Position: latitude and longitude, or MGRS"))
        self.position.setPlaceholderText(self.tr("latitude, longitude or MGRS"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow("", self._faults["name"])
        form.addRow(self.tr("&Kind"), self.kind)
        form.addRow(self.tr("&Position"), self.position)
        form.addRow("", self._faults["position"])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, Qt.Orientation.Horizontal, self)
        text = self.tr("&Open base") if self._base is None else self.tr("&Move base")
        done = buttons.addButton(text, QDialogButtonBox.ButtonRole.AcceptRole)
        if done is not None:
            done.setObjectName("base_accept")
            done.setDefault(True)
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        if cancel is not None:
            cancel.setObjectName("base_cancel")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(buttons)

    def _tell(self, field: str) -> str:
        """Say beside a field what is wrong with it, and return that; empty where nothing is."""
        fault = self._name_fault() if field == "name" else self._position_fault()
        label = self._faults[field]
        label.setText(f"✕ {fault}")
        label.setVisible(bool(fault))
        return fault

    def _name_edited(self) -> None:
        self._tell("name")

    def _position_edited(self) -> None:
        self._tell("position")

    def _name_fault(self) -> str:
        name = self.name.text().strip()
        if not name:
            return self.tr("A base needs a name. Type one.")
        if self._base is None and name.casefold() in self._taken:
            return self.tr("Another base has this name. Type one of its own.")
        return ""

    def _position_fault(self) -> str:
        if self._read(self.position.text()) is None:
            return self.tr("This is no position. Type latitude and longitude, for example -11.89, 30.25, or MGRS.")
        return ""


def _fault_label(parent: QWidget, name: str) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(f"fault_{name}")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setStyleSheet(f"color: {tone().bad}")
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
    label.hide()
    return label
