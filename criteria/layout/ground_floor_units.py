"""Units at ground level, in the view of safety alone."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_exits import stair_at
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.model import UNIT_LIVING_USES


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of units on the ground floor, scored unit by unit; each unit is drawn on its floor."""
    units = drawn_units(layout)
    floors = {unit.id: _living_storey(unit) for unit in units}
    scores = [_score(layout, unit, floors[unit.id], limits) for unit in units]
    ground = [unit for unit in units if floors[unit.id] == 0]
    raised = [layout.floor_above_ground(unit.main_door) for unit in ground if unit.main_door is not None]
    return Finding(
        quantity=Quantity(value=len(ground) / len(units), unit="share"),
        score=sum(scores) / len(scores),
        failing=tuple(unit.id for unit in units if unit not in ground),
        features=tuple(
            Feature(
                role="unit" if unit in ground else "storey_high",
                geometry=unit.footprints[floors[unit.id]],
                element=unit.id,
                storey=floors[unit.id],
            )
            for unit in units
        ),
        values={
            "ground_count": len(ground),
            "unit_count": len(units),
            "floor_above_ground_m": max(raised) if raised else None,
        },
    )


def _living_storey(unit: Unit) -> int:
    """The lowest storey on which somebody lives: an entrance hall with a stair below does not bring a flat down."""
    living = [space.storey for space in unit.spaces if space.use in UNIT_LIVING_USES]
    return min(living or unit.storeys)


def _score(layout: LayoutContext, unit: Unit, storey: int, limits: Mapping[str, float]) -> float:
    if storey != 1:
        return 1.0 if storey == 0 else 0.0
    outer = [use for use in unit.exits if layout.outdoor_side(use) and use.door.storey == storey]
    direct = any(stair_at(layout, use, reach_m=limits["stair_reach"]) for use in outer if use.exterior)
    return limits["outdoor_stair"] if direct else limits["indoor_stair"]
