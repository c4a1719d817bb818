"""The form of the buildings: distances between them, corridors, unbroken fronts, how large beside the neighbours."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import Building
from siteplan.model import OUTSIDE

CORRIDOR_USES = frozenset({"corridor", "lobby", "sluice"})
"""Indoor rooms that one only passes through; stairs belong to ordinary blocks too."""
JUT_M = 0.5
"""A front that steps back or forth by less than this is unbroken."""
TOUCH_M = 0.05
"""Houses nearer than this stand against one another and are one body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The shortest distance between two bodies: ids, metres, and the line between them."""

    between: tuple[str, str]
    metres: float
    line: LineString


def gap(one: tuple[str, BaseGeometry], other: tuple[str, BaseGeometry]) -> Gap:
    """The shortest distance between two named shapes."""
    line = shapely.shortest_line(one[1], other[1])
    return Gap(between=(one[0], other[0]), metres=float(line.length), line=line)


def house_gaps(layout: LayoutContext, neighbours: Sequence[tuple[str, BaseGeometry]]) -> tuple[Gap, ...]:
    """Distances between the project's houses, and from them to the neighbours'; houses wall to wall are one body."""
    houses = [(building.id, building.union) for building in layout.buildings]
    pairs = [gap(a, b) for a, b in itertools.combinations(houses, 2)]
    around = [gap(house, neighbour) for house in houses for neighbour in neighbours]
    return tuple(found for found in (*pairs, *around) if found.metres > TOUCH_M)


def boundary_gaps(layout: LayoutContext) -> tuple[tuple[Gap, Building], ...]:
    """Distance of each house to the plot's boundary; 0 for one that stands across it. Empty without a plot."""
    site = layout.site_boundary
    if site is None:
        return ()
    line = ("plot", site.boundary)
    return tuple((gap((house.id, house.union), line), house) for house in layout.buildings)


def corridor_share(layout: LayoutContext) -> float:
    """Share of the indoor floor above ground that is corridor, 0-1."""
    rooms = [s for s in layout.layout.spaces if s.storey >= 0 and s.use != "gallery"]
    total = sum(s.boundary.area for s in rooms)
    passing = sum(s.boundary.area for s in rooms if s.use in CORRIDOR_USES and s.unit is None)
    return passing / total if total else 0.0


def through_corridor(layout: LayoutContext) -> tuple[str, ...]:
    """Ids of the homes whose every exit leads indoors."""

    def indoors(side: str) -> bool:
        return side != OUTSIDE and layout.space_by_id[side].use != "gallery"

    return tuple(
        unit.id for unit in layout.units if unit.exits and all(indoors(use.sides[1]) for use in unit.exits)
    )  # fmt: skip


def longest_front(building: Building) -> LineString:
    """The longest straight side of a building; small steps do not break it."""
    sides = [
        LineString(pair)
        for part in shapely.get_parts(building.union)
        for pair in itertools.pairwise(shapely.get_coordinates(part.exterior.simplify(JUT_M)))
    ]
    return max(sides, key=lambda side: side.length)


def rank_among(value: float, others: Sequence[float]) -> float:
    """Share of the others that are smaller, those of equal size counted half: 0 smaller than all, 1 larger than all."""
    others_ = np.asarray(others, dtype=np.float64)
    return float(((others_ < value).sum() + 0.5 * (others_ == value).sum()) / len(others_))
