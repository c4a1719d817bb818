"""Walking over hills, worked out by hand from Tobler's formula."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from siteplan.measures.slope_walk import tobler_kmh, walk_over
from siteplan.model import DataSource, Terrain


def plane(slope: float, *, columns: int = 60) -> Terrain:
    """Ground that rises to the east: height slope * x at the middle of each cell of 10 m."""
    heights = np.tile(((np.arange(columns) + 0.5) * 10 * slope).astype(np.float32), (4, 1))
    return Terrain(heights=heights, x0=0.0, y0=40.0, cell=10.0, source=DataSource(name="plane"))


EAST = LineString([(5, 20.5), (505, 20.5)])


def test_the_fastest_walk_is_gently_downhill() -> None:
    slopes = np.linspace(-0.5, 0.5, 1001)
    assert slopes[np.argmax(tobler_kmh(slopes))] == pytest.approx(-0.05)
    assert float(tobler_kmh(np.array([-0.05]))[0]) == pytest.approx(6.0)


def test_on_level_ground_there_and_back_are_alike() -> None:
    walk = walk_over(EAST, plane(0.0))
    assert walk.minutes_out == pytest.approx(0.5 / (6 * math.exp(-0.175)) * 60) == pytest.approx(walk.minutes_back)
    assert (walk.climb_out_m, walk.climb_back_m, walk.known_share) == (0.0, 0.0, 1.0)


def test_one_in_ten_uphill_takes_longer_than_down_again() -> None:
    walk = walk_over(EAST, plane(0.1))
    assert walk.minutes_out == pytest.approx(0.5 / (6 * math.exp(-3.5 * 0.15)) * 60, rel=1e-5)
    assert walk.minutes_back == pytest.approx(0.5 / (6 * math.exp(-3.5 * 0.05)) * 60, rel=1e-5)
    assert walk.climb_out_m == pytest.approx(50.0, rel=1e-5) and walk.climb_back_m == 0.0
    assert walk.steepest == pytest.approx(0.1, rel=1e-4)


def test_a_stated_level_speed_scales_both_directions() -> None:
    own, slow = walk_over(EAST, plane(0.1)), walk_over(EAST, plane(0.1), level_kmh=3.0)
    ratio = 6 * math.exp(-0.175) / 3.0
    assert slow.minutes_out == pytest.approx(own.minutes_out * ratio)
    assert walk_over(EAST, plane(0.0), level_kmh=5.0).minutes_out == pytest.approx(6.0)


def test_ground_outside_the_model_counts_as_level_and_is_said_to_be_unknown() -> None:
    walk = walk_over(LineString([(5, 20.5), (1205, 20.5)]), plane(0.1))
    assert walk.known_share == pytest.approx(0.49, abs=0.02)


@given(slope=st.floats(-0.4, 0.4))
def test_turning_round_swaps_there_and_back(slope: float) -> None:
    out, back = walk_over(EAST, plane(slope)), walk_over(LineString(EAST.coords[::-1]), plane(slope))
    assert out.minutes_out == pytest.approx(back.minutes_back) and out.climb_out_m == pytest.approx(back.climb_back_m)
