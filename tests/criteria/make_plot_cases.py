"""Plot cases: small invented scenes whose answers were worked out by hand.

More of them stand in :mod:`tests.criteria.layer_plot_cases`, which writes them all. Every scene is built from the same
start: a square plot of 50 x 50 m with its entrance in the middle of the south side, (25, 0), and a street along
y = -10; so the walk to a place on the street at x is 10 + |x - 25| metres.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"
STREET_Y = -10.0
Box = tuple[float, float, float, float]
Expected = dict[str, Any]
Case = tuple[str, "Scene", Expected]
CASES: dict[str, Callable[[], list[Case]]] = {}


def cases_of(function: Callable[[], list[Case]]) -> Callable[[], list[Case]]:
    """Enter a function in the table under its own name, which is the criterion's."""
    CASES[function.__name__] = function
    return function


def ring(box: Box) -> list[list[float]]:
    """Closed outline of a box."""
    x0, y0, x1, y1 = box
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]


@dataclass
class Scene:
    """One scene under construction, in metres."""

    features: list[dict[str, Any]] = field(default_factory=list)
    members: dict[str, Any] = field(default_factory=dict)

    def add(self, shape: str, coordinates: Any, **properties: Any) -> Scene:
        self.features.append(
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": shape, "coordinates": coordinates},
            }
        )
        return self

    def street(self, *points: tuple[float, float], **tags: str) -> Scene:
        said = {key.replace("__", ":"): value for key, value in tags.items()}
        return self.add("LineString", [list(point) for point in points], tags={"highway": "residential", **said})

    def node(self, x: float, y: float, **tags: str) -> Scene:
        return self.add("Point", [x, y], tags={key.replace("__", ":"): value for key, value in tags.items()})

    def area(self, box: Box, **tags: str) -> Scene:
        return self.add("Polygon", [ring(box)], tags={key.replace("__", ":"): value for key, value in tags.items()})

    def line(self, *points: tuple[float, float], **tags: str) -> Scene:
        return self.add("LineString", [list(point) for point in points], tags=tags)

    def in_layer(self, layer: str, shape: str, coordinates: Any, **fields: Any) -> Scene:
        return self.add(shape, coordinates, layer=layer, **fields)

    def having(self, **members: Any) -> Scene:
        self.members.update(members)
        return self


def plain(*, reach: float = 3000.0, entrance: bool = True, box: Box = (0, 0, 50, 50)) -> Scene:
    """Plot and extent only; the extent lies ``reach`` around the origin."""
    scene = (
        Scene()
        .add("Polygon", [ring(box)], kind="plot")
        .add("Polygon", [ring((-reach, -reach, reach, reach))], kind="extent")
    )
    return scene.add("Point", [25.0, 0.0], kind="entrance") if entrance else scene


def on_street(*stops: float, reach: float = 3000.0, entrance: bool = True, **tags: str) -> Scene:
    """Plot, extent and the street, which has a street node at each of ``stops``."""
    xs = sorted({-reach - 500, *stops, reach + 500})
    return plain(reach=reach, entrance=entrance).street(*((x, STREET_Y) for x in xs), **tags)


BUS = {"highway": "bus_stop", "public_transport": "platform"}
OTHER_KEY = {"public_transport": "stop_area"}


@cases_of
def transit_stop_walk_distance() -> list[Case]:
    boundary = plain(entrance=False).street((-3500, 0), (3500, 0)).node(225, 0, name="Bekken", **BUS)
    two = on_street().add("Point", [45.0, 0.0], kind="entrance").node(225, STREET_Y, name="Bekken", **BUS)
    return [
        ("met-two_hundred_metres_along_the_street",
         on_street().node(225, STREET_Y, name="Bekken", **BUS).node(-800, STREET_Y, name="Lia", **BUS),
         {"outcome": "met", "quantity": 210.0, "score": 1.0,
          "values": {"nearest": "Bekken", "minutes": 2.52, "access": "entrance", "worst_m": 210.0},
          "roles": ["route", "nearest", "access"]}),
        ("met-up_a_hill_of_one_in_ten_and_by_steps",
         plain().street((-3500, STREET_Y), (25, STREET_Y), (125, STREET_Y)).street(
             (125, STREET_Y), (145, STREET_Y), highway="steps").street((145, STREET_Y), (3500, STREET_Y)).node(
             225, STREET_Y, **BUS).having(terrain={"x0": -100.0, "y0": 100.0, "cell": 10.0, "heights": [
                 [max(0.0, (c - 12) * 1.0) for c in range(60)] for _ in range(20)]}),
         {"outcome": "met", "quantity": 210.0, "score": 1.0, "tolerance": 0.02,
          "values": {"steps_count": 1, "steps_m": 20.0, "climb_m": 20.0, "climb_back_m": 0.0,
                     "there_minutes": (10 / 5 + 200 / (5 * math.exp(-3.5 * 0.1))) * 0.06,
                     "back_minutes": 210 / 5 * 0.06,  # one in ten downhill is walked as fast as level ground
                     "terrain_known_share": 1.0}}),
        ("met-beside_the_street",
         on_street().node(225, STREET_Y - 4, **BUS),
         {"outcome": "met", "quantity": 214.0, "score": 1.0, "values": {"nearest": "unnamed"}}),
        ("met-from_the_nearer_of_two_entrances", two,
         {"outcome": "met", "quantity": 190.0, "score": 1.0, "values": {"worst_m": 210.0}}),
        ("met-left_anywhere_along_the_street", boundary,
         {"outcome": "met", "quantity": 175.0, "score": 1.0,
          "values": {"access": "boundary", "worst_m": 225.0, "straight_m": 175.0}}),
        ("partly_met-seven_hundred_metres",
         on_street().node(715, STREET_Y, name="Bekken", **BUS),
         {"outcome": "partly_met", "quantity": 700.0, "score": 0.48}),
        ("not_met-more_than_a_kilometre",
         on_street().node(1115, STREET_Y, name="Bekken", **BUS),
         {"outcome": "not_met", "quantity": 1100.0, "score": 0.0}),
        ("not_met-none_in_a_large_extract",
         on_street(reach=1500).node(500, 500, **OTHER_KEY),
         {"outcome": "not_met", "quantity": None, "score": 0.0, "low": 1475.0,
          "values": {"nearest": "none_found"}}),
        ("undetermined-no_stops_on_the_map",
         on_street(),
         {"outcome": "undetermined", "missing": "category_stop"}),
        ("undetermined-none_in_a_small_extract",
         on_street(reach=600).node(300, 300, **OTHER_KEY),
         {"outcome": "undetermined", "missing": "interval", "low": 575.0, "score_high": 0.68, "score_low": 0.0}),
        ("undetermined-a_nearer_stop_may_lie_beyond_the_edge",
         on_street(reach=300).node(250, STREET_Y, **OTHER_KEY).node(715, STREET_Y, **BUS),
         {"outcome": "undetermined", "missing": "interval", "low": 275.0, "score_low": 0.48, "score_high": 1.0}),
    ]  # fmt: skip


@cases_of
def grocery_walk_distance() -> list[Case]:
    return [
        ("met-shop_and_kiosk",
         on_street().node(325, STREET_Y, shop="supermarket", name="Kjøpmannen").node(125, STREET_Y, shop="kiosk"),
         {"outcome": "met", "quantity": 310.0, "score": 1.0,
          "values": {"nearest": "Kjøpmannen", "kiosk_m": 110.0, "minutes": 3.72}, "roles": ["route", "nearest"]}),
        ("partly_met-eight_hundred_metres",
         on_street().node(815, STREET_Y, shop="convenience"),
         {"outcome": "partly_met", "quantity": 800.0, "score": 0.6}),
        ("not_met-fifteen_hundred_metres",
         on_street().node(1515, STREET_Y, shop="supermarket"),
         {"outcome": "not_met", "quantity": 1500.0, "score": 0.0}),
        ("not_met-only_a_clothes_shop_in_a_large_extract",
         on_street().node(125, STREET_Y, shop="clothes"),
         {"outcome": "not_met", "quantity": None, "score": 0.0, "low": 2975.0}),
        ("undetermined-no_shops_on_the_map",
         on_street(),
         {"outcome": "undetermined", "missing": "category_grocery"}),
    ]  # fmt: skip


PARK: Box = (225, -60, 325, 40)
"""1 ha; the street enters it at (225, -10)."""
FOREST: Box = (1025, -210, 1525, 190)
"""20 ha; the street enters it at (1025, -10)."""


@cases_of
def green_area_walk_distance() -> list[Case]:
    return [
        ("met-park_and_forest",
         on_street().area(PARK, leisure="park", name="Parken").area(FOREST, landuse="forest"),
         {"outcome": "met", "quantity": 210.0, "score": 0.6 * 0.975 + 0.4 * 0.49,
          "values": {"green_name": "Parken", "terrain_m": 1010.0}, "roles": ["route", "nearest"]}),
        ("partly_met-park_but_no_forest",
         on_street().area(PARK, leisure="park").area((100, -20, 130, 10), leisure="garden"),
         {"outcome": "partly_met", "quantity": 210.0, "score": 0.6 * 0.975, "values": {"terrain_m": "none_found"}}),
        ("not_met-far_to_both",
         on_street().area((575, -60, 675, 40), leisure="park"),
         {"outcome": "not_met", "quantity": 560.0, "score": 0.6 * 0.1, "values": {"terrain_m": "none_found"}}),
        ("not_met-closed_and_too_small_areas_do_not_count",
         on_street().area((100, -20, 130, 10), leisure="garden").area(PARK, leisure="park", access="private"),
         {"outcome": "not_met", "quantity": None, "score": 0.0, "low": 2975.0}),
        ("undetermined-no_green_on_the_map",
         on_street(),
         {"outcome": "undetermined", "missing": "category_green"}),
        ("undetermined-forest_may_lie_beyond_the_edge",
         on_street(reach=800).area(PARK, leisure="park"),
         {"outcome": "undetermined", "missing": "terrain_beyond", "quantity": 210.0, "score_low": 0.6 * 0.975,
          "score_high": 0.6 * 0.975 + 0.4 * 0.725}),
    ]  # fmt: skip


def three_targets(scene: Scene) -> Scene:
    """Stop, shop and park 110, 210 and 310 m to the east."""
    return (
        scene.node(125, STREET_Y, **BUS)
        .node(225, STREET_Y, shop="supermarket")
        .area((325, -60, 425, 40), leisure="park")
    )


def across_a_road(**tags: str) -> Scene:
    """A lit footway on which the stop lies beyond a road of 50 km/h that crosses it at (75, -10)."""
    scene = on_street(75.0, highway="footway", lit="yes")
    scene.street((75, -500), (75, STREET_Y), (75, 500), highway="secondary", maxspeed="50")
    scene.node(125, STREET_Y, **BUS).node(-175, STREET_Y, shop="supermarket")
    scene.area((-325, -60, -225, 40), leisure="park")
    return (
        scene.node(75, STREET_Y, highway="crossing", **tags)
        if tags
        else scene.node(500, 500, highway="crossing", crossing="marked")
    )


@cases_of
def safe_shortcuts() -> list[Case]:
    return [
        ("met-lit_footway",
         three_targets(on_street(highway="footway", lit="yes")),
         {"outcome": "met", "quantity": 1.0, "score": 1.0,
          "values": {"routes_count": 3, "lit_share": 1.0, "crossings_count": 0}, "roles": ["route", "nearest"]}),
        ("met-lit_street_of_thirty",
         three_targets(on_street(maxspeed="30", lit="yes")),
         {"outcome": "met", "quantity": 1.0, "score": 1.0}),
        ("met-pavement_along_a_faster_street",
         three_targets(on_street(highway="tertiary", maxspeed="50", sidewalk="both", lit="yes")),
         {"outcome": "met", "quantity": 1.0, "score": 1.0}),
        ("met-one_unmarked_crossing",
         across_a_road(),
         {"outcome": "met", "quantity": 1.0, "score": 2.8 / 3, "values": {"crossings_count": 1}, "roles": ["risk"]}),
        ("met-one_marked_crossing",
         across_a_road(crossing="marked"),
         {"outcome": "met", "quantity": 1.0, "score": 1.0, "values": {"crossings_count": 0}}),
        ("partly_met-unlit_footway",
         three_targets(on_street(highway="footway", lit="no")),
         {"outcome": "partly_met", "quantity": 1.0, "score": 0.5, "values": {"lit_share": 0.0}}),
        ("not_met-along_a_road_of_sixty",
         three_targets(on_street(highway="secondary", maxspeed="60", sidewalk="no", lit="yes")),
         {"outcome": "not_met", "quantity": 0.0, "score": 0.0, "roles": ["risk"]}),
        ("undetermined-the_map_says_nothing_of_the_street",
         three_targets(on_street()),
         {"outcome": "undetermined", "missing": "route_tags+route_light", "score_low": 0.0, "score_high": 1.0,
          "values": {"safe_unknown_share": 1.0, "lit_unknown_share": 1.0}}),
        ("undetermined-light_carried_in_part",
         three_targets(on_street(highway="footway").street((-500, 500), (500, 500), lit="yes")),
         {"outcome": "undetermined", "missing": "route_light", "score_low": 0.5, "score_high": 1.0}),
        ("undetermined-nothing_to_walk_to",
         on_street(),
         {"outcome": "undetermined", "missing": "category_stop"}),
    ]  # fmt: skip


@cases_of
def distance_to_centre() -> list[Case]:
    village = {"place": "village", "name": "Grenda"}
    return [
        ("met-two_kilometres_to_the_town_not_the_village",
         on_street(reach=12000).node(525, STREET_Y, **village).node(2025, STREET_Y, place="town", name="Byen"),
         {"outcome": "met", "quantity": 2.01, "score": 1 - 0.5 * 0.01 / 3, "values": {"centre": "Byen"},
          "roles": ["drive_route", "nearest"]}),
        ("partly_met-six_kilometres",
         on_street(reach=12000).node(6015, STREET_Y, place="town", name="Byen"),
         {"outcome": "partly_met", "quantity": 6.0, "score": 0.4, "values": {"within_limit": True}}),
        ("not_met-more_than_one_mil",
         on_street(reach=12000).node(10515, STREET_Y, place="town", name="Byen"),
         {"outcome": "not_met", "quantity": 10.5, "score": 0.0, "values": {"within_limit": False}}),
        ("partly_met-straight_road_to_the_edge_of_the_data",
         on_street(reach=5000).node(4025, STREET_Y, place="town", name="Byen"),
         {"outcome": "partly_met", "quantity": 4.01, "score": 1 - 0.5 * 2.01 / 3}),
        ("undetermined-no_places_on_the_map",
         on_street(),
         {"outcome": "undetermined", "missing": "category_place_node"}),
    ]  # fmt: skip


@cases_of
def everyday_meeting_places() -> list[Case]:
    return [
        ("met-three_places",
         on_street().node(125, STREET_Y, amenity="cafe", name="Kaffen").node(325, STREET_Y, amenity="library")
         .node(715, STREET_Y, amenity="restaurant").node(1025, STREET_Y, amenity="cafe"),
         {"outcome": "met", "quantity": 3, "score": 1.0,
          "values": {"places_count": 3, "nearest": "Kaffen", "nearest_m": 110.0}, "roles": ["nearest"]}),
        ("partly_met-one_place_drawn_twice",
         on_street().node(125, STREET_Y, amenity="cafe", name="Kaffen")
         .node(145, STREET_Y, amenity="fast_food", name="Kaffen"),
         {"outcome": "partly_met", "quantity": 1, "score": 1 / 3, "values": {"places_count": 1}}),
        ("not_met-only_a_school",
         on_street().node(125, STREET_Y, amenity="school"),
         {"outcome": "not_met", "quantity": 0, "score": 0.0}),
        ("undetermined-no_amenities_on_the_map",
         on_street(),
         {"outcome": "undetermined", "missing": "category_meeting_place"}),
        ("undetermined-the_radius_leaves_the_map",
         on_street(reach=400).node(125, STREET_Y, amenity="cafe"),
         {"outcome": "undetermined", "missing": "extent_near", "quantity": 1, "score_low": 1 / 3, "score_high": 1.0}),
    ]  # fmt: skip


def houses(scene: Scene, number: int, **tags: str) -> Scene:
    """Houses of 10 x 10 m in rows of eight to the north of the plot, 20 m apart, all within 200 m of it."""
    for i in range(number):
        x, y = -50.0 + 20 * (i % 8), 70.0 + 20 * (i // 8)
        scene.area((x, y, x + 10, y + 10), **tags)
    return scene


@cases_of
def ordinary_residential_neighbourhood() -> list[Case]:
    shop: Box = (80, -50, 110, -30)
    far: Box = (600, 0, 700, 100)
    mostly_unknown = houses(houses(plain(), 5, building="house"), 0)
    mostly_unknown.area((80, -50, 110, -30), building="yes")
    layered = plain().having(empty_layers=[])
    for i in range(24):
        x, y = -50.0 + 20 * (i % 8), 70.0 + 20 * (i // 8)
        layered.in_layer("buildings", "Polygon", [ring((x, y, x + 10, y + 10))], id=f"b{i}", use="detached")
    return [
        ("met-houses_and_a_shop",
         houses(plain(), 24, building="house").area(shop, building="retail").area(far, building="industrial")
         .area((-50, -40, -45, -35), building="garage"),
         {"outcome": "met", "quantity": 0.8, "score": 1.0,
          "values": {"dwellings_count": 24, "known_share": 1.0, "footprint_m2": 3000.0}, "roles": ["housing"]}),
        ("met-flats_count_by_floor_area",
         plain().area((80, 0, 110, 20), building="apartments", building__levels="4"),
         {"outcome": "met", "quantity": 1.0, "score": 1.0, "values": {"dwellings_count": 26}}),
        ("met-the_municipalitys_building_layer", layered,
         {"outcome": "met", "quantity": 1.0, "score": 1.0, "values": {"dwellings_count": 24}}),
        ("partly_met-few_homes",
         houses(plain(), 10, building="house"),
         {"outcome": "partly_met", "quantity": 1.0, "score": 0.5, "values": {"dwellings_count": 10}}),
        ("partly_met-half_of_it_offices",
         houses(plain(), 24, building="house").area((80, -100, 140, 0), building="office"),
         {"outcome": "partly_met", "quantity": 2400 / 8400, "score": (2400 / 8400 - 0.1) / 0.5}),
        ("not_met-among_industry",
         houses(plain(), 5, building="house").area((80, -100, 180, 0), building="industrial"),
         {"outcome": "not_met", "quantity": 500 / 10500, "score": 0.0}),
        ("not_met-the_municipalitys_own_homes_are_not_counted",
         houses(plain(), 24, building="house").in_layer(
             "municipal_housing", "Polygon", [ring((-60, 60, 200, 120))], id="m1", units=24),
         {"outcome": "not_met", "quantity": 0.0, "score": 0.0, "values": {"dwellings_count": 0}}),
        ("undetermined-use_of_most_buildings_unknown", mostly_unknown,
         {"outcome": "undetermined", "missing": "building_use"}),
        ("undetermined-the_map_ends_too_near",
         houses(plain(reach=240), 24, building="house"),
         {"outcome": "undetermined", "missing": "extent_near"}),
    ]  # fmt: skip


def units_at(scene: Scene, id_: str, x: float, units: int, **fields: str) -> Scene:
    return scene.in_layer("municipal_housing", "Point", [x, 25.0], id=id_, units=units, **fields)


@cases_of
def concentration_of_municipal_housing() -> list[Case]:
    own = units_at(units_at(plain(), "own", 25, 8), "far", 700, 40)
    return [
        ("met-two_units_nearby",
         units_at(plain(), "a", 250, 2),
         {"outcome": "met", "quantity": 2, "score": 0.875,
          "values": {"units_count": 2, "measures_count": 1, "kinds_count": 0}, "roles": ["housing"]}),
        ("met-only_the_projects_own_units", own,
         {"outcome": "met", "quantity": 0, "score": 1.0, "values": {"own_units_count": 8, "measures_count": 0}}),
        ("met-the_same_group_is_no_other_kind",
         units_at(plain().having(programme={"target_group": "A"}), "a", 250, 4, group="A"),
         {"outcome": "met", "quantity": 4, "score": 0.75, "values": {"kinds_count": 0}}),
        ("partly_met-six_units_of_another_kind",
         units_at(plain(), "a", 250, 6, group="A"),
         {"outcome": "partly_met", "quantity": 6, "score": 0.625 - 0.2}),
        ("not_met-sixteen_units",
         units_at(units_at(plain(), "a", 250, 10), "b", -400, 6),
         {"outcome": "not_met", "quantity": 16, "score": 0.0, "values": {"measures_count": 2}}),
        ("undetermined-no_layer",
         on_street(),
         {"outcome": "undetermined", "missing": "layer_municipal_housing"}),
    ]  # fmt: skip


def safe_place(scene: Scene) -> Scene:
    """A scene in which everything that this criterion asks is on the map, and nothing of it near."""
    scene.in_layer("risks", "Point", [2000.0, 25.0], id="r0", kind="dealing", confirmed_by="Kommunen")
    scene.in_layer("hazards", "Polygon", [ring((1000, 1000, 1100, 1100))], id="h0", kind="flood", return_period_y=200)
    scene.line((-3000, 2000), (3000, 2000), railway="rail")
    return scene


@cases_of
def local_risk_factors() -> list[Case]:
    flood = {"kind": "flood", "return_period_y": 200}
    schools = safe_place(on_street(maxspeed="30")).node(60, 25, amenity="school").node(80, 25, amenity="kindergarten")
    return [
        ("met-nothing_near",
         safe_place(on_street(maxspeed="30")),
         {"outcome": "met", "quantity": 0.0, "score": 1.0,
          "values": {"dealing_m": 1950.0, "traffic_known": True, "hazard_share": 0.0}}),
        ("met-a_school_next_door_changes_nothing", schools,
         {"outcome": "met", "quantity": 0.0, "score": 1.0, "values": {"schools_count": 1, "kindergartens_count": 1}}),
        ("met-a_railway_in_a_tunnel",
         safe_place(on_street(maxspeed="30")).line((-3000, 60), (3000, 60), railway="rail", tunnel="yes"),
         {"outcome": "met", "quantity": 0.0, "score": 1.0}),
        ("met-a_thousand_year_flood_does_not_count",
         safe_place(on_street(maxspeed="30")).in_layer(
             "hazards", "Polygon", [ring((-100, -100, 150, 150))], id="h1", kind="flom", return_period_y=1000),
         {"outcome": "met", "quantity": 0.0, "score": 1.0}),
        ("partly_met-a_fast_road_twenty_metres_away",
         safe_place(on_street(maxspeed="30")).street((-3000, 70), (3000, 70), highway="trunk", maxspeed="80"),
         {"outcome": "partly_met", "quantity": 0.32, "score": 0.68, "values": {"traffic_m": 20.0}, "roles": ["risk"]}),
        ("partly_met-half_the_plot_floods",
         safe_place(on_street(maxspeed="30")).in_layer(
             "hazards", "Polygon", [ring((-100, 25, 150, 150))], id="h1", **flood),
         {"outcome": "partly_met", "quantity": 0.5, "score": 0.5, "values": {"hazard_share": 0.5},
          "failing": ["hazards/h1"], "roles": ["hazard"]}),
        ("partly_met-a_hazard_that_the_municipality_marked",
         safe_place(on_street(maxspeed="30")).in_layer(
             "risks", "Point", [100.0, 25.0], id="r1", kind="hazard", confirmed_by="Kommunen"),
         {"outcome": "partly_met", "quantity": 0.5, "score": 0.5,
          "values": {"heaviest": "risk_hazard"}, "failing": ["risks/r1"]}),
        ("not_met-dealing_place_and_fast_road",
         safe_place(on_street(maxspeed="30")).street((-3000, 70), (3000, 70), highway="trunk", maxspeed="80").in_layer(
             "risks", "Point", [100.0, 25.0], id="r1", kind="dealing", confirmed_by="Kommunen"),
         {"outcome": "not_met", "quantity": 0.54 + 0.32, "score": 0.14, "values": {"heaviest": "risk_dealing"}}),
        ("not_met-thousand_year_landslide",
         safe_place(on_street(maxspeed="30")).in_layer(
             "hazards", "Polygon", [ring((-100, -100, 150, 150))], id="h1", kind="skred", return_period_y=1000),
         {"outcome": "not_met", "quantity": 1.0, "score": 0.0}),
        ("undetermined-no_layers",
         on_street(maxspeed="30"),
         {"outcome": "undetermined", "missing": "layer_risks+risk_traffic+layer_hazards",
          "score_low": 0.0, "score_high": 1.0}),
        ("undetermined-main_road_without_a_speed",
         safe_place(on_street(maxspeed="30")).street((-3000, 70), (3000, 70), highway="secondary"),
         {"outcome": "undetermined", "missing": "risk_traffic", "score_low": 0.68, "score_high": 1.0}),
        ("undetermined-flood_zone_without_a_return_period",
         safe_place(on_street(maxspeed="30")).in_layer(
             "hazards", "Polygon", [ring((-100, 25, 150, 150))], id="h1", kind="flood"),
         {"outcome": "undetermined", "missing": "hazard_period", "score_low": 0.5, "score_high": 1.0}),
    ]  # fmt: skip


SLOWEST_MIN_PER_M = 60 / 10_000
"""The straight line from the plot to the street is driven at the slowest class, 10 km/h."""


@cases_of
def hospital_or_dps_proximity() -> list[Case]:
    grounds: Box = (1025, -110, 1225, 90)
    return [
        ("noted-a_hospital_whose_kind_the_map_does_not_tell",
         on_street(maxspeed="60").area(grounds, amenity="hospital", name="Sykehuset"),
         {"outcome": "noted", "quantity": 1.0 + 10 * SLOWEST_MIN_PER_M,
          "values": {"nearest": "Sykehuset", "straight_m": 975.0, "psychiatric": "unknown", "drive_m": 1010.0},
          "roles": ["drive_route", "nearest"]}),
        ("noted-a_psychiatric_hospital",
         on_street(maxspeed="60").area(grounds, amenity="hospital", healthcare__speciality="psychiatry"),
         {"outcome": "noted", "quantity": 1.0 + 10 * SLOWEST_MIN_PER_M, "values": {"psychiatric": "yes"}}),
        ("noted-speed_assumed_by_class",
         on_street(highway="tertiary").area(grounds, amenity="hospital"),
         {"outcome": "noted", "quantity": 1.2 + 10 * SLOWEST_MIN_PER_M}),
        ("noted-a_centre_from_the_municipalitys_layer",
         on_street(maxspeed="60").in_layer(
             "services", "Point", [2025.0, STREET_Y], id="s1", type="dps", name="DPS Nord"),
         {"outcome": "noted", "quantity": 2.0 + 10 * SLOWEST_MIN_PER_M,
          "values": {"nearest": "DPS Nord", "psychiatric": "yes"}}),
        ("undetermined-no_hospital_in_the_extract",
         on_street().node(125, STREET_Y, amenity="school"),
         {"outcome": "undetermined", "missing": "none_in_extent_hospital"}),
        ("undetermined-no_hospitals_on_the_map",
         on_street(),
         {"outcome": "undetermined", "missing": "category_hospital"}),
    ]  # fmt: skip


@cases_of
def police_proximity() -> list[Case]:
    return [
        ("noted-two_minutes",
         on_street(maxspeed="60").node(2025, STREET_Y, amenity="police", name="Lensmannen"),
         {"outcome": "noted", "quantity": 2.0 + 10 * SLOWEST_MIN_PER_M, "values": {"nearest": "Lensmannen"},
          "roles": ["drive_route", "nearest"]}),
        ("undetermined-none_in_the_extract",
         on_street().node(125, STREET_Y, amenity="school"),
         {"outcome": "undetermined", "missing": "none_in_extent_police"}),
    ]  # fmt: skip


def of_size(box: Box, **programme: Any) -> Scene:
    return plain(entrance=False, box=box).having(programme=programme)


@cases_of
def plot_capacity_small_cluster() -> list[Case]:
    sloping = 52 * (30 - 4) - 52 * 5 * (0.2 - 0.1) / (0.25 - 0.1)
    """Up to x = 30, less two thirds of the strip from x = 25 that rises 1:5."""
    slope = {
        "x0": 0.0,
        "y0": 60.0,
        "cell": 5.0,
        "heights": [[0.0 if c < 6 else (c - 5) * 2.0 for c in range(12)] for _ in range(12)],
    }
    house: Box = (20, 20, 40, 40)

    def with_house(**plot: bool) -> Scene:
        return of_size((0, 0, 60, 60)).area(house, building="house").having(plot=plot)

    return [
        ("undetermined-nobody_says_whether_the_house_goes",
         with_house(),
         {"outcome": "undetermined", "missing": "buildings_on_plot", "quantity": 990 / 2704, "tolerance": 1e-3,
          "score_low": (0.9 - 990 / (2704 - 784 + 13.8)) / 0.4 / 2, "score_high": 1.0,
          "values": {"buildings_count": 1, "between_m2": 2704 - 28 * 28 + (4 - math.pi) * 16}}),
        ("met-the_house_is_to_be_torn_down",
         with_house(cleared=True),
         {"outcome": "met", "quantity": 990 / 2704, "score": 1.0, "score_low": 1.0}),
        ("partly_met-the_house_stays",
         with_house(cleared=False),
         {"outcome": "partly_met", "quantity": 990 / (2704 - 784 + 13.8), "tolerance": 1e-3,
          "values": {"fits_court": False}}),
        ("met-a_shed_by_the_boundary_decides_nothing",
         of_size((0, 0, 60, 60)).area((0, 0, 4, 3), building="shed"),
         {"outcome": "met", "quantity": 990 / 2704, "score": 1.0, "values": {"buildings_count": 1}}),
        ("met-sixty_metres_square",
         of_size((0, 0, 60, 60)),
         {"outcome": "met", "quantity": 990 / 2704, "score": 1.0, "tolerance": 1e-3,
          "values": {"units_count": 6, "units_stated": False, "needed_m2": 990.0, "buildable_m2": 2704.0,
                     "court_radius_m": 26.0, "fits_court": True, "slope_known_share": 0.0},
          "roles": ["buildable", "court"]}),
        ("met-four_units_without_a_base",
         of_size((0, 0, 50, 50), units_wanted=4, staffed_base=False),
         {"outcome": "met", "quantity": 660 / 1764, "score": 1.0, "values": {"needed_m2": 660.0}}),
        ("partly_met-eight_units",
         of_size((0, 0, 50, 50), units_wanted=8),
         {"outcome": "partly_met", "quantity": 1170 / 1764, "score": (0.9 - 1170 / 1764) / 0.4}),
        ("partly_met-too_narrow_for_a_courtyard",
         of_size((0, 0, 25, 200)),
         {"outcome": "partly_met", "quantity": 990 / 3264, "score": 0.5, "tolerance": 1e-3,
          "values": {"court_radius_m": 8.5, "fits_court": False}}),
        ("not_met-thirty_metres_square",
         of_size((0, 0, 30, 30)),
         {"outcome": "not_met", "quantity": 990 / 484, "score": 0.0}),
        ("not_met-no_ground_left_inside_the_setback",
         of_size((0, 0, 7, 100)),
         {"outcome": "not_met", "quantity": None, "score": 0.0, "values": {"buildable_m2": 0.0}}),
        ("not_met-half_of_it_steep",
         of_size((0, 0, 60, 60)).having(terrain=slope),
         {"outcome": "not_met", "quantity": 990 / sloping, "score": (0.9 - 990 / sloping) / 0.4,
          "values": {"slope_known_share": 1.0, "buildable_m2": sloping, "fits_court": True}}),
    ]  # fmt: skip
