"""Where the first place turns: the weight, and the limit, at which another candidate would lead.

All else stays as it is. A turning point is found on a grid and then halved into, so that it is the nearest one on its
side at the grid's fineness; just short of it the leader leads, just beyond it another does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from siteplan.criterion import CriterionSpec, Unit
from siteplan.decision_table import DecisionTable, Floats, decision_table, narrowed, totals, worlds_as_weighed
from siteplan.limit_variants import MeasuredCurves, knee
from siteplan.ranking import Ranking
from siteplan.scorecard import Weighting, weighting_of

MOST_WEIGHT = 10.0
"""Weights are tried up to so many times the heaviest in use."""
FARTHEST_LIMIT = 4.0
"""Limits are tried from a quarter of what they are to four times as much."""
CONTENDERS = 500
"""So many candidates, from the first, are asked whether they would lead."""
_GRID = 49
_ZOOMS = 9
_AHEAD = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A turning point of the first place.

    Parameters
    ----------
    kind
        "weight": of a criterion, as a user states it; "limit": of its curve, which moves with it, or of a parameter.
    parameter
        Name of the parameter; "" for the curve.
    now, turns_at
        The value in use and the one at which ``leads`` would lead, in ``unit`` (weights have none: "1").
    """

    kind: Literal["weight", "limit"]
    criterion: str
    parameter: str
    now: float
    turns_at: float
    unit: Unit
    leads: str

    @property
    def distance(self) -> float:
        """How far the turning point lies from the value in use: 0 = here, 1 = twice or half, on a log scale."""
        if self.now <= 0 or self.turns_at <= 0:
            return float("inf")
        return abs(float(np.log2(self.turns_at / self.now)))


def specs_of(ranking: Ranking) -> dict[str, CriterionSpec]:
    """The criteria that a ranking asked, by id."""
    return {result.spec.id: result.spec for c in ranking.candidates for result in c.scorecard.results}


def reweighted(ranking: Ranking, changed: Mapping[str, float]) -> Weighting:
    """The weighting if a user set these weights, by criterion or family: as a weights file would have it.

    A weight that a user sets is never balanced, and leaves the balance of the others.
    """
    own = {name: w.stated for name, w in ranking.weighting.criteria.items() if w.level in ("site", "command")}
    command = {**own, **ranking.weighting.families, **changed}
    return weighting_of(specs_of(ranking).values(), ranking.profile, command=command)


def weight_turns(ranking: Ranking) -> tuple[Turn, ...]:
    """For every criterion the nearest weights, below and above, at which another candidate would lead.

    Looked for among the first CONTENDERS candidates.
    """
    table = narrowed(decision_table(ranking), CONTENDERS)
    if len(table.ids) < 2:
        return ()
    stated = {name: w.stated for name, w in ranking.weighting.criteria.items()}
    most = MOST_WEIGHT * max(stated[name] for name in table.criteria)
    turns = []
    for column, name in enumerate(table.criteria):
        at = stated[name]
        weights = _effective(reweighted(ranking, {name: at}), table)

        def found(values: Floats, column: int = column, weights: Floats = weights) -> Floats:
            tried = np.repeat(weights[None, :], values.size, axis=0)
            tried[:, column] = values
            return totals(table, worlds_as_weighed(table, tried))

        sides = (np.linspace(at, 0.0, _GRID), at + (most - at) * np.linspace(0.0, 1.0, _GRID) ** 2)
        turns += [
            Turn(kind="weight", criterion=name, parameter="", now=at, turns_at=value, unit="1", leads=table.ids[row])
            for side in sides if (turn := _turn(found, side)) is not None
            for value, row in [turn]
        ]  # fmt: skip
    return tuple(turns)


def limit_turns(ranking: Ranking) -> tuple[Turn, ...]:
    """For every criterion with a curve the nearest limits at which another would lead; the curve moves with its limit.

    The limit is the curve's :func:`~siteplan.limit_variants.knee`: where the full score ends or begins. A curve that
    a document states is tried too: what hangs on it should be known.
    """
    table = narrowed(decision_table(ranking), CONTENDERS)
    if len(table.ids) < 2:
        return ()
    curves = MeasuredCurves(ranking, table)
    turns = []
    for column, spec in curves.specs.items():
        assert spec.curve is not None
        at = knee(spec.curve)

        def found(values: Floats, column: int = column, at: float = at) -> Floats:
            varied = replace(table, variants={column: curves.variants(column, values / at)})
            plain = worlds_as_weighed(table, np.repeat(table.weights[None, :], values.size, axis=0))
            return totals(varied, replace(plain, settings={column: np.arange(values.size)}))

        steps = np.linspace(0.0, np.log(FARTHEST_LIMIT), _GRID)
        highest = 1.0 if spec.unit == "share" else np.inf
        sides = (at * np.exp(-steps), np.minimum(at * np.exp(steps), max(at, highest)))
        turns += [
            Turn(
                kind="limit", criterion=spec.id, parameter="", now=at, turns_at=value, unit=spec.unit,
                leads=table.ids[row],
            )
            for side in sides if (turn := _turn(found, side)) is not None
            for value, row in [turn]
        ]  # fmt: skip
    return tuple(turns)


def nearest(turns: Sequence[Turn], *, most: int) -> tuple[Turn, ...]:
    """The turning points that lie nearest to what is in use: on these the first place hangs."""
    return tuple(sorted(turns, key=lambda turn: turn.distance)[:most])


def _effective(weighting: Weighting, table: DecisionTable) -> Floats:
    return np.array([weighting.criteria[name].value for name in table.criteria])


def _turn(found: Callable[[Floats], Floats], values: Floats) -> tuple[float, int] | None:
    """The first value along a grid, and the candidate, at which another than the first of the table leads.

    ``values`` begin at what is in use. Between the last grid value that keeps the leader and the first that does not,
    the grid is laid again until the two are neighbours to nine digits. None where the leader stays, or leads nowhere.
    """
    for _ in range(_ZOOMS):
        keys = found(values)
        ahead = keys.max(axis=0) > keys[0] + _AHEAD
        if ahead[0] or not ahead.any():
            return None
        at = int(np.argmax(ahead))
        row = int(np.argmax(keys[:, at]))
        values = np.linspace(values[at - 1], values[at], _GRID)
        if abs(values[-1] - values[0]) <= 1e-10 * max(1e-6, abs(values[-1])):
            break
    return float(values[-1]), row
