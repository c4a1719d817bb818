"""Candidates as they come: a spreadsheet of properties, and whole layers of parcels to look through."""

from __future__ import annotations

import json
import random
from pathlib import Path

import geopandas
import openpyxl
import pytest
from shapely.geometry import box

from siteplan.__main__ import main

CRS = "EPSG:25832"
EAST, NORTH = 569_500.0, 7_034_500.0
OSM = """<?xml version="1.0"?><osm version="0.6"><bounds minlat="63.40" minlon="10.30" maxlat="63.46" maxlon="10.50"/>
<node id="1" version="1" lat="63.430" lon="10.390"/><node id="2" version="1" lat="63.431" lon="10.395"/>
<node id="3" version="1" lat="63.431" lon="10.395"><tag k="highway" v="bus_stop"/>
<tag k="public_transport" v="platform"/></node>
<way id="9" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/></way></osm>"""


def parcels(folder: Path, count: int, *, side: float = 60.0, gap: float = 10.0) -> Path:
    """Square parcels in rows of twenty; every third the municipality's, every tenth state land."""
    squares = [(EAST + (i % 20) * (side + gap), NORTH + (i // 20) * (side + gap)) for i in range(count)]
    owners = ["state" if i % 10 == 9 else "municipality" if i % 3 == 0 else "private" for i in range(count)]
    frame = geopandas.GeoDataFrame(
        {"knr": ["5001"] * count, "gnr": [str(100 + i // 20) for i in range(count)],
         "bnr": [str(i % 20 + 1) for i in range(count)], "owner_kind": owners},
        geometry=[box(x, y, x + side, y + side) for x, y in squares], crs=CRS,
    )  # fmt: skip
    frame.to_file(folder / "parcels.gpkg", layer="parcels")
    return folder / "parcels.gpkg"


def test_of_a_hundred_and_forty_rows_five_match_nothing_and_are_listed_by_one_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layer = parcels(tmp_path, 135)
    (tmp_path / "area.osm").write_text(OSM, encoding="utf-8")
    rows: list[list[object]] = [
        [5001, 100 + i // 20, i % 20 + 1, f"Tomt {i}", 1_000_000 + i, "ledig"] for i in range(135)
    ]
    unmatched: list[list[object]] = [[5001, 900 + i, 1, f"Ukjent {i}", None, "ledig"] for i in range(5)]
    mixed = rows + unmatched
    random.Random(4).shuffle(mixed)
    book = openpyxl.Workbook()
    for row in [["knr", "gnr", "bnr", "navn", "price_nok", "status"], *mixed]:
        book.worksheets[0].append(row)
    book.save(tmp_path / "tomter.xlsx")
    out = tmp_path / "results.json"
    status = main([
        "screen", "--plots", str(tmp_path / "tomter.xlsx"), "--layer", f"parcels={layer}", "--osm",
        str(tmp_path / "area.osm"), "--format", "json", "--out", str(out),
    ])  # fmt: skip
    written = json.loads(out.read_text(encoding="utf-8"))
    missed = [issue for issue in written["issues"] if issue["code"] == "property-without-parcel"]
    assert status == 1 and len(written["candidates"]) == 135 and len(missed) == 5
    said = [issue["message"] for issue in missed]
    assert all(any(f"5001-{900 + i}/1" in message for message in said) for i in range(5)), said
    assert capsys.readouterr().err == ""


def look_through(tmp_path: Path, *more: str) -> dict[str, object]:
    out = tmp_path / "results.json"
    status = main(["screen", "--from-parcels", "--format", "json", "--out", str(out), *more])
    assert status == 0
    written: dict[str, object] = json.loads(out.read_text(encoding="utf-8"))
    return written


def ids(written: dict[str, object]) -> set[str]:
    candidates = written["candidates"]
    assert isinstance(candidates, list)
    return {candidate["id"] for candidate in candidates}


def one_municipality(tmp_path: Path) -> list[str]:
    """Four parcels: two that hold a cluster (one with a house across it, one free), one too small, one farmland."""
    shapes = [box(0, 0, 60, 60), box(100, 0, 160, 60), box(200, 0, 230, 30), box(300, 0, 360, 60)]
    moved = [box(*(v + (EAST if k % 2 == 0 else NORTH) for k, v in enumerate(shape.bounds))) for shape in shapes]
    frame = geopandas.GeoDataFrame(
        {"knr": ["5001"] * 4, "gnr": ["7"] * 4, "bnr": ["1", "2", "3", "4"], "status": ["ledig"] * 4}, geometry=moved,
        crs=CRS,
    )  # fmt: skip
    frame.to_file(tmp_path / "parcels.gpkg", layer="parcels")
    house = box(EAST + 120, NORTH + 5, EAST + 140, NORTH + 55)
    geopandas.GeoDataFrame({"use": ["office"]}, geometry=[house], crs=CRS).to_file(tmp_path / "buildings.gpkg")
    plans = [box(EAST - 10, NORTH - 10, EAST + 250, NORTH + 70), box(EAST + 290, NORTH, EAST + 400, NORTH + 100)]
    zones = geopandas.GeoDataFrame({"purpose": ["Boligbebyggelse", "LNF"]}, geometry=plans, crs=CRS)
    zones.to_file(tmp_path / "zoning.gpkg")
    (tmp_path / "area.osm").write_text(OSM, encoding="utf-8")
    return [
        "--osm", str(tmp_path / "area.osm"), "--layer", f"parcels={tmp_path / 'parcels.gpkg'}", "--layer",
        f"buildings={tmp_path / 'buildings.gpkg'}",
    ]  # fmt: skip


def test_every_parcel_that_could_hold_the_programme_is_found_and_screened(tmp_path: Path) -> None:
    given = one_municipality(tmp_path)
    assert ids(look_through(tmp_path, *given, "--layer", f"zoning={tmp_path / 'zoning.gpkg'}")) == {"5001-7/1"}


def test_without_plans_farmland_is_listed_and_the_run_says_that_zoning_was_not_asked(tmp_path: Path) -> None:
    written = look_through(tmp_path, *one_municipality(tmp_path))
    assert ids(written) == {"5001-7/1", "5001-7/4"}
    issues = written["issues"]
    assert isinstance(issues, list)
    assert "parcels-looked-through-without-zoning" in {issue["code"] for issue in issues}


def test_a_smaller_programme_fits_more_parcels(tmp_path: Path) -> None:
    given = one_municipality(tmp_path)
    (tmp_path / "small.toml").write_text("units_wanted = 2\nstaffed_base = false\n", encoding="utf-8")
    few = ids(look_through(tmp_path, *given))
    more = ids(look_through(tmp_path, *given, "--programme", str(tmp_path / "small.toml")))
    assert few <= more


def test_without_parcels_there_is_nothing_to_look_through(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "area.osm").write_text(OSM, encoding="utf-8")
    assert main(["screen", "--from-parcels", "--osm", str(tmp_path / "area.osm")]) == 2
    assert "--layer parcels" in capsys.readouterr().err
