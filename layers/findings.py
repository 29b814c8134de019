# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings: what was noticed about a file, a row or an answer, in a form that can be counted, shown and translated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from layers.messages import sentence


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed.

    Attributes
    ----------
    code : str
        Entry of the catalogue.
    severity : Severity
        An error rejects its row, or makes the file unusable for its purpose.
    params : mapping of str to object
        Particulars named in the sentences.
    file, layer, column, value : str or None
    row : int or None
        1-based data row of the file.
    subject : (kind, id) or None
        What of the plan it is about.
    place : (lon, lat) or None
        Where a row that was rejected lies, if that can be told; rows that were accepted are in their layer.
    rows : tuple of int
        Rows that an error or a warning is about, while their file is at hand; a plan does not keep them.
    """

    code: str
    severity: Severity
    params: Mapping[str, object] = field(default_factory=dict)
    file: str | None = None
    layer: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    subject: tuple[str, str] | None = None
    place: tuple[float, float] | None = None
    rows: tuple[int, ...] = field(default=(), compare=False, repr=False)

    @property
    def reason(self) -> str:
        """What was noticed, in a sentence."""
        return sentence(self.code, self.params)[0]

    @property
    def remedy(self) -> str:
        """What to do about it, in a sentence."""
        return sentence(self.code, self.params)[1]

    def as_dict(self) -> dict[str, object]:
        """The finding as a row of a JSON answer."""
        return {
            "severity": str(self.severity),
            "code": self.code,
            "file": self.file,
            "layer": self.layer,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
            "remedy": self.remedy,
        }
