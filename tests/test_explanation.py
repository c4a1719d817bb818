"""Differences split without remainder, strong and weak points, and what missing data could change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siteplan.explanation import difference, standing, unknowns
from siteplan.profile import Profile
from siteplan.ranking import Ranking, rank
from siteplan.scorecard import Scorecard, weighting_of
from tests.strategies import criteria, result, scorecards, spec

PLAIN = Profile(id="plain", text={}, minimum_coverage=0.0)
SPECS = [spec("a"), spec("b", family="unit"), spec("c", family="unit")]


def ranked(rows: dict[str, tuple[float | None, float | None, float | None]]) -> Ranking:
    cards = [
        Scorecard(
            id=name, name=name, stage="sketch", results=tuple(result(s, v) for s, v in zip(SPECS, row, strict=True))
        )
        for name, row in rows.items()
    ]
    return rank(cards, weighting_of(SPECS, PLAIN), PLAIN)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_parts_of_a_difference_add_up_to_it_whatever_is_missing_and_however_families_are_joined(
    data: st.DataObject,
) -> None:
    specs = data.draw(criteria())
    profile = replace(PLAIN, means={s.family: "geometric" for s in specs[1::2]}, family_weights={specs[0].family: 2.5})
    ranking = rank(data.draw(scorecards(specs, 3)), weighting_of(specs, profile), profile)
    known = [c for c in ranking.candidates if c.scores.total.score is not None]
    for one in known:
        for other in known:
            found = difference(ranking, one, other)
            wanted = (one.scores.total.score or 0.0) - (other.scores.total.score or 0.0)
            assert found.points == pytest.approx(wanted, abs=1e-9)
            assert sum(part.points for part in found.parts) == pytest.approx(wanted, abs=1e-9)
            assert [abs(p.points) for p in found.parts] == sorted((abs(p.points) for p in found.parts), reverse=True)


def test_a_criterion_on_which_two_candidates_are_alike_makes_no_difference_between_them() -> None:
    ranking = ranked({"x": (0.9, 0.5, 0.5), "y": (0.3, 0.5, 0.5)})
    found = difference(ranking, *ranking.candidates)
    (part,) = found.decisive()
    assert part.criterion == "a" and part.points == pytest.approx(0.2)
    assert found.against() == ()


def test_the_decisive_parts_speak_for_the_better_one_and_the_rest_for_the_other() -> None:
    ranking = ranked({"x": (0.9, 0.9, 0.0), "y": (0.1, 0.5, 0.4)})
    found = difference(ranking, *ranking.candidates)
    assert [p.criterion for p in found.decisive(share=0.6)] == ["a"]
    assert [p.criterion for p in found.decisive()] == ["a", "b"]
    assert [p.criterion for p in found.against()] == ["c"]


def test_weak_points_are_those_that_cost_most_and_strong_ones_those_that_carry() -> None:
    ranking = ranked({"x": (0.9, 0.1, 0.6)})
    found = standing(ranking, ranking.candidates[0])
    assert [p.criterion for p in found.weakest] == ["b", "c"]
    assert [p.criterion for p in found.strongest] == ["a"]
    assert found.weakest[0].points == pytest.approx(0.9 / 3)


def test_a_missing_result_that_could_bring_another_to_the_front_is_named_first() -> None:
    ranking = ranked({"x": (0.9, 0.6, 0.6), "y": (0.8, 0.6, None), "z": (0.1, 0.1, None)})
    found = unknowns(ranking)
    first = found[0]
    assert (first.candidate, first.criterion, first.now, first.best, first.worst) == ("y", "c", 2, 1, 2)
    # y leads where its missing score u gives (0.8 + 0.6 + u) / 3 >= 0.7.
    assert first.changes_first == pytest.approx(0.3, abs=0.03)
    assert first.leads == "y"
    assert all(one.candidate != "z" or one.changes_first == 0 for one in found)


def test_the_leader_s_own_missing_result_can_cost_it_the_first_place() -> None:
    (first, *_) = unknowns(ranked({"x": (0.9, 0.9, None), "y": (0.8, 0.8, 0.8)}))
    assert (first.candidate, first.leads, first.worst) == ("x", "y", 2)


def test_where_everything_is_known_nothing_more_is_worth_knowing() -> None:
    assert unknowns(ranked({"x": (0.9, 0.9, 0.1), "y": (0.8, 0.8, 0.8)})) == ()
