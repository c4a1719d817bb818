"""Entry points: a uniform grid over the edges of a network, and the nearest edge of many points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

TIE_M = 1e-9
"""Edges whose distances differ by less are equally near; the one with the lowest number is taken."""


@njit(cache=True, nogil=True)
def cells_of_edges(ends: Any, x0: float, y0: float, cell: float, columns: int, rows: int) -> Any:
    """Edges by cell of the grid, each in every cell that its box touches: (cells + 1,) starts and (k,) edges."""
    start = np.zeros(columns * rows + 1, np.int64)
    for fill in range(2):
        if fill == 1:
            for i in range(columns * rows):
                start[i + 1] += start[i]
            edges = np.empty(start[-1], np.int64)
            place = start[:-1].copy()
        for e in range(len(ends)):
            c0 = int((min(ends[e, 0, 0], ends[e, 1, 0]) - x0) / cell)
            c1 = int((max(ends[e, 0, 0], ends[e, 1, 0]) - x0) / cell)
            r0 = int((min(ends[e, 0, 1], ends[e, 1, 1]) - y0) / cell)
            r1 = int((max(ends[e, 0, 1], ends[e, 1, 1]) - y0) / cell)
            for row in range(r0, r1 + 1):
                for column in range(c0, c1 + 1):
                    at = row * columns + column
                    if fill == 0:
                        start[at + 1] += 1
                    else:
                        edges[place[at]] = e
                        place[at] += 1
    return start, edges


@njit(cache=True, nogil=True)
def distance_to(px: float, py: float, ax: float, ay: float, bx: float, by: float) -> float:
    """Distance of a point from a segment."""
    dx, dy = bx - ax, by - ay
    length = np.hypot(dx, dy)
    safe = length if length > 0 else 1.0
    ux, uy = dx / safe, dy / safe
    offset = min(max((px - ax) * ux + (py - ay) * uy, 0.0), length)
    return float(np.hypot(px - (ax + ux * offset), py - (ay + uy * offset)))


@njit(cache=True, nogil=True)
def nearest_edges(
    xy: Any, ends: Any, start: Any, edges: Any, x0: float, y0: float, cell: float, columns: int, rows: int, found: Any
) -> None:
    """The nearest edge of every point, by rings of cells round it; ``found`` (k,) is filled."""
    for p in range(len(xy)):
        px, py = xy[p, 0], xy[p, 1]
        column, row = int(np.floor((px - x0) / cell)), int(np.floor((py - y0) / cell))
        # rings before the first that touches the grid hold nothing
        ring = max(max(-column, column - columns + 1), max(max(-row, row - rows + 1), 0))
        best, name = np.inf, -1
        while best > (ring - 1) * cell or name < 0:
            for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                whole = r == row - ring or r == row + ring
                c, stop = max(column - ring, 0), min(column + ring, columns - 1)
                if not whole and column - ring < 0:
                    c = column + ring  # of this row only the two ends belong to the ring, and the left one is outside
                while c <= stop:
                    for i in range(start[r * columns + c], start[r * columns + c + 1]):
                        e = edges[i]
                        ax, ay, bx, by = ends[e, 0, 0], ends[e, 0, 1], ends[e, 1, 0], ends[e, 1, 1]
                        # most edges are told to be too far by their box alone
                        if max(min(ax, bx) - px, px - max(ax, bx)) > best + TIE_M:
                            continue
                        if max(min(ay, by) - py, py - max(ay, by)) > best + TIE_M:
                            continue
                        d = distance_to(px, py, ax, ay, bx, by)
                        if d < best - TIE_M or (d < best + TIE_M and e < name):
                            best, name = min(best, d), e
                        elif d < best:
                            best = d
                    c += 1 if whole else max(2 * ring, 1)
            ring += 1
        found[p] = name
