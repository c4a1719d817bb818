"""The four sketch layouts of one brief: the documents' preferences come out, and a panopticon does not win."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sample_sites.drawing_kit import Frame, Opening, Plan, Room, Sheet, base_plan, path, rectangle
from siteplan.assessment import Choices, assess_layouts
from siteplan.content import load_content
from siteplan.criterion import CriterionResult, Outcome
from siteplan.model import Layout
from siteplan.ranking import RankedCandidate, rank
from siteplan.readers.layout import read_layout
from siteplan.run import Run

FOLDER = Path(__file__).parents[2] / "sample_sites" / "kveldsvag" / "layouts"
SKETCHES = ("courtyard", "terrace", "corridor_block", "scattered")


@pytest.fixture(scope="module")
def layouts() -> dict[str, Layout]:
    return {name: read_layout(FOLDER / f"{name}.geojson")[0] for name in SKETCHES}


@pytest.fixture(scope="module")
def run(layouts: dict[str, Layout]) -> Run:
    return assess_layouts(list(layouts.values()), load_content(), choices=Choices())


def candidate(run: Run, name: str) -> RankedCandidate:
    return next(c for c in run.ranking.candidates if c.scorecard.id == name)


def result(run: Run, name: str, criterion: str) -> CriterionResult:
    return candidate(run, name).scorecard.result(criterion)


def test_the_script_draws_what_is_committed(tmp_path: Path) -> None:
    from sample_sites.kveldsvag import make_layouts

    drawings = (make_layouts.courtyard, make_layouts.terrace, make_layouts.corridor_block, make_layouts.scattered)
    for name, draw in zip(SKETCHES, drawings, strict=True):
        draw().write(tmp_path / f"{name}.geojson")
        drawn = (tmp_path / f"{name}.geojson").read_text(encoding="utf-8")
        assert drawn == (FOLDER / f"{name}.geojson").read_text(encoding="utf-8")


def test_all_four_answer_the_same_brief(layouts: dict[str, Layout]) -> None:
    assert {len(layout.unit_ids()) for layout in layouts.values()} == {8}
    assert all(layout.base_spaces() for layout in layouts.values())


def test_from_the_base_in_the_courtyard_every_door_is_seen(run: Run) -> None:
    doors = result(run, "courtyard", "base_overview_of_unit_doors")
    assert (doors.outcome, doors.score, doors.finding.failing) == (Outcome.MET, 1.0, ())
    assert result(run, "courtyard", "courtyard_cluster_form").outcome is Outcome.MET


@pytest.mark.parametrize(
    "criterion", ["own_entrance_from_outside", "two_exits_per_unit", "exits_opposite_sides", "no_built_area_below"]
)
def test_the_corridor_block_fails_own_entrances_exits_and_nothing_below(run: Run, criterion: str) -> None:
    assert result(run, "corridor_block", criterion).outcome is Outcome.NOT_MET
    assert result(run, "courtyard", criterion).outcome is Outcome.MET
    assert candidate(run, "corridor_block").status == "excluded"


def test_from_the_base_among_scattered_houses_most_doors_are_hidden(run: Run) -> None:
    doors = result(run, "scattered", "base_overview_of_unit_doors")
    assert doors.outcome is Outcome.NOT_MET
    assert len(doors.finding.failing) >= 4


def test_a_row_is_no_courtyard(run: Run) -> None:
    assert result(run, "terrace", "courtyard_cluster_form").outcome is not Outcome.MET


@pytest.mark.parametrize("name", SKETCHES)
def test_every_measured_result_carries_the_geometry_that_caused_it(run: Run, name: str) -> None:
    for found in candidate(run, name).scorecard.results:
        if found.score is not None and found.spec.subject == "layout":
            assert found.finding.features, found.spec.id
            assert all(not feature.geometry.is_empty for feature in found.finding.features), found.spec.id


def panopticon_unit() -> Plan:
    """A unit whose living room and bedroom both lie open towards the court, behind glass from the floor up."""
    glass = {"sill_height": 0.1, "head_height": 2.5, "glazing": "clear", "openable": True, "clear_width": 1.0}
    return Plan(
        rooms=(
            Room("living", "living_kitchen", (0, 0, 3.6, 4.6)),
            Room("bedroom", "bedroom", (3.6, 0, 5.8, 4.6)),
            Room("hall", "hall", (0, 4.6, 3.0, 7.0)),
            Room("bath", "bathroom", (3.0, 4.6, 5.8, 7.0)),
        ),
        doors=(
            Opening("main", (0.2, 0), (1.2, 0), {"entrance": True, "clear_width": 0.9, "glazed": True}),
            Opening("living-bedroom", (3.6, 2.0), (3.6, 2.9), {"clear_width": 0.9}),
            Opening("living-hall", (1.0, 4.6), (1.9, 4.6), {"clear_width": 0.9}),
            Opening("hall-bath", (3.0, 5.2), (3.0, 6.1), {"clear_width": 0.9}),
            Opening("back", (1.0, 7.0), (2.0, 7.0), {"clear_width": 0.9}),
        ),
        windows=(
            Opening("living-window", (1.4, 0), (3.5, 0), glass),
            Opening("bedroom-window", (3.8, 0), (5.6, 0), glass),
        ),
    )


def panopticon(folder: Path) -> Layout:
    """A ring of open-fronted units round a base with glass on every side."""
    storeys = [{"index": 0, "elevation": 0.0, "height": 2.7}]
    programme = {"staffed_base": True, "staffing_hours_per_week": 168, "min_staff_on_duty": 2}
    sheet = Sheet("Panoptikon", frame=Frame(), crs=None, header={"storeys": storeys, "programme": programme})
    for index, (x, y, turn) in enumerate(
        [
            (-12, 14, 0),
            (0, 14, 0),
            (-16, -12, 90),
            (-16, 0, 90),
            (16, 12, -90),
            (16, 0, -90),
            (12, -16, 180),
            (0, -16, 180),
        ]
    ):
        sheet.module(panopticon_unit(), f"u{index + 1}", Frame(x=x, y=y, rotation_deg=turn), building=f"h{index}")
    base = base_plan(8.0, 6.0)
    sheet.module(base, "base", Frame(x=-4, y=-3), unit=False, building="base")
    sheet.add("outdoor", "court", rectangle(-15, -15, 15, 13), {"use": "court"})
    path(sheet, "ring", [(-13, -13), (13, -13), (13, 12), (-13, 12), (-13, -13)])
    sheet.add("access", "gate", ("Point", (-13.0, -13.0)))
    sheet.write(folder / "panopticon.geojson")
    return read_layout(folder / "panopticon.geojson")[0]


def test_a_panopticon_does_not_come_first(tmp_path: Path, layouts: dict[str, Layout]) -> None:
    watched = panopticon(tmp_path)
    run = assess_layouts([watched, layouts["courtyard"]], load_content(), choices=Choices())
    assert result(run, "panopticon", "base_overview_of_unit_doors").outcome is Outcome.MET
    assert result(run, "panopticon", "base_overview_of_paths").outcome is Outcome.MET
    assert result(run, "panopticon", "base_view_into_homes").outcome is Outcome.NOT_MET
    assert candidate(run, "panopticon").status == "below_floor"
    assert run.ranking.candidates[0].scorecard.id == "courtyard"


def test_a_panopticon_does_not_come_first_even_with_everything_else_perfect(
    tmp_path: Path, layouts: dict[str, Layout]
) -> None:
    run = assess_layouts([panopticon(tmp_path), layouts["courtyard"]], load_content(), choices=Choices())
    ideal = tuple(
        r if r.score is None or r.spec.id == "base_view_into_homes" else replace(r, score=1.0, outcome=Outcome.MET)
        for r in candidate(run, "panopticon").scorecard.results
    )
    watched = replace(candidate(run, "panopticon").scorecard, results=ideal)
    cards = [watched, candidate(run, "courtyard").scorecard]
    first = rank(cards, run.ranking.weighting, run.ranking.profile).candidates[0]
    assert first.scorecard.id == "courtyard"


def test_removing_every_information_criterion_changes_no_rank_of_the_sketches(run: Run) -> None:
    cards = [c.scorecard for c in run.ranking.candidates]
    bare = [replace(c, results=tuple(r for r in c.results if r.spec.importance == "scored")) for c in cards]
    assert any(len(b.results) < len(c.results) for b, c in zip(bare, cards, strict=True))
    again = rank(bare, run.ranking.weighting, run.ranking.profile)
    assert [(c.scorecard.id, c.rank) for c in again.candidates] == [
        (c.scorecard.id, c.rank) for c in run.ranking.candidates
    ]


def test_evidence_geojson_of_the_courtyard_names_candidate_criterion_and_role(run: Run) -> None:
    from siteplan.writers.evidence_geojson import evidence_geojson

    features = json.loads(evidence_geojson(run))["features"]
    roles = {f["properties"]["role"] for f in features if f["properties"]["candidate"] == "courtyard"}
    assert {"sight_line", "exit"} <= roles
