"""Isovists against exact polygons of an exact-arithmetic library, depthmapX, and cases that can be done on paper."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from siteplan.measures.isovist import EdgeKind, isovist, isovists
from siteplan.measures.sight_field import sight_field

HERE = Path(__file__).parent / "reference"
PLANS = ("rect", "lshape", "tun")
UTM = (569_500.0, 7_034_800.0)
ROOM = np.array([[0, 0, 10, 0], [10, 0, 10, 6], [10, 6, 0, 6], [0, 6, 0, 0]], dtype=float)
BOX = (-50.0, -50.0, 50.0, 50.0)


def _worst(plan: Path, points: Path, shift: tuple[float, float]) -> tuple[float, float, int]:
    """Worst relative error of area and perimeter over all points of a plan."""
    walls = np.loadtxt(plan, delimiter=",", skiprows=1) + np.tile(shift, 2)
    bounds = tuple(walls.reshape(-1, 2).min(axis=0)) + tuple(walls.reshape(-1, 2).max(axis=0))
    field = sight_field(walls, bounds=bounds)
    with points.open() as lines:
        rows = [{key: float(row[key]) for key in ("x", "y", "area", "perimeter")} for row in csv.DictReader(lines)]
    seen = [isovist((row["x"] + shift[0], row["y"] + shift[1]), field) for row in rows]
    area = max(abs(one.area_m2 / row["area"] - 1) for one, row in zip(seen, rows, strict=True))
    outline = max(abs(one.perimeter_m / row["perimeter"] - 1) for one, row in zip(seen, rows, strict=True))
    return area, outline, len(rows)


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize(("shift", "bound"), [((0.0, 0.0), 1e-9), (UTM, 1e-8)])
def test_areas_equal_the_exact_polygons(name: str, shift: tuple[float, float], bound: float) -> None:
    area, outline, count = _worst(HERE / f"plan_{name}.csv", HERE / f"exact_isovists_{name}.csv", shift)
    assert count == 40
    assert area < bound
    assert outline < bound


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize(("shift", "bound"), [((0.0, 0.0), 1e-9), (UTM, 1e-8)])
def test_areas_equal_every_exact_polygon_given(
    shared: Path, name: str, shift: tuple[float, float], bound: float
) -> None:
    folder = shared / "reference" / "visibility"
    area, outline, count = _worst(folder / "plans" / f"{name}.csv", folder / "exact_isovists" / f"{name}.csv", shift)
    assert count > 150
    assert area < bound
    assert outline < bound


@pytest.mark.parametrize(
    ("name", "spacing", "wrong_in_depthmap"), [("rect", "0.5", 0), ("lshape", "0.5", 0), ("tun", "2.0", 1)]
)
def test_measures_equal_depthmapx_in_every_cell_but_those_known_wrong(
    shared: Path, name: str, spacing: str, wrong_in_depthmap: int
) -> None:
    folder = shared / "reference" / "visibility"
    walls = np.loadtxt(folder / "plans" / f"{name}.csv", delimiter=",", skiprows=1)
    field = sight_field(walls, bounds=tuple(walls.reshape(-1, 2).min(axis=0)) + tuple(walls.reshape(-1, 2).max(axis=0)))
    with (folder / "depthmapx" / f"{name}_{spacing}.csv").open() as lines:
        rows = list(csv.DictReader(lines))[::3] if name != "tun" else list(csv.DictReader(lines))
    differing = 0
    for row in rows:
        seen = isovist((float(row["x"]), float(row["y"])), field)
        ours = {
            "Area": seen.area_m2,
            "Perimeter": seen.perimeter_m,
            "Compactness": seen.compactness,
            "Occlusivity": seen.occlusivity_m,
            "Drift Magnitude": seen.drift_m,
            "Max Radial": seen.longest_sight_m,
            "Min Radial": seen.shortest_sight_m,
        }
        differing += any(
            not math.isclose(value, float(row[f"Isovist {key}"]), rel_tol=1e-6, abs_tol=1e-6)
            for key, value in ours.items()
        )
    assert differing == wrong_in_depthmap


def test_a_convex_room_is_seen_whole_from_everywhere() -> None:
    field = sight_field(ROOM, bounds=BOX)
    for point in [(5.0, 3.0), (0.1, 0.1), (9.99, 5.99)]:
        seen = isovist(point, field)
        assert seen.area_m2 == pytest.approx(60.0, rel=1e-14)
        assert seen.perimeter_m == pytest.approx(32.0, rel=1e-14)
        assert set(seen.edge_kind) == {EdgeKind.WALL}
        assert seen.walls_seen == (0, 1, 2, 3)
        assert seen.occlusivity_m == 0.0


def test_measures_of_a_square_room_from_its_middle() -> None:
    square = [[0, 0, 8, 0], [8, 0, 8, 8], [8, 8, 0, 8], [0, 8, 0, 0]]
    seen = isovist((4, 4), square, bounds=BOX)
    assert seen.compactness == pytest.approx(math.pi / 4)
    assert seen.circularity == pytest.approx(4 / math.pi)
    assert seen.drift_m == pytest.approx(0.0, abs=1e-14)
    assert seen.longest_sight_m == pytest.approx(4 * math.sqrt(2))
    assert seen.shortest_sight_m == pytest.approx(4.0)
    assert isovist((2, 4), square, bounds=BOX).drift == pytest.approx((2.0, 0.0))


def test_a_pillar_throws_a_trapezoid_shadow() -> None:
    # Eye 2 m before a pillar 1 m wide, wall 8 m behind it: the shadow is a trapezoid from width 1 to 5, 8 m deep.
    pillar = [4.5, 4.0, 5.5, 4.0]
    room = [[0, 0, 10, 0], [10, 0, 10, 12], [10, 12, 0, 12], [0, 12, 0, 0]]
    seen = isovist((5, 2), np.array([*room, pillar]), bounds=BOX)
    assert seen.area_m2 == pytest.approx(120 - 8 * (1 + 5) / 2, rel=1e-14)
    assert seen.occlusivity_m == pytest.approx(2 * math.hypot(2.0, 8.0))


def test_a_doorway_lets_a_trapezoid_of_the_next_room_be_seen() -> None:
    # Two rooms 10 x 5 behind each other, a doorway 1 m wide between them, the eye 2.5 m before it.
    walls = [[0, 0, 10, 0], [10, 0, 10, 10], [10, 10, 0, 10], [0, 10, 0, 0], [0, 5, 4.5, 5], [5.5, 5, 10, 5]]
    seen = isovist((5, 2.5), np.array(walls), bounds=BOX)
    assert seen.area_m2 == pytest.approx(50 + 5 * (1 + 3) / 2, rel=1e-14)
    assert [int(k) for k in seen.edge_kind].count(EdgeKind.OCCLUDING) == 2


def test_edges_say_which_wall_they_are() -> None:
    seen = isovist((5, 2.5), [[0, 5, 4.5, 5], [5.5, 5, 10, 5]], bounds=(0, 0, 10, 10))
    assert seen.walls_seen == (0, 1)
    for kind, wall, p, q in zip(
        seen.edge_kind, seen.edge_wall, seen.outline, np.roll(seen.outline, -1, axis=0), strict=True
    ):
        on_wall = abs(p[1] - 2.5) < 1e-12 and abs(q[1] - 2.5) < 1e-12
        assert (kind == EdgeKind.WALL) == on_wall
        assert (wall >= 0) == on_wall
    assert EdgeKind.LIMIT in seen.edge_kind


def test_range_limits_sight_to_a_circle_whose_measures_are_exact() -> None:
    free = isovist((0, 0), np.zeros((0, 4)), bounds=BOX, max_range_m=10)
    assert free.area_m2 == pytest.approx(math.pi * 100, rel=1e-12)
    assert free.perimeter_m == pytest.approx(20 * math.pi, rel=1e-12)
    assert free.shortest_sight_m == pytest.approx(10)
    assert set(free.edge_kind) == {EdgeKind.RANGE}
    # Half a wall: a chord at distance 6 of a circle of radius 10 spans 16 m and cuts off a known segment.
    walled = isovist((0, 0), [[-40, 6, 40, 6]], bounds=BOX, max_range_m=10)
    cut = 100 * math.acos(0.6) - 6 * 8
    assert walled.area_m2 == pytest.approx(math.pi * 100 - cut, rel=1e-12)
    assert walled.edge_lengths_m[walled.edge_kind == EdgeKind.WALL].sum() == pytest.approx(16)
    assert walled.polygon.area == pytest.approx(walled.area_m2, rel=1e-4)
    assert walled.longest_sight_m == pytest.approx(10)


def test_a_range_beyond_all_walls_changes_nothing() -> None:
    assert isovist((5, 3), ROOM, bounds=BOX, max_range_m=100).area_m2 == pytest.approx(60.0, rel=1e-14)


def test_a_corner_standing_out_into_the_range_circle_casts_its_shadow() -> None:
    # A wall from 3 m to beyond the range, seen broadside under the angle between (3, 4) and (3, -4).
    seen = isovist((0, 0), [[3, -4, 3, 4]], bounds=BOX, max_range_m=10)
    angle = 2 * math.atan2(4, 3)
    assert seen.area_m2 == pytest.approx(50 * (2 * math.pi - angle) + 12, rel=1e-12)
    assert seen.occlusivity_m == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("heading", "expected"), [(0, (5, 6)), (90, (10, 3)), (180, (5, 0)), (270, (0, 3)), (360, (5, 6)), (-90, (0, 3))]
)
def test_a_field_of_view_looks_along_its_compass_heading(heading: float, expected: tuple[float, float]) -> None:
    seen = isovist((5, 3), ROOM, bounds=BOX, field_of_view=(heading, 1.0))
    assert shapely.distance(seen.polygon, shapely.Point(expected)) < 1e-9
    assert sorted(seen.edge_kind)[-2:] == [EdgeKind.VIEW, EdgeKind.VIEW]


def test_fields_of_view_round_the_compass_add_up_to_the_whole() -> None:
    walls = np.vstack((ROOM, [[4, 2, 4.5, 2.2], [6, 5, 6.5, 4]]))
    whole = isovist((5, 3), walls, bounds=BOX)
    for limit in (None, 3.3):
        parts = [
            isovist((5, 3), walls, bounds=BOX, field_of_view=(heading, 40), max_range_m=limit).area_m2
            for heading in range(20, 380, 40)
        ]
        full = isovist((5, 3), walls, bounds=BOX, field_of_view=(17, 360), max_range_m=limit).area_m2
        assert sum(parts) == pytest.approx(full, rel=1e-12)
    assert isovist((5, 3), walls, bounds=BOX, field_of_view=(17, 360)).area_m2 == pytest.approx(whole.area_m2)


def test_a_wide_field_of_view_is_the_whole_less_the_narrow_rest() -> None:
    whole, wide, rest = (
        isovist((5, 3), ROOM, bounds=BOX, field_of_view=view).area_m2 for view in (None, (45, 300), (225, 60))
    )
    assert wide + rest == pytest.approx(whole, rel=1e-13)


def test_wall_end_on_the_sight_line_neither_leaks_nor_hides() -> None:
    # The ends of both screens lie on the line from the eye to the corner (10, 10).
    room = [[0, 0, 10, 0], [10, 0, 10, 10], [10, 10, 0, 10], [0, 10, 0, 0]]
    screens = [[3, 3, 3, 0], [6, 6, 0, 6]]
    seen = isovist((1, 1), np.array([*room, *screens]), bounds=BOX)
    assert seen.polygon.is_valid
    # Both halves are shut at the diagonal: what is left is hidden behind one screen or the other.
    expected = shapely.box(0, 0, 3, 6).area + shapely.Polygon([(3, 3), (6, 6), (3, 6)]).area
    assert seen.area_m2 == pytest.approx(expected, rel=1e-12)


def test_a_wall_seen_end_on_hides_nothing() -> None:
    seen = isovist((5, 3), np.vstack((ROOM, [[6, 3, 9, 3]])), bounds=BOX)
    assert seen.area_m2 == pytest.approx(60.0, rel=1e-14)


def test_walls_that_meet_in_a_t_let_nothing_through() -> None:
    room = np.vstack((ROOM, [[4, 0, 4, 6]]))
    assert isovist((2, 3), room, bounds=BOX).area_m2 == pytest.approx(24.0, rel=1e-14)
    # The same where the drawing misses the wall by less than a micrometre, in large coordinates too.
    loose = np.vstack((ROOM, [[4, 4e-7, 4, 6 - 4e-7]])) + np.tile(UTM, 2)
    seen = isovist((UTM[0] + 2, UTM[1] + 3), loose, bounds=shapely.box(*UTM, UTM[0] + 10, UTM[1] + 6))
    assert seen.area_m2 == pytest.approx(24.0, rel=1e-6)
    assert seen.occlusivity_m == 0.0


def test_collinear_door_jambs_show_no_sliver_of_the_next_room() -> None:
    # Eye, near jamb and far jamb on one line: the opening has no width from here.
    walls = np.vstack((ROOM, [[4, 0, 4, 3], [6, 3, 6, 6]]))
    for shift in ((0.0, 0.0), UTM):
        moved = walls + np.tile(shift, 2)
        seen = isovist((1 + shift[0], 3 + shift[1]), moved, bounds=shapely.box(*shift, shift[0] + 10, shift[1] + 6))
        # Right of the far jamb's wall nothing is seen; the strip up to it is seen above the line.
        assert seen.area_m2 == pytest.approx(24 + shapely.box(4, 3, 6, 6).area, rel=1e-8)
        assert seen.longest_sight_m < 6.0


def test_duplicate_and_overlapping_walls_change_nothing() -> None:
    screen = [[4, 2, 4, 4]]
    once = isovist((2, 3), np.vstack((ROOM, screen)), bounds=BOX)
    again = isovist((2, 3), np.vstack((ROOM, screen, screen, [[4, 4, 4, 2]], [[4, 3, 4, 4]])), bounds=BOX)
    assert again.area_m2 == pytest.approx(once.area_m2, rel=1e-14)
    assert again.walls_seen == once.walls_seen


def test_crossing_walls_hide_what_each_hides() -> None:
    walls = np.vstack((ROOM, [[3, 1, 7, 5], [3, 5, 7, 1]]))
    seen = isovist((1, 3), walls, bounds=BOX)
    assert not seen.polygon.contains(shapely.Point(6, 3))
    # The wedge between the two near arms is seen down to the crossing.
    assert seen.polygon.buffer(1e-9).contains(shapely.Point(5, 3))


def test_a_viewpoint_on_a_wall_or_corner_sees_both_sides() -> None:
    parted = np.vstack((ROOM, [[4, 0, 4, 6]]))
    assert isovist((4, 3), parted, bounds=BOX).area_m2 == pytest.approx(60.0, rel=1e-14)
    screen = np.vstack((ROOM, [[4, 2, 4, 4]]))
    assert isovist((4, 4), screen, bounds=BOX).area_m2 == pytest.approx(60.0, rel=1e-14)


def test_a_viewpoint_on_the_edge_of_the_bounds_looks_inwards() -> None:
    none = np.zeros((0, 4))
    assert isovist((0, 0), none, bounds=(0, 0, 4, 3)).area_m2 == pytest.approx(12.0)
    assert isovist((2, 0), none, bounds=(0, 0, 4, 3)).area_m2 == pytest.approx(12.0)


def test_a_field_of_view_from_a_corner_of_the_bounds_may_fall_into_two_parts() -> None:
    # Looking outwards from the corner of the bounds through 300 degrees: only the two rims of it lie inside.
    seen = isovist((0, 0), np.zeros((0, 4)), bounds=(0, 0, 4, 4), field_of_view=(225, 300))
    assert seen.polygon.is_valid
    assert shapely.get_num_geometries(seen.polygon) == 2
    assert seen.polygon.area == pytest.approx(seen.area_m2)
    assert seen.area_m2 == pytest.approx(16 * math.tan(math.radians(15)))


def test_a_slit_of_a_millimetre_is_looked_through() -> None:
    walls = np.vstack((ROOM, [[5, 0, 5, 3], [5, 3.001, 5, 6]]))
    beyond = isovist((4, 3.0005), walls, bounds=BOX).area_m2 - 30
    # One metre before the slit, five metres behind it: it widens sixfold.
    assert beyond == pytest.approx(5 * 0.001 * (1 + 6) / 2, rel=1e-9)


def test_isovists_share_the_noded_walls() -> None:
    points = [(5, 3), (1, 1)]
    many = isovists(points, ROOM, bounds=BOX, fields_of_view=[None, (45, 90)])
    assert [one.area_m2 for one in many] == pytest.approx(
        [60.0, isovist((1, 1), ROOM, bounds=BOX, field_of_view=(45, 90)).area_m2]
    )


def test_bounds_are_taken_as_their_convex_hull() -> None:
    corner = shapely.Polygon([(0, 0), (4, 0), (4, 1), (1, 1), (1, 4), (0, 4)])
    assert isovist((0.5, 0.5), np.zeros((0, 4)), bounds=corner).area_m2 == pytest.approx(corner.convex_hull.area)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"viewpoint": (60, 0)}, "outside the bounds"),
        ({"viewpoint": (0, math.nan)}, "finite"),
        ({"bounds": None}, "bounds are required"),
        ({"bounds": (0, 0, 0, 5)}, "area"),
        ({"segments": [[0, 0, 1]]}, "shape"),
        ({"segments": [[0, 0, 1, math.inf]]}, "not finite"),
        ({"max_range_m": 0}, "positive"),
        ({"field_of_view": (0, 400)}, "degrees"),
    ],
)
def test_a_question_without_meaning_is_refused(change: dict[str, Any], message: str) -> None:
    asked: dict[str, Any] = {
        "viewpoint": (0, 0),
        "segments": ROOM,
        "bounds": BOX,
        "max_range_m": None,
        "field_of_view": None,
        **change,
    }
    with pytest.raises(ValueError, match=message):
        isovist(
            asked["viewpoint"],
            asked["segments"],
            bounds=asked["bounds"],
            max_range_m=asked["max_range_m"],
            field_of_view=asked["field_of_view"],
        )
