"""Light from outdoor lamps: illuminance at points and the lit ground, with the shadows of walls, fences and hedges."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike

from siteplan.measures.noding import FloatArray
from siteplan.measures.regions import Region, polygons_of
from siteplan.measures.sight import Barriers, lines_of_sight
from siteplan.measures.visible_region import HeightField, height_field, visible_region

SPHERE_SR = 4 * math.pi
"""Solid angle of all directions [sr]."""


def intensity_cd(flux_lm: float, *, solid_angle_sr: float) -> float:
    """Luminous intensity [cd] of a lamp that spreads its flux [lm] evenly over a solid angle.

    Raises
    ------
    ValueError
        If the flux is negative or the solid angle is not within (0, 4 pi].
    """
    if flux_lm < 0 or not 0 < solid_angle_sr <= SPHERE_SR + 1e-9:
        raise ValueError(f"flux must not be negative and the solid angle within 4 pi: {flux_lm}, {solid_angle_sr}")
    return flux_lm / solid_angle_sr


def illuminance_lx(lamps: ArrayLike, intensity: ArrayLike, points: ArrayLike, obstacles: Barriers) -> FloatArray:
    """Horizontal illuminance [lx] at points from point lamps, direct light only.

    Parameters
    ----------
    lamps : array_like, shape (m, 3)
        x, y, z [m].
    intensity : array_like, shape (m,)
        Luminous intensity towards the ground [cd].
    points : array_like, shape (k, 3)
        x, y, z [m]; a lamp that is not above a point gives it nothing.
    obstacles : Barriers
        What throws shadows.

    Returns
    -------
    ndarray, shape (k,)

    Notes
    -----
    The inverse-square cosine law: E = I cos^3(g) / h^2 with g the angle of the ray to the vertical and h the height of
    the lamp above the point, which is I h / d^3 with d the distance. Light thrown back by walls and snow is left out,
    so that real ground is no darker than reckoned.

    References
    ----------
    CIE S 017:2020 ILV, International Lighting Vocabulary, "inverse square law" and "cosine law".
    """
    lamp = np.asarray(lamps, dtype=np.float64).reshape(-1, 3)
    point = np.asarray(points, dtype=np.float64).reshape(-1, 3)
    height = lamp[:, None, 2] - point[None, :, 2]
    square = ((lamp[:, None, :] - point[None, :, :]) ** 2).sum(axis=2)
    given = np.asarray(intensity, dtype=np.float64).reshape(-1, 1)
    light = np.where(height > 0, given * height / np.maximum(square, 1e-12) ** 1.5, 0.0)
    lit = lines_of_sight(lamp, point, obstacles).visible
    total: FloatArray = np.where(lit, light, 0.0).sum(axis=0)
    return total


def lit_radius_m(intensity: float, *, height_m: float, illuminance: float) -> float:
    """Radius [m] on level ground within which one lamp gives at least an illuminance [lx]; 0 where it never does."""
    if height_m <= 0 or illuminance <= 0:
        raise ValueError(f"a lamp hangs above the ground and the illuminance is positive: {height_m}, {illuminance}")
    square = (intensity * height_m / illuminance) ** (2 / 3) - height_m**2
    return math.sqrt(square) if square > 0 else 0.0


def lit_region(
    lamps: ArrayLike, radius_m: Sequence[float], obstacles: Barriers, *, domain: Region, ground_z: float
) -> Region:
    """The part of level ground that at least one lamp reaches within its radius, exact, shadows cut out.

    Parameters
    ----------
    lamps : array_like, shape (m, 3)
        x, y, z [m].
    radius_m : sequence of m
        How far each lamp reaches in plan [m].
    obstacles : Barriers
        What throws shadows.
    domain : Polygon or MultiPolygon
        The ground asked about.
    ground_z : float
        Its height [m], in the datum of lamps and barriers.
    """
    lamp = np.asarray(lamps, dtype=np.float64).reshape(-1, 3)
    corners = np.vstack((np.asarray(domain.bounds).reshape(2, 2), lamp[:, :2]))
    low, high = corners.min(axis=0) - 1.0, corners.max(axis=0) + 1.0
    bounds = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    fields: dict[float, HeightField] = {}
    parts = []
    for (x, y, z), radius in zip(lamp.tolist(), radius_m, strict=True):
        if radius > 0:
            if z not in fields:
                fields[z] = height_field(obstacles, eye_z=z, target_z=ground_z, bounds=bounds)
            parts.append(visible_region((x, y), fields[z], max_range_m=radius).region)
    return polygons_of(shapely.intersection(shapely.union_all(parts), domain))
