"""Measures of each cell's own surroundings in a visibility graph: control, clustering, moments, through vision."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from siteplan.measures import kernels
from siteplan.measures.noding import FloatArray, IntArray
from siteplan.measures.visibility_graph import LOADING_S, PATIENCE_S, VisibilityGraph

NUMPY_MULTIPLY_S = 5e-11
ROWS_AT_ONCE = 512


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocalMeasures:
    """NaN where a measure is not defined.

    Attributes
    ----------
    control : ndarray, shape (n,)
        Sum over the cells seen of one over what they see: how much of its neighbours' view a cell holds.
    controllability : ndarray, shape (n,)
        Cells seen / cells seen from anywhere in sight: how easily a place is overlooked as a whole.
    clustering : ndarray, shape (n,)
        Share of the pairs of cells seen that see each other: 1 in a convex room.

    References
    ----------
    Turner, A., Doxa, M., O'Sullivan, D., Penn, A. (2001). From isovists to visibility graphs. Environment and Planning
    B 28(1), 103-121. https://doi.org/10.1068/b2684
    Turner, A. (2001). Depthmap: a program to perform visibility graph analysis. Proceedings of the 3rd International
    Space Syntax Symposium, 31.1-31.9.
    """

    control: FloatArray
    controllability: FloatArray
    clustering: FloatArray


def local_measures(graph: VisibilityGraph, *, workers: int | None = None) -> LocalMeasures:
    """Control, controllability and clustering of every cell; ``workers`` threads, by default one a processor."""
    count, grid = len(graph), graph.grid
    shared, control, reached = np.empty(count), np.empty(count), np.empty(count, np.int64)
    compiled = kernels.graph_kernels(wait_s=LOADING_S if count**3 * NUMPY_MULTIPLY_S < PATIENCE_S else None)
    if compiled is None:
        shared, control, reached = _by_numpy(graph)
    else:
        cells, first_cell = grid.cell_at_place, np.searchsorted(grid.place, 64 * np.arange(len(grid.filled) + 1))
        common_neighbours, second_reach = compiled.common_neighbours, compiled.second_reach

        def neighbours(begin: int, stop: int) -> None:
            common_neighbours(
                begin, stop, graph.bits, grid.filled, grid.place, first_cell, cells, graph.connectivity, shared,
                control,
            )  # fmt: skip

        def reach(begin: int, stop: int) -> None:
            second_reach(begin, stop, graph.bits, graph.summary, grid.filled, grid.place, first_cell, reached)

        kernels.in_threads(neighbours, len(grid.filled), block=2, workers=workers)
        kernels.in_threads(reach, len(grid.filled), block=2, workers=workers)
    degree = graph.connectivity.astype(np.float64)
    pairs = degree * (degree - 1)
    return LocalMeasures(
        control=np.where(degree > 0, control, math.nan),
        controllability=np.divide(degree, reached, out=np.full(count, math.nan), where=reached > 0),
        clustering=np.divide(shared, pairs, out=np.full(count, math.nan), where=pairs > 0),
    )


def _by_numpy(graph: VisibilityGraph) -> tuple[FloatArray, FloatArray, IntArray]:
    links = graph.rows(slice(None)).astype(np.float32)
    inverse = 1.0 / np.maximum(graph.connectivity, 1)
    shared, reached = np.empty(len(links)), np.empty(len(links), np.int64)
    control = np.empty(len(links))
    for begin in range(0, len(links), ROWS_AT_ONCE):
        some = slice(begin, begin + ROWS_AT_ONCE)
        common = links[some] @ links
        shared[some] = (common * links[some]).sum(axis=1, dtype=np.float64)
        reached[some] = (common > 0).sum(axis=1)
        control[some] = links[some].astype(np.float64) @ inverse
    return shared, control, reached


def point_moments(graph: VisibilityGraph, *, workers: int | None = None) -> tuple[FloatArray, FloatArray]:
    """Sums over the cells seen of the distance [m] and of its square [m2], shape (n,) each."""
    count, grid = len(graph), graph.grid
    first, second = np.empty(count), np.empty(count)
    compiled = kernels.graph_kernels(wait_s=LOADING_S)
    if compiled is None:
        points = np.column_stack((grid.column, grid.line)).astype(np.float64)
        for begin in range(0, count, ROWS_AT_ONCE):
            some = slice(begin, begin + ROWS_AT_ONCE)
            distance = np.hypot(*(points[some, None] - points[None]).transpose(2, 0, 1)) * graph.rows(some)
            first[some], second[some] = distance.sum(axis=1), (distance**2).sum(axis=1)
    else:
        roots = np.hypot(np.arange(grid.lines)[:, None], np.arange(grid.columns)[None])
        tile_line, tile_column = np.nonzero(grid.tile_index >= 0)
        moments = compiled.moments

        def rows(begin: int, stop: int) -> None:
            moments(begin, stop, graph.bits, grid.column, grid.line, tile_column, tile_line, roots, first, second)

        kernels.in_threads(rows, count, block=256, workers=workers)
    return first * grid.spacing, second * grid.spacing**2


def through_vision(graph: VisibilityGraph) -> IntArray:
    """Sight lines between two other cells that pass over each cell, shape (n,).

    Notes
    -----
    A line passes over the cell nearest to it at each step along its longer axis, its ends left out; each pair of cells
    counts once. Where the line runs exactly between two cells, the one with the larger coordinate counts.

    References
    ----------
    Turner, A. (2007). To move through lines of sight. Proceedings of the 6th International Space Syntax Symposium.
    """
    grid = graph.grid
    passing = np.zeros(64 * len(grid.filled), np.int64)
    tile_line, tile_column = np.nonzero(grid.tile_index >= 0)
    compiled = kernels.graph_kernels(wait_s=LOADING_S)
    if compiled is not None:
        compiled.through_lines(
            0, len(graph), graph.bits, grid.column, grid.line, tile_column, tile_line, grid.tile_index, passing
        )
        return passing[grid.place]
    places = np.full((grid.lines, grid.columns), -1, dtype=np.int64)
    places[grid.line, grid.column] = np.arange(len(graph))
    counts = np.zeros(len(graph), np.int64)
    for cell in range(len(graph)):
        others = graph.neighbours(cell)
        dx, dy = grid.column[others] - grid.column[cell], grid.line[others] - grid.line[cell]
        later = (dy > 0) | ((dy == 0) & (dx > 0))
        dx, dy = dx[later], dy[later]
        steps = np.maximum(np.abs(dx), np.abs(dy))
        row = np.repeat(np.arange(len(dx)), steps - 1)
        step = 1 + np.arange(len(row)) - np.repeat(np.cumsum(steps - 1) - (steps - 1), steps - 1)
        column = grid.column[cell] + (2 * step * dx[row] + steps[row]) // (2 * steps[row])
        line = grid.line[cell] + (2 * step * dy[row] + steps[row]) // (2 * steps[row])
        hit = places[line, column]
        np.add.at(counts, hit[hit >= 0], 1)
    return counts
