"""Entry point: rows of the visibility graph, each an exact isovist scan-converted into bits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, uint64

from siteplan.measures.kernels.bits import bit_at, popcount
from siteplan.measures.kernels.isovists import full_view, outline_measures
from siteplan.measures.kernels.sweep import ordered, sweep

FAR = 1e9
ZERO = np.uint64(0)
ONE = np.uint64(1)
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@njit(cache=True, nogil=True, inline="always")
def _column(value: float) -> int:
    return int(min(max(value, -FAR), FAR))


@njit(cache=True, nogil=True)
def _set_run(bitmap: Any, line: int, first: int, last: int) -> None:
    """Set the bits of columns first to last of one grid line, which lie inside it."""
    if first > last:
        return
    begin, end = first >> 6, last >> 6
    head, tail = ALL << uint64(first & 63), ALL >> uint64(63 - (last & 63))
    if begin == end:
        bitmap[line, begin] |= head & tail
        return
    bitmap[line, begin] |= head
    for k in range(begin + 1, end):
        bitmap[line, k] = ALL
    bitmap[line, end] |= tail


@njit(cache=True, nogil=True)
def _gather(bitmap: Any, filled: Any, tile_line: Any, tile_column: Any, row: Any, summary: Any) -> int:
    """Rearrange a bitmap of grid lines into 8 x 8 tiles, keep analysed cells, and count them."""
    bytes_of = bitmap.view(np.uint8)
    total = 0
    summary[:] = ZERO
    for tile in range(len(filled)):
        line, column = 8 * tile_line[tile], tile_column[tile]
        word = uint64(bytes_of[line, column])
        for k in range(1, 8):
            word |= uint64(bytes_of[line + k, column]) << uint64(8 * k)
        word &= filled[tile]
        row[tile] = word
        if word:
            total += popcount(word)
            summary[tile >> 6] |= bit_at(tile & 63)
    return total


@njit(cache=True, nogil=True, inline="always")
def _side(x: float, y: float, front: float, tie: float) -> tuple[int, float, float, float]:
    """A boundary ray as a bound of columns: sign of its rise, columns a line, tie a line, lines in front of its end."""
    if abs(y) <= tie:
        return 0, x, 0.0, 0.0
    # A line of sight passes a corner within the tie if it meets the grid line this close to the ray.
    return (1 if y > 0.0 else -1), x / y, tie * np.hypot(x, y) / (y * y), front - tie


@njit(cache=True, nogil=True)
def _fill_triangle(
    px: float, py: float, qx: float, qy: float, start: Any, end: Any, tie: float, column: int, line: int, columns: int,
    lines: int, bitmap: Any,
) -> None:  # fmt: skip
    """Set every cell strictly inside the triangle eye-p-q; on a side only in front of what stands on that ray."""
    low, high = int(np.ceil(min(0.0, py, qy) - tie)), int(np.floor(max(0.0, py, qy) + tie))
    low, high = max(low, -line), min(high, lines - 1 - line)
    start_sign, start_slope, start_tie, start_front = start
    end_sign, end_slope, end_tie, end_front = end
    ex, ey = qx - px, qy - py
    wall_slope = ex / ey if ey != 0.0 else 0.0
    for j in range(low, high + 1):
        first, last, far = float(-column), float(columns - 1 - column), abs(j)
        if start_sign > 0:
            last = min(last, j * start_slope + (start_tie * far if far < start_front else -start_tie * far))
        elif start_sign < 0:
            first = max(first, j * start_slope - (start_tie * far if far < start_front else -start_tie * far))
        elif start_slope * j <= 0.0:
            continue
        if end_sign > 0:
            first = max(first, j * end_slope - (end_tie * far if far < end_front else -end_tie * far))
        elif end_sign < 0:
            last = min(last, j * end_slope + (end_tie * far if far < end_front else -end_tie * far))
        elif end_slope * j >= 0.0:
            continue
        if ey > 0.0:
            last = min(last, px + wall_slope * (j - py))
        elif ey < 0.0:
            first = max(first, px + wall_slope * (j - py))
        elif ex * (j - py) <= 0.0:
            continue
        if first <= last:
            at = line + j
            _set_run(bitmap, at, column + int(np.ceil(first)), column + int(np.floor(last)))


@njit(cache=True, nogil=True)
def _clear_beyond(
    x: float, y: float, tie: float, column: int, line: int, columns: int, lines: int, bitmap: Any
) -> None:
    """Clear the cells on the ray to (x, y) that lie there or beyond: a wall seen end-on stands in the way."""
    if abs(y) <= tie:
        step = 1 if x > 0.0 else -1
        i = _column(np.ceil(abs(x) - tie))
        while 0 <= column + step * i < columns:
            _clear(bitmap, column + step * i, line)
            i += 1
        return
    step = 1 if y > 0.0 else -1
    slope, width = x / y, tie * np.hypot(x, y) / (y * y)
    j = _column(np.ceil(abs(y) - tie))
    while 0 <= line + step * j < lines:
        at = step * j * slope
        nearest = np.floor(at + 0.5)
        if abs(at - nearest) <= width * j:
            i = column + _column(nearest)
            if 0 <= i < columns:
                _clear(bitmap, i, line + step * j)
        j += 1


@njit(cache=True, nogil=True, inline="always")
def _clear(bitmap: Any, column: int, line: int) -> None:
    bitmap[line, column >> 6] &= ~bit_at(column & 63)


@njit(cache=True, nogil=True)
def _fill_row(
    ring: Any, ring_blank: Any, size: int, end_on: Any, grazed: int, scale: float, tie: float, column: int, line: int,
    columns: int, lines: int, bitmap: Any,
) -> None:  # fmt: skip
    """Set the bits of all cells that see the eye; ``scale`` = 1 / spacing."""
    for i in range(size):
        before, after = (i - 1 if i else size - 1), (i + 1 if i + 1 < size else 0)
        px, py, qx, qy = ring[i, 0] * scale, ring[i, 1] * scale, ring[i, 2] * scale, ring[i, 3] * scale
        sx, sy, ex, ey = px, py, qx, qy
        if not ring_blank[before]:
            ox, oy = ring[before, 2] * scale, ring[before, 3] * scale
            if ox * ox + oy * oy < sx * sx + sy * sy:
                sx, sy = ox, oy
        if not ring_blank[i]:
            ox, oy = ring[after, 0] * scale, ring[after, 1] * scale
            if ox * ox + oy * oy < ex * ex + ey * ey:
                ex, ey = ox, oy
        start, end = _side(sx, sy, abs(sy), tie), _side(ex, ey, abs(ey), tie)
        _fill_triangle(px, py, qx, qy, start, end, tie, column, line, columns, lines, bitmap)
        if start[0] == 0:
            reach = _column(np.ceil(abs(sx) - tie)) - 1
            if sx > 0.0:
                _set_run(bitmap, line, column + 1, min(column + reach, columns - 1))
            else:
                _set_run(bitmap, line, max(column - reach, 0), column - 1)
    for k in range(grazed):
        _clear_beyond(end_on[k, 0] * scale, end_on[k, 1] * scale, tie, column, line, columns, lines, bitmap)


@njit(cache=True, nogil=True)
def graph_rows(
    begin: int, stop: int, cell_column: Any, cell_line: Any, x0: float, y0: float, spacing: float, tie: float,
    tree_lines: Any, links: Any, walls: Any, owners: Any, filled: Any, tile_line: Any, tile_column: Any,
    lines: int, columns: int, bits: Any, summary: Any, degree: Any, area: Any, perimeter: Any,
) -> None:  # fmt: skip
    """Fill the rows ``begin`` to ``stop`` of a visibility graph.

    Parameters
    ----------
    cell_column, cell_line : int64 (n,)
        Place of each cell in the grid.
    x0, y0 : float
        Centre of the grid's first cell [m], in the coordinates of the walls.
    tie : float
        What counts as touching, in cells.
    tree_lines, links, walls, owners
        The partition of `build_tree`.
    filled : uint64 (tiles,)
        Which cells of each 8 x 8 tile are analysed.
    tile_line, tile_column : int64 (tiles,)
        Place of each tile in the grid of tiles.
    bits : uint64 (n, tiles)
        Filled: cells seen.
    summary : uint64 (n, .)
        Filled: tiles of which anything is seen.
    degree : int64 (n,), area, perimeter : float64 (n,)
        Filled: cells seen, and the exact isovist's measures [m2, m].
    """
    room = 6 * len(walls) + 16
    gaps, seen, seen_owner = np.empty((room, 6)), np.empty((room, 6)), np.empty(room, np.int64)
    stack, end_on, order = np.empty(2 * len(links) + 4, np.int64), np.empty((len(walls), 2)), np.empty(room, np.int64)
    ring, ring_owner, ring_blank = np.empty((room, 4)), np.empty(room, np.int64), np.empty(room, np.bool_)
    view, bitmap = np.empty((1, 6)), np.zeros((8 * ((lines + 7) >> 3), (columns + 63) >> 6), np.uint64)
    full_view(view)
    for cell in range(begin, stop):
        column, line = cell_column[cell], cell_line[cell]
        full_view(gaps)
        found, count, grazed = sweep(
            x0 + column * spacing, y0 + line * spacing, tree_lines, links, walls, owners, gaps, 1, seen, seen_owner,
            stack, end_on,
        )  # fmt: skip
        size = ordered(seen, seen_owner, found, gaps, count, view, 1, order, ring, ring_owner, ring_blank)
        area[cell], perimeter[cell] = outline_measures(ring, ring_blank, size)
        bitmap[:] = ZERO
        _fill_row(ring, ring_blank, size, end_on, grazed, 1 / spacing, tie, column, line, columns, lines, bitmap)
        _clear(bitmap, column, line)
        degree[cell] = _gather(bitmap, filled, tile_line, tile_column, bits[cell], summary[cell])
