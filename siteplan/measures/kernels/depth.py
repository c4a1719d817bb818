"""Entry point: breadth-first depths from every cell, 64 neighbouring cells at a time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit, uint64

from siteplan.measures.kernels.bits import bit_at, lowest_bit

ZERO = np.uint64(0)
ONE = np.uint64(1)
LOG_2 = math.log(2.0)
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@njit(cache=True, nogil=True)
def _summarise(current: Any, filled: Any, some: Any, every: Any, frontier: Any) -> bool:
    """For each tile the lanes present in some and in every of its cells; whether there is any at all."""
    for k in range(len(frontier)):
        frontier[k] = ZERO
    found = False
    for tile in range(len(filled)):
        word, union, common = filled[tile], ZERO, ALL
        while word:
            lanes = current[tile * 64 + lowest_bit(word)]
            union |= lanes
            common &= lanes
            word &= word - ONE
        some[tile], every[tile] = union, common
        if union:
            frontier[tile >> 6] |= bit_at(tile & 63)
            found = True
    return found


@njit(cache=True, nogil=True)
def _reached(row: Any, row_summary: Any, frontier: Any, need: Any, current: Any, some: Any, every: Any) -> Any:
    """Lanes in ``need`` whose frontier a cell with this row sees."""
    reached = ZERO
    for k in range(len(row_summary)):
        tiles = row_summary[k] & frontier[k]
        while tiles:
            tile = k * 64 + lowest_bit(tiles)
            tiles &= tiles - ONE
            wanted = some[tile] & need & ~reached
            if not wanted:
                continue
            sure = every[tile] & wanted
            reached |= sure
            wanted &= ~sure
            word = row[tile] if wanted else ZERO
            while word:
                reached |= current[tile * 64 + lowest_bit(word)]
                if not wanted & ~reached:
                    break
                word &= word - ONE
            if not need & ~reached:
                return reached & need
    return reached & need


@njit(cache=True, nogil=True)
def _count(planes: Any, lanes: Any) -> None:
    """Add one to the counter of every lane; counters lie across the planes, one bit in each."""
    k = 0
    while lanes:
        carry = planes[k] & lanes
        planes[k] ^= lanes
        lanes = carry
        k += 1


@njit(cache=True, nogil=True)
def depth_sums(
    first_tile: int, last_tile: int, bits: Any, summary: Any, filled: Any, cell_bit: Any, first_cell: Any,
    nodes: Any, total: Any, count_log: Any, count_factorial: Any,
) -> None:  # fmt: skip
    """Breadth-first depths from all cells of some tiles.

    Parameters
    ----------
    bits : uint64 (n, tiles), summary : uint64 (n, .), filled : uint64 (tiles,)
        The graph, as `graph_rows` makes it.
    cell_bit : int64 (n,)
        Position of each cell's bit: 64 x tile + bit; ascending.
    first_cell : int64 (tiles + 1,)
        First cell of each tile.
    nodes, total : int64 (n,)
        Filled: cells reached with the cell itself, and the sum of their depths.
    count_log, count_factorial : float64 (n,)
        Filled: sums over depths d of c log2 c and of c log2 (d + 1)!, c being the number of cells at that depth.
    """
    places = 64 * len(filled)
    seen, current, following = np.empty(places, np.uint64), np.empty(places, np.uint64), np.empty(places, np.uint64)
    some, every = np.empty(len(filled), np.uint64), np.empty(len(filled), np.uint64)
    frontier, planes = np.empty(summary.shape[1], np.uint64), np.empty(64, np.uint64)
    for tile in range(first_tile, last_tile):
        lanes = filled[tile]
        if not lanes:
            continue
        for k in range(64):
            planes[k] = ZERO
        for cell in range(len(bits)):
            place = cell_bit[cell]
            current[place] = bits[cell, tile]
            seen[place] = bits[cell, tile]
            _count(planes, bits[cell, tile])
        for cell in range(first_cell[tile], first_cell[tile + 1]):
            seen[cell_bit[cell]] |= bit_at(cell_bit[cell] & 63)
            nodes[cell], total[cell], count_log[cell], count_factorial[cell] = 1, 0, 0.0, 0.0
        depth = 1
        while True:
            _tally(planes, first_cell[tile], first_cell[tile + 1], cell_bit, depth, nodes, total, count_log,
                   count_factorial)  # fmt: skip
            if not _summarise(current, filled, some, every, frontier):
                break
            depth += 1
            for cell in range(len(bits)):
                place = cell_bit[cell]
                need = lanes & ~seen[place]
                if need:
                    need = _reached(bits[cell], summary[cell], frontier, need, current, some, every)
                    _count(planes, need)
                    seen[place] |= need
                following[place] = need
            current, following = following, current


@njit(cache=True, nogil=True)
def _tally(
    planes: Any, begin: int, stop: int, cell_bit: Any, depth: int, nodes: Any, total: Any, count_log: Any,
    count_factorial: Any,
) -> None:  # fmt: skip
    """Read the counters of one depth, add them to the sums, and clear them."""
    for cell in range(begin, stop):
        lane, count = uint64(cell_bit[cell] & 63), 0
        for k in range(32):
            count += int((planes[k] >> lane) & ONE) << k
        if count:
            nodes[cell] += count
            total[cell] += depth * count
            count_log[cell] += count * np.log2(count)
            count_factorial[cell] += count * math.lgamma(depth + 2.0) / LOG_2
    for k in range(64):
        planes[k] = ZERO


@njit(cache=True, nogil=True)
def second_reach(
    first_tile: int, last_tile: int, bits: Any, summary: Any, filled: Any, cell_bit: Any, first_cell: Any, reached: Any
) -> None:
    """Cells that share a neighbour with each cell, itself included: the union of its neighbours' neighbourhoods."""
    current = np.empty(64 * len(filled), np.uint64)
    some, every = np.empty(len(filled), np.uint64), np.empty(len(filled), np.uint64)
    frontier, planes = np.empty(summary.shape[1], np.uint64), np.empty(64, np.uint64)
    for tile in range(first_tile, last_tile):
        for k in range(64):
            planes[k] = ZERO
        for cell in range(len(bits)):
            current[cell_bit[cell]] = bits[cell, tile]
        _summarise(current, filled, some, every, frontier)
        for cell in range(len(bits)):
            _count(planes, _reached(bits[cell], summary[cell], frontier, filled[tile], current, some, every))
        for cell in range(first_cell[tile], first_cell[tile + 1]):
            lane, count = uint64(cell_bit[cell] & 63), 0
            for k in range(32):
                count += int((planes[k] >> lane) & ONE) << k
            reached[cell] = count


@njit(cache=True, nogil=True)
def single_depth(source: int, bits: Any, filled: Any, cell_bit: Any, place_cell: Any, depth: Any) -> None:
    """Breadth-first depth of every cell from one; -1 where it is not reached."""
    tiles = len(filled)
    unseen, frontier, following = filled.copy(), np.zeros(tiles, np.uint64), np.zeros(tiles, np.uint64)
    depth[:] = -1
    depth[source] = 0
    frontier[cell_bit[source] >> 6] = bit_at(cell_bit[source] & 63)
    unseen[cell_bit[source] >> 6] &= ~bit_at(cell_bit[source] & 63)
    level, found = 0, True
    while found:
        level, found = level + 1, False
        following[:] = ZERO
        for tile in range(tiles):
            word = frontier[tile]
            while word:
                row = bits[place_cell[tile * 64 + lowest_bit(word)]]
                for k in range(tiles):
                    following[k] |= row[k]
                word &= word - ONE
        for tile in range(tiles):
            word = following[tile] & unseen[tile]
            unseen[tile] &= ~word
            frontier[tile] = word
            while word:
                depth[place_cell[tile * 64 + lowest_bit(word)]] = level
                word &= word - ONE
                found = True
