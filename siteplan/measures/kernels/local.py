"""Entry points: measures of each cell's own surroundings in a visibility graph."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from siteplan.measures.kernels.bits import lowest_bit, popcount

ONE = np.uint64(1)


@njit(cache=True, nogil=True)
def _common(row: Any, other: Any) -> int:
    """Bits that two rows share; a plain loop from zero, which the compiler turns into wide instructions."""
    shared = 0
    for k in range(len(row)):
        shared += popcount(row[k] & other[k])
    return shared


@njit(cache=True, nogil=True)
def common_neighbours(
    first_tile: int, last_tile: int, bits: Any, filled: Any, cell_bit: Any, first_cell: Any, place_cell: Any,
    degree: Any, shared: Any, control: Any,
) -> None:  # fmt: skip
    """Sums over the neighbours of the cells of some tiles: of the neighbours in common, and of one over their degree.

    Cells of one tile see much the same. What all of them see, the core, is held against every other cell once for the
    tile; for each cell only what it sees beyond the core is left to be held against itself.
    """
    core, beyond = np.empty(len(filled), np.uint64), np.empty(len(filled), np.uint64)
    where, with_core = np.empty(len(filled), np.int64), np.empty(len(bits), np.int64)
    for tile in range(first_tile, last_tile):
        core[:] = filled
        for cell in range(first_cell[tile], first_cell[tile + 1]):
            shared[cell], control[cell] = 0.0, 0.0
            for k in range(len(core)):
                core[k] &= bits[cell, k]
        within = 0
        for other in range(len(bits)):
            lanes = bits[other, tile]
            if not lanes:
                continue
            with_core[other] = _common(bits[other], core)
            if lanes == filled[tile]:
                within += with_core[other]
            share = 1.0 / degree[other]
            while lanes:
                control[place_cell[tile * 64 + lowest_bit(lanes)]] += share
                lanes &= lanes - ONE
        for cell in range(first_cell[tile], first_cell[tile + 1]):
            size = 0
            for k in range(len(core)):
                word = bits[cell, k] & ~core[k]
                if word:
                    where[size], beyond[size] = k, word
                    size += 1
            shared[cell] = within + _among(bits, place_cell, where[:size], beyond[:size], with_core)


@njit(cache=True, nogil=True)
def _among(bits: Any, place_cell: Any, where: Any, beyond: Any, with_core: Any) -> int:
    """Links from the cells beyond the core to the core, both ways, and among themselves."""
    total = 0
    for k in range(len(where)):
        word = beyond[k]
        while word:
            cell = place_cell[where[k] * 64 + lowest_bit(word)]
            word &= word - ONE
            row, later = bits[cell], 0
            for j in range(k + 1, len(where)):
                later += popcount(row[where[j]] & beyond[j])
            total += 2 * (with_core[cell] + later) + popcount(row[where[k]] & beyond[k])
    return total


@njit(cache=True, nogil=True)
def moments(
    begin: int, stop: int, bits: Any, cell_column: Any, cell_line: Any, tile_column: Any, tile_line: Any, roots: Any,
    first_moment: Any, second_moment: Any,
) -> None:  # fmt: skip
    """Sums over the cells seen from some cells of the distance and of its square, in cells.

    ``roots`` (lines, columns): distance of cells so far apart.
    """
    for cell in range(begin, stop):
        linear, square = 0.0, 0
        for tile in range(bits.shape[1]):
            word = bits[cell, tile]
            while word:
                bit = lowest_bit(word)
                word &= word - ONE
                dx = abs(tile_column[tile] * 8 + (bit & 7) - cell_column[cell])
                dy = abs(tile_line[tile] * 8 + (bit >> 3) - cell_line[cell])
                linear += roots[dy, dx]
                square += dx * dx + dy * dy
        first_moment[cell], second_moment[cell] = linear, square


@njit(cache=True, nogil=True)
def through_lines(
    begin: int, stop: int, bits: Any, cell_column: Any, cell_line: Any, tile_column: Any, tile_line: Any,
    tile_index: Any, passing: Any,
) -> None:  # fmt: skip
    """Add to each place (64 x tile + bit) the sight lines from some cells to later ones that pass over it."""
    for cell in range(begin, stop):
        column, line = cell_column[cell], cell_line[cell]
        for tile in range(bits.shape[1]):
            word = bits[cell, tile]
            while word:
                bit = lowest_bit(word)
                word &= word - ONE
                dx = tile_column[tile] * 8 + (bit & 7) - column
                dy = tile_line[tile] * 8 + (bit >> 3) - line
                if dy < 0 or (dy == 0 and dx < 0):
                    continue
                steps = max(abs(dx), abs(dy))
                for k in range(1, steps):
                    # The nearest cell at each step along the longer axis; halves go towards the larger number.
                    i = column + (2 * k * dx + steps) // (2 * steps)
                    j = line + (2 * k * dy + steps) // (2 * steps)
                    at = tile_index[j >> 3, i >> 3]
                    if at >= 0:
                        passing[at * 64 + (j & 7) * 8 + (i & 7)] += 1
