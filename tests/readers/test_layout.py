from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import LineString, Polygon, box, mapping

from siteplan.errors import InputError, Issue
from siteplan.model import OUTSIDE, Placement, Plot
from siteplan.readers.layout import parse_layout, place, read_layout
from siteplan.readers.layout_move import fit_to_plot
from siteplan.text import LANGUAGES, issue_sentence
from tests.layouts import (
    base,
    door,
    dwelling,
    feature,
    issues_of,
    layout,
    moved,
    plot,
    read,
    space,
    unit,
    viewpoint,
    wall,
    window,
    written,
)


def codes(issues: tuple[Issue, ...]) -> list[str]:
    return [issue.code for issue in issues]


def refusal(drawing: Any, name: str = "bad.geojson") -> tuple[Issue, ...]:
    with pytest.raises(InputError) as raised:
        parse_layout(drawing, name=name)
    return raised.value.issues


def refused_file(path: Path) -> tuple[Issue, ...]:
    with pytest.raises(InputError) as raised:
        read_layout(path)
    return raised.value.issues


def says(issue: Issue, *words: str) -> None:
    """The sentence exists in both languages and names what it must."""
    for language in LANGUAGES:
        sentence = issue_sentence(issue, language)
        assert "{file}" not in sentence
        assert "{element}" not in sentence
        for word in words:
            decimal = word.replace(".", "", 1).isdigit() and language == "nb"
            assert (word.replace(".", ",") if decimal else word) in sentence


# --- files that cannot be used --------------------------------------------------------------------------------------


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    [issue] = refused_file(tmp_path / "nowhere.geojson")
    assert issue.code == "file-unreadable"
    says(issue, "nowhere.geojson")


@pytest.mark.parametrize("content", [b"", b"  \n\t"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.geojson"
    path.write_bytes(content)
    [issue] = refused_file(path)
    assert issue.code == "empty-file"
    says(issue, "empty.geojson")


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"), (b"PK\x03\x04\x14", "ZIP"), (b"ISO-10303-21;", "IFC"),
     (b"\xff\xfe\x00\x81", "binary")],
)  # fmt: skip
def test_a_file_of_another_format_is_told_by_its_first_bytes(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "plan.geojson"
    path.write_bytes(content)
    [issue] = refused_file(path)
    assert issue.code == "layout-wrong-format"
    says(issue, "plan.geojson", found)


def test_broken_json_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "cut.geojson"
    path.write_text('{"type": "FeatureCollection",\n "features": [', encoding="utf-8")
    [issue] = refused_file(path)
    assert issue.code == "layout-not-json"
    assert issue.values["line"] == "2"
    says(issue, "cut.geojson", "2")


def test_json_that_is_nested_without_end_is_refused_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "deep.geojson"
    path.write_text("[" * 200_000, encoding="utf-8")
    assert refused_file(path)[0].code == "layout-not-json"


@pytest.mark.parametrize("drawing", [{"type": "Feature", "geometry": None}, {"features": "none"}, [1, 2], 7])
def test_json_that_is_no_collection_of_features_is_refused(drawing: Any) -> None:
    assert codes(refusal(drawing)) == ["layout-not-a-collection"]


def test_a_collection_without_features_is_refused() -> None:
    assert codes(refusal(layout())) == ["layout-empty"]


def test_a_file_in_which_nothing_has_a_known_kind_is_refused() -> None:
    drawing = layout(feature("house", "a", box(0, 0, 8, 8)))
    assert codes(refusal(drawing)) == ["layout-no-elements"]


@pytest.mark.parametrize(
    ("version", "code"),
    [(2, "layout-version-newer"), (0, "layout-version-wrong"), ("1", "layout-version-wrong"),
     (True, "layout-version-wrong")],
)  # fmt: skip
def test_only_versions_that_exist_are_read(version: object, code: str) -> None:
    drawing = layout(*unit("u1"))
    drawing["siteplan"]["version"] = version
    [issue] = refusal(drawing)
    assert issue.code == code
    says(issue, "bad.geojson", str(version))


def test_duplicate_ids_are_refused_all_at_once() -> None:
    drawing = layout(*unit("u1"), *unit("u1", at=(20, 0)))
    issues = refusal(drawing)
    assert {issue.code for issue in issues} == {"layout-duplicate-id"}
    assert {issue.element for issue in issues} >= {"u1_hall", "u1_main"}
    says(issues[0], "bad.geojson", "u1_hall", "2")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    drawing = layout(
        space("a", (0, 0, 5, 5), "living"), space("a", (5, 0, 9, 5), "living"),
        feature("window", "w", LineString([(1, 0), (2, 0)]), storey=0, sill_height=0.8),
    )  # fmt: skip
    drawing["crs"] = {"type": "name", "properties": {"name": "EPSG:99999"}}
    assert set(codes(refusal(drawing))) == {"layout-duplicate-id", "unknown-crs", "layout-missing-property"}


# --- coordinates ----------------------------------------------------------------------------------------------------


def degrees() -> dict[str, Any]:
    """A unit near Trondheim, in degrees."""
    drawing = layout(*unit("u1"))
    for each in drawing["features"]:
        shape = shapely.geometry.shape(each["geometry"])
        each["geometry"] = mapping(shapely.transform(shape, lambda xy: xy * [2.0e-5, 9.0e-6] + [10.4, 63.43]))
    return json.loads(json.dumps(drawing))  # type: ignore[no-any-return]


@pytest.mark.parametrize("crs", [None, "EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:25832"])
def test_a_layout_in_degrees_is_refused_with_both_readings_named(crs: str | None) -> None:
    drawing = degrees()
    if crs is not None:
        drawing["crs"] = {"type": "name", "properties": {"name": crs}}
    [issue] = refusal(drawing)
    assert issue.code == "layout-in-degrees"
    says(issue, "bad.geojson", "63.43", "10.40", "0.0001", "EPSG:25832")


def test_a_layout_in_millimetres_is_refused_with_both_readings_named() -> None:
    features = unit("u1")
    for each in features:
        shape = shapely.geometry.shape(each["geometry"])
        each["geometry"] = mapping(shapely.transform(shape, lambda xy: xy * 1000.0))
    [issue] = refusal(layout(*features))
    assert issue.code == "layout-units-unclear"
    says(issue, "6000", "6.7")


@pytest.mark.parametrize(
    ("crs", "at"), [("EPSG:2263", (300_000.0, 60_000.0)), ("EPSG:3857", (1_157_000.0, 9_200_000.0))]
)  # fmt: skip
def test_a_system_whose_unit_is_no_metre_on_the_ground_is_refused(crs: str, at: tuple[float, float]) -> None:
    [issue] = refusal(layout(*moved(unit("u1"), at=at), crs=crs))
    assert issue.code == "layout-crs-not-metres"
    says(issue, crs)


def test_local_coordinates_under_a_stated_system_are_refused_unless_a_placement_says_where() -> None:
    drawing = layout(*unit("u1"), crs="EPSG:25832")
    assert codes(refusal(drawing)) == ["layout-far-from-crs"]
    drawing["siteplan"]["placement"] = {"plot": "p3", "x": 569500.0, "y": 7034800.0, "rotation_deg": 0.0}
    placed, issues = parse_layout(drawing, name="tun.geojson")
    assert issues == ()
    assert placed.crs == "EPSG:25832"
    assert placed.spaces[0].boundary.bounds == pytest.approx((569500.0, 7034800.0, 569501.8, 7034803.0))


def test_the_crs_member_is_read_as_qgis_writes_it_and_coordinates_stay_as_they_are() -> None:
    drawing = layout(*moved(unit("u1"), at=(569500.0, 7034800.0)), crs="EPSG:25832")
    assert read(drawing).crs == "EPSG:25832"
    assert read(drawing).spaces[0].boundary.bounds[0] == 569500.0


def test_a_crs_member_that_cannot_be_read_is_refused() -> None:
    drawing = layout(*unit("u1"))
    drawing["crs"] = {"type": "link", "properties": {"href": "somewhere"}}
    assert codes(refusal(drawing)) == ["layout-crs-member"]


def test_a_layout_without_crs_floats_free_until_it_is_placed() -> None:
    free = read(layout(*unit("u1"), *base(at=(20, 0))))
    assert free.crs is None
    placed = place(free, x=569500.0, y=7034800.0, rotation_deg=90.0, crs="EPSG:25832", plot="p3")
    assert placed.crs == "EPSG:25832"
    assert placed.placement == Placement(plot="p3", x=569500.0, y=7034800.0, rotation_deg=90.0)
    assert placed.fingerprint != free.fingerprint
    for before, after in zip(free.spaces, placed.spaces, strict=True):
        x0, y0, x1, y1 = before.boundary.bounds
        assert after.boundary.bounds == pytest.approx((569500 - y1, 7034800 + x0, 569500 - y0, 7034800 + x1), abs=1e-6)
    with pytest.raises(InputError) as raised:
        place(placed, x=0, y=0, rotation_deg=0, crs="EPSG:25832")
    assert raised.value.issues[0].code == "layout-already-placed"


def test_a_placement_in_the_file_is_used_once_the_site_says_its_system(tmp_path: Path) -> None:
    drawing = layout(*unit("u1"))
    drawing["siteplan"]["placement"] = {"plot": "p1", "x": 1000.0, "y": 2000.0, "rotation_deg": 0}
    path = written(drawing, tmp_path / "tun.geojson")
    assert read_layout(path)[0].crs is None
    assert read_layout(path, crs="EPSG:25833")[0].spaces[0].boundary.bounds[:2] == (1000.0, 2000.0)
    other = Placement(plot="p2", x=5.0, y=6.0, rotation_deg=0.0)
    assert read_layout(path, placement=other, crs="EPSG:25833")[0].placement == other


def test_a_camera_turns_with_the_drawing() -> None:
    camera = feature("camera", "c", shapely.Point(1, 1), height=3, heading_deg=10)
    free = read(layout(*unit("u1"), camera))
    turned = place(free, x=500000, y=7000000, rotation_deg=90, crs="EPSG:25832")
    assert turned.cameras[0].heading_deg == pytest.approx(280.0)


def test_a_drawn_plot_that_differs_from_the_sites_plot_is_named_and_the_site_wins() -> None:
    at = (569500.0, 7034800.0)
    drawn = read(layout(*moved([*unit("u1"), plot((-5, -5, 20, 20))], at=at), crs="EPSG:25832"))
    ours = shapely.affinity.translate(box(-5, -5, 20, 20), *at)
    same, issues = fit_to_plot(drawn, Plot(id="p1", name="p1", boundary=ours, crs="EPSG:25832"))
    assert issues == ()
    other = ours.buffer(2.0)
    fitted, issues = fit_to_plot(drawn, Plot(id="p2", name="p2", boundary=other, crs="EPSG:25832"))
    assert codes(issues) == ["layout-plot-differs"]
    assert fitted.plot_boundary == other
    away = shapely.affinity.translate(ours, 100, 0)
    _, issues = fit_to_plot(same, Plot(id="p3", name="p3", boundary=away, crs="EPSG:25832"))
    assert "layout-outside-plot" in codes(issues)
    with pytest.raises(InputError) as raised:
        fit_to_plot(drawn, Plot(id="p4", name="p4", boundary=ours, crs="EPSG:25833"))
    assert raised.value.issues[0].code == "layout-crs-differs"


def test_coordinates_that_are_not_numbers_leave_their_element_out(tmp_path: Path) -> None:
    drawing = layout(*unit("u1"), *base(at=(20, 0)))
    drawing["features"][0]["geometry"]["coordinates"][0][1] = [math.nan, 0.0]
    path = tmp_path / "nan.geojson"
    path.write_text(json.dumps(drawing), encoding="utf-8")
    result, issues = read_layout(path)
    wrong = [issue for issue in issues if issue.code == "layout-coordinate-not-a-number"]
    assert [issue.element for issue in wrong] == ["u1_hall"]
    assert "u1_hall" not in {s.id for s in result.spaces}
    says(wrong[0], "nan.geojson", "u1_hall")


# --- elements -------------------------------------------------------------------------------------------------------


def test_a_complete_drawing_is_read_without_a_word() -> None:
    drawing = layout(*unit("u1"), *base(at=(20, 0)), plot((-5, -5, 40, 20)), name="Tun A", stage="preliminary")
    result = read(drawing)
    assert result.issues == ()
    assert (result.name, result.stage, result.unit_ids()) == ("Tun A", "preliminary", ("u1",))
    assert [len(group) for group in (result.spaces, result.doors, result.windows)] == [7, 9, 7]
    front = next(d for d in result.doors if d.id == "u1_main")
    assert (front.entrance, front.clear_width, front.height, front.glazed) == (True, 1.0, 2.1, False)


def test_an_outline_that_crosses_itself_is_left_out_and_its_place_named() -> None:
    bow = Polygon([(0, 0), (4, 4), (4, 0), (0, 4)])
    drawing = layout(*unit("u1", at=(10, 0)), feature("space", "bow", bow, use="living", storey=0))
    result, issues = parse_layout(drawing, name="tun.geojson")
    [issue] = [issue for issue in issues if issue.element == "bow"]
    assert issue.code == "layout-self-crossing"
    assert "bow" not in {s.id for s in result.spaces}
    assert issue.geometry is not None and issue.geometry.distance(shapely.Point(2, 2)) < 1e-6
    says(issue, "tun.geojson", "bow", "2.0, 2.0")


def test_an_outline_with_a_spike_is_mended_because_its_area_is_certain() -> None:
    spiked = Polygon([(0, 0), (4, 0), (4, 4), (2, 4), (2, 6), (2, 4), (0, 4)])
    drawing = layout(*unit("u1", at=(10, 0)), feature("space", "spiked", spiked, use="living", storey=0))
    result, issues = parse_layout(drawing, name="tun.geojson")
    assert codes(tuple(i for i in issues if i.element == "spiked")) == ["layout-self-crossing-repaired"]
    assert next(s for s in result.spaces if s.id == "spiked").boundary.area == pytest.approx(16.0)


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ({"properties": {"id": "a", "storey": 0}, "geometry": mapping(box(0, 0, 1, 1))}, "layout-no-kind"),
        ({"properties": {"kind": "space", "use": "hall", "storey": 0}, "geometry": mapping(box(0, 0, 1, 1))},
         "layout-no-id"),
        (feature("space", "a", box(0, 0, 1, 1), storey=0), "layout-missing-property"),
        (feature("space", "a", box(0, 0, 1, 1), use="hall"), "layout-missing-property"),
        (feature("space", "a", box(0, 0, 1, 1), use="hall", storey=0.5), "layout-wrong-property"),
        (feature("window", "a", LineString([(10, 0), (11, 0)]), storey=0, sill_height=2.0, head_height=1.0),
         "layout-sill-above-head"),
        (feature("obstacle", "a", LineString([(0, 0), (1, 0)]), height=-1), "layout-wrong-property"),
        (feature("space", "a", LineString([(0, 0), (1, 0)]), use="hall", storey=0), "layout-wrong-geometry"),
        (feature("door", "a", LineString([(0, 0), (0, 0)]), storey=0), "layout-no-length"),
        (feature("space", "a", Polygon([(0, 0), (1, 0), (2, 0)]), use="hall", storey=0), "layout-no-area"),
        ({"properties": {"kind": "space", "id": "a", "use": "hall", "storey": 0}, "geometry": None},
         "layout-no-geometry"),
        ({"properties": {"kind": "space", "id": "a", "use": "hall", "storey": 0},
          "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0]]]}}, "layout-broken-geometry"),
        ({"properties": {"kind": "space", "id": "a", "use": "hall", "storey": 0},
          "geometry": {"type": "Blob", "coordinates": []}}, "layout-broken-geometry"),
        ({"properties": {"kind": "space", "id": "a", "use": "hall", "storey": 0},
          "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}}, "layout-open-ring"),
        ("a line", "layout-not-a-feature"),
    ],
)  # fmt: skip
def test_a_broken_element_is_left_out_and_named_and_the_rest_is_used(broken: Any, code: str) -> None:
    drawing = layout(*unit("u1", at=(10, 0)))
    drawing["features"].append(json.loads(json.dumps(broken)))
    result, issues = parse_layout(drawing, name="tun.geojson")
    assert code in codes(issues)
    issue = next(issue for issue in issues if issue.code == code)
    assert issue.severity == "error"
    assert len(result.spaces) == 4
    assert issue.element is not None
    says(issue, "tun.geojson", issue.element)


def test_an_unknown_kind_and_an_unknown_use_are_kept_and_said() -> None:
    drawing = layout(*unit("u1"), feature("playground", "p", box(20, 0, 25, 5), toys=3),
                     space("x", (30, 0, 33, 3), "sauna"))  # fmt: skip
    result, issues = parse_layout(drawing, name="tun.geojson")
    assert {(i.code, i.element, i.severity) for i in issues} == {
        ("layout-unknown-kind", "p", "warning"), ("layout-unknown-use", "x", "warning")
    }  # fmt: skip
    assert "x" in {s.id for s in result.spaces}
    for issue in issues:
        says(issue, "tun.geojson", str(issue.element))


def test_optional_values_of_a_wrong_type_are_not_used_and_stay_in_the_file() -> None:
    drawing = layout(*unit("u1", at=(10, 0)))
    next(f for f in drawing["features"] if f["properties"]["id"] == "u1_main")["properties"]["glazed"] = "perhaps"
    result, issues = parse_layout(drawing, name="tun.geojson")
    assert codes(issues) == ["layout-wrong-property-unused"]
    front = next(d for d in result.doors if d.id == "u1_main")
    assert front.glazed is False
    assert front.properties["glazed"] == "perhaps"


def test_a_property_that_is_not_a_number_counts_as_absent() -> None:
    drawing = layout(*unit("u1"))
    for each in drawing["features"]:
        each["properties"] |= {"floor_level": math.nan, "rent": math.inf, "note": [1, math.nan]}
    result = read(drawing)
    assert result.spaces[0].floor_level is None
    assert result.spaces[0].properties == {"note": [1, None]}


def test_nulls_and_multi_geometries_as_qgis_saves_them_are_read() -> None:
    drawing = layout(*unit("u1"))
    for each in drawing["features"]:
        each["properties"].setdefault("floor_level", None)
        each["geometry"] = {
            "type": f"Multi{each['geometry']['type']}", "coordinates": [each["geometry"]["coordinates"]]
        }  # fmt: skip
    result = read(drawing)
    assert result.spaces == read(layout(*unit("u1"))).spaces


def test_a_storey_that_is_used_but_not_declared_is_said_with_the_heights_that_were_taken() -> None:
    drawing = layout(*unit("u1"), *unit("u2", at=(0, 0), storey=1))
    result, issues = parse_layout(drawing, name="tun.geojson")
    assert codes(issues) == ["layout-storey-undeclared"]
    assert [(s.index, s.elevation) for s in result.storeys] == [(0, 0.0), (1, 3.0)]
    says(issues[0], "1", "3 m")


def test_a_file_without_header_is_read_with_a_warning() -> None:
    drawing = layout(*unit("u1"))
    del drawing["siteplan"]
    assert codes(issues_of(drawing)) == ["layout-no-header", "layout-storey-undeclared"]
    drawing = layout(*unit("u1"))
    del drawing["siteplan"]["version"]
    assert codes(issues_of(drawing)) == ["layout-version-missing"]


@pytest.mark.parametrize(
    ("key", "value", "where"),
    [
        ("stage", "final", "siteplan.stage"), ("north", "up", "siteplan.north"), ("name", 7, "siteplan.name"),
        ("storeys", [{"index": "ground"}], "siteplan.storeys[0].index"), ("placement", {"x": 1}, "siteplan.placement"),
        ("storeys", [{"index": 0, "elevation": 0, "height": 3}, {"index": 0, "elevation": 3, "height": 3}],
         "siteplan.storeys[1]"),
        ("programme", {"staffed_base": "yes"}, "siteplan.programme.staffed_base"),
    ],
)  # fmt: skip
def test_a_wrong_value_in_the_header_is_named_and_not_used(key: str, value: object, where: str) -> None:
    drawing = layout(*unit("u1"))
    drawing["siteplan"][key] = value
    issues = issues_of(drawing)
    [issue] = [i for i in issues if i.severity == "error"]
    assert issue.element == where
    says(issue, where)


def test_the_programme_of_the_file_is_read() -> None:
    drawing = layout(*unit("u1"), programme={"staffed_base": True, "staffing_hours_per_week": 168})
    assert dict(read(drawing).programme) == {"staffed_base": True, "staffing_hours_per_week": 168}


# --- the drawing as a whole -----------------------------------------------------------------------------------------


def test_a_door_off_any_wall_is_left_out_and_its_distance_named() -> None:
    drawing = layout(*unit("u1"), door("d7", (2, -3), (3, -3)))
    result, issues = parse_layout(drawing, name="tun.geojson")
    [issue] = issues
    assert (issue.code, issue.element, issue.severity) == ("layout-door-off-wall", "d7", "error")
    assert "d7" not in {d.id for d in result.doors}
    says(issue, "tun.geojson", "d7", "3.00")


def test_a_door_in_the_gap_between_two_walls_is_kept() -> None:
    left, right = wall("w1", (0, 5), (4, 5)), wall("w2", (5, 5), (9, 5))
    result, issues = parse_layout(layout(left, right, door("d1", (4.05, 5), (4.95, 5))), name="tun.geojson")
    assert [d.id for d in result.doors] == ["d1"]
    assert not issues
    for line in (((4, 5.0), (4, 5.8)), ((4.4, 5), (4.6, 5)), ((3.5, 4.8), (3.5, 5.2))):
        assert codes(issues_of(layout(left, right, door("d1", *line)))) == ["layout-door-off-wall"], line


def test_a_door_across_a_wall_is_off_it() -> None:
    drawing = layout(*unit("u1", bedroom=False), door("d7", (5.0, 2.4), (5.0, 3.3)))
    assert codes(issues_of(drawing)) == ["layout-door-off-wall"]


def test_where_walls_are_drawn_a_door_in_the_outline_of_a_room_is_still_on_it() -> None:
    drawing = layout(
        space("a", (0, 0, 4, 4), "living", unit="u1"), space("b", (4, 0, 8, 4), "bedroom", unit="u1"),
        wall("front", (0, 0), (8, 0)), door("main", (1, 0), (2, 0)), door("inner", (4, 1), (4, 2)),
    )  # fmt: skip
    assert issues_of(drawing) == ()


def test_a_unit_without_a_door_is_named() -> None:
    drawing = layout(*unit("u1"), *dwelling("u2", (20, 0, 26, 6)))
    [issue] = issues_of(drawing)
    assert (issue.code, issue.element, issue.severity) == ("layout-unit-without-door", "u2", "warning")
    says(issue, "drawing.geojson", "u2")


def test_a_unit_with_two_marked_entrances_is_named() -> None:
    drawing = layout(*unit("u1"))
    for each in drawing["features"]:
        if each["properties"]["id"] == "u1_back":
            each["properties"]["entrance"] = True
    assert codes(issues_of(drawing)) == ["layout-unit-several-entrances"]


def test_a_door_that_contradicts_the_drawing_is_named_and_the_drawing_holds() -> None:
    drawing = layout(*unit("u1"))
    stated = {
        "u1_main": ["u1_living", OUTSIDE], "u1_back": ["u1_cellar", OUTSIDE], "u1_bed_door": ["u1_bed", "u1_living"]
    }  # fmt: skip
    for each in drawing["features"]:
        if each["properties"]["id"] in stated:
            each["properties"]["connects"] = stated[each["properties"]["id"]]
    issues = issues_of(drawing)
    assert {(i.code, i.element) for i in issues} == {
        ("layout-connects-contradicts", "u1_main"), ("layout-connects-unknown", "u1_back")
    }  # fmt: skip
    says(issues[0], "u1_back", "u1_cellar")


def test_doors_that_lead_nowhere_are_named() -> None:
    drawing = layout(
        space("a", (0, 0, 8, 4), "living", unit="u1"), wall("w1", (4, 0), (4, 4)), wall("w2", (20, 0), (24, 0)),
        wall("w3", (0, 0), (8, 0)),
        door("main", (1, 0), (2, 0)), door("inner", (4, 1), (4, 2)), door("garden", (21, 0), (22, 0)),
    )  # fmt: skip
    assert {(i.code, i.element) for i in issues_of(drawing)} == {
        ("layout-door-within-room", "inner"), ("layout-door-to-nothing", "garden")
    }  # fmt: skip


def test_rooms_that_overlap_are_named() -> None:
    drawing = layout(*unit("u1"), space("x", (5, 5, 8, 8), "storage"))
    [issue] = issues_of(drawing)
    assert (issue.code, issue.values["other"], issue.values["area"]) == ("layout-spaces-overlap", "x", "1.7")


def test_files_of_walls_alone_are_layouts(shared: Path) -> None:
    result, issues = read_layout(shared / "reference" / "visibility" / "plans" / "tun.geojson")
    assert (len(result.walls), issues, result.crs) == (40, (), None)


# --- identity -------------------------------------------------------------------------------------------------------


def test_the_fingerprint_follows_the_content_and_nothing_else(tmp_path: Path) -> None:
    drawing = layout(*unit("u1"), name="Tun A")
    one, _ = read_layout(written(drawing, tmp_path / "tun.geojson"))
    reordered = {key: drawing[key] for key in reversed(list(drawing))}
    path = tmp_path / "sub" / "tun.geojson"
    path.parent.mkdir()
    path.write_text(json.dumps(reordered, indent=3), encoding="utf-8-sig")
    two, _ = read_layout(path)
    assert one.fingerprint == two.fingerprint
    assert one.sources[0].sha256 != two.sources[0].sha256
    next(f for f in drawing["features"] if f["properties"]["id"] == "u1_back")["geometry"]["coordinates"][0][0] += 0.001
    assert read(drawing, name="tun.geojson").fingerprint != one.fingerprint


def test_a_viewpoint_may_have_no_seated_eye() -> None:
    drawing = layout(
        *base(), viewpoint("a", (1, 1)), viewpoint("b", (2, 1), seated=1.1), viewpoint("c", (3, 1), seated=False)
    )  # fmt: skip
    assert [v.seated for v in read(drawing).viewpoints] == [1.2, 1.1, None]


def test_window_glazing_is_one_of_the_known_kinds() -> None:
    drawing = layout(*unit("u1", windows=False), window("w", (4, 6.7), (5, 6.7), glazing="frosted"))
    result, issues = parse_layout(drawing, name="tun.geojson")
    assert codes(issues) == ["layout-wrong-property-unused"]
    assert result.windows[0].glazing == "clear"
