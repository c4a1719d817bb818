"""A room for medicine that the base alone reaches and that can be locked."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import choice_drawn, staffed_base
from siteplan.context.layout_shared import resident_areas, routes_out
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

from .evidence import door_feature, room_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Area of the room; one that opens on to the residents' rooms counts in part, and a lock adds to it."""
    base = staffed_base(layout)
    rooms = [space for space in base.spaces if space.use == "medication"]
    if not rooms and all(space.use == "base" for space in base.spaces):
        raise MissingDataError("layout_base_rooms")
    if not choice_drawn(layout, "medication_room", drawn=bool(rooms)):
        none = Quantity(value=0, unit="m2")
        return Finding(quantity=none, score=0.0, values={"reached_apart": False, "ways_count": 0})
    doors = [use for use in layout.doors if any(room.id in use.sides for room in rooms)]
    towards = resident_areas(layout)
    apart = bool(doors) and not all(towards & set(use.sides) for use in doors)
    room_score = (1 - limits["lock_part"]) * (1 if apart else limits["passed_score"])
    lock = layout.programme.get("medication_room_lockable")
    low = room_score + (limits["lock_part"] if lock is True else 0)
    high = room_score + (0 if lock is False else limits["lock_part"])
    return Finding(
        quantity=Quantity(value=sum(room.boundary.area for room in rooms), unit="m2"),
        score=low,
        score_low=low,
        score_high=high,
        features=(*room_features(rooms), *(door_feature(use, "articulation_door") for use in doors)),
        values={
            "reached_apart": apart,
            "ways_count": routes_out(layout, [rooms[0].id], stair_reach_m=limits["stair_reach"]),
        },
        missing=("declared_medication_room_lockable",) if low < high else (),
    )
