"""Candidates side by side: what excludes them, who stands below a floor, and the order of the rest.

A candidate's score depends on no other candidate, so that adding one never changes the order of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from siteplan.profile import Profile
from siteplan.scorecard import RequirementCheck, Scorecard, Scores, Weighting, join_scores

Status = Literal["ranked", "below_floor", "too_little_known", "excluded"]
STATUSES: tuple[Status, ...] = ("ranked", "below_floor", "too_little_known", "excluded")
"""In the order in which candidates stand; those from the third on have no rank."""
_UNPLACED = 2
NO_SCORE = -1.0
"""Stands for the score of a candidate of which nothing is known."""
FEWEST_FOR_A_FLOOR = 2
"""Determined criteria that a group or family needs before its floor is asked."""
SAME_SCORE = 1e-9
"""Scores closer than this share a rank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedCandidate:
    """A scorecard in its place. ``rank`` and ``rank_group`` are None where excluded or too little known.

    Candidates of one ``rank_group`` cannot be told apart for certain. :func:`rank` knows of missing data alone: the
    intervals that undetermined criteria leave open overlap. :mod:`siteplan.robustness` groups them anew by weights,
    limits and missing data.
    """

    scorecard: Scorecard
    scores: Scores
    status: Status
    rank: int | None
    rank_group: int | None
    below_floors: tuple[str, ...]

    def requirements(self, state: str) -> tuple[RequirementCheck, ...]:
        """The requirements in one state: unmet, undetermined, waived or met."""
        return tuple(check for check in self.scorecard.requirements if check.state == state)

    @property
    def contributions(self) -> dict[str, float]:
        """What each determined family adds to the total; the sum is the score."""
        known = {name: f for name, f in self.scores.families.items() if f.score is not None and f.weight > 0}
        total = sum(f.weight for f in known.values())
        return {name: (f.score or 0.0) * f.weight / total for name, f in known.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Every candidate in order, the excluded last, with the weighting and profile used."""

    candidates: tuple[RankedCandidate, ...]
    weighting: Weighting
    profile: Profile


def rank(scorecards: Sequence[Scorecard], weighting: Weighting, profile: Profile) -> Ranking:
    """Candidates by score; below a floor after all others; too little known and excluded last and without a rank."""
    rows = [standing(card, weighting, profile) for card in scorecards]
    placing = places(
        status=np.array([STATUSES.index(row.status) for row in rows], dtype=np.int8),
        score=np.array([NO_SCORE if row.scores.total.score is None else row.scores.total.score for row in rows]),
        low=np.array([row.scores.total.low for row in rows]), high=np.array([row.scores.total.high for row in rows]),
        ids=[card.id for card in scorecards],
    )  # fmt: skip
    candidates = [
        RankedCandidate(
            scorecard=scorecards[number], scores=rows[number].scores, status=rows[number].status,
            below_floors=rows[number].below_floors, rank=placing.rank_of(number), rank_group=placing.group_of(number),
        )
        for number in placing.order.tolist()
    ]  # fmt: skip
    return Ranking(candidates=tuple(candidates), weighting=weighting, profile=profile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A scorecard's scores under a weighting, and whether it takes part in the order."""

    scores: Scores
    status: Status
    below_floors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placing:
    """The order of n candidates: ``order`` (n,) their numbers; ``rank``, ``group`` (n,) by number, 0 where unranked."""

    order: NDArray[np.int_]
    rank: NDArray[np.int32]
    group: NDArray[np.int32]

    def rank_of(self, number: int) -> int | None:
        """Rank of a candidate; None where it has none."""
        return int(self.rank[number]) or None

    def group_of(self, number: int) -> int | None:
        """Rank group of a candidate; None where it has none."""
        return int(self.group[number]) or None


def places(
    *, status: NDArray[np.int8], score: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64],
    ids: Sequence[str],
) -> Placing:  # fmt: skip
    """Order, ranks and rank groups of candidates.

    Parameters
    ----------
    status
        (n,) numbers in ``STATUSES``.
    score, low, high
        (n,) totals and the bounds that undetermined criteria leave; the score is NO_SCORE where nothing is known.
    ids
        (n,) settle the order of equal scores.
    """
    order = np.lexsort((-score, status))
    _by_id_within_ties(order, status, score, ids)
    rank, group = np.zeros(len(order), dtype=np.int32), np.zeros(len(order), dtype=np.int32)
    place, number_of_group, group_low = 0, 0, float("-inf")
    previous: tuple[int, float] | None = None
    for index, number in enumerate(order[status[order] < _UNPLACED]):
        level, points = int(status[number]), float(score[number])
        if previous is None or previous[0] != level or previous[1] - points > SAME_SCORE:
            place = index + 1
        if previous is None or previous[0] != level or high[number] < group_low:
            number_of_group, group_low = number_of_group + 1, float(low[number])
        group_low = min(group_low, float(low[number]))
        previous = (level, points)
        rank[number], group[number] = place, number_of_group
    return Placing(order=order, rank=rank, group=group)


def _by_id_within_ties(
    order: NDArray[np.int_], status: NDArray[np.int8], score: NDArray[np.float64], ids: Sequence[str]
) -> None:
    """Put candidates of equal status and score in the order of their ids, in place."""
    same = (status[order][1:] == status[order][:-1]) & (score[order][1:] == score[order][:-1])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(np.int8)))
    for first, last in edges.reshape(-1, 2).tolist():
        order[first : last + 1] = sorted(order[first : last + 1].tolist(), key=lambda i: ids[i])


def standing(card: Scorecard, weighting: Weighting, profile: Profile) -> Row:
    """One scorecard under a weighting; it depends on no other."""
    scores = join_scores(card.results, weighting)
    below = tuple(name for name, floor in profile.floors.items() if _below(card, scores, name, floor))
    status: Status = "ranked"
    if any(check.state == "unmet" and check.requirement.on_fail == "exclude" for check in card.requirements):
        status = "excluded"
    elif scores.total.score is None or scores.total.coverage < profile.minimum_coverage:
        status = "too_little_known"
    elif below:
        status = "below_floor"
    return Row(scores=scores, status=status, below_floors=below)


def _below(card: Scorecard, scores: Scores, name: str, floor: float) -> bool:
    """Whether what is known of a group, family or criterion lies under its floor; nothing known is not below.

    A group or family is judged where at least two criteria are determined: one measure alone sinks nobody.
    """
    joined = scores.serves.get(name) or scores.families.get(name)
    if joined is not None:
        return joined.score is not None and joined.determined >= FEWEST_FOR_A_FLOOR and joined.score < floor
    found = [r.score for r in card.results if r.spec.id == name and r.score is not None]
    return bool(found) and found[0] < floor
