"""Entry points: visible stretches of one or many isovists."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from siteplan.measures.kernels.sweep import TURN, ordered, sweep

SAME_POINT_M = 1e-8


@njit(cache=True, nogil=True)
def open_view(view: Any, gaps: Any) -> int:
    """Copy the directions looked at to the list of open ones."""
    for k in range(len(view)):
        gaps[k] = view[k]
    return len(view)


@njit(cache=True, nogil=True)
def stretches(points: Any, views: Any, view_first: Any, lines: Any, links: Any, walls: Any, owners: Any) -> Any:
    """Visible stretches from many points.

    Parameters
    ----------
    points : float64 (m, 2)
        Eyes [m], in the coordinates of the walls.
    views : float64 (v, 6)
        Directions looked at: first and last pseudo-angle and a vector along each.
    view_first : int64 (m + 1,)
        Rows of ``views`` of each eye.
    lines, links, walls, owners
        The partition of `build_tree`.

    Returns
    -------
    first : int64 (m + 1,)
        Rows of the other arrays that belong to each eye.
    ring : float64 (k, 4)
        Start and end of each stretch, counterclockwise, relative to its eye [m].
    owner : int64 (k,)
    blank : bool (k,)
        Nothing is seen between this stretch and the next.
    """
    room = 6 * len(walls) + 16
    gaps, seen, notes = np.empty((room, 6)), np.empty((room, 6)), np.empty((room, 3), np.int64)
    stack, end_on, order = np.empty(2 * len(links) + 4, np.int64), np.empty((0, 2)), np.empty(room, np.int64)
    ring, ring_owner, ring_blank = np.empty((room, 4)), np.empty(room, np.int64), np.empty(room, np.bool_)
    first = np.zeros(len(points) + 1, np.int64)
    held = 64 * len(points) + room
    all_ring, all_owner, all_blank = np.empty((held, 4)), np.empty(held, np.int64), np.empty(held, np.bool_)
    total = 0
    for i in range(len(points)):
        view = views[view_first[i] : view_first[i + 1]]
        count = open_view(view, gaps)
        found, count, _ = sweep(
            points[i, 0], points[i, 1], lines, links, walls, owners, gaps, count, seen, notes,
            stack, end_on,
        )  # fmt: skip
        size = ordered(seen, notes, found, gaps, count, view, len(view), order, ring, ring_owner, ring_blank)
        if total + size > held:
            held = 2 * held + size
            larger, larger_owner, larger_blank = np.empty((held, 4)), np.empty(held, np.int64), np.empty(held, np.bool_)
            larger[:total], larger_owner[:total], larger_blank[:total] = (
                all_ring[:total], all_owner[:total], all_blank[:total],
            )  # fmt: skip
            all_ring, all_owner, all_blank = larger, larger_owner, larger_blank
        all_ring[total : total + size] = ring[:size]
        all_owner[total : total + size] = ring_owner[:size]
        all_blank[total : total + size] = ring_blank[:size]
        total += size
        first[i + 1] = total
    return first, all_ring[:total].copy(), all_owner[:total].copy(), all_blank[:total].copy()


@njit(cache=True, nogil=True)
def outline_measures(ring: Any, ring_blank: Any, size: int) -> tuple[float, float]:
    """Area [m2] and perimeter [m] of the region inside a ring of stretches."""
    area, perimeter = 0.0, 0.0
    for i in range(size):
        sx, sy, ex, ey = ring[i, 0], ring[i, 1], ring[i, 2], ring[i, 3]
        area += sx * ey - sy * ex
        perimeter += np.hypot(ex - sx, ey - sy)
        after = i + 1 if i + 1 < size else 0
        nx, ny = ring[after, 0], ring[after, 1]
        if ring_blank[i]:
            perimeter += np.hypot(ex, ey) + np.hypot(nx, ny)
        elif nx != ex or ny != ey:
            gap = np.hypot(nx - ex, ny - ey)
            perimeter += gap if gap > SAME_POINT_M else 0.0
    return area / 2, perimeter


@njit(cache=True, nogil=True)
def full_view(gaps: Any) -> None:
    """Open every direction: the first row of a list of gaps."""
    gaps[0, 0], gaps[0, 1], gaps[0, 2], gaps[0, 3], gaps[0, 4], gaps[0, 5] = 0.0, TURN, 1.0, 0.0, 1.0, 0.0
