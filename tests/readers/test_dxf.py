from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from time import process_time

import pytest
from ezdxf.math import Matrix44
from shapely.geometry import Point

from siteplan.context.layout_plans import openings_in_use, storey_plans
from siteplan.errors import InputError, Issue
from siteplan.model import OUTSIDE, Layout
from siteplan.readers.dxf import read_dxf
from siteplan.readers.import_mapping import ImportMapping, LayerTable, RepairTable, read_mapping
from siteplan.text import LANGUAGES, issue_sentence
from tests.drawings import Plan, double_line_home, single_line_home, small_home


def codes(issues: tuple[Issue, ...]) -> list[str]:
    for issue in issues:
        for language in LANGUAGES:
            sentence = issue_sentence(issue, language)
            assert "{" not in sentence.replace("{file}", "{")
    return [issue.code for issue in issues]


def doors_of(layout: Layout) -> set[frozenset[str]]:
    return {frozenset(use.sides) for use in openings_in_use(storey_plans(layout))[0]}


def rooms_of(layout: Layout) -> dict[str, tuple[str, float]]:
    return {space.id: (space.use, round(space.boundary.area, 2)) for space in layout.spaces}


HOME = {"101": ("hall", 5.8), "102": ("bathroom", 5.51), "103": ("bedroom", 11.31), "104": ("living_kitchen", 24.0)}
HOME_DOORS = {
    frozenset(pair) for pair in (("101", OUTSIDE), ("101", "102"), ("101", "104"), ("103", "104"), ("104", OUTSIDE))
}  # fmt: skip


# --- rooms, doors and windows -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("insunits", "scale"), [(6, 1.0), (4, 1000.0), (5, 100.0), (1, 1 / 0.0254), (2, 1 / 0.3048)])
def test_outlines_texts_and_blocks_become_rooms_with_doors_in_every_unit(
    tmp_path: Path, insunits: int, scale: float
) -> None:
    layout, issues = read_dxf(small_home(insunits=insunits, scale=scale).save(tmp_path / "home.dxf"))
    assert rooms_of(layout) == HOME
    assert doors_of(layout) == HOME_DOORS
    assert len(layout.windows) == 2
    assert layout.unit_ids() == ("1",)
    assert "import-units-by-house" in codes(issues)
    assert not [issue for issue in issues if issue.severity != "information"]


@pytest.mark.parametrize("prefix", ["plan$0$", "plan|"])
def test_the_prefix_of_an_external_reference_does_not_hide_a_layer(tmp_path: Path, prefix: str) -> None:
    if "|" in prefix:
        plan = Plan()
        plan.drawing.layers.add(f"{prefix}A-WALL")
        plan.lines((0, 0), (4, 0), (4, 4), (0, 4), (0, 0), layer=f"{prefix}A-WALL").text("Stue", (1, 1))
    else:
        plan = single_line_home(wall=f"{prefix}VEGG")
    layout, _ = read_dxf(plan.save(tmp_path / "xref.dxf"))
    assert {space.use for space in layout.spaces} >= {"living"}


def test_walls_of_one_line_become_rooms_and_the_gaps_in_them_doors(tmp_path: Path) -> None:
    layout, issues = read_dxf(single_line_home().save(tmp_path / "plan.dxf"))
    assert sorted(rooms_of(layout).values()) == [("bedroom", 16.0), ("living", 16.0)]
    assert sorted(len(sides - {OUTSIDE}) for sides in doors_of(layout)) == [1, 2]
    assert all(door.properties["leaf"] is False for door in layout.doors)
    assert "dxf-gap-closed" not in codes(issues)


def test_walls_of_two_faces_keep_their_thickness_and_openings_lie_in_their_middle(tmp_path: Path) -> None:
    layout, _ = read_dxf(double_line_home().save(tmp_path / "plan.dxf"))
    assert sorted(rooms_of(layout).values()) == [("bedroom", 16.0), ("living", 16.0)]
    assert sorted(len(sides - {OUTSIDE}) for sides in doors_of(layout)) == [1, 2]
    assert [round(window.line.length, 3) for window in layout.windows] == [2.0]
    assert layout.windows[0].line.coords[0][1] == pytest.approx(-0.1)
    assert not any("leaf" in door.properties for door in layout.doors)
    (wall,) = layout.walls
    assert wall.line.area == pytest.approx(8.6 * 4.4 - 2 * 16 - 0.2 * 0.0, abs=0.05)


@pytest.mark.parametrize("angle", [17.0, -25.0, 45.0, 123.4])
def test_a_turned_drawing_gives_the_same_rooms_and_doors(tmp_path: Path, angle: float) -> None:
    for plan in (single_line_home(), double_line_home(), small_home()):
        straight, _ = read_dxf(plan.save(tmp_path / "straight.dxf"))
        for entity in plan.space:
            entity.transform(Matrix44.z_rotate(math.radians(angle)))
        turned, _ = read_dxf(plan.save(tmp_path / "turned.dxf"))
        areas = [sorted(s.boundary.area for s in each.spaces) for each in (straight, turned)]
        assert areas[0] == pytest.approx(areas[1], abs=0.01)
        kinds = [sorted(len(pair - {OUTSIDE}) for pair in doors_of(each)) for each in (straight, turned)]
        assert kinds[0] == kinds[1]
        assert len(straight.windows) == len(turned.windows)


def test_blocks_on_unbroken_walls_and_in_wide_gaps_are_found(tmp_path: Path) -> None:
    plan = Plan().lines((0, 0), (1, 0)).lines((3, 0), (6, 0), (6, 4), (0, 4), (0, 0)).line((3, 0), (3, 4))
    plan.text("Stue", (1, 2)).text("Bad", (4, 2)).window_block((1, 0), width=2.0).door_block((3, 1), turn=90)
    layout, _ = read_dxf(plan.save(tmp_path / "plan.dxf"))
    assert sorted(rooms_of(layout).values()) == [("bathroom", 12.0), ("living", 12.0)]
    assert [round(window.line.length, 3) for window in layout.windows] == [2.0]
    assert sorted(len(sides - {OUTSIDE}) for sides in doors_of(layout)) == [2]


def test_a_mirrored_block_and_one_in_a_block_stand_where_they_are_drawn(tmp_path: Path) -> None:
    plan = small_home()
    plan.space.add_blockref("DØR-90", (7.5, 6), dxfattribs={"xscale": -1})
    block = plan.drawing.blocks.new("FASADE")
    block.add_blockref("VINDU-12", (0, 0))
    plan.space.add_blockref("FASADE", (0, 1), dxfattribs={"rotation": 90})
    layout, _ = read_dxf(plan.save(tmp_path / "plan.dxf"))
    assert [door.line.bounds for door in layout.doors if door.line.bounds[0] > 6.5] == [pytest.approx((6.6, 6, 7.5, 6))]
    assert len(layout.windows) == 3


def test_a_gap_of_three_centimetres_is_closed_and_named_with_its_place(tmp_path: Path) -> None:
    layout, issues = read_dxf(single_line_home(gap=0.03).save(tmp_path / "plan.dxf"))
    assert len(layout.spaces) == 2
    (closed,) = [issue for issue in issues if issue.code == "dxf-gap-closed"]
    assert closed.geometry is not None
    assert closed.geometry.distance(Point(0, 4)) < 0.05
    assert "3.0 cm" in issue_sentence(closed, "en")
    assert "(0.03, 4.00)" in issue_sentence(closed, "en")


def test_a_room_that_leaks_is_named_and_the_other_one_read(tmp_path: Path) -> None:
    layout, issues = read_dxf(single_line_home(gap=0.3).save(tmp_path / "plan.dxf"))
    assert [space.use for space in layout.spaces] == ["bedroom"]
    assert {"dxf-room-leaks", "dxf-loose-ends"} <= set(codes(issues))
    wider = ImportMapping(repair=RepairTable(gap=0.35))
    mended, _ = read_dxf(tmp_path / "plan.dxf", mapping=wider)
    assert len(mended.spaces) == 2


def test_lines_drawn_twice_count_once_and_are_named(tmp_path: Path) -> None:
    plan = single_line_home().line((8, 0), (8, 4)).line((8, 4), (8, 0)).line((8, 1), (8, 2))
    layout, issues = read_dxf(plan.save(tmp_path / "plan.dxf"))
    assert len(layout.spaces) == 2
    assert codes(issues).count("dxf-duplicate-line") == 3


def test_an_open_outline_is_closed_within_the_tolerance_only(tmp_path: Path) -> None:
    plan = small_home().outline((10, 0, 13, 3), gap=0.02).outline((20, 0, 23, 3), gap=0.4)
    layout, issues = read_dxf(plan.save(tmp_path / "plan.dxf"))
    assert len(layout.spaces) == 5
    (open_one,) = [issue for issue in issues if issue.code == "dxf-outline-open"]
    assert open_one.values["x"] == "20.00"
    assert open_one.severity == "error"
    assert "dxf-gap-closed" in codes(issues)


def test_an_outline_round_other_rooms_is_no_room(tmp_path: Path) -> None:
    layout, issues = read_dxf(small_home().outline((-0.2, -0.2, 8.2, 6.2)).save(tmp_path / "plan.dxf"))
    assert rooms_of(layout) == HOME
    assert "dxf-outline-round-rooms" in codes(issues)


def test_overlapping_outlines_are_kept_and_named(tmp_path: Path) -> None:
    layout, issues = read_dxf(small_home().outline((7, 4, 10, 8)).save(tmp_path / "plan.dxf"))
    assert len(layout.spaces) == 5
    assert "layout-spaces-overlap" in codes(issues)


def test_a_door_in_mid_air_is_kept_in_the_file_and_named(tmp_path: Path) -> None:
    layout, issues = read_dxf(small_home().door_block((30, 30)).save(tmp_path / "plan.dxf"))
    assert len(layout.doors) == 5
    assert "layout-door-off-wall" in codes(issues)
    kept = layout.properties["kept"]
    assert isinstance(kept, list)
    assert len(kept) == 1


def test_a_text_that_states_another_area_than_the_drawing_is_named(tmp_path: Path) -> None:
    plan = Plan().outline((0, 0, 4, 4)).text("Stue", (1, 2)).text("12,5 m2", (1, 1))
    layout, issues = read_dxf(plan.save(tmp_path / "plan.dxf"))
    assert layout.spaces[0].properties["stated_area_m2"] == 12.5
    assert "import-area-differs" in codes(issues)


def test_two_leaves_and_a_turned_block_stand_in_their_walls(tmp_path: Path) -> None:
    plan = Plan().outline((0, 0, 4, 4)).outline((4.2, 0, 8, 4))
    plan.swing((1, 0), 0.8, 0).swing((4.1, 3), 0.9, 180, layer="A-DOOR")
    plan.window_block((4.1, 0.5), turn=90, width=1.5)
    layout, _ = read_dxf(plan.save(tmp_path / "plan.dxf"))
    assert sorted(len(sides - {OUTSIDE}) for sides in doors_of(layout)) == [1, 2]
    assert layout.windows[0].line.length == pytest.approx(1.5, abs=0.01)


# --- storeys --------------------------------------------------------------------------------------------------------


def test_storeys_come_from_the_names_of_layers(tmp_path: Path) -> None:
    plan = (
        small_home(layer="ROM_ETG-1")
        .outline((0, 0, 8, 6), layer="ROM_ETG-2")
        .outline((0, 0, 3, 3), layer="KJELLER-ROM")
    )
    layout, issues = read_dxf(plan.save(tmp_path / "plan.dxf"))
    assert Counter(space.storey for space in layout.spaces) == {0: 4, 1: 1, -1: 1}
    assert [storey.elevation for storey in layout.storeys] == [-3.0, 0.0, 3.0]
    assert "dxf-storeys" in codes(issues)


def test_storeys_drawn_as_blocks_side_by_side_lie_over_one_another(tmp_path: Path) -> None:
    plan = Plan()
    for number, at in ((1, (0, 0)), (2, (30, 0))):
        block = plan.drawing.blocks.new(f"PLAN {number}")
        block.add_lwpolyline([(0, 0), (5, 0), (5, 4), (0, 4)], close=True, dxfattribs={"layer": "ROM"})
        plan.space.add_blockref(block.name, at)
    layout, _ = read_dxf(plan.save(tmp_path / "plan.dxf"))
    ground, upper = sorted(layout.spaces, key=lambda space: space.storey)
    assert (ground.storey, upper.storey) == (0, 1)
    assert ground.boundary.equals(upper.boundary)


def side_by_side(*, stairs: tuple[float, ...] = (), steps: bool = False) -> Plan:
    """Two storeys on one sheet, the upper 30 m right and 2 m up, with a stair of treads at each of ``stairs``."""
    plan = Plan().text("1. ETASJE", (0, -2)).text("2. ETASJE", (30, 0))
    for x, y, number in ((0.0, 0.0, "101"), (30.0, 2.0, "201")):
        plan.outline((x, y, x + 5, y + 4)).outline((x + 5, y, x + 8, y + 4))
        plan.text(number, (x + 1, y + 2)).text("Stue", (x + 1, y + 1)).text("Trapp", (x + 6, y + 1))
    for x in stairs:
        y = 2.0 if x > 15 else 0.0
        for k in range(9):
            plan.line((x + 5.5, y + 0.5 + 0.28 * k), (x + 6.5, y + 0.5 + 0.28 * k), layer="A-TRAPP")
    if steps:
        plan.lines((1, -0.3), (2.5, -0.3), (2.5, -1.2), (1, -1.2), (1, -0.3), layer="A-TRAPP")
    return plan


PLANS = "[plans]\n0 = { box = [-1, -3, 20, 10] }\n1 = { box = [25, -3, 45, 10], at = [29, -1] }\n"


def read_side_by_side(folder: Path, plan: Plan, *, plans: str = PLANS) -> tuple[Layout, tuple[Issue, ...]]:
    (folder / "map.toml").write_text(plans, encoding="utf-8")
    return read_dxf(plan.save(folder / "plan.dxf"), mapping=read_mapping(folder / "map.toml"))


def test_storeys_side_by_side_are_laid_over_one_another_where_the_mapping_says_where_they_stand(tmp_path: Path) -> None:
    layout, issues = read_side_by_side(tmp_path, side_by_side())
    assert Counter(space.storey for space in layout.spaces) == {0: 2, 1: 2}
    ground, upper = (next(s.boundary for s in layout.spaces if s.storey == k and s.use == "living") for k in (0, 1))
    # The points (-1, -3) and (29, -1) coincide: 30 m to the right and 2 m up.
    assert ground.equals_exact(upper, 1e-9)
    assert "dxf-storeys" in codes(issues)


def test_a_sheet_of_storeys_without_a_mapping_is_named_with_the_remedy(tmp_path: Path) -> None:
    layout, issues = read_dxf(side_by_side().save(tmp_path / "plan.dxf"))
    assert {space.storey for space in layout.spaces} == {0}
    (said,) = (issue for issue in issues if issue.code == "dxf-storeys-side-by-side")
    assert said.severity == "warning" and "[plans]" in issue_sentence(said, "nb")


@pytest.mark.parametrize("drawn_on", [(0.0, 30.0), (0.0,), (30.0,)])
def test_a_stair_joins_the_storeys_on_which_it_is_drawn_or_may_be_seen(
    tmp_path: Path, drawn_on: tuple[float, ...]
) -> None:
    layout, issues = read_side_by_side(tmp_path, side_by_side(stairs=drawn_on))
    (stair,) = layout.connectors
    assert stair.kind == "stair" and stair.storeys == (0, 1)
    assert stair.geometry.area == pytest.approx(1.0 * 0.28 * 8, rel=0.01)
    assert [issue.severity for issue in issues if issue.code == "dxf-stair"] == ["information"]


def test_steps_before_a_door_join_no_storeys(tmp_path: Path) -> None:
    layout, issues = read_side_by_side(tmp_path, side_by_side(stairs=(0.0, 30.0), steps=True))
    assert len(layout.connectors) == 1
    assert "dxf-stair-alone" in codes(issues)


def test_what_lies_outside_every_plan_of_a_sheet_is_left_out_and_counted(tmp_path: Path) -> None:
    plan = side_by_side().outline((100, 0, 110, 10))
    layout, issues = read_side_by_side(tmp_path, plan)
    assert len(layout.spaces) == 4
    assert any(issue.code == "dxf-skipped" and "[plans]" in issue.values["layers"] for issue in issues)


def test_a_plan_without_a_storey_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_side_by_side(tmp_path, side_by_side(), plans="[plans]\nupper = { box = [0, 0, 1, 1] }\n")
    assert raised.value.issues[0].element == "plans.upper"


def test_storeys_come_from_several_files(tmp_path: Path) -> None:
    small_home().save(tmp_path / "plan_1.dxf")
    single_line_home().save(tmp_path / "plan_2.dxf")
    (tmp_path / "map.toml").write_text('[files]\n1 = "plan_2.dxf"\n[heights]\nstep = 2.9\n', encoding="utf-8")
    layout, _ = read_dxf(tmp_path / "plan_1.dxf", mapping=read_mapping(tmp_path / "map.toml"))
    assert Counter(space.storey for space in layout.spaces) == {0: 4, 1: 2}
    assert layout.storey(1).elevation == 2.9


def test_layers_without_a_meaning_are_named_before_anything_is_made_of_them(tmp_path: Path) -> None:
    layout, issues = read_dxf(small_home(layer="LAG 7").save(tmp_path / "plan.dxf"))
    assert rooms_of(layout) == HOME
    assert "dxf-outlines-guessed" in codes(issues)
    layout, issues = read_dxf(single_line_home(wall="0").save(tmp_path / "plan.dxf"))
    assert len(layout.spaces) == 2
    assert "dxf-walls-guessed" in codes(issues)


# --- the mapping ----------------------------------------------------------------------------------------------------


def test_a_mapping_says_which_layers_rooms_units_and_uses_count(tmp_path: Path) -> None:
    plan = small_home(layer="ZZ-1").outline((20, 0, 24, 4), layer="ZZ-1").text("105", (21, 1))
    text = 'leave_out = ["105"]\n[layers]\nspace = ["ZZ*"]\n[units]\nA = ["101", "102", "Sov*"]\n'
    text += '[uses]\noffice = ["104"]\n'
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    layout, issues = read_dxf(plan.save(tmp_path / "plan.dxf"), mapping=read_mapping(tmp_path / "map.toml"))
    assert {space.id for space in layout.unit_spaces("A")} == {"101", "102", "103"}
    assert [space.id for space in layout.base_spaces()] == ["104"]
    assert "105" not in rooms_of(layout)
    assert "import-room-left-out" in codes(issues)
    assert not any(code.startswith("import-units") for code in codes(issues))


def test_every_fault_of_a_mapping_is_named(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('layer = 1\n[repair]\ngap = "five"\n', encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_mapping(path)
    assert {(issue.code, issue.element) for issue in raised.value.issues} == {
        ("unknown-key", "layer"), ("wrong-value", "repair.gap"),
    }  # fmt: skip
    path.write_text('[uses]\nparlour = ["1"]\n[repair]\ngap = -1.0\n[files]\n1 = "../x.dxf"\n', encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_mapping(path)
    assert {issue.element for issue in raised.value.issues} == {"uses.parlour", "repair.gap", "files.1"}
    codes(raised.value.issues)


def test_the_mapping_in_the_documentation_is_one_that_can_be_read(root: Path, tmp_path: Path) -> None:
    text = (root / "docs/drawings.md").read_text(encoding="utf-8")
    (tmp_path / "map.toml").write_text(text.split("```toml")[1].split("```")[0], encoding="utf-8")
    mapping = read_mapping(tmp_path / "map.toml")
    assert mapping.repair == RepairTable()
    assert mapping.units["A"] == ("A1*", "A2*")


def test_a_mapping_places_a_drawing_in_map_coordinates(tmp_path: Path) -> None:
    plan = Plan().outline((569500, 7034800, 569504, 7034806)).text("Stue", (569501, 7034803))
    layout, _ = read_dxf(plan.save(tmp_path / "plan.dxf"), mapping=ImportMapping(crs="EPSG:25832"))
    assert layout.crs == "EPSG:25832"
    assert layout.spaces[0].boundary.area == pytest.approx(24.0)


def test_a_layer_to_be_ignored_is_ignored(tmp_path: Path) -> None:
    table = LayerTable(ignore=("ROM",))
    with pytest.raises(InputError) as raised:
        read_dxf(small_home().save(tmp_path / "plan.dxf"), mapping=ImportMapping(layers=table))
    assert raised.value.issues[0].code == "dxf-empty"


# --- a real drawing -------------------------------------------------------------------------------------------------


def test_the_real_floor_plan_is_refused_with_both_readings_of_its_unit(shared: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_dxf(shared / "data/dxf/floorplan_bishop_overland.dxf")
    (issue,) = raised.value.issues
    assert issue.code == "dxf-units-disagree"
    sentence = issue_sentence(issue, "en")
    assert "says mm" in sentence
    assert "in: 20.2 × 14.3 m" in sentence
    assert "--units" in sentence


def test_the_real_floor_plan_in_inches_matches_its_own_dimension_texts_and_size_codes(shared: Path) -> None:
    start = process_time()
    layout, issues = read_dxf(shared / "data/dxf/floorplan_bishop_overland.dxf", units="in")
    assert process_time() - start < 3.0
    # The drawing has nineteen size codes of doors (2668, 3068, 6068 S.G.D. ...) and eight of windows (5050 XO ...).
    assert (len(layout.doors), len(layout.windows)) == (19, 8)
    stated = [
        (space.boundary.area, float(str(space.properties["stated_area_m2"])))
        for space in layout.spaces
        if "stated_area_m2" in space.properties
    ]
    assert len(stated) >= 12
    assert max(abs(drawn - said) / said for drawn, said in stated) < 0.005
    assert codes(issues).count("import-area-differs") == 1
    uses = Counter(space.use for space in layout.spaces)
    assert uses["bedroom"] == 3
    assert uses["bathroom"] == 3
    assert uses["living_kitchen"] == 1
    assert {use.id for use in openings_in_use(storey_plans(layout))[0] if use.sides == (OUTSIDE, OUTSIDE)} == set()
