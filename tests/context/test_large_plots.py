"""A plot over two hectares without entrances: what holds at its best corner is not said of all of it."""

from __future__ import annotations

import pytest

from siteplan.criterion import CriterionResult, Outcome
from siteplan.text import result_sentence
from tests.criteria.make_plot_cases import BUS, Box, Scene, plain
from tests.criteria.test_plot_cases import result_of

FOUR_HECTARES: Box = (0, 0, 400, 100)
ONE_HECTARE: Box = (300, 0, 400, 100)


def along(box: Box, *, entrance: bool = False) -> Scene:
    """A plot whose south side is a street; its worst ways out are the street's ends, x = 0 and x = 400."""
    scene = plain(entrance=False, box=box).street((-3500, 0), (3500, 0), maxspeed="30", lit="yes")
    return scene.add("Point", [200.0, 0.0], kind="entrance") if entrance else scene


def judged(scene: Scene, criterion: str) -> CriterionResult:
    return result_of({"type": "FeatureCollection", **scene.members, "features": scene.features}, criterion)


def test_the_score_is_that_of_the_best_way_out_and_its_low_end_that_of_the_worst() -> None:
    result = judged(along(FOUR_HECTARES).node(900, 0, **BUS), "transit_stop_walk_distance")
    assert result.finding.quantity is not None and result.finding.quantity.value == pytest.approx(500.0)
    assert result.finding.values["worst_m"] == result.finding.worst == pytest.approx(900.0)
    assert result.outcome == Outcome.MET and result.score == pytest.approx(0.8)
    assert [result.score_low, result.score_high] == pytest.approx([0.16, 0.8])


def test_a_person_reads_that_it_holds_from_the_best_point_and_what_the_worst_gives() -> None:
    result = judged(along(FOUR_HECTARES).node(900, 0, **BUS), "transit_stop_walk_distance")
    assert result_sentence(result, "nb").endswith("Fra det dårligste er det 16 poeng.")
    assert result_sentence(result, "en").endswith("From the worst it scores 16.")
    near = judged(along(FOUR_HECTARES).node(200, 0, **BUS), "transit_stop_walk_distance")
    assert near.score_low == near.score == 1.0 and "dårligste" not in result_sentence(near, "nb")


def test_an_entrance_that_is_drawn_settles_it() -> None:
    result = judged(along(FOUR_HECTARES, entrance=True).node(900, 0, **BUS), "transit_stop_walk_distance")
    assert result.finding.quantity is not None and result.finding.quantity.value == pytest.approx(700.0)
    assert result.outcome is Outcome.PARTLY_MET and result.score_low == result.score_high


def test_a_plot_of_usual_size_is_left_at_its_best_point_without_more_ado() -> None:
    result = judged(along(ONE_HECTARE).node(900, 0, **BUS), "transit_stop_walk_distance")
    assert result.outcome is Outcome.MET and result.score_low == result.score == result.score_high == pytest.approx(0.8)


def cafes(scene: Scene, *xs: float) -> Scene:
    for x in xs:
        scene.node(x, 0, amenity="cafe", name=f"Kafé {x}")
    return scene


def test_places_within_a_walk_are_counted_from_every_way_out() -> None:
    result = judged(cafes(along(FOUR_HECTARES), -700, 1100, 1150), "everyday_meeting_places")
    assert result.finding.values["places_count"] == 3  # one from the west end, two from the east
    assert result.finding.worst == 1 and result.outcome is Outcome.MET
    assert result.score == 1.0 and result.score_low == pytest.approx(1 / 3)


def test_departures_are_counted_from_every_way_out() -> None:
    scene = along(FOUR_HECTARES).having(timetable={
        "stops": [[800, 0, "Bekken"]],
        "trips": [{"calls": [[0, 400 + n]], "days": [1] * 7} for n in range(40)],
    })  # fmt: skip
    result = judged(scene, "transit_service_frequency")
    assert result.finding.quantity is not None and result.finding.quantity.value == 280
    assert (result.finding.worst, result.score_low, result.outcome) == (0, 0.0, Outcome.MET)


def daily_life(grocery_x: float) -> Scene:
    scene = along(FOUR_HECTARES).node(grocery_x, 0, shop="supermarket").node(450, 0, amenity="community_centre")
    return scene.area((-100, -100, 500, 0), leisure="park")


def test_daily_life_within_reach_of_one_corner_alone_is_scored_by_both_ends() -> None:
    near, far = (judged(daily_life(x), "remote_location_without_vehicle") for x in (450, 1100))
    assert (near.outcome, near.score_low) == (Outcome.MET, 1)
    assert far.finding.values["grocery_m"] == pytest.approx(700.0)
    assert (far.outcome, far.score, far.score_low) == (Outcome.MET, 1, 0)


def test_routes_are_as_safe_as_from_the_worst_way_out() -> None:
    scene = plain(entrance=False, box=FOUR_HECTARES)
    scene.street((-3500, 0), (400, 0), highway="secondary", maxspeed="80", sidewalk="no", lit="yes")
    scene.street((400, 0), (3500, 0), highway="footway", lit="yes")
    scene.node(500, 0, **BUS).node(500, 0, shop="supermarket").area((500, 0, 700, 100), leisure="park")
    result = judged(scene, "safe_shortcuts")
    assert result.outcome == Outcome.MET and result.score == pytest.approx(1.0)
    assert result.score_low is not None and result.score_low < 0.3


def test_what_the_data_leave_open_stays_open_beside_it() -> None:
    scene = plain(entrance=False, box=FOUR_HECTARES, reach=700).street((-700, 0), (700, 0)).node(-650, 0, **BUS)
    result = judged(scene, "transit_stop_walk_distance")
    assert result.outcome is Outcome.UNDETERMINED and result.missing == "interval"
    assert result.score_low == pytest.approx(0.0)
