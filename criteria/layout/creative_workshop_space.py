"""A room of its own for making things, with an entrance of its own."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import choice_drawn
from siteplan.context.layout_shared import MAKING_USES, shared_rooms
from siteplan.criterion import Finding, Quantity

from .evidence import door_feature, room_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Area of the rooms for making things; without an entrance of their own they count in part."""
    rooms = shared_rooms(layout, MAKING_USES)
    if not choice_drawn(layout, "workshop", drawn=bool(rooms)):
        return Finding(quantity=Quantity(value=0, unit="m2"), score=0.0, values={"own_entrance": False})
    area = sum(room.boundary.area for room in rooms)
    doors = [use for use in layout.doors if any(room.id in use.sides for room in rooms) and layout.outdoor_side(use)]
    return Finding(
        quantity=Quantity(value=area, unit="m2"),
        score=min(1, area / limits["making_full"]) * (1 if doors else limits["inside_score"]),
        features=(*room_features(rooms), *(door_feature(use, "main_door") for use in doors)),
        values={"own_entrance": bool(doors)},
    )
