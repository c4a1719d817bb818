"""The scores that other limits would give: curves that are our assumption, stretched on the quantities as measured.

Only the curve moves here, so nothing is measured again and the scores are exact. Limits that change the measure itself
(a radius, a height) are measured again by :mod:`siteplan.remeasurement`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from siteplan.criterion import CriterionResult, CriterionSpec, Curve, Unit
from siteplan.decision_table import Bools, DecisionTable, Floats, Variants, bounds_of
from siteplan.ranking import Ranking

STRETCH = 1.25
"""A curve that is an assumption states no range: its quantities may lie a quarter higher or a fifth lower."""
STEPS = 9
"""Curves tried between the two ends, the one in use included."""


def stretches(steps: int = STEPS, *, most: float = STRETCH) -> Floats:
    """Factors from 1 / most to most, evenly spaced on the logarithmic scale; the first is 1."""
    every = np.exp(np.linspace(-math.log(most), math.log(most), steps))
    return np.concatenate(([1.0], every[np.abs(every - 1.0) > 1e-9]))


def is_assumed(curve: Curve | None) -> bool:
    """Whether a criterion's curve is our own assumption, so that it may be moved."""
    return curve is not None and curve.basis == "assumption"


def stretched(curve: Curve, factor: float, unit: Unit) -> Curve:
    """The curve with its quantities multiplied by ``factor``; a share never beyond 1."""
    most = 1.0 if unit == "share" else math.inf
    points = tuple((min(x * factor, max(most, x)), y) for x, y in curve.points)
    return Curve(points=points, basis=curve.basis, reference=curve.reference)


def knee(curve: Curve) -> float:
    """The limit that people speak of: where the full score ends, or begins on a rising curve; never 0.

    Where that is at 0, the quantity at which nothing is left of the score.
    """
    xs, ys = zip(*curve.points, strict=True)
    best, worst = max(ys), min(ys)
    full = [x for x, y in curve.points if y == best]
    at = full[-1] if ys[0] == best else full[0]
    return float(at if at != 0 else next((x for x, y in curve.points if y == worst and x != 0), xs[-1]))


class MeasuredCurves:
    """The quantities behind the criteria that have a curve, so that any other curve can be put in its place.

    ``specs`` by column of the table: the criteria whose scores come from a curve.
    """

    def __init__(self, ranking: Ranking, table: DecisionTable) -> None:
        results: dict[str, dict[str, CriterionResult]] = {name: {} for name in table.criteria}
        wanted = set(table.ids)
        for candidate in ranking.candidates:
            if candidate.scorecard.id in wanted:
                for result in candidate.scorecard.results:
                    if result.spec.id in results:
                        results[result.spec.id][candidate.scorecard.id] = result
        self.specs: dict[int, CriterionSpec] = {}
        self._cells: dict[int, tuple[Floats, Floats, Bools]] = {}
        for column, name in enumerate(table.criteria):
            spec = next(iter(results[name].values())).spec
            if spec.curve is not None:
                cells = [results[name].get(candidate) for candidate in table.ids]
                given = [(0.0, 0.0, 0.0) if cell is None else bounds_of(cell) for cell in cells]
                known = [cell is not None and cell.score is not None for cell in cells]
                self.specs[column] = spec
                self._cells[column] = (
                    np.array([_measured(cell) for cell in cells], dtype=np.float64).reshape(-1, 3),
                    np.array(given).reshape(-1, 3), np.array(known, dtype=np.bool_),
                )  # fmt: skip

    def variants(self, column: int, factors: Sequence[float] | Floats) -> Variants:
        """Scores of one criterion with its curve stretched by each factor, shape (factors, candidates)."""
        spec = self.specs[column]
        assert spec.curve is not None
        measured, given, known = self._cells[column]
        moves = ~np.isnan(measured[:, 1])
        shape = (len(factors), given.shape[0])
        score, low, high = (np.broadcast_to(given[:, part], shape).copy() for part in range(3))
        value, least, most = measured[moves].T
        for index, factor in enumerate(factors):
            points = stretched(spec.curve, float(factor), spec.unit).points
            bottom, top = _range(points, least, most)
            middle = _interpolated(points, np.where(np.isnan(value), least, value))
            score[index, moves] = np.where(known[moves], middle, (bottom + top) / 2)
            low[index, moves], high[index, moves] = bottom, top
        return Variants(score=score, low=low, high=high, labels=tuple({"": float(factor)} for factor in factors))


def curve_variants(ranking: Ranking, table: DecisionTable, factors: Sequence[float] | Floats) -> dict[int, Variants]:
    """Scores of every criterion with an assumed curve under each stretch, by column of the table."""
    curves = MeasuredCurves(ranking, table)
    return {column: curves.variants(column, factors) for column, s in curves.specs.items() if is_assumed(s.curve)}


def _measured(cell: CriterionResult | None) -> tuple[float, float, float]:
    """The quantity and its bounds, as the curve reads them; NaN where the score does not come from the curve."""
    none = (math.nan, math.nan, math.nan)
    if cell is None or cell.score_low is None:
        return none
    finding = cell.finding
    if finding.score is not None or (finding.quantity is None and finding.low is None):
        return none
    value = math.nan if finding.quantity is None else finding.quantity.value
    least = value if finding.low is None else finding.low
    most = value if finding.high is None else finding.high
    return value, least, most


def _interpolated(points: Sequence[tuple[float, float]], values: Floats) -> Floats:
    xs, ys = (np.array(part) for part in zip(*points, strict=True))
    return np.asarray(np.interp(values, xs, ys))


def _range(points: Sequence[tuple[float, float]], least: Floats, most: Floats) -> tuple[Floats, Floats]:
    """Least and greatest score over [least, most]: at its ends, or at a point of the curve between them."""
    ends = np.stack([_interpolated(points, least), _interpolated(points, most)])
    bottom, top = ends.min(axis=0), ends.max(axis=0)
    for x, y in points:
        inside = (least <= x) & (x <= most)
        bottom, top = np.where(inside, np.minimum(bottom, y), bottom), np.where(inside, np.maximum(top, y), top)
    return bottom, top
