"""A separate bedroom in every unit: a room of its own with a door."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.model import Space


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of units with a bedroom that is large enough and has a door; what is not drawn leaves an interval."""
    units = drawn_units(layout)
    rooms = {unit.id: _bedrooms(unit, limits["bedroom_area"]) for unit in units}
    having = [unit for unit in units if any(_has_door(layout, room) for room in rooms[unit.id])]
    unknown = [unit for unit in units if unit not in having and _not_drawn(layout, unit, rooms[unit.id])]
    lacking = [unit for unit in units if unit not in having and unit not in unknown]
    low, high = len(having) / len(units), (len(having) + len(unknown)) / len(units)
    return Finding(
        quantity=None if unknown else Quantity(value=low, unit="share"),
        score_low=low if unknown else None,
        score_high=high if unknown else None,
        failing=tuple(unit.id for unit in lacking),
        features=(
            *(
                Feature(
                    role="room", geometry=room.boundary, element=room.id, storey=room.storey,
                    quantity=Quantity(value=room.boundary.area, unit="m2"),
                )
                for unit in having
                for room in rooms[unit.id]
            ),
            *(Feature(role="unit", geometry=unit.footprint, element=unit.id) for unit in lacking),
        ),
        values={"bedroom_count": len(having), "unknown_count": len(unknown), "unit_count": len(units)},
    )  # fmt: skip


def _bedrooms(unit: Unit, least_m2: float) -> list[Space]:
    return [space for space in unit.spaces if space.use == "bedroom" and space.boundary.area >= least_m2]


def _has_door(layout: LayoutContext, room: Space) -> bool:
    return any(room.id in use.sides for use in layout.doors)


def _not_drawn(layout: LayoutContext, unit: Unit, rooms: list[Space]) -> bool:
    """Whether the drawing stops short: no rooms at all, or a bedroom that neither door nor opening leads to."""
    return not unit.divided or any(not list(layout.spaces_graph.edges(room.id)) for room in rooms)
