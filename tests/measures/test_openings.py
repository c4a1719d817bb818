from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from siteplan.measures.openings import chords, cut_walls, opening_sides, segments_of


def sides(
    opening: tuple[float, ...], rooms: Sequence[BaseGeometry], walls: Sequence[BaseGeometry] | None = None
) -> set[int]:
    """Rows of the rooms on the two sides of one opening; -1 outside."""
    segments, _ = segments_of(rooms if walls is None else walls)
    line = np.array([opening])
    return set(opening_sides(line, cut_walls(line, segments), np.array(rooms, dtype=object)).space[0].tolist())


A, B = box(0, 0, 4, 4), box(4, 0, 8, 4)
APART = box(4.3, 0, 8, 4)


def test_segments_follow_the_order_of_the_geometries_and_lose_no_length() -> None:
    ring = Polygon(box(0, 0, 10, 10).exterior, [box(4, 4, 5, 5).exterior])
    shapes = [LineString([(0, 0), (1, 0), (1, 0), (1, 2)]), ring, LineString([(5, 5), (6, 6)])]
    segments, owner = segments_of(shapes)
    assert owner.tolist() == sorted(owner.tolist())
    lengths = np.hypot(*(segments[:, 2:] - segments[:, :2]).T)
    for row, shape in enumerate(shapes):
        assert lengths[owner == row].sum() == pytest.approx(shape.length)
    assert (lengths > 0).all()


@pytest.mark.parametrize(
    ("opening", "found"),
    [
        ((4, 1, 4, 2), {0, 1}),
        ((1, 0, 2, 0), {0, -1}),
        ((4.05, 1, 4.05, 2), {0, 1}),
        ((1, 0.08, 2, 0.08), {0, -1}),
        ((1, -0.3, 2, -0.3), {0, -1}),
        ((2, 4, 1, 4), {0, -1}),
    ],
)  # fmt: skip
def test_a_door_joins_the_rooms_on_its_two_sides_also_when_drawn_a_little_off(
    opening: tuple[float, float, float, float], found: set[int]
) -> None:
    assert sides(opening, [A, B]) == found


@pytest.mark.parametrize("x", [4.0, 4.15, 4.3])
def test_a_door_in_a_thick_wall_joins_the_rooms_beyond_it(x: float) -> None:
    assert sides((x, 1, x, 2), [A, APART]) == {0, 1}


def test_a_wall_drawn_with_its_thickness_is_passed() -> None:
    wall = box(4, 0, 4.3, 4)
    assert sides((4.15, 1, 4.15, 2), [A, APART], [wall]) == {0, 1}


def test_a_room_over_half_a_metre_beyond_the_wall_is_not_its_side() -> None:
    assert sides((4, 1, 4, 2), [A, box(4.7, 0, 8, 4)]) == {0, -1}


@pytest.mark.parametrize(("angle", "cut"), [(0, True), (9.5, True), (10.5, False), (90, False), (180, True)])
def test_an_opening_cuts_walls_parallel_to_it_within_ten_degrees(angle: float, cut: bool) -> None:
    turn = math.radians(angle)
    opening = np.array([[0, 0, math.cos(turn), math.sin(turn)]])
    cuts = cut_walls(opening, np.array([[-5.0, 0.1, 5.0, 0.1]]))
    assert bool(len(cuts.opening)) is cut


@pytest.mark.parametrize(("distance", "cut"), [(0.0, True), (0.49, True), (0.51, False)])
def test_an_opening_cuts_walls_within_half_a_metre(distance: float, cut: bool) -> None:
    cuts = cut_walls(np.array([[0.0, 0, 1, 0]]), np.array([[-5.0, distance, 5.0, distance]]))
    assert bool(len(cuts.opening)) is cut


def test_a_cut_is_as_long_as_the_opening_and_where_it_stands() -> None:
    cuts = cut_walls(np.array([[1.0, 0, 2.0, 0]]), np.array([[10.0, 0.2, 0.0, 0.2]]))
    assert (cuts.start[0], cuts.end[0]) == pytest.approx((0.8, 0.9))
    assert cuts.offset_m[0] == pytest.approx(0.2)


def test_an_opening_that_reaches_past_the_end_of_a_wall_cuts_what_there_is() -> None:
    cuts = cut_walls(np.array([[-1.0, 0, 1.0, 0]]), np.array([[0.0, 0, 4.0, 0]]))
    assert (cuts.start[0], cuts.end[0]) == pytest.approx((0.0, 0.25))
    beside = cut_walls(np.array([[-1.0, 0, 0.0, 0]]), np.array([[0.0, 0, 4.0, 0]]))
    assert len(beside.opening) == 0


def test_nothing_cuts_nothing() -> None:
    empty = np.empty((0, 4))
    assert len(cut_walls(empty, np.array([[0.0, 0, 1, 0]])).opening) == 0
    assert len(cut_walls(np.array([[0.0, 0, 1, 0]]), empty).opening) == 0
    assert chords([]).shape == (0, 4)


@given(
    turn=st.floats(0, 360), x=st.floats(-1e6, 1e6), y=st.floats(0, 7e6), at=st.floats(0.6, 3.4),
    flip=st.booleans(), gap=st.floats(0, 0.4),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_turning_and_moving_the_drawing_changes_no_side(
    turn: float, x: float, y: float, at: float, flip: bool, gap: float
) -> None:
    rooms = [A, box(4 + gap, 0, 9, 4)]
    line = LineString([(4 + gap / 2, at - 0.45), (4 + gap / 2, at + 0.45)])
    if flip:
        line = line.reverse()

    def move(shape: BaseGeometry) -> BaseGeometry:
        return affinity.translate(affinity.rotate(shape, turn, origin=(0, 0)), x, y)

    moved = chords([move(line)])[0]
    assert sides(tuple(moved.tolist()), [move(room) for room in rooms]) == {0, 1}
