"""Shared rooms for meals and for being together: how much of them there is for each home."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import choice_drawn, drawn_units
from siteplan.context.layout_shared import COMMON_USES, shared_rooms
from siteplan.criterion import Finding, Quantity

from .evidence import door_feature, room_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Square metres of shared rooms for each home; the rooms are the evidence."""
    units = drawn_units(layout)
    rooms = shared_rooms(layout, COMMON_USES)
    choice_drawn(layout, "common_room", drawn=bool(rooms))
    area = sum(room.boundary.area for room in rooms)
    doors = [use for use in layout.doors if any(room.id in use.sides for room in rooms)]
    return Finding(
        quantity=Quantity(value=area / len(units), unit="m2"),
        features=(
            *room_features(rooms),
            *(door_feature(use, "main_door") for use in doors if layout.outdoor_side(use)),
        ),
        values={
            "common_m2": area,
            "room_count": len(rooms),
            "dining": any(room.use == "dining" for room in rooms),
            "door_from_outside": any(layout.outdoor_side(use) for use in doors),
            "unit_count": len(units),
        },
    )
