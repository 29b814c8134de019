# SPDX-License-Identifier: GPL-3.0-or-later
"""Village names of a country that does not exist, put together from syllables."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

HEADS = """
Ambe Andro Aru Belo Bremi Cora Calu Davi Dre Elda Eno Fero Gari Gholo Hulo Ilmo Isko Jora Kavi Kelu
Krina Lu Luna Mero Vi Narro Novi Obri Ossa Pelo Prua Quari Que Risa Ru Savo Ske Soro Tari Telu Thu
Tro Ulla Urra Valu Velo Wena Yani Yo Zolu
""".split()  # noqa: SIM905 - a table of words
TAILS = """
bra brin dann den dorra drim geth gorra kath kev lanth lin lith lomar lo marra mbe mir mora ndo
ndrith nnu nthe quet rana rik rossa rro shk sken ssa stova tann tessa thane thor tirra va vath vel
vonn wick yenna zar
""".split()  # noqa: SIM905 - a table of words
# Combinations that would name a real place.
REAL = ("Drenthe", "Garissa", "Lubrin", "Ruden", "Rulin", "Ullava", "Yondo")


def village_names(rng: np.random.Generator, count: int, taken: Collection[str]) -> list[str]:
    """Return `count` different names, none of them in `taken`."""
    avoid = {name.casefold() for name in (*taken, *REAL)}
    names: list[str] = []
    while len(names) < count:
        head, tail = (parts[int(rng.integers(len(parts)))] for parts in (HEADS, TAILS))
        name = head + tail
        if name.casefold() not in avoid:
            avoid.add(name.casefold())
            names.append(name)
    return names
