"""Distances and shares of a plot, and numbers that data bound from both sides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from siteplan.measures.exposure import Interval, covered_share, distances_m, lies_on, nearness

PLOT = box(0, 0, 50, 50)


def test_distances_are_from_the_boundary_and_zero_on_the_plot() -> None:
    things = np.array([Point(60, 25), Point(25, 25), LineString([(-100, 80), (200, 80)])], dtype=object)
    assert distances_m(PLOT, things) == pytest.approx([10.0, 0.0, 30.0])


def test_nearness_falls_from_one_at_the_plot_to_nothing_at_the_radius() -> None:
    assert nearness(np.array([0.0]), radius_m=100) == 1.0
    assert nearness(np.array([300.0, 25.0]), radius_m=100) == pytest.approx(0.75)
    assert nearness(np.array([100.0]), radius_m=100) == 0.0
    assert nearness(np.empty(0), radius_m=100) == 0.0


def test_overlapping_zones_cover_a_plot_once() -> None:
    zones = np.array([box(0, 0, 50, 20), box(0, 10, 50, 25)], dtype=object)
    assert covered_share(PLOT, zones) == pytest.approx(0.5)
    assert covered_share(PLOT, np.empty(0, dtype=object)) == 0.0


def test_something_lies_on_the_plot_when_a_point_inside_it_does() -> None:
    assert lies_on(PLOT, np.array([Point(25, 25), box(40, 40, 48, 48), box(60, 0, 70, 10)], dtype=object)).tolist() == [
        True, True, False,
    ]  # fmt: skip


bounds = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)


@given(a=bounds, b=bounds, factor=st.floats(0, 2))
def test_intervals_stay_in_order(a: list[float], b: list[float], factor: float) -> None:
    one, other = Interval(low=a[0], high=a[1]), Interval(low=b[0], high=b[1])
    for joined in (one.plus(other), one.scaled(factor)):
        assert joined.low <= joined.high
