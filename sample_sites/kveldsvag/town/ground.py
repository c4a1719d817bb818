"""The lie of the land: a frame along the shore, the height of the ground, the river and the fjord.

The town is designed in shore coordinates ``(t, d)``: metres along the coast and metres inland. One smooth map bends
them into the plane, so that a street drawn at a constant distance from the sea follows the bay, as on a real hillside.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PchipInterpolator
from shapely import LineString, Polygon, box

CRS = "EPSG:25832"
#: The extent: a town of about 2 x 2 km, and enough land and water around it that distances in it are exact. 500 000 is
#: the central meridian of UTM 32, where grid north is true north to 0.03 degrees: the extent's edges are then also
#: edges of a box in longitude and latitude, as a PBF header wants it.
WEST, SOUTH, EAST, NORTH = 498_300.0, 7_029_700.0, 501_400.0, 7_032_600.0
EXTENT = box(WEST, SOUTH, EAST, NORTH)
#: Where t and d are 0 but for the bending: somewhat south of the shore, at the town's western end.
ORIGIN_EAST, ORIGIN_NORTH = 498_600.0, 7_030_560.0

Floats = NDArray[np.float64]

_PROFILE = PchipInterpolator(
    [-900, -300, -60, 0, 12, 40, 110, 250, 400, 480, 560, 620, 740, 830, 1000, 1200, 1500, 2200, 2600],
    [-80, -40, -9, 0.0, 1.2, 2.4, 4.5, 10, 18, 23, 30, 34, 37, 48, 78, 118, 205, 380, 430],
)


def _bump(t: Floats, at: float, width: float) -> Floats:
    bump: Floats = np.exp(-(((t - at) / width) ** 2))
    return bump


def _shore(t: Floats) -> Floats:
    """Northing of the shoreline above its mean [m]: a bay where the river comes out, a low headland east of it."""
    shore: Floats = (
        150 * _bump(t, 1480, 260)
        - 95 * _bump(t, 1950, 190)
        - 60 * _bump(t, 900, 220)
        + 55 * _bump(t, 480, 200)
        + 9 * np.sin(t / 61)
        + 25 * np.sin(t / 310 + 1)
    )
    return shore


def _shift(t: Floats, d: Floats) -> tuple[Floats, Floats]:
    inland = np.clip(d, 0, None)
    east = 38 * np.sin(d / 330 + t / 800)
    north = _shore(t) * (0.3 + 0.7 * np.exp(-inland / 500)) + 32 * np.sin(t / 330 + d / 260) * (
        1 - np.exp(-inland / 350)
    )
    return east, north


def to_plane(points: ArrayLike) -> Floats:
    """Shore coordinates to metres in the plane.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Metres along the shore and metres inland.

    Returns
    -------
    numpy.ndarray, shape (n, 2)
        Easting and northing in EPSG:25832 [m].
    """
    t, d = np.asarray(points, dtype=float).reshape(-1, 2).T
    east, north = _shift(t, d)
    return np.column_stack([ORIGIN_EAST + t + east, ORIGIN_NORTH + d + north])


def to_shore(points: ArrayLike) -> Floats:
    """Metres in the plane to shore coordinates: the inverse of `to_plane`, by damped fixed-point iteration."""
    x, y = np.asarray(points, dtype=float).reshape(-1, 2).T
    x, y = x - ORIGIN_EAST, y - ORIGIN_NORTH
    t, d = x.copy(), y.copy()
    for _ in range(80):
        east, north = _shift(t, d)
        off_t, off_d = x - east - t, y - north - d
        t, d = t + 0.65 * off_t, d + 0.65 * off_d
        if max(np.abs(off_t).max(initial=0), np.abs(off_d).max(initial=0)) < 1e-6:
            break
    return np.column_stack([t, d])


def curve(controls: Iterable[tuple[float, float]], *, step: float = 11.0) -> LineString:
    """A smooth line in the plane through control points in shore coordinates, sampled every `step` metres."""
    knots = np.asarray(list(controls), dtype=float)
    along = np.concatenate([[0.0], np.hypot(*np.diff(knots, axis=0).T).cumsum()])
    samples = np.linspace(0, along[-1], max(2, round(along[-1] / step) + 1))
    smooth = (
        PchipInterpolator(along, knots)(samples)
        if len(knots) > 2
        else np.column_stack([np.interp(samples, along, knots[:, 0]), np.interp(samples, along, knots[:, 1])])
    )
    return LineString(np.round(to_plane(smooth), 2)).simplify(0.15)


def area(corners: Iterable[tuple[float, float]], *, step: float = 25.0) -> Polygon:
    """A polygon in the plane from corners in shore coordinates; its edges bend with the land."""
    ring = np.asarray([*corners], dtype=float)
    ring = np.vstack([ring, ring[:1]])
    points = [
        start + (end - start) * share
        for start, end in pairwise(ring)
        for share in np.linspace(0, 1, max(1, round(float(np.hypot(*(end - start))) / step)), endpoint=False)
    ]
    return Polygon(np.round(to_plane(points), 2))


RIVER = curve(
    [
        (1475, -40),
        (1490, 60),
        (1530, 220),
        (1560, 400),
        (1575, 560),
        (1590, 760),
        (1600, 950),
        (1640, 1200),
        (1600, 1500),
        (1650, 1800),
        (1630, 2150),
    ]
)
FJORD = Polygon(
    [
        *curve([(t, 0.0) for t in range(-500, 3001, 40)], step=20).coords,
        (EAST + 200, SOUTH - 200),
        (WEST - 200, SOUTH - 200),
    ]
)


def height(points: ArrayLike) -> Floats:
    """Height of the ground [m above the sea] at points in the plane, shape (n, 2): 0 on the fjord."""
    shore = to_shore(points)
    t, d = shore.T
    bed = np.interp(d, [0, 220, 560, 950, 1500, 2150], [1480, 1530, 1575, 1600, 1600, 1630])
    depth = np.interp(d, [-10, 30, 500, 900, 1500, 2200], [0, 1.0, 3.5, 9, 22, 30])
    knoll = 16 * np.exp(-(((t - 640) / 130) ** 2) - ((d - 960) / 110) ** 2)
    spur = 26 * np.exp(-(((t - 2250) / 190) ** 2) - ((d - 1000) / 180) ** 2)
    swell = 1.2 * np.sin(t / 90) * np.sin(d / 75) * np.clip(d / 900, 0, 2)
    valley = depth * np.exp(-(((t - bed) / np.interp(d, [0, 900, 1800], [18, 45, 90])) ** 2))
    ground = _PROFILE(np.clip(d, -900, 2600)) + knoll + spur + swell - valley
    return np.where(d <= 0, 0.0, np.maximum(ground, 0.2))
