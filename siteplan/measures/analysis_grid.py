"""The cells of a visibility graph: a grid at integer multiples of the spacing, filled from a seed up to the walls."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from siteplan.measures.noding import FloatArray, IntArray, as_segments, cross

WordArray = NDArray[np.uint64]

TIE_CELLS = 1e-9
"""A sight line or step that comes this close to a wall, in cells, touches it."""
MAX_GRID_CELLS = 4_000_000
"""Places of the whole grid, analysed or not: more is a spacing in the wrong unit."""
_STEPS = ((1, 0), (0, 1), (1, 1), (-1, 1))


class GridTooLargeError(ValueError):
    """More cells than can be held; ``spacing`` is one that would do."""

    def __init__(self, cells: int, limit: int, spacing: float) -> None:
        super().__init__(f"{cells} cells are more than {limit}; a spacing of {spacing} m would do")
        self.cells, self.limit, self.spacing = cells, limit, spacing


class SeedBlockedError(ValueError):
    """The seed's cell lies on a wall or outside the extent."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnalysisGrid:
    """Analysed cells, in the order of 8 x 8 tiles, so that neighbours lie together in memory.

    Attributes
    ----------
    spacing : float
        [m]
    first_column, first_line : int
        Multiple of the spacing of the grid's first column and line: a cell's centre is
        ``((first_column + column) * spacing, (first_line + line) * spacing)``.
    columns, lines : int
    column, line : ndarray of int, shape (n,)
        Place of each cell in the grid.
    seed : int
        Row of the seed's cell.
    tie : float
        What counts as touching, in cells.
    tile_index : ndarray of int, shape (tile lines, tile columns)
        Number of the tile at a place; -1 where nothing is analysed.
    filled : ndarray of uint64, shape (tiles,)
        Analysed cells of each tile: bit 8 x (line % 8) + column % 8.
    place : ndarray of int, shape (n,)
        Place of each cell's bit: 64 x tile + bit; ascending.
    """

    spacing: float
    first_column: int
    first_line: int
    columns: int
    lines: int
    column: IntArray
    line: IntArray
    seed: int
    tie: float
    tile_index: IntArray
    filled: WordArray
    place: IntArray

    def __len__(self) -> int:
        return len(self.column)

    @property
    def centres(self) -> FloatArray:
        """Centres of the cells [m], shape (n, 2)."""
        multiples = np.column_stack((self.first_column + self.column, self.first_line + self.line))
        return multiples.astype(np.float64) * self.spacing

    @property
    def cell_at_place(self) -> IntArray:
        """Row of the cell of each bit, -1 where nothing is analysed."""
        cells = np.full(64 * len(self.filled), -1, dtype=np.int64)
        cells[self.place] = np.arange(len(self))
        return cells

    def cell_of(self, x: float, y: float) -> int | None:
        """Row of the cell that a point lies in; None if that is not analysed."""
        column, line = nearest_multiple(x, self.spacing), nearest_multiple(y, self.spacing)
        rows = np.flatnonzero((self.column == column - self.first_column) & (self.line == line - self.first_line))
        return int(rows[0]) if len(rows) else None

    def raster(self, values: ArrayLike, *, missing: float = math.nan) -> FloatArray:
        """Values of the cells as an image, shape (lines, columns), the first line north."""
        image = np.full((self.lines, self.columns), missing)
        image[self.line, self.column] = np.asarray(values, dtype=np.float64)
        return image[::-1]


def nearest_multiple(value: float, spacing: float) -> int:
    """The multiple of the spacing in whose cell a coordinate lies (a border belongs to the higher cell)."""
    return math.floor(value / spacing + 0.5)


def analysis_grid(
    walls: ArrayLike,
    *,
    seed: tuple[float, float],
    spacing: float,
    extent: tuple[float, float, float, float] | None = None,
    max_cells: int | None = None,
) -> AnalysisGrid:
    """Flood the grid from a seed.

    Parameters
    ----------
    walls : array_like, shape (n, 4)
        Blocking segments x1, y1, x2, y2 [m].
    seed : (float, float)
        Point in the first cell [m].
    spacing : float
        Distance of neighbouring centres [m].
    extent : (min x, min y, max x, max y), optional
        Cells outside are not analysed [m]; by default the box of the walls.
    max_cells : int, optional
        Refuse more.

    Raises
    ------
    SeedBlockedError
        If the seed's centre lies on a wall or outside the extent.
    GridTooLargeError
        If there are more than ``max_cells``.
    ValueError
        If the spacing is not positive, or walls are malformed.

    Notes
    -----
    A step goes to one of the eight neighbours and is refused if the segment between the centres touches a wall. A cell
    is not dropped for being partly covered.
    """
    segments = as_segments(walls)
    if not (spacing > 0 and math.isfinite(spacing)):
        raise ValueError(f"spacing must be positive, got {spacing}")
    segments = segments[(segments[:, :2] != segments[:, 2:]).any(axis=1)]
    if extent is None:
        if not len(segments):
            raise ValueError("without walls an extent is required")
        x, y = segments[:, ::2], segments[:, 1::2]
        extent = (float(x.min()), float(y.min()), float(x.max()), float(y.max()))
    column0, line0 = math.ceil(extent[0] / spacing - TIE_CELLS), math.ceil(extent[1] / spacing - TIE_CELLS)
    columns = math.floor(extent[2] / spacing + TIE_CELLS) - column0 + 1
    lines = math.floor(extent[3] / spacing + TIE_CELLS) - line0 + 1
    if columns * lines > MAX_GRID_CELLS:
        raise GridTooLargeError(columns * lines, MAX_GRID_CELLS, _coarser(spacing, columns * lines, MAX_GRID_CELLS))
    # Rounding of large coordinates is part of what cannot be told from touching.
    tie = TIE_CELLS + 4 * float(np.spacing(max(map(abs, extent)))) / spacing
    start = nearest_multiple(seed[0], spacing) - column0, nearest_multiple(seed[1], spacing) - line0
    if not (0 <= start[0] < columns and 0 <= start[1] < lines):
        raise SeedBlockedError(f"the seed {seed} is outside {extent}")
    origin = np.array([column0 * spacing, line0 * spacing])
    local = (segments - np.tile(origin, 2)) / spacing
    label = _components(local, columns, lines, tie)
    inside = label == label[start[1], start[0]]
    if inside.sum() == 1 and _on_wall(local, np.array(start, dtype=np.float64), tie):
        raise SeedBlockedError(f"the seed's cell at {seed} lies on a wall")
    count = int(inside.sum())
    if max_cells is not None and count > max_cells:
        raise GridTooLargeError(count, max_cells, _coarser(spacing, count, max_cells))
    return _tiled(inside, start, column0=column0, line0=line0, spacing=spacing, tie=tie)


def _coarser(spacing: float, cells: int, limit: int) -> float:
    """A round spacing with which the cells would be within the limit."""
    wanted = spacing * math.sqrt(cells / limit)
    step = 10.0 ** math.floor(math.log10(wanted))
    return round(next(step * part for part in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * part >= wanted), 9)


def _tiled(
    inside: NDArray[np.bool_], start: tuple[int, int], *, column0: int, line0: int, spacing: float, tie: float
) -> AnalysisGrid:
    """Number the analysed cells by tile, and within a tile line by line."""
    lines, columns = inside.shape
    line, column = np.nonzero(inside)
    tile_line, tile_column = line >> 3, column >> 3
    present = np.zeros(((lines + 7) >> 3, (columns + 7) >> 3), dtype=bool)
    present[tile_line, tile_column] = True
    tile_index = np.full(present.shape, -1, dtype=np.int64)
    tile_index[present] = np.arange(int(present.sum()))
    place = 64 * tile_index[tile_line, tile_column] + 8 * (line & 7) + (column & 7)
    order = np.argsort(place)
    line, column, place = line[order].astype(np.int64), column[order].astype(np.int64), place[order]
    filled = np.zeros(int(present.sum()), dtype=np.uint64)
    np.bitwise_or.at(filled, place >> 6, np.uint64(1) << (place & 63).astype(np.uint64))
    seed = int(np.flatnonzero((column == start[0]) & (line == start[1]))[0])
    return AnalysisGrid(
        spacing=spacing, first_column=column0, first_line=line0, columns=columns, lines=lines, column=column, line=line,
        seed=seed, tie=tie, tile_index=tile_index, filled=filled, place=place,
    )  # fmt: skip


def _components(walls: FloatArray, columns: int, lines: int, tie: float) -> IntArray:
    """Connected components of the grid, shape (lines, columns); walls in cells, relative to the first centre."""
    wall, column, line = _near_cells(walls, columns, lines)
    centre = np.column_stack((column, line)).astype(np.float64)
    links = []
    for step_x, step_y in _STEPS:
        linked = np.zeros((lines, columns), dtype=bool)
        linked[: lines - step_y, max(-step_x, 0) : columns - max(step_x, 0)] = True
        blocked = touches(centre, centre + np.array([step_x, step_y]), walls[wall], tie)
        linked[line[blocked], column[blocked]] = False
        links.append(linked)
    # Runs of cells along a line first: they are few, and only they have to be joined one by one.
    begins = np.ones((lines, columns), dtype=bool)
    begins[:, 1:] = ~links[0][:, :-1]
    run = (np.cumsum(begins.ravel()) - 1).reshape(lines, columns)
    count = int(run[-1, -1]) + 1
    pairs = []
    for (step_x, step_y), linked in zip(_STEPS[1:], links[1:], strict=True):
        at_line, at_column = np.nonzero(linked)
        pairs.append(run[at_line, at_column] * count + run[at_line + step_y, at_column + step_x])
    result: IntArray = _joined(count, np.unique(np.concatenate(pairs)))[run]
    return result


def _joined(count: int, pairs: IntArray) -> IntArray:
    """Labels of things that are joined in pairs, each given as ``first * count + second``: the lowest of each group."""
    above = list(range(count))

    def top(one: int) -> int:
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for first, second in zip(*(part.tolist() for part in np.divmod(pairs, count)), strict=True):
        one, other = top(first), top(second)
        above[max(one, other)] = min(one, other)
    return np.array([top(one) for one in range(count)], dtype=np.int64)


def _near_cells(walls: FloatArray, columns: int, lines: int) -> tuple[IntArray, IntArray, IntArray]:
    """Pairs of a wall and a cell from which a step upwards or to the right may touch it: wall row, column, line."""
    low = np.maximum(np.ceil(np.minimum(walls[:, 1], walls[:, 3]) - 1.0 - 1e-6), 0).astype(np.int64)
    high = np.minimum(np.floor(np.maximum(walls[:, 1], walls[:, 3]) + 1e-6), lines - 1).astype(np.int64)
    count = np.maximum(high - low + 1, 0)
    row = np.repeat(np.arange(len(walls)), count)
    line = low[row] + np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    # The stretch of the wall between this grid line and the next.
    a, b = walls[row, :2], walls[row, 2:]
    rise = b[:, 1] - a[:, 1]
    level = np.abs(rise) < 1e-9
    safe = np.where(level, 1.0, rise)
    share = np.clip(np.stack((line - a[:, 1], line + 1 - a[:, 1])) / safe, 0.0, 1.0)
    share = np.where(level, np.array([[0.0], [1.0]]), share)
    x = a[:, 0] + share * (b[:, 0] - a[:, 0])
    first = np.maximum(np.ceil(x.min(axis=0) - 1.0 - 1e-6), 0).astype(np.int64)
    last = np.minimum(np.floor(x.max(axis=0) + 1.0 + 1e-6), columns - 1).astype(np.int64)
    count = np.maximum(last - first + 1, 0)
    entry = np.repeat(np.arange(len(row)), count)
    column = first[entry] + np.arange(len(entry)) - np.repeat(np.cumsum(count) - count, count)
    return row[entry].astype(np.int64), column.astype(np.int64), line[entry].astype(np.int64)


def touches(p: FloatArray, q: FloatArray, walls: FloatArray, tie: float) -> NDArray[np.bool_]:
    """Whether segments p-q and walls cross or touch within a tie, pair by pair; shapes broadcast over (..., 2 or 4)."""
    a, b = walls[..., :2], walls[..., 2:]
    step, wall = q - p, b - a
    length = np.maximum(np.hypot(step[..., 0], step[..., 1]), tie)
    size = np.hypot(wall[..., 0], wall[..., 1])
    side_a = cross(step, a - p) / length
    side_b = cross(step, b - p) / length
    side_p = cross(wall, p - a) / size
    side_q = cross(wall, q - a) / size
    apart = (np.minimum(side_a, side_b) > tie) | (np.maximum(side_a, side_b) < -tie)
    apart |= (np.minimum(side_p, side_q) > tie) | (np.maximum(side_p, side_q) < -tie)
    # On one line the boxes decide.
    apart |= (np.minimum(a, b) > np.maximum(p, q) + tie).any(axis=-1)
    apart |= (np.maximum(a, b) < np.minimum(p, q) - tie).any(axis=-1)
    result: NDArray[np.bool_] = ~apart
    return result


def _on_wall(walls: FloatArray, point: FloatArray, tie: float) -> bool:
    return bool(touches(point, point, walls, tie).any())
