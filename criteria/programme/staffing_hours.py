"""Staffing hours: declared, judged by how many units stand together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from siteplan.context import LayoutContext, PlotContext
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError


def evaluate(context: LayoutContext | PlotContext, limits: Mapping[str, float]) -> Finding:
    """Hours a week with staff on site; few units together may do with visits."""
    hours = context.programme.get("staffing_hours_per_week")
    if isinstance(hours, bool) or not isinstance(hours, int | float):
        raise MissingDataError("declared_staffing_hours_per_week")
    units = _units(context)
    score = float(
        np.interp(
            hours,
            [0, limits["day_hours"], limits["evening_hours"], limits["full_hours"]],
            [limits["visits_score"], limits["day_score"], limits["evening_score"], 1],
        )
    )
    if units < limits["co_located"]:
        score = max(score, limits["small_cluster_score"])
    return Finding(
        quantity=Quantity(value=float(hours), unit="h"),
        score=score,
        values={"unit_count": units, "overnight": _text(context.programme.get("overnight"))},
    )


def _units(context: LayoutContext | PlotContext) -> int:
    """Units drawn, else units wanted; MissingDataError where neither is known."""
    if isinstance(context, LayoutContext) and context.units:
        return len(context.units)
    wanted = context.programme.get("units_wanted")
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        raise MissingDataError("declared_units_wanted")
    return int(wanted)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
