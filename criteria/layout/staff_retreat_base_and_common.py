"""Ways out of the base's rooms and of the shared rooms: two from each, and one that passes no resident area."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_parts import Base
from siteplan.context.layout_presence import staffed_base
from siteplan.context.layout_shared import VISITED_USES, resident_areas, routes_out, shared_rooms
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

from .evidence import door_feature, room_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the larger rooms with two independent ways out, joined with the base's own ways out."""
    base = staffed_base(layout)
    if not base.doors:
        raise MissingDataError("layout_base_doors")
    rooms = [
        room for room in (*base.spaces, *shared_rooms(layout, VISITED_USES)) if room.boundary.area > limits["room_area"]
    ] or list(base.spaces)
    ways = {room.id: routes_out(layout, [room.id], stair_reach_m=limits["stair_reach"]) for room in rooms}
    single = [room for room in rooms if ways[room.id] < limits["ways"]]
    share = (len(rooms) - len(single)) / len(rooms)
    whole, apart = _base_ways(layout, base, limits)
    # A base whose only way out leads through the residents' rooms fails, whatever its rooms are like.
    parts = (share, min(1, whole / limits["ways"]), 1 if apart else 0)
    score = 0.0 if not apart and whole < limits["ways"] else sum(parts) / len(parts)
    doors = [use for use in base.doors if any(room.id in use.sides for room in single)]
    return Finding(
        quantity=Quantity(value=share, unit="share"),
        score=score,
        failing=tuple(room.id for room in single),
        features=(
            *room_features([room for room in rooms if room not in single]),
            *room_features(single, "trapped_area"),
            *(door_feature(use, "exit") for use in base.exits),
            *(door_feature(use, "articulation_door") for use in doors if use not in base.exits),
        ),
        values={
            "two_ways_count": len(rooms) - len(single),
            "room_count": len(rooms),
            "base_ways_count": whole,
            "own_way_out": apart,
        },
    )


def _base_ways(layout: LayoutContext, base: Base, limits: Mapping[str, float]) -> tuple[int, bool]:
    """Ways out of the base as a whole, and whether one of them passes no resident area."""
    reach, rooms = limits["stair_reach"], base.space_ids
    whole = routes_out(layout, rooms, stair_reach_m=reach)
    return whole, routes_out(layout, rooms, stair_reach_m=reach, avoid=resident_areas(layout)) > 0
