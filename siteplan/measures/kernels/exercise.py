"""Each entry point run once on two cells: that compiles it, or loads what was compiled before.

Graphs have many entry points, and a page needs one or two of them. Once all are compiled, each is loaded when it is
first called.

Numba keeps a compiled function for as long as its own file is unchanged, and does not look at the files of what it
calls. So the whole package has one fingerprint, and what was compiled from another text is forgotten.
"""

from __future__ import annotations

import hashlib
import importlib
import platform
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core.dispatcher import Dispatcher

from siteplan.measures.kernels import (
    GraphKernels,
    Group,
    NetworkKernels,
    OutlineKernels,
    SightKernels,
    WhatIfKernels,
)
from siteplan.measures.kernels.depth import depth_sums, second_reach, single_depth
from siteplan.measures.kernels.grid import cells_of_edges, nearest_edges
from siteplan.measures.kernels.isovists import stretches
from siteplan.measures.kernels.lines import first_blockers
from siteplan.measures.kernels.local import common_neighbours, moments, through_lines
from siteplan.measures.kernels.network import all_within, nearest_of_junctions, nearest_of_plots
from siteplan.measures.kernels.outlines import clipped_areas, nearest_outlines, ray_hits
from siteplan.measures.kernels.rows import graph_rows
from siteplan.measures.kernels.tree import build_tree
from siteplan.measures.kernels.what_if import behind, update

AnyKernels = SightKernels | GraphKernels | NetworkKernels | OutlineKernels | WhatIfKernels


def compiled(group: Group) -> AnyKernels:
    """The kernels of a group, compiled."""
    _spare_linear_algebra()
    forget_outdated()
    groups: dict[Group, Callable[[], AnyKernels]] = {
        "sight": _sight, "graph": _graph, "network": _network, "outline": _outline, "what_if": _what_if,
    }  # fmt: skip
    return groups[group]()


@cache
def _spare_linear_algebra() -> None:
    """Let Numba load without SciPy's linear algebra, which takes longer than all the kernels and serves none of them.

    Numba asks once whether BLAS is there, for the inner product of `numpy.cov`; without it, it takes a loop.
    """
    linalg: Any = importlib.import_module("numba.np.linalg")
    asked = getattr(linalg, "ensure_blas", None)
    if asked is None or "scipy.linalg" in sys.modules:
        return

    def absent() -> None:
        raise ImportError("not needed by the kernels")

    try:
        linalg.ensure_blas = absent
        importlib.import_module("numba.np.arraymath")
    finally:
        linalg.ensure_blas = asked


@cache
def _fingerprint() -> str:
    """Of all that what is compiled depends on: the text of this package, Numba and the processor."""
    text = b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(text + f"{numba.__version__} {platform.machine()}".encode()).hexdigest()


@cache
def forget_outdated() -> None:
    """Forget what was compiled from another text of any file of this package; once a process."""
    fingerprint = _fingerprint()
    for folder, functions in _kept_in(_dispatchers()).items():
        stamp = folder / "kernels.sha256"
        try:
            if stamp.is_file() and stamp.read_text(encoding="ascii") == fingerprint:
                continue
            folder.mkdir(parents=True, exist_ok=True)
            for function in functions:
                function._cache.flush()
            stamp.write_text(fingerprint, encoding="ascii")
        except OSError:
            # A folder that cannot be written holds nothing of ours: everything is compiled afresh.
            continue


def _dispatchers() -> list[Any]:
    """Every compiled function of this package."""
    prefix = f"{__package__}."
    modules = [module for name, module in list(sys.modules.items()) if name.startswith(prefix)]
    return [value for module in modules for value in vars(module).values()
            if isinstance(value, Dispatcher) and value.py_func.__module__ == module.__name__]  # fmt: skip


def _kept_in(functions: Iterable[Any]) -> dict[Path, list[Any]]:
    """The functions by the folder in which Numba keeps them."""
    folders: dict[Path, list[Any]] = {}
    for function in functions:
        folders.setdefault(Path(function._cache.cache_path), []).append(function)
    return folders


def _room() -> tuple[Any, Any, Any, Any]:
    pieces = np.array([[-1.0, -1.0, 2.0, -1.0], [2.0, -1.0, 2.0, 1.0], [2.0, 1.0, -1.0, 1.0], [-1.0, 1.0, -1.0, -1.0]])
    tree: tuple[Any, Any, Any, Any] = build_tree(pieces, np.arange(4))
    return tree


def _sight() -> SightKernels:
    view = np.array([[0.0, 4.0, 1.0, 0.0, 1.0, 0.0]])
    stretches(np.zeros((1, 2)), view, np.array([0, 1]), *_room())
    blocker, at = np.zeros((1, 1), dtype=np.int64), np.zeros((1, 1))
    first_blockers(0, 1, np.zeros((1, 3)), np.ones((1, 3)), np.zeros((1, 4)), np.zeros(1), np.ones(1), blocker, at)
    return SightKernels(build_tree=build_tree, stretches=stretches, first_blockers=first_blockers)


def _graph() -> GraphKernels:
    kept: Any = graph_rows
    stamp = Path(kept._cache.cache_path) / "graph.sha256"
    try:
        ready = stamp.is_file() and stamp.read_text(encoding="ascii") == _fingerprint()
        if not ready:
            _two_cells()
            stamp.write_text(_fingerprint(), encoding="ascii")
    except OSError:
        # A folder that cannot be read or written keeps nothing.
        _two_cells()
    return GraphKernels(
        graph_rows=graph_rows, depth_sums=depth_sums, second_reach=second_reach, single_depth=single_depth,
        common_neighbours=common_neighbours, moments=moments, through_lines=through_lines,
    )  # fmt: skip


def _two_cells() -> None:
    """Every entry point of graphs on two cells side by side in a room."""
    column, line, place = np.array([0, 1]), np.array([0, 0]), np.array([0, 1])
    filled, zero, first_cell = np.array([3], dtype=np.uint64), np.array([0]), np.array([0, 2])
    bits, summary = np.zeros((2, 1), dtype=np.uint64), np.zeros((2, 1), dtype=np.uint64)
    degree, whole, more = np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64)
    real, other, area, perimeter = np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(2)
    graph_rows(
        0, 2, column, line, 0.0, 0.0, 1.0, 1e-9, *_room(), filled, zero[None], 1, 2, bits, summary, degree, area,
        perimeter,
    )  # fmt: skip
    depth_sums(0, 1, bits, summary, filled, place, first_cell, whole, more, real, other)
    second_reach(0, 1, bits, summary, filled, place, first_cell, whole)
    cells = np.full(64, -1)
    cells[:2] = (0, 1)
    single_depth(0, bits, filled, place, cells, whole)
    common_neighbours(0, 1, bits, filled, place, first_cell, cells, degree, real, other)
    moments(0, 2, bits, column, line, zero, zero, np.zeros((1, 2)), real, other)
    through_lines(0, 2, bits, column, line, zero, zero, np.zeros((1, 1), dtype=np.int64), np.zeros(64, dtype=np.int64))


def _network() -> NetworkKernels:
    """One street of two junctions, with a plot and a destination on it."""
    whole, real = np.zeros(1, dtype=np.int64), np.zeros(1)
    nobody, starts, ends = np.full(1, -1), np.array([0, 1]), np.array([0, 1, 2])
    arcs, one = (ends, np.array([1, 0]), np.ones(2)), np.ones(1, dtype=np.int64)
    place = (real, real, real, real)
    cost, access, other = np.full((2, 1), np.inf), np.full((2, 1), -1), np.full((2, 1), -1)
    found = np.zeros(2, dtype=np.int64)
    nearest_of_junctions(*arcs, whole, real, whole, whole, cost, access, other, found)
    nearest_of_plots(
        whole, whole, one, whole, real, real, *place, cost, access, found, starts, whole, whole, nobody, *place,
        np.full((1, 1), np.inf), np.full((1, 1), -1), np.full((1, 1), -1), np.zeros(1, dtype=np.int64),
    )  # fmt: skip
    all_within(
        *arcs, starts, whole, real, whole, ends, np.array([0, 1]), starts, whole, real, real, *place, starts, whole,
        whole, nobody, *place, 1.0, 1.0, np.zeros(1, dtype=np.int64), np.zeros(1), np.ones(1, dtype=np.bool_),
        np.zeros((1, 4), dtype=np.int64), np.zeros(1),
    )  # fmt: skip
    segments = np.array([[[0.0, 0.0], [1.0, 0.0]]])
    cells: tuple[Any, Any] = cells_of_edges(segments, 0.0, 0.0, 2.0, 1, 1)
    nearest_edges(np.zeros((1, 2)), segments, *cells, 0.0, 0.0, 2.0, 1, 1, np.zeros(1, dtype=np.int64))
    return NetworkKernels(
        nearest_of_junctions=nearest_of_junctions, nearest_of_plots=nearest_of_plots, all_within=all_within,
        cells_of_edges=cells_of_edges, nearest_edges=nearest_edges,
    )  # fmt: skip


def _outline() -> OutlineKernels:
    """A square, cut by a triangle, and looked at from beside it."""
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
    one, rings = np.zeros(1, dtype=np.int64), (np.array([0, 1]), np.array([0, 5]), square, np.ones(1, dtype=np.int64))
    window = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0]])
    clipped_areas(one, one, *rings, np.array([0, 3]), window, np.zeros(1))
    beside = np.array([[2.0, 0.5]])
    nearest_outlines(beside, one, *rings, np.zeros(1))
    ray_hits(
        beside, np.array([[-1.0, 0.0]]), np.ones(1), one, np.ones((1, 1)), *rings, np.array([[0.5, 0.5]]), np.ones(1),
        np.full((1, 1), np.inf), np.zeros((1, 1), dtype=np.bool_),
    )  # fmt: skip
    return OutlineKernels(clipped_areas=clipped_areas, nearest_outlines=nearest_outlines, ray_hits=ray_hits)


def _what_if() -> WhatIfKernels:
    """One street."""
    first, after, ends = np.array([0, 1]), np.full(2, -1), np.array([[0, 1]])
    goal, via, nodes = np.full(2, -1), np.full(2, -1), np.zeros(1, dtype=np.int64)
    behind(first, after, ends, via, nodes, np.zeros(2, dtype=np.bool_), np.zeros(2, dtype=np.int64))
    update(
        first, after, ends, np.ones(1), np.ones(1, dtype=np.bool_), np.full(2, np.inf), goal, via, nodes, nodes,
        np.zeros(1), nodes, nodes - 1,
    )  # fmt: skip
    return WhatIfKernels(behind=behind, update=update)
