"""The visibility graph of a grid of cells: which cell sees which, as rows of bits, equal to depthmapX edge by edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from siteplan.measures import kernels
from siteplan.measures.analysis_grid import AnalysisGrid, WordArray, analysis_grid, touches
from siteplan.measures.isovist import isovists
from siteplan.measures.noding import FloatArray, IntArray, as_segments
from siteplan.measures.sight_field import SightField, sight_field

MAX_CELLS = 60_000
"""A stored graph takes n^2 / 8 bytes: 450 MB here."""
LOADING_S = 3.0
"""So long does a graph wait for kernels that are kept on disk."""
NUMPY_PAIR_S, PATIENCE_S = 8e-8, 20.0
"""Time for one pair of cells and one wall in NumPy; above this in all, a compiler is quicker."""
PAIRS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VisibilityGraph:
    """Cells and their sight lines.

    Attributes
    ----------
    grid : AnalysisGrid
        The n cells.
    bits : ndarray of uint64, shape (n, tiles)
        Row i: cells that cell i sees, at the places of the grid. Symmetric; the cell itself is not counted.
    summary : ndarray of uint64, shape (n, ceil(tiles / 64))
        Row i: tiles of which cell i sees anything.
    connectivity : ndarray of int, shape (n,)
        Number of cells seen.
    isovist_area_m2, isovist_perimeter_m : ndarray, shape (n,)
        Of the exact isovist from each centre.
    """

    grid: AnalysisGrid
    bits: WordArray
    summary: WordArray
    connectivity: IntArray
    isovist_area_m2: FloatArray
    isovist_perimeter_m: FloatArray

    def __len__(self) -> int:
        return len(self.grid)

    @property
    def isovist_compactness(self) -> FloatArray:
        """4 pi area / perimeter squared, shape (n,)."""
        result: FloatArray = 4 * np.pi * self.isovist_area_m2 / self.isovist_perimeter_m**2
        return result

    def rows(self, cells: slice | IntArray) -> NDArray[np.bool_]:
        """Rows of the graph as booleans, shape (len(cells), n)."""
        part = np.ascontiguousarray(self.bits[cells])
        spread = np.unpackbits(part.view(np.uint8), axis=1, bitorder="little")
        return spread[:, self.grid.place].astype(np.bool_)

    def neighbours(self, cell: int) -> IntArray:
        """Rows of the cells that a cell sees, ascending."""
        return np.flatnonzero(self.rows(slice(cell, cell + 1))[0])


def visibility_graph(
    walls: ArrayLike,
    *,
    seed: tuple[float, float],
    spacing: float,
    extent: tuple[float, float, float, float] | None = None,
    max_cells: int = MAX_CELLS,
    workers: int | None = None,
) -> VisibilityGraph:
    """Visibility graph of the cells that can be reached from a seed.

    Parameters
    ----------
    walls : array_like, shape (n, 4)
        Blocking segments x1, y1, x2, y2 [m].
    seed : (float, float)
        Point in the first cell [m].
    spacing : float
        Distance of neighbouring centres [m]; they stand at its integer multiples in the coordinates given.
    extent : (min x, min y, max x, max y), optional
        Cells outside are not analysed [m]; by default the box of the walls.
    max_cells : int
        Refuse more.
    workers : int, optional
        Threads; by default one for each processor.

    Raises
    ------
    SeedBlockedError, GridTooLargeError, ValueError
        As `analysis_grid`.

    Notes
    -----
    Two cells see each other if the segment between their centres neither crosses nor touches a wall: grazing a corner
    or looking along a wall end-on is blocked. What comes within 1e-9 of a cell touches.

    References
    ----------
    Turner, A., Doxa, M., O'Sullivan, D., Penn, A. (2001). From isovists to visibility graphs. Environment and Planning
    B 28(1), 103-121. https://doi.org/10.1068/b2684
    """
    segments = as_segments(walls)
    grid = analysis_grid(segments, seed=seed, spacing=spacing, extent=extent, max_cells=max_cells)
    field = _field(segments, grid)
    compiled = _kernels(len(grid), len(field.pieces))
    if compiled is None:
        return _by_numpy(grid, segments, field)
    sight, graph = compiled
    count, tiles = len(grid), len(grid.filled)
    bits, summary = np.empty((count, tiles), np.uint64), np.empty((count, (tiles + 63) // 64), np.uint64)
    degree, area, perimeter = np.empty(count, np.int64), np.empty(count), np.empty(count)
    tree = sight.build_tree(field.pieces, field.owner)
    corner = np.array([grid.first_column, grid.first_line]) * grid.spacing - field.origin

    def rows(begin: int, stop: int) -> None:
        graph.graph_rows(
            begin, stop, grid.column, grid.line, float(corner[0]), float(corner[1]), float(grid.spacing), grid.tie,
            *tree, grid.filled, grid.tile_index, grid.lines, grid.columns, bits, summary, degree, area,
            perimeter,
        )  # fmt: skip

    kernels.in_threads(rows, count, block=256, workers=workers)
    return VisibilityGraph(
        grid=grid, bits=bits, summary=summary, connectivity=degree, isovist_area_m2=area, isovist_perimeter_m=perimeter
    )


def _field(segments: FloatArray, grid: AnalysisGrid) -> SightField:
    """The walls noded inside a box that holds them and every cell."""
    centres = grid.centres
    corners = np.vstack((segments[:, :2], segments[:, 2:], centres.min(axis=0), centres.max(axis=0)))
    low, high = corners.min(axis=0), corners.max(axis=0)
    # Cells on the box itself are half blind; where walls enclose everything the box is theirs, as in the reference.
    edge = (centres.min(axis=0) <= low) | (centres.max(axis=0) >= high)
    low, high = low - edge * grid.spacing / 2, high + edge * grid.spacing / 2
    return sight_field(segments, bounds=(float(low[0]), float(low[1]), float(high[0]), float(high[1])))


def _kernels(cells: int, walls: int) -> tuple[kernels.SightKernels, kernels.GraphKernels] | None:
    """Kernels, if they are there or waiting for the compiler is quicker than doing without."""
    wait = LOADING_S if cells * cells * walls * NUMPY_PAIR_S < PATIENCE_S else None
    # One after the other: two threads that load at once only hinder each other.
    sight = kernels.sight_kernels(wait_s=wait)
    graph = kernels.graph_kernels(wait_s=wait)
    return None if graph is None or sight is None else (sight, graph)


def _by_numpy(grid: AnalysisGrid, segments: FloatArray, field: SightField) -> VisibilityGraph:
    """The same graph pair by pair, while kernels are not compiled."""
    count, tiles = len(grid), len(grid.filled)
    corner = np.array([grid.first_column, grid.first_line]) * grid.spacing
    walls = (segments - np.tile(corner, 2)) / grid.spacing
    walls = walls[(walls[:, :2] != walls[:, 2:]).any(axis=1)]
    points = np.column_stack((grid.column, grid.line)).astype(np.float64)
    spread = np.zeros((count, 64 * tiles), dtype=np.bool_)
    step = max(1, PAIRS_AT_ONCE // max(1, len(walls)))
    for cell in range(count):
        for begin in range(cell + 1, count, step):
            others = np.arange(begin, min(begin + step, count))
            blocked = touches(points[cell], points[others][:, None], walls[None], grid.tie).any(axis=1)
            seen = others[~blocked]
            spread[cell, grid.place[seen]] = True
            spread[seen, grid.place[cell]] = True
    bits = np.packbits(spread, axis=1, bitorder="little").view(np.uint64)
    present = np.pad(bits != 0, ((0, 0), (0, -tiles % 64)))
    summary = np.packbits(present, axis=1, bitorder="little").view(np.uint64)
    seen_from = isovists(grid.centres, field)
    return VisibilityGraph(
        grid=grid, bits=bits, summary=summary, connectivity=spread.sum(axis=1),
        isovist_area_m2=np.array([one.area_m2 for one in seen_from]),
        isovist_perimeter_m=np.array([one.perimeter_m for one in seen_from]),
    )  # fmt: skip
