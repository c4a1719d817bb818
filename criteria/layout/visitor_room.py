"""A room for residents' visitors, seen from the base, with two ways out."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_indoors import ways_from
from siteplan.context.layout_presence import choice_drawn, drawn_units
from siteplan.criterion import Finding, Quantity

from .evidence import door_feature, room_features, unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """A visitors' room; more for a door that staff see, and for two ways out of it that share nothing."""
    units = drawn_units(layout)
    rooms = [space for space in layout.layout.spaces if space.use == "visitor" and space.unit is None]
    if not choice_drawn(layout, "visitor_room", drawn=bool(rooms)):
        values = {"seen": False, "way_count": 0}
        return Finding(
            quantity=Quantity(value=0, unit="count"), score=0.0, features=unit_features(units), values=values
        )
    own = {room.id for room in rooms}
    doors = [use for use in layout.doors if own & set(use.sides)]
    sights = (
        layout.sight.doors_seen(doors, target_m=limits["target_height"], range_m=limits["range"])
        if layout.staffed_base and doors
        else ()
    )
    seen = any(sight.seen for sight in sights)
    ways = max(ways_from(layout, room) for room in rooms)
    parts = [limits["there"], limits["two_ways"] if ways > 1 else 0]
    full = limits["there"] + limits["two_ways"]
    if layout.staffed_base:
        parts.append(limits["seen"] if seen else 0)
        full += limits["seen"]
    found = {sight.door.id: sight.seen for sight in sights}
    return Finding(
        quantity=Quantity(value=len(rooms), unit="count"),
        score=sum(parts) / full,
        features=(
            *room_features(rooms),
            *(door_feature(use, "door_seen" if found.get(use.id) else "door_unseen") for use in doors),
        ),
        values={"seen": seen if layout.staffed_base else "without_base", "way_count": ways},
    )
