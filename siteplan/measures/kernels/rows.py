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


@njit(cache=True, nogil=True, inline="always")
def _swap(words: Any, upper: int, lower: int, shift: int, mask: Any) -> None:
    """Change places of the masked bits of one word and of those ``shift`` higher in another."""
    change = ((words[upper] >> uint64(shift)) ^ words[lower]) & mask
    words[lower] ^= change
    words[upper] ^= change << uint64(shift)


@njit(cache=True, nogil=True, inline="always")
def _tiles_of(words: Any) -> None:
    """Turn 64 columns of 8 grid lines into 8 tiles: the bytes of eight words, transposed."""
    for k in range(4):
        _swap(words, k, k + 4, 32, np.uint64(0x00000000FFFFFFFF))
    for k in (0, 1, 4, 5):
        _swap(words, k, k + 2, 16, np.uint64(0x0000FFFF0000FFFF))
    for k in (0, 2, 4, 6):
        _swap(words, k, k + 1, 8, np.uint64(0x00FF00FF00FF00FF))


@njit(cache=True, nogil=True)
def _gather(bitmap: Any, filled: Any, tile_index: Any, words: Any, row: Any, summary: Any) -> int:
    """Rearrange a bitmap of grid lines into 8 x 8 tiles, keep analysed cells, and count them."""
    total = 0
    row[:] = ZERO
    summary[:] = ZERO
    tile_lines, tile_columns = tile_index.shape
    for tile_line in range(tile_lines):
        for k in range(bitmap.shape[1]):
            some = ZERO
            for j in range(8):
                words[j] = bitmap[8 * tile_line + j, k]
                some |= words[j]
            if not some:
                continue
            _tiles_of(words)
            for j in range(min(8, tile_columns - 8 * k)):
                tile = tile_index[tile_line, 8 * k + j]
                word = words[j] & filled[tile] if tile >= 0 else ZERO
                if word:
                    row[tile] = word
                    total += popcount(word)
                    summary[tile >> 6] |= bit_at(tile & 63)
    return total


@njit(cache=True, nogil=True, inline="always")
def _cross_lines(
    y1: float, y2: float, x: float, slope: float, width: float, column: int, line: int, columns: int, lines: int,
    opened: Any, bitmap: Any,
) -> None:  # fmt: skip
    """Follow the outline from height y1 to y2, in cells above the eye: where it passes a grid line, sight there begins
    or ends.

    Seen from the eye, a grid line above is in sight where the outline lies beyond it. Counterclockwise its cells come
    from right to left, those of a line below from left to right, so each stretch in sight opens before it closes.
    The outline meets line j at ``x + slope * j``; what comes nearer than ``width * |j|`` is left out.
    """
    if y2 > y1:
        for j in range(max(int(np.ceil(y1)), 1), min(int(np.ceil(y2)), lines - line)):
            opened[line + j] = x + (slope - width) * j
        for j in range(max(int(np.floor(y1)) + 1, -line), min(int(np.floor(y2)), -1) + 1):
            _fill(bitmap, line + j, column, columns, opened[line + j], x + (slope + width) * j)
    elif y2 < y1:
        for j in range(max(int(np.ceil(y2)), 1), min(int(np.ceil(y1)), lines - line)):
            _fill(bitmap, line + j, column, columns, x + (slope + width) * j, opened[line + j])
        for j in range(max(int(np.floor(y2)) + 1, -line), min(int(np.floor(y1)), -1) + 1):
            opened[line + j] = x + (slope - width) * j


@njit(cache=True, nogil=True, inline="always")
def _fill(bitmap: Any, line: int, column: int, columns: int, first: float, last: float) -> None:
    """Set the cells of a grid line between two places, in columns right of the eye."""
    _set_run(
        bitmap, line, column + int(np.ceil(max(first, float(-column)))),
        column + int(np.floor(min(last, float(columns - 1 - column)))),
    )  # fmt: skip


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


@njit(cache=True, nogil=True, inline="always")
def _own_line(
    px: float, py: float, qx: float, qy: float, sx: float, sy: float, ey: float, tie: float, column: int, line: int,
    columns: int, bitmap: Any,
) -> None:  # fmt: skip
    """Set the cells seen on the eye's own grid line, if the wall p-q bounds them; s and e: what stands on its sides."""
    if abs(sy) <= tie:
        reach = _column(np.ceil(abs(sx) - tie)) - 1
        if sx > 0.0:
            _set_run(bitmap, line, column + 1, min(column + reach, columns - 1))
        else:
            _set_run(bitmap, line, max(column - reach, 0), column - 1)
    elif sy < -tie and ey > tie:
        _fill(bitmap, line, column, columns, 0.0, px - py * (qx - px) / (qy - py))
    elif sy > tie and ey < -tie:
        _fill(bitmap, line, column, columns, px - py * (qx - px) / (qy - py), 0.0)


@njit(cache=True, nogil=True)
def _fill_row(
    ring: Any, size: int, end_on: Any, grazed: int, scale: float, tie: float, column: int, line: int, columns: int,
    lines: int, opened: Any, bitmap: Any,
) -> None:  # fmt: skip
    """Set the bits of all cells that see the eye; ``scale`` = 1 / spacing, ``opened`` (lines): room."""
    begin = 0
    for i in range(size):
        # Begin where the ring crosses the eye's own line to the right: there no other line is in sight.
        before = i - 1 if i else size - 1
        if ring[i, 3] >= 0.0 and (ring[i, 1] < 0.0 or ring[before, 3] < 0.0):
            begin = i
            break
    i = begin
    before = i - 1 if i else size - 1
    rx, ry = ring[before, 2] * scale, ring[before, 3] * scale
    px, py = ring[i, 0] * scale, ring[i, 1] * scale
    first_x, first_y = px, py
    for k in range(size):
        after = i + 1 if i + 1 < size else 0
        qx, qy = ring[i, 2] * scale, ring[i, 3] * scale
        tx, ty = ring[after, 0] * scale, ring[after, 1] * scale
        sx, sy = (rx, ry) if rx * rx + ry * ry < px * px + py * py else (px, py)
        nearer = tx * tx + ty * ty < qx * qx + qy * qy
        ex, ey = (tx, ty) if nearer else (qx, qy)
        _own_line(px, py, qx, qy, sx, sy, ey, tie, column, line, columns, bitmap)
        if np.floor(py) != np.floor(qy) or np.ceil(py) != np.ceil(qy):
            slope = (qx - px) / (qy - py)
            # Of the wall to the right of the eye what lies above comes first, what lies below last.
            _cross_lines(max(py, 0.0) if k == 0 else py, qy, px - slope * py, slope, 0.0, column, line, columns,
                         lines, opened, bitmap)  # fmt: skip
        if abs(ey) > tie and (np.floor(qy) != np.floor(ty) or np.ceil(qy) != np.ceil(ty)):
            # Past a corner; what comes within the tie of its ray touches it.
            width = tie * np.sqrt(ex * ex + ey * ey) / (ey * ey)
            _cross_lines(qy, ty, 0.0, ex / ey, width, column, line, columns, lines, opened, bitmap)
        rx, ry, px, py, i = qx, qy, tx, ty, after
    if first_y < 0.0:
        qx, qy = ring[begin, 2] * scale, ring[begin, 3] * scale
        slope = (qx - first_x) / (qy - first_y)
        _cross_lines(first_y, 0.0, first_x - slope * first_y, slope, 0.0, column, line, columns, lines, opened, bitmap)
    for k in range(grazed):
        _clear_beyond(end_on[k, 0] * scale, end_on[k, 1] * scale, tie, column, line, columns, lines, bitmap)


@njit(cache=True, nogil=True)
def graph_rows(
    begin: int, stop: int, cell_column: Any, cell_line: Any, x0: float, y0: float, spacing: float, tie: float,
    tree_lines: Any, links: Any, walls: Any, owners: Any, filled: Any, tile_index: Any, lines: int, columns: int,
    bits: Any, summary: Any, degree: Any, area: Any, perimeter: Any,
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
    tile_index : int64 (tile lines, tile columns)
        Number of the tile at a place; -1 where nothing is analysed.
    bits : uint64 (n, tiles)
        Filled: cells seen.
    summary : uint64 (n, .)
        Filled: tiles of which anything is seen.
    degree : int64 (n,), area, perimeter : float64 (n,)
        Filled: cells seen, and the exact isovist's measures [m2, m].
    """
    room = 6 * len(walls) + 16
    gaps, seen, notes = np.empty((room, 6)), np.empty((room, 6)), np.empty((room, 3), np.int64)
    stack, end_on, order = np.empty(2 * len(links) + 4, np.int64), np.empty((len(walls), 2)), np.empty(room, np.int64)
    ring, ring_owner, ring_blank = np.empty((room, 4)), np.empty(room, np.int64), np.empty(room, np.bool_)
    view, bitmap = np.empty((1, 6)), np.zeros((8 * ((lines + 7) >> 3), (columns + 63) >> 6), np.uint64)
    opened, words = np.empty(lines), np.empty(8, np.uint64)
    full_view(view)
    for cell in range(begin, stop):
        column, line = cell_column[cell], cell_line[cell]
        full_view(gaps)
        found, count, grazed = sweep(
            x0 + column * spacing, y0 + line * spacing, tree_lines, links, walls, owners, gaps, 1, seen, notes, stack,
            end_on,
        )  # fmt: skip
        size = ordered(seen, notes, found, gaps, count, view, 1, order, ring, ring_owner, ring_blank)
        area[cell], perimeter[cell] = outline_measures(ring, ring_blank, size)
        bitmap[:] = ZERO
        _fill_row(ring, size, end_on, grazed, 1 / spacing, tie, column, line, columns, lines, opened, bitmap)
        _clear(bitmap, column, line)
        degree[cell] = _gather(bitmap, filled, tile_index, words, bits[cell], summary[cell])
