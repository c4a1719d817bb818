"""A site folder: strict, every error at once, nothing from outside the folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas
import numpy as np
import openpyxl
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import Point, box

from siteplan.criterion import CriterionSpec, Parameter
from siteplan.errors import InputError, Issue
from siteplan.readers.site import read_site
from siteplan.text import issue_sentence
from tests.strategies import spec

CRS = "EPSG:25832"
EAST, NORTH = 569_500.0, 7_034_500.0
OSM = """<?xml version="1.0"?><osm version="0.6"><bounds minlat="63.42" minlon="10.38" maxlat="63.44" maxlon="10.42"/>
<node id="1" version="1" lat="63.430" lon="10.390"/><node id="2" version="1" lat="63.431" lon="10.395"/>
<node id="3" version="1" lat="63.431" lon="10.395"><tag k="highway" v="bus_stop"/></node>
<way id="9" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/></way></osm>"""


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    """A whole small site: plots with entrances, streets, three layers, terrain, and what SOURCES.md states."""
    site = tmp_path / "site"
    site.mkdir()
    plots = [box(EAST, NORTH, EAST + 60, NORTH + 40), box(EAST + 100, NORTH, EAST + 150, NORTH + 30)]
    geopandas.GeoDataFrame({"id": ["p1", "p2"]}, geometry=plots, crs=CRS).to_file(site / "plots.gpkg", layer="plots")
    gates = geopandas.GeoDataFrame({"plot": ["p1"]}, geometry=[Point(EAST, NORTH)], crs=CRS)
    gates.to_file(site / "plots.gpkg", layer="entrances")
    homes = geopandas.GeoDataFrame({"antall": [4]}, geometry=[Point(EAST + 300, NORTH)], crs=CRS)
    homes.to_file(site / "protected.gpkg", layer="homes")
    parcels = geopandas.GeoDataFrame(
        {"knr": ["5001"] * 3, "gnr": [12, 12, 13], "bnr": [3, 3, 1]}, geometry=[*plots, box(EAST, 0, EAST + 1, 1)],
        crs=CRS,
    )  # fmt: skip
    parcels.to_file(site / "registers.gpkg", layer="parcels")
    (site / "area.osm").write_text(OSM, encoding="utf-8")
    with rasterio.open(
        site / "dem.tif", "w", driver="GTiff", height=60, width=60, count=1, dtype="float32", crs=CRS,
        transform=from_origin(EAST - 1000, NORTH + 1000, 50, 50),
    ) as out:  # fmt: skip
        out.write(np.zeros((60, 60), dtype=np.float32), 1)
    (site / "SOURCES.md").write_text(
        "# Sources\n\n| File | Date | Licence |\n|---|---|---|\n| `area.osm`, cut | 2026-01-02 | CC0-1.0 |\n"
        "| protected.gpkg | 2025-12-31 | intern |\n",
        encoding="utf-8",
    )
    write(site)
    return site


def write(site: Path, text: str | None = None) -> Path:
    (site / "site.toml").write_text(
        text
        or f"""
name = "Lade"
crs = "{CRS}"
[area]
osm = ["area.osm"]
terrain = "dem.tif"
[layers]
parcels = "registers.gpkg|parcels"
noise = "noise.gpkg"
[layers.municipal_housing]
file = "protected.gpkg|homes"
fields = {{ units = "antall" }}
[programme]
staffed_base = true
staffing_hours_per_week = 168
overnight = "awake"
[profile]
name = "default"
[weights]
a = 3
access = 2.5
[limits]
"a.reach" = 250
[waivers]
a = "Vedtak 12/26"
""",
        encoding="utf-8",
    )
    return site


def specs() -> dict[str, CriterionSpec]:
    reach = Parameter(value=300, unit="m", basis="assumption", reference="test", low=200, high=400)
    return {"a": replace(spec("a"), parameters={"reach": reach}), "b": spec("b")}


def codes(issues: Sequence[Issue]) -> list[str]:
    for issue in issues:
        for sentence in (issue_sentence(issue, "nb"), issue_sentence(issue, "en")):
            assert "{" not in sentence
    return [issue.code for issue in issues]


def refused(site: Path) -> dict[str | None, str]:
    """Codes by element of everything that is wrong with the folder."""
    with pytest.raises(InputError) as caught:
        read_site(site, specs=specs())
    codes(caught.value.issues)
    return {issue.element: issue.code for issue in caught.value.issues}


def test_a_whole_folder_becomes_one_site(folder: Path) -> None:
    site, issues = read_site(folder, specs=specs())
    assert (site.name, site.crs, [plot.id for plot in site.plots]) == ("Lade", CRS, ["p1", "p2"])
    assert site.plots[0].entrances == (Point(EAST, NORTH),)
    around = site.surroundings
    assert around is not None and around.walking is not None and len(around.places["stop"]) == 1
    assert set(around.layers) == {"parcels", "municipal_housing"} and around.terrain is not None
    assert around.layers["municipal_housing"].column("units").tolist() == [4.0]
    assert around.extent_basis == "header" and around.crs == CRS
    assert site.programme == {"staffed_base": True, "staffing_hours_per_week": 168, "overnight": "awake"}
    assert (site.weights, site.limits) == ({"a": 3.0, "access": 2.5}, {"a.reach": 250.0})
    assert site.waivers == {"a": "Vedtak 12/26"} and site.profile == "default"
    assert "file-missing" in codes(issues)


def test_what_sources_md_states_goes_with_the_sources(folder: Path) -> None:
    sources = {source.name: source for source in read_site(folder)[0].sources}
    assert (sources["area.osm"].date, sources["area.osm"].licence) == ("2026-01-02", "CC0-1.0")
    assert sources["area.osm"].url is None and sources["protected.gpkg"].licence == "intern"
    assert all(source.sha256 for source in sources.values()) and sources["plots.gpkg"].date is None


def test_the_surroundings_fingerprint_follows_every_file_and_mapping(folder: Path) -> None:
    def fingerprint() -> str:
        around = read_site(folder)[0].surroundings
        assert around is not None
        return around.fingerprint

    first = fingerprint()
    assert fingerprint() == first
    homes = geopandas.GeoDataFrame({"antall": [5]}, geometry=[Point(EAST + 300, NORTH)], crs=CRS)
    homes.to_file(folder / "protected.gpkg", layer="homes")
    assert fingerprint() != first


def test_every_wrong_key_of_site_toml_is_named_with_its_path_at_once(folder: Path) -> None:
    write(folder, 'name = 3\ncolour = "red"\n[area]\nosm = "area.osm"\nradius = 5\n[layers.noise]\nfields = 3\n')
    found = refused(folder)
    assert found["colour"] == "unknown-key" and found["area.radius"] == "unknown-key"
    assert found["name"] == "wrong-value" and found["area.osm"] == "wrong-value"
    assert found["layers.noise.file"] == "missing-key" and found["layers.noise.fields"] == "wrong-value"


def test_every_wrong_name_value_and_path_is_named_at_once(folder: Path) -> None:
    (folder.parent / "secret.gpkg").write_bytes(b"x")
    write(
        folder,
        """
name = "Lade"
crs = "EPSG:4326"
[area]
osm = ["absent.osm.pbf"]
terrain = "../secret.gpkg"
extent = [10.0, 60.0, 9.0, 61.0]
[plots]
file = "/etc/passwd"
[layers]
neighbours = "registers.gpkg"
noise = "../secret.gpkg"
[layouts]
files = ["layouts/*.geojson", "../x.geojson"]
[programme]
residents_diagnosis = "x"
staffing_hours_per_week = 200
overnight = "never"
staffed_base = "yes"
[weights]
zz = 1
a = -1
b = true
[limits]
"a.unknown" = 1
zz = { x = 1 }
[limits.a]
reach = "far"
[waivers]
zz = "reason"
a = " "
""",
    )
    assert refused(folder) == {
        "crs": "site-crs-not-metres",
        "area.osm.0": "file-not-in-folder",
        "area.terrain": "path-outside-folder",
        "area.extent": "wrong-extent",
        "plots.file": "path-outside-folder",
        "layers.neighbours": "unknown-layer-name",
        "layers.noise.file": "path-outside-folder",
        "layouts.files.0": "file-not-in-folder",
        "layouts.files.1": "path-outside-folder",
        "programme.residents_diagnosis": "unknown-programme-key",
        "programme.staffing_hours_per_week": "wrong-programme-value",
        "programme.overnight": "wrong-programme-value",
        "programme.staffed_base": "wrong-programme-value",
        "weights.zz": "unknown-criterion",
        "weights.a": "not-a-number",
        "weights.b": "not-a-number",
        "limits.a.unknown": "unknown-parameter",
        "limits.zz.x": "unknown-criterion",
        "limits.a.reach": "not-a-number",
        "waivers.zz": "unknown-criterion",
        "waivers.a": "waiver-without-reason",
    }


def test_a_link_that_leads_out_of_the_folder_is_refused(folder: Path) -> None:
    outside = folder.parent / "outside.gpkg"
    (folder / "plots.gpkg").rename(outside)
    (folder / "plots.gpkg").symlink_to(outside)
    write(folder, f'name = "x"\ncrs = "{CRS}"\n[plots]\nfile = "plots.gpkg"\n')
    assert refused(folder) == {"plots.file": "path-outside-folder"}


def test_a_folder_without_site_toml_and_broken_toml_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == {None: "no-site-file"}
    (tmp_path / "site.toml").write_text("name = \n", encoding="utf-8")
    assert refused(tmp_path) == {None: "toml-syntax"}
    (tmp_path / "site.toml").write_text('name = "empty"\n', encoding="utf-8")
    assert refused(tmp_path) == {None: "nothing-to-read"}


def test_two_files_that_could_be_the_plots_are_not_chosen_between(folder: Path) -> None:
    (folder / "plots.csv").write_text("id,x,y\n", encoding="utf-8")
    assert refused(folder) == {"plots.file": "which-plots-file"}


def test_what_the_command_line_gives_replaces_what_the_folder_names(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text(f"id,x,y\nn,{EAST + 10},{NORTH + 10}\nq,{EAST + 9000},{NORTH}\n", encoding="utf-8")
    site, issues = read_site(folder, plots=path, layers={"noise": str(tmp_path / "absent.gpkg")})
    assert [plot.id for plot in site.plots] == ["n", "q"] and not site.plots[1].boundary_known
    assert site.plots[0].boundary_known and site.plots[0].boundary.area == pytest.approx(60 * 40)
    assert {"boundary-from-parcel", "plot-is-a-point", "file-missing"} == set(codes(issues))


def test_single_files_without_a_folder_are_a_site(folder: Path) -> None:
    site, issues = read_site(plots=str(folder / "plots.gpkg"), osm=[folder / "area.osm"])
    assert (site.name, site.crs, len(site.plots), issues) == ("plots", CRS, 2, ())
    assert site.surroundings is not None and site.surroundings.walking is not None


def test_without_streets_the_layers_alone_are_surroundings(folder: Path) -> None:
    layers = {"parcels": f"{folder / 'registers.gpkg'}|parcels"}
    site, _ = read_site(plots=str(folder / "plots.gpkg"), layers=layers)
    assert site.surroundings is not None and site.surroundings.walking is None
    assert len(site.surroundings.layers["parcels"]) == 3
    assert read_site(plots=str(folder / "plots.gpkg"))[0].surroundings is None


def test_a_stated_extent_may_be_in_degrees(folder: Path) -> None:
    text = OSM.replace('<bounds minlat="63.42" minlon="10.38" maxlat="63.44" maxlon="10.42"/>', "")
    (folder / "area.osm").write_text(text, encoding="utf-8")
    table = 'name = "x"\n[area]\nosm = ["area.osm"]\nextent = {}\n'
    write(folder, table.format("[10.38, 63.42, 10.42, 63.44]"))
    in_degrees = read_site(folder)[0].surroundings
    write(folder, table.format([EAST - 900, NORTH - 900, EAST + 900, NORTH + 900]))
    in_metres = read_site(folder)[0].surroundings
    assert in_degrees is not None and in_degrees.extent_basis == "stated" and in_metres is not None
    assert in_degrees.extent.area == pytest.approx(1_996 * 2_229, rel=0.01)
    assert in_metres.extent.equals(box(EAST - 900, NORTH - 900, EAST + 900, NORTH + 900))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_list_of_properties_is_joined_to_the_parcels_and_unmatched_rows_are_listed(folder: Path, ending: str) -> None:
    rows: list[list[object]] = [["knr", "gnr", "bnr", "name"], [5001, 12, 3, "Lade"], [5001, 13, 1, None]]
    rows.append([5001, 99, 1, "Borte"])
    (folder / "plots.gpkg").unlink()
    path = folder / f"plots.{ending}"
    if ending == "xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.save(path)
    else:
        path.write_text("\n".join(";".join("" if v is None else str(v) for v in row) for row in rows), "utf-8")
    site, issues = read_site(folder, specs=specs())
    assert [(plot.id, plot.name) for plot in site.plots] == [("5001-12/3", "Lade"), ("5001-13/1", "5001-13/1")]
    assert site.plots[0].boundary.area == pytest.approx(60 * 40 + 50 * 30) and site.plots[0].crs == CRS
    (unmatched,) = [issue for issue in issues if issue.code == "property-without-parcel"]
    assert unmatched.element == "3" and "5001-99/1" in issue_sentence(unmatched, "nb")


def test_a_list_of_properties_without_parcels_is_refused(folder: Path) -> None:
    (folder / "plots.gpkg").unlink()
    (folder / "plots.csv").write_text("knr,gnr,bnr\n5001,12,3\n", encoding="utf-8")
    write(folder, f'name = "x"\ncrs = "{CRS}"\n')
    assert refused(folder) == {None: "property-list-without-parcels"}


def test_layouts_are_read_with_the_site_and_all_that_cannot_be_are_refused(folder: Path) -> None:
    (folder / "layouts").mkdir()
    shape = {"type": "Polygon", "coordinates": [[[0, 0], [8, 0], [8, 6], [0, 6], [0, 0]]]}
    space = {"type": "Feature", "geometry": shape, "properties": {"kind": "space", "id": "s", "use": "dwelling",
             "storey": 0, "unit": "u1"}}  # fmt: skip
    header = {"version": 1, "name": "A", "stage": "sketch", "storeys": [{"index": 0, "elevation": 0, "height": 2.7}]}
    layout = {"type": "FeatureCollection", "siteplan": header, "features": [space]}
    (folder / "layouts" / "a.geojson").write_text(json.dumps(layout), encoding="utf-8")
    write(folder, f'name = "x"\ncrs = "{CRS}"\n[layouts]\nfiles = ["layouts/*.geojson"]\n')
    (drawn,) = read_site(folder)[0].layouts
    assert drawn.unit_ids() == ("u1",)
    (folder / "layouts" / "b.geojson").write_text("{", encoding="utf-8")
    (folder / "layouts" / "c.geojson").write_text("", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_site(folder)
    assert {issue.file for issue in caught.value.issues} == {"b.geojson", "c.geojson"}


def test_a_feed_that_cannot_be_opened_is_an_issue_and_the_site_goes_on(folder: Path) -> None:
    (folder / "feed.zip").write_text("no zip", encoding="utf-8")
    write(folder, f'name = "x"\ncrs = "{CRS}"\n[area]\ngtfs = ["feed.zip"]\n')
    assert codes(read_site(folder)[1]) == ["not-a-feed"]
