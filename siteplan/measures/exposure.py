"""How near things lie to a plot, and how much of it they cover: plain distances and areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from siteplan.model import Area


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A number that the data bound from both sides; ``low == high`` where they settle it."""

    low: float
    high: float

    def scaled(self, factor: float) -> Interval:
        """Both ends times a factor that is not negative."""
        return Interval(low=self.low * factor, high=self.high * factor)

    def plus(self, other: Interval) -> Interval:
        """End by end."""
        return Interval(low=self.low + other.low, high=self.high + other.high)


UNKNOWN = Interval(low=0.0, high=1.0)


def distances_m(boundary: Area, geometries: NDArray[np.object_]) -> NDArray[np.float64]:
    """(n,) straight distance from a plot to each geometry [m], 0 where they meet."""
    found: NDArray[np.float64] = shapely.distance(boundary, geometries)
    return found


def nearness(distances: NDArray[np.float64], *, radius_m: float) -> float:
    """1 where the nearest is at the plot, falling in a straight line to 0 at ``radius_m``; 0 where there is none."""
    return max(0.0, 1.0 - float(distances.min()) / radius_m) if len(distances) else 0.0


def covered_share(boundary: Area, geometries: NDArray[np.object_]) -> float:
    """Share of a plot's area that lies inside any of the geometries (0-1); overlaps count once."""
    if not len(geometries):
        return 0.0
    covered = float(shapely.area(shapely.intersection(boundary, shapely.union_all(geometries))))
    return min(1.0, covered / float(boundary.area))


def lies_on(boundary: Area, geometries: NDArray[np.object_]) -> NDArray[np.bool_]:
    """(n,) whether a point inside each geometry lies on the plot."""
    on: NDArray[np.bool_] = shapely.covers(boundary, shapely.point_on_surface(geometries))
    return on
