from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ezdxf.filemanagement
import pyogrio
import pytest
import shapely
from ezdxf.entities.lwpolyline import LWPolyline
from ezdxf.entities.mtext import MText
from shapely.geometry import Point, Polygon, mapping

from siteplan.assessment import Choices, assess_layouts
from siteplan.content import load_content
from siteplan.errors import InputError
from siteplan.exchange_commands import read_any, read_drawing
from siteplan.model import Layout
from siteplan.readers.dxf import read_dxf
from siteplan.readers.layout import read_layout
from siteplan.readers.layout_gpkg import read_layout_gpkg
from siteplan.text import issue_sentence
from siteplan.writers.layout_dxf import write_layout_dxf
from siteplan.writers.layout_gpkg import write_layout_gpkg
from siteplan.writers.layout_ifc import write_layout_ifc
from siteplan.writers.results_json import results_json
from tests.layouts import courtyard_of, door, feature, hedge, layout, read, space, unit, viewpoint, window

WRITERS = {"dxf": write_layout_dxf, "ifc": write_layout_ifc, "gpkg": write_layout_gpkg}
SAMPLES = ("corridor_block", "courtyard", "scattered", "terrace")


def through(drawing: Layout, path: Path) -> Layout:
    WRITERS[path.suffix[1:]](drawing, path)
    return read_drawing(path)[0]


def everything() -> dict[str, Any]:
    """One element of every kind, with what is hard to carry: holes, parts, odd letters, unknown keys, no seat."""
    court = Polygon([(0, 20), (30, 20), (30, 40), (0, 40)], [[(5, 25), (9, 25), (9, 29), (5, 29)]])
    parts = shapely.MultiPolygon([shapely.box(-50, -50, 80, 80), shapely.box(90, 0, 95, 5)])
    neighbour = shapely.box(60, 0, 70, 9)
    ring = shapely.LineString([(0, 18), (5, 18), (5, 19), (0, 18)])
    drawing = layout(
        *unit("u1"), *unit("ø-2 «å»", storey=1),
        feature("plot", "p|1", parts, name="Tomt"), feature("access", "gate", Point(-50, 3), note="port"),
        feature("outdoor", "court", court, use="court"), feature("path", "ring", ring),
        feature("lamp", "l1", Point(1.1, 19.3), height=4.5, flux_lm=3000), hedge("h1", (0, 45, 20, 46), crown_base=0.4),
        feature("camera", "c1", Point(2, 19), height=3.0, heading_deg=123.456, recording=False),
        viewpoint("v1", (1, 1), main=True, seated=False), feature("neighbour", "n", neighbour, height=6.1),
        feature("stair", "s1", shapely.box(0, 0, 1.8, 3), storeys=[0, 1]), feature("skylight", "roof", Point(3, 3)),
        feature("obstacle", "fence", shapely.LineString([(0, 48), (30.000000001, 48.1)]), height=1.8, opaque=False),
        feature("wall", "thick", shapely.box(0, 50, 5, 50.25), storey=0, colour={"ral": 9010, "coats": [1, 2]}),
        door("off", (300, 300), (301, 300)),
        storeys=(0, 1), programme={"staffed_base": True}, name="Tun “A” – | ende ",
    )  # fmt: skip
    drawing["siteplan"]["north"] = 12.5
    drawing["siteplan"]["author"] = {"name": "Åse", "n": 3}
    drawing["features"].append(
        {"type": "Feature", "properties": {"kind": "lamp", "id": "nowhere", "height": 3}, "geometry": None}
    )
    return drawing


@pytest.mark.parametrize("ending", WRITERS)
def test_every_kind_of_element_comes_back_as_it_was(tmp_path: Path, ending: str) -> None:
    from siteplan.readers.layout import parse_layout
    from siteplan.writers.layout import layout_to_geojson

    drawing, _ = parse_layout(everything(), name="drawing.geojson")
    again = through(drawing, tmp_path / f"drawing.{ending}")
    assert again.fingerprint == drawing.fingerprint
    assert list(again.elements()) == list(drawing.elements())
    assert again.properties == drawing.properties
    assert layout_to_geojson(again) == layout_to_geojson(drawing)


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_layout_comes_back_equal_in_every_element(root: Path, tmp_path: Path, name: str, ending: str) -> None:
    drawing, issues = read_layout(root / f"sample_sites/kveldsvag/layouts/{name}.geojson")
    again = through(drawing, tmp_path / f"{name}.{ending}")
    assert again.fingerprint == drawing.fingerprint
    assert again.issues == issues
    for one, other in zip(drawing.elements(), again.elements(), strict=True):
        assert one == other


@pytest.mark.parametrize(("name", "ending"), zip(SAMPLES, ("ifc", "dxf", "ifc", "dxf"), strict=True))
def test_a_sample_layout_scores_the_same_after_export_and_import(
    root: Path, tmp_path: Path, name: str, ending: str
) -> None:
    # That every element is equal in every format is tested above; scoring is slow, so each sample is scored in one.
    drawing, _ = read_layout(root / f"sample_sites/kveldsvag/layouts/{name}.geojson")
    content = load_content()
    cards = []
    for each in (drawing, through(drawing, tmp_path / f"{name}.{ending}")):
        run = assess_layouts([each], content, choices=Choices())
        cards.append(json.loads(results_json(run))["candidates"])
    assert cards[0] == cards[1]


@pytest.mark.parametrize("ending", WRITERS)
def test_the_same_layout_gives_the_same_elements_twice(tmp_path: Path, ending: str) -> None:
    drawing = read(layout(*courtyard_of(2)))
    first, second = through(drawing, tmp_path / f"a.{ending}"), through(drawing, tmp_path / f"b.{ending}")
    assert first.fingerprint == second.fingerprint == through(first, tmp_path / f"c.{ending}").fingerprint


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    drawing = read(layout(*unit("u1")))
    for ending, write in WRITERS.items():
        (tmp_path / f"taken.{ending}").mkdir()
        with pytest.raises(OSError):
            write(drawing, tmp_path / f"taken.{ending}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["taken.dxf", "taken.gpkg", "taken.ifc"]


# --- what others do with the files ------------------------------------------------------------------------------------


def test_a_drawing_shows_a_layer_for_each_kind_and_storey_and_names_its_rooms(tmp_path: Path) -> None:
    write_layout_dxf(read(layout(*unit("u1"), *unit("u2", storey=1), storeys=(0, 1))), tmp_path / "plan.dxf")
    drawing = ezdxf.filemanagement.readfile(tmp_path / "plan.dxf")
    layers = {layer.dxf.name for layer in drawing.layers}
    assert {"SITEPLAN-SPACE-0", "SITEPLAN-SPACE-1", "SITEPLAN-DOOR-0", "SITEPLAN-WINDOW-1", "SITEPLAN-TEXT-0"} <= layers
    assert drawing.header["$INSUNITS"] == 6
    texts = [text.plain_text() for text in drawing.modelspace() if isinstance(text, MText)]
    assert any("u1_living" in text and "22.2" in text for text in texts)
    assert not drawing.audit().errors


def test_a_wall_moved_in_a_drawing_program_comes_back_moved_and_a_copy_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plan.dxf"
    write_layout_dxf(read(layout(space("room", (0, 0, 4, 4), "living"), door("d", (1, 0), (2, 0)))), path)
    drawing = ezdxf.filemanagement.readfile(path)
    (outline,) = [
        each for each in drawing.modelspace() if isinstance(each, LWPolyline) and each.dxf.layer == "SITEPLAN-SPACE-0"
    ]
    outline.set_points([(0, 0), (5, 0), (5, 4), (0, 4)], format="xy")
    copied = outline.copy()
    drawing.entitydb.add(copied)
    drawing.modelspace().add_entity(copied)
    drawing.modelspace().add_line((0, 0), (1, 1), dxfattribs={"layer": "SITEPLAN-WALL-0"})
    drawing.save()
    again, issues = read_dxf(path)
    assert again.spaces[0].boundary.area == 20.0
    assert {"dxf-own-copied", "dxf-own-without-data"} <= {issue.code for issue in issues}
    for issue in issues:
        assert "{" not in issue_sentence(issue, "nb")


def test_a_column_changed_in_a_gis_comes_back_changed(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    write_layout_gpkg(read(layout(*unit("u1"), window("w", (1, 6.7), (2, 6.7)))), path)
    assert {"space", "door", "window", "siteplan"} == set(pyogrio.list_layers(path)[:, 0])
    frame = pyogrio.read_dataframe(path, layer="space")
    frame.loc[frame["id"] == "u1_bed", "use"] = "storage"
    pyogrio.write_dataframe(frame, path, layer="space", driver="GPKG")
    again, _ = read_layout_gpkg(path)
    assert {s.id: s.use for s in again.spaces}["u1_bed"] == "storage"
    assert len(again.windows) == 4


def test_a_geopackage_of_something_else_is_refused_in_words(root: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_any(root / "sample_sites/kveldsvag/plots.gpkg")
    assert raised.value.issues[0].code == "gpkg-no-layout"
    (tmp_path / "broken.gpkg").write_bytes(b"SQLite format 3\x00" + bytes(90))
    with pytest.raises(InputError) as raised:
        read_any(tmp_path / "broken.gpkg")
    assert raised.value.issues[0].code == "file-unreadable"


def test_geometry_far_from_the_origin_keeps_every_decimal(tmp_path: Path) -> None:
    shape = Polygon([(569500.123456789, 7034800.987654321), (569504.1, 7034800.9), (569504.3, 7034805.7)])
    drawing = layout(crs="EPSG:25832")
    drawing["features"] = [
        {
            "type": "Feature",
            "properties": {"kind": "space", "id": "s", "use": "living", "storey": 0},
            "geometry": mapping(shape),
        }
    ]
    one = read(drawing)
    for ending in WRITERS:
        assert through(one, tmp_path / f"far.{ending}").spaces[0].boundary.wkb == one.spaces[0].boundary.wkb
