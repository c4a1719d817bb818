"""How much of a room is free to stand in."""

from __future__ import annotations

import shapely
from shapely.geometry import Polygon

TOLERANCE_M = 0.01
"""The largest circle in a room is found to this [m]."""


def widest_circle(room: Polygon, *, band_m: float = 0.0) -> tuple[Polygon, float]:
    """The largest circle in a room that keeps ``band_m`` away from its walls, and its diameter [m].

    Where the band leaves nothing, the diameter is 0 and the circle a dot.
    """
    circle = shapely.maximum_inscribed_circle(room, tolerance=TOLERANCE_M)
    radius = max(0.0, float(circle.length) - band_m)
    return shapely.get_point(circle, 0).buffer(max(radius, TOLERANCE_M)), 2 * radius
