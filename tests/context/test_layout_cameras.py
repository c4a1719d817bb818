"""What cameras see: field of view, range, walls; and which way they look where north is turned."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from shapely.geometry import Point, box

from siteplan.context import LayoutContext
from siteplan.context.layout_cameras import CameraView, camera_views, seen_by_cameras
from siteplan.readers.layout import place
from tests.layouts import Feature, feature, fence, layout, read, space

GROUND = box(-20, -20, 20, 20)
FAR = space("far", (90, 90, 94, 94), "common")


def camera(id_: str = "cam", at: tuple[float, float] = (0, 0), **properties: object) -> Feature:
    return feature("camera", id_, Point(at), height=3.0, **properties)


def views(*features: Feature, north: float = 0.0) -> tuple[CameraView, ...]:
    drawn = replace(read(layout(FAR, *features)), north_deg=north)
    return camera_views(LayoutContext(drawn), GROUND, target_m=1.4, range_m=10.0)


def test_a_camera_sees_a_sector_of_its_range() -> None:
    [view] = views(camera(heading_deg=90.0, fov_deg=60.0, range_m=12.0))
    assert view.seen.area == pytest.approx(math.pi * 12**2 / 6, rel=1e-3)
    assert view.seen.centroid.x > 5 and view.seen.centroid.y == pytest.approx(0, abs=1e-6)


def test_headings_follow_true_north() -> None:
    # True north lies along +x: somebody who looks east looks along -y.
    [view] = views(camera(heading_deg=90.0, fov_deg=60.0), north=90.0)
    assert view.seen.centroid.y < -5 and view.seen.centroid.x == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    "looking", [camera(), camera(fov_deg=60.0), camera(heading_deg=90.0)], ids=["neither", "no heading", "no field"]
)
def test_without_heading_or_field_of_view_a_camera_looks_all_round(looking: Feature) -> None:
    [view] = views(looking)
    assert view.seen.area == pytest.approx(math.pi * 10**2, rel=1e-3)


def test_a_fence_hides_what_the_camera_does_not_look_over() -> None:
    # From 3 m over a fence of 2 m that stands 2 m away, 1.4 m above the ground is seen again 3.2 m away.
    [view] = views(camera(), fence("f", (-20, 2), (20, 2), height=2.0))
    assert not view.seen.contains(Point(0, 3.1)) and view.seen.contains(Point(0, 3.3))
    assert view.seen.contains(Point(0, 1.9))


def test_cameras_indoors_are_told_from_those_outdoors_and_see_nothing_of_the_ground() -> None:
    rooms = [space("hall", (30, 0, 34, 4), "common"), space("home", (40, 0, 44, 4), "dwelling", unit="u")]
    found = views(*rooms, camera("a"), camera("b", (32, 2)), camera("c", (42, 2)))
    assert {view.camera.id: view.where for view in found} == {"a": "outdoors", "b": "indoors", "c": "home"}
    assert seen_by_cameras(found).equals(found[0].seen)


def test_a_placed_camera_sees_the_same_as_in_the_free_drawing() -> None:
    free = read(layout(FAR, camera(heading_deg=40.0, fov_deg=70.0), fence("f", (3, -5), (3, 9), height=4.0)))
    x, y, turn = 569500.0, 7034800.0, 37.0
    placed = place(free, x=x, y=y, rotation_deg=turn, crs="EPSG:25832")
    [before] = camera_views(LayoutContext(free), GROUND, target_m=1.4, range_m=10.0)
    [after] = camera_views(LayoutContext(placed), box(x - 40, y - 40, x + 40, y + 40), target_m=1.4, range_m=10.0)
    assert after.seen.area == pytest.approx(before.seen.area, rel=1e-6)
    angle = math.radians(turn)
    cx, cy = before.seen.centroid.x, before.seen.centroid.y
    assert after.seen.centroid.x - x == pytest.approx(cx * math.cos(angle) - cy * math.sin(angle), abs=1e-3)
