"""Missing links near a plot, on streets drawn so that the answer is seen at a glance."""

from __future__ import annotations

import math
from typing import Any

import pytest
from shapely.geometry import LineString

from siteplan.context.shortcuts import Shortcut, best_shortcut, shortcuts_to
from tests.criteria.layer_plot_cases import around_the_block, properties_north
from tests.criteria.make_plot_cases import BUS, STREET_Y, Scene, on_street, ring
from tests.criteria.scenes import ORIGIN, context_of


def links(scene: Scene, *, longest: float = 120.0, least: float = 20.0) -> Any:
    context = context_of({**scene.members, "features": scene.features})
    return shortcuts_to(context, "stop", min_area_ha=0.0, longest_m=longest, least_saving_m=least)


def best(scene: Scene, *, longest: float = 120.0, least: float = 50.0, steepest: float = 0.2) -> Shortcut | None:
    context = context_of({**scene.members, "features": scene.features})
    return best_shortcut(
        context, context.walk_to("stop"), "stop", min_area_ha=0.0, longest_m=longest, least_saving_m=least,
        steepest=steepest,
    )  # fmt: skip


def test_fifty_metres_of_path_behind_the_plot_save_what_is_left_when_the_plot_itself_has_been_crossed() -> None:
    reach, found = links(around_the_block(25))
    assert reach.distance_m == pytest.approx(190.0)
    assert found[0].saved_m == pytest.approx(190.0 - 50.0 - 50.0) and found[0].length_m == pytest.approx(50.0)
    start, end = found[0].line.coords
    assert (start[1] - ORIGIN[1], end[1] - ORIGIN[1]) == pytest.approx((50.0, 100.0))


def test_nothing_is_suggested_where_the_street_is_the_straight_way() -> None:
    assert links(on_street().node(325, STREET_Y, **BUS))[1] == []
    assert best(on_street().node(325, STREET_Y, **BUS), least=5.0) is None


def test_what_a_suggested_path_saves_is_saved_when_it_and_the_way_to_it_over_the_plot_are_built() -> None:
    found = best(around_the_block(-700))
    assert found is not None
    (x0, y0), (x1, y1) = ((x - ORIGIN[0], y - ORIGIN[1]) for x, y in found.link.line.coords)
    built = around_the_block(-700).street((25, 0), (x0, y0), (x1, y1), highway="footway").street((x1, y1), (-700, 100))
    after, _ = links(built)
    assert found.before_m - after.distance_m == pytest.approx(found.link.saved_m, abs=1e-6)


def test_the_shorter_path_is_suggested_where_a_longer_one_saves_little_more() -> None:
    scene = around_the_block(-700).node(-690, 100, highway="crossing")
    by_saving, by_gain = links(scene)[1][0], best(scene)
    assert by_gain is not None
    assert by_gain.link.length_m < by_saving.length_m and by_gain.link.gain_m >= by_saving.gain_m - 50


def test_ground_of_neighbours_is_counted_and_ground_of_unknown_owners_is_said_to_be_unknown() -> None:
    assert (found := best(properties_north(around_the_block(25), "private"))) is not None
    assert found.private_count is None and "owner" in found.unknown  # ten metres lie outside every property
    everything = around_the_block(25).in_layer(
        "parcels", "Polygon", [ring((-300, 50, 55, 100))], id="p1", knr="5001", gnr="1", bnr="2", owner_kind="private"
    )
    assert (found := best(everything)) is not None and found.private_count == 1 and "owner" not in found.unknown


def test_no_path_is_suggested_over_ground_known_to_be_steep_and_unknown_slopes_are_said() -> None:
    level, steep = ({"x0": -1000.0, "y0": 1000.0, "cell": 10.0, "heights": [
        [max(0.0, slope * (95 - row) * 10.0) for _ in range(200)] for row in range(200)
    ]} for slope in (0.02, 0.5))  # fmt: skip
    assert (found := best(around_the_block(25).having(terrain=level))) is not None
    assert found.steepest == pytest.approx(0.02, abs=1e-3) and "slope" not in found.unknown
    assert best(around_the_block(25).having(terrain=steep)) is None
    assert (found := best(around_the_block(25))) is not None
    assert found.steepest is None and "slope" in found.unknown and "railway" in found.unknown
    assert "barrier" not in found.unknown


def test_no_path_crosses_a_motorway_or_joins_a_bridge() -> None:
    motorway = around_the_block(25).street((-3500, 75), (58, 75), highway="motorway")
    assert best(motorway) is None or not best(motorway).link.line.intersects(  # type: ignore[union-attr]
        LineString([(ORIGIN[0] - 3500, ORIGIN[1] + 75), (ORIGIN[0] + 58, ORIGIN[1] + 75)])
    )
    bridged = (
        on_street(25, 60).street((60, STREET_Y), (60, 100)).street((60, 100), (25, 100), (-800, 100), bridge="yes")
    )
    bridged.node(25, 100, **BUS)
    assert best(bridged) is None


def test_a_house_a_fence_and_a_river_stand_in_the_way() -> None:
    free = links(around_the_block(25))[1]
    for kind in ({"building": "house"}, {"natural": "water"}):
        blocked = around_the_block(25).area((-400, 60, 58, 90), **kind)
        assert not any(math.isclose(link.saved_m, free[0].saved_m) for link in links(blocked)[1]), kind
    fenced = around_the_block(25).line((-500, 54), (58, 54), (58, -5), barrier="fence")
    assert not any(link.saved_m > 80 for link in links(fenced)[1])


def test_a_bridge_and_a_handrail_do_not() -> None:
    open_ = around_the_block(25).line((-500, 54), (58, 54), barrier="handrail")
    assert links(open_)[1][0].saved_m == pytest.approx(90.0)


def test_suggestions_lie_apart_from_one_another_and_none_is_longer_or_saves_less_than_asked() -> None:
    _, found = links(around_the_block(-700), longest=100.0, least=30.0)
    assert found and all(link.length_m <= 100.0 and link.saved_m >= 30.0 for link in found)
    assert [link.saved_m for link in found] == sorted((link.saved_m for link in found), reverse=True)
