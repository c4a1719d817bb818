"""Editing a layout: there and back restores it, undo is exact, rooms share their walls, openings stay in walls."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siteplan.editing import (
    LEVELS,
    PALETTE,
    Edit,
    History,
    Item,
    Target,
    added,
    apply_edit,
    copied,
    edge_moved,
    element_ids,
    element_map,
    find_target,
    mirrored,
    moved,
    on_plot,
    parse_edits,
    targets_of,
    turned,
    vertex_inserted,
    vertex_removed,
    vertices_moved,
    without,
)
from siteplan.editing.elements import shape_of
from siteplan.errors import InputError
from siteplan.model import Door, Layout, Plot, Space, Window
from siteplan.readers.layout import parse_layout, read_layout
from siteplan.records.fingerprint import fingerprint
from siteplan.writers.layout import layout_to_geojson

SAMPLES = Path(__file__).parents[2] / "sample_sites" / "kveldsvag" / "layouts"
NAMES = ("courtyard", "terrace", "corridor_block", "scattered")
LAYOUTS = {name: read_layout(SAMPLES / f"{name}.geojson")[0] for name in NAMES}
COURTYARD = LAYOUTS["courtyard"]

metres = st.integers(-2_000_000, 2_000_000).map(lambda micro: micro / 1e4)
degrees = st.floats(-360, 360, allow_nan=False)


@st.composite
def held(draw: st.DrawFn) -> tuple[Layout, Target]:
    """Anything that can be taken hold of in a sample layout."""
    layout = LAYOUTS[draw(st.sampled_from(NAMES))]
    targets = targets_of(layout, draw(st.sampled_from(LEVELS)), 0)
    return layout, draw(st.sampled_from(targets))


def content(layout: Layout) -> str:
    return fingerprint(layout, leave_out=("fingerprint", "sources", "issues"))


def target(layout: Layout, id_: str) -> Target:
    found = find_target(layout, id_)
    assert found is not None
    return found


def farthest(one: Layout, other: Layout) -> float:
    """The farthest that any corner lies from its like in another layout [m]."""
    pairs = zip(element_map(one).values(), element_map(other).values(), strict=True)
    coordinates = [(shapely.get_coordinates(shape_of(a)), shapely.get_coordinates(shape_of(b))) for a, b in pairs]
    return max(float(np.abs(a - b).max()) for a, b in coordinates)


@settings(max_examples=40, deadline=None)
@given(held(), metres, metres)
def test_moved_there_and_back_is_exactly_what_it_was(taken: tuple[Layout, Target], dx: float, dy: float) -> None:
    layout, what = taken
    there = moved(layout, what.members, dx=dx, dy=dy)
    assert content(moved(there, what.members, dx=-dx, dy=-dy)) == content(layout)


@settings(max_examples=30, deadline=None)
@given(held(), degrees)
def test_turned_there_and_back_and_mirrored_twice_stand_where_they_stood(
    taken: tuple[Layout, Target], angle: float
) -> None:
    layout, what = taken
    there = turned(layout, what.members, degrees=angle, about=what.centre)
    back = turned(there, what.members, degrees=-angle, about=what.centre)
    assert farthest(back, layout) <= 2e-6
    once = mirrored(layout, what.members, about=what.centre, axis_deg=angle)
    assert farthest(mirrored(once, what.members, about=what.centre, axis_deg=angle), layout) <= 2e-6


@settings(max_examples=30, deadline=None)
@given(held(), degrees, metres, metres)
def test_moving_and_turning_change_no_size_and_touch_nothing_else(
    taken: tuple[Layout, Target], angle: float, dx: float, dy: float
) -> None:
    layout, what = taken
    after = moved(turned(layout, what.members, degrees=angle, about=what.centre), what.members, dx=dx, dy=dy)
    for id_, element in element_map(after).items():
        before = element_map(layout)[id_]
        if id_ in what.members:
            assert shape_of(element).area == pytest.approx(shape_of(before).area, abs=1e-3)
            assert shape_of(element).length == pytest.approx(shape_of(before).length, abs=1e-4)
        else:
            assert element is before


edits = st.builds(
    Edit, seq=st.just(1), operation=st.sampled_from(("move", "turn", "mirror", "copy", "delete", "add")),
    target=st.sampled_from([t.id for level in LEVELS for t in targets_of(COURTYARD, level, 0)]),
    item=st.sampled_from([item for item in PALETTE if item not in ("door", "window")]),
    x=metres, y=metres, amount=degrees,
).map(lambda e: dataclasses.replace(e, x=e.x + 499900.0, y=e.y + 7031280.0) if e.operation == "add" else e)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(edits, min_size=1, max_size=6))
def test_undoing_everything_is_exactly_the_beginning_and_redoing_exactly_the_end(steps: list[Edit]) -> None:
    history, done = History(present=COURTYARD), 0
    for edit in steps:
        try:
            after, _ = apply_edit(history.present, edit)
        except InputError as error:
            assert {issue.code for issue in error.issues} <= {"edit-gone", "edit-no-wall"}
            continue
        history, done = history.done(after), done + 1
    end = history.present
    for _ in range(done):
        history = history.undone()
    assert history.present is COURTYARD
    assert history.undone() is history
    for _ in range(done):
        history = history.redone()
    assert history.present is end
    assert history.redone() is history


@settings(max_examples=25, deadline=None)
@given(st.lists(edits, min_size=1, max_size=5))
def test_whatever_is_drawn_is_read_back_from_its_file_as_it_was_drawn(steps: list[Edit]) -> None:
    layout = COURTYARD
    for edit in steps:
        try:
            layout, _ = apply_edit(layout, edit)
        except InputError:
            continue
    if not layout.spaces:
        return
    read, _ = parse_layout(layout_to_geojson(layout), name="courtyard.geojson")
    assert len(set(element_map(read))) == sum(1 for _ in read.elements())
    for id_, element in element_map(read).items():
        assert shape_of(element).equals_exact(shape_of(element_map(layout)[id_]), 1e-9)


def test_a_building_takes_its_openings_and_gardens_along_and_a_base_its_hall() -> None:
    pair = target(COURTYARD, "building:u3-hall")
    assert {"u3-main", "u4-back", "u4-bedroom-window", "u3-garden", "hedge-u3-u4"} <= set(pair.members)
    assert not any(member.startswith(("u1", "u5", "base", "path", "court")) for member in pair.members)
    assert {"base-hall", "base-office", "base-front", "base-staff-window"} <= set(target(COURTYARD, "base").members)


def test_a_viewpoint_in_the_base_goes_with_the_base() -> None:
    office = next(space for space in COURTYARD.spaces if space.use == "office")
    desk = office.boundary.centroid
    layout, id_ = added(COURTYARD, "viewpoint", (desk.x, desk.y))
    assert id_ == "element:viewpoint-1"
    assert "viewpoint-1" in target(layout, "base").members
    assert "viewpoint-1" in target(layout, "building:base").members
    assert "viewpoint-1" not in target(layout, "unit:u1").members


@pytest.mark.parametrize("item", PALETTE)
def test_everything_of_the_palette_can_be_added_twice_and_taken_out_again(item: Item) -> None:
    at = target(COURTYARD, "unit:u1").centre
    once, first = added(COURTYARD, item, at, rotation_deg=30.0)
    twice, second = added(once, item, (at[0] + 0.4, at[1]), rotation_deg=30.0)
    assert first != second
    fresh = element_ids(twice) - element_ids(COURTYARD)
    assert len(fresh) == sum(1 for _ in twice.elements()) - sum(1 for _ in COURTYARD.elements())
    assert content(without(twice, fresh)) == content(COURTYARD)


def test_an_added_unit_is_a_home_of_forty_square_metres_with_two_ways_out() -> None:
    layout, id_ = added(COURTYARD, "unit", (499900.0, 7031270.0), rotation_deg=15.0)
    assert id_ == "unit:u9"
    unit = target(layout, id_)
    assert unit.centre == pytest.approx((499900.0, 7031270.0), abs=1e-5)
    assert unit.angle_deg == pytest.approx(15.0, abs=1e-3)
    assert sum(space.boundary.area for space in layout.unit_spaces("u9")) == pytest.approx(40.6, abs=1e-3)
    doors = [element_map(layout)[member] for member in ("u9-main", "u9-back")]
    walls = shapely.union_all([space.boundary.exterior for space in layout.unit_spaces("u9")]).buffer(0.001)
    assert all(walls.covers(shape_of(door)) for door in doors)


@pytest.mark.parametrize("item", ["door", "window"])
def test_a_door_put_down_in_a_room_slides_onto_its_nearest_wall(item: Item) -> None:
    space = COURTYARD.spaces[0]
    layout, id_ = added(COURTYARD, item, (space.boundary.centroid.x, space.boundary.centroid.y))
    shape = shape_of(element_map(layout)[id_.removeprefix("element:")])
    assert min(room.boundary.exterior.distance(shape) for room in layout.spaces) < 1e-5
    with pytest.raises(InputError) as refused:
        added(COURTYARD, item, (499800.0, 7031200.0))
    assert refused.value.issues[0].code == "edit-no-wall"


def test_a_door_that_is_dragged_away_from_the_wall_comes_to_sit_in_it() -> None:
    edit = Edit(seq=1, operation="move", target="element:u1-main", x=0.7, y=0.3)
    after, _ = apply_edit(COURTYARD, edit)
    door = next(door for door in after.doors if door.id == "u1-main")
    assert door.line.length == pytest.approx(1.0, abs=1e-3)
    assert min(room.boundary.exterior.hausdorff_distance(door.line) for room in after.spaces) >= 0
    assert any(shapely.buffer(room.boundary.exterior, 1e-4).covers(door.line) for room in after.spaces)


def overlaps(layout: Layout, unit: str) -> float:
    """Floor that two rooms of a unit share, and what its rooms leave open between them [m2]."""
    rooms = [space.boundary for space in layout.unit_spaces(unit)]
    union = shapely.union_all(rooms)
    shared = sum(float(room.area) for room in rooms) - float(union.area)
    return shared + sum(float(shapely.Polygon(hole).area) for hole in getattr(union, "interiors", ()))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([space.id for space in COURTYARD.unit_spaces("u1")]), st.integers(0, 3), st.floats(-0.6, 0.6))
def test_a_wall_between_rooms_moves_as_a_whole_and_its_openings_with_it(room: str, side: int, way: float) -> None:
    try:
        after = edge_moved(COURTYARD, room, side, distance=way)
    except InputError as error:
        assert [issue.code for issue in error.issues] == ["edit-wall-too-short"]
        return
    assert overlaps(after, "u1") == pytest.approx(overlaps(COURTYARD, "u1"), abs=0.02)
    walls = shapely.union_all([space.boundary.exterior for space in after.unit_spaces("u1")]).buffer(0.02)
    openings: tuple[Door | Window, ...] = (*after.doors, *after.windows)
    for opening in openings:
        if opening.id.startswith("u1-"):
            assert walls.covers(opening.line), opening.id


def test_a_wall_moved_there_and_back_stands_where_it_stood() -> None:
    there = edge_moved(COURTYARD, "u1-living", 0, distance=0.4)
    assert content(there) != content(COURTYARD)
    back = edge_moved(there, "u1-living", 0, distance=-0.4)
    rooms = [dataclasses.replace(layout, doors=(), windows=()) for layout in (back, COURTYARD)]
    assert farthest(*rooms) <= 3e-6
    assert farthest(back, COURTYARD) <= 1e-3  # openings drawn half a millimetre off their wall are put into it


def test_rooms_that_meet_in_a_corner_keep_meeting_in_it() -> None:
    hall = next(space for space in COURTYARD.spaces if space.id == "u1-hall")
    corner = hall.boundary.exterior.coords[1]
    to = (corner[0] + 0.2, corner[1] + 0.1)
    after = vertices_moved(COURTYARD, "u1-hall", [(1, to)])
    changed = [s for s in after.spaces if s != element_map(COURTYARD)[s.id]]
    assert {"u1-hall", "u1-bath"} <= {space.id for space in changed}
    for space in changed:
        assert min(math.dist(to, xy) for xy in space.boundary.exterior.coords) < 1e-6


def test_an_outline_that_would_cross_itself_is_refused_in_words() -> None:
    first, second, third, _ = target(COURTYARD, "element:court").vertices
    beyond = (second[0] + 0.5 * (third[0] - first[0]), second[1] + 0.5 * (third[1] - first[1]))
    over = (2 * third[0] - second[0] + beyond[0] - second[0], 2 * third[1] - second[1] + beyond[1] - second[1])
    with pytest.raises(InputError) as refused:
        vertices_moved(COURTYARD, "court", [(1, over), (2, second)])
    assert refused.value.issues[0].code == "edit-crossing"


def test_a_corner_put_into_a_path_and_taken_out_again_leaves_it_as_it_was() -> None:
    path = COURTYARD.paths[0]
    more = vertex_inserted(COURTYARD, path.id, 0, (499900.0, 7031260.0))
    assert len(target(more, f"element:{path.id}").vertices) == 4
    assert content(vertex_removed(more, path.id, 1)) == content(COURTYARD)
    with pytest.raises(InputError):
        vertex_removed(vertex_removed(vertex_removed(COURTYARD, path.id, 1), path.id, 0), path.id, 0)


def test_a_copied_unit_has_a_name_of_its_own_and_stands_beside() -> None:
    after, id_ = copied(COURTYARD, target(COURTYARD, "unit:u8").members, dx=3.0, dy=0.0)
    assert id_ == "unit:u9"
    assert after.unit_ids() == (*COURTYARD.unit_ids(), "u9")
    assert "u9-main" in element_map(after)
    assert content(without(after, element_ids(after) - element_ids(COURTYARD))) == content(COURTYARD)


def test_a_unit_pulled_out_of_a_row_is_a_building_of_its_own() -> None:
    terrace = LAYOUTS["terrace"]
    assert target(terrace, "building:row").members[0] == "u1-hall"
    after, _ = apply_edit(terrace, Edit(seq=1, operation="move", target="unit:u1", x=-8.0, y=20.0))
    assert find_target(after, "building:u1-hall") is not None
    nudged, _ = apply_edit(terrace, Edit(seq=1, operation="move", target="unit:u1", x=0.1, y=0.0))
    assert all(space.building == "row" for space in nudged.spaces)


def test_a_camera_looks_the_turned_and_the_mirrored_way() -> None:
    layout, _ = added(COURTYARD, "camera", (499900.0, 7031260.0), rotation_deg=30.0)
    assert layout.cameras[0].heading_deg == pytest.approx(60.0)
    about = (499900.0, 7031260.0)
    assert turned(layout, ["camera-1"], degrees=20.0, about=about).cameras[0].heading_deg == pytest.approx(40.0)
    flipped = mirrored(layout, ["camera-1"], about=about, axis_deg=90.0).cameras[0]
    assert flipped.heading_deg == pytest.approx(300.0)  # 60 degrees east of north becomes 60 degrees west of it


def test_a_layout_placed_on_another_plot_stands_in_its_middle_with_everything_round_it_the_plots_own() -> None:
    boundary = shapely.box(500400.0, 7031000.0, 500500.0, 7031060.0)
    plot = Plot(id="p9", name="", boundary=boundary, crs="EPSG:25832", entrances=(shapely.Point(500400.0, 7031030.0),))
    placed = on_plot(COURTYARD, plot)
    assert placed.plot_boundary is boundary
    assert placed.access == plot.entrances
    assert placed.placement is not None and placed.placement.plot == "p9"
    assert all(shapely.covers(boundary, space.boundary) for space in placed.spaces)
    before = [space.boundary.area for space in COURTYARD.spaces]
    assert [space.boundary.area for space in placed.spaces] == pytest.approx(before, abs=1e-3)
    read, _ = parse_layout(layout_to_geojson(placed), name="x.geojson")
    assert read.placement == placed.placement
    assert shape_of(read.spaces[3]).equals_exact(shape_of(placed.spaces[3]), 1e-9)
    again = on_plot(placed, plot)
    assert farthest(again, placed) == 0.0


@pytest.mark.parametrize(
    "raw",
    [
        None, "move", [3], [{"op": "explode"}], [{"op": "move", "target": 7}], [{"op": "move", "x": math.nan}],
        [{"op": "move", "x": 1e12}], [{"op": "add"}], [{"op": "add", "item": "bomb"}], [{"op": "move", "item": "unit"}],
        [{"op": "corner", "index": 1.5}], [{"op": "move", "x": True}], [{"op": "move", "target": "u" * 999}],
    ],
)  # fmt: skip
def test_what_is_no_edit_is_dropped(raw: object) -> None:
    assert parse_edits(raw) == ()


def test_an_edit_of_something_that_is_gone_is_refused_in_words() -> None:
    gone = Edit(seq=1, operation="move", target="unit:u77", x=1.0)
    with pytest.raises(InputError) as refused:
        apply_edit(COURTYARD, gone)
    assert refused.value.issues[0].code == "edit-gone"


def test_rooms_of_other_storeys_stay_when_a_room_is_moved() -> None:
    block = LAYOUTS["corridor_block"]
    room = next(space for space in block.spaces if space.storey == 1 and space.unit is not None)
    members = target(block, f"element:{room.id}").members
    assert all(getattr(element_map(block)[member], "storey", 1) == 1 for member in members)
    assert isinstance(element_map(block)[members[0]], Space)
