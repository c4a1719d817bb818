"""How firm an order is: closed-form shares, what must not matter, groups, and bounded memory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from siteplan import robustness
from siteplan.criterion import Curve, Finding, Quantity
from siteplan.decision_table import decision_table, totals, worlds_as_weighed
from siteplan.limit_variants import curve_variants, knee, stretched, stretches
from siteplan.profile import Mean, Profile, Requirement
from siteplan.ranking import Ranking, rank
from siteplan.robustness import Allowed, firmness, simulate, with_groups, worlds_of
from siteplan.scorecard import RequirementCheck, Scorecard, weighting_of
from tests.strategies import criteria, result, scorecards, spec

PLAIN = Profile(id="plain", text={}, minimum_coverage=0.0)
MANY = Allowed(draws=20_000)
THREE = [spec("a"), spec("b"), spec("c")]


def ranking_of(scores: dict[str, list[float | None]], profile: Profile = PLAIN) -> Ranking:
    """Candidates by name with a score, or nothing, for each of up to three criteria of one family."""
    specs = THREE[: len(next(iter(scores.values())))]
    cards = [
        Scorecard(
            id=name, name=name, stage="sketch", results=tuple(result(s, v) for s, v in zip(specs, row, strict=True))
        )
        for name, row in scores.items()
    ]
    return rank(cards, weighting_of(specs, profile), profile)


def sampling_error(share: float, draws: int) -> float:
    """Four standard errors of a share."""
    return 4 * float(np.sqrt(share * (1 - share) / draws)) + 1e-12


@pytest.mark.parametrize(("a", "b", "c"), [(1.0, 1.0, 1.0), (0.8, 0.4, 0.2), (0.3, 0.9, 0.1), (0.5, 0.5, 0.0)])
def test_over_all_weights_two_candidates_on_three_criteria_win_in_the_share_that_the_formula_gives(
    a: float, b: float, c: float
) -> None:
    # One is better by a on the first criterion, the other by b and c on the second and third. With weights uniform on
    # the simplex, exponentials up to scale, P(a E1 > b E2 + c E3) = a / (a + b) * a / (a + c).
    ranking = ranking_of({"one": [a, 0.0, 0.0], "other": [0.0, b, c]})
    share = a / (a + b) * a / (a + c)
    found = firmness(ranking, allowed=MANY).first["any_weights"]
    assert found["one"] == pytest.approx(share, abs=sampling_error(share, MANY.draws))
    assert found["one"] + found["other"] == pytest.approx(1.0)


def test_central_weights_are_the_mean_of_the_weights_under_which_a_candidate_leads() -> None:
    # Two criteria, one better on each: the first leads where its weight is over a half, on average at three quarters.
    central = firmness(ranking_of({"one": [1.0, 0.0], "other": [0.0, 1.0]}), allowed=MANY).central
    assert central["one"]["a"] == pytest.approx(0.75, abs=0.01)
    assert central["other"]["a"] == pytest.approx(0.25, abs=0.01)


def test_a_weight_range_that_somebody_gave_is_drawn_evenly() -> None:
    # The second criterion's weight lies between 0 and 4 beside a first of 1: the other leads from 1 to 4.
    allowed = replace(MANY, ranges={"a": (1.0, 1.0), "b": (0.0, 4.0)})
    found = firmness(ranking_of({"one": [1.0, 0.0], "other": [0.0, 1.0]}), allowed=allowed).first["weights"]
    assert found["other"] == pytest.approx(0.75, abs=sampling_error(0.75, MANY.draws))


def test_weights_near_those_in_use_lie_within_a_factor_of_two() -> None:
    table = decision_table(ranking_of({"one": [1.0, 0.0, 0.5], "other": [0.0, 1.0, 0.5]}))
    drawn = worlds_of(table, Allowed(draws=5000), "weights").weights / table.weights
    assert drawn.min() >= 0.5 and drawn.max() <= 2.0
    assert np.median(drawn) == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize(("low", "high", "share"), [(0.0, 1.0, 0.5), (0.2, 0.6, 0.25), (0.6, 0.9, 1.0)])
def test_what_is_not_known_takes_every_value_of_its_interval_alike(low: float, high: float, share: float) -> None:
    card = Scorecard(id="unknown", name="", stage="sketch", results=(result(THREE[0], None, low=low, high=high),))
    known = Scorecard(id="known", name="", stage="sketch", results=(result(THREE[0], 0.5),))
    ranking = rank([known, card], weighting_of(THREE[:1], PLAIN), replace(PLAIN, minimum_coverage=-1.0))
    placed = tuple(replace(c, rank=n + 1, status="ranked") for n, c in enumerate(ranking.candidates))
    found = firmness(replace(ranking, candidates=placed), allowed=MANY).first["missing"]
    assert found["unknown"] == pytest.approx(share, abs=sampling_error(share, MANY.draws))


def test_with_nothing_varied_the_first_in_rank_is_first_in_every_draw() -> None:
    found = firmness(ranking_of({"one": [0.9, 0.8], "other": [0.1, 0.2]}))
    assert found.first["limits"] == found.first["missing"] == {"one": 1.0, "other": 0.0}
    assert found.verdict == "clear"


def test_candidates_that_tie_share_the_first_place() -> None:
    found = firmness(ranking_of({"one": [0.4, 0.4], "twin": [0.4, 0.4], "low": [0.1, 0.1]}))
    assert found.first["together"] == {"one": 0.5, "twin": 0.5, "low": 0.0}
    assert found.beats["one"]["twin"] == 0.5
    assert found.groups == {"one": 1, "twin": 1, "low": 2}
    assert found.ranks["one"] == (1.0, 0.0, 0.0) and found.ranks["low"] == (0.0, 0.0, 1.0)


def test_a_candidate_clearly_ahead_stands_alone_and_those_that_weights_swap_share_a_group() -> None:
    ranking = ranking_of({"best": [0.95, 0.95, 0.9], "x": [0.8, 0.2, 0.5], "y": [0.2, 0.78, 0.5], "low": [0.1, 0.1, 0]})
    found = firmness(ranking)
    assert found.groups == {"best": 1, "x": 2, "y": 2, "low": 3}
    grouped = with_groups(ranking, found.groups)
    assert [c.rank_group for c in grouped.candidates] == [1, 2, 2, 3]
    assert found.group(2) == ("x", "y")


def test_a_floor_is_asked_anew_in_every_draw() -> None:
    specs = [spec("a"), spec("b", serves=("staff",)), spec("c", serves=("staff",))]
    profile = replace(PLAIN, floors={"staff": 0.3})
    rows = {"uneven": (1.0, 0.0, 0.62), "even": (0.4, 0.4, 0.4)}
    cards = [
        Scorecard(
            id=name, name=name, stage="sketch", results=tuple(result(s, v) for s, v in zip(specs, row, strict=True))
        )
        for name, row in rows.items()
    ]
    found = firmness(rank(cards, weighting_of(specs, profile), profile), allowed=MANY).first["weights"]
    # Staff get 0.62 c / (b + c): at least 0.3 where c / b >= 0.3 / 0.32, about half of the log-uniform square.
    assert 0.4 < found["uneven"] < 0.6


def test_a_requirement_that_is_not_determined_excludes_in_the_draws_in_which_it_fails() -> None:
    requirement = Requirement(on_fail="exclude", min_score=0.5)
    check = RequirementCheck(criterion="b", requirement=requirement, state="undetermined")
    ranking = ranking_of({"risky": [0.9, None], "safe": [0.2, 0.6]})
    cards = [
        replace(c.scorecard, requirements=(check,)) if c.scorecard.id == "risky" else c.scorecard
        for c in ranking.candidates
    ]
    found = firmness(rank(cards, ranking.weighting, PLAIN), allowed=MANY).first["missing"]
    assert found["risky"] == pytest.approx(0.5, abs=sampling_error(0.5, MANY.draws))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_table_s_totals_are_the_ranking_s_scores(data: st.DataObject) -> None:
    specs = data.draw(criteria())
    geometric: dict[str, Mean] = {s.family: "geometric" for s in specs[::2]}
    profile = replace(PLAIN, means=geometric, family_weights={specs[0].family: 3.0}, floors={"staff": 0.3})
    ranking = rank(data.draw(scorecards(specs, 4)), weighting_of(specs, profile), profile)
    table = decision_table(ranking)
    found = totals(table, worlds_as_weighed(table))[:, 0]
    placed = {c.scorecard.id: c for c in ranking.candidates if c.rank is not None}
    for name, total in zip(table.ids, found, strict=True):
        candidate = placed[name]
        penalty = 2.0 if candidate.status == "below_floor" else 0.0
        assert total == pytest.approx((candidate.scores.total.score or 0.0) - penalty, abs=1e-9)
    assert list(found) == sorted(found, reverse=True) or np.diff(found).max() < 1e-9


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_an_added_candidate_changes_nothing_between_the_others(data: st.DataObject) -> None:
    specs = data.draw(criteria())
    cards = data.draw(scorecards(specs, 5))
    weighting, few = weighting_of(specs, PLAIN), Allowed(draws=60)
    whole = firmness(rank(cards, weighting, PLAIN), allowed=few)
    without = firmness(rank(cards[:-1], weighting, PLAIN), allowed=few)
    for one, row in without.beats.items():
        for other, share in row.items():
            assert whole.beats[one][other] == pytest.approx(share, abs=1e-12)
    added = cards[-1].id
    assert [name for name in whole.groups if name != added] == list(without.groups)


@settings(max_examples=25, deadline=None)
@given(st.data(), st.integers(1, 40))
def test_a_simulation_in_small_blocks_is_the_same_simulation(data: st.DataObject, block: int) -> None:
    specs = data.draw(criteria())
    table = decision_table(rank(data.draw(scorecards(specs, 5)), weighting_of(specs, PLAIN), PLAIN))
    assume(table.ids)
    worlds = worlds_of(table, Allowed(draws=30), "together")
    at_once = simulate(table, worlds)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(robustness, "_BLOCK", block * 30)
        blocked = simulate(table, worlds)
    assert np.allclose(at_once.first, blocked.first)
    assert at_once.groups == blocked.groups
    assert np.allclose(at_once.kept, blocked.kept)
    assert at_once.ranks is not None and blocked.ranks is not None
    assert np.allclose(at_once.ranks, blocked.ranks)


CURVE = Curve(points=((500.0, 1.0), (800.0, 0.6), (1500.0, 0.0)), basis="assumption", reference="ours")


def walking(name: str, metres: float, low: float | None = None, high: float | None = None) -> Scorecard:
    walk = replace(spec("walk"), curve=CURVE)
    finding = Finding(quantity=Quantity(value=metres, unit="m"), low=low, high=high)
    least, most = CURVE.score_range(metres if low is None else low, metres if high is None else high)
    found = replace(
        result(walk, CURVE.score(metres)), finding=finding, score_low=least, score_high=most,
        score=CURVE.score(metres) if low is None else None,
    )  # fmt: skip
    return Scorecard(id=name, name=name, stage="sketch", results=(found, result(spec("b"), 0.5)))


def test_a_stretched_curve_scores_what_was_measured_as_if_its_file_said_so() -> None:
    cards = [walking("near", 450.0), walking("far", 900.0), walking("open", 1000.0, 700.0, 1600.0)]
    ranking = rank(cards, weighting_of([replace(spec("walk"), curve=CURVE), spec("b")], PLAIN), PLAIN)
    table = decision_table(ranking)
    factors = stretches()
    variants = curve_variants(ranking, table, factors)
    assert factors[0] == 1.0 and sorted(factors) == pytest.approx([1 / f for f in sorted(factors, reverse=True)])
    assert list(variants) == [table.column("walk")]
    found = variants[table.column("walk")]
    for index, factor in enumerate(factors):
        other = stretched(CURVE, factor, "m")
        for name, metres in (("near", 450.0), ("far", 900.0)):
            assert found.score[index, table.ids.index(name)] == pytest.approx(other.score(metres))
        row = table.ids.index("open")
        assert (found.low[index, row], found.high[index, row]) == pytest.approx(other.score_range(700.0, 1600.0))


def test_the_limit_of_a_curve_is_where_its_full_score_ends_or_begins() -> None:
    assert knee(CURVE) == 500.0
    assert knee(replace(CURVE, points=((0.0, 0.0), (3.0, 1.0)))) == 3.0
    assert knee(replace(CURVE, points=((0.0, 1.0), (0.5, 0.0)))) == 0.5
    assert knee(replace(CURVE, points=((1.0, 1.0), (6.0, 1.0), (8.0, 0.8), (20.0, 0.0)))) == 6.0


def test_a_share_s_curve_is_never_stretched_beyond_the_whole() -> None:
    rising = replace(CURVE, points=((0.5, 0.0), (0.95, 1.0)))
    assert stretched(rising, 1.25, "share").points == ((0.625, 0.0), (1.0, 1.0))
