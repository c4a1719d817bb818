"""Sight lines past heights: a table reckoned by hand, a twin in exact fractions, and what must always hold."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from siteplan.measures.sight import Barriers, barriers, joined, lines_of_sight, path_in_sight, points_along

ACROSS = [[0.0, 5.0, 10.0, 5.0]]
STANDING, SEATED, CROUCHING = 1.6, 1.2, 0.8
UPPER_FLOOR_EYE = 2.7 + 1.6

SILL_HIGH, SILL_LOW = [(0.0, 1.6), (2.1, 2.7)], [(0.0, 0.9), (2.1, 2.7)]

# Eye at (5, 0), target at (5, y), barriers across at y = 5. Columns: what, eye height, y of the target, its height,
# opaque from-to, the height at which the line passes the barrier (None: it does not reach it), seen.
HEIGHTS = [
    ("standing behind a 1.2 m fence", STANDING, 10, 1.6, [(0, 1.2)], 1.6, True),
    ("crouching behind a 1.2 m fence, skimming its top", STANDING, 10, CROUCHING, [(0, 1.2)], 1.2, False),
    ("crouching before the fence", STANDING, 4, CROUCHING, [(0, 1.2)], None, True),
    ("crouching close behind the fence", STANDING, 5.5, CROUCHING, [(0, 1.2)], 0.8727, False),
    ("crouching far behind a 1.1 m fence", STANDING, 20, CROUCHING, [(0, 1.1)], 1.4, True),
    ("crouching far behind a 1.5 m fence", STANDING, 20, CROUCHING, [(0, 1.5)], 1.4, False),
    ("a seated eye to somebody standing behind a fence", SEATED, 10, 1.7, [(0, 1.2)], 1.45, True),
    ("over a 1.6 m sill to somebody seated", STANDING, 8, SEATED, SILL_HIGH, 1.35, False),
    ("over a 1.6 m sill to a tall shelf", STANDING, 8, 2.3, SILL_HIGH, 2.0375, True),
    ("over a 0.9 m sill to somebody seated", STANDING, 8, SEATED, SILL_LOW, 1.35, True),
    ("under the crown of a hedge to a foot", STANDING, 10, 0.2, [(1, 2)], 0.9, True),
    ("through the crown of a hedge", STANDING, 10, 1.6, [(1, 2)], 1.6, False),
    ("upper floor over a 2 m wall, far behind it", UPPER_FLOOR_EYE, 20, 0, [(0, 2)], 3.225, True),
    ("upper floor over a 2 m wall, close behind it", UPPER_FLOOR_EYE, 6, 0, [(0, 2)], 0.7167, False),
    ("through a glazed door to the path", STANDING, 9, 0, [(2.1, 2.7)], 0.7111, True),
    ("upper floor onto the lintel of a glazed door", UPPER_FLOOR_EYE, 10, 0.9, [(2.1, 2.7)], 2.6, False),
    ("along the ground, touching the foot of a wall", 0, 10, 0, [(0, 2)], 0, False),
    ("where two storeys' walls stand on each other", 0, 10, 5.4, [(0, 2.7), (2.7, 5.4)], 2.7, False),
    ("from a high roof over a solid building of 3 m", 9, 10, 0, [(0, 3)], 4.5, True),
]


@pytest.mark.parametrize(
    ("eye_z", "y", "target_z", "panels", "passes_at", "seen"), [row[1:] for row in HEIGHTS], ids=[r[0] for r in HEIGHTS]
)
def test_heights_reckoned_by_hand(
    eye_z: float,
    y: float,
    target_z: float,
    panels: list[tuple[float, float]],
    passes_at: float | None,
    seen: bool,
) -> None:
    reckoned = eye_z + (target_z - eye_z) * 5 / y if y > 5 else None
    assert reckoned == (passes_at if passes_at is None else pytest.approx(passes_at, abs=5e-5))
    set_up = joined([barriers(ACROSS, z_low=low, z_high=high) for low, high in panels])
    there = lines_of_sight([(5, 0, eye_z)], [(5, y, target_z)], set_up)
    back = lines_of_sight([(5, y, target_z)], [(5, 0, eye_z)], set_up)
    assert there.visible.item() is seen
    assert back.visible.item() is seen


def test_the_first_barrier_in_the_way_is_named_from_either_end() -> None:
    three = barriers([[0, y, 10, y] for y in (6.0, 2.0, 4.0)], z_low=0.0, z_high=[2.5, 2.5, 1.0])
    forth = lines_of_sight([(5, 0, 1.6)], [(5, 10, 1.6)], three)
    back = lines_of_sight([(5, 10, 1.6)], [(5, 0, 1.6)], three)
    assert forth.blocker.item() == 1
    assert forth.blocked_at_m.item() == pytest.approx(2.0)
    assert back.blocker.item() == 0
    assert back.blocked_at_m.item() == pytest.approx(4.0)


def test_a_grazed_corner_and_a_wall_looked_along_block() -> None:
    panel = barriers([[2, 2, 2, 0]])
    assert not lines_of_sight([(0, 2, 1)], [(5, 2, 1)], panel).visible.item()
    assert not lines_of_sight([(2, 5, 1)], [(2, -5, 1)], panel).visible.item()
    assert lines_of_sight([(0, 2.001, 1)], [(5, 2.001, 1)], panel).visible.item()


def test_what_eye_or_target_stand_at_does_not_block() -> None:
    leaf = barriers([[4, 5, 5, 5]])
    assert lines_of_sight([(4.5, 0, 1.6)], [(4.5, 5, 1.0)], leaf).visible.item()
    assert lines_of_sight([(4.5, 5, 1.0)], [(4.5, 0, 1.6)], leaf).visible.item()
    assert not lines_of_sight([(4.5, 0, 1.6)], [(4.5, 5.01, 1.0)], leaf).visible.item()
    # A wall that runs on from the door does not block either, one that runs between does.
    assert lines_of_sight([(0, 5, 1)], [(4, 5, 1)], leaf).visible.item()
    assert not lines_of_sight([(0, 5, 1)], [(5, 5, 1)], leaf).visible.item()


def test_eye_above_target_on_the_same_spot_is_free() -> None:
    assert lines_of_sight([(1, 1, 5)], [(1, 1, 0)], barriers([[0, 1, 2, 1]])).visible.item()


def test_nothing_to_look_at_or_past_is_no_error() -> None:
    none = barriers(np.zeros((0, 4)))
    assert lines_of_sight(np.zeros((0, 3)), [(0, 0, 0)], none).visible.shape == (0, 1)
    assert lines_of_sight([(0, 0, 0)], np.zeros((0, 3)), none).visible.shape == (1, 0)
    assert lines_of_sight([(0, 0, 0)], [(1, 1, 1)], none).visible.all()
    assert len(joined([])) == 0


def test_malformed_barriers_and_points_are_refused() -> None:
    with pytest.raises(ValueError, match="z_low <= z_high"):
        barriers(ACROSS, z_low=2.0, z_high=1.0)
    with pytest.raises(ValueError, match="shape"):
        Barriers(segments=np.zeros((2, 4)), z_low=np.zeros(1), z_high=np.ones(2))
    with pytest.raises(ValueError, match="eyes"):
        lines_of_sight([(0, 0)], [(0, 0, 0)], barriers(ACROSS))


Row = tuple[int, int, int, int, int, int]
PANELS = st.lists(st.tuples(*[st.integers(0, 6)] * 4, st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=8)
POINTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=5)


def _barriers(rows: list[Row]) -> Barriers:
    array = np.array(rows, dtype=float)
    return barriers(array[:, :4], z_low=array[:, 4], z_high=array[:, 4] + array[:, 5])


def blocks(panel: Row, eye: tuple[int, int, int], target: tuple[int, int, int]) -> bool:
    """In exact fractions: does the line touch the panel anywhere but at its own ends?"""
    ax, ay, bx, by, low, size = (Fraction(value) for value in panel)
    dx, dy, dz = (Fraction(t - e) for e, t in zip(eye, target, strict=True))
    if dx == 0 and dy == 0:
        return False
    side_a = dx * (ay - eye[1]) - dy * (ax - eye[0])
    side_b = dx * (by - eye[1]) - dy * (bx - eye[0])
    square = dx * dx + dy * dy
    part_a = ((ax - eye[0]) * dx + (ay - eye[1]) * dy) / square
    part_b = ((bx - eye[0]) * dx + (by - eye[1]) * dy) / square
    if side_a == 0 and side_b == 0:
        # Along the panel: a stretch of the line, of which only the inside of the line counts.
        first, last = max(min(part_a, part_b), Fraction(0)), min(max(part_a, part_b), Fraction(1))
        if first > last or (first == last and first in (0, 1)):
            return False
    elif side_a * side_b > 0:
        return False
    else:
        first = last = part_a + side_a / (side_a - side_b) * (part_b - part_a)
        if not 0 < first < 1:
            return False
    heights = sorted((eye[2] + first * dz, eye[2] + last * dz))
    if first != last and heights[0] != heights[1]:
        return _inside_blocks(first, last, eye[2], dz, low, low + size)
    return heights[1] >= low and heights[0] <= low + size


def _inside_blocks(first: Fraction, last: Fraction, z: int, dz: Fraction, low: Fraction, high: Fraction) -> bool:
    """Whether the open inside of the line meets the panel's heights on a stretch along the panel."""
    parts = sorted(((low - z) / dz, (high - z) / dz))
    start, stop = max(first, parts[0]), min(last, parts[1])
    return start <= stop and not (start == stop and start in (0, 1))


@settings(max_examples=400, deadline=None)
@given(rows=PANELS, eyes=POINTS, targets=POINTS)
def test_equal_to_exact_fractions_in_every_tie(
    rows: list[Row], eyes: list[tuple[int, int, int]], targets: list[tuple[int, int, int]]
) -> None:
    sight = lines_of_sight(eyes, targets, _barriers(rows))
    for i, eye in enumerate(eyes):
        for j, target in enumerate(targets):
            assert sight.visible[i, j] == (not any(blocks(row, eye, target) for row in rows))
            if not sight.visible[i, j]:
                assert blocks(rows[sight.blocker[i, j]], eye, target)


FLOATS = st.floats(-20, 20)
LOOSE_PANELS = st.lists(st.tuples(*[FLOATS] * 4, st.floats(0, 3), st.floats(0, 3)), min_size=1, max_size=15)
LOOSE_POINTS = st.lists(st.tuples(FLOATS, FLOATS, st.floats(0, 6)), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(rows=LOOSE_PANELS, eyes=LOOSE_POINTS, targets=LOOSE_POINTS)
def test_a_sees_b_exactly_when_b_sees_a(
    rows: list[Row], eyes: list[tuple[int, int, int]], targets: list[tuple[int, int, int]]
) -> None:
    panels = _barriers(rows)
    forth, back = lines_of_sight(eyes, targets, panels), lines_of_sight(targets, eyes, panels)
    assert (forth.visible == back.visible.T).all()


@settings(max_examples=100, deadline=None)
@given(rows=PANELS, eyes=POINTS, targets=POINTS, added=PANELS, shift=st.sampled_from([(0, 0), (569_500, 7_034_800)]))
def test_more_barriers_never_show_more_and_moving_changes_nothing(
    rows: list[Row],
    eyes: list[tuple[int, int, int]],
    targets: list[tuple[int, int, int]],
    added: list[Row],
    shift: tuple[int, int],
) -> None:
    few = _barriers(rows)
    more = joined([few, _barriers(added)])
    before, after = lines_of_sight(eyes, targets, few), lines_of_sight(eyes, targets, more)
    assert not (after.visible & ~before.visible).any()
    move = np.array([*shift, 0.0])
    moved = Barriers(segments=few.segments + np.tile(shift, 2), z_low=few.z_low, z_high=few.z_high)
    assert (lines_of_sight(eyes + move, targets + move, moved).visible == before.visible).all()


def test_many_targets_are_looked_at_as_one_by_one() -> None:
    rng = np.random.default_rng(7)
    panels = barriers(rng.uniform(0, 30, (60, 4)), z_low=rng.uniform(0, 1, 60), z_high=rng.uniform(1, 3, 60))
    eyes: NDArray[np.float64] = rng.uniform(0, 30, (4, 3)) * [1, 1, 0.1]
    targets: NDArray[np.float64] = rng.uniform(0, 30, (300, 3)) * [1, 1, 0.1]
    bulk = lines_of_sight(eyes, targets, panels)
    for j in range(0, 300, 17):
        single = lines_of_sight(eyes, targets[j : j + 1], panels)
        assert (single.blocker[:, 0] == bulk.blocker[:, j]).all()
    assert 0.02 < bulk.visible.mean() < 0.98
    assert (np.isnan(bulk.blocked_at_m) == bulk.visible).all()


def test_a_path_is_cut_into_equal_pieces_that_add_up() -> None:
    path = shapely.MultiLineString([[(0, 0), (3.2, 0)], [(0, 5), (0, 6)]])
    points, lengths = points_along(path, spacing_m=0.5)
    assert len(points) == 7 + 2
    assert lengths.sum() == pytest.approx(4.2)
    assert points[0] == pytest.approx((3.2 / 14, 0))
    assert lengths.max() <= 0.5


def test_half_a_path_behind_a_fence_is_half_seen() -> None:
    path = shapely.LineString([(0, 10), (20, 10)])
    fence = barriers([[10, 5, 40, 5]], z_low=0, z_high=2)
    result = path_in_sight(path, [(10, 0, 1.6)], fence, target_z=1.0, spacing_m=0.1)
    assert result.share == pytest.approx(0.5)
    assert len(result.points) == 200
    both = path_in_sight(path, [(10, 0, 1.6), (15, 20, 1.6)], fence, target_z=1.0, spacing_m=0.1)
    assert both.share == 1.0


def test_a_path_without_length_has_no_share() -> None:
    assert math.isnan(path_in_sight(shapely.LineString(), [(0, 0, 1)], barriers(ACROSS), target_z=1.0).share)
