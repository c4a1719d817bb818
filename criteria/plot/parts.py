"""Scores made of several parts, each perhaps only known to lie between two bounds."""

from __future__ import annotations

from collections.abc import Sequence

from siteplan.context import Reach
from siteplan.criterion import ramp
from siteplan.measures.exposure import Interval


def walk_score(reach: Reach, *, zero: float, full: float) -> Interval:
    """Score of a walking distance; what may lie beyond the edge of the data widens it."""
    return Interval(low=ramp(reach.high_m, zero=zero, full=full), high=ramp(reach.low_m, zero=zero, full=full))


def drive_score(reach: Reach, *, zero: float, full: float) -> Interval:
    """Score of a driving time; where nothing was found, anything from the worst to the best is possible."""
    if reach.minutes is None:
        return Interval(low=0, high=1)
    soonest = reach.minutes if reach.low_minutes is None else reach.low_minutes
    return Interval(low=ramp(reach.minutes, zero=zero, full=full), high=ramp(soonest, zero=zero, full=full))


def mean_score(parts: Sequence[Interval], weights: Sequence[float]) -> Interval:
    """Weighted mean of the parts, bound by bound."""
    total = sum(weights)
    return Interval(
        low=sum(part.low * weight for part, weight in zip(parts, weights, strict=True)) / total,
        high=sum(part.high * weight for part, weight in zip(parts, weights, strict=True)) / total,
    )


def nearest_of(reaches: Sequence[Reach]) -> Reach:
    """The nearest on foot of several reaches; one without a destination comes last."""
    return min(reaches, key=lambda found: float("inf") if found.distance_m is None else found.distance_m)


def quickest_of(reaches: Sequence[Reach]) -> Reach:
    """The quickest by car of several reaches; one without a destination comes last."""
    return min(reaches, key=lambda found: float("inf") if found.minutes is None else found.minutes)
