# SPDX-License-Identifier: GPL-3.0-or-later
"""A page that asks for scripts and styles elsewhere -> one that asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path

from xstatic.pkg import leaflet

from gisplanner.errors import ExportError

UNUSED = ("jquery", "bootstrap", "awesome", "glyphicons", "rotate")
"""Parts of addresses of what folium's page names and this map does not use."""

SCRIPT = re.compile(r'<script\b[^>]*\bsrc="([^"]*)"[^>]*>\s*</script>')
STYLE = re.compile(r'<link\b[^>]*\bhref="([^"]*)"[^>]*/?>')
OWN_SCRIPT = re.compile(r"<script(?![^>]*(?:application/json|\bsrc\b))[^>]*>(.*?)</script>", re.DOTALL)
OWN_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
FETCHED = re.compile(
    r"""<(?:script|link|img|iframe|object|embed|source|video|audio|use|base)\b[^>]*?\s(?:src|href|data)\s*=\s*["']?\s*([^"'\s>]+)"""
    r"""|\burl\(\s*["']?\s*([^"')]+)|@import\s*["']?\s*([^"';]+)""",
    re.IGNORECASE,
)
"""What a browser would ask for on sight; data addresses are none of it."""
ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
CONTENT_POLICY = (
    "default-src 'none'; img-src data:; script-src {scripts}; style-src {styles}; base-uri 'none'; form-action 'none'"
)


def inlined(page: str) -> str:
    """Put Leaflet into the page and take everything else out that it would ask for.

    Raises
    ------
    ExportError
        `unknown_address` for an address nobody provided for.
    """
    page = SCRIPT.sub(lambda found: _script(found[1]), page)
    page = STYLE.sub(lambda found: _style(found[1]), page)
    for found in FETCHED.finditer(OWN_SCRIPT.sub("", page)):
        address = next(filter(None, found.groups()))
        if not address.startswith("data:"):
            raise ExportError("unknown_address", address=address)
    return page


def with_policy(page: str) -> str:
    """Add a content policy that lets run only what stands in the page now."""
    scripts, styles = (
        " ".join(_digest(text) for text in dict.fromkeys(pattern.findall(page))) for pattern in (OWN_SCRIPT, OWN_STYLE)
    )
    policy = CONTENT_POLICY.format(scripts=scripts, styles=styles)
    return page.replace("<head>", f'<head>\n<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _script(address: str) -> str:
    if address.endswith("leaflet.js"):
        return f"<script>{_leaflet('leaflet.js')}</script>"
    return _nothing(address)


def _style(address: str) -> str:
    if address.endswith("leaflet.css"):
        return f"<style>{_leaflet('leaflet.css')}</style>"
    return _nothing(address)


def _nothing(address: str) -> str:
    if any(part in address for part in UNUSED):
        return ""
    raise ExportError("unknown_address", address=address)


@cache
def _leaflet(name: str) -> str:
    folder = Path(leaflet.BASE_DIR)
    path = next(iter(sorted(folder.rglob(name))))
    content = path.read_text(encoding="utf-8")
    if name.endswith(".css"):
        return ADDRESS.sub(lambda found: f"url({_as_data(path.parent / found[1])})", content)
    # the map beside the script is asked for by developer tools
    return re.sub(r"//# sourceMappingURL=.*", "", content).replace("</script", "<\\/script")


def _as_data(path: Path) -> str:
    if not path.is_file():
        return "data:,"
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
