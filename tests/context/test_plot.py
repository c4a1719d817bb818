"""What a plot is told of its surroundings, and how sure that is."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from shapely.geometry import Point, box

from siteplan.context import AreaAnalysis, PlotContext
from siteplan.errors import MissingDataError
from siteplan.model import Places, Plot, Surroundings
from tests.measures.streets import network, places, plot, surroundings

STREET = [[(0.0, 0.0), (4000.0, 0.0)]]


def context(around: Surroundings, candidate: Plot) -> PlotContext:
    return PlotContext(candidate, area=AreaAnalysis(around, [candidate]))


def with_column(table: Places, name: str, values: list[object]) -> Places:
    return dataclasses.replace(table, columns={name: np.array(values, dtype=object)})


# --- the extent rule ------------------------------------------------------------------------------------------------


def test_a_distance_is_exact_up_to_the_straight_distance_to_the_edge_of_the_data() -> None:
    extent = box(-100, -1000, 5000, 1000)
    candidate = plot(box(895, -5, 905, 5), (900, 0))
    near = context(surroundings(STREET, extent=extent, stop=[Point(1899, 0)]), candidate).walk_to("stop")
    assert (near.exact, near.low_m, near.high_m) == (True, 999, 999)
    far = context(surroundings(STREET, extent=extent, stop=[Point(2000, 0)]), candidate).walk_to("stop")
    assert (far.exact, far.low_m, far.high_m, far.distance_m) == (False, 1000, 1100, 1100)


def test_nothing_within_the_extent_is_farther_than_its_edge_and_no_more() -> None:
    around = surroundings(STREET, extent=box(-100, -1000, 5000, 1000), stop=[])
    reach = context(around, plot(box(895, -5, 905, 5), (900, 0))).walk_to("stop")
    assert reach.distance_m is None
    assert (reach.low_m, reach.high_m, reach.exact) == (1000, float("inf"), False)
    assert reach.route is None


def test_the_edge_of_the_data_is_measured_from_the_access_point_nearest_to_it() -> None:
    around = surroundings(STREET, extent=box(-100, -1000, 1000, 1000), stop=[Point(500, 0)])
    reach = context(around, plot(box(700, -50, 800, 50))).walk_to("stop")
    assert reach.distance_m == pytest.approx(200)
    assert (reach.low_m, reach.exact) == (reach.distance_m, True)
    reach = context(around, plot(box(700, -50, 950, 50))).walk_to("stop")
    assert reach.distance_m == pytest.approx(200)
    assert reach.low_m == pytest.approx(50)
    assert not reach.exact


def test_of_a_plot_outside_the_data_nothing_is_said() -> None:
    around = surroundings(STREET, extent=box(-100, -1000, 1000, 1000), stop=[Point(500, 0)])
    with pytest.raises(MissingDataError) as raised:
        context(around, plot(box(3000, -5, 3010, 5))).walk_to("stop")
    assert raised.value.missing == "extent"


def test_a_straight_distance_is_exact_up_to_the_edge_of_the_data_and_a_layer_is_complete() -> None:
    around = surroundings(STREET, extent=box(0, -1000, 2000, 1000), school=[Point(1500, 0)])
    around = dataclasses.replace(around, layers={"hazards": places([Point(1500, 300)])})
    subject = context(around, plot(box(100, -5, 200, 5)))
    school = subject.straight_to("school")
    assert (school.distance_m, school.low_m, school.exact) == (1300, 100, False)
    hazard = subject.straight_to("hazards")
    assert hazard.distance_m == pytest.approx(np.hypot(1300, 295))
    assert hazard.exact
    assert subject.extent_margin_m == 100


# --- what is missing ------------------------------------------------------------------------------------------------


def test_what_the_data_do_not_carry_is_missing_by_name() -> None:
    around = dataclasses.replace(surroundings(STREET, stop=[]), not_carried=frozenset({"stop"}))
    subject = context(around, plot(box(0, 0, 10, 10)))
    for ask, missing in (
        (lambda: subject.walk_to("stop"), "category_stop"),
        (lambda: subject.layer("noise"), "layer_noise"),
        (lambda: subject.near("services", radius_m=100), "layer_services"),
        (lambda: subject.drive_to("stop", speeds={"service": 20}), "streets"),
    ):
        with pytest.raises(MissingDataError) as raised:
            ask()
        assert raised.value.missing == missing


def test_without_surroundings_the_streets_are_missing() -> None:
    subject = PlotContext(plot(box(0, 0, 10, 10)))
    assert subject.surroundings is None
    with pytest.raises(MissingDataError) as raised:
        subject.walk_to("stop")
    assert raised.value.missing == "streets"
    with pytest.raises(MissingDataError) as raised:
        subject.layer("noise")
    assert raised.value.missing == "layer_noise"


# --- choices --------------------------------------------------------------------------------------------------------


def test_only_areas_of_a_least_size_count() -> None:
    around = surroundings(STREET, green=[box(100, 0, 150, 50), box(600, 0, 700, 100)])
    subject = context(around, plot(box(-5, -5, 5, 5), (0, 0)))
    assert subject.walk_to("green").distance_m == pytest.approx(100)
    assert subject.walk_to("green", min_area_ha=0.5).distance_m == pytest.approx(600)
    assert subject.walk_to("green", min_area_ha=2).distance_m is None


def test_only_features_with_a_value_count() -> None:
    around = surroundings(STREET)
    services = with_column(places([Point(100, 0), Point(300, 0)]), "type", ["gp", "dps"])
    around = dataclasses.replace(around, layers={"services": services})
    subject = context(around, plot(box(-5, -5, 5, 5), (0, 0)))
    assert subject.walk_to("services", where=("type", ("dps", "hospital_psychiatric"))).element == "node/1"
    assert [r.element for r in subject.walk_within("services", radius_m=500, where=("type", ("gp",)))] == ["node/0"]


def test_the_town_centre_is_the_place_of_the_largest_class_within_thirty_kilometres_or_the_declared_one() -> None:
    nodes = with_column(
        places([Point(200, 0), Point(1000, 0), Point(3000, 0), Point(90_000, 0)]), "place",
        ["hamlet", "town", "town", "city"],
    )  # fmt: skip
    around = surroundings(STREET)
    around = dataclasses.replace(around, places={"place_node": nodes})
    subject = context(around, plot(box(-5, -5, 5, 5), (0, 0)))
    assert subject.walk_to("town_centre").element == "node/1"
    declared = dataclasses.replace(around, layers={"town_centre": places([Point(50, 0)])})
    assert context(declared, subject.plot).walk_to("town_centre").distance_m == pytest.approx(50)


def test_near_takes_what_lies_on_the_plot_and_within_the_radius() -> None:
    around = surroundings(STREET, building=[box(0, 0, 4, 4), box(50, 0, 60, 10), box(300, 0, 310, 10)])
    subject = context(around, plot(box(0, 0, 10, 10)))
    assert subject.near("building", radius_m=40).ids.tolist() == ["node/0", "node/1"]
    assert subject.near("building", radius_m=39.9).ids.tolist() == ["node/0"]


def test_a_plot_that_was_not_announced_is_answered_like_one_that_was() -> None:
    around = surroundings(STREET, stop=[Point(500, 0)])
    known, other = plot(box(0, 0, 10, 10)), plot(box(100, 0, 110, 10))
    area = AreaAnalysis(around, [known])
    announced = PlotContext(other, area=AreaAnalysis(around, [known, other])).walk_to("stop")
    assert PlotContext(other, area=area).walk_to("stop").distance_m == announced.distance_m


def test_flights_of_steps_on_the_way_are_counted() -> None:
    lines = [[(0.0, 0.0), (100.0, 0.0)], [(100.0, 0.0), (110.0, 0.0), (120.0, 0.0)], [(120.0, 0.0), (200.0, 0.0)],
             [(200.0, 0.0), (230.0, 0.0)], [(230.0, 0.0), (300.0, 0.0)]]  # fmt: skip
    kinds = ["footway", "steps", "footway", "steps", "footway"]
    around = dataclasses.replace(
        surroundings(lines, stop=[Point(215, 0)], grocery=[Point(250, 0)]),
        walking=network(lines, tags=[{"highway": kind} for kind in kinds]),
    )
    subject = context(around, plot(box(-5, -5, 5, 5), (0, 0)))
    assert subject.walk_to("stop").steps == (2, 35.0)
    assert subject.walk_to("grocery").steps == (2, 50.0)
    assert [reach.steps for reach in subject.walk_within("stop", radius_m=300)] == [(2, 35.0)]


def test_driving_tells_minutes_and_metres_and_the_least_that_beyond_the_data_could_be() -> None:
    around = dataclasses.replace(
        surroundings(STREET, extent=box(-100, -1000, 5000, 1000), hospital=[Point(2000, 0)]),
        driving=network(STREET, directed=True),
    )
    reach = context(around, plot(box(895, -5, 905, 5), (900, 0))).drive_to("hospital", speeds={"residential": 30})
    assert reach.minutes == pytest.approx(1100 / 500)
    assert reach.distance_m == pytest.approx(1100)
    assert reach.low_minutes == pytest.approx(1000 / 500)
    assert not reach.exact
    metres = context(around, plot(box(895, -5, 905, 5), (900, 0))).drive_metres_to("hospital")
    assert metres.distance_m == pytest.approx(1100)
