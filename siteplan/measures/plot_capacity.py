"""Ground on a plot that can be built on, and the largest circle that it holds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.model import Area, Terrain

SLOPE_BASELINE_M = 5.0
"""Slope is taken over this distance to each side, so that a kerb or a ditch in a fine terrain model is no hillside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildableGround:
    """Where one can build on a plot.

    ``ground``: perhaps empty; ``area_m2``: its area, sloping ground counted in part; ``slope_known_share``: share of
    the plot's area whose slope is known (0-1).
    """

    ground: Area
    area_m2: float
    slope_known_share: float


def buildable_ground(
    boundary: Area,
    *,
    setback_m: float,
    terrain: Terrain | None = None,
    gentle: float = math.inf,
    steep: float = math.inf,
    occupied: BaseGeometry | None = None,
) -> BuildableGround:
    """The plot less a strip along its boundary, less steep ground and less what is occupied.

    Parameters
    ----------
    boundary
        The plot [m].
    setback_m
        Width of the strip along the boundary that stays free [m].
    terrain
        Terrain model, or None: then all ground counts in full.
    gentle, steep
        Rise over run (central differences over ``SLOPE_BASELINE_M`` to each side): ground counts in full up to
        ``gentle``, not at all from ``steep``, and in a straight line between.
    occupied
        Ground that is taken, by buildings that stand on it and the distance to be kept from them.
    """
    inner = _area(shapely.buffer(boundary, -setback_m, join_style="mitre"))
    if occupied is not None:
        inner = _area(shapely.difference(inner, occupied))
    if terrain is None:
        return BuildableGround(ground=inner, area_m2=float(inner.area), slope_known_share=0.0)
    slope, boxes = _cells(boundary, terrain)
    known = ~np.isnan(slope)
    too_steep = boxes[known & (slope >= steep)]
    ground = _area(shapely.difference(inner, shapely.union_all(too_steep))) if len(too_steep) else inner
    sloping = known & (slope > gentle) & (slope < steep)
    lost = (slope[sloping] - gentle) / (steep - gentle) * shapely.area(shapely.intersection(boxes[sloping], ground))
    seen = shapely.area(shapely.intersection(boxes[known], boundary)).sum()
    return BuildableGround(
        ground=ground, area_m2=float(ground.area - lost.sum()), slope_known_share=float(min(1.0, seen / boundary.area))
    )


def _cells(boundary: Area, terrain: Terrain) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Slope and square of every terrain cell that the plot's bounding box touches, each (n,)."""
    x_min, y_min, x_max, y_max = boundary.bounds
    rows, columns = terrain.heights.shape
    cell = terrain.cell
    step = max(1, round(SLOPE_BASELINE_M / cell))
    c0, c1 = math.floor((x_min - terrain.x0) / cell), math.ceil((x_max - terrain.x0) / cell)
    r0, r1 = math.floor((terrain.y0 - y_max) / cell), math.ceil((terrain.y0 - y_min) / cell)
    grid = np.meshgrid(np.arange(max(r0, 0), min(r1, rows)), np.arange(max(c0, 0), min(c1, columns)))
    row, column = grid[0].ravel(), grid[1].ravel()
    west, north = terrain.x0 + column * cell, terrain.y0 - row * cell
    boxes: NDArray[np.object_] = shapely.box(west, north - cell, west + cell, north)
    return _slope(terrain, row, column, step=step), boxes


def _slope(terrain: Terrain, row: NDArray[np.int_], column: NDArray[np.int_], *, step: int) -> NDArray[np.float64]:
    """Rise over run at cells, NaN where a height is unknown; one-sided at the model's edge."""
    rows, columns = terrain.heights.shape
    up, down = np.maximum(row - step, 0), np.minimum(row + step, rows - 1)
    left, right = np.maximum(column - step, 0), np.minimum(column + step, columns - 1)
    heights = terrain.heights.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        north = (heights[up, column] - heights[down, column]) / ((down - up) * terrain.cell)
        east = (heights[row, right] - heights[row, left]) / ((right - left) * terrain.cell)
    slope: NDArray[np.float64] = np.hypot(north, east)
    return slope


def largest_circle(area: Area, *, tolerance_m: float = 0.01) -> tuple[Point, float] | None:
    """Centre and radius [m] of the largest circle inside an area; None where the area is empty.

    The pole of inaccessibility (Garcia-Castellanos and Lombardo 2007, doi:10.1080/14702540801897809) by quadtree
    search, as GEOS computes it.
    """
    circles = [
        shapely.maximum_inscribed_circle(part, tolerance=tolerance_m)
        for part in (area.geoms if isinstance(area, MultiPolygon) else [area])
        if not part.is_empty
    ]
    if not circles:
        return None
    best = max(circles, key=lambda line: float(line.length))
    return Point(best.coords[0]), float(best.length)


def holds_circle(area: Area, *, radius_m: float) -> bool:
    """Whether a circle of a radius fits somewhere inside an area."""
    return not shapely.buffer(area, -radius_m, quad_segs=16).is_empty


def _area(geometry: object) -> Area:
    """Only what has area; lines and points left by a difference are dropped."""
    if isinstance(geometry, Polygon | MultiPolygon):
        return geometry
    parts = [part for part in getattr(geometry, "geoms", ()) if isinstance(part, Polygon)]
    return MultiPolygon(parts)
