"""Binary space partition of noded walls: from any point they can then be met front to back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

ON_LINE_M = 5e-9
"""A wall end this close to the line of a node lies on it: a few roundings of UTM coordinates."""
CANDIDATES = 9
SPLIT_COST = 6


@njit(cache=True, nogil=True)
def _best_splitter(walls: Any, following: Any, head: int, count: int, work: Any) -> int:
    """The wall of a list whose line cuts few others and leaves halves of like size."""
    stride = max(1, count // CANDIDATES)
    best, best_cost = head, np.inf
    candidate, place = head, 0
    while candidate >= 0:
        if place % stride == 0:
            ax, ay = walls[candidate, 0], walls[candidate, 1]
            nx, ny = ay - walls[candidate, 3], walls[candidate, 2] - ax
            length = np.sqrt(nx * nx + ny * ny)
            nx, ny = nx / length, ny / length
            front, back, split = 0, 0, 0
            other = head
            while other >= 0:
                d0 = nx * (walls[other, 0] - ax) + ny * (walls[other, 1] - ay)
                d1 = nx * (walls[other, 2] - ax) + ny * (walls[other, 3] - ay)
                if d0 > ON_LINE_M or d1 > ON_LINE_M:
                    if d0 < -ON_LINE_M or d1 < -ON_LINE_M:
                        split += 1
                    else:
                        front += 1
                elif d0 < -ON_LINE_M or d1 < -ON_LINE_M:
                    back += 1
                other = following[other]
            cost = abs(front - back) + SPLIT_COST * split
            if cost < best_cost:
                best, best_cost = candidate, cost
        candidate = following[candidate]
        place += 1
    return best


@njit(cache=True, nogil=True)
def build_tree(pieces: Any, owner: Any) -> Any:
    """Partition noded walls.

    Parameters
    ----------
    pieces : float64 (k, 4)
        Walls that meet only at their ends [m].
    owner : int64 (k,)
        What each belongs to.

    Returns
    -------
    lines : float64 (nodes, 7)
        Unit normal x, y and offset of the node's line; box of everything below the node: min x, min y, max x, max y.
    links : int64 (nodes, 4)
        Node in front (or -1), node behind (or -1), first wall on the line, number of walls on it.
    walls : float64 (m, 4)
        Walls in the order of the nodes; those that a line cuts are in two parts.
    owners : int64 (m,)
    """
    room = 4 * len(pieces) + 64
    walls, whose, following = np.empty((room, 4)), np.empty(room, np.int64), np.full(room, -1, np.int64)
    used = len(pieces)
    for i in range(used):
        walls[i] = pieces[i]
        whose[i] = owner[i]
        following[i] = i + 1 if i + 1 < used else -1
    lines, links = np.empty((room, 7)), np.full((room, 4), -1, np.int64)
    heads, counts = np.empty(room, np.int64), np.empty(room, np.int64)
    placed, owners, nodes, done, filled = np.empty((room, 4)), np.empty(room, np.int64), 0, 0, 0
    if used:
        heads[0], counts[0], nodes = 0, used, 1
    while done < nodes:
        node, done = done, done + 1
        splitter = _best_splitter(walls, following, heads[node], counts[node], room)
        ax, ay = walls[splitter, 0], walls[splitter, 1]
        nx, ny = ay - walls[splitter, 3], walls[splitter, 2] - ax
        length = np.sqrt(nx * nx + ny * ny)
        nx, ny = nx / length, ny / length
        lines[node, 0], lines[node, 1], lines[node, 2] = nx, ny, nx * ax + ny * ay
        links[node, 2], links[node, 3] = filled, 0
        front, back, fronts, backs = -1, -1, 0, 0
        wall = heads[node]
        while wall >= 0:
            after = following[wall]
            d0 = nx * (walls[wall, 0] - ax) + ny * (walls[wall, 1] - ay)
            d1 = nx * (walls[wall, 2] - ax) + ny * (walls[wall, 3] - ay)
            ahead, behind = max(d0, d1) > ON_LINE_M, min(d0, d1) < -ON_LINE_M
            if ahead and behind:
                if used == room or filled == room or nodes + 2 >= room:
                    room *= 2
                    walls, placed, lines = _grown(walls, room), _grown(placed, room), _grown(lines, room)
                    links = _grown_links(links, room)
                    whose, following = _grown_row(whose, room), _grown_row(following, room)
                    owners, heads, counts = _grown_row(owners, room), _grown_row(heads, room), _grown_row(counts, room)
                share = d0 / (d0 - d1)
                x = walls[wall, 0] + share * (walls[wall, 2] - walls[wall, 0])
                y = walls[wall, 1] + share * (walls[wall, 3] - walls[wall, 1])
                walls[used, 0], walls[used, 1], walls[used, 2], walls[used, 3] = x, y, walls[wall, 2], walls[wall, 3]
                walls[wall, 2], walls[wall, 3] = x, y
                whose[used] = whose[wall]
                first, second = (wall, used) if d0 > 0 else (used, wall)
                used += 1
                following[first], front, fronts = front, first, fronts + 1
                following[second], back, backs = back, second, backs + 1
            elif ahead:
                following[wall], front, fronts = front, wall, fronts + 1
            elif behind:
                following[wall], back, backs = back, wall, backs + 1
            else:
                placed[filled], owners[filled] = walls[wall], whose[wall]
                filled += 1
                links[node, 3] += 1
            wall = after
        if front >= 0:
            heads[nodes], counts[nodes], links[node, 0], nodes = front, fronts, nodes, nodes + 1
        if back >= 0:
            heads[nodes], counts[nodes], links[node, 1], nodes = back, backs, nodes, nodes + 1
    _boxes(lines, links, placed, nodes)
    return lines[:nodes].copy(), links[:nodes].copy(), placed[:filled].copy(), owners[:filled].copy()


@njit(cache=True, nogil=True)
def _boxes(lines: Any, links: Any, placed: Any, nodes: int) -> None:
    """Box of everything below each node; children come after their parents."""
    for node in range(nodes - 1, -1, -1):
        x0, y0, x1, y1 = np.inf, np.inf, -np.inf, -np.inf
        for wall in range(links[node, 2], links[node, 2] + links[node, 3]):
            x0, x1 = min(x0, placed[wall, 0], placed[wall, 2]), max(x1, placed[wall, 0], placed[wall, 2])
            y0, y1 = min(y0, placed[wall, 1], placed[wall, 3]), max(y1, placed[wall, 1], placed[wall, 3])
        for side in range(2):
            child = links[node, side]
            if child >= 0:
                x0, y0 = min(x0, lines[child, 3]), min(y0, lines[child, 4])
                x1, y1 = max(x1, lines[child, 5]), max(y1, lines[child, 6])
        lines[node, 3], lines[node, 4], lines[node, 5], lines[node, 6] = x0, y0, x1, y1


@njit(cache=True, nogil=True)
def _grown(array: Any, room: int) -> Any:
    larger = np.empty((room, array.shape[1]))
    larger[: len(array)] = array
    return larger


@njit(cache=True, nogil=True)
def _grown_links(array: Any, room: int) -> Any:
    larger = np.full((room, array.shape[1]), -1, np.int64)
    larger[: len(array)] = array
    return larger


@njit(cache=True, nogil=True)
def _grown_row(array: Any, room: int) -> Any:
    larger = np.full(room, -1, np.int64)
    larger[: len(array)] = array
    return larger
