"""Exits on different sides of the unit: front and back."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_exits import ways_out
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
    scores, angles, features = [], [], []
    for unit in units:
        doors = ways_out(layout, unit, stair_reach_m=limits["stair_reach"]).doors
        pairs = exit_pairs(unit.footprint, [use.midpoint for use in doors], [use.normal for use in doors])
        best = max(pairs, key=lambda pair: (_score(pair, limits), pair.angle_deg), default=None)
        scores.append(0.0 if best is None else _score(best, limits))
        angles.append(0.0 if best is None else best.angle_deg)
        shown = doors if best is None else [doors[row] for row in best.exits]
        features += [door_feature(use, "exit", quantity=Quantity(value=angles[-1], unit="deg")) for use in shown]
    return Finding(
        quantity=Quantity(value=scores.count(1) / len(units), unit="share"),
        score=sum(scores) / len(units),
        failing=tuple(unit.id for unit, score in zip(units, scores, strict=True) if score == 0),
        features=tuple(features),
        values={
            "opposite_count": scores.count(1),
            "unit_count": len(units),
            "least_angle_deg": min(angles),
            "worst_unit": units[scores.index(min(scores))].id,
        },
    )


def _score(pair: ExitPair, limits: Mapping[str, float]) -> float:
    """1 on opposite sides or well apart, less the nearer they are; capped for two doors in one wall."""
    if pair.facing_deg >= limits["angle_full"]:
        return 1.0
    apart = 1.0 if pair.separation >= limits["separation_full"] else 0.0
    score = max(apart, ramp(pair.angle_deg, zero=limits["angle_zero"], full=limits["angle_full"]))
    return min(score, limits["same_side_cap"]) if pair.facing_deg < limits["angle_zero"] else score
