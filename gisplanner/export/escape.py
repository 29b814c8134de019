# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way by which text of users and files reaches a page."""

from __future__ import annotations

import html
import json

LIVE = str.maketrans({char: f"&#{ord(char)};" for char in "\\`${}"})
"""What `html.escape` leaves and script templates run."""

LIVE_IN_JSON = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&`$\u2028\u2029"})


def text(value: object) -> str:
    """Text as part of a page, in an element or a quoted attribute."""
    return html.escape(str(value), quote=True).translate(LIVE)


def data(value: object) -> str:
    """Data as the content of a script element of type ``application/json``."""
    said = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return said.translate(LIVE_IN_JSON)
