"""A court: how much of the horizon round its middle is buildings, and how large it is."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from siteplan.measures.noding import SNAP_M
from siteplan.measures.openings import segments_of
from siteplan.measures.regions import Region, moved, polygons_of


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

    Notes
    -----
    Exact but for the circle of ``reach_m``, which is drawn with corners every 1.4 degrees: every edge of what stands
    inside it covers one interval of directions, and the intervals are joined.
    """
    near = shapely.intersection(buildings, middle.buffer(reach_m, quad_segs=64))
    edges, _ = segments_of([near]) if not near.is_empty else (np.empty((0, 4)), None)
    if not len(edges):
        return 0.0
    a, b = edges[:, :2] - (middle.x, middle.y), edges[:, 2:] - (middle.x, middle.y)
    first = np.arctan2(a[:, 1], a[:, 0])
    turn = np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], (a * b).sum(axis=1))
    low = np.mod(np.where(turn < 0, first + turn, first), 2 * math.pi)
    high = low + np.abs(turn)
    # An interval over the direction 0 is two.
    over = high > 2 * math.pi
    starts = np.concatenate([low, np.zeros(over.sum())])
    ends = np.concatenate([np.minimum(high, 2 * math.pi), high[over] - 2 * math.pi])
    order = np.argsort(starts)
    reached = np.maximum.accumulate(ends[order])
    fresh = np.maximum(starts[order], np.concatenate([[0.0], reached[:-1]]))
    return float(np.maximum(ends[order] - fresh, 0.0).sum() / (2 * math.pi))


def covered_by_at_least(regions: Sequence[Region], count: int) -> Region:
    """The area that lies in at least ``count`` of the regions; what `seen_by_at_least` finds, from their outlines.

    Notes
    -----
    All outlines together cut the plane into faces, each wholly inside or outside every region. So one overlay of lines
    does, where joining and cutting areas one by one takes ``count`` of them for each region.
    """
    every = np.array([region for region in regions if not region.is_empty], dtype=object)
    if not len(every):
        return shapely.Polygon()
    x0, y0, x1, y1 = shapely.total_bounds(every)
    # Lines that end on one another must do so exactly, or faces stay open: all on one grid, near the origin.
    origin = np.floor(np.array([x0 + x1, y0 + y1]) / 2)
    local = shapely.transform(every, lambda xy: xy - origin)
    outlines = shapely.union_all(shapely.boundary(local), grid_size=SNAP_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(outlines)))
    at = shapely.get_coordinates(shapely.point_on_surface(faces))
    covered = np.zeros(len(faces), dtype=np.int64)
    for region in local:
        shapely.prepare(region)
        covered += shapely.contains_xy(region, at[:, 0], at[:, 1])
    return moved(polygons_of(shapely.coverage_union_all(faces[covered >= count])), origin)


def width_of(area: BaseGeometry) -> float:
    """Diameter [m] of the largest circle that fits in, to 1 cm."""
    return 2 * float(shapely.maximum_inscribed_circle(area, tolerance=0.005).length)
