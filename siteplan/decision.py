"""From a ranking to a decision: how firm it is, on what it hangs, and what would tell more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from siteplan.break_even import Turn, limit_turns, weight_turns
from siteplan.decision_table import Variants
from siteplan.explanation import Unknown, unknowns
from siteplan.ranking import Ranking
from siteplan.robustness import Allowed, Firmness, firmness


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What stands beside a ranking before anybody reads its numbers.

    ``turns`` are the weights and limits at which another would lead, the nearest first; ``unknowns`` the missing
    results that could change the order, those that could change the first place first.
    """

    firmness: Firmness
    turns: tuple[Turn, ...]
    unknowns: tuple[Unknown, ...]


def decide(
    ranking: Ranking,
    *,
    allowed: Allowed | None = None,
    variants: Mapping[int, Variants] | None = None,
    further_turns: tuple[Turn, ...] = (),
) -> Decision:
    """How firm a ranking is and on what it hangs.

    Parameters
    ----------
    variants, further_turns
        From measuring again under other limits; without them only the assumed curves are moved.
    """
    turns = [*weight_turns(ranking), *limit_turns(ranking), *further_turns]
    return Decision(
        firmness=firmness(ranking, allowed=allowed, variants=variants, measured_again=variants is not None),
        turns=tuple(sorted(turns, key=lambda turn: turn.distance)), unknowns=unknowns(ranking),
    )  # fmt: skip
