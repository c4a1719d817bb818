"""Light against closed forms: straight below, at an angle, in the shadow of a wall and over it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from siteplan.measures.light import illuminance_lx, intensity_cd, lit_radius_m, lit_region
from siteplan.measures.sight import barriers

FREE = barriers(np.zeros((0, 4)))
HALF_SPHERE = 2 * math.pi
LAMP = [(0.0, 0.0, 4.0)]


def test_flux_spread_over_the_lower_half_sphere() -> None:
    assert intensity_cd(3000, solid_angle_sr=HALF_SPHERE) == pytest.approx(477.46, abs=0.01)


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (0.0, 400 / 16),  # I / h^2
        (4.0, 400 / 16 * math.cos(math.pi / 4) ** 3),  # 45 degrees
        (4.0 * math.sqrt(3), 400 / 16 / 8),  # 60 degrees: cos^3 = 1 / 8
    ],
)
def test_illuminance_falls_with_the_cube_of_the_cosine(away: float, expected: float) -> None:
    assert illuminance_lx(LAMP, [400], [(away, 0, 0)], FREE) == pytest.approx([expected])


def test_two_lamps_add_up_and_a_lamp_below_gives_nothing() -> None:
    two = [(0.0, 0.0, 4.0), (8.0, 0.0, 4.0)]
    single = illuminance_lx(LAMP, [400], [(4, 0, 0)], FREE)[0]
    assert illuminance_lx(two, [400, 400], [(4, 0, 0)], FREE) == pytest.approx([2 * single])
    assert illuminance_lx([(0, 0, -1)], [400], [(0, 0, 0)], FREE) == pytest.approx([0.0])


def test_a_wall_throws_a_shadow_and_a_low_one_a_short_shadow() -> None:
    # From 4 m over a wall of 2 m that stands 3 m away the light reaches the ground again at 6 m.
    low = barriers([[3, -50, 3, 50]], z_low=-1.0, z_high=2.0)
    high = barriers([[3, -50, 3, 50]], z_low=-1.0, z_high=5.0)
    points = [(2.9, 0, 0), (3.1, 0, 0), (5.9, 0, 0), (6.1, 0, 0)]
    assert (illuminance_lx(LAMP, [400], points, low) > 0).tolist() == [True, False, False, True]
    assert (illuminance_lx(LAMP, [400], points, high) > 0).tolist() == [True, False, False, False]


@given(flux=st.floats(500, 20000), height=st.floats(2, 10), least=st.floats(0.5, 10))
def test_at_the_lit_radius_there_is_just_that_illuminance(flux: float, height: float, least: float) -> None:
    strength = intensity_cd(flux, solid_angle_sr=HALF_SPHERE)
    radius = lit_radius_m(strength, height_m=height, illuminance=least)
    there = illuminance_lx([(0, 0, height)], [strength], [(radius, 0, 0)], FREE)[0]
    assert there == pytest.approx(least, rel=1e-6) if radius else there <= least + 1e-9


def test_the_lit_ground_is_a_disc_less_the_shadow() -> None:
    ground = box(-20, -20, 20, 20)
    disc = lit_region(LAMP, [10.0], FREE, domain=ground, ground_z=0.0)
    assert disc.area == pytest.approx(100 * math.pi, rel=1e-3)
    wall = barriers([[0.5, -50, 0.5, 50]], z_low=-1.0, z_high=9.0)
    segment = 100 * math.acos(0.05) - 0.5 * math.sqrt(100 - 0.25)
    lit = lit_region(LAMP, [10.0], wall, domain=ground, ground_z=0.0)
    assert lit.area == pytest.approx(100 * math.pi - segment, rel=1e-3)
    assert lit_region(LAMP, [0.0], FREE, domain=ground, ground_z=0.0).is_empty


@pytest.mark.parametrize(("flux", "angle"), [(-1, 1.0), (100, 0.0), (100, 13.0)])
def test_a_lamp_that_cannot_be_is_refused(flux: float, angle: float) -> None:
    with pytest.raises(ValueError, match="solid angle"):
        intensity_cd(flux, solid_angle_sr=angle)


def test_a_lamp_on_the_ground_is_refused() -> None:
    with pytest.raises(ValueError, match="above the ground"):
        lit_radius_m(100, height_m=0, illuminance=1)
