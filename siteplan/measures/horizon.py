"""How much of the horizon something takes, seen from a point."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely

from siteplan.measures.noding import FloatArray

Arc = tuple[float, float]


def arcs_of(origin: FloatArray, regions: shapely.Geometry | Sequence[shapely.Geometry]) -> tuple[Arc, ...]:
    """Directions [rad] in which each part of what is looked at lies: (first, width), counterclockwise from +x.

    Parameters
    ----------
    origin : ndarray, shape (2,)
        Where one looks from [m].
    regions : geometry or sequence of geometry
        What is looked at; only areas count. A part that holds the origin fills the whole horizon.
    """
    # A collection may hold a MultiPolygon: two levels at most.
    parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(np.array(regions, dtype=object))))
    parts = parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)]
    if not len(parts):
        return ()
    if shapely.contains_xy(parts, *origin).any():
        return ((0.0, 2 * math.pi),)
    corners, part = shapely.get_coordinates(shapely.get_exterior_ring(parts), return_index=True)
    step = corners - origin
    seen = np.hypot(step[:, 0], step[:, 1]) > 0
    step, part = step[seen], part[seen]
    # Connected and not round the eye: its directions are one interval, found by following the outline.
    angle = np.arctan2(step[:, 1], step[:, 0])
    turn = np.mod(np.diff(angle, prepend=angle[0]) + math.pi, 2 * math.pi) - math.pi
    start = np.flatnonzero(np.append(True, part[1:] != part[:-1]))
    turn[start] = 0.0
    followed = np.cumsum(turn)
    low, high = np.minimum.reduceat(followed, start), np.maximum.reduceat(followed, start)
    first = angle[start] + low - followed[start]
    return tuple(zip(first.tolist(), (high - low).tolist(), strict=True))


def total_width(arcs: Sequence[Arc]) -> float:
    """Width of the union of arcs [rad], at most 2 pi."""
    pieces = []
    for first, width in arcs:
        if width >= 2 * math.pi:
            return 2 * math.pi
        begin = first % (2 * math.pi)
        pieces.append((begin, min(begin + width, 2 * math.pi)))
        if begin + width > 2 * math.pi:
            pieces.append((0.0, begin + width - 2 * math.pi))
    total, reached = 0.0, 0.0
    for begin, end in sorted(pieces):
        total += max(0.0, end - max(begin, reached))
        reached = max(reached, end)
    return total
