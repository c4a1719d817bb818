"""How early somebody on the way to a home is seen from the base: walks from where one comes onto the plot."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Point
from shapely.ops import substring

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import DoorUse
from siteplan.context.layout_presence import possible_main_doors
from siteplan.errors import MissingDataError
from siteplan.measures.walking import Walk

_BESIDE_WALL_M = 0.05
"""Walks pass corners at 1 cm; what is seen is taken this much wider, so that touching a wall decides nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """A walk from an access point to a home's door.

    Attributes
    ----------
    unit, door
        Whose door it is.
    walk
        The whole way, from the access to the door.
    detected_m
        What is left of it where one is first seen [m]; 0 where one is never seen.
    """

    unit: str
    door: DoorUse
    walk: LineString
    detected_m: float

    @property
    def before(self) -> LineString | None:
        """The way until one is seen; None where that is at once."""
        until = self.walk.length - self.detected_m
        return substring(self.walk, 0.0, until) if until > 0 else None

    @property
    def after(self) -> LineString | None:
        """The way from where one is seen; None where one is not."""
        return substring(self.walk, self.walk.length - self.detected_m, self.walk.length) if self.detected_m else None


def approaches(layout: LayoutContext, *, target_m: float, range_m: float, glimpse_m: float) -> tuple[Approach, ...]:
    """Every shortest walk from an access point to a home's entrance that exists.

    Parameters
    ----------
    layout
        A layout with a staffed base.
    target_m, range_m
        Height above the ground of what the staff see, and how far [m].
    glimpse_m
        Who is seen over a shorter stretch than this has not been noticed [m].

    Raises
    ------
    MissingDataError
        "layout_access" where no access is drawn or known, "layout_doors" where no walk ends at a home, and what
        `LayoutSight.staff_eyes` raises.
    """
    seen = layout.sight.seen_outdoors(target_m=target_m, range_m=range_m).buffer(_BESIDE_WALL_M)
    net = layout.walks.net
    starts = [net.place_nodes[name] for name in sorted(net.place_nodes) if name.startswith("access:")]
    if not starts:
        raise MissingDataError("layout_access")
    found = []
    for start in starts:
        distance, before = net.from_nodes([start])
        for unit in layout.units:
            for use in possible_main_doors(unit):
                ends = net.portal_nodes.get(use.id, ())
                near = min(ends, key=lambda node: distance[node], default=None)
                walk: Walk | None = net.walk_to(near, distance, before) if near is not None else None
                if walk is not None and walk.line.length > 0:
                    left = _left_when_seen(walk.line, seen, glimpse_m)
                    found.append(Approach(unit=unit.id, door=use, walk=walk.line, detected_m=left))
    if not found:
        raise MissingDataError("layout_doors")
    return tuple(found)


def _left_when_seen(walk: LineString, seen: shapely.Geometry, glimpse_m: float) -> float:
    """Metres from the start of the first seen stretch that is no glimpse to the walk's end."""
    starts = []
    for part in shapely.get_parts(walk.intersection(seen)):
        if part.is_empty:
            continue
        ends = [walk.project(Point(xy)) for xy in shapely.get_coordinates(part)[[0, -1]]]
        if part.length >= min(glimpse_m, walk.length) or max(ends) >= walk.length - _BESIDE_WALL_M:
            starts.append(min(ends))
    return walk.length - min(starts) if starts else 0.0
