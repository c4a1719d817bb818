"""Which points count as one, against every pair; what is split where is tried with the isovists."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siteplan.measures.noding import SNAP_M, _all_apart, node_segments


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), step=st.sampled_from([0.3, 0.6, 1.0, 2.0]), shift=st.sampled_from([0.0, 5000.0]))
def test_near_points_are_never_taken_for_points_apart(seed: int, step: float, shift: float) -> None:
    generator = np.random.default_rng(seed)
    places = np.unique(generator.integers(-40, 40, (generator.integers(2, 20), 2)), axis=0)
    points = places * step * SNAP_M + shift
    apart = shapely.distance(shapely.points(points)[:, None], shapely.points(points)[None])
    nearest = apart[np.triu_indices(len(points), 1)].min(initial=np.inf)
    if _all_apart(points.astype(np.float64), SNAP_M):
        assert nearest > SNAP_M


def test_points_of_a_plan_are_apart() -> None:
    points = np.stack(np.meshgrid(np.arange(40) * 0.1, np.arange(40) * 0.1), axis=-1).reshape(-1, 2)
    assert _all_apart(points, SNAP_M)
    assert not _all_apart(np.vstack((points, points[7] + SNAP_M / 2)), SNAP_M)


def test_ends_a_tenth_of_a_micrometre_apart_are_joined() -> None:
    noded = node_segments(np.array([[0, 0, 5, 0], [5 + 1e-7, 1e-7, 5, 5]]))
    assert len(noded.pieces) == 2
    ends = {tuple(end) for end in noded.pieces.reshape(-1, 2).tolist()}
    assert len(ends) == 3
