"""Homes without steps: the way there, the door and the bathroom."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_levels import steepest, step_free
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.measures.rooms import widest_circle

from .evidence import unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the homes that can be reached and used without steps; what is not drawn leaves an interval."""
    units = drawn_units(layout)
    step = limits["grading"] if layout.ground.from_terrain else limits["step"]
    level = step_free(layout, step_m=step, reach_m=limits["ramp_reach"])
    told = {unit.id: _accessible(layout, unit, level[unit.id], limits) for unit in units}
    yes = [unit for unit in units if told[unit.id] is True]
    no = [unit for unit in units if told[unit.id] is False]
    unknown = len(units) - len(yes) - len(no)
    low, high = len(yes) / len(units), (len(yes) + unknown) / len(units)
    return Finding(
        quantity=None if unknown else Quantity(value=low, unit="share"),
        low=low,
        high=high,
        failing=tuple(unit.id for unit in no),
        features=(
            *unit_features([unit for unit in units if unit not in no]),
            *unit_features(no, "short"),
            *_ways(layout, units),
        ),
        values={
            "accessible_count": len(yes),
            "unknown_count": unknown,
            "unit_count": len(units),
            "slope_from_terrain": layout.ground.from_terrain,
        },
        missing=("layout_rooms",) if unknown else (),
    )


def _accessible(layout: LayoutContext, unit: Unit, level: bool | None, limits: Mapping[str, float]) -> bool | None:
    """True or False where the drawing tells, else None; one thing that fails is enough."""
    door = unit.main_door
    walk = layout.walks.from_access(door) if door is not None and layout.ground.from_terrain else None
    slope = steepest(layout, walk.line, over_m=limits["slope_length"]) if walk is not None else None
    baths = [space for space in unit.spaces if space.use == "bathroom"]
    turning = limits["turning_circle"] - limits["tolerance"]
    checks = (
        level,
        None if door is None else door.door.clear_width >= limits["door_width"],
        any(widest_circle(bath.boundary)[1] >= turning for bath in baths) if unit.divided else None,
        slope is None or slope <= limits["slope"],
    )
    if False in checks:
        return False
    return None if None in checks else True


def _ways(layout: LayoutContext, units: tuple[Unit, ...]) -> list[Feature]:
    if not layout.ground.from_terrain:
        return []
    walks = {u.id: layout.walks.from_access(u.main_door) for u in units if u.main_door is not None}
    return [Feature(role="walk", geometry=walk.line, element=id_) for id_, walk in walks.items() if walk is not None]
