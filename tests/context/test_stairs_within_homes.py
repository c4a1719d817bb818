from __future__ import annotations

from siteplan.model import OUTSIDE
from tests.layouts import context_of, door, layout, space, stair


def two_storey_home(*, upper_unit: str = "u1") -> set[frozenset[str]]:
    """Rooms joined by a stair that stands in the hall below and comes up through a hole beside the landing."""
    drawing = layout(
        space("hall", (0, 0, 3, 4), "hall", unit="u1"),
        space("landing", (1.1, 0, 3, 4), "hall", storey=1, unit=upper_unit),
        stair("stair", (0, 0, 1, 4), (0, 1)), door("front", (1.5, 0), (2.4, 0), entrance=True), storeys=(0, 1),
    )  # fmt: skip
    return {frozenset(pair) for pair in context_of(drawing).spaces_graph.edges()}


def test_a_stair_in_a_home_leads_up_beside_a_hole_in_the_same_home() -> None:
    assert two_storey_home() == {frozenset(("hall", "landing")), frozenset(("hall", OUTSIDE))}


def test_a_stair_in_one_home_does_not_lead_into_another_that_it_only_stands_beside() -> None:
    assert two_storey_home(upper_unit="u2") == {frozenset(("hall", OUTSIDE))}
