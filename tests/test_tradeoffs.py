"""Where layouts stand between the sides of a trade-off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from siteplan.assessment import Choices, assess_layouts
from siteplan.content import content_folder, load_content
from siteplan.criterion import CriterionResult, Finding, Outcome, Quantity, TradeoffAxis
from siteplan.readers.layout import read_layout
from siteplan.scorecard import Scorecard
from siteplan.tradeoffs import Place, place_on, places

CONTENT = load_content()
TRADEOFF = CONTENT.tradeoffs["tradeoff_overview_vs_privacy"]
PATHS, DOORS = "base_overview_of_paths", "base_overview_of_unit_doors"


def result(criterion: str, outcome: Outcome, finding: Finding) -> CriterionResult:
    return CriterionResult(
        spec=CONTENT.specs[criterion], outcome=outcome, score=None, score_low=0.0, score_high=1.0, finding=finding
    )


def card(*results: CriterionResult) -> Scorecard:
    return Scorecard(id="a", name="A", stage="sketch", results=results)


def seen(criterion: str, share: float) -> CriterionResult:
    return result(criterion, Outcome.MET, Finding(quantity=Quantity(value=share, unit="share")))


AXIS = TradeoffAxis(side="overview", criteria=(PATHS, DOORS))


def test_a_place_is_the_mean_of_what_was_measured() -> None:
    found = place_on(AXIS, card(seen(PATHS, 0.8), seen(DOORS, 0.4)))
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.6, 0.6, 0.6))
    assert found.open == ()


def test_what_is_not_assessed_makes_a_place_an_interval() -> None:
    unknown = result(DOORS, Outcome.UNDETERMINED, Finding())
    found = place_on(AXIS, card(seen(PATHS, 0.8), unknown))
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.8, 0.4, 0.9))
    assert found.open == (DOORS,)
    bounded = result(DOORS, Outcome.UNDETERMINED, Finding(low=0.5, high=0.75))
    found = place_on(AXIS, card(seen(PATHS, 0.8), bounded))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.65, 0.775))


def test_less_seen_is_more_privacy_and_the_interval_turns_with_it() -> None:
    axis = replace(AXIS, complement=True)
    found = place_on(axis, card(seen(PATHS, 0.8), result(DOORS, Outcome.UNDETERMINED, Finding(low=0.5, high=0.75))))
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.225, 0.35))


def test_without_a_staffed_base_a_layout_has_no_place() -> None:
    gone = tuple(result(name, Outcome.NOT_APPLICABLE, Finding()) for name in (PATHS, DOORS))
    assert place_on(AXIS, card(*gone)) is None


def test_a_trade_off_without_axes_places_nobody() -> None:
    with pytest.raises(ValueError, match="no axes"):
        places(replace(TRADEOFF, axes=()), [])


def test_axes_are_made_of_shares() -> None:
    axes = [axis for tradeoff in CONTENT.tradeoffs.values() for axis in tradeoff.axes]
    assert axes and all(CONTENT.specs[name].unit == "share" for axis in axes for name in axis.criteria)


@pytest.fixture(scope="module")
def sketches() -> dict[str, Place]:
    folder = content_folder() / "sample_sites" / "kveldsvag" / "layouts"
    layouts = [read_layout(path)[0] for path in sorted(folder.glob("*.geojson"))]
    names = [name for axis in TRADEOFF.axes for name in axis.criteria]
    profile = replace(CONTENT.profile("default"), criteria=tuple(names), requirements={}, weights={})
    content = replace(CONTENT, profiles={**CONTENT.profiles, "default": profile})
    run = assess_layouts(layouts, content, choices=Choices())
    return {place.id: place for place in places(TRADEOFF, [c.scorecard for c in run.ranking.candidates])}


def test_the_four_sketches_land_where_a_person_would_put_them(sketches: dict[str, Place]) -> None:
    at = {name: (place.across.low, place.up.low) for name, place in sketches.items() if place.across and place.up}
    # The court and the row: the base sees every path and door, and hardly a window is looked into.
    for name in ("courtyard", "terrace"):
        assert at[name][0] > 0.95 and at[name][1] > 0.9
    # The block: nobody looks in, and the base sees the street and none of the doors.
    across, up = at["corridor_block"]
    assert across < 0.5 and up > 0.95
    # The scattered houses: neither.
    across, up = at["scattered"]
    assert across < 0.5 and 0.3 < up < 0.7
