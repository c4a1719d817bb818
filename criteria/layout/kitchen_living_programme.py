"""A whole home: living room, kitchen, bathroom, bedroom and a store in every unit."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Finding, Quantity

from .evidence import room_features, unit_features

PROGRAMME = (
    frozenset({"living", "living_kitchen"}),
    frozenset({"kitchen", "living_kitchen"}),
    frozenset({"bathroom"}),
    frozenset({"bedroom"}),
    frozenset({"storage"}),
)


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Mean share of the rooms of a whole home that the units have; stores outside the units are shared out."""
    units = drawn_units(layout)
    outside = sum(space.use == "storage" and space.unit is None for space in layout.layout.spaces)
    divided = [unit for unit in units if unit.divided]
    lacking = [unit for unit in divided if not _uses(unit) >= {"storage"}]
    stored = {unit.id for unit in lacking[:outside]}
    shares = {unit.id: _share(unit, unit.id in stored) for unit in divided}
    unknown = len(units) - len(divided)
    low, high = (sum(shares.values()) / len(units), (sum(shares.values()) + unknown) / len(units))
    return Finding(
        quantity=None if unknown else Quantity(value=low, unit="share"),
        score=low if not unknown else None,
        score_low=low,
        score_high=high,
        failing=tuple(id_ for id_, share in shares.items() if share < 1),
        features=(
            *(part for unit in divided for part in room_features(unit.spaces)),
            *unit_features([unit for unit in divided if shares[unit.id] < 1], "short"),
        ),
        values={
            "whole_count": sum(share == 1 for share in shares.values()),
            "unknown_count": unknown,
            "unit_count": len(units),
        },
        missing=("layout_rooms",) if unknown else (),
    )


def _uses(unit: Unit) -> set[str]:
    return {space.use for space in unit.spaces}


def _share(unit: Unit, stored: bool) -> float:
    uses = _uses(unit) | ({"storage"} if stored else set())
    return sum(bool(uses & wanted) for wanted in PROGRAMME) / len(PROGRAMME)
