"""How two exits of a home lie in relation to one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import shapely
from shapely.geometry import Point

XY = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPair:
    """Two exits of one home.

    Attributes
    ----------
    exits
        Rows of the two exits.
    angle_deg
        Angle between them as seen from the middle of the home, 0-180.
    facing_deg
        Angle between the directions in which one leaves through them, 0-180: 180 is front and back, 0 the same wall.
    separation
        Distance between them over the longest distance across the home.
    """

    exits: tuple[int, int]
    angle_deg: float
    facing_deg: float
    separation: float


def exit_pairs(
    home: shapely.Polygon | shapely.MultiPolygon, exits: Sequence[Point], directions: Sequence[XY]
) -> tuple[ExitPair, ...]:
    """Every pair of a home's exits, measured.

    Parameters
    ----------
    home
        The home in plan [m].
    exits
        Midpoints of its exits [m], n of them.
    directions
        Unit vectors out through them, n of them.
    """
    middle = home.centroid
    hull = shapely.get_coordinates(home.convex_hull)
    across = max(math.dist(a, b) for a, b in combinations(hull.tolist(), 2))
    pairs = []
    for one, other in combinations(range(len(exits)), 2):
        rays = [(exits[k].x - middle.x, exits[k].y - middle.y) for k in (one, other)]
        pairs.append(
            ExitPair(
                exits=(one, other),
                angle_deg=angle_between(rays[0], rays[1]),
                facing_deg=angle_between(directions[one], directions[other]),
                separation=exits[one].distance(exits[other]) / across,
            )
        )
    return tuple(pairs)


def angle_between(one: XY, other: XY) -> float:
    """Angle between two vectors [deg], 0-180; 0 where either has no length."""
    turn = math.atan2(one[0] * other[1] - one[1] * other[0], one[0] * other[0] + one[1] * other[1])
    return abs(math.degrees(turn))
