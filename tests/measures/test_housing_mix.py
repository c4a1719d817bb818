"""The mix of buildings around a plot, on buildings whose share can be reckoned in the head."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from shapely.geometry import box

from siteplan.measures.housing_mix import HousingMix, Use, housing_mix

PLOT = box(0, 0, 50, 50)


def mix(
    *buildings: tuple[tuple[float, float, float, float], Use],
    levels: list[float | None] | None = None,
    dwellings: list[int | None] | None = None,
) -> HousingMix:
    footprints: NDArray[np.object_] = np.array([box(*corners) for corners, _ in buildings], dtype=object)
    nothing: list[None] = [None] * len(buildings)
    return housing_mix(
        footprints, [use for _, use in buildings], levels or nothing, dwellings or nothing, plot=PLOT, radius_m=100.0,
        area_per_dwelling_m2=90.0,
    )  # fmt: skip


def test_the_share_is_of_the_footprint_whose_use_is_known() -> None:
    found = mix(((60, 0, 70, 10), "single_home"), ((80, 0, 110, 10), "other"), ((60, 20, 80, 40), "unknown"))
    assert found.housing_share == pytest.approx(100 / 400)
    assert found.known_share == pytest.approx(400 / 800)
    assert found.footprint_m2 == pytest.approx(800)


def test_garages_and_buildings_out_of_reach_do_not_count() -> None:
    found = mix(((60, 0, 70, 10), "single_home"), ((80, 0, 90, 10), "outbuilding"), ((400, 0, 500, 100), "other"))
    assert found.housing_share == 1.0 and found.footprint_m2 == pytest.approx(100)


def test_only_the_part_within_reach_weighs_but_a_home_counts_whole() -> None:
    found = mix(((140, 10, 160, 20), "single_home"), ((60, 0, 70, 10), "other"))
    assert found.housing_share == pytest.approx(0.5)
    assert found.dwellings == 1


def test_a_house_that_stands_on_the_plot_is_left_out() -> None:
    assert mix(((10, 10, 20, 20), "single_home")).footprint_m2 == 0.0


def test_homes_in_one_building_are_stated_or_follow_from_its_floors() -> None:
    assert mix(((60, 0, 90, 30), "homes"), levels=[3.0]).dwellings == 30
    assert mix(((60, 0, 90, 30), "homes")).dwellings == 10
    assert mix(((60, 0, 90, 30), "homes"), levels=[3.0], dwellings=[12]).dwellings == 12
    assert mix(((60, 0, 63, 3), "homes")).dwellings == 1


def test_no_buildings_at_all_is_known_and_no_neighbourhood() -> None:
    found = mix()
    assert (found.housing_share, found.known_share, found.dwellings) == (0.0, 1.0, 0)
