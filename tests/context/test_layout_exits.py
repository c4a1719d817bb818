"""Ways out of a home: exits that count, windows that would do, and doors that only lead to a balcony."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siteplan.context import LayoutContext
from siteplan.context.layout_exits import EscapeSize, escape_windows, ways_out
from siteplan.context.layout_groups import groups
from siteplan.readers.layout import parse_layout
from tests.criteria.drawing import Drawing, ring

SIZE = EscapeSize(width_m=0.5, height_m=0.6, sum_m=1.5, sill_m=1.0, drop_m=1.5)
STATED = {"openable": True, "clear_width": 0.9, "clear_height": 0.9}


def context_of(drawing: Drawing) -> LayoutContext:
    layout, issues = parse_layout(drawing.mapping(), name=drawing.name)
    assert not [issue for issue in issues if issue.severity == "error"]
    return LayoutContext(layout)


def upstairs(*stairs: tuple[float, float, float, float]) -> LayoutContext:
    """A flat one up with a back door at (1..2, 8) and a door to an indoor stair; outdoor stairs as given."""
    drawing = Drawing("upstairs", storeys=2).space("hall", "stair", (6, 0, 9, 8))
    drawing.space("hall-1", "stair", (6, 0, 9, 8), storey=1).flat("u0", 0, 0, storey=1).back("u0", 0, 0, storey=1)
    drawing.door("u0-in", (6, 1), (6, 2), storey=1, entrance=True).door("out", (7, 0), (8, 0))
    drawing.add("stair", "inner", "Polygon", [ring((6.5, 3, 8.5, 7))], storeys=[0, 1])
    for k, bounds in enumerate(stairs):
        drawing.add("stair", f"outer{k}", "Polygon", [ring(bounds)], storeys=[0, 1])
    return context_of(drawing)


@pytest.mark.parametrize(
    ("stairs", "routes"),
    [((), 1), (((0.5, 8.6, 2.5, 12),), 2), (((0.5, 13, 2.5, 16),), 1)],
    ids=["none", "near", "far"],
)
def test_an_upper_outer_door_is_an_exit_only_where_a_stair_stands(
    stairs: tuple[tuple[float, float, float, float], ...], routes: int
) -> None:
    context = upstairs(*stairs)
    found = ways_out(context, context.units[0], stair_reach_m=3.0)
    assert found.routes == routes
    assert bool(found.balcony_doors) is (routes == 1)
    assert ("u0-back" in found.stairs) is (routes == 2)


def test_two_upper_doors_to_one_stair_are_one_exit() -> None:
    drawing = Drawing("gallery stair", storeys=2).space("store", "storage", (0, 0, 6, 8)).flat("u0", 0, 0, storey=1)
    drawing.back("u0", 0, 0, storey=1).door("u0-back2", (2.3, 8), (3.3, 8), storey=1)
    drawing.add("stair", "outer", "Polygon", [ring((0.5, 8.6, 3.5, 12))], storeys=[0, 1])
    context = context_of(drawing)
    found = ways_out(context, context.units[0], stair_reach_m=3.0)
    assert found.routes == 1 and len(found.doors) == 1 and len(found.balcony_doors) == 1


@pytest.mark.parametrize(
    ("properties", "certain", "possible"),
    [
        (STATED, 1, 0),
        ({}, 0, 1),
        ({"openable": False}, 0, 0),
        ({**STATED, "clear_width": 0.4}, 0, 0),
        ({**STATED, "clear_height": 0.55}, 0, 0),
        ({**STATED, "clear_width": 0.6, "clear_height": 0.8}, 0, 0),
        ({"openable": True}, 0, 1),
    ],
)
def test_a_window_is_an_escape_window_when_it_opens_wide_enough(
    properties: dict[str, float], certain: int, possible: int
) -> None:
    drawing = Drawing("home").flat("u0", 0, 0).front("u0", 0, 0)
    context = context_of(drawing.window("w", (1, 8), (2.2, 8), sill=0.8, head=2.1, **properties))
    found = escape_windows(context, context.units[0], size=SIZE)
    assert (len(found[0]), len(found[1])) == (certain, possible)


@pytest.mark.parametrize(("sill", "storey", "escapes"), [(1.0, 0, True), (1.05, 0, False), (0.8, 1, False)])
def test_a_window_too_high_above_floor_or_ground_is_none(sill: float, storey: int, escapes: bool) -> None:
    drawing = Drawing("home", storeys=2).space("store", "storage", (0, 0, 6, 8)).flat("u0", 0, 0, storey=storey)
    if not storey:
        drawing.features = [f for f in drawing.features if f["properties"]["id"] != "store"]
    context = context_of(drawing.window("w", (1, 8), (2.2, 8), sill=sill, head=2.3, storey=storey, **STATED))
    assert bool(escape_windows(context, context.units[0], size=SIZE)[0]) is escapes


@settings(max_examples=25, deadline=None)
@given(gap=st.floats(1, 200))
def test_two_houses_stand_together_exactly_up_to_the_grouping_distance(gap: float) -> None:
    context = context_of(Drawing("two").dwelling("u0", 0, 0).dwelling("u1", 6 + gap, 0))
    assert len(groups(context, distance_m=50.0)[0]) == (2 if gap <= 50 + 1e-9 else 1)
