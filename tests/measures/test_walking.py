from __future__ import annotations

import heapq
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from siteplan.measures.retreat import OUT, retreat, trapped
from siteplan.measures.walking import Portal, walk_net

L_ROOM = Polygon([(0, 0), (8, 0), (8, 4), (4, 4), (4, 8), (0, 8)])


def walk(obstacles: Polygon | MultiPolygon, start: tuple[float, float], goal: tuple[float, float]) -> float:
    net = walk_net({}, [], outdoors=("out", obstacles), places={"a": ("out", start), "b": ("out", goal)})
    distance, _ = net.from_nodes([net.place_nodes["a"]])
    return float(distance[net.place_nodes["b"]])


def door(id_: str, regions: tuple[str, str], at: tuple[float, float]) -> Portal:
    return Portal(id=id_, regions=regions, points=(at, at), length_m=0.0)


def test_over_open_ground_one_walks_straight() -> None:
    assert walk(MultiPolygon(), (0, 0), (30, 40)) == pytest.approx(50)


def test_round_a_building_one_rounds_its_corner() -> None:
    assert walk(box(-5, -5, 5, 5), (0, -6), (0, 6)) == pytest.approx(2 * math.hypot(5, 1) + 10, abs=0.05)


def test_a_fence_is_walked_round_and_a_gap_in_it_is_used() -> None:
    fence = box(-10, -0.01, 10, 0.01)
    assert walk(fence, (0, -5), (0, 5)) == pytest.approx(2 * math.hypot(10, 5), abs=0.05)
    gap = MultiPolygon([box(-10, -0.01, -0.5, 0.01), box(0.5, -0.01, 10, 0.01)])
    assert walk(gap, (0, -5), (0, 5)) == pytest.approx(10)


def test_there_is_no_way_into_a_closed_fence() -> None:
    ring = Polygon(box(-10, -10, 10, 10).exterior, [box(-9.9, -9.9, 9.9, 9.9).exterior])
    assert math.isinf(walk(ring, (0, 0), (20, 0)))


def test_in_an_l_shaped_room_one_rounds_the_inner_corner() -> None:
    net = walk_net({"l": L_ROOM}, [], places={"a": ("l", (7, 1)), "b": ("l", (1, 7))})
    distance, before = net.from_nodes([net.place_nodes["a"]])
    found = net.walk_to(net.place_nodes["b"], distance, before)
    assert found is not None
    # The straight line passes (4, 4) exactly and so is free.
    assert found.distance_m == pytest.approx(math.hypot(6, 6))
    net = walk_net({"l": L_ROOM}, [], places={"a": ("l", (8, 3)), "b": ("l", (3, 8))})
    distance, before = net.from_nodes([net.place_nodes["a"]])
    found = net.walk_to(net.place_nodes["b"], distance, before)
    assert found is not None
    assert found.distance_m == pytest.approx(2 * math.hypot(4, 1))
    assert found.line.length == pytest.approx(found.distance_m)
    assert list(found.line.coords)[1] == (4, 4)


def test_rooms_are_left_by_their_doors_only() -> None:
    rooms = {"a": box(0, 0, 4, 4), "b": box(4, 0, 8, 4)}
    places = {"start": ("a", (2.0, 1.0)), "goal": ("b", (6.0, 1.0))}
    closed = walk_net(rooms, [], places=places)
    distance, before = closed.from_nodes([closed.place_nodes["start"]])
    assert closed.walk_to(closed.place_nodes["goal"], distance, before) is None
    opened = walk_net(rooms, [door("d", ("a", "b"), (4.0, 3.5))], places=places)
    distance, _ = opened.from_nodes([opened.place_nodes["start"]])
    assert distance[opened.place_nodes["goal"]] == pytest.approx(2 * math.hypot(2, 2.5), abs=1e-5)


@given(
    blocks=st.lists(
        st.tuples(st.integers(2, 15), st.integers(2, 15), st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=4
    )
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_a_walk_is_never_longer_than_on_a_grid_and_never_shorter_than_the_bound_of_that_grid(
    blocks: list[tuple[int, int, int, int]],
) -> None:
    """The slow twin: Dijkstra on a half-metre grid with 16 directions, at most 2.75 % too long over free ground."""
    solid = shapely.union_all([box(x, y, x + w, y + h) for x, y, w, h in blocks])
    exact = walk(solid, (0.25, 0.25), (20.25, 20.25))
    grid = grid_walk(solid, (0.25, 0.25), (20.25, 20.25))
    assert exact <= grid + 1e-9
    # Every bend may cost a cell more on the grid.
    assert grid <= exact * 1.0275 + 1.5 * len(blocks)


def grid_walk(solid: BaseGeometry, start: tuple[float, float], goal: tuple[float, float], step: float = 0.5) -> float:
    blocked = solid.buffer(0.015)
    moves = [(1, 0), (0, 1), (1, 1), (1, 2), (2, 1)]
    moves = list({(sx * a, sy * b) for a, b in moves for sx in (1, -1) for sy in (1, -1)})
    best = {start: 0.0}
    queue = [(0.0, start)]
    shapely.prepare(blocked)
    while queue:
        length, here = heapq.heappop(queue)
        if here == goal:
            return length
        if length > best[here]:
            continue
        for a, b in moves:
            there = (here[0] + a * step, here[1] + b * step)
            new = length + math.hypot(a, b) * step
            if not (-2 <= there[0] <= 24 and -2 <= there[1] <= 24) or new >= best.get(there, math.inf):
                continue
            if not blocked.intersects(shapely.LineString([here, there])):
                best[there] = new
                heapq.heappush(queue, (new, there))
    return math.inf


# --- retreat --------------------------------------------------------------------------------------------------------


def test_in_one_room_with_one_door_the_farthest_point_is_the_opposite_corner() -> None:
    found = retreat({"r": box(0, 0, 6, 8)}, [door("d", ("r", OUT), (0.0, 0.0))], ["d"])
    assert found.farthest_m == pytest.approx(10)
    assert found.farthest.distance(shapely.Point(6, 8)) < 1e-9
    assert found.route is not None and found.route.length == pytest.approx(10)


def test_a_second_door_halves_the_way_out() -> None:
    room = {"r": box(0, 0, 10, 1)}
    one = retreat(room, [door("d", ("r", OUT), (0.0, 0.5))], ["d"])
    two = retreat(room, [door("d", ("r", OUT), (0.0, 0.5)), door("e", ("r", OUT), (10.0, 0.5))], ["d", "e"])
    assert one.farthest_m == pytest.approx(math.hypot(10, 0.5))
    # The middle is met to within the spacing of the points.
    assert 5 - 0.18 <= two.farthest_m <= math.hypot(5, 0.5)


def test_a_room_without_a_way_out_is_infinitely_far() -> None:
    found = retreat({"a": box(0, 0, 4, 4), "b": box(4, 0, 8, 4)}, [door("d", ("a", OUT), (0.0, 2.0))], ["d"])
    assert math.isinf(found.farthest_m)
    assert math.isfinite(found.by_room_m["a"]) and math.isinf(found.by_room_m["b"])
    assert found.route is None


@given(x=st.floats(0, 8), turn=st.floats(0, 360))
@settings(max_examples=30, deadline=None)
def test_turning_a_unit_does_not_change_how_far_it_is_to_the_door(x: float, turn: float) -> None:
    at = (x, 0.0)
    upright = retreat({"l": L_ROOM}, [door("d", ("l", OUT), at)], ["d"])
    point = shapely.affinity.rotate(shapely.Point(at), turn, origin=(0, 0))
    room = shapely.affinity.rotate(L_ROOM, turn, origin=(0, 0))
    turned = retreat({"l": room}, [door("d", ("l", OUT), (point.x, point.y))], ["d"])
    # In a room of this shape the farthest point is a corner, which is always among the points.
    assert turned.farthest_m == pytest.approx(upright.farthest_m, abs=1e-6)
    assert upright.farthest_m >= np.hypot(x - 0, 8) - 1e-9


def test_trapped_floor_is_the_floor_of_the_rooms_that_one_door_cuts_off() -> None:
    areas = {"hall": 5.0, "living": 20.0, "bath": 5.0, "bed": 10.0}
    found = trapped(areas, {"d": frozenset({"bath"}), "e": frozenset({"bed", "bath"})})
    assert (found.share, found.area_m2, found.rooms) == (0.375, 15.0, ("bath", "bed"))
    assert trapped(areas, {}).share == 0


def test_a_door_in_the_thickness_of_a_wall_leads_into_a_room_with_corners() -> None:
    # An L of 6 x 6 m less 3 x 3 m; its only door stands 6 cm outside it, in the wall.
    room = Polygon([(0, 0), (6, 0), (6, 3), (3, 3), (3, 6), (0, 6)])
    door = Portal(id="door", regions=("room", "hall"), points=((4.5, 3.06), (4.5, 3.06)), length_m=0.0)
    net = walk_net({"room": room}, [door], places={"far": ("room", (0.0, 6.0))})
    distance, _ = net.from_nodes([net.place_nodes["far"]])
    # From the door's place in the wall to the room's edge, along it to the corner of the L, and straight on.
    through = distance[net.portal_nodes["door"][1]]
    assert through == pytest.approx(0.06 + 1.5 + math.hypot(3, 3), abs=1e-3)
