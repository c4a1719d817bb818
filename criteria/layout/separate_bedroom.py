"""A separate bedroom in every unit: a room of its own with a door."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Finding
from siteplan.model import Space

from .evidence import room_features, share_of_units, unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of units with a bedroom that is large enough and has a door; what is not drawn leaves an interval."""
    units = drawn_units(layout)
    rooms = {unit.id: _bedrooms(unit, limits["bedroom_area"]) for unit in units}
    having = [unit for unit in units if any(_has_door(layout, room) for room in rooms[unit.id])]
    unknown = [unit for unit in units if unit not in having and _not_drawn(layout, unit, rooms[unit.id])]
    lacking = [unit for unit in units if unit not in having and unit not in unknown]
    return share_of_units(
        len(having),
        len(unknown),
        total=len(units),
        failing=(unit.id for unit in lacking),
        features=(*room_features(room for unit in having for room in rooms[unit.id]), *unit_features(lacking)),
        values={"bedroom_count": len(having)},
    )


def _bedrooms(unit: Unit, least_m2: float) -> list[Space]:
    return [space for space in unit.spaces if space.use == "bedroom" and space.boundary.area >= least_m2]


def _has_door(layout: LayoutContext, room: Space) -> bool:
    return any(room.id in use.sides for use in layout.doors)


def _not_drawn(layout: LayoutContext, unit: Unit, rooms: list[Space]) -> bool:
    """Whether the drawing stops short: no rooms at all, or a bedroom that neither door nor opening leads to."""
    return not unit.divided or any(not list(layout.spaces_graph.edges(room.id)) for room in rooms)
