"""What may be added to a drawing, and which results it can never make better or worse."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siteplan.content import load_content
from siteplan.context import LayoutContext
from siteplan.criterion import CriterionResult, Outcome
from siteplan.evaluation import evaluate
from siteplan.readers.layout import parse_layout
from tests.criteria.drawing import XY, Box, Drawing, staffed
from tests.criteria.test_layout_cases import PLAIN

CONTENT = load_content()
FEW = settings(max_examples=20, deadline=None)
OUTER = (
    ((0.3, 0), (1.2, 0)), ((4.5, 0), (5.4, 0)), ((0, 1), (0, 1.9)), ((6, 1), (6, 1.9)), ((0, 5), (0, 5.9)),
    ((6, 5), (6, 5.9)), ((1, 8), (1.9, 8)), ((4.5, 8), (5.4, 8)),
)  # fmt: skip
"""Where a further outer door of a flat may stand."""


def result(drawing: Drawing, criterion: str) -> CriterionResult:
    layout, _ = parse_layout(drawing.mapping(), name=drawing.name)
    asked = [(CONTENT.specs[criterion], CONTENT.evaluators.get(criterion))]
    card = evaluate(LayoutContext(layout), asked, settings=PLAIN, candidate=("a", "a"), stage=layout.stage)
    return card.result(criterion)


def least(drawing: Drawing, criterion: str) -> float:
    found = result(drawing, criterion).score_low
    assert found is not None
    return found


def flat(doors: frozenset[int]) -> Drawing:
    drawing = Drawing("flat").flat("u0", 0, 0).front("u0", 0, 0)
    for k in sorted(doors):
        drawing.door(f"more-{k}", *OUTER[k])
    return drawing


@cache
def scored(doors: frozenset[int], criterion: str) -> float:
    return least(flat(doors), criterion)


@FEW
@given(st.sets(st.integers(0, len(OUTER) - 1), max_size=4), st.integers(0, len(OUTER) - 1))
@pytest.mark.parametrize(
    "criterion", ["two_exits_per_unit", "exits_opposite_sides", "staff_retreat_in_unit", "escape_window"]
)
def test_a_further_outer_door_never_lowers_a_score_of_exits(criterion: str, doors: set[int], more: int) -> None:
    assert scored(frozenset({*doors, more}), criterion) >= scored(frozenset(doors), criterion) - 1e-9


def base(doors: frozenset[int]) -> Drawing:
    """A base of three rooms in a row; the doors by number: 0-2 between and 3-8 out."""
    drawing = staffed("base").door("front", (1, 0), (2, 0))
    for k, use in enumerate(("office", "meeting", "staff_room")):
        drawing.space(use, use, (4 * k, 0, 4 * k + 4, 4))
    places: list[tuple[XY, XY]] = [((4, 1), (4, 2)), ((8, 1), (8, 2)), ((0, 1), (0, 2)), ((12, 1), (12, 2))]
    places += [((4 * k + 2.5, y), (4 * k + 3.4, y)) for k in range(3) for y in (0, 4)]
    for k in sorted(doors):
        drawing.door(f"d{k}", *places[k])
    return drawing


@FEW
@given(st.sets(st.integers(0, 9), max_size=6), st.integers(0, 9))
def test_a_further_door_never_lowers_the_ways_out_of_the_base(doors: set[int], more: int) -> None:
    criterion = "staff_retreat_base_and_common"
    assert least(base(frozenset({*doors, more})), criterion) >= least(base(frozenset(doors)), criterion) - 1e-9


@FEW
@given(st.floats(-3, 6), st.floats(-3, 8), st.floats(0.5, 8), st.floats(0.5, 8))
def test_a_basement_under_a_unit_never_raises_nothing_below(x: float, y: float, width: float, depth: float) -> None:
    bare = Drawing("bare", below=1).flat("u0", 0, 0)
    dug = Drawing("dug", below=1).flat("u0", 0, 0)
    dug.space("cellar", "basement", (x, y, x + width, y + depth), storey=-1)
    assert least(dug, "no_built_area_below") <= least(bare, "no_built_area_below") + 1e-9


def lit(width: float, head: float) -> Drawing:
    drawing = Drawing("lit", stage="preliminary").flat("u0", 0, 0).window("w1", (0.5, 8), (2.9, 8), sill=0.8)
    return drawing.window("w0", (0.5, 0), (0.5 + width, 0), sill=0.8, head=head)


@FEW
@given(st.floats(0.3, 5), st.floats(0.9, 2.6), st.floats(0.2, 1), st.floats(0.6, 1))
def test_a_smaller_window_never_brings_more_daylight(width: float, head: float, less: float, lower: float) -> None:
    small = lit(max(0.2, width * less), max(0.85, head * lower))
    assert least(small, "daylight_exposure") <= least(lit(width, head), "daylight_exposure") + 1e-9


def watched(width: float, sill: float, head: float) -> Drawing:
    """A flat and a base with one window each of this size, a path between them, and a viewpoint behind the base's."""
    drawing = staffed("watched").flat("u0", 0, 0).back("u0", 0, 0).base((0, -20, 8, -14)).viewpoint((2.5, -16))
    drawing.path("way", (-12, -8), (20, -8)).door("base-door", (8, -18), (8, -17))
    drawing.window("w0", (2.5 - width / 2, 0), (2.5 + width / 2, 0), sill=sill, head=head)
    return drawing.window("w1", (2.5 - width / 2, -14), (2.5 + width / 2, -14), sill=sill, head=head)


def seen(drawing: Drawing, criterion: str) -> float:
    quantity = result(drawing, criterion).finding.quantity
    assert quantity is not None
    return quantity.value


@FEW
@given(st.floats(0.4, 4), st.floats(0.3, 1.2), st.floats(1.7, 2.4), st.floats(0.2, 1), st.floats(0, 0.5))
@pytest.mark.parametrize("criterion", ["base_view_into_homes", "base_overview_of_paths"])
def test_a_smaller_window_never_adds_view_in_or_out(
    criterion: str, width: float, sill: float, head: float, narrower: float, lower: float
) -> None:
    small = watched(max(0.2, width * narrower), sill + lower / 2, head - lower / 2)
    assert seen(small, criterion) <= seen(watched(width, sill, head), criterion) + 1e-6


@FEW
@given(st.floats(0, 30), st.floats(0, 20))
def test_a_larger_shared_room_never_becomes_more_crowded(area: float, more: float) -> None:
    def shared(size: float) -> Drawing:
        box: Box = (0, 20, 0.5 + size / 4, 24)
        return Drawing("shared").dwelling("u0", 0, 0).space("c", "common", box)

    criterion = "common_area_uncrowded"
    assert least(shared(area + more), criterion) >= least(shared(area), criterion) - 1e-9


def test_what_a_sketch_does_not_show_is_open_and_is_missing_by_the_preliminary_stage() -> None:
    open_, missing = (
        {
            name
            for name in ("common_room_provision", "garden_access", "waste_and_sharps_point", "creative_workshop_space")
            if result(Drawing("bare", stage=stage).dwelling("u0", 0, 0), name).outcome is outcome
        }
        for stage, outcome in (("sketch", Outcome.UNDETERMINED), ("preliminary", Outcome.NOT_MET))
    )
    assert len(open_) == 4 and open_ == missing


def test_a_regulation_check_names_its_paragraph_and_says_that_it_replaces_nobody() -> None:
    for name in ("escape_window", "fire_separation", "daylight_exposure", "external_storage", "accessible_units"):
        spec = CONTENT.specs[name]
        regulated = [p for p in spec.parameters.values() if p.basis == "regulation"]
        assert regulated and all("section" in p.reference for p in regulated), name
        assert "bygningsmyndigheten" in spec.text["nb"].notes and "building authority" in spec.text["en"].notes


def test_the_profile_flags_what_the_regulations_ask_for_and_excludes_nothing_for_it() -> None:
    requirements = CONTENT.profiles["default"].requirements
    assert {requirements[name].on_fail for name in ("escape_window", "fire_separation")} == {"flag"}
