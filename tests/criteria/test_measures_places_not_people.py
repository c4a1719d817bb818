"""siteplan measures places, never people: who lives or goes to school nearby changes no score."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siteplan.content import load_content
from siteplan.criterion import CriterionResult
from siteplan.evaluation import evaluate
from tests.criteria.layer_plot_cases import level, noise, planned, timetable, trips
from tests.criteria.make_plot_cases import (
    BUS,
    FOREST,
    PARK,
    STREET_Y,
    Scene,
    houses,
    on_street,
    ring,
    safe_place,
    units_at,
)
from tests.criteria.scenes import context_of
from tests.criteria.test_plot_cases import PLAIN

PLOT_CRITERIA = [spec for spec in load_content().specs.values() if spec.subject == "plot"]
WHO_ELSE = {
    "school": {"amenity": "school"},
    "kindergarten": {"amenity": "kindergarten"},
    "playground": {"leisure": "playground"},
}


def town() -> Scene:
    """A scene that every criterion can judge."""
    scene = safe_place(on_street(maxspeed="30", lit="yes"))
    scene.node(225, STREET_Y, name="Bekken", **BUS).node(325, STREET_Y, shop="supermarket")
    scene.area(PARK, leisure="park").area(FOREST, landuse="forest").node(425, STREET_Y, amenity="cafe")
    scene.node(1025, STREET_Y, place="town", name="Byen").node(1525, STREET_Y, amenity="hospital")
    scene.node(625, STREET_Y, amenity="police").node(900, 900, highway="crossing", crossing="marked")
    scene.node(425, STREET_Y, amenity="library").node(325, STREET_Y, amenity="doctors").node(
        325, STREET_Y, amenity="pharmacy"
    )
    scene.node(925, STREET_Y, amenity="fire_station").node(925, STREET_Y, emergency="ambulance_station")
    for number, kind in enumerate(("outreach_team", "low_threshold_health", "activity", "work_offer")):
        scene.in_layer("services", "Point", [425, STREET_Y], id=f"s{number}", type=kind, name=kind)
    scene = level(noise(55, (500, 500, 600, 600), planned(scene, (-300, -300, 400, 400), "Boligbebyggelse")))
    scene.in_layer("parcels", "Polygon", [ring((-5, -5, 60, 60))], id="p1", knr="5001", gnr="1", bnr="2",
                   owner_kind="municipality")  # fmt: skip
    scene.having(
        timetable=timetable(225, trips=trips(40, 0)), plot={"stigma_residents": 2, "existing_building": True},
        building={"two_exits_per_unit": [1, 1]}, programme={"adaptable": True, "vehicle": False},
    )  # fmt: skip
    return units_at(houses(scene, 24, building="house"), "m1", 300, 4)


def results(scene: Scene) -> dict[str, CriterionResult]:
    asked = [(spec, load_content().evaluators[spec.id]) for spec in PLOT_CRITERIA]
    collection: dict[str, Any] = {**scene.members, "features": scene.features}
    card = evaluate(context_of(collection), asked, settings=PLAIN, candidate=("plot", "Plot"), stage="sketch")
    return {result.spec.id: result for result in card.results}


BEFORE = results(town())


def test_every_plot_criterion_can_judge_the_town() -> None:
    assert {name for name, result in BEFORE.items() if result.missing is not None} == set()


@settings(max_examples=15, deadline=None)
@given(
    who=st.sampled_from(sorted(WHO_ELSE)),
    x=st.integers(-150, 250),
    y=st.integers(-150, 250),
    as_area=st.booleans(),
)
def test_a_school_kindergarten_or_playground_beside_a_plot_changes_no_score(
    who: str, x: int, y: int, as_area: bool
) -> None:
    scene = town()
    if as_area:
        scene.area((x, y, x + 30, y + 30), **WHO_ELSE[who])
    else:
        scene.node(x, y, **WHO_ELSE[who])
    after = results(scene)
    for name, result in BEFORE.items():
        assert (after[name].score, after[name].outcome) == (result.score, result.outcome), name
        assert (after[name].score_low, after[name].score_high) == (result.score_low, result.score_high), name


def test_a_school_nearby_is_shown_all_the_same() -> None:
    after = results(town().node(60, 25, amenity="school"))
    assert after["local_risk_factors"].finding.values["schools_count"] == 1
    assert BEFORE["local_risk_factors"].finding.values["schools_count"] == 0


@pytest.mark.parametrize("outlet", [{"shop": "alcohol"}, {"amenity": "bar"}, {"natural": "water"}])
def test_alcohol_outlets_and_water_are_no_risk(outlet: dict[str, str]) -> None:
    after = results(town().node(60, 25, **outlet))
    assert after["local_risk_factors"].score == BEFORE["local_risk_factors"].score


def test_which_group_lives_in_the_homes_nearby_does_not_matter_to_the_neighbourhood() -> None:
    scene = town()
    for feature in scene.features:
        if feature["properties"].get("layer") == "municipal_housing":
            feature["properties"]["group"] = "any group"
    after = results(scene)
    changed = {name for name, result in BEFORE.items() if after[name].score != result.score}
    assert changed == {"concentration_of_municipal_housing"}


@settings(max_examples=15, deadline=None)
@given(x=st.integers(-2000, 2000), y=st.integers(-40, 20))
def test_a_new_stop_never_lengthens_the_walk_to_the_nearest(x: int, y: int) -> None:
    after = results(town().node(x, y, **BUS))["transit_stop_walk_distance"].finding.quantity
    before = BEFORE["transit_stop_walk_distance"].finding.quantity
    assert before is not None and after is not None
    assert after.value <= before.value + 1e-9
