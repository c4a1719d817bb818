"""Size of the units: usable floor area of each, scored one by one."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Cuts, Feature, Finding, Outcome, Quantity, outcome_of_score, ramp


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Mean area, with the mean of the units' own scores; every unit's area is evidence."""
    units = drawn_units(layout)
    areas = [unit.area_m2 for unit in units]
    scores = [_score(area, limits) for area in areas]
    return Finding(
        quantity=Quantity(value=sum(areas) / len(areas), unit="m2"),
        score=sum(scores) / len(scores),
        failing=tuple(
            unit.id
            for unit, score in zip(units, scores, strict=True)
            if outcome_of_score(score, Cuts()) is Outcome.NOT_MET
        ),
        features=tuple(
            Feature(role="unit", geometry=unit.footprint, element=unit.id, quantity=Quantity(value=area, unit="m2"))
            for unit, area in zip(units, areas, strict=True)
        ),
        values={"smallest_m2": min(areas), "largest_m2": max(areas), "unit_count": len(units)},
    )


def _score(area: float, limits: Mapping[str, float]) -> float:
    """Piecewise linear: rising to the full range, falling slowly to ``large`` and on to nothing."""
    small = ramp(area, zero=limits["small_zero"], full=limits["full_from"])
    beyond = ramp(area, zero=limits["full_to"], full=limits["large"]) * (1 - limits["large_score"])
    far_beyond = ramp(area, zero=limits["large"], full=limits["large_zero"]) * limits["large_score"]
    return min(small, 1 - beyond - far_beyond)
