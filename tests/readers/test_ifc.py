from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any

import ifcopenshell
import ifcopenshell.util.element as elements
import ifcopenshell.util.unit as units
import pytest
import shapely
from pyproj import Transformer

from siteplan.context import LayoutContext
from siteplan.context.layout_plans import openings_in_use, storey_plans
from siteplan.errors import InputError, Issue
from siteplan.exchange_commands import read_drawing
from siteplan.model import OUTSIDE, Door, Layout, Window
from siteplan.readers.ifc import read_ifc
from siteplan.readers.ifc_shapes import Frame, kernel_solid, plain_solid
from siteplan.readers.import_mapping import ImportMapping
from siteplan.readers.layout import read_layout
from siteplan.text import LANGUAGES, issue_sentence
from siteplan.writers.layout_ifc import write_layout_ifc
from tests.layouts import Feature, feature, layout, plot, read, stair, unit, wall


def sides_of(drawing: Layout) -> dict[str, tuple[str, str]]:
    return {use.id: use.sides for use in openings_in_use(storey_plans(drawing))[0]}


def codes(issues: tuple[Issue, ...]) -> set[str]:
    for issue in issues:
        for language in LANGUAGES:
            assert "{" not in issue_sentence(issue, language)
    return {issue.code for issue in issues}


# --- real models ----------------------------------------------------------------------------------------------------

MODELS = {
    "Duplex_A_20110907.ifc": (21, 14, 24, 4, 10),
    "AC11-Institute-Var-2.ifc": (82, 77, 206, 5, 76),
    "AC20-FZK-Haus.ifc": (7, 5, 11, 2, 3),
    "revit_quantities_small.ifc": (7, 1, 2, 1, 1),
}


@cache
def real(path: Path) -> tuple[Layout, tuple[Issue, ...], float]:
    """A model read once for all tests, and the processor's time that it took [s]."""
    start = process_time()
    drawing, issues = read_ifc(path)
    return drawing, issues, process_time() - start


@pytest.mark.parametrize("name", MODELS)
def test_a_real_model_is_read_whole_and_in_time(shared: Path, name: str) -> None:
    spaces, doors, windows, storeys, joining = MODELS[name]
    drawing, issues, seconds = real(shared / "data/ifc" / name)
    assert seconds < 3.0
    kept = drawing.properties.get("kept", [])
    assert isinstance(kept, list)
    assert len(drawing.spaces) + len(drawing.outdoor_areas) == spaces
    assert len(drawing.doors) == doors
    assert len(drawing.windows) + len(kept) == windows
    assert len(drawing.storeys) == storeys
    sides = sides_of(drawing).values()
    assert sum(OUTSIDE not in pair and pair[0] != pair[1] for pair in sides) == joining
    assert not any(pair[0] == pair[1] for pair in sides)
    assert not [issue for issue in issues if issue.severity == "error"]
    codes(issues)


@pytest.mark.parametrize("name", MODELS)
def test_areas_are_those_that_the_model_states_or_the_kernel_finds(shared: Path, name: str) -> None:
    path = shared / "data/ifc" / name
    drawing, _, _ = real(path)
    areas = {space.properties["ifc_id"]: space.boundary.area for space in drawing.spaces}
    model: Any = ifcopenshell.open(str(path))
    compared = 0
    for space in model.by_type("IfcSpace"):
        quantities = elements.get_psets(space, qtos_only=True).get("BaseQuantities", {})
        wanted = quantities.get("GrossFloorArea")
        if wanted is None and name != "AC11-Institute-Var-2.ifc":
            solid = kernel_solid(space, floor_only=True)
            assert solid is not None
            wanted = solid.polygon.area
        if wanted is not None:
            compared += 1
            assert areas[space.GlobalId] == pytest.approx(wanted, rel=0.005)
    assert compared == len(areas)


def test_a_plain_extrusion_is_read_as_the_kernel_reads_it(shared: Path) -> None:
    model: Any = ifcopenshell.open(str(shared / "data/ifc/Duplex_A_20110907.ifc"))
    frame = Frame(1.0)
    plain = [(space, plain_solid(space, frame)) for space in model.by_type("IfcSpace")]
    assert sum(solid is None for _, solid in plain) == 4
    for space, solid in plain[:8]:
        kernel = kernel_solid(space, floor_only=True)
        if solid is not None and kernel is not None:
            assert solid.polygon.symmetric_difference(kernel.polygon).area < 1e-3
            assert (solid.low, solid.high) == pytest.approx((kernel.low, kernel.high), abs=1e-3)


def test_the_doors_of_the_institute_join_what_its_space_boundaries_say(shared: Path) -> None:
    drawing, _, _ = real(shared / "data/ifc/AC11-Institute-Var-2.ifc")
    drawn = sides_of(drawing)
    stated = {door.id: door.connects for door in drawing.doors}
    assert all(stated.values())
    assert {id_: frozenset(pair or ()) for id_, pair in stated.items()} == {
        id_: frozenset(pair) for id_, pair in drawn.items()
    }


def test_the_duplex_has_two_homes_with_two_exits_each_and_a_stair_between_their_storeys(shared: Path) -> None:
    drawing, issues, _ = real(shared / "data/ifc/Duplex_A_20110907.ifc")
    assert drawing.unit_ids() == ("A", "B")
    assert {"import-units-by-number", "import-areas-by-another-rule", "ifc-skylights", "ifc-site-only"} <= codes(issues)
    exits = Counter(pair[0][0] for pair in sides_of(drawing).values() if OUTSIDE in pair)
    assert exits == {"A": 2, "B": 2}
    assert [connector.storeys for connector in drawing.connectors] == [(0, 1), (0, 1)]
    graph = LayoutContext(drawing).spaces_graph
    assert graph.has_edge("A105", "A201")
    assert graph.has_edge("B105", "B201")
    glass = next(window for window in drawing.windows if window.id == "window_145788")
    assert glass.line.length == pytest.approx(4.835, abs=1e-3)
    assert glass.openable is False
    assert all(issue.severity == "information" for issue in issues if issue.code.startswith("import-units"))


def test_sills_are_those_that_the_model_states(shared: Path) -> None:
    path = shared / "data/ifc/Duplex_A_20110907.ifc"
    drawing, _, _ = real(path)
    model: Any = ifcopenshell.open(str(path))
    stated = {
        w.GlobalId: elements.get_pset(w, "PSet_Revit_Constraints", "Sill Height") for w in model.by_type("IfcWindow")
    }
    for window in drawing.windows:
        # The model states the sill of the frame, which stands 19 mm above the hole in the wall.
        assert window.sill_height == pytest.approx(stated[window.properties["ifc_id"]], abs=0.02)


@pytest.mark.parametrize("name", MODELS)
def test_doors_and_windows_lie_in_the_middle_of_walls(shared: Path, name: str) -> None:
    drawing, _, _ = real(shared / "data/ifc" / name)
    for storey in drawing.storeys:
        bodies = shapely.union_all([wall.line for wall in drawing.walls if wall.storey == storey.index])
        openings: list[Door | Window] = [*drawing.doors, *drawing.windows]
        for opening in openings:
            if opening.storey == storey.index:
                assert bodies.boundary.distance(opening.line.interpolate(0.5, normalized=True)) > 0.04
                assert bodies.buffer(0.01).covers(opening.line)


def test_a_mapping_rules_over_the_guess(shared: Path) -> None:
    mapping = ImportMapping(
        units={"ground": ("A1*",)}, uses={"stair": ("B105",), "office": ("B10[123]",)}, leave_out=("R301",)
    )
    drawing, issues = read_ifc(shared / "data/ifc/Duplex_A_20110907.ifc", mapping=mapping)
    assert drawing.unit_ids() == ("ground",)
    assert {space.id for space in drawing.base_spaces()} == {"B101", "B102", "B103"}
    assert len(drawing.spaces) == 20
    assert not {"import-use-unknown", "import-base-guessed"} & codes(issues)


def test_north_of_a_model_is_carried_in_degrees_clockwise(shared: Path) -> None:
    drawing, _, _ = real(shared / "data/ifc/AC20-FZK-Haus.ifc")
    assert drawing.north_deg == pytest.approx(50.0, abs=0.01)
    assert drawing.crs is None


def test_a_model_is_placed_by_its_site_where_the_mapping_says_so(shared: Path) -> None:
    drawing, issues = read_ifc(shared / "data/ifc/AC20-FZK-Haus.ifc", mapping=ImportMapping(place="site"))
    assert drawing.crs == "EPSG:25832"
    assert "ifc-placed-by-site" in codes(issues)
    # 49 degrees 6' 1.566" north, 8 degrees 26' 11.5404" east, as the file's site says.
    corner = Transformer.from_crs("EPSG:4258", "EPSG:25832", always_xy=True).transform(
        8 + 26 / 60 + 11.5404 / 3600, 49 + 6 / 60 + 1.566 / 3600
    )
    ground = shapely.union_all([space.boundary for space in drawing.spaces])
    assert ground.distance(shapely.Point(corner)) < 1.0
    # The model's north stands 50 degrees clockwise of its y axis: on the map the house is turned back by as much.
    kitchen = next(space.boundary for space in drawing.spaces if space.id == "6")
    living = next(space.boundary for space in drawing.spaces if space.id == "5")
    step = (living.centroid.x - kitchen.centroid.x, living.centroid.y - kitchen.centroid.y)
    assert math.degrees(math.atan2(step[1], step[0])) == pytest.approx(50.0, abs=1.5)
    assert sum(s.boundary.area for s in drawing.spaces) == pytest.approx(
        sum(s.boundary.area for s in real(shared / "data/ifc/AC20-FZK-Haus.ifc")[0].spaces)
    )


# --- models made here -----------------------------------------------------------------------------------------------


def two_storeys() -> Layout:
    features: list[Feature] = [
        *unit("u1"), *unit("u2", storey=1), plot((-5, -5, 12, 12)), stair("stair", (0, 0, 1.8, 3), (0, 1)),
        wall("w1", (-1, -1), (7, -1)), feature("lamp", "l1", shapely.Point(1.5, -3), height=4.0),
    ]  # fmt: skip
    return read(layout(*features, storeys=(0, 1)))


def plain(drawing: Layout, path: Path) -> Path:
    """A model as another program would have written it: without siteplan's property sets."""
    write_layout_ifc(drawing, path)
    path.write_text(path.read_text(encoding="utf-8").replace("Pset_siteplan", "Pset_other"), encoding="utf-8")
    return path


def test_a_model_without_siteplans_data_gives_the_same_rooms_and_doors(tmp_path: Path) -> None:
    drawing = two_storeys()
    again, issues = read_ifc(plain(drawing, tmp_path / "model.ifc"))
    assert {space.id for space in again.spaces} == {space.id for space in drawing.spaces}
    for space in again.spaces:
        same = next(other for other in drawing.spaces if other.id == space.id)
        assert space.boundary.symmetric_difference(same.boundary).area < 1e-9
        assert space.unit == same.unit
    assert again.storeys == drawing.storeys
    wanted = {id_: set(pair) for id_, pair in sides_of(drawing).items()}
    assert {str(d.properties["name"]): set(sides_of(again)[d.id]) for d in again.doors} == wanted
    assert {(w.sill_height, w.head_height) for w in again.windows} == {(0.8, 2.1), (0.9, 2.1)}
    assert [connector.storeys for connector in again.connectors] == [(0, 1)]
    assert "import-units-by-zone" in codes(issues)


def test_doors_are_joined_by_a_ray_where_the_model_has_no_space_boundaries(tmp_path: Path) -> None:
    drawing = two_storeys()
    path = plain(drawing, tmp_path / "model.ifc")
    text = re.sub(r"#\d+=IFCRELSPACEBOUNDARY\([^;]*;\n", "", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    again, _ = read_ifc(path)
    assert all(door.connects is None for door in again.doors)
    wanted = {id_: set(pair) for id_, pair in sides_of(drawing).items()}
    assert {str(d.properties["name"]): set(sides_of(again)[d.id]) for d in again.doors} == wanted


@pytest.mark.parametrize("unit_name", ["MILLIMETRE", "CENTIMETRE", "FOOT", "INCH"])
def test_every_unit_of_length_is_turned_into_metres_once(tmp_path: Path, unit_name: str) -> None:
    drawing = two_storeys()
    path = plain(drawing, tmp_path / "model.ifc")
    model: Any = ifcopenshell.open(str(path))
    units.convert_file_length_units(model, unit_name).write(str(path))
    again, _ = read_ifc(path)
    for space in again.spaces:
        same = next(other for other in drawing.spaces if other.id == space.id)
        assert space.boundary.symmetric_difference(same.boundary).area < 1e-6
    assert again.storey(1).elevation == pytest.approx(3.0)
    assert {round(w.sill_height, 3) for w in again.windows} == {0.8, 0.9}
    wanted = {id_: set(pair) for id_, pair in sides_of(drawing).items()}
    assert {str(d.properties["name"]): set(sides_of(again)[d.id]) for d in again.doors} == wanted


def test_a_map_conversion_places_a_model_and_turns_it(tmp_path: Path) -> None:
    drawing = read(layout(*unit("u1", at=(569500, 7034800)), crs="EPSG:25832"))
    path = plain(drawing, tmp_path / "model.ifc")
    again, issues = read_ifc(path)
    assert again.crs == "EPSG:25832"
    assert "ifc-georeferenced" in codes(issues)
    assert shapely.union_all([s.boundary for s in again.spaces]).bounds == pytest.approx(
        (569500, 7034800, 569506, 7034806.7)
    )
    text = path.read_text(encoding="utf-8")
    found = re.search(r"IFCMAPCONVERSION\(.*\);", text)
    assert found is not None
    turned = found.group(0).replace("0.,1.,0.,1.", "0.,0.,1.,1.")
    assert turned != found.group(0)
    path.write_text(text.replace(found.group(0), turned), encoding="utf-8")
    again, _ = read_ifc(path)
    assert shapely.union_all([s.boundary for s in again.spaces]).bounds == pytest.approx(
        (569493.3, 7034800, 569500, 7034806)
    )


def test_a_door_moved_in_another_program_comes_back_moved(tmp_path: Path) -> None:
    path = tmp_path / "model.ifc"
    write_layout_ifc(read(layout(*unit("u1"))), path)
    model: Any = ifcopenshell.open(str(path))
    door = next(door for door in model.by_type("IfcDoor") if door.Name == "u1_main")
    at = door.ObjectPlacement.RelativePlacement.Location
    at.Coordinates = (at.Coordinates[0] + 0.3, *at.Coordinates[1:])
    model.write(str(path))
    again, _ = read_ifc(path)
    (moved,) = [door for door in again.doors if door.id == "u1_main"]
    assert moved.line.coords[0] == pytest.approx((0.7, 0.0))
    assert moved.line.length == pytest.approx(1.0)


def test_a_written_model_is_valid_ifc(tmp_path: Path) -> None:
    import ifcopenshell.validate

    write_layout_ifc(two_storeys(), tmp_path / "model.ifc")
    model: Any = ifcopenshell.open(str(tmp_path / "model.ifc"))
    assert model.schema == "IFC4X3"
    log = ifcopenshell.validate.json_logger()  # type: ignore[no-untyped-call]
    ifcopenshell.validate.validate(model, log)
    assert log.statements == []


# --- bad models -----------------------------------------------------------------------------------------------------


def refused(path: Path) -> tuple[Issue, ...]:
    with pytest.raises(InputError) as raised:
        read_drawing(path)
    codes(raised.value.issues)
    return raised.value.issues


HEAD = "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"PK\x03\x04" + bytes(100), "ifc-not-step"),
        (bytes(range(256)) * 8, "ifc-not-step"),
        (b"<?xml version='1.0'?><ifcXML/>", "ifc-not-step"),
        (f"{HEAD}FILE_SCHEMA(('IFC2X_FINAL'));\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n".encode(), "ifc-schema"),
        (f"{HEAD}FILE_SCHEMA(('AP214'));\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n".encode(), "ifc-schema"),
        (f"{HEAD}ENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n".encode(), "ifc-schema"),
        (f"{HEAD}FILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n#1=IFCPROJ".encode(), "ifc-broken"),
    ],
)
def test_what_is_no_model_that_can_be_read_is_refused_in_words(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "model.ifc").write_bytes(content)
    (issue,) = refused(tmp_path / "model.ifc")
    assert issue.code == code
    assert issue.file == "model.ifc"


def test_a_model_of_noise_behind_a_good_head_is_refused(tmp_path: Path) -> None:
    noise = "".join(f"#{k}=IFCNOISE({k},'{k * 7}');\n" for k in range(20_000))
    text = f"{HEAD}FILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n{noise}ENDSEC;\nEND-ISO-10303-21;\n"
    (tmp_path / "model.ifc").write_text(text, encoding="utf-8")
    assert refused(tmp_path / "model.ifc")[0].code in ("ifc-broken", "ifc-no-unit", "ifc-no-spaces")


def test_a_model_without_rooms_is_refused_and_says_what_it_has(tmp_path: Path) -> None:
    path = plain(two_storeys(), tmp_path / "model.ifc")
    model: Any = ifcopenshell.open(str(path))
    for space in model.by_type("IfcSpace"):
        model.remove(space)
    model.write(str(path))
    (issue,) = refused(path)
    assert issue.code == "ifc-no-spaces"
    assert (issue.values["doors"], issue.values["storeys"]) == ("10", "2")


def test_a_model_without_storeys_is_read_as_one_storey_and_says_so(tmp_path: Path) -> None:
    path = plain(read(layout(*unit("u1"))), tmp_path / "model.ifc")
    model: Any = ifcopenshell.open(str(path))
    for storey in model.by_type("IfcBuildingStorey"):
        model.remove(storey)
    model.write(str(path))
    drawing, issues = read_ifc(path)
    assert {space.storey for space in drawing.spaces} == {0}
    assert len(drawing.doors) == 5
    assert {"ifc-no-storeys", "ifc-no-storey"} <= codes(issues)


def test_a_room_without_a_shape_is_named_and_the_others_read(tmp_path: Path) -> None:
    path = plain(two_storeys(), tmp_path / "model.ifc")
    model: Any = ifcopenshell.open(str(path))
    spaces = model.by_type("IfcSpace")
    spaces[0].Representation = None
    model.write(str(path))
    drawing, issues = read_ifc(path)
    assert len(drawing.spaces) == len(spaces) - 1
    assert "ifc-space-without-shape" in codes(issues)


def test_references_into_nothing_cost_only_the_elements_that_make_them(tmp_path: Path) -> None:
    path = plain(two_storeys(), tmp_path / "model.ifc")
    lines = path.read_text(encoding="utf-8").splitlines()
    whole, _ = read_ifc(path)
    chosen = [k for k, line in enumerate(lines) if "IFCLOCALPLACEMENT" in line or "IFCPOLYLINE" in line]
    for k in chosen[4::9]:
        (tmp_path / "cut.ifc").write_text("\n".join(lines[:k] + lines[k + 1 :]), encoding="utf-8")
        try:
            drawing, issues = read_ifc(tmp_path / "cut.ifc")
        except InputError as error:
            codes(error.issues)
            continue
        codes(issues)
        assert len(drawing.spaces) >= len(whole.spaces) - 1


def test_a_sample_layout_keeps_its_fingerprint_through_a_model(root: Path, tmp_path: Path) -> None:
    drawing, _ = read_layout(root / "sample_sites/kveldsvag/layouts/corridor_block.geojson")
    write_layout_ifc(drawing, tmp_path / "model.ifc")
    again, issues = read_ifc(tmp_path / "model.ifc")
    assert again.fingerprint == drawing.fingerprint
    assert issues == drawing.issues
