"""Where on a plot one is farthest from what stands around it."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry import Point

from siteplan.model import Area

_POINTS = 200
"""About how many points of a plot are looked at."""

_NEAR_M = 0.02
_AROUND = np.array([(x, y) for x in (-1.0, -0.5, 0.0, 0.5, 1.0) for y in (-1.0, -0.5, 0.0, 0.5, 1.0)])


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
    Looks at the corners, at points along the outline and at a grid of about 200 points inside, and then ever nearer
    around the best of them: exact to a few centimetres where the best place of the grid is beside the best of all,
    and never more than is there.
    """
    points = sample_points(area)
    if not len(others):
        return Point(shapely.get_coordinates(points)[0]), reach_m
    tree = STRtree(others)
    where, distance = _best(tree, points)
    step = math.sqrt(area.area / _POINTS)
    while step > _NEAR_M and distance < reach_m:
        step /= 2
        around = shapely.points(where + _AROUND * step)
        around = around[shapely.covers(area, around)]
        if len(around):
            other, farther = _best(tree, around)
            where, distance = (other, farther) if farther > distance else (where, distance)
    return Point(where), min(distance, reach_m)


def _best(tree: STRtree, points: NDArray[np.object_]) -> tuple[NDArray[np.float64], float]:
    _, distance = tree.query_nearest(points, return_distance=True, all_matches=False)
    best = int(np.argmax(distance))
    return shapely.get_coordinates(points[best])[0], float(distance[best])


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
