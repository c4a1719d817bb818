"""A store with a door to the outside for every unit, and its size by the building code."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import choice_drawn, drawn_units
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.model import OUTSIDE, Space


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the units with an outside store; a store inside the unit alone counts in part."""
    units = drawn_units(layout)
    stores = [space for space in layout.layout.spaces if space.use == "storage"]
    choice_drawn(layout, "external_storage", drawn=bool(stores))
    outer = [space for space in stores if _outside(layout, space)]
    left = {space.id: space.boundary.area for space in stores if space.unit is None}
    scores = {unit.id: _score(unit, stores, outer, left, limits) for unit in units}
    return Finding(
        quantity=Quantity(value=sum(score == 1 for score in scores.values()) / len(units), unit="share"),
        score=sum(scores.values()) / len(units),
        failing=tuple(id_ for id_, score in scores.items() if score < 1),
        features=tuple(_feature(space, outer=space in outer) for space in stores),
        values={
            "outside_count": sum(score == 1 for score in scores.values()),
            "too_small_count": sum(score == 0 for score in scores.values()),
            "unit_count": len(units),
        },
    )


def _outside(layout: LayoutContext, space: Space) -> bool:
    """A store with an outer door, or in a shed where nobody lives."""
    shed = all(other.unit is None for other in layout.building(layout.building_of[space.id]).spaces)
    return shed or any(set(use.sides) == {space.id, OUTSIDE} for use in layout.doors)


def _score(
    unit: Unit, stores: list[Space], outer: list[Space], left: dict[str, float], limits: Mapping[str, float]
) -> float:
    """1 with an outside store of the code's size, in part with one inside; takes what it needs of a shared one."""
    need = limits["small_store"] if unit.area_m2 <= limits["small_unit"] else limits["store"]
    own = [space for space in stores if space.unit == unit.id]
    inside = sum(space.boundary.area for space in own) >= need
    if inside and any(space in outer for space in own):
        return 1.0
    shared = [space for space in stores if left.get(space.id, 0) >= need]
    shared.sort(key=lambda space: (space not in outer, space.boundary.distance(unit.footprint)))
    if shared and (shared[0] in outer or not inside):
        left[shared[0].id] -= need
        return 1.0 if shared[0] in outer else limits["indoor_score"]
    return limits["indoor_score"] if inside else 0.0


def _feature(space: Space, *, outer: bool) -> Feature:
    return Feature(
        role="room" if outer else "short", geometry=space.boundary, element=space.id, storey=space.storey,
        quantity=Quantity(value=space.boundary.area, unit="m2"),
    )  # fmt: skip
