from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from siteplan.model import Layout
from siteplan.readers.layout import parse_layout, place, read_layout
from siteplan.writers.layout import layout_to_geojson, write_layout
from tests.layouts import access, base, door, feature, hedge, layout, plot, read, space, stair, unit, viewpoint


def content(one: Layout) -> Layout:
    return dataclasses.replace(one, sources=(), issues=())


def everything() -> Layout:
    drawing = layout(
        *unit("u1"), *base(at=(20, 0)), plot((-5, -5, 60, 40)), access((-5, 3)), access((30, -5), "gate"),
        hedge("h", (12, 0, 13, 10), crown_base=0.4), stair("s", (40, 0, 42, 3), [0, 1]),
        viewpoint("v", (21, 1), main=True, seated=False), space("up", (40, 0, 44, 4), "common", storey=1),
        feature("wall", "w", box(50, 0, 50.3, 8), storey=0, height=2.0, material="brick"),
        feature("path", "p", LineString([(0, -2), (20, -2)]), width=1.5, surface="gravel", lit=False,
                note=[1, {"a": 2}]),
        feature("outdoor", "yard", box(0, 10, 5, 15), use="court"),
        feature("lamp", "l", Point(3, 3), height=4, flux_lm=900),
        feature("camera", "c", Point(4, 3), height=3, heading_deg=90, recording=False),
        feature("neighbour", "n", box(70, 0, 80, 8), height=6.5, use="terraced"),
        feature("lift", "lift", box(45, 0, 47, 2), storeys=[0, 1]),
        feature("obstacle", "fence", LineString([(0, 30), (20, 30)]), height=1.2, opaque=False),
        feature("treehouse", "t", box(0, 32, 1, 33), owner="nobody"), door("lost", (5, 25), (6, 25)),
        storeys=(0, 1), programme={"staffed_base": True, "sanitary_material": "steel"}, stage="detailed",
    )  # fmt: skip
    drawing["siteplan"]["architect"] = "Ola"
    drawing["bbox"] = [0, 0, 1, 1]
    drawing["features"][2]["properties"]["colour"] = "red"
    return parse_layout(drawing, name="all.geojson")[0]


def test_reading_what_was_written_gives_the_same_layout(tmp_path: Path) -> None:
    one = everything()
    write_layout(one, tmp_path / "all.geojson")
    two, issues = read_layout(tmp_path / "all.geojson")
    assert content(two) == content(one)
    assert two.fingerprint == one.fingerprint
    assert {issue.code for issue in issues} == {issue.code for issue in one.issues}


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    write_layout(everything(), tmp_path / "a.geojson")
    write_layout(read_layout(tmp_path / "a.geojson")[0], tmp_path / "b.geojson")
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()


def test_unknown_properties_kinds_and_members_are_written_back() -> None:
    written = layout_to_geojson(everything())
    features = {f["properties"]["id"]: f for f in written["features"]}  # type: ignore[attr-defined]
    assert features["p"]["properties"]["note"] == [1, {"a": 2}]
    assert features["w"]["properties"]["material"] == "brick"
    assert features["t"]["properties"]["owner"] == "nobody"
    assert features["t"]["geometry"]["type"] == "Polygon"
    assert features["lost"]["geometry"]["coordinates"] == [[5.0, 25.0], [6.0, 25.0]]
    assert written["siteplan"]["architect"] == "Ola"  # type: ignore[index]
    assert written["bbox"] == [0, 0, 1, 1]


def test_a_placed_layout_is_written_in_its_system_and_read_back_where_it_stood(tmp_path: Path) -> None:
    placed = place(everything(), x=569500.25, y=7034800.5, rotation_deg=17.0, crs="EPSG:25832", plot="p3")
    write_layout(placed, tmp_path / "placed.geojson")
    document = json.loads((tmp_path / "placed.geojson").read_text(encoding="utf-8"))
    assert document["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::25832"
    again, _ = read_layout(tmp_path / "placed.geojson")
    assert content(again) == content(placed)


@given(
    x=st.floats(0, 1000), y=st.floats(0, 1000), width=st.floats(1, 50), depth=st.floats(1, 50),
    use=st.sampled_from(["living", "office", "hall"]), note=st.text(max_size=8) | st.integers() | st.booleans(),
    level=st.none() | st.floats(-2, 2),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_any_room_comes_back_as_it_was(
    x: float, y: float, width: float, depth: float, use: str, note: object, level: float | None
) -> None:
    room = space("a", (x, y, x + width, y + depth), use, floor_level=level)
    room["properties"]["note"] = note
    one = read(layout(room))
    two, _ = parse_layout(json.loads(json.dumps(layout_to_geojson(one))), name="drawing.geojson")
    assert content(two) == content(one)


@pytest.mark.parametrize("name", ["courtyard", "terrace", "corridor_block", "scattered"])
def test_the_sample_layouts_come_back_as_they_were(root: Path, tmp_path: Path, name: str) -> None:
    one, _ = read_layout(root / "sample_sites" / "kveldsvag" / "layouts" / f"{name}.geojson")
    write_layout(one, tmp_path / f"{name}.geojson")
    assert content(read_layout(tmp_path / f"{name}.geojson")[0]) == content(one)
