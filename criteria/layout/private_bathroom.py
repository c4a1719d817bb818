"""Own bathroom in every unit."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Finding

from .evidence import room_features, share_of_units, unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of units with a bathroom; a unit drawn without rooms leaves an interval."""
    units = drawn_units(layout)
    rooms = [space for unit in units for space in unit.spaces if space.use == "bathroom"]
    having = {room.unit for room in rooms}
    lacking = [unit for unit in units if unit.divided and unit.id not in having]
    return share_of_units(
        len(having),
        len(units) - len(having) - len(lacking),
        total=len(units),
        failing=(unit.id for unit in lacking),
        features=(*room_features(rooms), *unit_features(lacking)),
        values={"bathroom_count": len(having)},
    )
