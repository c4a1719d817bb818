"""Technical rooms that are reached from outside without passing where residents live."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import choice_drawn
from siteplan.context.layout_shared import SERVICE_USES, reached_from_outside
from siteplan.criterion import Finding, Quantity

from .evidence import door_feature, room_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the technical rooms with a door of their own, or behind rooms that only operating staff enter."""
    rooms = [space for space in layout.layout.spaces if space.use == "technical"]
    if not choice_drawn(layout, "technical_room", drawn=bool(rooms)):
        return Finding(score=0.0, values={"own_door_count": 0, "room_count": 0})
    own = [room for room in rooms if reached_from_outside(layout, room, through=SERVICE_USES)]
    inside = [room for room in rooms if room not in own]
    doors = [use for use in layout.doors if any(room.id in use.sides for room in rooms)]
    return Finding(
        quantity=Quantity(value=len(own) / len(rooms), unit="share"),
        score=len(own) / len(rooms),
        failing=tuple(room.id for room in inside),
        features=(
            *room_features(own),
            *room_features(inside, "short"),
            *(door_feature(use, "main_door" if use.exterior else "articulation_door") for use in doors),
        ),
        values={"own_door_count": len(own), "room_count": len(rooms)},
    )
