"""Ground that can be built on, and the largest circle in it, against shapes whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import rotate, translate
from shapely.geometry import MultiPolygon, Polygon, box

from siteplan.measures.plot_capacity import buildable_ground, largest_circle
from siteplan.model import DataSource, Terrain


def plane(*, slope: float, cell: float = 5.0, unknown: bool = False) -> Terrain:
    """Ground that rises evenly to the east, 200 x 200 m from (0, 0)."""
    n = round(200 / cell)
    heights = np.tile(np.arange(n) * cell * slope, (n, 1)).astype(np.float32)
    if unknown:
        heights[:, : n // 2] = np.nan
    return Terrain(heights=heights, x0=0.0, y0=200.0, cell=cell, source=DataSource(name="plane"))


def test_a_square_loses_the_setback_on_every_side() -> None:
    found = buildable_ground(box(0, 0, 50, 40), setback_m=4)
    assert found.area_m2 == found.ground.area == pytest.approx(42 * 32)
    assert found.slope_known_share == 0.0


def test_a_strip_narrower_than_two_setbacks_has_no_ground() -> None:
    ground = buildable_ground(box(0, 0, 7, 100), setback_m=4).ground
    assert ground.is_empty
    assert largest_circle(ground) is None


def test_the_largest_circle_of_a_square_touches_its_sides() -> None:
    found = largest_circle(box(0, 0, 30, 30))
    assert found is not None
    assert found[1] == pytest.approx(15.0, abs=0.02)
    assert (found[0].x, found[0].y) == pytest.approx((15.0, 15.0), abs=0.1)


def test_the_largest_circle_of_a_triangle_is_its_incircle() -> None:
    found = largest_circle(Polygon([(0, 0), (40, 0), (0, 30)]))
    assert found is not None and found[1] == pytest.approx(10.0, abs=0.02)


def test_the_largest_circle_is_sought_in_every_part() -> None:
    found = largest_circle(MultiPolygon([box(0, 0, 10, 10), box(100, 0, 140, 40)]))
    assert found is not None and found[1] == pytest.approx(20.0, abs=0.02)


@pytest.mark.parametrize(("slope", "share"), [(0.05, 1.0), (0.1, 1.0), (0.15, 0.5), (0.2, 0.0), (0.3, 0.0)])
def test_ground_counts_less_the_steeper_it_is(slope: float, share: float) -> None:
    plot = box(52, 50, 101, 100)
    found = buildable_ground(plot, setback_m=0, terrain=plane(slope=slope), gentle=0.1, steep=0.2)
    assert found.area_m2 == pytest.approx(share * plot.area, rel=1e-4)
    assert found.slope_known_share == pytest.approx(1.0)
    assert found.ground.is_empty == (share == 0.0)


def test_a_one_metre_terrain_model_gives_the_same_slope_as_a_coarse_one() -> None:
    plot = box(50, 50, 70, 70)
    found = buildable_ground(plot, setback_m=0, terrain=plane(slope=0.15, cell=1.0), gentle=0.1, steep=0.2)
    assert found.area_m2 == pytest.approx(0.5 * plot.area, rel=1e-4)


def test_unknown_heights_leave_the_ground_in_and_say_so() -> None:
    plot = box(70, 50, 130, 100)
    found = buildable_ground(plot, setback_m=0, terrain=plane(slope=0.05, unknown=True), gentle=0.1, steep=0.2)
    assert found.area_m2 == pytest.approx(plot.area)
    assert 0.3 < found.slope_known_share < 0.6


@given(turn=st.floats(0, 360), dx=st.floats(-1e5, 1e5), width=st.floats(12, 200), depth=st.floats(12, 200))
def test_moving_and_turning_a_plot_changes_nothing(turn: float, dx: float, width: float, depth: float) -> None:
    moved = translate(rotate(box(0, 0, width, depth), turn), dx, -dx)
    ground = buildable_ground(moved, setback_m=4).ground
    circle = largest_circle(ground)
    assert ground.area == pytest.approx((width - 8) * (depth - 8), rel=1e-6)
    assert circle is not None
    assert circle[1] == pytest.approx(min(width, depth) / 2 - 4, abs=0.03)
    assert math.pi * circle[1] ** 2 <= ground.area + 1e-6
