"""Variation between the units: how different they are in size, and in their rooms."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from siteplan.context import LayoutContext
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import NotApplicableError


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Largest less smallest over the middle one; units of one size with different rooms count in part."""
    units = drawn_units(layout)
    if len(units) < limits["few_units"]:
        raise NotApplicableError("layout_few_units")
    areas = sorted(unit.area_m2 for unit in units)
    spread = (areas[-1] - areas[0]) / median(areas)
    # Less than this is how steadily somebody drew, and no variation. It weighs more in small units.
    alike = limits["same_area"] / median(areas)
    wide = ramp(spread, zero=alike, full=max(limits["spread_full"], alike + alike))
    score = limits["same_score"] + (1 - limits["same_score"]) * wide
    rooms = {_rooms(unit) for unit in units}
    return Finding(
        quantity=Quantity(value=spread, unit="share"),
        score=max(score, limits["kinds_score"]) if len(rooms) > 1 else score,
        features=tuple(
            Feature(
                role="unit", geometry=unit.footprint, element=unit.id, storey=unit.storeys[0],
                quantity=Quantity(value=unit.area_m2, unit="m2"),
            )
            for unit in units
        ),
        values={
            "smallest_m2": areas[0], "largest_m2": areas[-1], "unit_count": len(units),
            "kinds_count": len(_kinds(units, limits["same_area"])),
        },
    )  # fmt: skip


def _rooms(unit: Unit) -> tuple[str, ...]:
    return tuple(sorted(space.use for space in unit.spaces))


def _kinds(units: tuple[Unit, ...], same_m2: float) -> list[tuple[float, tuple[str, ...]]]:
    """Different plans: units of about one size and the same rooms are one, however they are turned or mirrored."""
    kinds: list[tuple[float, tuple[str, ...]]] = []
    for unit in sorted(units, key=lambda unit: unit.area_m2):
        rooms = _rooms(unit)
        if not any(rooms == known and unit.area_m2 - area <= same_m2 for area, known in kinds):
            kinds.append((unit.area_m2, rooms))
    return kinds
