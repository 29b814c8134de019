# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user says of a file that the file does not say itself: its reference system, its encoding, its sheet.

Imported before the child leaves the network: nothing here may start a thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

CRS, ENCODING, SHEET = "crs", "encoding", "sheet"
TAKEN: Mapping[str, frozenset[str]] = {
    ".csv": frozenset({CRS, ENCODING}),
    ".tsv": frozenset({CRS, ENCODING}),
    ".xlsx": frozenset({CRS, SHEET}),
    ".geojson": frozenset({CRS}),
    ".json": frozenset({CRS}),
    ".gpkg": frozenset({CRS, SHEET}),
    ".shp": frozenset({CRS, ENCODING}),
}
"""What can be said, by suffix; files of the others tell everything themselves."""


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How to read a file; an empty text leaves it to the file.

    Attributes
    ----------
    crs : str
        Reference system of its eastings and northings, or of its shapes, such as ``EPSG:32736``.
    encoding : str
        Of its text, by a name that Python knows, such as ``cp1250``.
    sheet : str
        Sheet of a workbook, or layer of a GeoPackage.
    """

    crs: str = ""
    encoding: str = ""
    sheet: str = ""

    def said(self) -> dict[str, str]:
        """What is said, by name."""
        return {name: value for name, value in asdict(self).items() if value}
