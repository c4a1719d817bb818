"""What a route's tags say of its safety, and what they leave open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siteplan.measures.route_safety import NodeEdges, RouteSafety, WayKinds, route_safety, signed_kmh
from siteplan.model import StreetNetwork

CROSS = np.array([[0.0, 0.0], [100.0, 0.0], [200.0, 0.0], [100.0, 80.0], [100.0, -80.0]])
"""A way from west (0) over the middle (1) to east (2), and a road from north (3) over the middle to south (4)."""


def crossroads(walked: dict[str, str], road: dict[str, str]) -> StreetNetwork:
    pairs = np.array([[0, 1], [1, 2], [3, 1], [1, 4]], dtype=np.int32)
    keys = set(walked) | set(road)
    return StreetNetwork(
        node_id=np.arange(5), node_xy=CROSS, edge_nodes=pairs,
        edge_length=np.hypot(*(CROSS[pairs[:, 1]] - CROSS[pairs[:, 0]]).T),
        edge_way=np.array([0, 0, 1, 1], dtype=np.int32),
        way_id=np.array([1, 2]), component=np.zeros(5, dtype=np.int32), oneway=np.zeros(2, dtype=np.int8),
        way_tags={key: np.array([walked.get(key), road.get(key)], dtype=object) for key in keys},
    )  # fmt: skip


def walk_across(
    walked: dict[str, str], road: dict[str, str], *, marked: list[tuple[float, float]] | None
) -> RouteSafety:
    network = crossroads(walked, road)
    return route_safety(
        network, np.array([0, 1]), np.array([60.0, 100.0]), kinds=WayKinds.of(network, safe_kmh=30.0),
        node_edges=NodeEdges.of(network), marked=None if marked is None else np.array(marked).reshape(-1, 2),
    )  # fmt: skip


FOOTWAY = {"highway": "footway", "lit": "yes"}


@pytest.mark.parametrize(
    ("road", "marked", "crossings", "unknown"),
    [
        ({"highway": "secondary", "maxspeed": "50"}, [], 1, 0),
        ({"highway": "secondary", "maxspeed": "50"}, [(100.0, 0.0)], 0, 0),
        ({"highway": "secondary", "maxspeed": "50"}, None, 0, 1),
        ({"highway": "secondary", "maxspeed": "30"}, [], 0, 0),
        ({"highway": "secondary"}, [], 0, 1),
        ({"highway": "service"}, [], 0, 0),
        ({"highway": "footway"}, [], 0, 0),
    ],
)
def test_a_crossing_counts_where_a_faster_road_is_crossed_without_a_marking(
    road: dict[str, str], marked: list[tuple[float, float]] | None, crossings: int, unknown: int
) -> None:
    found = walk_across(FOOTWAY, road, marked=marked)
    assert (found.crossings, found.unknown_crossings) == (crossings, unknown)
    assert len(found.crossed_at) == crossings


@pytest.mark.parametrize(
    ("tags", "safe", "unknown"),
    [
        ({"highway": "path"}, 160.0, 0.0),
        ({"highway": "residential", "maxspeed": "30"}, 160.0, 0.0),
        ({"highway": "residential", "maxspeed": "20 mph"}, 0.0, 160.0),
        ({"highway": "primary", "maxspeed": "60", "sidewalk": "right"}, 160.0, 0.0),
        ({"highway": "primary", "maxspeed": "60", "sidewalk": "no"}, 0.0, 0.0),
        ({"highway": "primary", "maxspeed": "60"}, 0.0, 160.0),
        ({"highway": "residential"}, 0.0, 160.0),
    ],
)
def test_metres_are_safe_unsafe_or_open(tags: dict[str, str], safe: float, unknown: float) -> None:
    found = walk_across(tags, {"highway": "footway"}, marked=[])
    assert (found.safe_m, found.unknown_safe_m) == (safe, unknown)
    assert found.length_m == 160.0
    assert bool(found.unsafe) == (safe + unknown == 0)


def test_light_that_is_not_mapped_is_open_and_never_dark() -> None:
    assert walk_across({"highway": "path"}, FOOTWAY, marked=[]).unknown_lit_m == 160.0
    assert walk_across({"highway": "path", "lit": "no"}, FOOTWAY, marked=[]).unknown_lit_m == 0.0


@given(parts=st.lists(st.floats(0, 500), min_size=4, max_size=4), crossings=st.integers(0, 4), doubts=st.integers(0, 4))
def test_the_best_reading_of_a_route_is_never_below_the_worst(parts: list[float], crossings: int, doubts: int) -> None:
    length = sum(parts)
    route = RouteSafety(
        length_m=length, safe_m=parts[0], unknown_safe_m=parts[1], lit_m=parts[2], unknown_lit_m=parts[3],
        crossings=crossings, unknown_crossings=doubts,
    )  # fmt: skip
    worst, best = (route.score(unlit_factor=0.5, crossing_factor=0.8, best=best) for best in (False, True))
    assert 0.0 <= worst <= best + 1e-12 <= 1.0 + 1e-9


@pytest.mark.parametrize(
    ("text", "kmh"),
    [("50", 50.0), ("30 km/h", 30.0), ("20 mph", 32.18688), ("50;70", 50.0), ("signals", None), (None, None)],
)
def test_signed_speeds_are_read_and_words_are_no_speed(text: str | None, kmh: float | None) -> None:
    assert signed_kmh(text) == (None if kmh is None else pytest.approx(kmh))
