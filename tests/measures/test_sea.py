"""The sea is what lies right of a coastline."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from siteplan.measures.sea import sea_areas

EXTENT = box(0, 0, 100, 60)
ISLAND = [(40, 40), (60, 40), (60, 50), (40, 50), (40, 40)]  # counter-clockwise: land within


def area(*coastlines: BaseGeometry) -> float:
    lines = np.array(coastlines, dtype=object)
    return float(sum(part.area for part in sea_areas(lines, EXTENT)))


def test_a_coast_from_edge_to_edge_leaves_the_side_to_its_right_wet() -> None:
    eastward = LineString([(-5, 20), (50, 20), (105, 20)])
    assert area(eastward) == pytest.approx(100 * 20)
    assert area(eastward.reverse()) == pytest.approx(100 * 40)


@pytest.mark.parametrize("island", [LineString(ISLAND), Polygon(ISLAND), Polygon(ISLAND[::-1])])
def test_an_island_stays_dry_however_its_ring_was_read(island: BaseGeometry) -> None:
    assert area(LineString([(105, 20), (-5, 20)]), island) == pytest.approx(100 * 40 - 20 * 10)


def test_a_coast_in_pieces_is_one_coast() -> None:
    pieces = [LineString([(-5, 20), (30, 20)]), LineString([(30, 20), (30, 10), (105, 10)])]
    assert area(*pieces) == pytest.approx(30 * 20 + 70 * 10)


def test_without_a_coast_there_is_no_sea() -> None:
    assert sea_areas(np.array([], dtype=object), EXTENT) == ()
    assert area(LineString([(200, 0), (300, 0)])) == 0
