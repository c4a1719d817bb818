from __future__ import annotations

import math

import numpy as np
import pytest
from shapely.geometry import LineString, box

from siteplan.context import LayoutContext
from siteplan.errors import MissingDataError
from siteplan.model import OUTSIDE, DataSource, Plot, Surroundings, Terrain
from siteplan.readers.layout import parse_layout, place
from tests.layouts import (
    access,
    base,
    context_of,
    courtyard_of,
    door,
    dwelling,
    feature,
    fence,
    layout,
    moved,
    neighbour,
    plot,
    read,
    shed,
    space,
    stair,
    unit,
    wall,
)


def corridor_block(*, second_stair: bool = False) -> LayoutContext:
    """Two storeys of two units along a corridor with a stair at its west end, over a basement under the west unit."""
    features = []
    for storey in (0, 1):
        features += [
            space(f"c{storey}", (0, 6, 16, 8), "corridor", storey=storey),
            *dwelling(f"w{storey}", (0, 0, 8, 6), doors=[((2, 6), (3, 6))], storey=storey),
            *dwelling(f"e{storey}", (8, 0, 16, 6), doors=[((10, 6), (11, 6))], storey=storey),
        ]
    features += [
        space("cellar", (0, 0, 8, 6), "basement", storey=-1),
        door("front", (0, 6.5), (0, 7.5)),
        stair("stair", (0.2, 6.1, 2.2, 7.9), [0, 1]),
    ]
    if second_stair:
        features += [stair("stair_east", (13.5, 6.1, 15.5, 7.9), [0, 1]), door("rear", (16, 6.5), (16, 7.5))]
    return context_of(layout(*features, storeys=(-1, 0, 1)))


# --- what is declared -----------------------------------------------------------------------------------------------


def test_what_is_stated_for_the_run_rules_over_the_layout_and_the_layout_over_the_site() -> None:
    drawn = read(layout(*unit("u1"), programme={"staffed_base": True, "vehicle": True}))
    context = LayoutContext(
        drawn, site_programme={"vehicle": False, "units_wanted": 8, "staffed_base": False},
        stated_programme={"staffed_base": False},
    )  # fmt: skip
    assert dict(context.programme) == {"staffed_base": False, "vehicle": True, "units_wanted": 8}
    assert context.declared("units_wanted") == 8
    with pytest.raises(MissingDataError) as raised:
        context.declared("service_model")
    assert raised.value.missing == "declared_service_model"


def test_a_base_is_staffed_as_declared_or_as_drawn_and_otherwise_nobody_knows() -> None:
    drawn, none = layout(*unit("u1"), *base(at=(20, 0))), layout(*unit("u1"))
    assert (context_of(drawn).staffed_base, context_of(drawn).staffed_base_inferred) == (True, True)
    assert (context_of(none).staffed_base, context_of(none).staffed_base_inferred) == (None, False)
    declared = context_of(drawn, programme={"staffed_base": False})
    assert (declared.staffed_base, declared.staffed_base_inferred) == (False, False)


# --- units and buildings --------------------------------------------------------------------------------------------


def test_a_unit_has_its_rooms_area_exits_and_main_door() -> None:
    [one] = context_of(layout(*unit("u1"))).units
    assert one.area_m2 == pytest.approx(40.2)
    assert [use.id for use in one.exits] == ["u1_main", "u1_back"]
    assert one.main_door is not None and one.main_door.id == "u1_main"
    assert one.divided and one.storeys == (0,)


def test_the_main_door_is_the_marked_one_else_the_only_outer_one_else_unknown() -> None:
    [marked] = context_of(layout(*unit("u1"))).units
    [single] = context_of(layout(*unit("u1", entrance=False, back_door=False))).units
    [unclear] = context_of(layout(*unit("u1", entrance=False))).units
    assert [u.main_door.id if u.main_door else None for u in (marked, single, unclear)] == ["u1_main", "u1_main", None]


def test_a_single_door_to_a_corridor_is_the_main_door() -> None:
    context = corridor_block()
    for one in context.units:
        assert one.main_door is not None
        assert one.main_door.sides[1] == f"c{one.storeys[0]}"
        assert not one.main_door.exterior


def test_the_normal_of_a_door_points_out_of_the_unit_and_the_outside_point_stands_half_a_metre_there() -> None:
    [one] = context_of(layout(*unit("u1"))).units
    front, back = one.exits
    assert front.normal == pytest.approx((0, -1)) and back.normal == pytest.approx((0, 1))
    assert (front.outside_point.x, front.outside_point.y) == pytest.approx((0.9, -0.5))
    assert (back.outside_point.x, back.outside_point.y) == pytest.approx((3.0, 7.2))


def test_stated_sides_serve_where_the_drawing_cannot_tell() -> None:
    features = [
        space("a", (0, 0, 4, 4), "living", unit="u1"), space("b", (5.5, 0, 9, 4), "common"),
        wall("w1", (4, 0), (4, 4)), wall("w2", (0, 0), (4, 0)), wall("thick", (4.75, 0), (4.75, 4)),
        door("d", (4.75, 1), (4.75, 2), connects=["a", "b"]),
    ]  # fmt: skip
    [use] = context_of(layout(*features)).doors
    assert use.drawn_sides == (OUTSIDE, OUTSIDE)
    assert use.sides == ("a", "b")
    assert use.normal == pytest.approx((1, 0))


def test_buildings_are_what_touches_over_all_storeys() -> None:
    context = context_of(layout(*courtyard_of(4)))
    assert len(context.buildings) == 5
    assert {context.building_of[s.id] for s in context.base.spaces} if context.base else set() == {"building_5"}
    block = corridor_block()
    assert [b.storeys for b in block.buildings] == [(-1, 0, 1)]
    assert block.buildings[0].height_m == pytest.approx(5.7)


def test_the_base_is_the_rooms_with_base_uses_and_its_exits_lead_out_of_it() -> None:
    context = context_of(layout(*unit("u1"), *base(at=(20, 0))))
    assert context.base is not None
    assert context.base.space_ids == {"base_office", "base_meeting", "base_medication"}
    assert {use.id for use in context.base.exits} == {"base_main", "base_back"}
    assert context.base.main_door is not None and context.base.main_door.id == "base_main"
    assert context.base.area_m2 == pytest.approx(36)
    assert context_of(layout(*unit("u1"))).base is None


def test_an_office_within_a_home_is_no_base() -> None:
    home = space("study", (0, 10, 3, 13), "office", unit="u1")
    assert context_of(layout(*unit("u1"), home)).base is None


# --- ways out -------------------------------------------------------------------------------------------------------


def test_a_front_and_a_back_door_are_two_independent_ways_out() -> None:
    context = context_of(layout(*courtyard_of(4)))
    assert [context.independent_routes(one) for one in context.units] == [2, 2, 2, 2]


def test_a_corridor_with_one_stair_gives_one_way_out_and_a_second_stair_does_not_part_the_corridor() -> None:
    assert [corridor_block().independent_routes(one) for one in corridor_block().units] == [1, 1, 1, 1]
    both = corridor_block(second_stair=True)
    assert [both.independent_routes(one) for one in both.units] == [1, 1, 1, 1]


def test_a_lift_is_no_way_out() -> None:
    features = [
        *dwelling("up", (0, 0, 8, 6), doors=[((2, 6), (3, 6))], storey=1),
        space("hall1", (0, 6, 8, 8), "lobby", storey=1), space("hall0", (0, 6, 8, 8), "lobby"),
        door("front", (0, 6.5), (0, 7.5)), feature("lift", "lift", box(6, 6.2, 7.5, 7.8), storeys=[0, 1]),
    ]  # fmt: skip
    with_lift = context_of(layout(*features, storeys=(0, 1)))
    assert with_lift.independent_routes(with_lift.units[0]) == 0
    with_stair = context_of(layout(*features, stair("s", (3, 6.2, 5, 7.8), [0, 1]), storeys=(0, 1)))
    assert with_stair.independent_routes(with_stair.units[0]) == 1


def test_stair_rooms_over_one_another_are_one_stairwell() -> None:
    features = [
        *dwelling("up", (0, 0, 8, 6), doors=[((2, 6), (3, 6))], storey=1),
        space("s1", (0, 6, 8, 8), "stair", storey=1), space("s0", (0, 6, 8, 8), "stair"),
        door("front", (0, 6.5), (0, 7.5)),
    ]  # fmt: skip
    context = context_of(layout(*features, storeys=(0, 1)))
    assert context.independent_routes(context.units[0]) == 1


def test_rooms_without_a_wall_between_them_are_open_to_one_another_where_walls_are_drawn() -> None:
    features = [
        space("living", (0, 0, 4, 4), "living", unit="u1"), space("kitchen", (4, 0, 8, 4), "kitchen", unit="u1"),
        space("bed", (8, 0, 12, 4), "bedroom", unit="u1"),
        feature("wall", "outer", LineString([(0, 0), (12, 0), (12, 4), (0, 4), (0, 0)]), storey=0),
        wall("inner", (8, 0), (8, 4)), door("main", (1, 0), (2, 0)),
    ]  # fmt: skip
    context = context_of(layout(*features))
    assert context.cut_off_by(context.units[0]) == {
        "": frozenset({"bed"}), "main": frozenset({"living", "kitchen"}), "living|kitchen": frozenset({"kitchen"}),
    }  # fmt: skip
    found = context.walks.retreat(context.units[0])
    assert math.isinf(found.by_room_m["bed"]) and math.isfinite(found.by_room_m["kitchen"])


def test_a_partition_between_rooms_keeps_them_apart() -> None:
    features = [
        space("a", (0, 0, 4, 4), "living", unit="u1"), space("b", (4.1, 0, 8, 4), "bedroom", unit="u1"),
        wall("inner", (4.05, 0), (4.05, 4)), wall("front", (0, 0), (8, 0)), door("main", (1, 0), (2, 0)),
    ]  # fmt: skip
    context = context_of(layout(*features))
    assert [key for _, _, key in context.spaces_graph.edges(keys=True)] == ["main"]


# --- what lies below, and heights -----------------------------------------------------------------------------------


def test_built_area_below_is_cellar_or_home_but_neither_crawl_space_nor_ones_own_floor() -> None:
    block = corridor_block()
    below = {one.id: block.built_below(one).area for one in block.units}
    assert below == pytest.approx({"w0": 48, "e0": 0, "w1": 48, "e1": 48})
    two_floors = context_of(
        layout(
            *dwelling("u", (0, 0, 6, 6), doors=[((1, 0), (2, 0))]),
            space("u_up", (0, 0, 6, 6), "bedroom", unit="u", storey=1),
            space("void", (0, 0, 6, 6), "crawl_space", storey=-1), storeys=(-1, 0, 1),
        )
    )  # fmt: skip
    assert two_floors.built_below(two_floors.units[0]).area == 0
    assert two_floors.units[0].area_m2 == pytest.approx(72)
    assert two_floors.units[0].storeys == (0, 1)


def sloping() -> Surroundings:
    """Ground that rises one metre in ten towards the east from 100 m at x = 569 400."""
    columns = 400
    heights = np.tile(100 + 0.1 * (np.arange(columns) + 0.5), (400, 1)).astype(np.float32)
    return Surroundings(
        crs="EPSG:25832", extent=box(569400, 7034600, 569800, 7035000), extent_basis="stated", walking=None,
        driving=None, places={},
        terrain=Terrain(heights=heights, x0=569400, y0=7035000, cell=1.0, source=DataSource(name="dem.tif")),
    )  # fmt: skip


def test_floors_stand_on_the_terrain_at_the_main_entrance() -> None:
    drawing = layout(*moved(unit("u1"), at=(569500, 7034800)), crs="EPSG:25832")
    context = LayoutContext(read(drawing), surroundings=sloping())
    [one] = context.units
    assert context.ground.from_terrain
    # The main door stands at x = 569 500.9, the back door at 569 503.0.
    assert context.floor_z(one.spaces[0]) == pytest.approx(110.09, abs=1e-4)
    assert context.floor_above_ground(one.exits[0]) == pytest.approx(0, abs=1e-4)
    assert context.floor_above_ground(one.exits[1]) == pytest.approx(-0.21, abs=1e-4)
    flat = LayoutContext(read(drawing))
    assert not flat.ground.from_terrain and flat.floor_above_ground(one.exits[1]) == 0


def test_a_raised_floor_is_above_the_ground_outside() -> None:
    features = unit("u1")
    for each in features:
        if each["properties"]["kind"] == "space":
            each["properties"]["floor_level"] = 0.6
    context = context_of(layout(*features))
    assert [context.floor_above_ground(use) for use in context.units[0].exits] == [0.6, 0.6]


def test_stated_ground_elevations_set_buildings_apart_in_height() -> None:
    features = [*unit("u1"), *unit("u2", at=(20, 0))]
    for each, ground in ((features[0], 12.0), (next(f for f in features if f["properties"]["id"] == "u2_hall"), 14.5)):
        each["properties"]["ground_elevation"] = ground
    context = context_of(layout(*features))
    assert [context.floor_z(one.spaces[0]) for one in context.units] == [0.0, 2.5]


# --- outdoors -------------------------------------------------------------------------------------------------------


def test_the_outdoor_area_is_the_plot_less_what_stands_on_it() -> None:
    drawing = layout(
        *unit("u1"), plot((-10, -10, 30, 30)), shed("s", (20, 0, 22, 3)), neighbour("n", (25, 0, 29, 5)),
        fence("f", (0, 20), (10, 20)),
    )  # fmt: skip
    context = context_of(drawing)
    assert context.outdoor_domain.area == pytest.approx(1600 - 40.2 - 6 - 20)
    assert not context.outdoor_domain_assumed


def test_without_a_plot_the_outdoor_area_is_a_distance_round_the_buildings_and_says_so() -> None:
    context = context_of(layout(*unit("u1")))
    assert context.outdoor_domain_assumed
    hull = box(0, 0, 6, 6.7)
    assert context.outdoor_domain.area == pytest.approx(hull.buffer(30).area - hull.area, rel=1e-3)


def test_an_upper_overhang_and_a_cellar_take_nothing_from_the_ground() -> None:
    context = context_of(
        layout(
            *dwelling("u", (0, 0, 6, 6), doors=[((1, 0), (2, 0))]), space("over", (0, 0, 6, 9), "common", storey=1),
            space("cellar", (-3, 0, 6, 6), "basement", storey=-1), plot((-10, -10, 20, 20)), storeys=(-1, 0, 1),
        )
    )  # fmt: skip
    assert context.outdoor_domain.area == pytest.approx(900 - 36)


def test_the_sites_plot_counts_once_the_layout_is_placed_on_it() -> None:
    ours = Plot(id="p1", name="p1", boundary=box(569490, 7034790, 569530, 7034830), crs="EPSG:25832")
    free = read(layout(*unit("u1"), plot((-5, -5, 20, 20))))
    assert LayoutContext(free, plot=ours).site_boundary == free.plot_boundary
    placed = place(free, x=569500, y=7034800, rotation_deg=0, crs="EPSG:25832")
    assert LayoutContext(placed, plot=ours).site_boundary == ours.boundary


def test_an_access_line_counts_where_it_crosses_the_boundary() -> None:
    line = feature("access", "way", LineString([(-20, 8), (5, 8)]))
    context = context_of(layout(*unit("u1", at=(10, 0)), plot((-5, -5, 30, 30)), line, access((30, 3), "gate")))
    assert [(p.x, p.y) for p in context.access_points] == [(-5, 8), (30, 3)]


# --- walks ----------------------------------------------------------------------------------------------------------


def test_the_retreat_from_a_unit_is_the_walk_from_its_farthest_corner() -> None:
    context = context_of(layout(*unit("u1")))
    found = context.walks.retreat(context.units[0])
    # From the corner of the bedroom by its door (4.65, 3) to the back door (3, 6.7).
    expected = math.hypot(1.35, 3) + math.hypot(1.65, 3.7)
    assert found.farthest_m == pytest.approx(expected, abs=0.02)
    assert found.by_room_m["u1_living"] < found.farthest_m


def test_bath_and_bedroom_trap_and_a_single_exit_traps_all() -> None:
    context = context_of(layout(*unit("u1"), *unit("u2", at=(20, 0), back_door=False)))
    two_ways, one_way = (context.walks.trapped(one) for one in context.units)
    assert two_ways.rooms == ("u1_bath", "u1_bed")
    assert two_ways.share == pytest.approx((5.4 + 7.2) / 40.2)
    assert one_way.share == pytest.approx(1)
    assert set(two_ways.by_link) == {"u1_bath_door", "u1_bed_door"}


def test_from_the_base_one_walks_round_houses_and_fences_to_the_front_door() -> None:
    features = [*unit("u1", at=(0, 20)), *base(at=(0, 0))]
    plain = context_of(layout(*features)).walks.from_base()["u1"]
    assert plain is not None
    # The back door of the base (5.5, 4) to the front door (0.9, 20).
    assert plain.distance_m == pytest.approx(math.hypot(4.6, 16), abs=0.05)
    fenced = context_of(layout(*features, fence("f", (-10, 10), (30, 10)))).walks.from_base()["u1"]
    assert fenced is not None
    # From the front door (0.7, 0) along the wall to the corner, to the end of the fence, to the door.
    assert fenced.distance_m == pytest.approx(0.7 + math.hypot(10, 10) + math.hypot(10.9, 10), abs=0.1)
    shut = [fence("f", (-20, -20), (40, -20), (40, 10), (-20, 10), (-20, -20))]
    assert context_of(layout(*features, *shut)).walks.from_base()["u1"] is None


def test_to_an_upper_unit_one_walks_by_corridor_and_stair() -> None:
    context = corridor_block()
    doors = {one.id: one.main_door for one in context.units}
    front = next(use for use in context.doors if use.id == "front")
    assert doors["e0"] is not None and doors["e1"] is not None
    ground = context.walks.between([front], doors["e0"])
    upper = context.walks.between([front], doors["e1"])
    assert ground is not None and upper is not None
    assert ground.distance_m == pytest.approx(math.hypot(10.5, 1), abs=0.05)
    # To the stair's middle (1.2, 7), up it (2 m long, 3 m high), and on to the door at (10.5, 6).
    assert upper.distance_m == pytest.approx(1.2 + math.hypot(2, 3) + math.hypot(9.3, 1), abs=0.05)


def test_nobody_walks_through_a_home() -> None:
    fences = [fence("f", (-50, 3), (0, 3)), fence("g", (6, 3), (50, 3))]
    context = context_of(layout(*base(at=(0, -20)), *unit("u1"), *fences))
    back = context.units[0].exits[1]
    assert context.base is not None
    walk = context.walks.between(context.base.exits, back)
    assert walk is not None and walk.distance_m > 80


def test_moving_and_turning_a_layout_changes_no_measure() -> None:
    free = read(layout(*courtyard_of(4)))
    placed = place(free, x=569500.0, y=7034800.0, rotation_deg=37.0, crs="EPSG:25832")

    def measures(context: LayoutContext) -> list[float]:
        found = [b.union.area for b in context.buildings]
        for one in context.units:
            way = context.walks.from_base()[one.id]
            found += [one.area_m2, context.independent_routes(one)]
            found.append(context.walks.retreat(one).by_room_m[f"{one.id}_bed"])
            found += [way.distance_m if way else -1.0, context.walks.trapped(one).share]
        return [*found, context.outdoor_domain.area]

    assert measures(LayoutContext(placed)) == pytest.approx(measures(LayoutContext(free)), abs=2e-3)


def test_a_layout_of_walls_alone_has_no_units_and_no_base_and_does_not_fail() -> None:
    drawn, _ = parse_layout(layout(wall("a", (0, 0), (5, 0)), wall("b", (0, 5), (5, 5))), name="walls.geojson")
    context = LayoutContext(drawn)
    assert (context.units, context.base, context.buildings, context.viewpoints) == ((), None, (), ())
    with pytest.raises(MissingDataError):
        _ = context.outdoor_domain
    assert len(context.sight.barriers) == 2
