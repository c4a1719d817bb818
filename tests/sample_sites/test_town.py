"""The invented town is what it says it is: drawn again by its script, walkable, complete in its layers."""

from __future__ import annotations

import csv
import io
import itertools
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pytest
import rasterio
import shapely
from shapely import Point, Polygon

from tests.sample_sites.town_files import FOOT_ONLY, SITE, TO_METRES, Extract, Walk, layer, read_extract

WRITTEN = ("area.osm.pbf", "gtfs/kveldsfjord.gtfs.zip", "dem.tif", "plots.gpkg", "registers.gpkg", "protected.gpkg")


def test_the_script_draws_the_same_town_again(tmp_path: Path, extract: Extract) -> None:
    command = [sys.executable, "-m", "sample_sites.kveldsvag.make_town", "--out", str(tmp_path)]
    subprocess.run(command, cwd=SITE.parents[1], check=True, capture_output=True)
    again = read_extract(tmp_path / "area.osm.pbf")
    assert [row[:3] for row in again.raw] == [row[:3] for row in extract.raw]
    for (_, _, _, here), (_, _, _, there) in zip(extract.raw, again.raw, strict=True):
        assert np.allclose(here, there, rtol=0, atol=3e-7)
    with zipfile.ZipFile(SITE / WRITTEN[1]) as kept, zipfile.ZipFile(tmp_path / WRITTEN[1]) as drawn:
        assert kept.namelist() == drawn.namelist()
        assert all(kept.read(name) == drawn.read(name) for name in kept.namelist())
    with rasterio.open(SITE / "dem.tif") as kept_dem, rasterio.open(tmp_path / "dem.tif") as drawn_dem:
        assert kept_dem.transform == drawn_dem.transform
        assert np.allclose(kept_dem.read(1), drawn_dem.read(1), atol=0.11)
    for name in ("plots.gpkg", "registers.gpkg", "protected.gpkg"):
        for sort in gpd.list_layers(SITE / name)["name"]:
            here, there = gpd.read_file(SITE / name, layer=sort), gpd.read_file(tmp_path / name, layer=sort)
            assert here.drop(columns="geometry").equals(there.drop(columns="geometry")), sort
            assert here.geometry.geom_equals_exact(there.geometry, tolerance=0.03).all(), sort


def test_the_written_files_are_small_and_the_site_names_each() -> None:
    assert sum((SITE / name).stat().st_size for name in WRITTEN) < 3_000_000
    site = tomllib.loads((SITE / "site.toml").read_text(encoding="utf-8"))
    named = [*site["area"]["osm"], *site["area"]["gtfs"], site["area"]["terrain"], site["plots"]["file"]]
    named += [value.partition("|")[0] for value in site["layers"].values()]
    assert set(named) == set(WRITTEN)
    for value in site["layers"].values():
        file, _, name = value.partition("|")
        assert name in set(gpd.list_layers(SITE / file)["name"])


# --- the extract


def test_the_header_box_lies_within_the_extent_and_nearly_fills_it() -> None:
    extent = tomllib.loads((SITE / "site.toml").read_text(encoding="utf-8"))["area"]["extent"]
    corners = osmium.io.Reader(str(SITE / "area.osm.pbf")).header().box()
    lon = [corners.bottom_left.lon, corners.top_right.lon, corners.top_right.lon, corners.bottom_left.lon]
    lat = [corners.bottom_left.lat, corners.bottom_left.lat, corners.top_right.lat, corners.top_right.lat]
    x, y = TO_METRES.transform(lon, lat)
    assert min(x) >= extent[0] - 0.5 and min(y) >= extent[1] - 0.5
    assert max(x) <= extent[2] + 0.5 and max(y) <= extent[3] + 0.5
    assert (max(x) - min(x)) * (max(y) - min(y)) > 0.99 * (extent[2] - extent[0]) * (extent[3] - extent[1])


def test_all_streets_and_paths_hang_together(extract: Extract, on_foot: Walk) -> None:
    joined = sum(street.line.length for street in on_foot.streets)
    assert joined > 0.999 * sum(street.line.length for street in extract.streets)
    assert joined > 20_000


def test_the_streets_have_a_hierarchy_and_light_that_is_known_only_in_part(extract: Extract) -> None:
    kinds = {street.tags["highway"] for street in extract.streets}
    assert {"secondary", "tertiary", "residential", "unclassified", "service", "pedestrian", *FOOT_ONLY} <= kinds
    lit = {street.tags.get("lit") for street in extract.streets}
    assert lit == {"yes", "no", None}
    assert {street.tags.get("maxspeed") for street in extract.streets} >= {"30", "40", "50", "60"}
    assert extract.points(highway="crossing") and extract.points(railway="level_crossing")
    assert any(street.tags.get("tunnel") == "yes" for street in extract.streets)


def test_what_the_criteria_look_for_is_there(extract: Extract) -> None:
    tagged = [tags for _, tags in (*extract.nodes, *extract.areas)]
    for key, values in {
        "amenity": {"hospital", "school", "kindergarten", "cafe", "library", "community_centre", "police", "pharmacy"},
        "shop": {"supermarket", "convenience", "kiosk", "clothes", "mall"},
        "leisure": {"park", "playground", "pitch"},
        "building": {"detached", "terrace", "apartments", "church", "industrial", "yes"},
        "natural": {"water", "beach", "wood"},
    }.items():
        assert values <= {tags[key] for tags in tagged if key in tags}, key
    assert extract.points(place="town")
    hospitals = [tags["healthcare:speciality"] for tags in tagged if tags.get("amenity") == "hospital"]
    assert "psychiatry" in hospitals and any("psychiatry" not in speciality for speciality in hospitals)
    assert max(shape.area for shape, tags in extract.areas if tags.get("landuse") == "forest") > 200_000


def test_no_building_stands_on_a_street_on_another_building_or_on_a_plot(
    extract: Extract, plots: Mapping[str, Polygon]
) -> None:
    buildings = np.array([shape for shape, tags in extract.areas if "building" in tags])
    assert len(buildings) > 700
    tree = shapely.STRtree(buildings)
    lanes = [street.line.buffer(1.2) for street in extract.streets]
    assert tree.query(lanes, predicate="intersects").size == 0
    assert tree.query(list(plots.values()), predicate="intersects").size == 0
    pairs = tree.query(buildings, predicate="intersects")
    assert (pairs[0] == pairs[1]).all()


# --- the timetable


def test_the_timetable_stops_where_the_map_has_its_stops(extract: Extract) -> None:
    posts = {tags["ref"]: place for place, tags in extract.nodes if tags.get("highway") == "bus_stop"}
    with zipfile.ZipFile(SITE / WRITTEN[1]) as feed:
        tables = {name: list(csv.DictReader(io.StringIO(feed.read(name).decode("utf-8")))) for name in feed.namelist()}
    stops = {
        row["stop_id"]: Point(TO_METRES.transform(float(row["stop_lon"]), float(row["stop_lat"])))
        for row in tables["stops.txt"]
    }
    assert posts and all(place.distance(stops[ref]) < 0.05 for ref, place in posts.items())
    times = tables["stop_times.txt"]
    assert {row["stop_id"] for row in times} <= set(stops)
    assert {row["trip_id"] for row in times} == {row["trip_id"] for row in tables["trips.txt"]}
    assert {row["service_id"] for row in tables["trips.txt"]} <= {row["service_id"] for row in tables["calendar.txt"]}
    assert any(row["departure_time"] >= "24:00:00" for row in times)
    assert any(row["departure_time"] == "" for row in times)
    for _, calls in itertools.groupby(times, key=lambda row: row["trip_id"]):
        clocks = [row["departure_time"] for row in calls]
        assert clocks[0] and clocks[-1]
        assert sorted(clock for clock in clocks if clock) == [clock for clock in clocks if clock]


# --- terrain and registers


def test_the_fjord_is_at_zero_and_the_hillside_rises_behind_the_town() -> None:
    with rasterio.open(SITE / "dem.tif") as raster:
        heights = raster.read(1)
        assert raster.crs.to_epsg() == 25832 and raster.dtypes == ("float32",)
    assert (heights[-1] == 0).all() and heights.min() == 0
    assert heights[0].min() > 150


FIELDS = {
    ("registers.gpkg", "parcels"): {"knr", "gnr", "bnr", "owner_kind", "price_nok", "status"},
    ("registers.gpkg", "buildings"): {"use", "levels", "height_m", "gnr", "bnr"},
    ("registers.gpkg", "services"): {"type", "name"},
    ("registers.gpkg", "zoning"): {"purpose", "max_bya", "status"},
    ("registers.gpkg", "hazards"): {"kind", "return_period_y"},
    ("registers.gpkg", "noise"): {"lden_db"},
    ("registers.gpkg", "sensitive_destinations"): {"type", "name"},
    ("protected.gpkg", "municipal_housing"): {"units", "group", "staffed"},
    ("protected.gpkg", "risks"): {"kind", "confirmed_by"},
    ("plots.gpkg", "plots"): {"id", "name", "owner", "zoning", "status", "price_nok"},
    ("plots.gpkg", "entrances"): {"id", "plot"},
}
WORDS = {
    ("parcels", "owner_kind"): {"municipality", "state", "private"},
    ("buildings", "use"): {
        "detached",
        "terraced",
        "flats",
        "other_housing",
        "office",
        "industry",
        "school",
        "kindergarten",
        "health",
        "other",
    },
    ("services", "type"): {
        "base",
        "outreach_team",
        "gp",
        "emergency_gp",
        "pharmacy",
        "dps",
        "hospital_psychiatric",
        "low_threshold_health",
        "activity",
        "work_offer",
        "police",
        "fire",
        "ambulance",
    },
    ("zoning", "status"): {"in_force", "proposed"},
    ("municipal_housing", "staffed"): {"none", "day", "24h"},
    ("risks", "kind"): {"dealing", "traffic", "hazard"},
}


@pytest.mark.parametrize(("file", "name"), FIELDS)
def test_each_layer_has_the_promised_fields_and_valid_shapes(file: str, name: str) -> None:
    frame = layer(file, name)
    assert set(frame.columns) == FIELDS[file, name] | {"geometry"}
    assert frame.crs.to_epsg() == 25832 and len(frame) > 0 and frame.geometry.is_valid.all()
    for (sort, column), allowed in WORDS.items():
        if sort == name:
            assert set(frame[column].dropna()) <= allowed


def test_parcels_do_not_overlap_and_every_zone_is_drawn_once() -> None:
    for name in ("parcels", "zoning"):
        shapes = layer("registers.gpkg", name).geometry
        assert shapely.union_all(shapes.to_numpy()).area == pytest.approx(shapes.area.sum(), rel=2e-4)
