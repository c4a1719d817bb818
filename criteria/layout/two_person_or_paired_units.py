"""Homes in small houses: one, two or three to a house."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Finding, Quantity

from .evidence import unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the homes in houses of few homes; the others are drawn as falling short."""
    units = drawn_units(layout)
    houses = {building.id: [unit for unit in units if unit.building == building.id] for building in layout.buildings}
    small = [unit for unit in units if len(houses[unit.building]) <= limits["units_per_house"]]
    large = [unit for unit in units if unit not in small]
    paired = [unit for unit in units if len(houses[unit.building]) <= limits["pair"]]
    return Finding(
        quantity=Quantity(value=len(small) / len(units), unit="share"),
        score=len(small) / len(units),
        failing=tuple(unit.id for unit in large),
        features=(*unit_features(small), *unit_features(large, "short")),
        values={
            "small_count": len(small),
            "paired_count": len(paired),
            "unit_count": len(units),
            "house_count": sum(bool(homes) for homes in houses.values()),
            "largest_count": max(len(homes) for homes in houses.values()),
        },
    )
