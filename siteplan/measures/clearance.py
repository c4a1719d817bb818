"""Where on a plot one is farthest from what stands around it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry import Point

from siteplan.measures.kernels import outline_kernels
from siteplan.measures.outlines import Outlines, distances_to_nearest
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
    points = shapely.get_coordinates(sample_points(area))
    if not len(others):
        return Point(points[0]), reach_m
    away = _away_from(others)
    where, distance = _best(away, points)
    step = math.sqrt(area.area / _POINTS)
    while step > _NEAR_M and distance < reach_m:
        step /= 2
        around = where + _AROUND * step
        around = around[shapely.covers(area, shapely.points(around))]
        if len(around):
            other, farther = _best(away, around)
            where, distance = (other, farther) if farther > distance else (where, distance)
    return Point(where), min(distance, reach_m)


Away = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Points (m, 2) to their distances (m,) from the nearest of what stands around."""


def _away_from(others: NDArray[np.object_]) -> Away:
    kernels = outline_kernels()
    if kernels is not None:
        return partial(distances_to_nearest, kernels, outlines=Outlines.of(others))
    tree = STRtree(others)

    def away(points: NDArray[np.float64]) -> NDArray[np.float64]:
        distance: NDArray[np.float64] = tree.query_nearest(
            shapely.points(points), return_distance=True, all_matches=False
        )[1]
        return distance

    return away


def _best(away: Away, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    distance = away(points)
    best = int(np.argmax(distance))
    return points[best], float(distance[best])


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
