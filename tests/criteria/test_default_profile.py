"""What the default profile lets come first, what it excludes, and what it only flags."""

from __future__ import annotations

import pytest

from siteplan.content import load_content
from siteplan.context import LayoutContext
from siteplan.criterion import Outcome
from siteplan.evaluation import Settings, evaluate
from siteplan.ranking import RankedCandidate, Ranking, rank
from siteplan.readers.layout import parse_layout
from siteplan.scorecard import Scorecard, weighting_of
from tests.criteria.drawing import Drawing

CONTENT = load_content()
PROFILE = CONTENT.profiles["default"]
CRITERIA = CONTENT.criteria(("layout", "programme"), PROFILE)
STAFFED = {"staffed_base": True, "staffing_hours_per_week": 168, "min_staff_on_duty": 2}


def card(drawing: Drawing, **waivers: str) -> Scorecard:
    layout, _ = parse_layout(drawing.mapping(), name=drawing.name)
    settings = Settings(profile=PROFILE, waivers=waivers)
    candidate = (drawing.name, drawing.name)
    return evaluate(LayoutContext(layout), CRITERIA, settings=settings, candidate=candidate, stage="sketch")


def ranked(*cards: Scorecard) -> Ranking:
    return rank(cards, weighting_of([spec for spec, _ in CRITERIA], PROFILE), PROFILE)


def of(ranking: Ranking, name: str) -> RankedCandidate:
    return next(candidate for candidate in ranking.candidates if candidate.scorecard.id == name)


def home(drawing: Drawing, id_: str, x: float, y: float, *, north: bool, sill: float, depth: float = 6.0) -> None:
    """A two-room home whose entrance and windows look towards the base, with a back door."""
    front, back = (y + depth, y) if north else (y, y + depth)
    drawing.space(f"{id_}-living", "living_kitchen", (x, y, x + 4, y + depth), unit=id_, building=id_)
    drawing.space(f"{id_}-bed", "bedroom", (x + 4, y, x + 7, y + depth), unit=id_, building=id_)
    drawing.space(f"{id_}-bath", "bathroom", (x + 7, y, x + 8.5, y + depth), unit=id_, building=id_)
    drawing.door(f"{id_}-front", (x + 0.2, front), (x + 1.1, front), entrance=True)
    drawing.door(f"{id_}-back", (x + 1, back), (x + 1.9, back))
    drawing.door(f"{id_}-d-bed", (x + 4, y + 2), (x + 4, y + 2.9))
    drawing.door(f"{id_}-d-bath", (x + 7, y + 2), (x + 7, y + 2.9))
    drawing.window(f"{id_}-w-living", (x + 1.3, front), (x + 3.9, front), sill=sill, head=2.3)
    drawing.window(f"{id_}-w-bed", (x + 4.1, front), (x + 6.9, front), sill=sill, head=2.3)


def round_the_base(name: str, *, sill: float, depth: float = 6.0, gap: float = 9.0, **programme: float) -> Drawing:
    """Six homes on two sides of a base that is glazed all round, with paths between."""
    drawing = Drawing(name, {**STAFFED, **programme})
    drawing.space("base", "office", (8, -3, 18, 3), building="base").door("base-d", (8, -0.5), (8, 0.5))
    panes = (((8.5, 3), (17.5, 3)), ((8.5, -3), (17.5, -3)), ((8, 1), (8, 2.8)), ((18, -2.5), (18, 2.5)))
    for k, (a, b) in enumerate(panes):
        drawing.window(f"base-w{k}", a, b, sill=0.3, head=2.4)
    for k in range(3):
        home(drawing, f"n{k}", 9 * k, 3 + gap, north=False, sill=sill, depth=depth)
        home(drawing, f"s{k}", 9 * k, -3 - gap - depth, north=True, sill=sill, depth=depth)
    drawing.plot((-6, -3 - gap - depth - 6, 33, 3 + gap + depth + 6))
    drawing.path("north", (-2, 3 + gap - 1.5), (28, 3 + gap - 1.5)).path("south", (-2, -1.5 - gap), (28, -1.5 - gap))
    return drawing.add("access", "gate", "Point", (-6, 10.5))


def test_a_panopticon_does_not_come_first_even_where_its_total_is_the_highest() -> None:
    panopticon = card(round_the_base("panopticon", sill=0.1))
    # The same place with high windows, but one alone on duty and nobody at night: added up, it scores less.
    modest = card(round_the_base("modest", sill=1.6, staffing_hours_per_week=98, min_staff_on_duty=1))
    ranking = ranked(panopticon, modest)
    first, second = of(ranking, "modest"), of(ranking, "panopticon")
    assert panopticon.result("base_overview_of_paths").score == pytest.approx(1)
    assert panopticon.result("base_overview_of_unit_doors").score == 1
    assert panopticon.result("base_view_into_homes").score == 0
    assert panopticon.result("base_view_into_homes").finding.values["base_share"] > 0.5  # type: ignore[operator]
    assert first.scores.total.score is not None and second.scores.total.score is not None
    assert second.scores.total.score > first.scores.total.score
    assert (first.rank, second.rank) == (1, 2)
    assert second.status == "below_floor" and "base_view_into_homes" in second.below_floors


def test_alone_a_panopticon_is_still_said_to_lie_below_a_floor() -> None:
    only = ranked(card(round_the_base("panopticon", sill=0.1))).candidates[0]
    assert only.status == "below_floor" and only.below_floors == ("base_view_into_homes",)


def row(count: int) -> Drawing:
    drawing = Drawing(f"row of {count}", dict(STAFFED)).plot((-5, -30, 9 * count + 5, 20))
    for k in range(count):
        home(drawing, f"u{k}", 9 * k, 0, north=False, sill=1.6)
    return drawing.space("base", "office", (0, -20, 6, -15), building="base").window("w", (1, -15), (5, -15))


@pytest.mark.parametrize(
    ("count", "states"),
    [(8, ["met", "met"]), (9, ["unmet", "met"]), (10, ["unmet", "met"]), (11, ["unmet", "unmet"])],
)
def test_more_than_eight_homes_are_flagged_and_more_than_ten_excluded(count: int, states: list[str]) -> None:
    result = card(row(count))
    checks = [check for check in result.requirements if check.criterion == "cluster_size_units"]
    assert [check.state for check in checks] == states
    status = ranked(result).candidates[0].status
    assert (status == "excluded") is (count > 10)


def test_a_written_reason_lets_a_large_cluster_be_ranked_and_shows_the_contrary_evidence() -> None:
    reason = "Et sted med seksten har vært stabilt siden 2016."
    result = card(row(11), **{"cluster_size_units:too_many": reason, "cluster_size_units": reason})
    candidate = ranked(result).candidates[0]
    assert candidate.status != "excluded" and candidate.requirements("waived")
    cited = result.result("cluster_size_units").spec.citations
    assert any(c.stance == "contradicts" and "stabilitet og forutsigbarhet" in c.quote for c in cited)


def test_one_home_without_a_second_way_out_excludes_the_whole_layout() -> None:
    drawing = row(3)
    drawing.features = [f for f in drawing.features if f["properties"]["id"] != "u1-back"]
    result = card(drawing)
    assert result.result("two_exits_per_unit").outcome is Outcome.NOT_MET
    assert ranked(result).candidates[0].status == "excluded"


def test_what_rests_on_our_own_numbers_never_excludes() -> None:
    numbers = {"base_overview_of_paths", "base_overview_of_unit_doors", "staffing_hours"}
    assert {PROFILE.requirements[name].on_fail for name in numbers} == {"flag", "warn"}


def test_a_place_without_base_is_not_asked_for_a_view_from_it() -> None:
    drawing = Drawing("two houses", {"staffed_base": False}).flat("u0", 0, 0).front("u0", 0, 0).back("u0", 0, 0)
    result = card(drawing)
    asked = [r for r in result.results if r.spec.id.startswith("base_") or r.spec.id == "min_two_staff_on_duty"]
    assert len(asked) == 7 and {r.outcome for r in asked} == {Outcome.NOT_APPLICABLE}
    assert not [check for check in result.requirements if check.requirement.when == "staffed_base"]
