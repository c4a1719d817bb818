"""Where the sun stands through a day, what hides it from a point, and what a point looks out on.

Sun positions are those of Astral 3.2 (NOAA's solar equations, after Meeus, *Astronomical Algorithms*, 1991).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import shapely
from astral import Observer
from astral.sun import azimuth, elevation
from numpy.typing import NDArray
from shapely import STRtree

from siteplan.measures.kernels import outline_kernels
from siteplan.measures.outlines import ray_hits
from siteplan.model import Terrain

_EARTH_RADIUS_M = 6_371_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SunPath:
    """Positions while the sun is up: (n,) azimuth clockwise from grid north and altitude [rad], ``step_h`` apart."""

    azimuth: NDArray[np.float64]
    altitude: NDArray[np.float64]
    step_h: float


def sun_path(
    longitude: float, latitude: float, *, day: date, step_min: float = 10.0, convergence_deg: float = 0.0
) -> SunPath:
    """The sun above a level horizon on one day (UTC).

    Parameters
    ----------
    longitude, latitude
        Degrees, WGS 84.
    convergence_deg
        Grid north less true north, clockwise: what must be taken off an azimuth to stand in the grid.
    """
    observer = Observer(latitude=latitude, longitude=longitude)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(minutes=4 * longitude)
    count = round(24 * 60 / step_min)
    times = [noon + timedelta(minutes=step_min * (i + 0.5 - count / 2)) for i in range(count)]
    height = np.array([elevation(observer, t) for t in times])
    up = height > 0
    bearing = np.array([azimuth(observer, t) for t, shines in zip(times, up, strict=True) if shines])
    return SunPath(azimuth=np.radians(bearing - convergence_deg), altitude=np.radians(height[up]), step_h=step_min / 60)


def hours_of_sun(
    points: NDArray[np.float64],
    path: SunPath,
    *,
    footprints: NDArray[np.object_],
    heights_m: NDArray[np.float64],
    terrain: Terrain | None,
    horizon_m: float,
) -> NDArray[np.float64]:
    """(p,) hours of direct sun at points on the ground, buildings and terrain in the way taken into account.

    Parameters
    ----------
    points
        (p, 2) [m].
    footprints, heights_m
        Buildings, and the height of each above the ground of the points.
    terrain
        None: level ground. Heights that the model does not know are taken as level with the point.
    horizon_m
        How far away the terrain is looked at.
    """
    if not len(path.azimuth):
        return np.zeros(len(points))
    hidden = _behind_buildings(points, path, footprints, heights_m)
    if terrain is not None:
        hidden |= _behind_terrain(points, path, terrain, horizon_m)
    hours: NDArray[np.float64] = (~hidden).sum(axis=1) * path.step_h
    return hours


def _behind_buildings(
    points: NDArray[np.float64], path: SunPath, footprints: NDArray[np.object_], heights_m: NDArray[np.float64]
) -> NDArray[np.bool_]:
    hidden = np.zeros((len(points), len(path.azimuth)), dtype=bool)
    if not len(footprints):
        return hidden
    around = shapely.total_bounds(np.append(footprints, shapely.multipoints(points)))
    across = math.hypot(around[2] - around[0], around[3] - around[1])
    reach = np.minimum(float(heights_m.max()) / np.tan(np.maximum(path.altitude, math.radians(0.5))), across)
    direction = np.stack([np.sin(path.azimuth), np.cos(path.azimuth)], axis=1)
    kernels = outline_kernels()
    if kernels is not None:
        within = heights_m[:, None] / np.tan(path.altitude)[None, :]
        return ray_hits(kernels, points, direction, reach, footprints, hides_within=within)[1]
    start = np.repeat(points, len(direction), axis=0)
    end = start + np.tile(direction * reach[:, None], (len(points), 1))
    rays = shapely.linestrings(np.stack([start, end], axis=1))
    ray, building = STRtree(footprints).query(rays, predicate="intersects")
    away = shapely.distance(shapely.points(start[ray]), shapely.intersection(rays[ray], footprints[building]))
    altitude = np.tile(path.altitude, len(points))[ray]
    covers = heights_m[building] > away * np.tan(altitude)
    hidden.ravel()[ray[covers]] = True
    return hidden


def _behind_terrain(
    points: NDArray[np.float64], path: SunPath, terrain: Terrain, horizon_m: float
) -> NDArray[np.bool_]:
    """Heights along each ray, at steps that grow with the distance; the Earth's curve is taken off."""
    steps = np.geomspace(2 * terrain.cell, max(horizon_m, 4 * terrain.cell), 60)
    direction = np.stack([np.sin(path.azimuth), np.cos(path.azimuth)], axis=1)
    ground = heights_at(terrain, points)
    at = points[:, None, None, :] + direction[None, :, None, :] * steps[None, None, :, None]
    rise = heights_at(terrain, at.reshape(-1, 2)).reshape(at.shape[:3]) - ground[:, None, None]
    rise -= steps**2 / (2 * _EARTH_RADIUS_M)
    with np.errstate(invalid="ignore"):
        angle = np.arctan2(rise, steps[None, None, :])
    highest = np.nan_to_num(angle, nan=-1.0).max(axis=2)
    hidden: NDArray[np.bool_] = highest > path.altitude[None, :]
    return hidden


def heights_at(terrain: Terrain, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) heights of the cells in which points lie [m], NaN outside the model."""
    rows, columns = terrain.heights.shape
    column = np.floor((xy[:, 0] - terrain.x0) / terrain.cell).astype(int)
    row = np.floor((terrain.y0 - xy[:, 1]) / terrain.cell).astype(int)
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    heights = np.full(len(xy), np.nan)
    heights[inside] = terrain.heights[row[inside], column[inside]]
    return heights


def view_share(
    points: NDArray[np.float64],
    wanted: NDArray[np.object_],
    hiding: NDArray[np.object_],
    *,
    reach_m: float,
    rays: int = 72,
) -> float:
    """Share of the horizontal view around points that meets what is wanted before anything that hides it.

    Parameters
    ----------
    points
        (p, 2) [m]; the mean over them.
    wanted, hiding
        Areas or lines: green and water; buildings.
    reach_m
        How far the view goes.
    """
    if not len(wanted):
        return 0.0
    turn = np.arange(rays) * (2 * math.pi / rays)
    direction = np.stack([np.sin(turn), np.cos(turn)], axis=1)
    kernels = outline_kernels()
    if kernels is not None:
        reach = np.full(rays, reach_m)
        met = [ray_hits(kernels, points, direction, reach, geometries)[0] for geometries in (wanted, hiding)]
        return float((met[0] < met[1]).mean())
    direction = direction * reach_m
    start = np.repeat(points, rays, axis=0)
    lines = shapely.linestrings(np.stack([start, start + np.tile(direction, (len(points), 1))], axis=1))
    first = [_first_hit(lines, start, geometries) for geometries in (wanted, hiding)]
    return float((first[0] < first[1]).mean())


def _first_hit(
    lines: NDArray[np.object_], start: NDArray[np.float64], geometries: NDArray[np.object_]
) -> NDArray[np.float64]:
    nearest = np.full(len(lines), np.inf)
    if not len(geometries):
        return nearest
    ray, hit = STRtree(geometries).query(lines, predicate="intersects")
    away = shapely.distance(shapely.points(start[ray]), shapely.intersection(lines[ray], geometries[hit]))
    np.minimum.at(nearest, ray, away)
    return nearest
