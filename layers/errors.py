# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors a user can act on: a code with its particulars; the sentence is made from the catalogue."""

from __future__ import annotations

from layers.messages import sentence


class PlannerError(Exception):
    """Base of every error gisplanner raises on purpose.

    Parameters
    ----------
    code : str
        Entry of the catalogue.
    file, layer, column : str, optional
        Where the fault lies.
    row : int, optional
        1-based data row of the file.
    **params : object
        Particulars named in the sentences.
    """

    def __init__(
        self,
        code: str,
        *,
        file: str | None = None,
        layer: str | None = None,
        row: int | None = None,
        column: str | None = None,
        **params: object,
    ) -> None:
        super().__init__(code)
        self.code, self.params = code, params
        self.file, self.layer, self.row, self.column = file, layer, row, column

    @property
    def reason(self) -> str:
        """What is wrong, in a sentence."""
        return sentence(self.code, self.params)[0]

    @property
    def remedy(self) -> str:
        """What to do about it, in a sentence."""
        return sentence(self.code, self.params)[1]

    def __str__(self) -> str:
        """Return place, reason and remedy on one line."""
        parts = [self.file, self.layer, None if self.row is None else f"row {self.row}", self.column]
        where = ", ".join(part for part in parts if part)
        return f"{where}: {self.reason} {self.remedy}" if where else f"{self.reason} {self.remedy}"


class UnusableFile(PlannerError, ValueError):
    """A file that cannot be read as what it is said to be."""


class RefusedFile(PlannerError, ValueError):
    """A file that is not opened at all, because it could do harm."""


class UsageError(PlannerError, ValueError):
    """A request that does not fit what there is."""
