"""Where candidates stand between the sides of a trade-off: a place on each axis, never a score of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from siteplan.criterion import CriterionResult, Outcome, Tradeoff, TradeoffAxis
from siteplan.scorecard import Scorecard

_NO_PART = (Outcome.NOT_APPLICABLE, Outcome.LATER, Outcome.NOTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisPlace:
    """A place on one axis (0-1): the mean of the shares that were measured, and its bounds with the rest as 0 and as 1.

    ``value`` is None where nothing is determined; ``open`` are the criteria that are not.
    """

    value: float | None
    low: float
    high: float
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One candidate between two sides; None on an axis of which nothing applies to it."""

    id: str
    name: str
    across: AxisPlace | None
    up: AxisPlace | None


def places(tradeoff: Tradeoff, cards: Sequence[Scorecard]) -> tuple[Place, ...]:
    """The places of candidates on a trade-off with two axes; ValueError where it has none."""
    if len(tradeoff.axes) != 2:
        raise ValueError(f"{tradeoff.id} has no axes")
    across, up = tradeoff.axes
    return tuple(
        Place(id=card.id, name=card.name, across=place_on(across, card), up=place_on(up, card)) for card in cards
    )


def place_on(axis: TradeoffAxis, card: Scorecard) -> AxisPlace | None:
    """The mean over the criteria of an axis, each counting alike: weights are for scores, and this is none."""
    results = [r for r in card.results if r.spec.id in axis.criteria and r.outcome not in _NO_PART]
    if not results:
        return None
    shares = [_share(result) for result in results]
    known = [low for low, high in shares if low == high]
    value, low, high = fmean(known) if known else None, fmean(s[0] for s in shares), fmean(s[1] for s in shares)
    if axis.complement:
        value, low, high = None if value is None else 1 - value, 1 - high, 1 - low
    open_ = tuple(result.spec.id for result, (least, most) in zip(results, shares, strict=True) if least != most)
    return AxisPlace(value=value, low=low, high=high, open=open_)


def _share(result: CriterionResult) -> tuple[float, float]:
    """Least and greatest share that the data allow; 0 and 1 where they say nothing."""
    finding = result.finding
    if finding.low is not None or finding.high is not None:
        low, high = finding.low or 0.0, 1.0 if finding.high is None else finding.high
        return max(0.0, low), min(1.0, high)
    if finding.quantity is None or result.outcome is Outcome.UNDETERMINED:
        return 0.0, 1.0
    return finding.quantity.value, finding.quantity.value
