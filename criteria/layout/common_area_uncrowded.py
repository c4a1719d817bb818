"""Space in the shared rooms for each person who may be there, and another room to go to."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import choice_drawn, drawn_units
from siteplan.context.layout_shared import COMMON_USES, shared_rooms
from siteplan.criterion import Finding, Quantity, ramp

from .evidence import room_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Square metres a person, half the residents and the staff on duty counted; one room alone takes something off."""
    units = drawn_units(layout)
    rooms = shared_rooms(layout, COMMON_USES)
    if not choice_drawn(layout, "common_room", drawn=bool(rooms)):
        return Finding(
            quantity=Quantity(value=0, unit="m2"), score=0.0,
            values={"common_m2": 0, "room_count": 0, "persons": len(units)},
        )  # fmt: skip
    declared = layout.programme.get("min_staff_on_duty")
    staff = declared if isinstance(declared, int) else 0 if layout.staffed_base is False else limits["staff"]
    persons = limits["present_share"] * len(units) + staff
    area = sum(room.boundary.area for room in rooms)
    roomy = ramp(area / persons, zero=limits["area_zero"], full=limits["crowd_full"])
    return Finding(
        quantity=Quantity(value=area / persons, unit="m2"),
        score=roomy * (1 if len(rooms) > 1 else limits["one_room_score"]),
        features=room_features(rooms),
        values={"common_m2": area, "room_count": len(rooms), "persons": persons},
    )
