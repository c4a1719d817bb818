"""Staffing hours: declared, judged by how many units stand together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from siteplan.context import LayoutContext, PlotContext
from siteplan.context.layout_groups import groups
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

UNSTAFFED_NIGHTS = frozenset({"visits", "phone", "none"})


def evaluate(context: LayoutContext | PlotContext, limits: Mapping[str, float]) -> Finding:
    """Hours a week with staff on site; few units together may do with visits.

    Where only the nights are declared, and nobody is there then, the score has an upper bound; where the number of
    units is not known, it lies between that of few and that of many.
    """
    hours = context.programme.get("staffing_hours_per_week")
    overnight = context.programme.get("overnight")
    units = _units(context, limits["grouping_distance"])
    values = {"unit_count": units, "overnight": overnight if isinstance(overnight, str) else None}
    if isinstance(hours, int | float) and not isinstance(hours, bool):
        low, high = _span(_many(hours, limits), units, limits)
        score = low if low == high else None
        return Finding(
            quantity=Quantity(value=float(hours), unit="h"), score=score, score_low=low, score_high=high, values=values
        )
    if overnight not in UNSTAFFED_NIGHTS:
        raise MissingDataError("declared_staffing_hours_per_week")
    low, _ = _span(limits["visits_score"], units, limits)
    _, high = _span(limits["evening_score"], units, limits)
    return Finding(score_low=low, score_high=high, values=values)


def _many(hours: float, limits: Mapping[str, float]) -> float:
    """Score for many units together."""
    knees = [0, limits["day_hours"], limits["evening_hours"], limits["full_hours"]]
    return float(np.interp(hours, knees, [limits["visits_score"], limits["day_score"], limits["evening_score"], 1]))


def _span(many: float, units: int | None, limits: Mapping[str, float]) -> tuple[float, float]:
    """Least and greatest score for that many units; both readings where their number is not known."""
    few = max(many, limits["small_cluster_score"])
    if units is None:
        return many, few
    return (few, few) if units < limits["co_located"] else (many, many)


def _units(context: LayoutContext | PlotContext, distance_m: float) -> int | None:
    """Units drawn together, else units wanted, else None."""
    if isinstance(context, LayoutContext) and context.units:
        return len(groups(context, distance_m=distance_m)[0])
    wanted = context.programme.get("units_wanted")
    return wanted if isinstance(wanted, int) and not isinstance(wanted, bool) else None
