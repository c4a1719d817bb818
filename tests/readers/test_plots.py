"""Candidate plots from files of every kind, good and bad."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas
import pyogrio
import pytest
import shapely
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Point, Polygon, box

from siteplan.errors import InputError, Issue
from siteplan.model import Plot
from siteplan.readers.plots import read_plots
from siteplan.text import issue_sentence

CRS = "EPSG:25832"
EAST, NORTH = 569_500.0, 7_034_500.0
FIRST = box(EAST, NORTH, EAST + 60, NORTH + 40)
SECOND = box(EAST + 100, NORTH, EAST + 150, NORTH + 30)


def frame(
    geometries: Sequence[object] = (FIRST, SECOND), *, ids: Sequence[object] = ("a", "b"), crs: str | None = CRS
) -> geopandas.GeoDataFrame:
    names = [None if number else "Østmarka" for number in range(len(geometries))]
    return geopandas.GeoDataFrame(
        {"id": list(ids), "name": names, "owner": ["kommunen"] * len(geometries), "price_nok": 2_500_000},
        geometry=list(geometries), crs=crs,
    )  # fmt: skip


def write_geojson(path: Path, features: list[dict[str, object]], **members: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}), encoding="utf-8")
    return path


def feature(geometry: Polygon | Point | None, **parts: object) -> dict[str, object]:
    drawn = None if geometry is None else shapely.geometry.mapping(geometry)
    return {"type": "Feature", "properties": {}, "geometry": drawn} | parts


def crs_member(name: str) -> dict[str, object]:
    return {"type": "name", "properties": {"name": name}}


def moved(drawn: Polygon) -> Polygon:
    """A polygon drawn about (0, 0), at the place of the plots."""
    return translate(drawn, EAST, NORTH)


def refusal(read: Callable[[], object]) -> tuple[Issue, ...]:
    """The issues of a refusal, each of which must have its sentence in both languages."""
    with pytest.raises(InputError) as caught:
        read()
    spoken(caught.value.issues)
    return caught.value.issues


def spoken(issues: Sequence[Issue]) -> list[str]:
    for issue in issues:
        for sentence in (issue_sentence(issue, "nb"), issue_sentence(issue, "en")):
            assert "{" not in sentence
    return [issue.code for issue in issues]


def by_id(plots: Sequence[Plot]) -> dict[str, Plot]:
    return {plot.id: plot for plot in plots}


def to_wgs84(path: Path, data: geopandas.GeoDataFrame, driver: str) -> None:
    data.to_crs("EPSG:4326").to_file(path, driver=driver)


WRITERS: dict[str, Callable[[Path, geopandas.GeoDataFrame], None]] = {
    "plots.gpkg": lambda path, data: data.to_file(path, driver="GPKG"),
    "plots.shp": lambda path, data: data.to_file(path, driver="ESRI Shapefile"),
    "plots.fgb": lambda path, data: data.to_file(path, driver="FlatGeobuf"),
    "plots.gml": lambda path, data: data.to_file(path, driver="GML"),
    "plots.gdb": lambda path, data: data.to_file(path, driver="OpenFileGDB"),
    "plots.sqlite": lambda path, data: data.to_file(path, driver="SQLite"),
    "plots.geojsonl": lambda path, data: to_wgs84(path, data, "GeoJSONSeq"),
    "plots.geojson": lambda path, data: to_wgs84(path, data, "GeoJSON"),
    "projected.geojson": lambda path, data: data.to_file(path, driver="GeoJSON"),
}


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_the_same_plots_come_out_of_every_format(tmp_path: Path, name: str) -> None:
    WRITERS[name](tmp_path / name, frame())
    before = set(tmp_path.iterdir())
    plots, issues = read_plots(tmp_path / name)
    found = by_id(plots)
    assert set(found) == {"a", "b"} and issues == ()
    assert found["a"].crs == CRS
    assert found["a"].boundary.hausdorff_distance(FIRST) < 0.01
    assert (found["a"].name, found["b"].name) == ("Østmarka", "b")
    assert found["a"].properties["owner"] == "kommunen"
    assert found["a"].properties["price_nok"] == 2_500_000
    assert "name" not in found["b"].properties and found["a"].entrances == ()
    assert found["a"].sources[0].name == name and len(str(found["a"].sources[0].sha256)) == 64
    assert set(tmp_path.iterdir()) == before


def test_a_missing_name_is_no_name_not_nan(tmp_path: Path) -> None:
    data = frame()
    data["zoning"] = [None, "bolig"]
    data.to_file(tmp_path / "plots.gpkg")
    found = by_id(read_plots(tmp_path / "plots.gpkg")[0])
    assert found["b"].name == "b" and "zoning" not in found["a"].properties


def test_bare_geometries_and_multipolygons_are_plots(tmp_path: Path) -> None:
    shape = shapely.geometry.mapping(MultiPolygon([FIRST, SECOND])) | {"crs": crs_member("EPSG:25833")}
    (tmp_path / "bare.geojson").write_text(json.dumps(shape), encoding="utf-8")
    (plot,), issues = read_plots(tmp_path / "bare.geojson")
    assert (plot.id, plot.crs, issues) == ("1", "EPSG:25833", ())
    assert plot.boundary.area == pytest.approx(60 * 40 + 50 * 30)


@pytest.mark.parametrize(
    "text",
    [
        f'id,wkt\na,"{FIRST.wkt}"\n', f"ID;geom;extra\na;{FIRST.wkt};1\n", f"id\tWKT\na\tSRID=25832;{FIRST.wkt}\n",
        f"id;geometry\na;{shapely.force_3d(FIRST, 5.0).wkt}\n",
    ],
)  # fmt: skip
def test_a_csv_file_gives_areas_as_wkt(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plots.csv"
    path.write_text(text, encoding="utf-8")
    (plot,), issues = read_plots(path, crs=CRS)
    assert plot.id == "a" and plot.boundary.equals(FIRST) and not plot.boundary.has_z
    assert issues == () and plot.boundary_known


def test_a_csv_row_with_too_few_fields_or_broken_wkt_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plots.csv"
    path.write_text(f"id;wkt\na;{FIRST.wkt}\nb\n", encoding="utf-8")
    (issue,) = refusal(lambda: read_plots(path, crs=CRS))
    assert (issue.code, issue.element) == ("csv-wrong-row", "2")
    path.write_text(f"id;wkt\na;{FIRST.wkt}\nb;POLYGON ((0 0,\n", encoding="utf-8")
    (issue,) = refusal(lambda: read_plots(path, crs=CRS))
    assert (issue.code, issue.element) == ("csv-wrong-wkt", "2")


def test_a_csv_file_without_a_stated_crs_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "plots.csv"
    path.write_text(f"id,x,y\na,{EAST},{NORTH}\n", encoding="utf-8")
    (issue,) = refusal(lambda: read_plots(path))
    assert issue.code == "no-crs-metres" and "--crs" in issue_sentence(issue, "en")


def test_plots_given_as_points_say_that_their_area_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "plots.csv"
    path.write_text("id;navn;øst;nord\n7;Skogen;569500,5;7034500,25\n", encoding="cp1252")
    (plot,), issues = read_plots(path, crs=CRS)
    assert plot.id == "7" and plot.name == "Skogen" and not plot.boundary_known
    assert plot.entrances == (Point(569500.5, 7034500.25),)
    assert spoken(issues) == ["plot-is-a-point"]


def test_a_csv_file_in_degrees_is_measured_in_the_zone_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "plots.csv"
    path.write_text("id,lon,lat\na,10.4,63.43\nb,10.41,63.44\n", encoding="utf-8")
    plots, _ = read_plots(path, crs="EPSG:4326")
    assert {plot.crs for plot in plots} == {CRS}


def test_the_id_is_the_id_property_else_the_feature_id_else_the_row_number(tmp_path: Path) -> None:
    path = write_geojson(
        tmp_path / "plots.geojson",
        [
            feature(FIRST, id="feature", properties={"id": 7}), feature(SECOND, id="B12"),
            feature(box(EAST, NORTH + 100, EAST + 20, NORTH + 120)),
        ],
        crs=crs_member("urn:ogc:def:crs:EPSG::25832"),
    )  # fmt: skip
    plots, _ = read_plots(path)
    assert [plot.id for plot in plots] == ["7", "B12", "3"]


def test_a_geopackage_without_an_id_column_gives_its_feature_ids(tmp_path: Path) -> None:
    frame().drop(columns="id").to_file(tmp_path / "plots.gpkg")
    assert [plot.id for plot in read_plots(tmp_path / "plots.gpkg")[0]] == ["1", "2"]


def test_duplicate_ids_are_refused_by_name(tmp_path: Path) -> None:
    frame(ids=["a", "a"]).to_file(tmp_path / "plots.gpkg")
    (issue,) = refusal(lambda: read_plots(tmp_path / "plots.gpkg"))
    assert (issue.code, issue.element, issue.file) == ("duplicate-plot-id", "a", "plots.gpkg")


def test_identical_boundaries_are_warned_of_and_kept(tmp_path: Path) -> None:
    frame([FIRST, shapely.reverse(FIRST)]).to_file(tmp_path / "plots.gpkg")
    plots, issues = read_plots(tmp_path / "plots.gpkg")
    assert len(plots) == 2 and spoken(issues) == ["identical-plots"]
    assert issues[0].element == "a, b" and issues[0].severity == "warning"


def test_a_bow_tie_is_refused_at_its_place_and_the_others_go_on(tmp_path: Path) -> None:
    bow_tie = moved(Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]))
    frame([bow_tie, SECOND]).to_file(tmp_path / "plots.gpkg")
    plots, issues = read_plots(tmp_path / "plots.gpkg")
    assert [plot.id for plot in plots] == ["b"] and spoken(issues) == ["self-crossing"]
    assert issues[0].element == "a" and issues[0].severity == "error"
    assert issues[0].geometry is not None and issues[0].geometry.distance(Point(EAST + 5, NORTH + 5)) < 1e-6


@pytest.mark.parametrize(
    "ring",
    [
        [(0, 0), (10, 0), (10, 10), (4, 10), (4, 4), (6, 4), (6, 6), (2, 6), (2, 10), (0, 10)],
        [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0), (10, 0), (10, 10), (0, 10)],
    ],
)
def test_a_loop_that_can_be_read_two_ways_is_refused(tmp_path: Path, ring: list[tuple[float, float]]) -> None:
    drawn = moved(Polygon(ring))
    frame([drawn, SECOND]).to_file(tmp_path / "plots.gpkg")
    plots, issues = read_plots(tmp_path / "plots.gpkg")
    assert [plot.id for plot in plots] == ["b"] and spoken(issues) == ["self-crossing"]
    assert float(issues[0].values["least_m2"]) < float(issues[0].values["most_m2"])


def test_a_spike_without_area_is_mended_and_said(tmp_path: Path) -> None:
    spike = Polygon([(0, 0), (10, 0), (10, 10), (10, 20), (10, 10), (0, 10)])
    frame([moved(spike), SECOND]).to_file(tmp_path / "plots.gpkg")
    plots, issues = read_plots(tmp_path / "plots.gpkg")
    assert by_id(plots)["a"].boundary.is_valid and by_id(plots)["a"].boundary.area == pytest.approx(100)
    assert spoken(issues) == ["self-crossing-repaired"] and issues[0].severity == "warning"


def test_an_open_ring_is_named_with_its_plot(tmp_path: Path) -> None:
    open_ring = shapely.geometry.mapping(FIRST)
    open_ring["coordinates"] = [list(open_ring["coordinates"][0])[:-1]]
    features = [feature(SECOND, id="good"), {"type": "Feature", "id": "bad", "properties": {}, "geometry": open_ring}]
    path = write_geojson(tmp_path / "plots.geojson", features, crs=crs_member(CRS))
    plots, issues = read_plots(path)
    assert [plot.id for plot in plots] == ["good"]
    assert [(issue.code, issue.element) for issue in issues] == [("open-ring", "bad")] and spoken(issues)


def test_lines_empty_shapes_and_absent_geometries_are_listed(tmp_path: Path) -> None:
    features: list[dict[str, object]] = [
        feature(FIRST, id="good"), feature(None, id="none"),
        {"type": "Feature", "id": "line", "properties": {},
         "geometry": {"type": "LineString", "coordinates": [[EAST, NORTH], [EAST + 1, NORTH]]}},
    ]  # fmt: skip
    plots, issues = read_plots(write_geojson(tmp_path / "plots.geojson", features, crs=crs_member(CRS)))
    assert [plot.id for plot in plots] == ["good"]
    assert {(issue.element, issue.code) for issue in issues} == {("none", "no-geometry"), ("line", "not-an-area")}
    assert spoken(issues)


def test_a_file_with_no_usable_plot_is_refused_with_every_reason(tmp_path: Path) -> None:
    bow_tie = moved(Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]))
    frame([bow_tie], ids=["a"]).to_file(tmp_path / "plots.gpkg")
    assert spoken(refusal(lambda: read_plots(tmp_path / "plots.gpkg"))) == ["self-crossing", "no-usable-plot"]


def test_heights_are_dropped(tmp_path: Path) -> None:
    frame([shapely.force_3d(FIRST, 12.0), SECOND]).to_file(tmp_path / "plots.gpkg")
    assert not any(plot.boundary.has_z for plot in read_plots(tmp_path / "plots.gpkg")[0])


def test_a_large_plot_without_entrances_is_warned_of_and_with_entrances_not(tmp_path: Path) -> None:
    path = tmp_path / "plots.gpkg"
    large = box(EAST, NORTH, EAST + 200, NORTH + 101)
    frame([large], ids=["large"]).to_file(path, layer="plots")
    assert spoken(read_plots(path)[1]) == ["large-plot-without-entrances"]
    gate = geopandas.GeoDataFrame({"plot": [None]}, geometry=[Point(EAST + 1, NORTH + 50)], crs=CRS)
    gate.to_file(path, layer="entrances")
    (plot,), issues = read_plots(path)
    assert issues == () and plot.entrances[0].equals(Point(EAST + 1, NORTH + 50))


def test_entrances_belong_to_the_plot_they_name_else_to_the_one_they_touch(tmp_path: Path) -> None:
    path = tmp_path / "plots.gpkg"
    neighbour = box(EAST + 60, NORTH, EAST + 90, NORTH + 40)
    frame([FIRST, neighbour]).to_file(path, layer="plots")
    gates = [Point(EAST, NORTH + 10), Point(EAST + 60, NORTH + 5), Point(EAST + 60, NORTH + 6), Point(EAST - 90, NORTH)]
    stated = [None, "b", None, None]
    geopandas.GeoDataFrame({"plot": stated}, geometry=gates, crs=CRS).to_file(tmp_path / "gates.gpkg")
    plots, issues = read_plots(path, entrances=tmp_path / "gates.gpkg")
    found = by_id(plots)
    assert found["a"].entrances == (gates[0],) and found["b"].entrances == (gates[1],)
    assert spoken(issues) == ["entrance-between-plots", "entrance-without-plot"]


def test_points_marked_as_entrances_in_the_plots_file_are_entrances(tmp_path: Path) -> None:
    features = [feature(FIRST, id="a"), feature(Point(EAST, NORTH), properties={"kind": "entrance", "plot": "a"})]
    (plot,), issues = read_plots(write_geojson(tmp_path / "plots.geojson", features, crs=crs_member(CRS)))
    assert plot.entrances == (Point(EAST, NORTH),) and issues == ()


def test_among_several_layers_the_one_with_areas_is_read_and_a_doubt_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "town.gpkg"
    frame([Point(EAST, NORTH)], ids=["stop"]).to_file(path, layer="stops")
    frame().to_file(path, layer="areas")
    assert len(read_plots(path)[0]) == 2
    frame([FIRST], ids=["x"]).to_file(path, layer="more")
    (issue,) = refusal(lambda: read_plots(path))
    assert issue.code == "which-layer" and issue.values["layers"] == "stops, areas, more"
    assert [plot.id for plot in read_plots(f"{path}|more")[0]] == ["x"]
    assert spoken(refusal(lambda: read_plots(f"{path}|nowhere"))) == ["unknown-layer"]


def test_files_that_cannot_be_plots_are_refused_with_the_way_out(tmp_path: Path) -> None:
    contents = {
        "empty.gpkg": (b"", "empty-file"),
        "text.geojson": (b"this is no map", "not-a-vector-file"),
        "half.geojson": (b'{"type": "FeatureCollection", "features": [{"type": "Fea', "not-a-vector-file"),
        "none.geojson": (b'{"type": "FeatureCollection", "features": []}', "no-plots"),
        "areal.sos": (b".HODE\n..TEGNSETT UTF-8\n", "sosi-file"),
        "areal.txt": (b".HODE\n..TEGNSETT UTF-8\n", "sosi-file"),
        "town.osm": (b"<osm></osm>", "osm-file-as-vector"),
        "remote.vrt": (b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource>", "gateway-file"),
        "columns.csv": (b"a,b\n1,2\n", "csv-no-geometry"),
        "numbers.csv": (b"id,x,y\na,here,there\nb,1,\n", "csv-wrong-number"),
    }
    for name, (content, code) in contents.items():
        path = tmp_path / name
        path.write_bytes(content)
        issues = refusal(lambda path=path: read_plots(path, crs=CRS))  # type: ignore[misc]
        assert {issue.code for issue in issues} == {code}, name
        assert {issue.file for issue in issues} == {name}
    assert spoken(refusal(lambda: read_plots(tmp_path / "absent.gpkg"))) == ["file-missing"]


def test_a_geopackage_without_a_crs_is_refused_until_one_is_stated(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="crs"):
        frame(crs=None).to_file(tmp_path / "plots.gpkg")
    (issue,) = refusal(lambda: read_plots(tmp_path / "plots.gpkg"))
    assert issue.code == "no-crs-metres" and "--crs" in issue_sentence(issue, "nb")
    assert read_plots(tmp_path / "plots.gpkg", crs=CRS)[0][0].boundary.equals(FIRST)


def test_metres_in_a_geojson_that_means_degrees_are_refused_naming_both(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "plots.geojson", [feature(FIRST, id="a")])
    (issue,) = refusal(lambda: read_plots(path))
    assert issue.code == "metres-as-degrees"
    assert read_plots(path, crs=CRS)[0][0].boundary.equals(FIRST)


def test_degrees_in_a_file_that_says_metres_are_refused(tmp_path: Path) -> None:
    path = write_geojson(
        tmp_path / "plots.geojson", [feature(box(10.4, 63.4, 10.41, 63.41))], crs=crs_member("EPSG:25832")
    )
    assert spoken(refusal(lambda: read_plots(path))) == ["degrees-as-metres"]


def test_latitude_before_longitude_is_refused_naming_both_readings(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "plots.geojson", [feature(box(63.4, 10.4, 63.41, 10.41))])
    (issue,) = refusal(lambda: read_plots(path))
    assert issue.code == "swapped-axes" and issue.values["swapped"].startswith("63.4")


def test_northing_before_easting_is_refused_naming_both_readings(tmp_path: Path) -> None:
    path = tmp_path / "plots.csv"
    path.write_text(f"id,x,y\na,{NORTH},{EAST}\n", encoding="utf-8")
    assert spoken(refusal(lambda: read_plots(path, crs=CRS))) == ["swapped-axes"]


def test_a_crs_that_nobody_knows_is_not_taken_for_degrees(tmp_path: Path) -> None:
    path = write_geojson(
        tmp_path / "plots.geojson", [feature(box(10.4, 63.4, 10.41, 63.41))], crs=crs_member("EPSG:99999")
    )
    assert spoken(refusal(lambda: read_plots(path))) == ["unknown-crs"]


def test_a_null_crs_is_no_crs(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "plots.geojson", [feature(FIRST)], crs=None)
    assert spoken(refusal(lambda: read_plots(path))) == ["no-crs-metres"]


def test_curved_boundaries_are_read(tmp_path: Path) -> None:
    gml = f"""<?xml version="1.0"?>
<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml/3.2">
<ogr:featureMember><ogr:plots gml:id="t1"><ogr:geom>
<gml:Polygon srsName="urn:ogc:def:crs:EPSG::25832"><gml:exterior><gml:Ring><gml:curveMember><gml:Curve><gml:segments>
<gml:Arc><gml:posList>{EAST} {NORTH} {EAST + 50} {NORTH + 50} {EAST + 100} {NORTH}</gml:posList></gml:Arc>
<gml:LineStringSegment><gml:posList>{EAST + 100} {NORTH} {EAST} {NORTH}</gml:posList></gml:LineStringSegment>
</gml:segments></gml:Curve></gml:curveMember></gml:Ring></gml:exterior></gml:Polygon></ogr:geom></ogr:plots>
</ogr:featureMember></ogr:FeatureCollection>"""
    (tmp_path / "plots.gml").write_text(gml, encoding="utf-8")
    (plot,), _ = read_plots(tmp_path / "plots.gml")
    assert plot.id == "t1" and plot.boundary.area == pytest.approx(3.14159265 * 50 * 50 / 2, rel=1e-3)


def test_trondheims_areas_are_the_same_in_both_files(shared: Path) -> None:
    folder = shared / "data" / "plots"
    projected, issues = read_plots(folder / "trondheim_candidate_areas.gpkg")
    degrees, _ = read_plots(folder / "trondheim_candidate_areas.geojson")
    assert len(projected) == len(degrees) == 8
    for one, other in zip(projected, degrees, strict=True):
        assert (one.id, one.name, one.crs) == (other.id, other.name, "EPSG:25832") and other.crs == "EPSG:25832"
        assert one.boundary.hausdorff_distance(other.boundary) < 0.01
    codes = spoken(issues)
    assert codes.count("identical-plots") == 1 and codes.count("large-plot-without-entrances") == 5


DOK_AREAS_M2 = {
    "ullevaal": 1_824, "drammen": 1_770, "eidanger": 5_089, "baerum": 8_631, "his-alle": 83_582, "toensberg": 134_045,
    "frydenlund": 243_461, "roeros": 334_681, "bodoe": 410_090, "asker": 605_414,
}  # fmt: skip


def test_all_thirteen_real_areas_are_read_with_their_areas(shared: Path) -> None:
    files = sorted((shared / "data" / "plots" / "dok_samples").glob("*.geojson"))
    assert len(files) == 13
    areas, systems = {}, {}
    for path in files:
        (plot,), issues = read_plots(path)
        spoken(issues)
        areas[path.stem], systems[path.stem] = plot.boundary.area, plot.crs
    for name, area in DOK_AREAS_M2.items():
        assert areas[name] == pytest.approx(area, abs=1.0)
    assert {systems[name] for name in ("his-alle", "skien-havneterminal", "laupsnipa")} == {"EPSG:25832"}
    assert systems["gamvik"] == "EPSG:25835" and systems["ullevaal"] == "EPSG:25833"


def test_reading_leaves_pyogrio_as_it_was(tmp_path: Path) -> None:
    frame().to_file(tmp_path / "plots.gpkg")
    before = pyogrio.get_gdal_config_option("OGR_GEOMETRY_ACCEPT_UNCLOSED_RING")
    read_plots(tmp_path / "plots.gpkg")
    assert pyogrio.get_gdal_config_option("OGR_GEOMETRY_ACCEPT_UNCLOSED_RING") == before
