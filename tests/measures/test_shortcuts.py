"""Missing links near a plot, on streets drawn so that the answer is seen at a glance."""

from __future__ import annotations

import math
from typing import Any

import pytest

from siteplan.context.shortcuts import shortcuts_to
from tests.criteria.layer_plot_cases import around_the_block
from tests.criteria.make_plot_cases import BUS, STREET_Y, Scene, on_street
from tests.criteria.scenes import ORIGIN, context_of


def links(scene: Scene, *, longest: float = 120.0, least: float = 20.0) -> Any:
    context = context_of({**scene.members, "features": scene.features})
    return shortcuts_to(context, "stop", min_area_ha=0.0, longest_m=longest, least_saving_m=least)


def test_fifty_metres_of_path_would_save_a_hundred_and_forty() -> None:
    reach, found = links(around_the_block(25))
    assert reach.distance_m == pytest.approx(190.0)
    assert found[0].saved_m == pytest.approx(140.0) and found[0].length_m == pytest.approx(50.0)
    start, end = found[0].line.coords
    assert (start[1] - ORIGIN[1], end[1] - ORIGIN[1]) == pytest.approx((50.0, 100.0))


def test_what_a_link_is_said_to_save_is_saved_when_it_is_built() -> None:
    before, found = links(around_the_block(-700))
    (x0, y0), (x1, y1) = ((x - ORIGIN[0], y - ORIGIN[1]) for x, y in found[0].line.coords)
    with_path = around_the_block(-700)
    # The path meets the north street where the link ends, and the plot's gate where it begins.
    with_path.street((x0, y0), (x1, y1), highway="footway").street((x1, y1), (-700, 100))
    with_path.add("Point", [x0, y0], kind="entrance")
    after, _ = links(with_path)
    assert before.distance_m - after.distance_m == pytest.approx(found[0].saved_m, abs=1e-6)


def test_nothing_is_suggested_where_the_street_is_the_straight_way() -> None:
    assert links(on_street().node(325, STREET_Y, **BUS))[1] == []


def test_a_house_a_fence_and_a_river_stand_in_the_way() -> None:
    free = links(around_the_block(25))[1]
    for kind in ({"building": "house"}, {"natural": "water"}):
        blocked = around_the_block(25).area((-400, 60, 58, 90), **kind)
        assert not any(math.isclose(link.saved_m, free[0].saved_m) for link in links(blocked)[1]), kind
    fenced = around_the_block(25).line((-500, 54), (58, 54), (58, -5), barrier="fence")
    assert not any(link.saved_m > 100 for link in links(fenced)[1])


def test_a_bridge_and_a_handrail_do_not() -> None:
    open_ = around_the_block(25).line((-500, 54), (58, 54), barrier="handrail")
    assert links(open_)[1][0].saved_m == pytest.approx(140.0)


def test_suggestions_lie_apart_from_one_another_and_none_is_longer_or_saves_less_than_asked() -> None:
    _, found = links(around_the_block(-700), longest=100.0, least=30.0)
    assert found and all(link.length_m <= 100.0 and link.saved_m >= 30.0 for link in found)
    assert [link.saved_m for link in found] == sorted((link.saved_m for link in found), reverse=True)
