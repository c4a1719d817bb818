"""Height-aware regions, coverage and blind spots: cases on paper, twins, and sums that must come out."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from siteplan.measures import kernels
from siteplan.measures.coverage import coverage
from siteplan.measures.isovist import isovist
from siteplan.measures.sight import barriers, lines_of_sight
from siteplan.measures.visible_region import height_field, regions_seen, visible_region, visible_regions

YARD = shapely.box(0, 0, 20, 20)
BOX = (0.0, 0.0, 20.0, 20.0)
NO_WALLS = np.zeros((0, 4))
TUN = Path(__file__).parent / "reference" / "plan_tun.csv"


def test_a_low_fence_hides_the_strip_close_behind_it_only() -> None:
    # Eye 1.6 m high, 4 m before a 1.2 m fence, target 0.8 m: hidden up to twice as far, where the line passes at 1.2.
    fence = barriers([[8, 4, 12, 4]], z_low=0, z_high=1.2)
    seen = visible_region((10, 0), height_field(fence, eye_z=1.6, target_z=0.8, bounds=BOX))
    assert seen.area_m2 == pytest.approx(400 - 4 * (4 + 8) / 2, rel=1e-13)
    assert shapely.contains_xy(seen.region, [10, 10, 10], [3.9, 6.0, 8.1]).tolist() == [True, False, True]
    # Standing, the same person is seen everywhere.
    assert visible_region((10, 0), height_field(fence, eye_z=1.6, target_z=1.5, bounds=BOX)).area_m2 == pytest.approx(
        400
    )


def test_a_fence_as_high_as_the_eye_is_a_wall() -> None:
    tall = barriers([[8, 4, 12, 4]], z_low=0, z_high=1.6)
    field = height_field(tall, eye_z=1.6, target_z=0.8, bounds=BOX)
    expected = isovist((10, 0), tall.segments, bounds=BOX).area_m2
    assert visible_region((10, 0), field).area_m2 == pytest.approx(expected, rel=1e-14)
    assert expected == pytest.approx(400 - 16 * (4 + 20) / 2)


def test_a_beam_at_eye_height_hides_what_is_far_only() -> None:
    # Beam from 1.4 m up, eye 1.6, target 0.8: the line is above 1.4 for the first quarter of the way.
    beam = barriers([[8, 4, 12, 4]], z_low=1.4, z_high=3)
    seen = visible_region((10, 0), height_field(beam, eye_z=1.6, target_z=0.8, bounds=BOX))
    assert seen.area_m2 == pytest.approx(400 - 4 * (16 + 20) / 2, rel=1e-13)


def test_an_upper_window_looks_over_the_shed_but_not_behind_it() -> None:
    # Eye 4 m, shed 2 m high, ground 0: the shadow behind its far side is as long again as the distance to it.
    shed = shapely.box(9, 5, 11, 8)
    ring = shapely.get_coordinates(shed.exterior)
    walls = barriers(np.hstack((ring[:-1], ring[1:])), z_low=0, z_high=2)
    seen = visible_region((10, 0), height_field(walls, eye_z=4, target_z=0, bounds=BOX))
    # Hidden: from the near wall on, widening with the lines past it, until twice the far side's distance.
    shadow = shapely.MultiPoint([(9, 5), (11, 5), (9, 8), (11, 8), (8, 16), (12, 16), (8, 10), (12, 10)]).convex_hull
    assert seen.area_m2 == pytest.approx(400 - shadow.area, rel=1e-12)


def test_level_eye_and_target_see_a_plain_isovist() -> None:
    walls = barriers([[8, 4, 12, 4], [3, 3, 4, 4]], z_low=[0, 2.0], z_high=[3, 3])
    field = height_field(walls, eye_z=1.6, target_z=1.6, bounds=BOX)
    expected = isovist((10, 0), walls.segments[:1], bounds=BOX).area_m2
    assert visible_region((10, 0), field).area_m2 == pytest.approx(expected)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.tuples(*[st.integers(0, 20)] * 4, st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=8),
    eye=st.tuples(st.floats(0.01, 19.99), st.floats(0.01, 19.99), st.sampled_from([0.5, 1.6, 4.3])),
    target_z=st.sampled_from([0.0, 0.8, 1.6, 3.5]),
)
def test_a_point_is_in_the_region_exactly_if_its_sight_line_is_free(
    rows: list[tuple[int, ...]], eye: tuple[float, float, float], target_z: float
) -> None:
    array = np.array(rows, dtype=float)
    panels = barriers(array[:, :4], z_low=array[:, 4], z_high=array[:, 4] + array[:, 5])
    if shapely.distance(shapely.Point(eye[:2]), shapely.multilinestrings(array[:, :4].reshape(-1, 2, 2))) < 1e-4:
        return
    seen = visible_region(eye[:2], height_field(panels, eye_z=eye[2], target_z=target_z, bounds=BOX))
    grid = np.array([(x + 0.317, y + 0.771) for x in range(0, 20, 2) for y in range(0, 20, 2)])
    free = lines_of_sight([eye], np.column_stack((grid, np.full(len(grid), target_z))), panels).visible[0]
    clear = shapely.distance(shapely.boundary(seen.region), shapely.points(grid)) > 1e-6
    assert (shapely.contains_xy(seen.region, *grid.T)[clear] == free[clear]).all()


def test_seen_and_blind_are_the_yard() -> None:
    # A screen across the middle, open at one end: one eye in a corner.
    screen = barriers([[0, 10, 15, 10]])
    result = coverage([(1, 1, 1.6)], screen, domain=YARD, target_z=1.4)
    assert result.seen_area_m2 + result.blind_area_m2 == pytest.approx(400, rel=1e-12)
    assert result.seen_share == pytest.approx(result.seen_area_m2 / 400)
    assert result.seen_by_m2 == pytest.approx((result.seen_area_m2,))
    # Behind the screen the line through its end (15, 10) reaches the far side at x = 20, y = 10 + 5 * 9 / 14.
    visible = 200 + 5 * (5 * 9 / 14) / 2
    assert result.seen_area_m2 == pytest.approx(visible, rel=1e-12)


def test_a_blind_spot_tells_its_size_its_neighbours_and_what_hides_it() -> None:
    # A closed booth of 4 x 2 m: nobody sees in.
    ring = np.array([(8, 8), (12, 8), (12, 10), (8, 10), (8, 8)], dtype=float)
    booth = barriers(np.hstack((ring[:-1], ring[1:])))
    eyes = [(1, 9, 1.6), (19, 9, 1.6), (10, 1, 1.6), (10, 19, 1.6)]
    places = [shapely.Point(0, 0), shapely.LineString([(0, 7), (20, 7)]), shapely.Point(12, 9)]
    result = coverage(eyes, booth, domain=YARD, target_z=1.4, places=places)
    assert len(result.spots) == 1
    spot = result.spots[0]
    assert spot.area_m2 == pytest.approx(8.0)
    assert spot.width_m == pytest.approx(2.0, abs=0.02)
    assert 9 <= spot.centre[0] <= 11
    assert spot.centre[1] == pytest.approx(9.0, abs=0.02)
    assert (spot.nearest, spot.nearest_distance_m) == (2, 0.0)
    assert spot.blockers == (3, 1, 0, 2)
    alone = coverage(eyes, booth, domain=YARD, target_z=1.4)
    assert alone.spots[0].nearest is None


def test_spots_come_largest_first_and_crumbs_are_counted_not_listed() -> None:
    screens = barriers([[4.0, 4.0, 4.0, 8.0], [16.0, 4.0, 16.0, 5.0], [10.0, 15.0, 10.05, 15.0]])
    result = coverage([(10, 1, 1.6)], screens, domain=YARD, target_z=1.4)
    areas = [spot.area_m2 for spot in result.spots]
    assert areas == sorted(areas, reverse=True)
    assert all(area >= 0.01 for area in areas)
    everything = coverage([(10, 1, 1.6)], screens, domain=YARD, target_z=1.4, min_spot_area_m2=0.0)
    assert sum(spot.area_m2 for spot in everything.spots) == pytest.approx(result.blind_area_m2, rel=1e-9)


def test_a_second_eye_standing_up_sees_what_the_seated_one_cannot() -> None:
    fence = barriers([[5, 10, 15, 10]], z_low=0, z_high=1.3)
    seated = coverage([(10, 1, 1.2)], fence, domain=YARD, target_z=1.1)
    both = coverage([(10, 1, 1.2), (10, 1, 1.6)], fence, domain=YARD, target_z=1.1)
    assert both.seen_area_m2 > seated.seen_area_m2
    assert both.seen_by_m2[0] == pytest.approx(seated.seen_area_m2)


def test_nobody_looking_sees_nothing() -> None:
    result = coverage(np.zeros((0, 3)), barriers(NO_WALLS), domain=YARD, target_z=1.4)
    assert result.seen_area_m2 == 0.0
    assert result.blind_area_m2 == pytest.approx(400)
    assert result.spots[0].blockers == ()
    assert result.spots[0].width_m == pytest.approx(20, abs=0.02)


def test_range_and_field_of_view_leave_spots_that_no_wall_hides() -> None:
    result = coverage(
        [(10, 0, 1.6)], barriers(NO_WALLS), domain=YARD, target_z=1.4, max_range_m=5, fields_of_view=[(0, 90)]
    )
    assert result.seen_area_m2 == pytest.approx(math.pi * 25 / 4, rel=1e-4)
    assert result.spots[0].blockers == (-1,)


def test_an_eye_outside_the_domain_looks_in_over_a_notch() -> None:
    notched = shapely.Polygon([(0, 0), (20, 0), (20, 20), (0, 20), (0, 12), (8, 12), (8, 8), (0, 8)])
    result = coverage([(-3, 10, 1.6)], barriers(NO_WALLS), domain=notched, target_z=1.4)
    assert result.seen_share == pytest.approx(1.0, rel=1e-12)


def test_a_domain_that_is_empty_or_crosses_itself_is_refused() -> None:
    bowtie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    for domain in (shapely.Polygon(), bowtie):
        with pytest.raises(ValueError, match="valid polygon"):
            coverage([(0, 0, 1)], barriers(NO_WALLS), domain=domain, target_z=1)


@pytest.mark.parametrize("shift", [(0.0, 0.0), (569_500.0, 7_034_800.0)])
@pytest.mark.parametrize("eye_z", [1.6, 4.3])
def test_courtyard_seen_and_blind_add_up_wherever_it_lies(shift: tuple[float, float], eye_z: float) -> None:
    walls = np.loadtxt(TUN, delimiter=",", skiprows=1)
    houses = shapely.get_parts(shapely.polygonize(shapely.linestrings(walls[4:].reshape(-1, 2, 2))))
    free = shapely.difference(shapely.box(0, 0, 60.1, 50.1), shapely.union_all(houses))
    domain = shapely.transform(free, lambda xy: xy + np.array(shift))
    panels = barriers(walls + np.tile(shift, 2), z_low=0, z_high=3)
    eyes: NDArray[np.float64] = np.array([[28, 20, eye_z], [15, 18, eye_z], [40, 26, eye_z]])
    result = coverage(eyes + np.array([*shift, 0]), panels, domain=domain, target_z=1.4)
    assert len(houses) == 9
    assert result.seen_area_m2 + result.blind_area_m2 == pytest.approx(result.domain_area_m2, rel=1e-9)
    assert result.domain_area_m2 == pytest.approx(free.area, rel=1e-8)
    assert shapely.area(shapely.intersection(result.seen, result.blind)) < 1e-6
    assert 0.5 < result.seen_share < 1.0


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(*[st.integers(0, 20)] * 4), max_size=8),
    eyes=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=4),
    extra=st.tuples(*[st.integers(0, 20)] * 4),
)
def test_any_plan_adds_up_and_another_wall_shows_nothing_new(
    rows: list[tuple[int, ...]], eyes: list[tuple[int, int]], extra: tuple[int, ...]
) -> None:
    walls = np.array(rows, dtype=float).reshape(-1, 4)
    points = [(x, y, 1.6) for x, y in eyes]
    before = coverage(points, barriers(walls), domain=YARD, target_z=1.4)
    after = coverage(points, barriers(np.vstack((walls, [extra]))), domain=YARD, target_z=1.4)
    for result in (before, after):
        assert result.seen_area_m2 + result.blind_area_m2 == pytest.approx(400, rel=1e-9)
    assert after.seen_area_m2 <= before.seen_area_m2 + 400e-9


@pytest.mark.parametrize("shift", [(0.0, 0.0), (597_000.0, 6_643_000.0)])
def test_regions_made_at_once_are_those_made_one_by_one(shift: tuple[float, float]) -> None:
    kernels.sight_kernels(wait_s=None)
    walls = np.loadtxt(TUN, delimiter=",", skiprows=1) + np.tile(shift, 2)
    field = height_field(barriers(walls), eye_z=1.6, target_z=1.4, bounds=(*shift, shift[0] + 60.0, shift[1] + 50.0))
    eyes = np.random.default_rng(1).uniform((1, 1), (59, 49), (60, 2)) + shift
    # Others look from a corner, along a wall, and into a part of the circle only.
    eyes[:2] = walls[10, :2], (walls[10, :2] + walls[10, 2:]) / 2
    views = [None, None, (30.0, 90.0), (350.0, 40.0), *[None] * 56]
    regions = regions_seen(eyes, field, fields_of_view=views)
    one_by_one = visible_regions(eyes, field, fields_of_view=views)
    for region, other in zip(regions, one_by_one, strict=True):
        assert shapely.is_valid(region)
        assert region.area == pytest.approx(other.region.area, rel=1e-9)
        assert region.symmetric_difference(other.region).area < 1e-5


def test_eyes_of_two_heights_that_see_the_same_are_both_reckoned() -> None:
    yard = shapely.box(0, 0, 20, 10)
    panels = barriers(np.array([[10.0, 0, 10, 6], [15, 2, 18, 2]]), z_high=np.array([3.0, 1.3]))
    seated, standing, twin = (4.0, 2.0, 1.1), (4.0, 2.0, 1.6), (4.0, 2.0, 1.7)
    found = coverage([seated, standing, twin, seated], panels, domain=yard, target_z=1.2)
    alone = [coverage([eye], panels, domain=yard, target_z=1.2).seen_area_m2 for eye in (seated, standing, twin)]
    assert found.seen_by_m2 == pytest.approx((*alone, alone[0]))
    assert found.seen_area_m2 + found.blind_area_m2 == pytest.approx(yard.area, rel=1e-9)
