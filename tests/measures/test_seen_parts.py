"""What is seen of rooms, looked at in their own directions only, is what the whole visible region shows of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import Polygon, box

from siteplan.measures import kernels
from siteplan.measures.height_fields import HeightFields
from siteplan.measures.seen_parts import seen_parts
from siteplan.measures.sight import Barriers, barriers, lines_of_sight
from siteplan.measures.visible_region import height_field, visible_region

ROOM = box(0, 10, 6, 14)
WALLS = [(0, 10, 2, 10), (4, 10, 6, 10), (6, 10, 6, 14), (6, 14, 0, 14), (0, 14, 0, 10)]
BOUNDS = (-60.0, -60.0, 60.0, 60.0)
PANELS = st.lists(
    st.tuples(
        st.floats(-15, 15), st.floats(-15, 9), st.floats(-15, 15), st.floats(-15, 9), st.floats(0, 2), st.floats(0, 3)
    ),
    max_size=6,
)


def around(panels: list[tuple[float, ...]], *, sill: float, head: float) -> Barriers:
    """A room with one window, and panels standing about."""
    panels = [p for p in panels if math.dist(p[:2], p[2:4]) > 0.01]
    segments = [*WALLS, (2, 10, 4, 10), (2, 10, 4, 10), *(p[:4] for p in panels)]
    low = [0.0] * len(WALLS) + [0.0, head] + [p[4] for p in panels]
    high = [3.0] * len(WALLS) + [sill, 3.0] + [p[4] + p[5] for p in panels]
    return barriers(np.array(segments, dtype=float), z_low=low, z_high=high)


@pytest.fixture(scope="module", params=["compiled", "numpy"], autouse=True)
def path(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways to the same answer: the kernels, and NumPy while they are being loaded."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "numpy":
            patch.setenv(kernels.NEVER, "1")
        kernels.sight_kernels(wait_s=None)
        yield request.param


@settings(deadline=None, max_examples=60)
@given(PANELS, st.floats(-12, 12), st.floats(-12, 8), st.floats(0, 360), st.floats(0.2, 1.2))
def test_the_part_seen_through_a_window_is_the_visible_region_in_the_room(
    panels: list[tuple[float, ...]], x: float, y: float, turn: float, sill: float
) -> None:
    stands = around(panels, sill=sill, head=2.1)
    lines = affinity.rotate(shapely.multilinestrings(stands.segments.reshape(-1, 2, 2)), turn, origin=(0, 0))
    segments = np.array([np.ravel(line.coords) for line in lines.geoms])
    stands = Barriers(segments=segments, z_low=stands.z_low, z_high=stands.z_high)
    room = affinity.rotate(ROOM, turn, origin=(0, 0))
    eye = np.array(affinity.rotate(shapely.Point(x, y), turn, origin=(0, 0)).coords[0])
    field = HeightFields(stands, bounds=BOUNDS).field(1.6, 1.1)
    rows, parts = seen_parts(eye[None], [room], np.array([[0, 0]]), field, range_m=25.0)
    twin = visible_region(eye, height_field(stands, eye_z=1.6, target_z=1.1, bounds=BOUNDS), max_range_m=25.0).region
    area = float(shapely.area(parts).sum())
    assert area == pytest.approx(shapely.intersection(twin, room).area, abs=0.02)
    if area > 0.05:
        inside = np.array(parts[0].representative_point().coords[0])
        assert rows.tolist() == [0]
        assert lines_of_sight([[*eye, 1.6]], [[*inside, 1.1]], stands).visible[0, 0]


def test_an_eye_within_an_area_sees_it_all_round_and_one_far_away_nothing() -> None:
    field = HeightFields(barriers(np.zeros((0, 4))), bounds=BOUNDS).field(1.6, 1.6)
    yard = Polygon([(-5, -5), (5, -5), (5, 5), (-5, 5)])
    rows, parts = seen_parts(np.array([[1.0, 2.0], [40.0, 0.0]]), [yard], np.array([[0, 0], [1, 0]]), field, range_m=20)
    assert rows.tolist() == [0]
    assert parts[0].area == pytest.approx(100)


def test_heights_between_which_the_same_walls_hide_everything_share_their_partition() -> None:
    fields = HeightFields(around([], sill=0.9, head=2.1), bounds=BOUNDS)
    one, other, above = fields.field(1.6, 1.1), fields.field(1.55, 1.05), fields.field(1.6, 0.2)
    assert one.opaque is other.opaque
    assert len(one.segments) == 0
    assert len(above.segments) == 1
