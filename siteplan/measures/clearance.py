"""Where on a plot one is farthest from what stands around it."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry import Point

from siteplan.model import Area

_POINTS = 400
"""About how many points of a plot are looked at."""


def farthest_point(area: Area, others: NDArray[np.object_], *, reach_m: float) -> tuple[Point, float]:
    """The point of an area that is farthest from the nearest of other geometries, and that distance [m].

    Parameters
    ----------
    area
        Where the point may lie; not empty.
    others
        What to keep away from.
    reach_m
        Farther than this is as good as this: the distance is cut there.

    Notes
    -----
    Looks at the corners, at points along the outline and at a grid of about 400 points inside: the distance found is
    the true one less at most the grid's half diagonal.
    """
    points = sample_points(area)
    if not len(others):
        return Point(shapely.get_coordinates(points)[0]), reach_m
    _, distance = STRtree(others).query_nearest(points, return_distance=True, all_matches=False)
    distance = np.minimum(distance, reach_m)
    best = int(np.argmax(distance))
    return Point(points[best].coords[0]), float(distance[best])


def sample_points(area: Area, *, about: int = _POINTS) -> NDArray[np.object_]:
    """Points of an area: its corners, its outline and a regular grid inside, about ``about`` in the grid."""
    x_min, y_min, x_max, y_max = area.bounds
    step = max(math.sqrt(area.area / about), 1e-6)
    x = np.arange(x_min + step / 2, x_max, step)
    y = np.arange(y_min + step / 2, y_max, step)
    grid = shapely.points(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2))
    shapely.prepare(area)
    inside = grid[shapely.covers(area, grid)]
    outline = shapely.get_coordinates(shapely.segmentize(area.boundary, step * 2))
    return np.concatenate([shapely.points(outline), inside])
