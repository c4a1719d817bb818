from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon, box

from siteplan.measures.horizon import arcs_of, total_width

HERE = np.zeros(2)


def width(*shapes: Polygon) -> float:
    return total_width(arcs_of(HERE, MultiPolygon(shapes) if len(shapes) > 1 else shapes[0]))


def test_a_wall_ten_wide_ten_away_takes_twice_the_angle_of_a_half() -> None:
    assert width(box(-5, 10, 5, 11)) == pytest.approx(2 * math.atan2(5, 10))


def test_across_the_negative_axis_nothing_is_counted_twice_or_lost() -> None:
    assert width(box(-11, -5, -10, 5)) == pytest.approx(2 * math.atan2(5, 10))


def test_what_stands_behind_something_takes_no_more_of_the_horizon() -> None:
    assert width(box(-5, 10, 5, 11), box(-5, 20, 5, 21)) == pytest.approx(2 * math.atan2(5, 10))


def test_two_sides_add_up_and_standing_inside_fills_the_horizon() -> None:
    assert width(box(-5, 10, 5, 11), box(-5, -11, 5, -10)) == pytest.approx(4 * math.atan2(5, 10))
    assert width(box(-1, -1, 1, 1)) == pytest.approx(2 * math.pi)
    assert total_width(arcs_of(HERE, Polygon())) == 0


def test_an_angle_that_wraps_round_more_than_half_the_horizon() -> None:
    horseshoe = box(-10, -10, 10, 10).difference(box(-9, -9, 9, 11))
    assert width(horseshoe) == pytest.approx(2 * math.pi - 2 * math.atan2(9, 10))


@given(turn=st.floats(0, 360))
def test_turning_everything_changes_nothing(turn: float) -> None:
    shapes = [affinity.rotate(s, turn, origin=(0, 0)) for s in (box(3, 2, 6, 5), box(-7, -1, -4, 4), box(4, 1, 5, 9))]
    assert width(*shapes) == pytest.approx(width(box(3, 2, 6, 5), box(-7, -1, -4, 4), box(4, 1, 5, 9)))
