"""Compiled sight against the same in NumPy: equal stretches, equal measures, equal blockers; safe in many threads."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siteplan.measures import kernels, sight_tree
from siteplan.measures.isovist import Isovist, isovist, isovists
from siteplan.measures.noding import FloatArray
from siteplan.measures.sight import LinesOfSight, barriers, lines_of_sight
from siteplan.measures.sight_field import sight_field

BOX = (0.0, 0.0, 20.0, 20.0)


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    kernels.warm_up()


def _walls(seed: int, count: int, *, lattice: bool) -> FloatArray:
    generator = np.random.default_rng(seed)
    walls = generator.uniform(0.5, 19.5, (count, 4))
    return np.round(walls) if lattice else walls


def _by_numpy(walls: FloatArray, points: FloatArray, view: tuple[float, float] | None) -> list[Isovist]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(kernels.NEVER, "1")
        field = sight_field(walls, bounds=BOX)
        assert field.tree is None
        return [isovist(point, field, field_of_view=view) for point in points]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1), count=st.integers(0, 40), lattice=st.booleans(),
    view=st.none() | st.tuples(st.floats(0, 360), st.floats(1, 359)),
)  # fmt: skip
def test_compiled_isovists_equal_those_of_numpy(
    seed: int, count: int, lattice: bool, view: tuple[float, float] | None
) -> None:
    walls = _walls(seed, count, lattice=lattice)
    generator = np.random.default_rng(seed)
    points = generator.uniform(1, 19, (4, 2))
    field = sight_field(walls, bounds=BOX)
    assert field.tree is not None
    together = isovists(points, field, fields_of_view=[view] * 4)
    for point, slow, bulk in zip(points, _by_numpy(walls, points, view), together, strict=True):
        fast = isovist(point, field, field_of_view=view)
        assert fast.area_m2 == pytest.approx(slow.area_m2, rel=1e-11)
        assert fast.perimeter_m == pytest.approx(slow.perimeter_m, rel=1e-9, abs=1e-6)
        assert fast.occlusivity_m == pytest.approx(slow.occlusivity_m, rel=1e-9, abs=1e-6)
        assert fast.walls_seen == slow.walls_seen
        assert np.array_equal(bulk.outline, fast.outline)
        assert np.array_equal(bulk.edge_wall, fast.edge_wall)


def test_standing_on_lattice_corners_compiled_and_numpy_agree() -> None:
    """Viewpoints on wall ends and in line with walls: where ties are."""
    for seed in range(12):
        walls = _walls(seed, 14, lattice=True)
        points = walls[:, :2].copy()
        field = sight_field(walls, bounds=BOX)
        for point, slow in zip(points, _by_numpy(walls, points, None), strict=True):
            assert isovist(point, field).area_m2 == pytest.approx(slow.area_m2, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), lattice=st.booleans())
def test_compiled_sight_lines_equal_those_of_numpy(seed: int, lattice: bool) -> None:
    generator = np.random.default_rng(seed)
    walls = _walls(seed, 15, lattice=lattice)
    low, high = np.sort(generator.uniform(0, 4, (2, 15)), axis=0)
    points = generator.uniform(0, 20, (12, 3)) * (1, 1, 0.2)
    points = np.round(points) if lattice else points
    panels = barriers(walls, z_low=low, z_high=high)

    def lines() -> LinesOfSight:
        return lines_of_sight(points[:5], points[5:], panels)

    fast = lines()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(kernels.NEVER, "1")
        slow = lines()
    assert np.array_equal(fast.visible, slow.visible)
    assert np.array_equal(fast.blocker, slow.blocker)
    assert np.allclose(fast.blocked_at_m, slow.blocked_at_m, equal_nan=True, rtol=0, atol=1e-12)


def test_eight_threads_at_once_see_the_same() -> None:
    walls = _walls(3, 200, lattice=False)
    points = np.random.default_rng(1).uniform(1, 19, (300, 2))

    def work(_: int) -> list[float]:
        return [one.area_m2 for one in isovists(points, sight_field(walls, bounds=BOX))]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(24)))
    assert all(result == results[0] for result in results)


def test_a_tree_keeps_every_wall_whole() -> None:
    """Cut as it may be, the length of every wall stays."""
    field = sight_field(_walls(5, 300, lattice=False), bounds=BOX)
    tree = field.tree
    assert tree is not None
    for pieces, owners in ((field.pieces, field.owner), (tree.walls, tree.owners)):
        length = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
        assert math.isclose(length.sum(), np.hypot(*(field.pieces[:, 2:] - field.pieces[:, :2]).T).sum(), rel_tol=1e-12)
        assert set(owners.tolist()) == set(field.owner.tolist())


def test_nothing_seen_from_no_points() -> None:
    field = sight_field(_walls(5, 3, lattice=False), bounds=BOX)
    assert field.tree is not None
    assert len(sight_tree.rings(field.tree, np.zeros((0, 2)), []).owner) == 0
    assert isovists(np.zeros((0, 2)), field) == []


def test_with_nothing_compiled_the_first_answer_does_not_wait(tmp_path: Path) -> None:
    """A new machine: the cache is empty, the isovist comes from NumPy at once, and the process ends well."""
    script = (
        "import time; import numpy as np; from siteplan.measures.isovist import isovist\n"
        "begun = time.process_time()\n"
        "seen = isovist((5, 5), np.array([[1.0, 1, 2, 3]]), bounds=(0.0, 0.0, 10.0, 10.0))\n"
        "print(seen.area_m2)\n"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert 90 < float(done.stdout) < 100
    assert time.perf_counter() - begun < 30
