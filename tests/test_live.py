"""Results while a layout is being changed are the results of the whole evaluation, only fewer and sooner."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely import affinity

from siteplan.assessment import Choices, assess_layouts
from siteplan.content import content_folder, load_content
from siteplan.criterion import CriterionResult
from siteplan.live import LIVE_CRITERIA, full_scorecard, live_ground, live_subset
from siteplan.model import Layout, Site
from siteplan.readers.layout import read_layout
from siteplan.readers.site import read_site
from siteplan.scorecard import Scorecard

SITE = content_folder() / "sample_sites" / "kveldsvag"


@pytest.fixture(scope="module")
def site() -> Site:
    return read_site(SITE)[0]


@pytest.fixture(scope="module")
def terrace() -> Layout:
    return read_layout(SITE / "layouts" / "terrace.geojson")[0]


def answers(card: Scorecard) -> dict[str, tuple[object, ...]]:
    def answer(result: CriterionResult) -> tuple[object, ...]:
        quantity = result.finding.quantity.value if result.finding.quantity else None
        return (result.outcome, result.score, result.score_low, result.score_high, quantity, result.finding.failing)

    return {result.spec.id: answer(result) for result in card.results}


def assert_same(found: dict[str, tuple[object, ...]], whole: dict[str, tuple[object, ...]]) -> None:
    """Equal but for the last digits, in which compiled kernels and NumPy differ."""
    assert list(found) == list(whole)
    for name, answer in found.items():
        for one, other in zip(answer, whole[name], strict=True):
            assert one == (pytest.approx(other, rel=1e-9, abs=1e-9) if isinstance(other, float) else other), name


def moved(layout: Layout, building: str, dx: float) -> Layout:
    """One building's rooms, doors and windows pushed aside, as an editor does it."""
    rooms = {space.id for space in layout.spaces if space.unit == building}
    assert rooms
    spaces = tuple(
        replace(space, boundary=affinity.translate(space.boundary, dx, 0)) if space.id in rooms else space
        for space in layout.spaces
    )
    return replace(layout, spaces=spaces, fingerprint="")


def test_what_is_live_is_asked_and_answers_as_the_whole_evaluation_does(terrace: Layout) -> None:
    content = load_content()
    live = live_subset(terrace, live_ground(content))
    whole = answers(assess_layouts([terrace], content, choices=Choices()).ranking.candidates[0].scorecard)
    found = answers(live.scorecard)
    assert list(found) == [name for name in whole if name in LIVE_CRITERIA]
    assert set(found) == set(LIVE_CRITERIA)
    assert_same(found, {name: whole[name] for name in found})
    assert set(live.not_asked) == set(whole) - set(LIVE_CRITERIA)


def test_on_a_site_every_version_answers_as_if_it_were_the_first(site: Site) -> None:
    content = load_content()
    ground = live_ground(content, site=site)
    layout = next(one for one in site.layouts if one.id == "courtyard")
    for version in (layout, moved(layout, layout.unit_ids()[0], 0.3), layout):
        whole = answers(
            assess_layouts([version], content, choices=Choices(), site=site).ranking.candidates[0].scorecard
        )
        assert_same(answers(full_scorecard(version, ground)), whole)
        found = answers(live_subset(version, ground).scorecard)
        assert_same(found, {name: whole[name] for name in found})
