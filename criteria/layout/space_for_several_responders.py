"""Room for several helpers at once in a living room, and doors wide enough to get there."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.measures.rooms import widest_circle
from siteplan.model import Space

LIVING = ("living", "living_kitchen")


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Free width of the tightest living room; floor, width and doors give each unit's score."""
    units = drawn_units(layout)
    rooms = {unit.id: room for unit in units if (room := _living(unit)) is not None}
    free = {id_: widest_circle(room.boundary, band_m=limits["furniture"]) for id_, room in rooms.items()}
    wide = {unit.id: _doors_wide(layout, unit, rooms[unit.id], limits) for unit in units if unit.id in rooms}
    scores = {id_: _score(free[id_][1], wide[id_], rooms[id_], limits) for id_ in rooms}
    unknown = sum(not unit.divided for unit in units)
    known = len(units) - unknown
    low, high = (sum(scores.values()) / len(units), (sum(scores.values()) + unknown) / len(units))
    return Finding(
        quantity=Quantity(value=min(d for _, d in free.values()), unit="m") if free and not unknown else None,
        score=None if unknown else low,
        score_low=low,
        score_high=high,
        failing=tuple(id_ for id_, score in scores.items() if score < limits["good"]),
        features=tuple(
            Feature(
                role="room", geometry=free[id_][0], element=id_, storey=room.storey,
                quantity=Quantity(value=free[id_][1], unit="m"),
            )
            for id_, room in rooms.items()
        ),
        values={
            "narrow_door_count": sum(not value for value in wide.values()),
            "known_count": known,
            "unknown_count": unknown,
            "unit_count": len(units),
        },
        missing=("layout_rooms",) if unknown else (),
    )  # fmt: skip


def _living(unit: Unit) -> Space | None:
    found = [space for space in unit.spaces if space.use in LIVING]
    return max(found, key=lambda space: space.boundary.area, default=None)


def _doors_wide(layout: LayoutContext, unit: Unit, room: Space, limits: Mapping[str, float]) -> bool:
    """Whether some way from an exit to the living room has doors of the building code's widths."""
    narrow = {use.id for use in unit.exits if use.door.clear_width < limits["entrance_width"]}
    narrow |= {use.id for use in unit.doors if use.door.clear_width < limits["inner_width"]}
    lost = layout.cut_off_by(unit, without=frozenset(narrow))
    return room.id not in lost.get("", frozenset())


def _score(width: float, wide: bool, room: Space, limits: Mapping[str, float]) -> float:
    persons = room.boundary.area * limits["free_share"] / limits["person_area"]
    parts = (
        ramp(width, zero=limits["width_zero"], full=limits["width_full"]),
        min(1, persons / limits["persons"]),
        1 if wide else 0,
    )
    return sum(parts) / len(parts)
