"""How much of a room is free to stand in."""

from __future__ import annotations

import pytest
from shapely.geometry import Polygon, box

from siteplan.measures.rooms import widest_circle


def test_the_widest_circle_of_a_rectangle_is_as_wide_as_its_short_side() -> None:
    circle, diameter = widest_circle(box(0, 0, 6, 4))
    assert diameter == pytest.approx(4.0, abs=0.02)
    assert box(0, 0, 6, 4).buffer(0.02).contains(circle)


def test_a_band_along_the_walls_takes_its_width_on_both_sides() -> None:
    assert widest_circle(box(0, 0, 6, 4), band_m=0.6)[1] == pytest.approx(2.8, abs=0.02)
    assert widest_circle(box(0, 0, 6, 1), band_m=0.6)[1] == 0.0


def test_an_l_shaped_room_is_as_wide_as_its_wider_leg_at_least() -> None:
    room = Polygon([(0, 0), (6, 0), (6, 2), (3, 2), (3, 6), (0, 6)])
    assert widest_circle(room)[1] >= 3.0 - 0.02
