"""Who sees whom past heights in drawn layouts: a table reckoned by hand, on level ground, on slopes, through glass."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely.geometry import box

from siteplan.context import LayoutContext
from siteplan.context.layout_barriers import Looker
from siteplan.context.layout_eyes import Eye
from siteplan.model import DataSource, Surroundings, Terrain
from tests.layouts import (
    Feature,
    context_of,
    door,
    fence,
    hedge,
    layout,
    moved,
    neighbour,
    outdoor,
    plot,
    read,
    shed,
    space,
    viewpoint,
    window,
)

STANDING, CROUCHING, SEATED = 1.6, 0.8, 1.2
FAR = space("far", (900, 900, 904, 904), "common")
CRS = "EPSG:25832"
EAST, NORTH = 569000.0, 7034000.0
"""Slopes lie in map coordinates: what is drawn about (0, 0) is moved there."""
XYZ = tuple[float, float, float]


def sees(context: LayoutContext, eye: XYZ, target: XYZ, looker: Looker = "staff") -> bool:
    one = Eye(viewpoint="e", point=shapely.Point(eye[:2]), storey=0, z=eye[2], height_m=eye[2], posture="standing")
    sight = context.sight.sightings([one], np.array([target]), range_m=1000, looker=looker)
    return bool(sight.visible[0, 0])


def there(x: float, y: float, z: float) -> XYZ:
    return (EAST + x, NORTH + y, z)


HOME = [
    space("home", (0, 0, 4, 4), "living", unit="u"), door("d", (0, 3), (0, 3.9)),
]  # fmt: skip
UPPER = [
    space("below", (0, 0, 4, 4), "storage"), space("up", (0, 0, 4, 4), "office", storey=1),
    window("w", (1, 0), (3, 0), storey=1, sill=0.9, head=2.1),
]  # fmt: skip
RAISED = [space("room", (0, 0, 4, 4), "office", floor_level=1.0), window("w", (1, 0), (3, 0), sill=0.9, head=2.1)]

# What is drawn; the eye; the target; seen. The line's height at the barrier stands beside each row.
TABLE: list[tuple[str, list[Feature], XYZ, XYZ, bool]] = [
    ("standing behind a 1.2 m fence", [FAR, fence("f", (-9, 5), (9, 5), height=1.2)],
     (0, 0, STANDING), (0, 10, STANDING), True),  # passes at 1.6
    ("crouching behind a 1.3 m fence", [FAR, fence("f", (-9, 5), (9, 5), height=1.3)],
     (0, 0, STANDING), (0, 10, CROUCHING), False),  # (1.6 + 0.8) / 2 = 1.2
    ("crouching behind a 1.1 m fence half-way", [FAR, fence("f", (-9, 5), (9, 5), height=1.1)],
     (0, 0, STANDING), (0, 10, CROUCHING), True),  # 1.2 > 1.1
    ("crouching close behind the same fence", [FAR, fence("f", (-9, 9), (9, 9), height=1.1)],
     (0, 0, STANDING), (0, 10, CROUCHING), False),  # 1.6 - 0.8 x 0.9 = 0.88
    ("out over a sill of 1.6 m, eye at 1.6 m, to somebody standing below", [*HOME,
      window("w", (1, 0), (3, 0), sill=1.6, head=2.2)], (2, 2, STANDING), (2, -10, 1.5), False),  # 1.583
    ("out over a sill of 1.5 m to the same", [*HOME, window("w", (1, 0), (3, 0), sill=1.5, head=2.2)],
     (2, 2, STANDING), (2, -10, 1.5), True),  # 1.583 > 1.5
    ("seated behind a sill of 1.3 m", [*HOME, window("w", (1, 0), (3, 0), sill=1.3, head=2.2)],
     (2, 2, SEATED), (2, -10, STANDING), False),  # 1.2 + 0.4 x 2 / 12 = 1.267
    ("under a tree whose crown begins at 2 m", [FAR, hedge("h", (-9, 4, 9, 6), height=7, crown_base=2.0)],
     (0, 0, STANDING), (0, 10, STANDING), True),
    ("through its crown to an upper window", [FAR, hedge("h", (-9, 4, 9, 6), height=7, crown_base=2.0)],
     (0, 0, STANDING), (0, 10, 4.6), False),  # 2.8 at 4 m, 3.4 at 6 m: both in the crown
    ("under the crown, low, to an upper window near by", [FAR, hedge("h", (-9, 4, 9, 6), height=7, crown_base=4.0)],
     (0, 0, STANDING), (0, 10, 4.6), True),  # 3.4 < 4.0
    ("over a hedge of 1.4 m", [FAR, hedge("h", (-9, 4, 9, 6), height=1.4)], (0, 0, STANDING), (0, 10, STANDING), True),
    ("over a shed of 2.2 m from the ground", [FAR, shed("s", (-9, 4, 9, 6))], (0, 0, STANDING), (0, 10, 1.4), False),
    ("from the upper floor over the same shed, well beyond it", [*UPPER, shed("s", (-9, -6, 9, -4))],
     (2, 0.5, 4.6), (2, -20, 1.4), True),  # at y = -6: 4.6 - 3.2 x 6.5 / 20.5 = 3.585
    ("from the upper floor to somebody right behind the shed", [*UPPER, shed("s", (-9, -6, 9, -4))],
     (2, 0.5, 4.6), (2, -6.5, 1.4), False),  # at y = -6: 4.6 - 3.2 x 6.5 / 7 = 1.63
    ("from the upper floor steeply down over its sill", UPPER, (2, 2, 4.6), (2, -1, 1.4), False),
     # at y = 0: 4.6 - 3.2 x 2 / 3 = 2.467, below the sill at 3.9
    ("from a raised ground floor over a 2.2 m shed", [*RAISED, shed("s", (-9, -6, 9, -4))],
     (2, 2, 2.6), (2, -30, 1.4), True),  # at y = -6: 2.6 - 1.2 x 8 / 32 = 2.3
    ("from a floor at the ground it is hidden", [*RAISED, shed("s", (-9, -6, 9, -4))],
     (2, 2, 2.4), (2, -30, 1.4), False),  # 2.4 - 1.0 x 8 / 32 = 2.15
    ("over a neighbour of one storey from a roof terrace", [FAR, neighbour("n", (-9, 4, 9, 6))],
     (0, 0, 5.0), (0, 20, 1.4), True),  # at y = 6: 5 - 3.6 x 6 / 20 = 3.92
]  # fmt: skip


@pytest.mark.parametrize(
    ("drawn", "eye", "target", "seen"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)  # fmt: skip
def test_lines_of_sight_reckoned_by_hand(drawn: list[Feature], eye: XYZ, target: XYZ, seen: bool) -> None:
    context = context_of(layout(*drawn, storeys=(0, 1)))
    assert sees(context, eye, target) is seen
    assert sees(context, target, eye) is seen


# --- glass: what is transparent to whom -----------------------------------------------------------------------------

INSIDE, OUTDOORS = (2.0, 2.0, STANDING), (2.0, -10.0, STANDING)


@pytest.mark.parametrize(
    ("use", "unit", "glazing", "staff", "residents", "outdoors"),
    [
        ("office", None, "clear", True, True, True),
        ("office", None, "obscured", False, False, False),
        ("office", None, "one_way", True, False, False),
        ("living", "u", "clear", True, True, True),
        ("living", "u", "obscured", False, False, False),
        ("living", "u", "one_way", False, True, False),
        ("corridor", None, "one_way", False, False, False),
    ],
)
def test_one_way_glass_is_clear_only_to_those_who_look_out_through_it(
    use: str, unit: str | None, glazing: str, staff: bool, residents: bool, outdoors: bool
) -> None:
    room = space("room", (0, 0, 4, 4), use, unit=unit)
    context = context_of(layout(room, door("d", (0, 3), (0, 3.9)), window("w", (1, 0), (3, 0), glazing=glazing)))
    assert sees(context, INSIDE, OUTDOORS, "staff") is staff
    assert sees(context, INSIDE, OUTDOORS, "residents") is residents
    assert sees(context, OUTDOORS, INSIDE, "outdoors") is outdoors


def test_without_one_way_glass_all_meet_the_same_barriers() -> None:
    sight = context_of(layout(*HOME, window("w", (1, 0), (3, 0)))).sight
    assert sight.barriers_for("outdoors") is sight.barriers


# --- slopes ---------------------------------------------------------------------------------------------------------


def on_terrain(heights: NDArray[np.float32], *features: Feature) -> LayoutContext:
    """Drawn on a terrain of 1 m cells whose north-west corner is (0, rows)."""
    terrain = Terrain(heights=heights, x0=EAST, y0=NORTH + len(heights), cell=1.0, source=DataSource(name="dem.tif"))
    around = Surroundings(
        crs=CRS, extent=box(EAST, NORTH, EAST + 200, NORTH + 200), extent_basis="stated", walking=None, driving=None,
        places={}, terrain=terrain,
    )  # fmt: skip
    return LayoutContext(read(layout(*moved(features, at=(EAST, NORTH)), crs=CRS)), surroundings=around)


def rising(per_metre: float) -> NDArray[np.float32]:
    """A plane that rises to the east; 0 at x = 0.5."""
    return np.tile(np.arange(60, dtype=np.float32) * per_metre, (40, 1))


def hump(height: float) -> NDArray[np.float32]:
    """Level ground with a ridge from north to south, 4 m wide, in the middle."""
    heights = np.zeros((40, 60), dtype=np.float32)
    heights[:, 28:32] = height
    return heights


CABIN = [space("cabin", (2, 30, 6, 34), "office"), window("w", (6, 31), (6, 33)), door("d", (4, 30), (5, 30))]


def test_a_fence_up_the_slope_stands_that_much_higher() -> None:
    eye = there(5.5, 10.5, 0.5 + STANDING)  # the ground rises 0.1 a metre: 0.5 at x = 5.5
    low = on_terrain(rising(0.1), *CABIN, fence("f", (15.5, 2), (15.5, 20), height=1.2))
    flat = context_of(layout(*CABIN, fence("f", (15.5, 2), (15.5, 20), height=1.2)))
    # Fence top: 1.5 + 1.2 = 2.7; the line from 2.1 to 1.4 above ground 1.6 (3.0) passes at 2.1 + 0.9 x 10 / 11 = 2.918.
    assert sees(low, eye, there(16.5, 10.5, 1.6 + 1.4))
    # To knee height (2.1): level at 2.1, below the top; on flat ground to 0.5 it passes at 0.6 and is hidden as well.
    assert not sees(low, eye, there(16.5, 10.5, 1.6 + 0.5))
    assert not sees(flat, (5.5, 10.5, STANDING), (16.5, 10.5, 0.5))


@pytest.mark.parametrize(("height", "target", "seen"), [(1.0, 1.4, True), (2.0, 1.4, False), (2.0, 3.5, True)])
def test_a_ridge_hides_what_lies_behind_it(height: float, target: float, seen: bool) -> None:
    # Half-way the line from 1.6 to 1.4 passes at 1.5, to 3.5 at 2.4 before the crest ends.
    context = on_terrain(hump(height), *CABIN)
    assert sees(context, there(20.0, 10.5, STANDING), there(40.0, 10.5, target)) is seen


def test_a_floor_dug_into_the_slope_is_no_ground_in_the_way() -> None:
    # The cabin's floor lies at its door; inside, the terrain model rises above the eye.
    heights = rising(0.0)
    heights[5:11, 2:6] = 5.0
    context = on_terrain(heights, *CABIN)
    floor = context.floor_z(context.space_by_id["cabin"])
    assert sees(context, there(4.0, 32.0, floor + STANDING), there(20.0, 32.0, 1.4))


def test_seen_and_blind_on_a_slope_are_the_plot_and_agree_with_single_lines() -> None:
    features = [*CABIN, viewpoint("v", (7.0, 32.0), seated=False), plot((1, 1, 58, 39)),
                fence("f", (20, 20), (20, 38), height=1.8), outdoor("o", (30, 5, 40, 10), "court")]  # fmt: skip
    context = on_terrain(rising(0.05), *features)
    found = context.sight.outdoor_coverage(target_m=1.4)
    assert found.seen_area_m2 + found.blind_area_m2 == pytest.approx(context.outdoor_domain.area)
    points = np.random.default_rng(3).uniform((EAST + 1, NORTH + 1), (EAST + 58, NORTH + 39), (300, 2))
    points = points[shapely.contains_xy(context.outdoor_domain, points[:, 0], points[:, 1])]
    single = context.sight.sightings(
        context.sight.staff_eyes(), context.sight.ground_targets(points, target_m=1.4), range_m=1000
    ).seen
    area = shapely.contains_xy(found.seen, points[:, 0], points[:, 1])
    # A step of half a metre of ground moves the edge of a shadow; nearly all points agree.
    assert (single == area).mean() > 0.97
    level = on_terrain(rising(0.0), *features).sight.outdoor_coverage(target_m=1.4)
    flat = context_of(layout(*features)).sight.outdoor_coverage(target_m=1.4)
    assert level.seen_area_m2 == pytest.approx(flat.seen_area_m2, rel=1e-6)


def test_a_ridge_leaves_a_blind_area_behind_it() -> None:
    features = [*CABIN, viewpoint("v", (7.0, 20.0), seated=False), plot((1, 1, 58, 29))]
    before, behind = (box(EAST + x, NORTH + 10, EAST + x + 8, NORTH + 28) for x in (12, 40))
    context = on_terrain(hump(2.5), *features)
    seen = context.sight.outdoor_coverage(target_m=1.4).seen
    assert seen.intersection(before).area == pytest.approx(before.area, rel=0.01)
    assert seen.intersection(behind).area < 0.1 * behind.area
