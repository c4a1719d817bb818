"""Compiled kernels, ready when they are: nobody waits for a compiler.

Numba compiles each kernel once for a machine and keeps it on disk beside this package (``NUMBA_CACHE_DIR`` moves it).
`warm_up` does that at set-up. In a process the kernels are then loaded in the background, in well under a second; until
they are there, callers take their NumPy path, which gives the same answers. Kernels release the interpreter's lock and
are run by our own threads: Numba's ``parallel=True`` would end the process under concurrent threads, as in Streamlit.
"""

from __future__ import annotations

import importlib
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Literal, NamedTuple

Group = Literal["sight", "graph", "network", "outline", "what_if"]
Kernel = Callable[..., Any]

NEVER = "SITEPLAN_WITHOUT_KERNELS"
"""Environment variable: set, everything takes the NumPy path."""


class SightKernels(NamedTuple):
    """Isovists and sight lines; see the modules of this package for their parameters."""

    build_tree: Kernel
    stretches: Kernel
    first_blockers: Kernel


class GraphKernels(NamedTuple):
    """Visibility graphs."""

    graph_rows: Kernel
    depth_sums: Kernel
    second_reach: Kernel
    single_depth: Kernel
    common_neighbours: Kernel
    moments: Kernel
    through_lines: Kernel


class NetworkKernels(NamedTuple):
    """Street networks."""

    nearest_of_junctions: Kernel
    nearest_of_plots: Kernel
    all_within: Kernel
    cells_of_edges: Kernel
    nearest_edges: Kernel


class OutlineKernels(NamedTuple):
    """Outlines of buildings and areas around a plot."""

    clipped_areas: Kernel
    nearest_outlines: Kernel
    ray_hits: Kernel


class WhatIfKernels(NamedTuple):
    """Distance fields kept true under changes."""

    behind: Kernel
    update: Kernel


class _Loading:
    """Kernels on their way in a thread of their own."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._thread: threading.Thread | None = None
        self._kernels: Any = None

    def kernels(self, wait_s: float | None) -> Any:
        """The kernels, or None if they are not there after waiting [s]; None waits as long as it takes."""
        if not self._done.is_set():
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._load, name=f"kernels-{self._group}", daemon=True)
                    self._thread.start()
            self._done.wait(wait_s)
        return self._kernels if self._done.is_set() else None

    def _load(self) -> None:
        try:
            exercise = importlib.import_module("siteplan.measures.kernels.exercise")
            self._kernels = exercise.compiled(self._group)
        except ImportError:
            # Without Numba everything is answered by NumPy.
            self._kernels = None
        finally:
            self._done.set()


@cache
def _loading(group: Group) -> _Loading:
    return _Loading(group)


def sight_kernels(*, wait_s: float | None = 0.0) -> SightKernels | None:
    """Kernels of isovists and sight lines if they are loaded within ``wait_s`` [s]; the first call starts loading."""
    if os.environ.get(NEVER):
        return None
    kernels: SightKernels | None = _loading("sight").kernels(wait_s)
    return kernels


def graph_kernels(*, wait_s: float | None = 0.0) -> GraphKernels | None:
    """Kernels of visibility graphs if they are loaded within ``wait_s`` [s]; the first call starts loading."""
    if os.environ.get(NEVER):
        return None
    kernels: GraphKernels | None = _loading("graph").kernels(wait_s)
    return kernels


def network_kernels(*, wait_s: float | None = 0.0) -> NetworkKernels | None:
    """Kernels of street networks if they are loaded within ``wait_s`` [s]; the first call starts loading."""
    if os.environ.get(NEVER):
        return None
    kernels: NetworkKernels | None = _loading("network").kernels(wait_s)
    return kernels


def outline_kernels(*, wait_s: float | None = 0.0) -> OutlineKernels | None:
    """Kernels of outlines if they are loaded within ``wait_s`` [s]; the first call starts loading."""
    if os.environ.get(NEVER):
        return None
    kernels: OutlineKernels | None = _loading("outline").kernels(wait_s)
    return kernels


def what_if_kernels(*, wait_s: float | None = 0.0) -> WhatIfKernels | None:
    """Kernels of changing networks if they are loaded within ``wait_s`` [s]; the first call starts loading."""
    if os.environ.get(NEVER):
        return None
    kernels: WhatIfKernels | None = _loading("what_if").kernels(wait_s)
    return kernels


def warm_up() -> float:
    """Compile every kernel that is not yet kept on disk, and load all; returns the seconds it took."""
    begun = time.perf_counter()
    sight_kernels(wait_s=None)
    graph_kernels(wait_s=None)
    network_kernels(wait_s=None)
    what_if_kernels(wait_s=None)
    outline_kernels(wait_s=None)
    return time.perf_counter() - begun


def in_threads(work: Callable[[int, int], object], count: int, *, block: int, workers: int | None = None) -> None:
    """Run ``work(begin, stop)`` over blocks of 0 ... count in threads of our own.

    Parameters
    ----------
    work
        Releases the interpreter's lock; must write to its own rows only.
    block
        Rows at a time.
    workers
        Threads; by default one for each processor.
    """
    parts: Sequence[tuple[int, int]] = [(at, min(at + block, count)) for at in range(0, count, block)]
    threads = min(workers or os.cpu_count() or 1, len(parts))
    if threads <= 1:
        for begin, stop in parts:
            work(begin, stop)
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work, begin, stop) for begin, stop in parts]:
            done.result()
