"""Floors against the ground: façades on a slope, homes without steps, and the sills that serve all at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from siteplan.context import LayoutContext
from siteplan.context.layout_levels import facades, steepest, step_free
from siteplan.context.layout_sills import sill_bands
from siteplan.model import DataSource, Surroundings, Terrain
from tests import layouts as kit


def slope(rise_per_m: float) -> Surroundings:
    """Ground that rises northwards from 0 at y = 0, 1 m cells, from -60 to 60 m."""
    rows = 60.0 - np.arange(120) - 0.5
    heights = np.repeat((rise_per_m * rows)[:, None], 120, axis=1).astype(np.float32)
    terrain = Terrain(heights=heights, x0=-60.0, y0=60.0, cell=1.0, source=DataSource(name="slope"))
    return Surroundings(
        crs="EPSG:25832", extent=box(-60, -60, 60, 60), extent_basis="stated", walking=None, driving=None, places={},
        terrain=terrain,
    )  # fmt: skip


def on_slope(*features: kit.Feature, rise_per_m: float) -> LayoutContext:
    drawn = kit.context_of(kit.layout(*features)).layout
    return LayoutContext(replace(drawn, crs="EPSG:25832"), surroundings=slope(rise_per_m))


def test_on_a_slope_the_downhill_facade_stands_high_and_the_uphill_one_low() -> None:
    # A house of 6 x 7 m whose door stands at y = 0: its floor lies at the ground half a metre before the door.
    context = on_slope(*kit.dwelling("u1", (0, 0, 6, 7), doors=[((2, 0), (3, 0))]), rise_per_m=0.1)
    heights = {tuple(np.round(wall.line.centroid.coords[0], 1)): wall.height_m for wall in facades(context)["u1"]}
    # The floor lies 0.05 m below y = 0; the back's ground, half a metre beyond y = 7, 0.75 m above it.
    assert heights[3.0, 0.0] == pytest.approx(0.0, abs=0.01)
    assert heights[3.0, 7.0] == pytest.approx(-0.8, abs=0.01)
    assert heights[0.0, 3.5] == heights[6.0, 3.5] == pytest.approx(-0.4, abs=0.01)


def test_a_walk_up_the_slope_is_as_steep_as_the_slope_and_one_along_it_is_level() -> None:
    context = on_slope(*kit.dwelling("u1", (0, 0, 6, 7), doors=[((2, 0), (3, 0))]), rise_per_m=0.1)
    assert steepest(context, LineString([(10, -20), (10, 20)]), over_m=5) == pytest.approx(0.1, abs=1e-3)
    assert steepest(context, LineString([(-20, 10), (20, 10)]), over_m=5) == pytest.approx(0.0, abs=1e-3)
    flat = kit.context_of(kit.layout(*kit.unit("u1")))
    assert steepest(flat, LineString([(0, 0), (9, 9)]), over_m=5) is None


def test_a_wall_against_another_home_is_no_facade() -> None:
    context = kit.context_of(
        kit.layout(*kit.dwelling("u1", (0, 0, 6, 7)), *kit.dwelling("u2", (6, 0, 12, 7)))
    )  # fmt: skip
    assert {id_: len(walls) for id_, walls in facades(context).items()} == {"u1": 3, "u2": 3}


def test_a_home_on_a_corridor_is_without_steps_where_the_corridor_is() -> None:
    def block(floor: float) -> LayoutContext:
        return kit.context_of(
            kit.layout(
                kit.space("hall", (0, 0, 2, 7), "corridor", floor_level=floor),
                kit.space("u1", (2, 0, 8, 7), "dwelling", unit="u1", floor_level=floor),
                kit.door("in", (2, 1), (2, 2)), kit.door("out", (0, 1), (0, 2)),
            )
        )  # fmt: skip

    assert step_free(block(0.0), step_m=0.02, reach_m=3)["u1"] is True
    assert step_free(block(0.3), step_m=0.02, reach_m=3)["u1"] is False


LIMITS = {"escape_sill_m": 1.0, "drop_m": 5.0, "privacy_outside_m": 1.7, "privacy_inside_m": 1.2}


def raised(floor: float) -> LayoutContext:
    return kit.context_of(
        kit.layout(
            kit.space("u1", (0, 0, 6, 7), "living_kitchen", unit="u1", floor_level=floor),
            kit.window("w", (1, 0), (2, 0), sill=0.9),
        )
    )


def test_level_with_the_ground_no_sill_gives_both_escape_and_privacy() -> None:
    context = raised(0.0)
    (band,) = sill_bands(context, context.units[0], **LIMITS)
    assert (band.low_m, band.high_m, band.feasible) == (1.2, 1.0, False)


def test_seventy_centimetres_up_one_sill_gives_both() -> None:
    context = raised(0.7)
    (band,) = sill_bands(context, context.units[0], **LIMITS)
    assert band.high_m == 1.0 and not band.sill_fits
    assert band.low_m == pytest.approx(1.0)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 3.9), st.floats(0, 0.5))
def test_raising_a_floor_up_to_the_height_of_a_jump_never_narrows_the_band(floor: float, more: float) -> None:
    low, high = raised(floor), raised(min(floor + more, 4.0))
    (below,) = sill_bands(low, low.units[0], **LIMITS)
    (above,) = sill_bands(high, high.units[0], **LIMITS)
    assert above.high_m - above.low_m >= below.high_m - below.low_m - 1e-9
