"""Candidates side by side: what excludes them, who stands below a floor, and the order of the rest.

A candidate's score depends on no other candidate, so that adding one never changes the order of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from siteplan.profile import Profile
from siteplan.scorecard import RequirementCheck, Scorecard, Scores, Weighting, join_scores

Status = Literal["ranked", "below_floor", "too_little_known", "excluded"]
_ORDER: Mapping[Status, int] = {"ranked": 0, "below_floor": 1, "too_little_known": 2, "excluded": 3}
FEWEST_FOR_A_FLOOR = 2
"""Determined criteria that a group or family needs before its floor is asked."""
SAME_SCORE = 1e-9
"""Scores closer than this share a rank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedCandidate:
    """A scorecard in its place. ``rank`` and ``rank_group`` are None where excluded or too little known.

    Candidates of one ``rank_group`` cannot be told apart for certain: the intervals that their undetermined criteria
    leave open overlap.
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
    rows = [_row(card, weighting, profile) for card in scorecards]
    rows.sort(key=lambda row: (_ORDER[row[1]], -_score(row[2]), row[0].id))
    candidates: list[RankedCandidate] = []
    place, group, group_low, previous = 0, 0, float("-inf"), None
    for index, (card, status, scores, below) in enumerate(rows):
        placed = status in ("ranked", "below_floor")
        if placed:
            score = _score(scores)
            if previous is None or previous[0] != status or previous[1] - score > SAME_SCORE:
                place = index + 1
            if previous is None or previous[0] != status or scores.total.high < group_low:
                group, group_low = group + 1, scores.total.low
            group_low = min(group_low, scores.total.low)
            previous = (status, score)
        candidates.append(
            RankedCandidate(
                scorecard=card,
                scores=scores,
                status=status,
                below_floors=below,
                rank=place if placed else None,
                rank_group=group if placed else None,
            )
        )
    return Ranking(candidates=tuple(candidates), weighting=weighting, profile=profile)


def _score(scores: Scores) -> float:
    return -1.0 if scores.total.score is None else scores.total.score


def _row(card: Scorecard, weighting: Weighting, profile: Profile) -> tuple[Scorecard, Status, Scores, tuple[str, ...]]:
    scores = join_scores(card.results, weighting)
    below = tuple(name for name, floor in profile.floors.items() if _below(card, scores, name, floor))
    status: Status = "ranked"
    if any(check.state == "unmet" and check.requirement.on_fail == "exclude" for check in card.requirements):
        status = "excluded"
    elif scores.total.score is None or scores.total.coverage < profile.minimum_coverage:
        status = "too_little_known"
    elif below:
        status = "below_floor"
    return card, status, scores, below


def _below(card: Scorecard, scores: Scores, name: str, floor: float) -> bool:
    """Whether what is known of a group, family or criterion lies under its floor; nothing known is not below.

    A group or family is judged where at least two criteria are determined: one measure alone sinks nobody.
    """
    joined = scores.serves.get(name) or scores.families.get(name)
    if joined is not None:
        return joined.score is not None and joined.determined >= FEWEST_FOR_A_FLOOR and joined.score < floor
    found = [r.score for r in card.results if r.spec.id == name and r.score is not None]
    return bool(found) and found[0] < floor
