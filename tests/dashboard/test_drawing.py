"""The document behind the page Draw: what the browser sends is taken once, saved at once, and scored as its file is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from siteplan.assessment import Choices, assess_layouts
from siteplan.content import load_content
from siteplan.criterion import Outcome
from siteplan.dashboard.drawing import Drawing, editor_state, live_data, open_drawing, score_data, start_drawing
from siteplan.dashboard.plan import plan_scene
from siteplan.dashboard.planmap import unpack
from siteplan.dashboard.words import Words
from siteplan.live import LIVE_CRITERIA, full_scorecard, live_ground, live_subset
from siteplan.model import Site
from siteplan.readers.layout import read_layout
from siteplan.readers.site import read_site
from siteplan.sketchbook import Sketchbook
from siteplan.text import LANGUAGES
from tests.dashboard.test_pages import page, sheets

MOVE = {"op": "move", "target": "building:u1-hall", "x": 0.5, "y": 0.0}


@pytest.fixture(scope="module")
def site(root: Path) -> Site:
    return read_site(root / "sample_sites" / "kveldsvag", specs=load_content().specs)[0]


@pytest.fixture()
def book(root: Path, tmp_path: Path) -> Sketchbook:
    return Sketchbook(root / "sample_sites" / "kveldsvag", home=tmp_path)


@pytest.fixture()
def drawing(site: Site, book: Sketchbook) -> Drawing:
    return start_drawing("kveldsvag", book, site.layouts[0], plot=None, site=site, called="Tun, skisse 1")


def sent(drawing: Drawing, *edits: Mapping[str, object], first: int = 1) -> dict[str, object]:
    return {"token": drawing.token, "list": [{**edit, "seq": first + k} for k, edit in enumerate(edits)]}


def west_of(drawing: Drawing, space: str = "u1-hall") -> float:
    return float(next(s.boundary.bounds[0] for s in drawing.layout.spaces if s.id == space))


def test_an_edit_that_is_sent_again_with_the_next_is_taken_once(drawing: Drawing) -> None:
    start = west_of(drawing)
    assert drawing.take(sent(drawing, MOVE))
    assert drawing.take(sent(drawing, MOVE, MOVE))
    assert not drawing.take(sent(drawing, MOVE, MOVE))
    assert west_of(drawing) == pytest.approx(start + 1.0, abs=1e-6)
    assert drawing.applied == 2


def test_edits_of_another_document_are_left_alone(drawing: Drawing) -> None:
    assert not drawing.take({**sent(drawing, MOVE), "token": "another"})
    assert not drawing.take({"token": drawing.token, "list": "nonsense"})
    assert drawing.applied == 0


def test_every_edit_is_on_disk_at_once_and_a_new_session_goes_on_from_it(drawing: Drawing, book: Sketchbook) -> None:
    drawing.take(sent(drawing, MOVE))
    again = open_drawing("kveldsvag", book, drawing.saved.id)
    assert [s.boundary.wkt for s in again.layout.spaces] == [s.boundary.wkt for s in drawing.layout.spaces]
    again.take(sent(again, MOVE))
    assert again.saved.id == drawing.saved.id
    drawing.take(sent(drawing, MOVE, first=2))
    assert drawing.diverged_from == again.saved.id
    assert drawing.saved.id != again.saved.id
    assert len(book.files()) == 2


def test_undo_and_redo_are_saved_too(drawing: Drawing) -> None:
    start = drawing.saved.path.read_bytes()
    drawing.take(sent(drawing, MOVE))
    moved = drawing.saved.path.read_bytes()
    drawing.take(sent(drawing, {"op": "undo"}, first=2))
    assert drawing.saved.path.read_bytes() == start != moved
    drawing.take(sent(drawing, {"op": "redo"}, first=3))
    assert drawing.saved.path.read_bytes() == moved


def test_an_edit_that_cannot_be_done_says_why_and_the_next_one_goes_on(drawing: Drawing) -> None:
    far = {"op": "add", "item": "door", "x": 499_870.0, "y": 7_031_250.0}
    drawing.take(sent(drawing, far))
    assert drawing.refused is not None and drawing.refused[1][0].code == "edit-no-wall"
    for language in LANGUAGES:
        state = editor_state(drawing, Words(language))
        assert state["refused"] is not None
        assert "{" not in str(state["refused"]["said"])  # type: ignore[index]
    drawing.take(sent(drawing, far, MOVE))
    assert drawing.refused is None
    assert drawing.applied == 2


def test_what_is_added_is_held_next(drawing: Drawing) -> None:
    drawing.take(sent(drawing, {"op": "add", "item": "unit", "x": 499_900.0, "y": 7_031_262.0}))
    assert drawing.hold == (1, "building:u9-hall")
    drawing.set_level("part")
    drawing.take(sent(drawing, {"op": "add", "item": "unit", "x": 499_915.0, "y": 7_031_262.0}, first=2))
    assert drawing.hold == (2, "unit:u10")
    drawing.take(sent(drawing, {"op": "add", "item": "lamp", "x": 499_915.0, "y": 7_031_262.0}, first=3))
    assert drawing.hold == (3, "element:lamp-1")


def test_a_drag_is_followed_without_changing_or_saving_anything(drawing: Drawing) -> None:
    before = drawing.saved.path.read_bytes()
    message = {"token": drawing.token, "number": 1, "edit": {**MOVE, "seq": 1}}
    found = drawing.live(message)
    assert found is not None and found[0] == 1
    assert found[1].spaces[0].boundary.bounds[0] == pytest.approx(west_of(drawing) + 0.5, abs=1e-6)
    assert drawing.saved.path.read_bytes() == before
    drawing.answered = 1
    assert drawing.live(message) is None  # answered
    drawing.take(sent(drawing, MOVE))
    assert drawing.live({**message, "number": 2}) is None  # the drag is over


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_editor_is_told_plain_json_and_every_member_is_on_the_plan(drawing: Drawing, language: str) -> None:
    words = Words("nb" if language == "nb" else "en")
    for level in ("whole", "building", "part", "room"):
        drawing.set_level(level)
        state = json.loads(json.dumps(editor_state(drawing, words), allow_nan=False))
        layers = unpack(plan_scene(drawing.layout, 0, language=words.language, held=True))["layers"]
        drawn = {id_ for layer in layers for id_ in layer.get("ids", ())}  # type: ignore[attr-defined]
        for target in state["targets"]:
            assert set(target["members"]) <= drawn, target["id"]
            assert target["label"]
    drawing.set_level("nonsense")
    assert drawing.level == "room"


def test_the_score_is_the_one_that_the_file_gets_and_changes_are_named(drawing: Drawing, site: Site) -> None:
    content, words = load_content(), Words("nb")
    ground = live_ground(content, site=site)

    first = assess_layouts([drawing.used], content, choices=Choices(), site=site).ranking.candidates[0]
    assert score_data(first, words, applied=0, first=first)["rows"] == []
    drawing.take(sent(drawing, {"op": "turn", "target": "building:base", "amount": 180.0}))
    read = read_layout(drawing.saved.path)[0]
    of_file = assess_layouts([read], content, choices=Choices(), site=site).ranking.candidates[0]
    card = full_scorecard(drawing.used, ground)
    assert [(r.spec.id, r.outcome, r.score) for r in card.results] == [
        (r.spec.id, r.outcome, r.score) for r in of_file.scorecard.results
    ]
    rows = score_data(of_file, words, applied=1, first=first)["rows"]
    assert isinstance(rows, list) and rows
    assert all(row["outcome"] in {outcome.value for outcome in Outcome} and row["said"] for row in rows)
    live = live_subset(drawing.used, ground).scorecard
    assert {result.spec.id for result in live.results} == set(LIVE_CRITERIA)
    full = {result.spec.id: result for result in card.results}
    assert all(result.score == full[result.spec.id].score for result in live.results)
    message = live_data(live.results, words, applied=1, number=3, before=of_file)
    assert json.loads(json.dumps(message))["number"] == 3


def test_a_link_opens_a_sketch_and_the_layouts_page_ranks_it_with_the_others(root: Path, home: Path) -> None:
    book = Sketchbook(root / "sample_sites" / "kveldsvag", home=home)
    saved = book.add(read_layout(root / "sample_sites" / "kveldsvag" / "layouts" / "terrace.geojson")[0], stem="row")
    app = page(root, "draw", lang="nb", layout=saved.id)
    assert not app.warning
    assert app.selectbox(key="sketch_open").value == saved.id
    app.switch_page("siteplan/dashboard/pages/layouts.py").run()
    assert not app.exception
    assert f"pick:{saved.id}" in sheets(app)
    book.delete(saved.id)


def test_a_layout_on_two_plots_is_two_alternatives(site: Site, book: Sketchbook) -> None:
    here, there = site.plots[0], next(plot for plot in site.plots if plot.id == "p9")
    one = start_drawing("kveldsvag", book, site.layouts[0], plot=here, site=site, called="one")
    other = start_drawing("kveldsvag", book, site.layouts[0], plot=there, site=site, called="other")
    assert one.saved.id != other.saved.id
    for drawing, plot in ((one, here), (other, there)):
        read = read_layout(drawing.saved.path)[0]
        assert read.placement is not None and read.placement.plot == plot.id
        assert read.plot_boundary is not None and read.plot_boundary.equals_exact(plot.boundary, 1e-6)
        assert len(read.access) == len(plot.entrances)
        middle = plot.boundary.centroid
        assert min(s.boundary.distance(middle) for s in read.spaces) < 40.0
    assert {n.id for n in other.layout.neighbours} != {n.id for n in one.layout.neighbours}


def test_a_free_floating_layout_is_placed_on_a_plot(site: Site, book: Sketchbook, root: Path) -> None:
    files = [f for f in sorted((root / "sample_sites").glob("*/*.geojson")) if not (f.parent / "site.toml").is_file()]
    free = next(layout for file in files if (layout := read_layout(file)[0]).crs is None)
    plot = site.plots[0]
    drawing = start_drawing("kveldsvag", book, free, plot=plot, site=site, called="placed")
    assert drawing.layout.crs == site.crs
    assert len(drawing.layout.spaces) == len(free.spaces)
    assert min(s.boundary.distance(plot.boundary.centroid) for s in drawing.layout.spaces) < 60.0
