"""Own bathroom in every unit."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of units with a bathroom; a unit drawn without rooms leaves an interval."""
    units = drawn_units(layout)
    rooms = {unit.id: [space for space in unit.spaces if space.use == "bathroom"] for unit in units}
    having = [unit for unit in units if rooms[unit.id]]
    unknown = [unit for unit in units if not unit.divided]
    lacking = [unit for unit in units if unit.divided and not rooms[unit.id]]
    low, high = len(having) / len(units), (len(having) + len(unknown)) / len(units)
    return Finding(
        quantity=None if unknown else Quantity(value=low, unit="share"),
        score_low=low if unknown else None,
        score_high=high if unknown else None,
        failing=tuple(unit.id for unit in lacking),
        features=(
            *(
                Feature(role="room", geometry=space.boundary, element=space.id, storey=space.storey)
                for unit in having
                for space in rooms[unit.id]
            ),
            *(Feature(role="unit", geometry=unit.footprint, element=unit.id) for unit in lacking),
        ),
        values={"bathroom_count": len(having), "unknown_count": len(unknown), "unit_count": len(units)},
    )
