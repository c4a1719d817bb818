"""Joining scores: INTERFACES section 5a, on cases counted by hand and as properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siteplan.profile import Profile
from siteplan.scorecard import GEOMETRIC_FLOOR, Weight, Weighting, join_scores, weighting_of
from tests.strategies import criteria, result, scorecards, spec

PLAIN = Profile(id="plain", text={})


def weights(**values: float) -> Weighting:
    return Weighting(criteria={name: Weight(value=v, stated=v, level="criterion") for name, v in values.items()})


def test_a_family_is_the_weighted_mean_of_what_is_determined() -> None:
    results = [result(spec("a"), 1.0), result(spec("b"), 0.5), result(spec("c"), None)]
    family = join_scores(results, weights(a=3, b=1, c=4)).families["access"]
    assert family.score == pytest.approx((3 * 1.0 + 1 * 0.5) / 4)
    assert family.low == pytest.approx(3.5 / 8)
    assert family.high == pytest.approx(7.5 / 8)
    assert family.coverage == pytest.approx(0.5)
    assert family.minimum == 0.5
    assert family.weight == 8


def test_one_blind_door_is_not_averaged_away_in_overview() -> None:
    results = [result(spec("a", family="overview"), 1.0), result(spec("b", family="overview"), 0.0)]
    weighting = Weighting(criteria=weights(a=1, b=1).criteria, means={"overview": "geometric"})
    assert join_scores(results, weighting).families["overview"].score == pytest.approx(math.sqrt(1.0 * 0.01))


def test_a_family_about_which_nothing_is_known_is_left_out_of_the_score_but_not_of_its_interval() -> None:
    results = [result(spec("a"), 0.8), result(spec("b", family="unit"), None)]
    total = join_scores(results, weights(a=1, b=1)).total
    assert [total.score, total.low, total.high, total.coverage] == pytest.approx([0.8, 0.4, 0.9, 0.5])


def test_an_undetermined_result_with_its_own_interval_bounds_the_total_by_it() -> None:
    total = join_scores([result(spec("a"), 0.8), result(spec("b"), None, low=0.4, high=0.6)], weights(a=1, b=1)).total
    assert [total.low, total.high] == pytest.approx([0.6, 0.7])


def test_a_stated_family_weight_replaces_the_sum_of_its_criteria() -> None:
    results = [result(spec("a"), 1.0), result(spec("b", family="unit"), 0.0)]
    weighting = Weighting(criteria=weights(a=5, b=5).criteria, families={"unit": 15.0})
    assert join_scores(results, weighting).total.score == pytest.approx(5 / 20)


def test_balancing_gives_what_serves_only_residents_and_only_staff_equal_sums() -> None:
    specs = [
        spec("a", weight=9),
        spec("b", weight=3, serves=("staff",)),
        spec("c", weight=2, serves=("residents", "staff")),
    ]
    weighting = weighting_of(specs, Profile(id="p", text={}, balanced=("residents", "staff")))
    assert [weighting.criteria[name].value for name in "abc"] == [pytest.approx(6), pytest.approx(6), 2]


def test_a_weight_that_the_user_set_is_never_rebalanced() -> None:
    specs = [spec("a", weight=9), spec("b", weight=3, serves=("staff",)), spec("c", weight=3, serves=("staff",))]
    profile = Profile(id="p", text={}, balanced=("residents", "staff"))
    weighting = weighting_of(specs, profile, command={"c": 4})
    assert weighting.criteria["c"].value == 4
    assert weighting.criteria["a"].value == weighting.criteria["b"].value == pytest.approx(6)


def test_the_command_line_overrules_site_profile_and_file() -> None:
    specs = [spec("a", weight=1), spec("b", weight=1), spec("c", weight=1), spec("d", weight=1)]
    profile = Profile(id="p", text={}, weights={"a": 2, "b": 2, "c": 2})
    weighting = weighting_of(specs, profile, site={"a": 3, "b": 3}, command={"a": 4})
    levels = {name: (w.value, w.level) for name, w in weighting.criteria.items()}
    assert levels == {"a": (4, "command"), "b": (3, "site"), "c": (2, "profile"), "d": (1, "criterion")}


@given(st.data())
def test_the_score_lies_within_its_interval_and_all_within_zero_and_one(data: st.DataObject) -> None:
    specs = data.draw(criteria())
    (card,) = data.draw(scorecards(specs, 1))
    weighting = Weighting(
        criteria=weighting_of(specs, PLAIN).criteria, means={"overview": "geometric", "escape": "geometric"}
    )
    scores = join_scores(card.results, weighting)
    for joined in [scores.total, *scores.families.values(), *scores.serves.values()]:
        assert -1e-12 <= joined.low <= joined.high + 1e-12 <= 1 + 1e-9
        if joined.score is not None:
            # The worst of a geometric family is GEOMETRIC_FLOOR, not 0.
            assert joined.low - GEOMETRIC_FLOOR <= joined.score <= joined.high + 1e-9
        assert 0 <= joined.coverage <= 1 + 1e-12
