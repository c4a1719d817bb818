"""A slow and separate answer to "which cell sees which": whole numbers, no rounding, no tolerance."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
Cell = tuple[int, int]


def _cross(ax: IntArray | int, ay: IntArray | int, bx: IntArray | int, by: IntArray | int) -> IntArray:
    return np.asarray(ax * by - ay * bx, dtype=np.int64)


def touching(p: tuple[int, int], q: tuple[int, int], walls: IntArray) -> bool:
    """Whether the segment p-q meets any wall (n, 4) in at least one point; in whole units, so nothing is rounded."""
    ax, ay, bx, by = walls.T
    dx, dy = q[0] - p[0], q[1] - p[1]
    side_a = np.sign(_cross(dx, dy, ax - p[0], ay - p[1]))
    side_b = np.sign(_cross(dx, dy, bx - p[0], by - p[1]))
    side_p = np.sign(_cross(bx - ax, by - ay, p[0] - ax, p[1] - ay))
    side_q = np.sign(_cross(bx - ax, by - ay, q[0] - ax, q[1] - ay))
    meets = (side_a * side_b <= 0) & (side_p * side_q <= 0)
    # Four zeros: all on one line; then the boxes decide. They decide nothing else that the signs did not.
    meets &= (np.minimum(ax, bx) <= max(p[0], q[0])) & (np.maximum(ax, bx) >= min(p[0], q[0]))
    meets &= (np.minimum(ay, by) <= max(p[1], q[1])) & (np.maximum(ay, by) >= min(p[1], q[1]))
    return bool(meets.any())


def filled_cells(walls: IntArray, seed: tuple[int, int], spacing: int) -> list[tuple[int, int]]:
    """Cells (multiples of the spacing) reached from the seed's cell within the box of the walls."""
    low = (min(walls[:, [0, 2]].min(), 10**9), min(walls[:, [1, 3]].min(), 10**9))
    high = (walls[:, [0, 2]].max(), walls[:, [1, 3]].max())
    start = ((2 * seed[0] + spacing) // (2 * spacing), (2 * seed[1] + spacing) // (2 * spacing))
    found, queue = {start}, deque([start])
    while queue:
        i, j = queue.popleft()
        for di in (-1, 0, 1):
            for dj in (-1, 0, 1):
                cell = (i + di, j + dj)
                x, y = cell[0] * spacing, cell[1] * spacing
                if cell in found or not (low[0] <= x <= high[0] and low[1] <= y <= high[1]):
                    continue
                if not touching((i * spacing, j * spacing), (x, y), walls):
                    found.add(cell)
                    queue.append(cell)
    return sorted(found)


def sight_lines(walls: IntArray, cells: list[Cell], spacing: int) -> set[tuple[Cell, Cell]]:
    """Ordered pairs of cells whose centres see each other."""
    pairs = set()
    for k, one in enumerate(cells):
        for other in cells[k + 1 :]:
            p, q = (one[0] * spacing, one[1] * spacing), (other[0] * spacing, other[1] * spacing)
            if not touching(p, q, walls):
                pairs |= {(one, other), (other, one)}
    return pairs


def depths_from(cell: Cell, pairs: dict[Cell, list[Cell]]) -> dict[Cell, int]:
    """Breadth-first steps from a cell."""
    depth, queue = {cell: 0}, deque([cell])
    while queue:
        here = queue.popleft()
        for other in pairs.get(here, []):
            if other not in depth:
                depth[other] = depth[here] + 1
                queue.append(other)
    return depth
