"""The sun over a place, and what hides it; positions against rules that anyone can check."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from shapely.geometry import box

from siteplan.measures.sun import SunPath, hours_of_sun, sun_path, view_share
from siteplan.model import DataSource, Terrain

TRONDHEIM = (10.40, 63.43)
HERE = np.array([[0.0, 0.0]])
NOTHING = np.empty(0, dtype=object)


@pytest.mark.parametrize(("latitude", "longitude"), [(63.43, 10.40), (59.91, 10.75), (69.65, 18.96)])
def test_at_the_equinox_the_sun_is_up_for_half_a_day_and_culminates_at_ninety_less_the_latitude(
    latitude: float, longitude: float
) -> None:
    path = sun_path(longitude, latitude, day=date(2024, 3, 21))
    assert len(path.altitude) * path.step_h == pytest.approx(12.2, abs=0.4)
    assert math.degrees(path.altitude.max()) == pytest.approx(90 - latitude + 0.5, abs=0.6)
    assert math.degrees(path.azimuth[np.argmax(path.altitude)]) == pytest.approx(180, abs=3)


def test_in_tromsoe_the_sun_neither_rises_at_christmas_nor_sets_at_midsummer() -> None:
    assert len(sun_path(18.96, 69.65, day=date(2024, 12, 21)).altitude) == 0
    assert len(sun_path(18.96, 69.65, day=date(2024, 6, 21)).altitude) == 144


def test_where_grid_north_is_turned_the_sun_is_turned_against_it() -> None:
    plain, turned = (sun_path(*TRONDHEIM, day=date(2024, 3, 21), convergence_deg=c) for c in (0.0, 2.0))
    assert np.degrees(plain.azimuth - turned.azimuth) == pytest.approx(2.0)


def at(azimuth_deg: float, altitude_deg: float) -> SunPath:
    return SunPath(azimuth=np.radians([azimuth_deg]), altitude=np.radians([altitude_deg]), step_h=1.0)


@pytest.mark.parametrize(("height", "sun"), [(9.9, 1.0), (10.1, 0.0)])
def test_a_wall_ten_metres_to_the_south_hides_a_sun_of_forty_five_degrees_from_ten_metres_up(
    height: float, sun: float
) -> None:
    wall = np.array([box(-50, -12, 50, -10)], dtype=object)
    found = hours_of_sun(HERE, at(180, 45), footprints=wall, heights_m=np.array([height]), terrain=None, horizon_m=0.0)
    assert found.tolist() == [sun]


def test_a_wall_to_the_north_hides_nothing_of_a_sun_in_the_south() -> None:
    wall = np.array([box(-50, 10, 50, 12)], dtype=object)
    assert hours_of_sun(HERE, at(180, 10), footprints=wall, heights_m=np.array([90.0]), terrain=None,
                        horizon_m=0.0).tolist() == [1.0]  # fmt: skip


@pytest.mark.parametrize(("altitude", "sun"), [(5.0, 0.0), (20.0, 1.0)])
def test_a_hill_of_a_hundred_metres_half_a_kilometre_away_hides_a_low_sun(altitude: float, sun: float) -> None:
    heights = np.zeros((100, 100), dtype=np.float32)
    heights[95:, :] = 100.0
    hill = Terrain(heights=heights, x0=-500.0, y0=450.0, cell=10.0, source=DataSource(name="hill"))
    found = hours_of_sun(HERE, at(180, altitude), footprints=NOTHING, heights_m=np.empty(0), terrain=hill,
                         horizon_m=1000.0)  # fmt: skip
    assert found.tolist() == [sun]


def test_a_park_over_a_quarter_of_the_horizon_fills_a_quarter_of_the_view_until_a_house_stands_before_it() -> None:
    park = np.array([box(100, 100, 400, 400)], dtype=object)
    seen = view_share(HERE, park, NOTHING, reach_m=300.0, rays=360)
    assert 0.1 < seen < 0.25
    house = np.array([box(50, 50, 90, 300), box(50, 50, 300, 90)], dtype=object)
    assert view_share(HERE, park, house, reach_m=300.0, rays=360) < seen / 4
    assert view_share(HERE, NOTHING, house, reach_m=300.0) == 0.0
