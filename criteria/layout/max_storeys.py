"""Low building height: the highest storey with a unit, counted from the ground."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Storeys from the ground floor up to the highest unit; the units up there are the evidence."""
    units = drawn_units(layout)
    top = max(unit.storeys[-1] for unit in units)
    highest = [unit for unit in units if unit.storeys[-1] == top]
    return Finding(
        quantity=Quantity(value=float(max(top, 0) + 1), unit="storeys"),
        features=tuple(
            Feature(role="storey_high", geometry=unit.footprints[top], element=unit.id, storey=top) for unit in highest
        ),
        values={"unit_storey_count": len({storey for unit in units for storey in unit.storeys})},
    )
