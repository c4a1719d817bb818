"""What must hold for isovists among any walls, ties and overlaps included, and a slow, obvious twin."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from siteplan.measures.isovist import isovist
from siteplan.measures.noding import node_segments

BOX = (-1.0, -1.0, 9.0, 9.0)
SIZE = 100.0
# Whole numbers make ties likely: wall ends on sight lines, end-on walls, crossings, overlaps, eyes on walls.
WHOLE = st.integers(0, 8).map(float)
WALL = st.tuples(WHOLE, WHOLE, WHOLE, WHOLE)
WALLS = st.lists(WALL, max_size=9).map(lambda rows: np.array(rows, dtype=float).reshape(-1, 4))
POINT = st.tuples(WHOLE, WHOLE)
ANYWHERE = st.tuples(st.floats(0, 8), st.floats(0, 8))


def shadow_twin(
    viewpoint: tuple[float, float], walls: NDArray[np.float64], box: tuple[float, float, float, float]
) -> shapely.Geometry:
    """The box less the shadow of every wall, one after the other."""
    eye = np.array(viewpoint)
    visible: shapely.Geometry = shapely.box(*box)
    for wall in walls:
        a, b = wall[:2] - eye, wall[2:] - eye
        depth = a[0] * b[1] - a[1] * b[0]
        if abs(depth) <= 1e-9:
            continue
        far = 1000 * np.hypot(*(b - a)) / abs(depth)
        visible = visible.difference(shapely.Polygon(np.array([a, b, b * far, a * far]) + eye).buffer(0))
    return visible


@settings(max_examples=300, deadline=None)
@given(walls=WALLS, point=POINT)
def test_equal_to_the_box_less_every_shadow_on_tied_plans(
    walls: NDArray[np.float64], point: tuple[float, float]
) -> None:
    seen = isovist(point, walls, bounds=BOX)
    assert seen.polygon.is_valid or seen.polygon.buffer(0).area == pytest.approx(seen.area_m2)
    assert abs(seen.area_m2 - shadow_twin(point, walls, BOX).area) < 1e-9 * SIZE


@settings(max_examples=150, deadline=None)
@given(
    walls=st.lists(st.tuples(*[st.floats(0, 8)] * 4), max_size=12).map(
        lambda r: np.array(r, dtype=float).reshape(-1, 4)
    ),
    point=ANYWHERE,
)
def test_a_point_lies_in_the_isovist_exactly_if_no_wall_is_between(
    walls: NDArray[np.float64], point: tuple[float, float]
) -> None:
    seen = isovist(point, walls, bounds=BOX).polygon.buffer(0)
    grid = np.array([(x + 0.123, y + 0.456) for x in range(8) for y in range(8)])
    lines = shapely.linestrings([[point, target] for target in grid])
    barrier = shapely.MultiLineString([((w[0], w[1]), (w[2], w[3])) for w in walls if tuple(w[:2]) != tuple(w[2:])])
    blocked = shapely.intersects(lines, barrier) if len(walls) else np.zeros(len(grid), bool)
    # A viewpoint on a wall, and points on the edge of the region, are ties.
    clear = shapely.distance(seen.boundary, shapely.points(grid)) > 1e-5
    if not barrier.is_empty and shapely.distance(barrier, shapely.Point(point)) < 1e-5:
        return
    inside = shapely.contains_xy(seen, grid)
    # Walls shorter than the snapping distance are points and hide nothing.
    short = np.hypot(walls[:, 2] - walls[:, 0], walls[:, 3] - walls[:, 1]) < 1e-4
    if not short.any():
        assert (inside[clear] == ~blocked[clear]).all()


@settings(max_examples=100, deadline=None)
@given(walls=WALLS, wall=WALL, point=POINT)
def test_adding_a_wall_adds_no_sight(
    walls: NDArray[np.float64], wall: tuple[float, float, float, float], point: tuple[float, float]
) -> None:
    before = isovist(point, walls, bounds=BOX)
    after = isovist(point, np.vstack((walls, [wall])), bounds=BOX)
    assert after.area_m2 <= before.area_m2 + 1e-9 * SIZE


@settings(max_examples=100, deadline=None)
@given(walls=WALLS, point=POINT, share=st.floats(0.1, 0.9), seed=st.integers(0, 99))
def test_splitting_turning_and_shuffling_walls_changes_nothing(
    walls: NDArray[np.float64], point: tuple[float, float], share: float, seed: int
) -> None:
    whole = isovist(point, walls, bounds=BOX)
    middle = walls[:, :2] + share * (walls[:, 2:] - walls[:, :2])
    pieces = np.vstack((np.hstack((walls[:, :2], middle)), np.hstack((walls[:, 2:], middle))))
    shuffled = np.random.default_rng(seed).permutation(pieces)
    assert isovist(point, shuffled, bounds=BOX).area_m2 == pytest.approx(whole.area_m2, abs=1e-9 * SIZE)


@settings(max_examples=100, deadline=None)
@given(walls=WALLS, point=POINT)
def test_turning_the_plan_by_a_right_angle_turns_the_isovist(
    walls: NDArray[np.float64], point: tuple[float, float]
) -> None:
    straight = isovist(point, walls, bounds=BOX)
    turned = isovist((-point[1], point[0]), walls[:, [1, 0, 3, 2]] * [-1, 1, -1, 1], bounds=(-9.0, -1.0, 1.0, 9.0))
    assert turned.area_m2 == pytest.approx(straight.area_m2, rel=1e-12)
    assert turned.perimeter_m == pytest.approx(straight.perimeter_m, rel=1e-12)


@settings(max_examples=100, deadline=None)
@given(walls=WALLS, point=POINT)
def test_moving_to_utm_coordinates_changes_nothing(walls: NDArray[np.float64], point: tuple[float, float]) -> None:
    here = isovist(point, walls, bounds=BOX)
    x, y = 569_500.25, 7_034_800.75
    there = isovist(
        (point[0] + x, point[1] + y),
        walls + np.array([x, y, x, y]),
        bounds=(BOX[0] + x, BOX[1] + y, BOX[2] + x, BOX[3] + y),
    )
    assert there.area_m2 == pytest.approx(here.area_m2, rel=1e-9)


@settings(max_examples=100, deadline=None)
@given(walls=WALLS, point=ANYWHERE, limit=st.floats(0.5, 12))
def test_range_and_full_view_agree_on_what_is_near(
    walls: NDArray[np.float64], point: tuple[float, float], limit: float
) -> None:
    near = isovist(point, walls, bounds=BOX, max_range_m=limit)
    whole = isovist(point, walls, bounds=BOX)
    circle = shapely.Point(point).buffer(limit, quad_segs=2000)
    assert near.area_m2 == pytest.approx(whole.polygon.buffer(0).intersection(circle).area, rel=1e-5, abs=1e-9)
    assert near.longest_sight_m <= limit * (1 + 1e-12)


@settings(max_examples=100, deadline=None)
@given(walls=WALLS)
def test_noded_pieces_meet_at_ends_only_and_cover_the_walls(walls: NDArray[np.float64]) -> None:
    noded = node_segments(walls)
    pieces = shapely.linestrings((noded.pieces + np.tile(noded.origin, 2)).reshape(-1, 2, 2))
    left, right = shapely.STRtree(pieces).query(pieces, predicate="crosses") if len(pieces) else ((), ())
    assert all(
        shapely.intersection(pieces[i], pieces[j]).distance(shapely.boundary(pieces[i])) < 1e-9
        for i, j in zip(left, right, strict=True)
    )
    kept = shapely.union_all(pieces) if len(pieces) else shapely.LineString()
    real = [wall for wall in walls if tuple(wall[:2]) != tuple(wall[2:])]
    drawn = shapely.union_all([shapely.LineString(wall.reshape(2, 2)) for wall in real])
    assert kept.length == pytest.approx(drawn.length, rel=1e-9)
    assert len(noded.parent) == len(pieces)
