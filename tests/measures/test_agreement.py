"""Agreement against published and hand-worked tables."""

from __future__ import annotations

import math

import pytest

from siteplan.measures.agreement import chance_agreement, intraclass_correlation, weighted_kappa

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
"""Table 2 of Shrout and Fleiss (1979): six objects, four judges; their ICC(2,1) is 0.29."""


def test_the_intraclass_correlation_is_the_one_that_its_authors_print() -> None:
    assert round(intraclass_correlation(SHROUT_FLEISS), 2) == 0.29


def test_raters_who_agree_on_everything_have_one_and_a_constant_shift_costs_agreement() -> None:
    assert intraclass_correlation([[1, 1], [2, 2], [5, 5]]) == pytest.approx(1.0)
    assert intraclass_correlation([[1, 2], [2, 3], [5, 6]]) < 1.0
    with pytest.raises(ValueError, match="two raters"):
        intraclass_correlation([[1], [2]])


def test_kappa_of_a_hand_worked_table() -> None:
    # Two categories: 20 and 15 agree, 5 and 10 do not: p_o = 0.7, p_e = 0.5 * 0.6 + 0.5 * 0.4 = 0.5, kappa = 0.4.
    one = [0] * 25 + [1] * 25
    other = [0] * 20 + [1] * 5 + [0] * 10 + [1] * 15
    assert weighted_kappa(one, other, categories=2) == pytest.approx(0.4)


def test_kappa_weighs_a_far_disagreement_more_than_a_near_one() -> None:
    one = [0, 1, 2, 0, 1, 2]
    near, far = [0, 1, 2, 0, 1, 1], [0, 1, 2, 0, 1, 0]
    assert weighted_kappa(one, one, categories=3) == pytest.approx(1.0)
    assert weighted_kappa(one, near, categories=3) > weighted_kappa(one, far, categories=3)
    assert math.isnan(weighted_kappa([1, 1], [1, 1], categories=3))


def test_by_chance_two_raters_agree_as_often_as_their_shares_say() -> None:
    assert chance_agreement(["a", "a", "b", "b"], ["a", "b", "b", "b"]) == pytest.approx(0.5 * 0.25 + 0.5 * 0.75)
