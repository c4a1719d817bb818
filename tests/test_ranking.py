"""The order of candidates: requirements, floors, ties, and what must never change it."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from siteplan.profile import Profile, Requirement
from siteplan.ranking import Ranking, rank
from siteplan.scorecard import RequirementCheck, Scorecard, weighting_of
from tests.strategies import criteria, result, scorecards, spec

PLAIN = Profile(id="plain", text={}, minimum_coverage=0.0)
SPECS = [
    spec("a"),
    spec("b", family="unit", serves=("staff",)),
    spec("c", family="unit", serves=("staff",), weight=0.001),
]


def card(name: str, a: float | None, b: float | None) -> Scorecard:
    return Scorecard(
        id=name, name=name, stage="sketch", results=(result(SPECS[0], a), result(SPECS[1], b), result(SPECS[2], b))
    )


def ranked(cards: list[Scorecard], profile: Profile = PLAIN) -> Ranking:
    return rank(cards, weighting_of(SPECS, profile), profile)


def places(ranking: Ranking) -> dict[str, int | None]:
    return {c.scorecard.id: c.rank for c in ranking.candidates}


def test_equal_scores_share_a_rank_and_the_next_place_is_left_free() -> None:
    ranking = ranked([card("x", 0.5, 0.5), card("y", 0.5, 0.5), card("z", 0.1, 0.1), card("w", 0.9, 0.9)])
    assert places(ranking) == {"w": 1, "x": 2, "y": 2, "z": 4}


def test_a_candidate_below_a_floor_stands_after_all_that_are_below_none() -> None:
    profile = replace(PLAIN, floors={"staff": 0.3})
    ranking = ranked([card("lopsided", 1.0, 0.29), card("modest", 0.4, 0.3)], profile)
    assert places(ranking) == {"modest": 1, "lopsided": 2}
    assert ranking.candidates[1].below_floors == ("staff",)
    assert ranking.candidates[1].status == "below_floor"


def test_a_floor_about_which_nothing_is_known_sinks_nobody() -> None:
    ranking = ranked([card("x", 1.0, None)], replace(PLAIN, floors={"staff": 0.9}))
    assert ranking.candidates[0].status == "ranked"


def test_one_measure_alone_sinks_nobody_below_a_group_s_floor() -> None:
    alone = replace(card("x", 1.0, 0.0), results=(result(SPECS[0], 1.0), result(SPECS[1], 0.0)))
    assert ranked([alone], replace(PLAIN, floors={"staff": 0.9})).candidates[0].status == "ranked"
    assert ranked([alone], replace(PLAIN, floors={"b": 0.9})).candidates[0].status == "below_floor"


def test_an_unmet_excluding_requirement_takes_the_rank_and_a_waiver_gives_it_back() -> None:
    requirement = Requirement(on_fail="exclude", min_score=0.5)
    fail = RequirementCheck(criterion="a", requirement=requirement, state="unmet")
    waived = replace(fail, state="waived", waiver="because the council said so")
    best = card("best", 1.0, 1.0)
    ranking = ranked([replace(best, requirements=(fail,)), card("other", 0.2, 0.2)])
    assert places(ranking) == {"other": 1, "best": None}
    assert ranking.candidates[-1].status == "excluded"
    assert places(ranked([replace(best, requirements=(waived,)), card("other", 0.2, 0.2)])) == {"best": 1, "other": 2}


def test_an_undetermined_requirement_never_excludes() -> None:
    check = RequirementCheck(
        criterion="a", requirement=Requirement(on_fail="exclude", min_score=0.5), state="undetermined"
    )
    assert places(ranked([replace(card("x", None, 0.7), requirements=(check,))])) == {"x": 1}


def test_too_little_known_gives_no_rank() -> None:
    ranking = ranked([card("dark", None, 1.0), card("known", 0.1, 0.1)], replace(PLAIN, minimum_coverage=0.6))
    assert places(ranking) == {"known": 1, "dark": None}
    assert ranking.candidates[1].status == "too_little_known"


def test_candidates_share_a_rank_group_while_what_is_unknown_could_swap_them() -> None:
    ranking = ranked([card("a", 0.9, 0.9), card("b", 0.8, None), card("c", 0.1, 0.1)])
    assert {c.scorecard.id: c.rank_group for c in ranking.candidates} == {"a": 1, "b": 1, "c": 2}


def test_the_contributions_of_the_families_add_up_to_the_score() -> None:
    (candidate,) = ranked([card("x", 0.3, 0.9)]).candidates
    assert abs(sum(candidate.contributions.values()) - (candidate.scores.total.score or 0)) < 1e-12


@given(st.data())
def test_removing_every_information_criterion_changes_no_rank(data: st.DataObject) -> None:
    specs = data.draw(criteria())
    cards = data.draw(scorecards(specs, 4))
    scored = [s for s in specs if s.importance == "scored"]
    bare = [replace(c, results=tuple(r for r in c.results if r.spec.importance == "scored")) for c in cards]
    whole, stripped = rank(cards, weighting_of(specs, PLAIN), PLAIN), rank(bare, weighting_of(scored, PLAIN), PLAIN)
    assert [(c.scorecard.id, c.rank, c.scores) for c in whole.candidates] == [
        (c.scorecard.id, c.rank, c.scores) for c in stripped.candidates
    ]


@given(st.data(), st.integers(0, 2**32))
def test_the_order_of_input_and_an_added_candidate_change_no_order(data: st.DataObject, seed: int) -> None:
    specs = data.draw(criteria())
    cards = data.draw(scorecards(specs, 5))
    weighting = weighting_of(specs, PLAIN)
    shuffled = list(cards)
    random.Random(seed).shuffle(shuffled)
    first = [(c.scorecard.id, c.rank) for c in rank(cards, weighting, PLAIN).candidates]
    assert first == [(c.scorecard.id, c.rank) for c in rank(shuffled, weighting, PLAIN).candidates]
    without_last = [c.scorecard.id for c in rank(cards[:-1], weighting, PLAIN).candidates]
    assert [name for name, _ in first if name != cards[-1].id] == without_last
