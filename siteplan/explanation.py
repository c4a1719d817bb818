"""Why one candidate stands before another, where each is weak and strong, and which missing data would tell most.

References
----------
Ang, B. W. (2004). Decomposition analysis for policymaking in energy: which is the preferred method? Energy Policy
32(9), 1131-1139. https://doi.org/10.1016/S0301-4215(03)00076-4 (logarithmic mean Divisia index: an exact, additive
split of a difference of weighted geometric means).
Howard, R. A. (1966). Information value theory. IEEE Transactions on Systems Science and Cybernetics 2(1), 22-26.
https://doi.org/10.1109/TSSC.1966.300074 (what is worth knowing is what could change the choice).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from siteplan.criterion import CriterionResult
from siteplan.decision_table import DecisionTable, Floats, decision_table, narrowed, totals, worlds_as_weighed
from siteplan.ranking import RankedCandidate, Ranking
from siteplan.scorecard import GEOMETRIC_FLOOR, is_applicable

CONTENDERS = 500
"""So many candidates, from the first, are asked what their missing data could change."""
_STEPS = 41


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one criterion adds: ``points`` of the total, 0-1."""

    criterion: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Why ``one`` scores more, or less, than ``other``: the parts sum to ``points``; the largest first."""

    one: str
    other: str
    points: float
    parts: tuple[Part, ...]

    def decisive(self, *, most: int = 3, share: float = 0.7) -> tuple[Part, ...]:
        """The few parts that speak for the better one and together make up that share of what speaks for it."""
        sign = 1.0 if self.points >= 0 else -1.0
        speaking = [part for part in self.parts if part.points * sign > 0]
        whole, told, found = sum(abs(part.points) for part in speaking), 0.0, []
        for part in speaking[:most]:
            found.append(part)
            told += abs(part.points)
            if told >= share * whole:
                break
        return tuple(found)

    def against(self, *, most: int = 2) -> tuple[Part, ...]:
        """The largest parts that speak for the one that scores less."""
        sign = 1.0 if self.points >= 0 else -1.0
        return tuple(part for part in self.parts if part.points * sign < 0)[:most]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a candidate is weak (points lost) and strong (points won), the largest first."""

    candidate: str
    weakest: tuple[Part, ...]
    strongest: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A result that is not assessed, and what it could do to the order if it were.

    Parameters
    ----------
    worst, best
        The candidate's place in the order at the worst and best that the result could be.
    changes_first
        Share of the interval, 0-1, in which another candidate than now would lead.
    leads
        Who would lead there; None where nobody else would.
    """

    candidate: str
    criterion: str
    now: int
    worst: int
    best: int
    changes_first: float
    leads: str | None


def difference(ranking: Ranking, one: RankedCandidate, other: RankedCandidate) -> Difference:
    """The totals' difference, split exactly into what each criterion adds.

    A criterion that only one of the two answers counts as far as it lies from their common level: leaving a question
    out is neither good nor bad.
    """
    mine, theirs = _Split(ranking, one), _Split(ranking, other)
    level = (mine.total + theirs.total) / 2
    parts: dict[str, float] = {}
    for family in dict.fromkeys([*mine.families, *theirs.families]):
        for name, points in _family_parts(mine, theirs, family, level).items():
            parts[name] = parts.get(name, 0.0) + points
    ordered = sorted(parts.items(), key=lambda item: (-abs(item[1]), item[0]))
    return Difference(
        one=one.scorecard.id, other=other.scorecard.id, points=mine.total - theirs.total,
        parts=tuple(Part(criterion=name, points=points) for name, points in ordered),
    )  # fmt: skip


class _Split:
    """One candidate's total as families and shares: what its difference from another is made of."""

    def __init__(self, ranking: Ranking, candidate: RankedCandidate) -> None:
        weighting = ranking.weighting
        self.total = candidate.scores.total.score or 0.0
        known = {name: f for name, f in candidate.scores.families.items() if f.score is not None and f.weight > 0}
        whole = sum(f.weight for f in known.values())
        self.geometric = {name: weighting.means.get(name) == "geometric" for name in known}
        self.families = {name: f.score or 0.0 for name, f in known.items()}
        self.share = {name: f.weight / whole for name, f in known.items()}
        self.criteria: dict[str, dict[str, tuple[float, float]]] = {name: {} for name in known}
        for result in candidate.scorecard.results:
            weight = weighting.criteria[result.spec.id].value if result.spec.id in weighting.criteria else 0.0
            if is_applicable(result) and result.score is not None and weight > 0 and result.spec.family in known:
                self.criteria[result.spec.family][result.spec.id] = (weight, result.score)
        for name, members in self.criteria.items():
            held = sum(weight for weight, _ in members.values())
            self.criteria[name] = {c: (weight / held, score) for c, (weight, score) in members.items()}


def _family_parts(mine: _Split, theirs: _Split, family: str, level: float) -> dict[str, float]:
    if family not in mine.families or family not in theirs.families:
        side, sign = (mine, 1.0) if family in mine.families else (theirs, -1.0)
        gap = sign * side.share[family] * (side.families[family] - level)
        return {name: gap * part for name, (part, _) in side.criteria[family].items()}
    a, b = mine.families[family], theirs.families[family]
    both = (mine.share[family] + theirs.share[family]) / 2
    if mine.geometric[family]:
        scale, middle = _logarithmic_mean(a, b), math.log(math.sqrt(a * b))
        within = _spread(mine.criteria[family], theirs.criteria[family], middle, logs=True)
        parts = {name: both * scale * value for name, value in within.items()}
    else:
        within = _spread(mine.criteria[family], theirs.criteria[family], (a + b) / 2, logs=False)
        parts = {name: both * value for name, value in within.items()}
    # The family itself may weigh more for one of the two, because more of its questions arise there.
    scope = (mine.share[family] - theirs.share[family]) * ((a + b) / 2 - level)
    for name in parts:
        shares = [side.criteria[family][name][0] for side in (mine, theirs) if name in side.criteria[family]]
        parts[name] += scope * sum(shares) / 2
    return parts


def _spread(
    mine: Mapping[str, tuple[float, float]], theirs: Mapping[str, tuple[float, float]], level: float, *, logs: bool
) -> dict[str, float]:
    def off(score: float) -> float:
        return (math.log(max(GEOMETRIC_FLOOR, score)) if logs else score) - level

    return {
        name: (mine[name][0] * off(mine[name][1]) if name in mine else 0.0)
        - (theirs[name][0] * off(theirs[name][1]) if name in theirs else 0.0)
        for name in dict.fromkeys([*mine, *theirs])
    }


def _logarithmic_mean(a: float, b: float) -> float:
    return a if abs(a - b) < 1e-12 else (a - b) / (math.log(a) - math.log(b))


def standing(ranking: Ranking, candidate: RankedCandidate, *, most: int = 3) -> Standing:
    """The criteria that cost the candidate most points, and those that it meets and that weigh most.

    Points are what the total would gain if the criterion alone scored 1, and would lose if it alone were half met.
    """
    table = _rows_of(decision_table(replace(ranking, candidates=(candidate,))), [0])
    if not table.ids:
        return Standing(candidate=candidate.scorecard.id, weakest=(), strongest=())
    columns = [int(c) for c in np.flatnonzero(table.determined[0])]
    now = _plain_totals(table)[0]
    full = _plain_totals(_with_scores(table, columns, np.ones(len(columns))))
    half = _plain_totals(_with_scores(table, columns, np.full(len(columns), 0.5)))
    results = {result.spec.id: result for result in candidate.scorecard.results}
    lost = [
        Part(criterion=table.criteria[c], points=float(full[i] - now))
        for i, c in enumerate(columns) if not _is_met(results[table.criteria[c]])
    ]  # fmt: skip
    won = [
        Part(criterion=table.criteria[c], points=float(now - half[i]))
        for i, c in enumerate(columns) if _is_met(results[table.criteria[c]])
    ]  # fmt: skip
    return Standing(
        candidate=candidate.scorecard.id,
        weakest=tuple(sorted(lost, key=lambda part: -part.points)[:most]),
        strongest=tuple(sorted(won, key=lambda part: -part.points)[:most]),
    )


def _is_met(result: CriterionResult) -> bool:
    return result.outcome.value == "met"


def unknowns(ranking: Ranking) -> tuple[Unknown, ...]:
    """Every result that is not assessed and could change the order; those that could change the first place first.

    All else stays as the ranking has it: other missing results stay left out.
    """
    table = narrowed(decision_table(ranking), CONTENDERS)
    cells = np.argwhere(table.applicable & ~table.determined)
    if not cells.size or len(table.ids) < 2:
        return ()
    now = totals(table, worlds_as_weighed(table))[:, 0]
    parts = np.linspace(0.0, 1.0, _STEPS)
    found = []
    for row, column in cells:
        low, high = table.low[row, column], table.high[row, column]
        tried = _with_scores(_rows_of(table, [int(row)]), [int(column)] * _STEPS, low + (high - low) * parts)
        keys = totals(tried, worlds_as_weighed(tried))[:, 0]
        found.append(_unknown(table, int(row), int(column), now, keys))
    could = [one for one in found if one.best != one.worst or one.changes_first > 0]
    return tuple(sorted(could, key=lambda one: (-one.changes_first, one.best - one.worst, one.candidate)))


def _unknown(table: DecisionTable, row: int, column: int, now: Floats, keys: Floats) -> Unknown:
    others = np.delete(now, row)
    places = (others[:, None] > keys[None, :] + 1e-9).sum(axis=0) + 1
    leads = np.where(keys >= others.max() - 1e-9, row, _index_without(row, int(np.argmax(others))))
    turned = leads != 0
    return Unknown(
        candidate=table.ids[row], criterion=table.criteria[column], now=int((others > now[row] + 1e-9).sum()) + 1,
        worst=int(places.max()), best=int(places.min()), changes_first=float(turned.mean()),
        leads=table.ids[int(leads[turned][0])] if turned.any() else None,
    )  # fmt: skip


def _index_without(row: int, index: int) -> int:
    return index if index < row else index + 1


def _rows_of(table: DecisionTable, rows: Sequence[int]) -> DecisionTable:
    picked = list(rows)
    return replace(
        table, ids=tuple(table.ids[r] for r in picked if r < len(table.ids)),
        names=tuple(table.names[r] for r in picked if r < len(table.ids)), applicable=table.applicable[picked],
        determined=table.determined[picked], score=table.score[picked], low=table.low[picked],
        high=table.high[picked], least=table.least[picked], variants={},
    )  # fmt: skip


def _with_scores(table: DecisionTable, columns: Sequence[int], scores: Floats) -> DecisionTable:
    """The single row of a table, once for each column and score, with that one score put in and determined."""
    many = _rows_of(table, [0] * len(columns))
    determined, score = many.determined.copy(), many.score.copy()
    determined[np.arange(len(columns)), list(columns)] = True
    score[np.arange(len(columns)), list(columns)] = scores
    return replace(many, determined=determined, score=score)


def _plain_totals(table: DecisionTable) -> Floats:
    """Totals without what a floor or a requirement takes off."""
    plain = replace(table, floors=(), least=np.full_like(table.least, -np.inf))
    return totals(plain, worlds_as_weighed(plain))[:, 0]
