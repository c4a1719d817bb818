"""A decision as plain records: how firm the order is, on what it hangs, why the first differ."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from siteplan.decision import Decision
from siteplan.decision_words import firm_lines
from siteplan.explanation import difference, standing
from siteplan.ranking import Ranking
from siteplan.text import Language
from siteplan.writers.plain import plain

EXPLAINED = 12
"""Candidates, from the first, whose differences and points are written out."""


def decision_record(ranking: Ranking, decision: Decision, *, language: Language) -> dict[str, Any]:
    """The decision with its shares by candidate id, turning points, missing results, differences and a few sentences.

    Notes
    -----
    ``first``: share of first places by what varied ("together", "weights", "limits", "missing", "any_weights").
    ``differences``: each of the first candidates against the next one; parts in points of the total, 0-1.
    """
    firm = decision.firmness
    placed = [c for c in ranking.candidates if c.rank is not None][:EXPLAINED]
    followed = {c.scorecard.id for c in placed}
    return {
        "sentences": firm_lines(ranking, decision, language), "leader": firm.leader, "verdict": firm.verdict,
        "draws": firm.allowed.draws, "seed": firm.allowed.seed, "weight_factor": firm.allowed.factor,
        "weight_ranges": {name: list(pair) for name, pair in firm.allowed.ranges.items()},
        "limit_settings": firm.settings, "measured_again": firm.measured_again,
        "first": {
            cause: {name: plain(share) for name, share in shares.items() if share > 0}
            for cause, shares in firm.first.items()
        },
        "ranks": {name: plain(list(shares)) for name, shares in firm.ranks.items() if name in followed},
        "beats": {
            one: {other: plain(share) for other, share in row.items() if other in followed}
            for one, row in firm.beats.items() if one in followed
        },
        "central_weights": {name: plain(dict(weights)) for name, weights in firm.central.items()},
        "turns": [
            {
                "kind": turn.kind, "criterion": turn.criterion, "parameter": turn.parameter or None,
                "now": plain(turn.now), "turns_at": plain(turn.turns_at), "unit": turn.unit, "leads": turn.leads,
            }
            for turn in decision.turns
        ],
        "unknowns": [
            {
                "candidate": one.candidate, "criterion": one.criterion, "rank": one.now, "best": one.best,
                "worst": one.worst, "changes_first": plain(one.changes_first), "leads": one.leads,
            }
            for one in decision.unknowns
        ],
        "differences": [
            {
                "one": found.one, "other": found.other, "points": plain(found.points),
                "parts": [{"criterion": part.criterion, "points": plain(part.points)} for part in found.parts],
            }
            for found in (difference(ranking, a, b) for a, b in pairwise(placed))
        ],
        "points": {
            found.candidate: {
                "strongest": [{"criterion": part.criterion, "points": plain(part.points)} for part in found.strongest],
                "weakest": [{"criterion": part.criterion, "points": plain(part.points)} for part in found.weakest],
            }
            for found in (standing(ranking, candidate) for candidate in placed)
        },
    }  # fmt: skip
