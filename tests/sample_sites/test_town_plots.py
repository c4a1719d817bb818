"""Each candidate plot of the invented town has the property that it was drawn for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

import pytest
import rasterio
import shapely
from shapely import Point, Polygon

from tests.sample_sites.town_files import SITE, Extract, Walk, layer


def test_there_are_a_dozen_plots_and_half_of_them_say_where_their_entrances_are(
    plots: Mapping[str, Polygon], gates: Mapping[str, list[Point]]
) -> None:
    assert list(plots) == [f"p{number}" for number in range(1, 13)]
    assert 5 <= len(gates) <= 8 and set(gates) < set(plots)
    assert all(plots[plot].exterior.distance(place) < 0.05 for plot, places in gates.items() for place in places)


def test_each_plot_lies_in_the_zone_that_it_names() -> None:
    frame, zones = layer("plots.gpkg", "plots"), layer("registers.gpkg", "zoning")
    for plot in frame.itertuples():
        shares = zones.intersection(plot.geometry).area.groupby(zones["purpose"]).sum() / plot.geometry.area
        assert shares.idxmax() == plot.zoning and shares.max() > 0.9, plot.id


def test_p1_is_next_to_the_psychiatric_hospital(extract: Extract, plots: Mapping[str, Polygon]) -> None:
    grounds = [
        shape
        for shape, tags in extract.areas
        if tags.get("healthcare:speciality") == "psychiatry" and tags.get("amenity") == "hospital"
    ]
    assert plots["p1"].distance(grounds[0]) < 50


def test_p2_is_far_up_the_hill_along_a_road_without_a_sidewalk(
    extract: Extract, on_foot: Walk, plots: Mapping[str, Polygon]
) -> None:
    stops = extract.points(highway="bus_stop")
    edge = min(
        (Point(place) for place in plots["p2"].segmentize(5).exterior.coords),
        key=lambda place: min(street.line.distance(place) for street in on_foot.streets),
    )
    length, name = on_foot.nearest(edge, stops)
    _, streets = on_foot.route(edge, dict(stops)[name])
    assert length > 1000
    bare = sum(street.line.length for street in streets if street.tags.get("sidewalk") == "no")
    assert bare > 700
    with rasterio.open(SITE / "dem.tif") as raster:
        assert next(raster.sample([(plots["p2"].centroid.x, plots["p2"].centroid.y)]))[0] > 130


def test_p3_is_near_the_bus_as_the_crow_flies_and_far_on_foot(
    extract: Extract, on_foot: Walk, plots: Mapping[str, Polygon], gates: Mapping[str, list[Point]]
) -> None:
    stops = extract.points(highway="bus_stop")
    assert min(plots["p3"].distance(place) for _, place in stops) < 150
    assert on_foot.nearest(gates["p3"][0], stops)[0] > 600


def test_p4_is_flat_seventy_by_sixty_and_among_ordinary_houses(plots: Mapping[str, Polygon]) -> None:
    plot = plots["p4"]
    sides = [math.dist(a, b) for a, b in itertools.pairwise(plot.exterior.coords)]
    assert sorted(sides) == pytest.approx([60, 60, 70, 70], abs=0.02)
    with rasterio.open(SITE / "dem.tif") as raster:
        heights = [value[0] for value in raster.sample(plot.segmentize(10).exterior.coords)]
    assert max(heights) - min(heights) < 1.5
    around = layer("registers.gpkg", "buildings")
    around = around[around.intersects(plot.buffer(200))]
    homes = around[around["use"].isin(["detached", "terraced", "flats"])]
    assert homes.area.sum() > 0.7 * around.area.sum() and len(homes) > 60


def test_p5_has_many_municipal_homes_around_it_and_p12_none(plots: Mapping[str, Polygon]) -> None:
    housing = layer("protected.gpkg", "municipal_housing")
    units = {plot: housing.loc[housing.distance(plots[plot]) < 500, "units"].sum() for plot in ("p4", "p5", "p12")}
    assert units["p5"] >= 30 and units["p4"] <= 8 and units["p12"] == 0
    assert housing.loc[housing.distance(plots["p5"]) < 200, "units"].sum() >= 30


def test_p6_lies_in_the_twenty_year_flood_and_no_other_plot_does(plots: Mapping[str, Polygon]) -> None:
    hazards = layer("registers.gpkg", "hazards")
    flood = hazards[(hazards["kind"] == "flood") & (hazards["return_period_y"] == 20)].union_all()
    wet = {plot: flood.intersection(shape).area / shape.area for plot, shape in plots.items()}
    assert wet["p6"] > 0.6 and all(share == 0 for plot, share in wet.items() if plot != "p6")


def test_p7_has_bus_and_shop_at_the_door(extract: Extract, on_foot: Walk, gates: Mapping[str, list[Point]]) -> None:
    for targets in (extract.points(highway="bus_stop"), extract.points(shop="supermarket")):
        assert min(on_foot.nearest(gate, targets)[0] for gate in gates["p7"]) < 150


def test_p8_is_large_without_entrances_and_p9_is_tiny(
    plots: Mapping[str, Polygon], gates: Mapping[str, list[Point]]
) -> None:
    assert plots["p8"].area > 20_000 and "p8" not in gates
    assert plots["p9"].area < 600


def test_p10_is_beside_the_main_road_and_in_its_noise(extract: Extract, plots: Mapping[str, Polygon]) -> None:
    fast = [
        street.line
        for street in extract.streets
        if street.tags["highway"] == "secondary" and street.tags.get("maxspeed") == "60"
    ]
    assert plots["p10"].distance(shapely.union_all(fast)) < 25
    noise = layer("registers.gpkg", "noise")
    assert noise[noise.intersects(plots["p10"])]["lden_db"].max() >= 60


def test_p11_has_its_short_way_to_the_bus_through_an_unlit_wood(
    extract: Extract, on_foot: Walk, by_street: Walk, gates: Mapping[str, list[Point]]
) -> None:
    stops = extract.points(highway="bus_stop")
    short, name = on_foot.nearest(gates["p11"][0], stops)
    posts = [place for stop, place in stops if stop == name]
    _, streets = min((on_foot.route(gates["p11"][0], place) for place in posts), key=lambda route: route[0])
    dark = sum(street.line.length for street in streets if street.tags.get("lit") == "no")
    assert short < 250 and dark > 0.5 * short
    assert by_street.nearest(gates["p11"][0], stops)[0] > 1.8 * short


def test_p12_is_300_m_from_its_stop_by_path_and_three_times_that_by_street(
    extract: Extract, on_foot: Walk, by_street: Walk, gates: Mapping[str, list[Point]]
) -> None:
    stops = extract.points(highway="bus_stop")
    length, name = on_foot.nearest(gates["p12"][0], stops)
    same = [(stop, place) for stop, place in stops if stop == name]
    assert 250 < length < 350
    assert by_street.nearest(gates["p12"][0], same)[0] > 900
    _, streets = min((on_foot.route(gates["p12"][0], place) for _, place in same), key=lambda route: route[0])
    assert any(street.tags["highway"] == "steps" for street in streets)
