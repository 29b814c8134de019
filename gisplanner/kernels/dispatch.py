# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kernel answers: the compiled one where it can be loaded, else the plain one, with a finding.

Nobody waits for the compiled kernel over a small network: loading it takes longer than the plain one takes to answer,
and compiling it much longer. Once it is loaded, it answers everywhere. Both give the same numbers.
"""

from __future__ import annotations

import importlib
import sys
from functools import cache
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels import reference
from gisplanner.kernels.arrays import Graph, Ints, Router
from gisplanner.settings import settings
from layers.findings import Finding, Severity
from layers.jobs import Progress

if TYPE_CHECKING:
    from gisplanner.kernels.compiled.preparation import Preparation

CORE = "gisplanner.kernels.compiled"
SMALL_ARCS = 20_000
"""A network with no more is answered by the plain kernel while the compiled one is not loaded."""
SMALL_MATRIX = 10_000_000
"""As many responses of teams at sites are looked through by the plain kernel while the compiled one is not loaded."""

_warmed = Event()
"""Set when all kernels are loaded and compiled in this process: from then on the compiled one never keeps waiting."""


class Roads:
    """A road network that can be given times.

    Parameters
    ----------
    nodes : int
    tail, head : int32 array, shape (arcs,)
    x, y : float64 array, shape (nodes,)
        Where nodes lie on the plane.
    progress : Progress

    Attributes
    ----------
    findings : tuple of Finding
        Whether the plain kernel answers because the compiled one cannot be loaded.
    """

    def __init__(
        self,
        nodes: int,
        tail: Ints,
        head: Ints,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        progress: Progress,
    ) -> None:
        self._nodes, self._tail, self._head, self._x, self._y = nodes, tail, head, x, y
        self._core: Any = None
        self._made: Preparation | None = None
        self.findings: tuple[Finding, ...] = ()
        self._prepare(progress)

    def router(self, time_ms: Ints) -> Router:
        """A router over these roads with a time for every arc."""
        self._prepare(Progress())
        graph = Graph(self._nodes, self._tail, self._head, time_ms)
        if self._core is None:
            return reference.PlainRouter(graph)
        made: Router = self._core.CompiledRouter(self._made, graph)
        return made

    def has_faster(self, router: Router) -> bool:
        """Whether a router made now would be a faster one: the compiled kernel has been loaded since."""
        return isinstance(router, reference.PlainRouter) and self._find_core()[0] is not None

    def _prepare(self, progress: Progress) -> None:
        """Take the compiled kernel if it is there now."""
        if self._core is not None:
            return
        self._core, fault = self._find_core()
        if fault is not None:
            self.findings = (Finding("plain_routing", Severity.WARNING, {"detail": fault}),)
        if self._core is not None:
            warm = self._core.warm.is_warm()
            progress.update("Preparing the roads" if warm else "Preparing the routing core, once on this machine")
            folder = settings().cache / "networks"
            try:
                self._made = self._core.store.kept_preparation(
                    folder, self._nodes, self._tail, self._head, self._x, self._y
                )
            except OSError as error:  # no room left for machine code
                self._core = None
                self.findings = (Finding("plain_routing", Severity.WARNING, {"detail": str(error)}),)

    def _find_core(self) -> tuple[Any, str | None]:
        return _core(small=len(self._tail) <= SMALL_ARCS)


def by_base(response_ms: Ints, base: Ints, teams: Ints, standard_ms: Ints, bases: int) -> tuple[Ints, Ints]:
    """Earliest response and teams in time of every base at every site; see `reference.by_base`."""
    found: tuple[Ints, Ints] = _capacity(response_ms).by_base(response_ms, base, teams, standard_ms, bases)
    return found


def served_together(response_ms: Ints, teams: Ints, standard_ms: Ints, needed: Ints, order: Ints) -> NDArray[np.bool_]:
    """Which sites are served when all call at once; see `reference.served_together`."""
    served: NDArray[np.bool_] = _capacity(response_ms).served_together(response_ms, teams, standard_ms, needed, order)
    return served


def warm_up() -> bool:
    """Load the compiled kernel, compiling what is not compiled yet: for a thread that nobody waits for.

    Returns
    -------
    bool
        Whether it could be done.
    """
    core, _ = _loaded()
    if core is not None:
        core.warm.warm_up()
        _warmed.set()
    return core is not None


def _capacity(response_ms: Ints) -> Any:  # noqa: ANN401  a module
    core, _ = _core(small=response_ms.size <= SMALL_MATRIX)
    return reference if core is None else core.capacity


def _core(*, small: bool) -> tuple[Any, str | None]:
    """The compiled kernel, or None: because it is not worth waiting for, or with the reason why it cannot be loaded."""
    if small and not _warmed.is_set():
        return None, None
    return _loaded()


@cache
def _loaded() -> tuple[Any, str | None]:
    try:
        core = importlib.import_module(CORE)
        for part in ("capacity", "store", "warm"):
            importlib.import_module(f"{CORE}.{part}")
        core.warm.try_out()
    except Exception as error:  # noqa: BLE001  whatever keeps it from working, the plain kernel does the same
        return None, f"{type(error).__name__}: {error}".splitlines()[0]
    return core, None


if __name__ == "__main__":
    sys.exit(0 if warm_up() else 1)
