"""Lines that block sight in a storey's plan: doors, walls with two faces, fences, hedges, neighbours."""

from __future__ import annotations

import shapely
from shapely.geometry import LineString, Polygon

from siteplan.context.layout_lines import analysis_extent, blocking_lines, default_seed
from siteplan.measures.openings import FloatArray
from siteplan.measures.visibility_graph import visibility_graph
from tests.layouts import (
    Feature,
    access,
    base,
    context_of,
    door,
    feature,
    fence,
    hedge,
    layout,
    neighbour,
    plot,
    space,
    unit,
    wall,
)


def _lines(
    *features: Feature, storey: int = 0, eye_m: float = 1.6, target_m: float = 1.6, doors_open: bool = True
) -> FloatArray:
    context = context_of(layout(*features))
    return blocking_lines(
        context.layout, context.plans, storey=storey, eye_m=eye_m, target_m=target_m, doors_open=doors_open
    )


def _crossed(lines: FloatArray, start: tuple[float, float], end: tuple[float, float]) -> bool:
    return bool(shapely.intersects(shapely.linestrings(lines.reshape(-1, 2, 2)), LineString([start, end])).any())


ROOMS = (space("a", (0, 0, 4, 4), "office"), space("b", (4.2, 0, 8.2, 4), "meeting"))
"""Two rooms with a wall of 0.2 m between them."""
DOOR = door("d", (4.1, 1.5), (4.1, 2.5))


def test_an_open_door_cuts_both_faces_of_the_wall_and_a_closed_one_neither() -> None:
    assert not _crossed(_lines(*ROOMS, DOOR), (2, 2), (6, 2))
    assert _crossed(_lines(*ROOMS, DOOR, doors_open=False), (2, 2), (6, 2))
    assert _crossed(_lines(*ROOMS), (2, 2), (6, 2))


def test_nobody_looks_or_walks_into_the_hollow_of_a_wall_through_its_door() -> None:
    lines = _lines(*ROOMS, DOOR)
    assert _crossed(lines, (4.1, 2.0), (4.1, 3.0)), "the reveal of the door stands in the way"
    graph = visibility_graph(lines, seed=(2, 2), spacing=0.1)
    inside = shapely.contains_xy(shapely.box(4.0, 2.55, 4.2, 4.0), graph.grid.centres)
    assert len(graph) > 2000
    assert not inside.any()


def test_a_closed_door_between_drawn_walls_fills_its_gap() -> None:
    rooms = (space("a", (0, 0, 4, 4), "office"), space("b", (4, 0, 8, 4), "meeting"))
    walls = (*rooms, wall("w1", (4, 0), (4, 1.5)), wall("w2", (4, 2.5), (4, 4)))
    gap = door("d", (4, 1.5), (4, 2.5))
    assert not _crossed(_lines(*walls, gap), (2, 2), (6, 2))
    assert _crossed(_lines(*walls, gap, doors_open=False), (2, 2), (6, 2))


def test_what_is_lower_than_the_eye_does_not_block() -> None:
    low = fence("f", (0, 0), (10, 0), height=1.2)
    standing = wall("w", (0, 5), (10, 5))
    assert not _crossed(_lines(standing, low), (5, -1), (5, 1))
    assert _crossed(_lines(standing, low, eye_m=1.1, target_m=1.1), (5, -1), (5, 1))
    assert _crossed(_lines(standing, low, target_m=1.0), (5, -1), (5, 1)), "in the way of who looks at something low"
    half = wall("h", (0, 8), (10, 8), height=1.1)
    assert not _crossed(_lines(standing, half), (5, 7), (5, 9))


def test_a_hedge_blocks_between_its_crown_and_its_top() -> None:
    standing = wall("w", (0, 9), (10, 9))
    assert _crossed(_lines(standing, hedge("h", (0, 0, 10, 1), height=2.0)), (5, -1), (5, 2))
    assert not _crossed(_lines(standing, hedge("h", (0, 0, 10, 1), height=6.0, crown_base=2.2)), (5, -1), (5, 2))


def test_what_stands_outdoors_counts_on_the_ground_storey_only() -> None:
    features = (space("up", (0, 0, 4, 4), "office", storey=1), space("down", (0, 0, 4, 4), "office"),
                fence("f", (10, 0), (10, 4)), neighbour("n", (20, 0, 30, 4)))  # fmt: skip
    assert _crossed(_lines(*features), (9, 2), (11, 2))
    assert _crossed(_lines(*features), (19, 2), (21, 2))
    assert not _crossed(_lines(*features, storey=1), (9, 2), (21, 2))
    assert _crossed(_lines(*features, storey=1), (2, 2), (6, 2))


def test_what_is_not_opaque_does_not_block() -> None:
    glass = feature("wall", "g", LineString([(0, 0), (10, 0)]), storey=0, opaque=False)
    assert not _crossed(_lines(wall("w", (0, 9), (10, 9)), glass), (5, -1), (5, 1))


def test_a_wall_with_its_thickness_blocks_with_both_faces() -> None:
    thick = feature("wall", "t", Polygon([(0, 0), (10, 0), (10, 0.3), (0, 0.3)]), storey=0)
    lines = _lines(thick)
    assert _crossed(lines, (5, -0.1), (5, 0.1))
    assert _crossed(lines, (5, 0.2), (5, 0.4))


def test_the_analysis_begins_at_the_access_else_outside_the_base_s_door() -> None:
    drawn = context_of(layout(*base(at=(0, 0)), plot((-10, -10, 30, 30)), access((5.0, -10.0))))
    seed = default_seed(drawn, storey=0)
    assert seed is not None
    assert (seed.x, seed.y) == (5.0, -10.0)
    without = context_of(layout(*base(at=(0, 0)), plot((-10, -10, 30, 30))))
    seed = default_seed(without, storey=0)
    assert seed is not None
    assert without.base is not None
    assert 0 < seed.distance(without.base.footprint) < 1
    homes = context_of(layout(*unit("u1", at=(0, 0))))
    assert default_seed(homes, storey=0) is None


def test_the_extent_holds_everything_drawn() -> None:
    context = context_of(layout(*unit("u1", at=(0, 0)), plot((-10, -12, 30, 33))))
    assert analysis_extent(context.layout, _lines(*unit("u1", at=(0, 0)))) == (-10, -12, 30, 33)
