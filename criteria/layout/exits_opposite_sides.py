"""Exits on different sides of the unit: front and back."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_exits import ways_out
from siteplan.context.layout_parts import DoorUse, Unit
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Finding, Quantity, ramp
from siteplan.errors import MissingDataError
from siteplan.measures.exit_pairs import ExitPair, exit_pairs

from .evidence import door_feature


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Mean over the units of how well their best pair of exits lies; each pair's angle is shown at its doors."""
    units = drawn_units(layout)
    if not any(unit.exits for unit in units):
        raise MissingDataError("layout_doors")
    best = {unit.id: _best(unit, _exits(layout, unit, limits), limits) for unit in units}
    opposite = [unit for unit in units if best[unit.id][0] == 1]
    angles = [_angle(best[unit.id][1]) for unit in units]
    return Finding(
        quantity=Quantity(value=len(opposite) / len(units), unit="share"),
        score=sum(score for score, _, _ in best.values()) / len(units),
        failing=tuple(unit.id for unit in units if best[unit.id][0] == 0),
        features=tuple(
            door_feature(use, "exit", quantity=Quantity(value=_angle(pair), unit="deg"))
            for _, pair, doors in best.values()
            for use in doors
        ),
        values={
            "opposite_count": len(opposite),
            "unit_count": len(units),
            "least_angle_deg": min(angles),
            "worst_unit": units[angles.index(min(angles))].id,
        },
    )


def _exits(layout: LayoutContext, unit: Unit, limits: Mapping[str, float]) -> tuple[DoorUse, ...]:
    return ways_out(layout, unit, stair_reach_m=limits["stair_reach"]).doors


def _angle(pair: ExitPair | None) -> float:
    return 0.0 if pair is None else pair.angle_deg


def _best(
    unit: Unit, doors: tuple[DoorUse, ...], limits: Mapping[str, float]
) -> tuple[float, ExitPair | None, tuple[DoorUse, ...]]:
    """The unit's best pair: its score, the pair, and its doors (the only door where there is but one)."""
    pairs = exit_pairs(unit.footprint, [use.midpoint for use in doors], [use.normal for use in doors])
    if not pairs:
        return 0.0, None, doors
    pair = max(pairs, key=lambda pair: (_score(pair, limits), pair.angle_deg))
    return _score(pair, limits), pair, tuple(doors[row] for row in pair.exits)


def _score(pair: ExitPair, limits: Mapping[str, float]) -> float:
    if pair.facing_deg >= limits["angle_full"]:
        return 1.0
    apart = 1.0 if pair.separation >= limits["separation_full"] else 0.0
    score = max(apart, ramp(pair.angle_deg, zero=limits["angle_zero"], full=limits["angle_full"]))
    return min(score, limits["same_side_cap"]) if pair.facing_deg < limits["angle_zero"] else score
