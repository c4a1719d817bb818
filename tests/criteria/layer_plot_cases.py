"""More plot cases: those that rest on layers, timetables, terrain and what is declared.

Run ``python -m tests.criteria.layer_plot_cases`` to write every plot case again.
"""

from __future__ import annotations

import json
import math
from typing import Any

from tests.criteria.make_plot_cases import (
    BUS,
    CASES,
    FOLDER,
    PARK,
    SLOWEST_MIN_PER_M,
    STREET_Y,
    Box,
    Case,
    Scene,
    cases_of,
    houses,
    of_size,
    on_street,
    plain,
    ring,
    safe_place,
)  # fmt: skip

ALL_WEEK = [1, 1, 1, 1, 1, 1, 1]
WEEKDAYS = [1, 1, 1, 1, 1, 0, 0]
STATION = {"amenity": "fire_station"}
CLINIC: Box = (825, -60, 925, 40)
"""A hospital; the street enters it at (825, -10)."""


def timetable(*stops: float, trips: list[dict[str, Any]]) -> dict[str, Any]:
    return {"stops": [[x, STREET_Y, f"Stop {i}"] for i, x in enumerate(stops)], "trips": trips}


def trips(
    number: int, *stops: int, first: int = 360, every: int = 10, days: list[int] = ALL_WEEK, **more: str
) -> list[dict[str, Any]]:
    """Trips that call at each stop in turn, two minutes apart."""
    return [
        {"calls": [[stop, first + every * i + 2 * k] for k, stop in enumerate(stops)], "days": days, **more}
        for i in range(number)
    ]


@cases_of
def transit_service_frequency() -> list[Case]:
    both = timetable(125, 325, trips=trips(40, 0, 1))
    school = trips(5, 0, days=WEEKDAYS, mode="school_bus")
    late = timetable(125, trips=[*trips(12, 0, days=WEEKDAYS, every=60), *school])
    return [
        ("met-forty_a_day_at_two_stops_counted_once",
         on_street().having(timetable=both),
         {"outcome": "met", "quantity": 280, "score": 1.0,
          "values": {"stops_count": 2, "saturday_count": 40, "sunday_count": 40, "nearest": "Stop 0"},
          "roles": ["nearest"]}),
        ("partly_met-sixty_a_week_and_school_buses_that_do_not_count",
         on_street().having(timetable=late),
         {"outcome": "partly_met", "quantity": 60, "score": 0.5,
          "values": {"evening_count": 0, "saturday_count": 0}}),
        ("not_met-two_a_day_one_of_them_after_midnight",
         on_street().having(timetable=timetable(125, trips=[*trips(1, 0, days=WEEKDAYS), *trips(1, 0, first=1470)])),
         {"outcome": "not_met", "quantity": 12, "score": 0.1, "values": {"evening_count": 7}}),
        ("not_met-a_busy_stop_too_far_away",
         on_street().having(timetable=timetable(725, trips=trips(40, 0))),
         {"outcome": "not_met", "quantity": 0, "score": 0.0, "values": {"nearest": "none_found"}}),
        ("undetermined-no_timetable",
         on_street(),
         {"outcome": "undetermined", "missing": "timetable"}),
        ("undetermined-the_walk_leaves_the_map",
         on_street(reach=400).having(timetable=timetable(125, trips=trips(2, 0))),
         {"outcome": "undetermined", "missing": "extent_near", "quantity": 14, "score_high": 1.0}),
    ]  # fmt: skip


def around_the_block(stop_x: float) -> Scene:
    """The stop lies on a street to the north, y = 100, that one reaches by a street at x = 60 to the east.

    The walk to a stop at x is 10 + 35 + 110 + (60 - x).
    """
    scene = on_street(25, 60).street((60, STREET_Y), (60, 100)).street((60, 100), (25, 100), (-700, 100), (-800, 100))
    scene.node(stop_x, 100, **BUS).node(40, STREET_Y, shop="supermarket")
    return scene.area((60, -60, 160, STREET_Y), leisure="park").line((-900, 300), (-900, 400), barrier="fence")


def properties_north(scene: Scene, owner: str) -> Scene:
    return scene.in_layer("parcels", "Polygon", [ring((-300, 55, 55, 95))], id="p1", knr="5001", gnr="1", bnr="2",
                          owner_kind=owner)  # fmt: skip


@cases_of
def desire_line_over_private_land() -> list[Case]:
    walk = 10 + 35 + 110 + 35
    north = 25 - 11 * 725 / 73
    """Of the points ten metres apart on the north street, the farthest west within 120 m of (0, 25) on the outline."""
    diagonal = math.hypot(25, 25) + math.hypot(north, 75) + 300 + north
    """From the gate over the plot, over the ground between, and along the north street to a stop at x = -300."""
    return [
        ("met-nothing_to_save_along_a_straight_street",
         properties_north(on_street().node(125, STREET_Y, **BUS).node(225, STREET_Y, shop="supermarket").area(
             PARK, leisure="park"), "private"),
         {"outcome": "met", "quantity": 0.0, "score": 1.0, "values": {"target": "none_mapped"}}),
        ("met-the_ground_between_is_the_municipalitys",
         properties_north(around_the_block(25), "municipality"),
         {"outcome": "met", "quantity": 0.0, "score": 1.0}),
        ("met-a_fence_along_the_whole_way",
         properties_north(around_the_block(25), "private").line((-500, 54), (58, 54), (58, -5), barrier="fence"),
         {"outcome": "met", "quantity": 0.0, "score": 1.0}),
        ("partly_met-three_tenths_of_a_long_walk",
         properties_north(around_the_block(-300), "private"),
         {"outcome": "partly_met", "quantity": (515 - diagonal) / 515,
          "values": {"target": "stop", "parcels_count": 1}, "roles": ["shortcut"]}),
        ("not_met-straight_through_the_neighbours_garden",
         properties_north(around_the_block(25), "private"),
         {"outcome": "not_met", "quantity": (walk - 100) / walk, "score": 0.0,
          "values": {"saved_m": 90.0, "link_m": 50.0, "parcels_count": 1}}),
        ("undetermined-nobody_says_whose_ground_it_is",
         around_the_block(25),
         {"outcome": "undetermined", "missing": "layer_parcels", "score_low": 0.0, "score_high": 1.0}),
        ("undetermined-nothing_to_walk_to_on_the_map",
         on_street(),
         {"outcome": "undetermined", "missing": "category_stop"}),
    ]  # fmt: skip


def housing(scene: Scene, x: float, group: str, id_: str) -> Scene:
    return scene.in_layer("municipal_housing", "Point", [x, STREET_Y], id=id_, units=4, group=group)


@cases_of
def separation_from_vulnerable_groups() -> list[Case]:
    scene = housing(housing(on_street(), 225, "Utviklingshemming", "a"), 425, "Psykisk lidelse", "b")
    return [
        ("noted-two_of_the_groups_that_the_documents_name", scene,
         {"outcome": "noted", "quantity": 210.0,
          "values": {"intellectual_disability_m": 210.0, "mental_illness_m": 410.0, "youth_m": "none_mapped"},
          "roles": ["route"]}),
        ("noted-other_groups_are_not_named", housing(housing(on_street(), 225, "Eldre", "a"), 325, "ROP psykisk", "b"),
         {"outcome": "noted", "quantity": None,
          "values": {"mental_illness_m": "none_mapped", "youth_m": "none_mapped"}}),
        ("undetermined-no_layer", on_street(), {"outcome": "undetermined", "missing": "layer_municipal_housing"}),
    ]  # fmt: skip


def patients(*stops: float) -> Scene:
    scene = on_street().area(CLINIC, amenity="hospital", name="Klinikken")
    for i, x in enumerate(stops):
        scene.node(x, STREET_Y, name=f"Holdeplass {i}", **BUS)
    return scene


@cases_of
def third_party_route_exposure() -> list[Case]:
    return [
        ("met-patients_walk_the_other_way",
         patients(600, 700),
         {"outcome": "met", "quantity": 0.0, "score": 1.0, "values": {"passing_count": 0}}),
        ("met-a_school_is_no_place_of_treatment",
         on_street().area(CLINIC, amenity="school").node(60, STREET_Y, **BUS),
         {"outcome": "met", "quantity": 0.0, "score": 1.0}),
        ("partly_met-one_stop_of_four",
         patients(60, 500, 600, 700),
         {"outcome": "partly_met", "quantity": 0.25, "score": 0.5,
          "values": {"place": "Klinikken", "passing_count": 1, "stops_count": 4}, "roles": ["route"]}),
        ("not_met-the_only_stop",
         patients(60),
         {"outcome": "not_met", "quantity": 1.0, "score": 0.0, "values": {"stops": "Holdeplass 0"}}),
        ("not_met-a_centre_in_the_municipalitys_layer",
         on_street().node(60, STREET_Y, **BUS).in_layer(
             "services", "Point", [825.0, STREET_Y], id="s", type="dps", name="DPS Nord"),
         {"outcome": "not_met", "quantity": 1.0, "score": 0.0, "values": {"place": "DPS Nord"}}),
        ("undetermined-no_hospitals_on_the_map",
         on_street().node(60, STREET_Y, **BUS),
         {"outcome": "undetermined", "missing": "category_hospital"}),
        ("undetermined-the_map_ends_too_near",
         on_street(reach=700).node(60, STREET_Y, **BUS).node(300, STREET_Y, amenity="hospital"),
         {"outcome": "undetermined", "missing": "extent_near"}),
    ]  # fmt: skip


def health(doctor: float, pharmacy: float, low_threshold: float | None, *, reach: float = 12000) -> Scene:
    scene = on_street(reach=reach).node(doctor + 15, STREET_Y, amenity="doctors", name="Legen")
    scene.node(pharmacy + 15, STREET_Y, amenity="pharmacy")
    if low_threshold is None:
        return scene
    place = [low_threshold + 15, STREET_Y]
    return scene.in_layer("services", "Point", place, id="s", type="low_threshold_health", name="Huset")


@cases_of
def health_and_harm_reduction_access() -> list[Case]:
    return [
        ("met-all_within_a_kilometre", health(500, 700, 900),
         {"outcome": "met", "quantity": 900.0, "score": 1.0,
          "values": {"doctor": "Legen", "doctor_m": 500.0, "pharmacy_m": 700.0, "low_threshold": "Huset"},
          "roles": ["route"]}),
        ("partly_met-two_of_them_far_away", health(1000, 3000, 5000),
         {"outcome": "partly_met", "quantity": 5000.0, "score": 0.5}),
        ("not_met-a_doctor_far_off_and_no_more", health(4000, 6000, 6000),
         {"outcome": "not_met", "quantity": 6000.0, "score": 0.25 / 3}),
        ("undetermined-the_low_threshold_service_is_not_mapped", health(500, 700, None),
         {"outcome": "undetermined", "missing": "layer_services", "score_low": 2 / 3, "score_high": 1.0}),
        ("undetermined-nothing_on_the_map", on_street(),
         {"outcome": "undetermined", "missing": "category_doctors+category_pharmacy+layer_services"}),
    ]  # fmt: skip


def mapped(scene: Scene) -> Scene:
    """A layer of services that has no activity in it."""
    return scene.in_layer("services", "Point", [2000.0, 2000.0], id="s0", type="police")


@cases_of
def low_threshold_activity_access() -> list[Case]:
    near = math.exp(-110 / 600)
    three = (
        on_street()
        .node(125, STREET_Y, amenity="community_centre", name="Grendehuset")
        .node(125, STREET_Y, amenity="library")
        .node(125, STREET_Y, leisure="pitch")
        .node(225, STREET_Y, leisure="pitch")
    )
    two = on_street().node(125, STREET_Y, amenity="community_centre").node(125, STREET_Y, leisure="pitch")
    return [
        ("met-three_kinds_close_by", mapped(three),
         {"outcome": "met", "quantity": 3 * near, "score": 3 * near / 2.5,
          "values": {"kinds_count": 3, "nearest": "Grendehuset", "nearest_m": 110.0}, "roles": ["route"]}),
        ("met-a_work_offer_of_the_municipality", two.in_layer(
            "services", "Point", [125.0, STREET_Y], id="s1", type="work_offer", name="Dagsverket"),
         {"outcome": "met", "quantity": 3 * near, "score": 3 * near / 2.5, "values": {"work_offer_m": 110.0}}),
        ("partly_met-two_kinds", mapped(on_street().node(125, STREET_Y, amenity="library").node(
            125, STREET_Y, leisure="sports_centre")),
         {"outcome": "partly_met", "quantity": 2 * near, "score": 2 * near / 2.5}),
        ("not_met-one_pitch_ten_minutes_away", mapped(on_street().node(615, STREET_Y, leisure="pitch")),
         {"outcome": "not_met", "quantity": math.exp(-1), "score": math.exp(-1) / 2.5}),
        ("undetermined-the_municipalitys_offers_are_not_mapped", on_street().node(125, STREET_Y, amenity="library"),
         {"outcome": "undetermined", "missing": "layer_services", "score_low": near / 2.5}),
        ("undetermined-nothing_of_the_kind_on_the_map", on_street(),
         {"outcome": "undetermined", "missing": "category_activity"}),
    ]  # fmt: skip


def office(scene: Scene, x: float, kind: str = "outreach_team") -> Scene:
    return scene.in_layer("services", "Point", [x, STREET_Y], id="s1", type=kind, name="Teamet")


@cases_of
def outreach_team_travel_time() -> list[Case]:
    onto = 10 * SLOWEST_MIN_PER_M
    return [
        ("met-a_base_of_its_own", on_street().having(programme={"staffed_base": True}),
         {"outcome": "met", "quantity": 0, "score": 1.0, "values": {"nearest": "own_base"}}),
        ("met-two_minutes", office(on_street(maxspeed="60"), 2025),
         {"outcome": "met", "quantity": 2.0 + onto, "score": 1.0, "values": {"nearest": "Teamet"},
          "roles": ["drive_route"]}),
        ("partly_met-twenty_minutes", office(on_street(maxspeed="6"), 2025, "base"),
         {"outcome": "partly_met", "quantity": 20.0 + onto, "score": (10 - onto) / 20}),
        ("not_met-half_an_hour", office(on_street(maxspeed="4"), 2025),
         {"outcome": "not_met", "quantity": 30.0 + onto, "score": 0.0}),
        ("undetermined-no_layer", on_street(), {"outcome": "undetermined", "missing": "layer_services"}),
        ("undetermined-no_team_in_the_layer", office(on_street(), 500, "police"),
         {"outcome": "undetermined", "missing": "none_in_extent_base"}),
    ]  # fmt: skip


def response(homes: int, speed: str, use: str = "house") -> Scene:
    """Fire station and ambulance 2 and 1 km along the street; homes 12 m to the south of the last stretch."""
    scene = on_street(maxspeed=speed).node(2025, STREET_Y, **STATION)
    scene.node(1025, STREET_Y, emergency="ambulance_station")
    for i in range(homes):
        scene.area((26 + 12 * i, -32, 36 + 12 * i, -22), building=use)
    return scene.area((500, 500, 510, 510), building="house")


@cases_of
def emergency_response_and_access() -> list[Case]:
    onto = 10 * SLOWEST_MIN_PER_M
    slow = (20 - 15 - onto) / 10
    slowest = (25 - 15 - onto) / 13
    return [
        ("met-near_and_few_homes_passed", response(2, "60"),
         {"outcome": "met", "quantity": 2, "score": 1.0,
          "values": {"fire_minutes": 2.0 + onto, "ambulance_minutes": 1.0 + onto, "homes_passed_count": 2},
          "roles": ["street", "drive_route"]}),
        ("partly_met-a_street_of_homes_and_a_slow_road", response(15, "8"),
         {"outcome": "partly_met", "quantity": 15, "score": (slow + 1 + 0) / 3}),
        ("not_met-late_and_past_many_homes", response(15, "4"),
         {"outcome": "not_met", "quantity": 15, "score": (0 + slowest + 0) / 3}),
        ("undetermined-no_ambulance_stations_on_the_map",
         on_street(maxspeed="60").node(2025, STREET_Y, **STATION).area((500, 500, 510, 510), building="house"),
         {"outcome": "undetermined", "missing": "category_ambulance", "score_low": 2 / 3, "score_high": 1.0}),
        ("undetermined-the_buildings_may_be_homes", response(15, "8", "yes"),
         {"outcome": "undetermined", "missing": "building_use_open", "score_high": (slow + 2) / 3}),
        ("undetermined-no_stations_on_the_map", on_street(),
         {"outcome": "undetermined", "missing": "category_fire_station+category_ambulance"}),
    ]  # fmt: skip


def between_blocks(width: float, use: str = "apartments") -> Scene:
    """A square plot with a block of flats along each side."""
    scene = plain(entrance=False, box=(0, 0, width, width))
    for box in ((-10, 0, 0, width), (width, 0, width + 10, width), (0, -10, width, 0), (0, width, width, width + 10)):
        scene.area(box, building=use)
    return scene


@cases_of
def neighbour_buffer() -> list[Case]:
    return [
        ("met-one_house_beside_a_large_plot",
         plain(entrance=False).area((-20, 20, -10, 30), building="house"),
         {"outcome": "met", "quantity": math.hypot(55, 15), "score": 1.0,
          "values": {"nearest_m": 10.0, "homes_count": 1, "near_count": 1}, "roles": ["court", "neighbour_building"]}),
        ("met-a_garage_and_a_shop_are_no_homes",
         plain(entrance=False).area((-20, 20, -10, 30), building="garage").area((60, 0, 90, 50), building="retail"),
         {"outcome": "met", "quantity": 60.0, "score": 1.0, "values": {"nearest_m": None}}),
        ("partly_met-between_blocks_of_flats", between_blocks(33),
         {"outcome": "partly_met", "quantity": 16.5, "score": 0.5, "tolerance": 2e-3}),
        ("not_met-in_a_narrow_gap", between_blocks(20),
         {"outcome": "not_met", "quantity": 10.0, "score": 2 / 17, "tolerance": 5e-3}),
        ("undetermined-nobody_knows_what_the_buildings_are", between_blocks(20, "yes"),
         {"outcome": "undetermined", "missing": "building_use_open", "score_high": 1.0}),
        ("undetermined-no_buildings_on_the_map", on_street(),
         {"outcome": "undetermined", "missing": "category_building"}),
        ("undetermined-the_map_ends_too_near", houses(plain(reach=100), 2, building="house"),
         {"outcome": "undetermined", "missing": "extent_near"}),
    ]  # fmt: skip


def planned(scene: Scene, box: Box, purpose: str, id_: str = "z1", **fields: Any) -> Scene:
    return scene.in_layer("zoning", "Polygon", [ring(box)], id=id_, purpose=purpose, **fields)


@cases_of
def planned_sensitive_land_use() -> list[Case]:
    around = 4 * 50 * 150 + math.pi * 150**2
    scene = planned(planned(on_street(), (50, 0, 100, 50), "Barnehage"), (-150, 0, 0, 50), "Boligbebyggelse", "z2")
    return [
        ("noted-a_kindergarten_and_homes", scene,
         {"outcome": "noted", "quantity": 2500 / around, "tolerance": 5e-3, "roles": ["planned_use"],
          "values": {"kindergarten_share": 2500 / around, "housing_share": 7500 / around, "school_share": 0.0}}),
        ("noted-nothing_planned_within_reach", planned(on_street(), (1000, 0, 1100, 50), "Barnehage"),
         {"outcome": "noted", "quantity": 0.0}),
        ("undetermined-no_layer", on_street(), {"outcome": "undetermined", "missing": "layer_zoning"}),
    ]  # fmt: skip


def owned(kind: str, purpose: str | None, **fields: Any) -> Scene:
    scene = on_street().in_layer("parcels", "Polygon", [ring((-5, -5, 60, 60))], id="p1", knr="5001", gnr="1", bnr="2",
                                 owner_kind=kind)  # fmt: skip
    return scene if purpose is None else planned(scene, (-100, -100, 200, 200), purpose, **fields)


@cases_of
def plot_ownership_and_zoning() -> list[Case]:
    return [
        ("met-owned_and_zoned_for_homes", owned("municipality", "Boligbebyggelse"),
         {"outcome": "met", "score": 1.0, "values": {"owned": True, "zoned": True}, "roles": ["buildable"]}),
        ("met-as_the_list_of_plots_says", on_street().having(plot={"owner": "Storvik kommune", "zoning": "1110"}),
         {"outcome": "met", "score": 1.0}),
        ("partly_met-owned_but_farmland", owned("municipality", "LNF"),
         {"outcome": "partly_met", "score": 0.6, "values": {"zoned": False}}),
        ("partly_met-private_and_zoned", owned("private", "Bolig"), {"outcome": "partly_met", "score": 0.3}),
        ("not_met-private_farmland", owned("private", "LNF"), {"outcome": "not_met", "score": 0.1}),
        ("undetermined-a_proposal_is_no_plan", owned("municipality", "Bolig", status="proposed"),
         {"outcome": "undetermined", "missing": "plot_zoning", "score_low": 0.6, "score_high": 1.0}),
        ("undetermined-owner_unknown", planned(on_street(), (-100, -100, 200, 200), "Bolig"),
         {"outcome": "undetermined", "missing": "plot_owner", "score_low": 0.3, "score_high": 1.0}),
        ("undetermined-nothing_known", on_street(),
         {"outcome": "undetermined", "missing": "plot_owner+plot_zoning"}),
    ]  # fmt: skip


@cases_of
def expansion_and_change_reserve() -> list[Case]:
    large: Box = (0, 0, 60, 60)
    return [
        ("met-room_for_two_more_and_movable", of_size(large, adaptable=True),
         {"outcome": "met", "quantity": 2, "score": 1.0, "values": {"spare_m2": 0.9 * 2704 - 990},
          "roles": ["buildable"]}),
        ("partly_met-room_but_built_for_good", of_size(large, adaptable=False),
         {"outcome": "partly_met", "quantity": 2, "score": 0.5}),
        ("not_met-eight_units_are_the_most", of_size(large, adaptable=False, units_wanted=8),
         {"outcome": "not_met", "quantity": 0, "score": 0.0}),
        ("not_met-seven_units_and_built_for_good", of_size(large, adaptable=False, units_wanted=7),
         {"outcome": "not_met", "quantity": 1, "score": 0.25}),
        ("undetermined-not_declared", of_size(large),
         {"outcome": "undetermined", "missing": "declared_adaptable", "score_low": 0.5, "score_high": 1.0}),
    ]  # fmt: skip


def level(scene: Scene) -> Scene:
    return scene.having(terrain={"x0": -3000.0, "y0": 3000.0, "cell": 100.0, "heights": [[5.0] * 60] * 60})


def walled_in(height: str) -> Scene:
    """Buildings all round the plot, a metre away."""
    scene = plain(entrance=False)
    for box in ((-20, -20, -1, 70), (51, -20, 70, 70), (-20, -20, 70, -1), (-20, 51, 70, 70)):
        scene.area(box, building="industrial", height=height)
    return scene.area((500, 500, 600, 600), leisure="park")


@cases_of
def nature_view_and_sun_on_plot() -> list[Case]:
    def house() -> Scene:
        return plain(entrance=False).area((500, 500, 510, 510), building="house")

    return [
        ("met-sun_all_day_and_a_forest_around",
         level(house().area((-250, -250, 300, 300), landuse="forest")),
         {"outcome": "met", "score": 1.0, "values": {"view_share": 1.0}, "roles": ["measured_at"]}),
        ("partly_met-sun_but_nothing_green_in_sight", level(house().area((900, 900, 950, 950), leisure="park")),
         {"outcome": "partly_met", "score": 0.5, "values": {"view_share": 0.0}}),
        ("not_met-walled_in", level(walled_in("90")),
         {"outcome": "not_met", "score": 0.0, "values": {"sun_most_hours": 0.0, "view_share": 0.0}}),
        ("undetermined-a_hill_may_take_the_sun", house().area((900, 900, 950, 950), leisure="park"),
         {"outcome": "undetermined", "missing": "terrain", "score_low": 0.0, "score_high": 0.5}),
        ("undetermined-no_buildings_on_the_map", on_street(),
         {"outcome": "undetermined", "missing": "category_building"}),
    ]  # fmt: skip


@cases_of
def address_stigma() -> list[Case]:
    def rated(**given: float) -> Scene:
        return on_street().having(plot={f"stigma_{role}": rating for role, rating in given.items()})

    return [
        ("met-little_felt", rated(residents=2, user_organisations=1, relatives=2),
         {"outcome": "met", "quantity": 2.0, "score": 1.0,
          "values": {"lowest": 1.0, "highest": 2.0, "roles_count": 3}}),
        ("partly_met-they_do_not_agree", rated(residents=4, relatives=2),
         {"outcome": "partly_met", "quantity": 3.0, "score": 0.5, "values": {"lowest": 2.0, "highest": 4.0}}),
        ("not_met-much_felt", rated(residents=5), {"outcome": "not_met", "quantity": 5.0, "score": 0.0}),
        ("undetermined-nobody_was_asked", on_street(), {"outcome": "undetermined", "missing": "declared_stigma"}),
        ("undetermined-what_neighbours_say_does_not_count", rated(neighbours=5),
         {"outcome": "undetermined", "missing": "declared_stigma"}),
    ]  # fmt: skip


def daily_life(grocery: float, **programme: Any) -> Scene:
    """Park 210 m away, library 410 m."""
    scene = on_street().area(PARK, leisure="park").node(425, STREET_Y, amenity="library")
    return scene.node(grocery + 15, STREET_Y, shop="supermarket").having(programme=programme)


@cases_of
def remote_location_without_vehicle() -> list[Case]:
    return [
        ("met-all_on_foot", daily_life(310),
         {"outcome": "met", "quantity": 3, "score": 1.0, "values": {"grocery_m": 310.0}, "roles": ["route"]}),
        ("partly_met-a_car_makes_up_for_it", daily_life(1100, vehicle=True),
         {"outcome": "partly_met", "quantity": 2, "score": 0.5, "failing": ["grocery"]}),
        ("not_met-far_and_no_car", daily_life(1100, vehicle=False),
         {"outcome": "not_met", "quantity": 2, "score": 0.0, "values": {"vehicle": False}}),
        ("undetermined-nobody_says_whether_there_is_a_car", daily_life(1100),
         {"outcome": "undetermined", "missing": "declared_vehicle", "score_low": 0.0, "score_high": 0.5}),
        ("undetermined-no_shops_on_the_map", on_street().having(programme={"vehicle": True}).area(
            PARK, leisure="park").node(425, STREET_Y, amenity="library"),
         {"outcome": "undetermined", "missing": "category_grocery", "score_low": 0.5, "score_high": 1.0}),
    ]  # fmt: skip


def noise(level_db: float, box: Box, scene: Scene | None = None) -> Scene:
    return (scene or on_street()).in_layer("noise", "Polygon", [ring(box)], id=f"n{level_db:.0f}", lden_db=level_db)


@cases_of
def environmental_noise_at_plot() -> list[Case]:
    return [
        ("met-quieter_than_anything_on_the_map", noise(55, (500, 500, 600, 600)),
         {"outcome": "met", "quantity": 55.0, "score": 1.0, "low": 0.0, "values": {"quieter_than_mapped": True}}),
        ("met-a_loud_strip_along_the_road_only", noise(70, (-100, -100, 150, 10), noise(55, (-100, -100, 150, 150))),
         {"outcome": "met", "quantity": 55.0, "score": 1.0}),
        ("met-far_from_everything_without_a_map", safe_place(on_street(maxspeed="30")),
         {"outcome": "met", "quantity": 58.0, "score": 0.7, "values": {"mapped": False}}),
        ("partly_met-sixty_decibels", noise(60, (-100, -100, 150, 150)),
         {"outcome": "partly_met", "quantity": 60.0, "score": 0.5, "values": {"level_db": 60.0, "mapped": True}}),
        ("not_met-seventy_decibels", noise(70, (-100, -100, 150, 150)),
         {"outcome": "not_met", "quantity": 70.0, "score": 0.0}),
        ("undetermined-near_a_fast_road_without_a_map",
         safe_place(on_street(maxspeed="30")).street((-3000, 70), (3000, 70), highway="trunk", maxspeed="80"),
         {"outcome": "undetermined", "missing": "layer_noise", "score_low": 0.0, "score_high": 1.0}),
    ]  # fmt: skip


@cases_of
def existing_building_suitability() -> list[Case]:
    """Two exits and the area of the units weigh alike."""

    def building(**bounds: list[float]) -> Scene:
        return on_street().having(building=bounds, plot={"existing_building": True})

    return [
        ("met-almost_everything", building(two_exits_per_unit=[1, 1], private_bathroom=[1, 1]),
         {"outcome": "met", "quantity": 1.0, "score": 1.0, "values": {"failing_count": 0, "asked_count": 2}}),
        ("partly_met-a_list_of_what_to_rebuild", building(two_exits_per_unit=[1, 1], unit_area=[0, 0]),
         {"outcome": "partly_met", "quantity": 0.5, "score": 0.5, "failing": ["unit_area"]}),
        ("not_met-one_way_out_of_every_unit", building(two_exits_per_unit=[0, 0]),
         {"outcome": "not_met", "quantity": 0.0, "score": 0.0, "failing": ["two_exits_per_unit"]}),
        ("undetermined-not_drawn", on_street().having(plot={"existing_building": True}),
         {"outcome": "undetermined", "missing": "existing_building_drawing"}),
        ("undetermined-much_of_it_not_drawn", building(two_exits_per_unit=[0, 1]),
         {"outcome": "undetermined", "missing": "existing_building_results", "score_low": 0.0, "score_high": 1.0}),
        ("not_applicable-nothing_stands_there", on_street(),
         {"outcome": "not_applicable", "missing": "without_existing_building"}),
    ]  # fmt: skip


EVERY_CASE = CASES
"""Those of :mod:`tests.criteria.make_plot_cases` and these."""


def main() -> None:
    """Write every case."""
    for criterion, build in CASES.items():
        folder = FOLDER / criterion
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.geojson"):
            old.unlink()
        for name, scene, expected in build():
            text = json.dumps(
                {"type": "FeatureCollection", **scene.members, "expected": expected, "features": scene.features},
                ensure_ascii=False, indent=1,
            )  # fmt: skip
            (folder / f"{name}.geojson").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
