"""Fewest and best viewpoints: cases from the literature of art galleries, and every subset tried."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siteplan.measures import guards
from siteplan.measures.guards import (
    best_viewpoint,
    best_viewpoints,
    candidates_along,
    candidates_in,
    fewest_viewpoints,
)
from siteplan.measures.noding import FloatArray
from siteplan.measures.visibility_graph import VisibilityGraph, visibility_graph


def _walls(ring: Sequence[tuple[float, float]]) -> FloatArray:
    corners = np.array(ring, dtype=float)
    return np.hstack((corners, np.roll(corners, -1, axis=0)))


def _sees(graph: VisibilityGraph) -> np.ndarray:
    return graph.rows(slice(None)) | np.eye(len(graph), dtype=bool)


def _gallery(ring: list[tuple[float, float]], seed: tuple[float, float]) -> np.ndarray:
    """Cells half a metre off every wall on a lattice of metres."""
    return _sees(visibility_graph(_walls(ring) + 0.25, seed=(seed[0] + 0.25, seed[1] + 0.25), spacing=0.5))


@pytest.mark.parametrize("teeth", [1, 2, 3, 5])
def test_a_comb_needs_a_viewpoint_a_tooth(teeth: int) -> None:
    """Teeth one metre wide and six deep, two metres apart: nobody sees the ends of two."""
    ring: list[tuple[float, float]] = [(0, 0), (3 * teeth, 0)]
    for k in reversed(range(teeth)):
        ring += [(3 * k + 2, 1), (3 * k + 2, 7), (3 * k + 1, 7), (3 * k + 1, 1)]
    ring = [(0, 0), (3 * teeth, 0), (3 * teeth, 1), *ring[2:], (0, 1)]
    answer = fewest_viewpoints(_gallery(ring, (0.5, 0.5)))
    assert len(answer.chosen) == teeth
    assert answer.bound == teeth
    assert answer.proven


@pytest.mark.parametrize(
    "ring",
    [
        [(0, 0), (6, 0), (6, 4), (0, 4)],
        [(0, 0), (6, 0), (6, 3), (3, 3), (3, 6), (0, 6)],
        [(0, 0), (9, 0), (9, 6), (6, 6), (6, 3), (3, 3), (3, 6), (0, 6)],
        [(3, 0), (6, 0), (6, 3), (9, 3), (9, 6), (6, 6), (6, 9), (3, 9), (3, 6), (0, 6), (0, 3), (3, 3)],
        [(0, 0), (9, 0), (9, 3), (7, 3), (7, 5), (5, 5), (5, 7), (3, 7), (3, 9), (0, 9)],
        [(0, 0), (8, 0), (8, 2), (2, 2), (2, 4), (8, 4), (8, 6), (0, 6)],
    ],
)
def test_an_orthogonal_gallery_needs_at_most_a_quarter_of_its_corners(ring: list[tuple[float, float]]) -> None:
    """Kahn, Klawe and Kleitman (1983)."""
    answer = fewest_viewpoints(_gallery(ring, (0.5, 0.5) if ring[0] == (0, 0) else (4, 1)))
    assert answer.proven
    assert 1 <= len(answer.chosen) <= len(ring) // 4
    assert answer.unseen == ()


def _matrices() -> st.SearchStrategy[np.ndarray]:
    sizes = st.tuples(st.integers(1, 7), st.integers(1, 9), st.integers(0, 2**32 - 1), st.floats(0.1, 0.9))
    return sizes.map(lambda s: np.random.default_rng(s[2]).random(s[:2]) < s[3])


@settings(max_examples=60, deadline=None)
@given(sees=_matrices())
def test_no_smaller_set_sees_as_much(sees: np.ndarray) -> None:
    answer = fewest_viewpoints(sees)
    whole = sees.any(axis=0)
    assert np.array_equal(sees[list(answer.chosen)].any(axis=0), whole)
    assert answer.seen == whole.sum()
    assert answer.unseen == tuple(np.flatnonzero(~whole))
    smallest = next(
        size
        for size in range(len(sees) + 1)
        if any(
            np.array_equal(sees[list(some)].any(axis=0) if some else np.zeros_like(whole), whole)
            for some in itertools.combinations(range(len(sees)), size)
        )
    )
    assert len(answer.chosen) == smallest == answer.bound
    assert answer.proven


@settings(max_examples=60, deadline=None)
@given(sees=_matrices(), count=st.integers(1, 4), seed=st.integers(0, 99))
def test_no_other_choice_of_so_many_sees_more(sees: np.ndarray, count: int, seed: int) -> None:
    weights = np.random.default_rng(seed).integers(0, 5, sees.shape[1]).astype(float)
    answer = best_viewpoints(sees, count, weights=weights)
    most = max(
        weights[sees[list(some)].any(axis=0)].sum()
        for some in itertools.combinations(range(len(sees)), min(count, len(sees)))
    )
    assert answer.seen == most
    assert answer.bound == pytest.approx(most)
    assert answer.proven
    assert len(answer.chosen) <= count
    assert best_viewpoint(sees, weights=weights).seen == best_viewpoints(sees, 1, weights=weights).seen


def test_the_best_point_of_a_cross_is_its_middle() -> None:
    ring = [(3, 0), (6, 0), (6, 3), (9, 3), (9, 6), (6, 6), (6, 9), (3, 9), (3, 6), (0, 6), (0, 3), (3, 3)]
    graph = visibility_graph(_walls(ring) + 0.25, seed=(4.25, 1.25), spacing=0.5)
    row = best_viewpoint(_sees(graph)).chosen[0]
    x, y = graph.grid.centres[row]
    assert 3.25 < x < 6.25
    assert 3.25 < y < 6.25


def test_out_of_time_the_gap_is_told() -> None:
    sees = np.random.default_rng(7).random((120, 400)) < 0.08
    answer = fewest_viewpoints(sees, time_limit_s=0.05)
    assert sees[list(answer.chosen)].any(axis=0).all()
    assert answer.bound <= len(answer.chosen)
    assert answer.proven == (answer.bound == len(answer.chosen))


def test_candidates_stand_inside() -> None:
    area = shapely.Polygon([(0, 0), (10, 0), (10, 4), (5, 4), (5, 8), (0, 8)])
    points = candidates_in(area, spacing=1.0)
    assert len(points) == 60
    assert shapely.contains_xy(area, points).all()
    facade = candidates_along(area.exterior, spacing=1.0, inset_m=0.5)
    assert len(facade) == 36
    assert shapely.distance(area.exterior, shapely.points(facade)) == pytest.approx(0.5)
    assert shapely.contains_xy(area, facade).all()


def test_nothing_to_see_needs_nobody() -> None:
    assert fewest_viewpoints(np.zeros((3, 2), dtype=bool)).chosen == ()
    assert fewest_viewpoints(np.zeros((3, 2), dtype=bool)).unseen == (0, 1)


def test_exchanges_better_a_cover_and_never_lose_a_target() -> None:
    generator = np.random.default_rng(3)
    sees = generator.random((60, 80)) < 0.08
    sees = sees[:, sees.any(axis=0)]
    greedy = guards._greedy(sees)
    found = guards._by_exchanges(sees, greedy)
    assert sees[found].any(axis=0).all()
    assert len(found) <= len(greedy)
    assert len(found) == len(fewest_viewpoints(sees, time_limit_s=60.0).chosen)
    assert np.array_equal(found, guards._by_exchanges(sees, greedy)), "the same again"
