"""How a court is enclosed and how wide it is, which homes stand together, how exits lie: closed forms, invariants."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import Point, box

from siteplan.measures.court import covered_by_at_least, enclosure, middle_of, width_of
from siteplan.measures.exit_pairs import angle_between, exit_pairs
from siteplan.measures.regions import seen_by_at_least
from siteplan.measures.unit_groups import groups_of_units

ANGLE = st.floats(0, 360)
SHIFT = st.floats(-1e6, 1e6)


def fronts(count: int, *, width: float, away: float) -> shapely.Geometry:
    """Houses ``width`` wide whose fronts stand ``away`` from the origin, evenly round it."""
    house = box(away, -width / 2, away + 8, width / 2)
    return shapely.union_all([affinity.rotate(house, 360 / count * k, origin=(0, 0)) for k in range(count)])


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_each_front_encloses_the_angle_at_which_it_is_seen(count: int) -> None:
    share = enclosure(Point(0, 0), fronts(count, width=10, away=10), reach_m=40)
    assert share == pytest.approx(count * 2 * math.atan2(5, 10) / (2 * math.pi), abs=1e-9)


def test_a_yard_shut_all_round_is_wholly_enclosed_and_an_open_field_not_at_all() -> None:
    ring = box(-15, -15, 15, 15).difference(box(-10, -10, 10, 10))
    assert enclosure(Point(0, 0), ring, reach_m=40) == pytest.approx(1)
    assert enclosure(Point(0, 0), shapely.Polygon(), reach_m=40) == 0


def test_a_building_farther_away_than_one_looks_does_not_enclose() -> None:
    house = fronts(1, width=10, away=41)
    assert enclosure(Point(0, 0), house, reach_m=40) == 0
    assert enclosure(Point(0, 0), house, reach_m=60) > 0


def test_a_house_before_another_encloses_no_more_than_one() -> None:
    near = fronts(1, width=10, away=10)
    both = shapely.union_all([near, fronts(1, width=10, away=25)])
    assert enclosure(Point(0, 0), both, reach_m=40) == pytest.approx(enclosure(Point(0, 0), near, reach_m=40))


@given(angle=ANGLE, x=SHIFT, y=SHIFT)
def test_turning_and_moving_a_court_changes_neither_enclosure_nor_width(angle: float, x: float, y: float) -> None:
    houses = fronts(3, width=9, away=12)
    moved = affinity.translate(affinity.rotate(houses, angle, origin=(0, 0)), x, y)
    share = enclosure(Point(x, y), moved, reach_m=40)
    assert share == pytest.approx(enclosure(Point(0, 0), houses, reach_m=40), abs=1e-6)
    assert width_of(affinity.rotate(box(0, 0, 30, 12), angle)) == pytest.approx(12, abs=0.02)


def test_the_middle_of_a_bent_court_lies_in_it() -> None:
    bent = box(0, 0, 40, 6).union(box(0, 0, 6, 40))
    assert not bent.contains(bent.centroid) and bent.contains(middle_of(bent))
    assert middle_of(box(0, 0, 10, 4)) == Point(5, 2)


def test_homes_are_one_group_on_one_plot_near_one_another_or_by_a_chain() -> None:
    homes = [box(x, 0, x + 8, 8) for x in (0, 500, 540, 580, 2000, 2300)]
    plots = [box(-10, -10, 20, 20), box(1990, -10, 2400, 20)]
    assert groups_of_units(homes, plots, distance_m=40).tolist() == [0, 1, 1, 1, 2, 2]
    assert groups_of_units(homes, [], distance_m=40).tolist() == [0, 1, 1, 1, 2, 3]
    assert groups_of_units(homes, [], distance_m=10).tolist() == [0, 1, 2, 3, 4, 5]
    assert groups_of_units([], plots, distance_m=40).tolist() == []


@given(count=st.integers(1, 12), seed=st.integers(0, 10_000), distance=st.floats(1, 200))
def test_the_grouping_is_the_same_whichever_home_is_named_first(count: int, seed: int, distance: float) -> None:
    random = np.random.default_rng(seed)
    homes = [box(x, y, x + 8, y + 8) for x, y in random.uniform(0, 600, (count, 2))]
    order = random.permutation(count)
    plain = groups_of_units(homes, [], distance_m=distance)
    shuffled = groups_of_units([homes[k] for k in order], [], distance_m=distance)
    together = {(a, b) for a in range(count) for b in range(count) if plain[a] == plain[b]}
    assert together == {
        (int(order[a]), int(order[b])) for a in range(count) for b in range(count) if shuffled[a] == shuffled[b]
    }
    # The obvious twin: near pairs, closed under chains.
    near = [[homes[a].distance(homes[b]) <= distance for b in range(count)] for a in range(count)]
    for k in range(count):
        for a in range(count):
            for b in range(count):
                near[a][b] = near[a][b] or (near[a][k] and near[k][b])
    assert together == {(a, b) for a in range(count) for b in range(count) if near[a][b]}


@given(angle=ANGLE)
def test_front_and_back_are_opposite_however_the_home_is_turned(angle: float) -> None:
    home = affinity.rotate(box(0, 0, 6, 8), angle, origin=(3, 4))
    front, back = (affinity.rotate(Point(3, y), angle, origin=(3, 4)) for y in (0, 8))
    out = (math.sin(math.radians(angle)), -math.cos(math.radians(angle)))
    (pair,) = exit_pairs(home, [front, back], [out, (-out[0], -out[1])])
    assert pair.angle_deg == pytest.approx(180, abs=1e-4)
    assert pair.facing_deg == pytest.approx(180, abs=1e-4)
    assert pair.separation == pytest.approx(8 / 10)


def test_exits_of_one_wall_face_the_same_way_and_a_single_exit_makes_no_pair() -> None:
    home = box(0, 0, 12, 5)
    (pair,) = exit_pairs(home, [Point(1, 0), Point(11, 0)], [(0, -1), (0, -1)])
    assert pair.facing_deg == 0 and pair.separation == pytest.approx(10 / 13)
    assert pair.angle_deg == pytest.approx(2 * math.degrees(math.atan2(5, 2.5)))
    assert exit_pairs(home, [Point(1, 0)], [(0, -1)]) == ()
    assert angle_between((1, 0), (0, 1)) == pytest.approx(90)


@given(
    st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20), st.floats(1, 30), st.floats(1, 30), ANGLE), max_size=6),
    st.integers(1, 4),
)
def test_faces_between_all_outlines_cover_what_joining_region_by_region_does(
    rooms: list[tuple[float, float, float, float, float]], count: int
) -> None:
    regions = [affinity.rotate(box(x, y, x + w, y + h), turn) for x, y, w, h, turn in rooms]
    regions = [shapely.transform(region, lambda xy: xy + np.array([569_500.25, 7_034_800.75])) for region in regions]
    found, twin = covered_by_at_least(regions, count), seen_by_at_least(regions, count)
    assert found.area == pytest.approx(twin.area, abs=1e-3)
    assert shapely.symmetric_difference(found, twin).area < 1e-3
