"""The eight candidate areas of Trondheim on real map data and a real timetable."""

from __future__ import annotations

from pathlib import Path

import pytest

from siteplan.assessment import Choices, assess_portfolio, screen_plots
from siteplan.content import load_content
from siteplan.criterion import Outcome
from siteplan.model import Site
from siteplan.ranking import RankedCandidate
from siteplan.readers.site import read_site

CONTENT = load_content()


@pytest.fixture(scope="module")
def trondheim(shared: Path) -> Site:
    data = shared / "data"
    site, _ = read_site(
        plots=data / "plots" / "trondheim_candidate_areas.gpkg", osm=[data / "osm" / "trondheim_2023.osm.pbf"],
        gtfs=[data / "gtfs" / "atb_trondelag_2020-12-14.gtfs.zip"],
    )  # fmt: skip
    return site


@pytest.fixture(scope="module")
def candidates(trondheim: Site) -> dict[str, RankedCandidate]:
    run = screen_plots(trondheim, CONTENT, choices=Choices())
    return {candidate.scorecard.id: candidate for candidate in run.ranking.candidates}


def test_all_eight_are_ranked_without_any_layer_of_the_municipality(candidates: dict[str, RankedCandidate]) -> None:
    assert len(candidates) == 8 and all(candidate.rank is not None for candidate in candidates.values())


def test_patients_of_oestmarka_walk_past_the_plots_beside_it_and_past_no_other(
    candidates: dict[str, RankedCandidate],
) -> None:
    """What staff said of this very place (002:2928-2934)."""
    outcomes = {name: c.scorecard.result("third_party_route_exposure").outcome for name, c in candidates.items()}
    assert {name for name, outcome in outcomes.items() if outcome is Outcome.NOT_MET} == {
        "ostmarka_sykehus", "block_lade",
    }  # fmt: skip
    assert set(outcomes.values()) == {Outcome.MET, Outcome.NOT_MET}


def test_buses_leave_from_all_of_them_and_fewer_on_sundays(candidates: dict[str, RankedCandidate]) -> None:
    for candidate in candidates.values():
        values = candidate.scorecard.result("transit_service_frequency").finding.values
        week, sunday = values["week_count"], values["sunday_count"]
        assert isinstance(week, int) and isinstance(sunday, int)
        assert week > 240 and 0 < sunday < week / 7


def test_the_profile_with_everything_knows_a_smaller_share_and_ranks_few_of_them(
    trondheim: Site, candidates: dict[str, RankedCandidate]
) -> None:
    run = screen_plots(trondheim, CONTENT, choices=Choices(profile="full"))
    for candidate in run.ranking.candidates:
        assert candidate.scores.total.coverage < candidates[candidate.scorecard.id].scores.total.coverage
    assert sum(candidate.status == "too_little_known" for candidate in run.ranking.candidates) == 7


def test_two_plots_far_apart_are_dispersed_and_the_two_halves_of_one_house_are_not(trondheim: Site) -> None:
    plots = {plot.id: plot for plot in trondheim.plots}
    asked = {
        "apart": ("block_tiller", "block_lade"), "together": ("jarleveien_10a_building", "jarleveien_10b_building"),
    }  # fmt: skip
    outcomes = {}
    for name, ids in asked.items():
        run = assess_portfolio(
            trondheim, [plots[i] for i in ids], CONTENT, choices=Choices(programme={"units_wanted": 4})
        )
        outcomes[name] = run.ranking.candidates[0].scorecard.result("portfolio_dispersion").outcome
    assert outcomes == {"apart": Outcome.MET, "together": Outcome.NOT_MET}
