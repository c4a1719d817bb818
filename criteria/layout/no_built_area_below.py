"""Nothing built below the units that a leak could damage."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity

from .evidence import unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the most affected unit with an enclosed space below it; the overlaps are the evidence."""
    units = drawn_units(layout)
    below = {unit.id: layout.built_below(unit) for unit in units}
    shares = {unit.id: min(1.0, below[unit.id].area / unit.footprint.area) for unit in units}
    affected = [unit for unit in units if not below[unit.id].is_empty]
    worst = max(units, key=lambda unit: shares[unit.id])
    return Finding(
        quantity=Quantity(value=shares[worst.id], unit="share"),
        failing=tuple(unit.id for unit in affected),
        features=tuple(
            Feature(
                role="overlap_below", geometry=below[unit.id], element=unit.id, storey=unit.storeys[0],
                quantity=Quantity(value=below[unit.id].area, unit="m2"),
            )
            for unit in affected
        )
        + unit_features([unit for unit in units if unit not in affected]),
        values={
            "affected_count": len(affected),
            "unit_count": len(units),
            "worst_unit": worst.id,
            "below_m2": sum(area.area for area in below.values()),
        },
    )  # fmt: skip
