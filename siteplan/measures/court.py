"""A court: how much of the horizon round its middle is buildings, and how large it is."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

RAYS = 360
"""Directions in which the horizon is tested, one a degree."""


def middle_of(area: BaseGeometry) -> Point:
    """The centroid where it lies inside, else the middle of the largest circle that fits in."""
    centroid: Point = area.centroid
    if area.contains(centroid):
        return centroid
    return Point(shapely.get_coordinates(shapely.maximum_inscribed_circle(area))[0])


def enclosure(middle: Point, buildings: BaseGeometry, *, reach_m: float) -> float:
    """Share of the horizon round a point in which a building stands within ``reach_m`` [m], 0-1.

    Parameters
    ----------
    middle
        Where one stands.
    buildings
        Footprints [m].
    reach_m
        Buildings farther away do not enclose.
    """
    if buildings.is_empty:
        return 0.0
    angles = 2 * math.pi * (np.arange(RAYS) + 0.5) / RAYS
    ends = np.column_stack([middle.x + reach_m * np.cos(angles), middle.y + reach_m * np.sin(angles)])
    starts = np.broadcast_to([middle.x, middle.y], ends.shape)
    rays = shapely.linestrings(np.stack([starts, ends], axis=1))
    shapely.prepare(buildings)
    return float(shapely.intersects(buildings, rays).mean())


def equal_circle_m(area_m2: float) -> float:
    """Diameter [m] of the circle of that area [m2]."""
    return 2 * math.sqrt(area_m2 / math.pi)
