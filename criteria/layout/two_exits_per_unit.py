"""Two exits per unit that lead out independently of one another."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_exits import EscapeSize, WaysOut, escape_windows, ways_out
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Finding, Quantity

from .evidence import door_feature, unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of units with two exits; the worst unit gives the score, so that none is averaged away."""
    units = drawn_units(layout)
    ways = {unit.id: ways_out(layout, unit, stair_reach_m=limits["stair_reach"]) for unit in units}
    spans = {unit.id: _span(layout, unit, ways[unit.id], limits) for unit in units}
    two = [unit for unit in units if spans[unit.id] == (1.0, 1.0)]
    failing = [unit for unit in units if spans[unit.id][1] < limits["window_score"]]
    low, high = (min(span[end] for span in spans.values()) for end in (0, 1))
    return Finding(
        quantity=Quantity(value=len(two) / len(units), unit="share"),
        score=low if low == high else None,
        score_low=low,
        score_high=high,
        failing=tuple(unit.id for unit in failing),
        features=(
            *(door_feature(use, "exit") for way in ways.values() for use in way.doors),
            *unit_features([unit for unit in units if unit not in two], "exit_missing"),
        ),
        values={
            "two_exits_count": len(two),
            "failing_count": len(failing),
            "unknown_count": sum(span[0] < span[1] for span in spans.values()),
            "unit_count": len(units),
        },
    )


def _span(layout: LayoutContext, unit: Unit, ways: WaysOut, limits: Mapping[str, float]) -> tuple[float, float]:
    """Least and greatest score of one unit: they differ where a window, or any way out at all, is not told."""
    if ways.routes >= limits["exits"]:
        return 1.0, 1.0
    if not unit.exits:
        return 0.0, 1.0
    size = EscapeSize(
        width_m=limits["window_width"], height_m=limits["window_height"], sum_m=limits["window_sum"],
        sill_m=limits["window_sill"], drop_m=limits["window_drop"],
    )  # fmt: skip
    certain, possible = escape_windows(layout, unit, size=size)
    if not ways.routes:
        return 0.0, 0.0
    half = limits["window_score"]
    return (half if certain else 0.0), (half if certain or possible else 0.0)
