"""Where the first place turns, confirmed by ranking again just short of it and just beyond it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siteplan.break_even import Turn, limit_turns, nearest, reweighted, weight_turns
from siteplan.criterion import Curve, Finding, Quantity
from siteplan.limit_variants import knee, stretched
from siteplan.profile import Profile
from siteplan.ranking import Ranking, rank
from siteplan.scorecard import Scorecard, weighting_of
from tests.strategies import criteria, result, scorecards, spec

PLAIN = Profile(id="plain", text={}, minimum_coverage=0.0)
HAIR = 1e-6
CURVES = {
    "walk": Curve(points=((500.0, 1.0), (800.0, 0.6), (1500.0, 0.0)), basis="assumption", reference="ours"),
    "places": Curve(points=((0.0, 0.0), (3.0, 1.0)), basis="assumption", reference="ours"),
}


def leader(ranking: Ranking) -> str:
    return ranking.candidates[0].scorecard.id


def again(ranking: Ranking, weights: dict[str, float]) -> Ranking:
    """The same scorecards, ranked with weights that a user set."""
    cards = [c.scorecard for c in ranking.candidates]
    return rank(cards, reweighted(ranking, weights), ranking.profile)


def measured(name: str, walk: float, places: float, other: float) -> Scorecard:
    """A plot with a walk [m], places nearby and one further score."""
    specs = {key: replace(spec(key), curve=curve) for key, curve in CURVES.items()}
    values = {"walk": walk, "places": places}
    results = [
        replace(result(s, s.curve.score(values[key])), finding=Finding(quantity=Quantity(value=values[key], unit="m")))
        for key, s in specs.items()
        if s.curve is not None
    ]
    return Scorecard(id=name, name=name, stage="sketch", results=(*results, result(spec("other"), other)))


def ranked(cards: list[Scorecard], curves: dict[str, Curve] = CURVES) -> Ranking:
    """Cards ranked with these curves in their criteria's files."""
    redone = []
    for card in cards:
        results = []
        for found in card.results:
            curve = curves.get(found.spec.id)
            if curve is not None and found.finding.quantity is not None:
                score = curve.score(found.finding.quantity.value)
                found = replace(
                    found, spec=replace(found.spec, curve=curve), score=score, score_low=score, score_high=score
                )
            results.append(found)
        redone.append(replace(card, results=tuple(results)))
    specs = [found.spec for found in redone[0].results]
    return rank(redone, weighting_of(specs, PLAIN), PLAIN)


def test_the_break_even_weight_of_a_simple_case_is_the_one_that_algebra_gives() -> None:
    # One is better by 0.6 on a (weight 1), the other by 0.2 on b (weight 1): they tie where b weighs 3.
    specs = [spec("a"), spec("b")]
    cards = [
        Scorecard(id=name, name=name, stage="sketch", results=(result(specs[0], a), result(specs[1], b)))
        for name, a, b in (("one", 0.9, 0.4), ("other", 0.3, 0.6))
    ]
    turns = {t.criterion: t for t in weight_turns(rank(cards, weighting_of(specs, PLAIN), PLAIN))}
    assert turns["b"].turns_at == pytest.approx(3.0) and turns["b"].leads == "other"
    assert turns["a"].turns_at == pytest.approx(1 / 3)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_just_short_of_a_break_even_weight_the_leader_leads_and_just_beyond_it_the_other(data: st.DataObject) -> None:
    specs = data.draw(criteria(with_information=False))
    balanced = data.draw(st.sampled_from([(), ("residents", "staff")]))
    profile = replace(PLAIN, balanced=balanced, means={specs[0].family: "geometric"})
    ranking = rank(data.draw(scorecards(specs, 4)), weighting_of(specs, profile), profile)
    scores = [c.scores.total.score for c in ranking.candidates]
    for turn in weight_turns(ranking):
        sign = 1.0 if turn.turns_at > turn.now else -1.0
        hair = HAIR * max(turn.turns_at, HAIR)
        beyond = again(ranking, {turn.criterion: max(0.0, turn.turns_at + sign * hair)})
        short = again(ranking, {turn.criterion: max(0.0, turn.turns_at - sign * hair)})
        assert scores[0] is not None
        assert place(beyond, turn.leads) <= place(beyond, leader(ranking))
        assert short_of(short, leader(ranking)) >= -1e-9


def place(ranking: Ranking, name: str) -> int:
    return [c.scorecard.id for c in ranking.candidates].index(name)


def short_of(ranking: Ranking, name: str) -> float:
    """By how much a candidate leads the best of the others; negative where it does not."""
    scores = {c.scorecard.id: c.scores.total.score or 0.0 for c in ranking.candidates if c.rank is not None}
    return scores[name] - max(scores.values())


def test_a_break_even_limit_is_confirmed_by_ranking_again_with_that_limit() -> None:
    cards = [measured("near", 480.0, 1.0, 0.55), measured("lively", 640.0, 3.0, 0.2), measured("far", 1200.0, 2.0, 0.4)]
    ranking = ranked(cards)
    assert leader(ranking) == "lively"
    turns = [t for t in limit_turns(ranking) if t.kind == "limit"]
    assert {t.criterion for t in turns} == {"walk", "places"}
    for turn in turns:
        curve = CURVES[turn.criterion]
        assert turn.now == knee(curve)

        def with_limit(limit: float, turn: Turn = turn, curve: Curve = curve) -> Ranking:
            return ranked(cards, CURVES | {turn.criterion: stretched(curve, limit / turn.now, "m")})

        sign = 1.0 if turn.turns_at > turn.now else -1.0
        assert leader(with_limit(turn.turns_at * (1 + sign * HAIR))) == turn.leads
        assert leader(with_limit(turn.turns_at * (1 - sign * HAIR))) == "lively"


def test_the_first_place_hangs_most_on_what_turns_it_nearest_to_what_is_in_use() -> None:
    cards = [measured("near", 480.0, 1.0, 0.55), measured("lively", 640.0, 3.0, 0.2)]
    turns = [*weight_turns(ranked(cards)), *limit_turns(ranked(cards))]
    ordered = nearest(turns, most=10)
    assert [t.distance for t in ordered] == sorted(t.distance for t in turns)


def test_a_single_candidate_has_nothing_to_lose_its_place_to() -> None:
    alone = ranked([measured("only", 480.0, 1.0, 0.5)])
    assert weight_turns(alone) == () and limit_turns(alone) == ()
