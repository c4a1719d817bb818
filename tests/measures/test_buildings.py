from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from siteplan.measures.buildings import closed_union, dimensions, group_buildings, overlap_below


def groups(rooms: list[Polygon], labels: list[str | None] | None = None) -> list[int]:
    numbers = group_buildings(np.array(rooms, dtype=object), labels or [None] * len(rooms))
    return [int(number) for number in numbers]


def test_rooms_within_half_a_metre_are_one_building() -> None:
    assert groups([box(0, 0, 4, 4), box(4.4, 0, 8, 4), box(8.6, 0, 12, 4)]) == [0, 0, 1]


def test_storeys_over_one_another_are_one_building() -> None:
    ground, first, beside = box(0, 0, 10, 8), box(2, 2, 6, 6), box(20, 0, 30, 8)
    assert groups([ground, beside, first]) == [0, 1, 0]


def test_labels_rule_over_touching_and_a_loose_room_joins_the_one_label_that_it_touches() -> None:
    rooms = [box(0, 0, 4, 4), box(4, 0, 8, 4), box(8, 0, 12, 4), box(50, 0, 54, 4)]
    assert groups(rooms, ["a", "b", None, "a"]) == [0, 1, 1, 0]
    assert groups(rooms, ["a", None, "b", None]) == [0, 1, 2, 3]


def test_no_rooms_make_no_building() -> None:
    assert groups([]) == []


def test_partitions_count_in_the_area_and_the_outline_stays() -> None:
    rooms = [box(0, 0, 3, 5), box(3.1, 0, 6, 5), box(0, 5.1, 6, 8)]
    area = closed_union(rooms)
    assert area.area == pytest.approx(6 * 8)
    assert area.bounds == (0, 0, 6, 8)


def test_a_shaft_is_kept_out_and_a_flue_counts() -> None:
    shaft = Polygon(box(0, 0, 6, 6).exterior, [box(2, 2, 3.2, 3.2).exterior])
    assert closed_union([shaft]).area == pytest.approx(36 - 1.44)
    flue = Polygon(box(0, 0, 6, 6).exterior, [box(2, 2, 2.6, 2.6).exterior])
    assert closed_union([flue]).area == pytest.approx(36)


def test_rooms_farther_apart_than_twice_the_closing_stay_apart() -> None:
    assert closed_union([box(0, 0, 3, 3), box(3.6, 0, 6, 3)]).area == pytest.approx(9 + 7.2)


def test_an_l_shaped_home_keeps_its_corner() -> None:
    corner = Polygon([(0, 0), (8, 0), (8, 4), (4, 4), (4, 8), (0, 8)])
    assert closed_union([corner]).area == pytest.approx(48)


@given(widths=st.lists(st.floats(0.6, 5), min_size=1, max_size=6), gap=st.floats(0, 0.45), turn=st.floats(0, 90))
@settings(max_examples=50, deadline=None)
def test_a_row_of_rooms_has_the_area_of_its_outline_however_it_is_turned(
    widths: list[float], gap: float, turn: float
) -> None:
    rooms, x = [], 0.0
    for width in widths:
        rooms.append(shapely.affinity.rotate(box(x, 0, x + width, 4), turn, origin=(0, 0)))
        x += width + gap
    assert closed_union(rooms).area == pytest.approx((x - gap) * 4, rel=1e-6)


def test_what_lies_below_is_the_shared_part_without_slivers() -> None:
    home = box(0, 0, 6, 7)
    assert overlap_below(home, []).area == 0
    assert overlap_below(home, [box(0, 0, 3, 7)]).area == pytest.approx(21)
    assert overlap_below(home, [box(-5, 0, 0.03, 7)]).area == 0
    assert overlap_below(home, [box(0, 0, 3, 7), box(2, 0, 4, 7)]).area == pytest.approx(28)


def test_dimensions_do_not_depend_on_how_a_shape_stands() -> None:
    upright = dimensions(box(0, 0, 6, 8))
    turned = dimensions(shapely.affinity.rotate(box(0, 0, 6, 8), 33))
    for one in (upright, turned):
        assert (one.length_m, one.width_m, one.diagonal_m, one.area_m2) == pytest.approx((8, 6, 10, 48))
