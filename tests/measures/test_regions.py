"""Regions stay valid when they are moved to the coordinates of a map projection."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from siteplan.measures.regions import moved

FAR = np.array([499938.9961764433, 7031284.032047125])


def spike(width_m: float) -> shapely.Polygon:
    """A square of 10 m from which a spike of the given width reaches 5 m out and crosses nothing."""
    tip = [(10.0, 5.0), (15.0, 5.0 + width_m / 3), (10.0, 5.0 + width_m)]
    return shapely.Polygon([(0, 0), (10, 0), *tip, (10, 10), (0, 10)])


def test_a_spike_a_nanometre_wide_does_not_make_a_moved_region_invalid() -> None:
    local = shapely.Polygon([(0, 0), (10, 0), (10, 4.9999999999), (3, 5), (10, 5), (10, 10), (0, 10)])
    assert local.is_valid
    assert not shapely.transform(local, lambda xy: xy + FAR).is_valid
    region = moved(local, FAR)
    assert region.is_valid
    assert region.area == pytest.approx(local.area, abs=1e-6)


@given(width=st.floats(1e-12, 1e-3), x=st.floats(0, 9e5), y=st.floats(6e6, 8e6))
def test_moving_keeps_area_and_validity(width: float, x: float, y: float) -> None:
    region = moved(spike(width), np.array([x, y]))
    assert region.is_valid
    assert region.area == pytest.approx(spike(width).area, abs=1e-6)


@given(x=st.floats(0, 9e5), y=st.floats(6e6, 8e6))
def test_what_a_moved_region_shares_with_a_far_room_is_nothing(x: float, y: float) -> None:
    region = moved(spike(1e-10), np.array([x, y]))
    assert region.intersection(shapely.box(x + 50, y, x + 60, y + 10)).area == 0
