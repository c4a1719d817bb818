"""A candidate's results, and how they are joined: by family, by whom they serve, and in one total with its interval.

The formulas are those of INTERFACES section 5a; docs/scoring.md explains them with a worked example.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from siteplan.criterion import (
    DETERMINED,
    FAMILIES,
    GROUPS,
    CriterionResult,
    CriterionSpec,
    Level,
    Outcome,
    weighted_mean,
)
from siteplan.errors import Issue
from siteplan.model import DataSource, Stage
from siteplan.profile import Condition, Mean, Profile, Requirement

GEOMETRIC_FLOOR = 0.01
"""Least score in a geometric mean, so that one 0 lowers a family without erasing what else it says."""

RequirementState = Literal["met", "unmet", "undetermined", "waived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementCheck:
    """One requirement of the profile as it stands for one candidate."""

    criterion: str
    requirement: Requirement
    state: RequirementState
    waiver: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """All results of one candidate, in report order."""

    id: str
    name: str
    stage: Stage
    results: tuple[CriterionResult, ...]
    conditions: frozenset[Condition] = frozenset()
    requirements: tuple[RequirementCheck, ...] = ()
    issues: tuple[Issue, ...] = ()
    sources: tuple[DataSource, ...] = ()

    def result(self, criterion: str) -> CriterionResult:
        """The result of one criterion; KeyError where it was not asked."""
        for result in self.results:
            if result.spec.id == criterion:
                return result
        raise KeyError(criterion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a criterion weighs, which level set it, and what balancing the groups made of it."""

    value: float
    stated: float
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """Weights by criterion id and, where somebody set one, by family; how each family's scores are joined."""

    criteria: Mapping[str, Weight]
    families: Mapping[str, float] = field(default_factory=dict)
    means: Mapping[str, Mean] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedScore:
    """A joined score: over what is determined, and its bounds with what is undetermined taken as worst and best.

    ``score`` and ``minimum`` are None where nothing is determined; ``coverage`` is the determined share of ``weight``;
    ``determined`` counts what the score rests on (criteria; families for the total).
    """

    score: float | None
    low: float
    high: float
    minimum: float | None
    coverage: float
    weight: float
    determined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """A scorecard under one weighting. ``serves`` comes first: whom the candidate serves, and how well."""

    serves: Mapping[str, JoinedScore]
    families: Mapping[str, JoinedScore]
    total: JoinedScore


def weighting_of(
    specs: Iterable[CriterionSpec],
    profile: Profile,
    *,
    site: Mapping[str, float] | None = None,
    command: Mapping[str, float] | None = None,
) -> Weighting:
    """Weights of the scored criteria: file < profile < site < command line, then the profile's two groups balanced.

    A weight that site or command line set stands as it was set: weights belong to the user.

    ``site`` and ``command`` map a criterion id or a family name to a weight of at least 0.
    """
    scored = [spec for spec in specs if spec.importance == "scored"]
    stated: dict[str, tuple[float, Level]] = {spec.id: (spec.suggested_weight, "criterion") for spec in scored}
    families = dict(profile.family_weights)
    levels: tuple[tuple[Level, Mapping[str, float]], ...] = (
        ("profile", profile.weights),
        ("site", site or {}),
        ("command", command or {}),
    )
    for level, weights in levels:
        for name, value in weights.items():
            if name in stated:
                stated[name] = (value, level)
            elif name in FAMILIES:
                families[name] = value
    own = {name: value for name, (value, level) in stated.items() if level in ("criterion", "profile")}
    factors = _balance(own, scored, profile.balanced)
    criteria = {
        name: Weight(value=value * factors.get(name, 1.0), stated=value, level=level)
        for name, (value, level) in stated.items()
    }
    return Weighting(criteria=criteria, families=families, means=profile.means)


def _balance(weights: Mapping[str, float], specs: Sequence[CriterionSpec], groups: Sequence[str]) -> dict[str, float]:
    """Factors for criteria that serve only one of two groups, so that both groups' sums are their mean."""
    if len(groups) != 2:
        return {}
    only: dict[str, list[str]] = {group: [] for group in groups}
    for spec in specs:
        served = [group for group in groups if group in spec.serves]
        if len(served) == 1 and spec.id in weights:
            only[served[0]].append(spec.id)
    sums = [sum(weights[name] for name in only[group]) for group in groups]
    if min(sums) <= 0:
        return {}
    target = sum(sums) / 2
    return {name: target / total for group, total in zip(groups, sums, strict=True) for name in only[group]}


def is_applicable(result: CriterionResult) -> bool:
    """Whether a result takes part in scores and coverage: scored, applicable, and asked at this stage."""
    return result.spec.importance == "scored" and (
        result.outcome in DETERMINED or result.outcome is Outcome.UNDETERMINED
    )


def join_scores(results: Sequence[CriterionResult], weighting: Weighting) -> Scores:
    """Family scores, scores by whom they serve, and the total, for one candidate's results."""
    applicable = [r for r in results if is_applicable(r) and weighting.criteria[r.spec.id].value > 0]
    families: dict[str, JoinedScore] = {}
    for family in FAMILIES:
        members = [r for r in applicable if r.spec.family == family]
        if members:
            families[family] = _joined(
                members, weighting, weighting.means.get(family, "arithmetic"), weighting.families.get(family)
            )
    serves: dict[str, JoinedScore] = {}
    for group in GROUPS:
        members = [r for r in applicable if group in r.spec.serves]
        if members:
            serves[group] = _joined(members, weighting, "arithmetic", None)
    return Scores(serves=serves, families=families, total=_total(families))


def _joined(members: Sequence[CriterionResult], weighting: Weighting, kind: Mean, stated: float | None) -> JoinedScore:
    mean = geometric_mean if kind == "geometric" else weighted_mean
    weights = [weighting.criteria[r.spec.id].value for r in members]
    known = [(r.score, w) for r, w in zip(members, weights, strict=True) if r.score is not None]
    scores = [score for score, _ in known]
    low, high = (_bound(members, weights, mean, upper=upper) for upper in (False, True))
    score = mean(scores, [w for _, w in known]) if known else None
    return JoinedScore(
        score=score,
        low=low,
        high=high,
        minimum=min(scores, default=None),
        coverage=sum(w for _, w in known) / sum(weights),
        weight=sum(weights) if stated is None else stated,
        determined=len(known),
    )


def _bound(
    members: Sequence[CriterionResult],
    weights: Sequence[float],
    mean: Callable[[Sequence[float], Sequence[float]], float],
    *,
    upper: bool,
) -> float:
    bounds = [(r.score_high, 1.0) if upper else (r.score_low, 0.0) for r in members]
    return mean([worst if bound is None else bound for bound, worst in bounds], weights)


def geometric_mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """Weighted geometric mean, each value at least GEOMETRIC_FLOOR."""
    logs = [math.log(max(GEOMETRIC_FLOOR, value)) for value in values]
    return math.exp(weighted_mean(logs, weights))


def _total(families: Mapping[str, JoinedScore]) -> JoinedScore:
    weighed = [f for f in families.values() if f.weight > 0]
    known = [(f.score, f.weight) for f in weighed if f.score is not None]
    total = sum(f.weight for f in weighed)
    if not total:
        return JoinedScore(score=None, low=0.0, high=1.0, minimum=None, coverage=0.0, weight=0.0, determined=0)
    scores, weights = [s for s, _ in known], [w for _, w in known]
    score = weighted_mean(scores, weights) if known else None
    low = sum(f.low * f.weight for f in weighed) / total
    high = sum(f.high * f.weight for f in weighed) / total
    return JoinedScore(
        score=score,
        low=low,
        high=high,
        minimum=min(scores, default=None),
        coverage=sum(f.coverage * f.weight for f in weighed) / total,
        weight=total,
        determined=len(known),
    )
