"""How much of the horizon something takes, seen from a point."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely

from siteplan.measures.noding import FloatArray
from siteplan.measures.regions import polygons_of

Arc = tuple[float, float]


def arcs_of(origin: FloatArray, region: shapely.Geometry) -> tuple[Arc, ...]:
    """Directions [rad] in which each part of a region lies: (first, width), counterclockwise from +x.

    Parameters
    ----------
    origin : ndarray, shape (2,)
        Where one looks from [m].
    region : Polygon or MultiPolygon
        What is looked at; a part that holds the origin fills the whole horizon.
    """
    parts = [part for part in shapely.get_parts(polygons_of(region)) if not part.is_empty]
    here = shapely.Point(origin)
    arcs = []
    for part in parts:
        if part.contains(here):
            return ((0.0, 2 * math.pi),)
        step = shapely.get_coordinates(part.exterior) - origin
        step = step[np.hypot(step[:, 0], step[:, 1]) > 0]
        # Connected and not round the eye: its directions are one interval, found by following the outline.
        angle = np.unwrap(np.arctan2(step[:, 1], step[:, 0]))
        arcs.append((float(angle.min()), float(np.ptp(angle))))
    return tuple(arcs)


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
