"""A layout drawn again by a less steady hand: every wall a little off, every room still closed."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import shapely

from siteplan.content import content_folder
from siteplan.context import LayoutContext
from siteplan.context.redraw import Errors, Redrawing
from siteplan.model import Layout, Space, Viewpoint
from siteplan.readers.layout import parse_layout, read_layout
from siteplan.readers.layout_checks import checked
from tests.criteria.drawing import Drawing

SAMPLES = content_folder() / "sample_sites"
FILES = {path.stem: path for path in (*SAMPLES.glob("kveldsvag/layouts/*.geojson"), *SAMPLES.glob("*/*.geojson"))}
NONE = Errors(wall_m=0.0, door_m=0.0, viewpoint_m=0.0)
TEN = Errors(wall_m=0.1)


@cache
def layout(name: str) -> Layout:
    return read_layout(FILES[name])[0]


@cache
def redrawn(name: str, seed: int) -> Layout:
    return Redrawing(layout(name)).drawn(seed, TEN)


def floor(spaces: tuple[Space, ...], storey: int) -> shapely.Geometry:
    return shapely.union_all([space.boundary for space in spaces if space.storey == storey])


@pytest.mark.parametrize("name", ["courtyard", "corridor_block"])
def test_without_errors_a_layout_is_drawn_as_it_was(name: str) -> None:
    again = Redrawing(layout(name)).drawn(0, NONE)
    for one, other in zip(layout(name).spaces, again.spaces, strict=True):
        assert one.boundary.equals_exact(other.boundary, 1e-9)
    for before, after in zip(layout(name).doors, again.doors, strict=True):
        assert before.line.equals_exact(after.line, 1e-9)
    assert {v.id.partition("@")[0] for v in again.viewpoints} == {
        e.viewpoint for e in LayoutContext(layout(name)).viewpoints
    }


def test_the_same_seed_gives_the_same_drawing_and_another_another() -> None:
    drawn = [Redrawing(layout("andas_4")).drawn(seed, TEN).spaces[0].boundary for seed in (3, 3, 4)]
    assert drawn[0].equals_exact(drawn[1], 0.0)
    assert not drawn[0].equals_exact(drawn[2], 1e-6)


@pytest.mark.parametrize("name", ["courtyard", "corridor_block", "sandnes_18", "steinkjer_module"])
@pytest.mark.parametrize("seed", range(3))
def test_rooms_stay_closed_and_corners_corners(name: str, seed: int) -> None:
    before, after = layout(name), redrawn(name, seed)
    for one, other in zip(before.spaces, after.spaces, strict=True):
        assert other.boundary.is_valid
        corners = [shapely.get_coordinates(space.boundary) for space in (one, other)]
        # Two lines at a right angle, each up to 10 cm off.
        assert np.abs(np.hypot(*(corners[1] - corners[0]).T)).max() <= np.hypot(0.1, 0.1) + 2e-3
    for storey in {space.storey for space in before.spaces}:
        rooms = [space.boundary for space in after.spaces if space.storey == storey]
        whole = floor(after.spaces, storey)
        # No overlaps and no gaps beyond the millimetres of the file: the areas add up, and no slit has opened.
        assert sum(room.area for room in rooms) == pytest.approx(whole.area, abs=0.05)
        parts = [len(shapely.get_parts(floor(each.spaces, storey).buffer(2e-3))) for each in (before, after)]
        assert parts[0] == parts[1]


@pytest.mark.parametrize("name", ["courtyard", "corridor_block", "jarleveien_40"])
def test_doors_and_windows_stay_in_their_walls_between_the_same_rooms(name: str) -> None:
    before, after = layout(name), redrawn(name, 1)
    sides = [{use.id: use.sides for use in LayoutContext(each).doors} for each in (before, after)]
    assert sides[0] == sides[1]
    windows = [{use.id: use.sides for use in LayoutContext(each).windows} for each in (before, after)]
    assert windows[0] == windows[1]
    assert checked(after, file="x")[1] == checked(before, file="x")[1]
    slid = [
        shapely.distance(one.line.centroid, other.line.centroid)
        for one, other in zip(before.doors, after.doors, strict=True)
    ]
    assert 0.1 < max(slid) <= np.hypot(0.2, 0.1) + 1e-9
    assert all(a.line.length == pytest.approx(b.line.length) for a, b in zip(before.doors, after.doors, strict=True))


def test_a_door_has_no_room_to_slide_beyond_the_corner_of_its_room_or_into_the_next_opening() -> None:
    drawing = Drawing("tight").space("a", "living", (0, 0, 1.0, 4)).space("b", "living", (1, 0, 5, 4))
    drawing.door("narrow", (0.05, 0), (0.95, 0)).door("one", (1.2, 0), (2.1, 0)).door("two", (2.2, 0), (3.1, 0))
    again = Redrawing(parse_layout(drawing.mapping(), name="tight")[0])
    for seed in range(20):
        lines = {door.id: door.line for door in again.drawn(seed, Errors(wall_m=0.0, door_m=0.2)).doors}
        assert lines["narrow"].bounds[0] > 0 and lines["narrow"].bounds[2] < 1.0
        assert lines["one"].bounds[2] <= lines["two"].bounds[0] + 1e-9


def test_viewpoints_move_within_half_a_metre_and_within_their_room() -> None:
    drawing = Drawing("base").space("o", "office", (0, 0, 4, 3)).window("w", (1, 0), (3, 0), sill=0.9)
    plain, _ = parse_layout(drawing.mapping(), name="base")
    given = Layout(
        **{
            name: getattr(plain, name)
            for name in ("id", "name", "storeys", "spaces", "windows", "doors", "stage", "fingerprint")
        },
        viewpoints=(Viewpoint(id="desk", point=shapely.Point(0.3, 0.3), storey=0),),
    )
    room = plain.spaces[0].boundary
    found = [Redrawing(given).drawn(seed, Errors(wall_m=0.0)).viewpoints for seed in range(30)]
    assert all(len(viewpoints) == 1 for viewpoints in found)
    moved = [viewpoints[0].point for viewpoints in found]
    assert all(room.covers(point) and point.distance(shapely.Point(0.3, 0.3)) <= 0.5 for point in moved)
    assert max(point.distance(shapely.Point(0.3, 0.3)) for point in moved) > 0.25
