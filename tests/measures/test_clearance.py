"""The point of a plot that is farthest from its neighbours."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from siteplan.measures.clearance import farthest_point


def test_in_a_square_among_four_walls_it_is_the_middle() -> None:
    walls = np.array([box(-1, 0, 0, 20), box(20, 0, 21, 20), box(0, -1, 20, 0), box(0, 20, 20, 21)], dtype=object)
    point, distance = farthest_point(box(0, 0, 20, 20), walls, reach_m=60.0)
    assert distance == pytest.approx(10.0, abs=0.03) and point.distance(Point(10, 10)) < 0.1


def test_beside_one_house_it_is_the_far_corner() -> None:
    point, distance = farthest_point(box(0, 0, 30, 40), np.array([box(-9, -9, 0, 0)], dtype=object), reach_m=90.0)
    assert distance == pytest.approx(50.0) and point.equals(Point(30, 40))


def test_farther_than_asked_is_cut_and_nothing_around_is_as_far_as_asked() -> None:
    house = np.array([box(-9, -9, 0, 0)], dtype=object)
    assert farthest_point(box(0, 0, 300, 400), house, reach_m=60.0)[1] == 60.0
    assert farthest_point(box(0, 0, 3, 4), np.empty(0, dtype=object), reach_m=60.0)[1] == 60.0


@given(x=st.floats(-50, 50), y=st.floats(-50, 50), w=st.floats(5, 60))
def test_the_distance_found_is_there_and_no_corner_is_farther(x: float, y: float, w: float) -> None:
    area, house = box(0, 0, w, 30), box(x - 3, y - 3, x + 3, y + 3)
    point, distance = farthest_point(area, np.array([house], dtype=object), reach_m=1000.0)
    assert area.covers(point) and point.distance(house) == pytest.approx(distance)
    assert distance >= max(Point(c).distance(house) for c in area.exterior.coords) - 1e-9
    assert math.isfinite(distance)
