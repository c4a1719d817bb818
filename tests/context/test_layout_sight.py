from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, box

from siteplan.context import LayoutContext
from siteplan.context.layout_eyes import Eye
from siteplan.errors import MissingDataError, NotApplicableError
from siteplan.measures.regions import seen_by_at_least
from siteplan.readers.layout import place
from tests.layouts import (
    Feature,
    access,
    base,
    context_of,
    courtyard_of,
    door,
    dwelling,
    feature,
    fence,
    hedge,
    layout,
    neighbour,
    path,
    read,
    space,
    unit,
    viewpoint,
    wall,
    window,
)

LIVING = frozenset({"living", "living_kitchen", "bedroom", "dwelling"})


def sees(*features: Feature, eye: tuple[float, float, float], target: tuple[float, float, float]) -> bool:
    """Whether one point sees another past what is drawn."""
    context = context_of(layout(*features, storeys=(0, 1)))
    return seen_by(context, eye, target) is None


def seen_by(context: LayoutContext, eye: tuple[float, float, float], target: tuple[float, float, float]) -> str | None:
    """None where the target is seen, else the id of what blocks, or "slab"."""
    one = Eye(viewpoint="e", point=shapely.Point(eye[:2]), storey=0, z=eye[2], height_m=eye[2], posture="standing")
    sight = context.sight.sightings([one], np.array([target]), range_m=1000)
    return None if sight.visible[0, 0] else str(sight.blocker[0, 0] or "slab")


ROOM = space("room", (0, 0, 4, 4), "office")
INSIDE, OUTDOORS = (2.0, 2.0, 1.6), (2.0, -10.0, 1.4)


# --- walls, windows, doors ------------------------------------------------------------------------------------------


def test_the_outline_of_a_room_is_a_wall() -> None:
    assert not sees(ROOM, eye=INSIDE, target=OUTDOORS)


@pytest.mark.parametrize(
    ("sill", "head", "glazing", "clear"),
    [
        (0.8, 2.1, None, True), (1.7, 2.1, None, False), (0.2, 1.4, None, False),
        (0.8, 2.1, "obscured", False), (0.8, 2.1, "one_way", True),
    ],
)  # fmt: skip
def test_a_window_lets_a_line_through_between_sill_and_head(
    sill: float, head: float, glazing: str | None, clear: bool
) -> None:
    glass = window("w", (1, 0), (3, 0), sill=sill, head=head, glazing=glazing)
    assert sees(ROOM, glass, eye=INSIDE, target=OUTDOORS) is clear


def test_nobody_looks_into_a_home_through_one_way_glass() -> None:
    home = [space("home", (0, 0, 4, 4), "living", unit="u1"), door("d", (0, 1), (0, 2)),
            window("w", (1, 0), (3, 0), glazing="one_way")]  # fmt: skip
    assert not sees(*home, eye=OUTDOORS, target=INSIDE)


def test_a_line_beside_the_window_meets_the_wall() -> None:
    assert not sees(ROOM, window("w", (1, 0), (3, 0)), eye=INSIDE, target=(12.0, -4.0, 1.4))


@pytest.mark.parametrize(("glazed", "clear"), [(None, False), (True, True)])
def test_a_closed_door_blocks_unless_it_is_glazed(glazed: bool | None, clear: bool) -> None:
    assert sees(ROOM, door("d", (1.5, 0), (2.5, 0), glazed=glazed), eye=INSIDE, target=OUTDOORS) is clear


def test_above_the_head_of_a_glazed_door_there_is_wall() -> None:
    glazed = door("d", (1.5, 0), (2.5, 0), glazed=True)
    assert not sees(ROOM, glazed, eye=(2, 2, 1.6), target=(2, -2, 3.6))
    assert sees(ROOM, glazed, eye=(2, 2, 0.3), target=(2, -10, 0.1))


def test_both_walls_of_two_rooms_side_by_side_are_cut() -> None:
    rooms = [ROOM, space("next", (4.2, 0, 8, 4), "meeting")]
    eye, target = (2.0, 2.0, 1.6), (6.0, 2.0, 1.4)
    assert not sees(*rooms, eye=eye, target=target)
    assert sees(*rooms, window("w", (4.1, 1), (4.1, 3)), eye=eye, target=target)


def test_drawn_walls_rule_over_outlines() -> None:
    assert sees(ROOM, wall("w", (0, 4), (4, 4)), eye=INSIDE, target=OUTDOORS)
    assert not sees(ROOM, wall("w", (0, 0), (4, 0)), eye=INSIDE, target=OUTDOORS)
    low = wall("w", (0, 0), (4, 0), height=1.0)
    assert sees(ROOM, low, eye=INSIDE, target=OUTDOORS)
    glass = feature("wall", "w", LineString([(0, 0), (4, 0)]), storey=0, opaque=False)
    assert sees(ROOM, glass, eye=INSIDE, target=OUTDOORS)


def test_a_door_closes_the_gap_that_is_left_for_it_between_drawn_walls() -> None:
    walls = [wall("a", (0, 0), (1.5, 0)), wall("b", (2.5, 0), (4, 0))]
    assert sees(ROOM, *walls, eye=INSIDE, target=OUTDOORS)
    assert not sees(ROOM, *walls, door("d", (1.5, 0), (2.5, 0)), eye=INSIDE, target=OUTDOORS)
    assert sees(ROOM, *walls, window("w", (1.5, 0), (2.5, 0)), eye=INSIDE, target=OUTDOORS)


def test_a_wall_with_thickness_is_cut_through_both_its_faces() -> None:
    thick = feature("wall", "w", box(-0.3, -0.3, 4.3, 0), storey=0)
    assert not sees(ROOM, thick, eye=INSIDE, target=OUTDOORS)
    assert sees(ROOM, thick, window("win", (1, -0.15), (3, -0.15)), eye=INSIDE, target=OUTDOORS)


# --- outdoors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("obstacle", "clear"),
    [
        (fence("f", (-5, -5), (9, -5), height=1.2), True), (fence("f", (-5, -5), (9, -5), height=1.8), False),
        (fence("f", (-5, -5), (9, -5), height=1.8, opaque=False), True),
        (hedge("h", (-5, -6, 9, -5), height=2.0), False), (hedge("h", (-5, -6, 9, -5), height=1.0), True),
        (hedge("h", (-5, -6, 9, -5), height=5.0, crown_base=1.7), True),
        (neighbour("n", (-5, -8, 9, -5)), False), (neighbour("n", (-5, -8, 9, -5), height=1.0), True),
    ],
)  # fmt: skip
def test_fences_hedges_and_neighbours_block_over_their_height(obstacle: Feature, clear: bool) -> None:
    anchor = space("far", (100, 100, 104, 104), "common")
    assert sees(anchor, obstacle, eye=(2, 2, 1.6), target=OUTDOORS) is clear


def test_a_neighbour_without_height_is_three_metres_high() -> None:
    anchor = space("far", (100, 100, 104, 104), "common")
    house = neighbour("n", (-5, -8, 9, -5))
    assert not sees(anchor, house, eye=(2, 0, 2.95), target=(2, -12, 2.95))
    assert sees(anchor, house, eye=(2, 0, 3.05), target=(2, -12, 3.05))


def test_an_element_in_the_way_is_named() -> None:
    context = context_of(layout(space("far", (100, 100, 104, 104), "common"), fence("f7", (-5, -5), (9, -5))))
    assert seen_by(context, (2, 2, 1.6), OUTDOORS) == "f7"


# --- floors and roofs -----------------------------------------------------------------------------------------------


def test_no_line_passes_a_roof_or_the_floor_between_two_storeys() -> None:
    glass = [window("a", (0.1, 0), (3.9, 0), sill=0, head=2.7), window("b", (0.1, 4), (3.9, 4), sill=0, head=2.7)]
    one_storey = [ROOM, *glass]
    # From above, down through the roof and out at the far window.
    assert not sees(*one_storey, eye=(2, 8, 6.0), target=(2, -4, 0.0))
    assert sees(*one_storey, eye=(2, 8, 2.0), target=(2, -4, 1.0))
    upper = [
        *one_storey, space("up", (0, 0, 4, 4), "living", unit="u", storey=1), door("d", (0, 1), (0, 2), storey=1),
    ]  # fmt: skip
    # In by the window of the ground floor, up through the floor of the room above.
    assert not sees(*upper, eye=(2, -1, 1.0), target=(2, 3.5, 4.1))


def test_between_two_storeys_no_line_slips_through() -> None:
    tower = [ROOM, space("up", (0, 0, 4, 4), "office", storey=1)]
    # Storeys are 2.7 m high and stand 3 m apart.
    assert not sees(*tower, eye=(2, 8, 2.85), target=(2, -4, 2.85))


# --- who looks ------------------------------------------------------------------------------------------------------


def test_without_drawn_viewpoints_the_staff_stand_and_sit_inside_their_windows_and_amid_their_rooms() -> None:
    context = context_of(layout(*base()))
    eyes = context.viewpoints
    assert context.viewpoints_derived
    assert {eye.viewpoint for eye in eyes} == {
        "base_window_front", "base_window_left", "base_window_back", "base_window_meeting", "base_office",
        "base_meeting", "base_medication",
    }  # fmt: skip
    assert {(eye.posture, eye.height_m) for eye in eyes} == {("standing", 1.6), ("seated", 1.2)}
    at = {eye.viewpoint: (eye.point.x, eye.point.y) for eye in eyes}
    assert at["base_window_front"] == pytest.approx((2.5, 0.5))
    assert at["base_window_left"] == pytest.approx((0.5, 2.0))


def test_the_wardrobe_is_no_viewpoint() -> None:
    room = space("w", (9, 0, 12, 4), "wardrobe")
    context = context_of(layout(*base(), room, window("ww", (10, 0), (11, 0))))
    assert not {"w", "ww"} & {eye.viewpoint for eye in context.viewpoints}


def test_a_shallow_room_is_looked_out_of_from_within_it() -> None:
    booth = [space("booth", (0, 0, 3, 0.4), "office"), window("w", (1, 0), (2, 0))]
    [eye, _] = [eye for eye in context_of(layout(*booth)).viewpoints if eye.viewpoint == "w"]
    assert 0 < eye.point.y < 0.4


def test_drawn_viewpoints_rule_and_only_the_staffs_count() -> None:
    drawing = layout(
        *base(), viewpoint("desk", (1, 1), main=True), viewpoint("chair", (2, 1), seated=False),
        feature("viewpoint", "bench", shapely.Point(20, 20), storey=0, role="resident"),
    )  # fmt: skip
    context = context_of(drawing)
    assert [(eye.viewpoint, eye.posture, eye.main) for eye in context.viewpoints] == [
        ("desk", "standing", True), ("desk", "seated", True), ("chair", "standing", False)
    ]  # fmt: skip
    assert not context.viewpoints_derived


def test_what_is_missing_for_staff_sight_is_said() -> None:
    with pytest.raises(MissingDataError) as no_base:
        context_of(layout(*unit("u1"))).sight.staff_eyes()
    with pytest.raises(MissingDataError) as no_windows:
        context_of(layout(*unit("u1"), *base(at=(20, 0), windows=False))).sight.staff_eyes()
    with pytest.raises(NotApplicableError) as unstaffed:
        context_of(layout(*unit("u1"), *base(at=(20, 0))), programme={"staffed_base": False}).sight.staff_eyes()
    assert (no_base.value.missing, no_windows.value.missing) == ("layout_base", "layout_base_windows")
    assert unstaffed.value.reason == "without_staffed_base"


# --- doors and paths ------------------------------------------------------------------------------------------------


def test_from_a_base_at_the_head_of_a_courtyard_every_door_is_seen_and_a_fence_hides_those_behind_it() -> None:
    court = courtyard_of(4)
    context = context_of(layout(*court))
    doors = [one.main_door for one in context.units if one.main_door]
    assert [found.seen for found in context.sight.doors_seen(doors, target_m=1.4, range_m=50)] == [True] * 4
    # Along the fronts of the lower row, which stands at y = 0.
    fenced = context_of(layout(*court, fence("f", (-3, 2), (25, 2))))
    fronts = [one.exits[0] for one in fenced.units]
    found = {sight.door.id: sight for sight in fenced.sight.doors_seen(fronts, target_m=1.4, range_m=50)}
    assert {id_ for id_, sight in found.items() if not sight.seen} == {"u2_main", "u4_main"}
    assert found["u2_main"].blocker == "f"
    assert found["u1_main"].blocker is None
    line = found["u2_main"].line
    assert line is not None and line.length == pytest.approx(found["u2_main"].distance_m)


def test_a_door_out_of_range_is_not_seen() -> None:
    context = context_of(layout(*courtyard_of(4)))
    doors = [one.main_door for one in context.units if one.main_door]
    near = context.sight.doors_seen(doors, target_m=1.4, range_m=12)
    assert [found.seen for found in near] == [found.distance_m <= 12 for found in near]
    assert {found.seen for found in near} == {True, False}


def test_the_seen_share_of_a_path_is_by_length() -> None:
    features = [*base(), viewpoint("v", (2, 1), seated=False), window("x", (8.2, 0), (8.8, 0))]
    screen = fence("f", (0, -4), (0, -20), height=2.5)
    context = context_of(layout(*features, screen, path("p", (-12, -5), (8, -5))))
    found = context.sight.paths_seen(spacing_m=0.5, target_m=1.4, range_m=50)
    assert found.drawn and len(found.points) == 40
    # The window reaches from x = 1.5 to 3.5: from (2, 1) one sees x = -1 to 11 at y = -5; the fence hides x < 0.
    assert found.share == pytest.approx(8 / 20, abs=0.03)
    assert found.best_share == found.share and found.best_viewpoint == "v"
    seen, unseen = found.pieces()
    assert seen.area > 0 and unseen.area > seen.area


def test_where_no_path_is_drawn_the_walks_from_the_access_are_taken_and_that_is_said() -> None:
    features = [*unit("u1", at=(0, 20)), *base()]
    found = context_of(layout(*features, access((-20, 10)))).sight.paths_seen(spacing_m=1, target_m=1.4, range_m=50)
    assert not found.drawn
    assert found.length_m.sum() == pytest.approx(math.hypot(20.9, 10), abs=0.1)
    with pytest.raises(MissingDataError) as raised:
        context_of(layout(*features)).sight.paths_seen(spacing_m=1, target_m=1.4, range_m=50)
    assert raised.value.missing == "layout_paths"


def test_a_path_drawn_as_an_area_is_sampled_all_over() -> None:
    way = feature("path", "p", box(-4, -8, 8, -6))
    found = context_of(layout(*base(), way)).sight.paths_seen(spacing_m=0.5, target_m=1.4, range_m=50)
    assert len(found.points) == 24 * 4


# --- areas ----------------------------------------------------------------------------------------------------------


def test_seen_and_blind_are_the_whole_outdoor_area_and_agree_with_single_lines() -> None:
    context = context_of(layout(*courtyard_of(4), hedge("h", (4, 7, 8, 9))))
    found = context.sight.outdoor_coverage(target_m=1.4)
    assert found.seen_area_m2 + found.blind_area_m2 == pytest.approx(context.outdoor_domain.area)
    assert found.spots and found.spots[0].nearest is not None
    points = np.random.default_rng(4).uniform((-8, -12), (32, 30), (500, 2))
    points = points[shapely.contains_xy(context.outdoor_domain, points[:, 0], points[:, 1])]
    away = shapely.distance(shapely.points(points), found.seen.boundary) > 0.02
    targets = context.sight.ground_targets(points, target_m=1.4)
    single = context.sight.sightings(context.viewpoints, targets, range_m=1000).seen
    inside = shapely.contains_xy(found.seen, points[:, 0], points[:, 1])
    # In the hedge itself nobody stands: its panels are its outline.
    assert (single == inside)[away].all()


def test_homes_are_seen_through_their_windows_and_only_there() -> None:
    features = [*base(), *unit("u1", at=(0, -14), turn=0)]
    context = context_of(layout(*features))
    # The front of the base looks at the back of the unit, its living room; the bedroom lies behind it.
    [home] = context.sight.homes_seen(context.units, uses=LIVING, target_m=1.1, range_m=20)
    assert home.floor_m2 == pytest.approx(22.2 + 7.2)
    assert 0.05 < home.share < 0.75
    living = box(0, -11, 6, -7.3)
    assert home.seen.difference(living).area == pytest.approx(0, abs=1e-9)
    screened = context_of(layout(*features, fence("f", (-5, -5), (15, -5), height=2.2)))
    assert screened.sight.homes_seen(screened.units, uses=LIVING, target_m=1.1, range_m=20)[0].share == 0
    far = context.sight.homes_seen(context.units, uses=LIVING, target_m=1.1, range_m=5)
    assert far[0].share == 0


def test_the_seen_floor_agrees_with_single_lines_upstairs_too() -> None:
    features = [
        *base(), *dwelling("u0", (0, -14, 8, -8), doors=[((0, -12), (0, -11))]),
        *dwelling("u1", (0, -14, 8, -8), doors=[((0, -12), (0, -11))], storey=1),
        window("w0", (1, -8), (4, -8)), window("w1", (3, -8), (7, -8), storey=1),
    ]  # fmt: skip
    context = context_of(layout(*features, storeys=(0, 1)))
    homes = context.sight.homes_seen(context.units, uses=LIVING, target_m=1.1, range_m=30)
    assert [home.unit.id for home in homes] == ["u0", "u1"]
    assert homes[0].share > 0
    for home in homes:
        x, y = np.meshgrid(np.arange(0.1, 8, 0.23), np.arange(-13.9, -8, 0.23))
        points = np.column_stack([x.ravel(), y.ravel()])
        z = context.floor_z(home.unit.spaces[0]) + 1.1
        targets = np.column_stack([points, np.full(len(points), z)])
        single = context.sight.sightings(context.viewpoints, targets, range_m=30).seen
        inside = shapely.contains_xy(home.seen, points[:, 0], points[:, 1])
        away = np.ones(len(points), dtype=bool)
        if not home.seen.is_empty:
            away = shapely.distance(shapely.points(points), home.seen.boundary) > 0.02
        assert (single == inside)[away].all()


def test_a_home_without_windows_drawn_cannot_be_judged() -> None:
    context = context_of(layout(*base(), *unit("u1", at=(0, -14), windows=False)))
    with pytest.raises(MissingDataError) as raised:
        context.sight.homes_seen(context.units, uses=LIVING, target_m=1.1, range_m=20)
    assert raised.value.missing == "layout_unit_windows"


def test_what_is_seen_from_a_door_ends_at_the_houses() -> None:
    context = context_of(layout(*courtyard_of(4)))
    court = box(0, 0, 15, 16)
    points = np.array([[one.exits[0].outside_point.x, one.exits[0].outside_point.y] for one in context.units])
    regions = context.sight.seen_from(points, eye_m=1.6, target_m=1.4, domain=context.outdoor_domain)
    for region in regions:
        assert region.intersection(court).area == pytest.approx(court.area, rel=0.02)
        assert region.area < context.outdoor_domain.area
    levels = [seen_by_at_least(regions, k) for k in (1, 2, 4)]
    assert levels[0].area == pytest.approx(shapely.union_all(regions).area)
    assert levels[2].area == pytest.approx(shapely.intersection_all(regions).area)
    assert levels[0].area > levels[1].area > levels[2].area


def test_removing_a_fence_hides_nothing_more() -> None:
    court = courtyard_of(4)
    screens = [fence("f", (2, 4), (8, 6)), fence("g", (12, 10), (12, 15)), hedge("h", (4, 7, 8, 9))]
    areas = []
    for count in range(len(screens) + 1):
        context = context_of(layout(*court, *screens[:count]))
        domain = context.outdoor_domain
        areas.append(context.sight.outdoor_coverage(target_m=1.4, domain=domain).seen_area_m2)
    assert areas == sorted(areas, reverse=True)
    assert areas[0] > areas[-1]


def test_moving_and_turning_a_layout_changes_nothing_that_is_seen() -> None:
    free = read(layout(*courtyard_of(4), fence("f", (2, 4), (8, 6))))
    placed = place(free, x=569500.0, y=7034800.0, rotation_deg=37.0, crs="EPSG:25832")

    def seen(context: LayoutContext) -> list[float]:
        doors = [one.main_door for one in context.units if one.main_door]
        outdoors = context.sight.outdoor_coverage(target_m=1.4)
        homes = context.sight.homes_seen(context.units, uses=LIVING, target_m=1.1, range_m=20)
        return [
            *(float(found.seen) for found in context.sight.doors_seen(doors, target_m=1.4, range_m=50)),
            context.sight.paths_seen(spacing_m=0.5, target_m=1.4, range_m=50).share, outdoors.seen_area_m2,
            *(home.seen_m2 for home in homes),
        ]  # fmt: skip

    assert seen(LayoutContext(placed)) == pytest.approx(seen(LayoutContext(free)), abs=1e-3)
