"""Drawing in headless Chromium by mouse, keyboard, form and touch; the score on screen is the one the file gets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from siteplan.content import load_content
from siteplan.dashboard.words import Words
from siteplan.live import LiveGround, full_scorecard, live_ground
from siteplan.model import Layout
from siteplan.ranking import rank
from siteplan.readers.layout import read_layout
from siteplan.readers.site import read_site
from siteplan.scorecard import weighting_of
from siteplan.sketchbook import Sketchbook

pytestmark = pytest.mark.browser

PATIENCE_MS = 90_000
SAMPLE = Path("sample_sites") / "kveldsvag"


@pytest.fixture(scope="session")
def ground(root: Path) -> LiveGround:
    """What scores a file of the sample site as ``siteplan evaluate`` does (test_drawing.py, test_live.py)."""
    content = load_content()
    return live_ground(content, site=read_site(root / SAMPLE, specs=content.specs)[0])


class Desk:
    """A page with a sketch open, and what a person does there."""

    def __init__(self, page: Page, book: Sketchbook, id_: str, ground: LiveGround) -> None:
        self.page, self.book, self.id, self.ground = page, book, id_, ground
        self.map: Locator = page.locator(".pm-map")
        self.below: Locator = page.locator(".ed-below")

    def layout(self) -> Layout:
        """The sketch as it stands on disk."""
        return read_layout(self.book.files()[self.id])[0]

    def settled(self, applied: int) -> None:
        """Waits until the edit is taken and scored; then the score must be the one that the file gets."""
        expect(self.below).to_have_attribute("data-applied", str(applied), timeout=PATIENCE_MS)
        expect(self.below).to_have_attribute("data-updating", "false", timeout=PATIENCE_MS)
        card = full_scorecard(self.layout(), self.ground)
        profile = self.ground.settings.profile
        weighting = weighting_of([result.spec for result in card.results], profile)
        scores, words = rank([card], weighting, profile).candidates[0].scores, Words("nb")
        expect(self.page.locator(".ed-total")).to_have_text(words.score(scores.total.score))
        groups = [words.score(joined.score) for joined in scores.serves.values() if joined is not None]
        assert sorted(self.page.locator(".ed-group dd").all_inner_texts()) == sorted(groups)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the plan stands on the screen [CSS px]."""
        box = self.map.bounding_box()
        assert box is not None
        resolution = float(self.map.get_attribute("data-resolution") or "nan")
        cx, cy = (float(part) for part in (self.map.get_attribute("data-center") or "").split())
        return (
            box["x"] + box["width"] / 2 + (x - cx) / resolution, box["y"] + box["height"] / 2 - (y - cy) / resolution
        )  # fmt: skip

    def drag(self, start: tuple[float, float], end: tuple[float, float], *, steps: int = 6) -> None:
        """With the mouse, from one point of the screen to another; Alt keeps it from snapping."""
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.keyboard.down("Alt")
        self.page.mouse.move(*end, steps=steps)
        self.page.mouse.up()
        self.page.keyboard.up("Alt")

    def hold(self, target: str) -> None:
        """Takes hold of something in the list."""
        self.page.locator(".ed-list").select_option(target)
        expect(self.map).to_have_attribute("data-held", target)


Open = Callable[..., Desk]


@pytest.fixture()
def desk(
    root: Path, serve: Callable[[Path], str], chromium: Browser, home: Path, ground: LiveGround
) -> Iterator[Open]:  # fmt: skip
    """Opens a fresh copy of the courtyard; no request may leave this host."""
    address = serve(root / "app.py")
    book = Sketchbook(root / SAMPLE, home=home)
    contexts, asked = [], []

    def open_(*, width: int = 1300, height: int = 900, touch: bool = False) -> Desk:
        saved = book.add(read_layout(root / SAMPLE / "layouts" / "courtyard.geojson")[0], stem="courtyard")
        context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=touch)
        contexts.append(context)
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.goto(f"{address}/draw?lang=nb&layout={saved.id}")
        expect(page.locator(".ed-total")).to_be_visible(timeout=PATIENCE_MS)
        return Desk(page, book, saved.id, ground)

    yield open_
    for context in contexts:
        context.close()
    assert all(url.startswith((address, address.replace("http", "ws"), "data:", "blob:")) for url in asked)


def place_of(layout: Layout, space: str) -> tuple[float, float]:
    boundary = next(s.boundary for s in layout.spaces if s.id == space)
    return boundary.centroid.x, boundary.centroid.y


def test_a_building_is_dragged_turned_and_put_back_by_undo_and_its_score_follows(desk: Open) -> None:
    at = desk()
    before = at.layout()
    start = place_of(before, "u1-living")
    x, y = at.pixel(*start)
    at.drag((x, y), (x + 60, y + 24))
    expect(at.map).to_have_attribute("data-held", "building:u1-hall")
    at.settled(1)
    moved = place_of(at.layout(), "u1-living")
    resolution = float(at.map.get_attribute("data-resolution") or "nan")
    assert moved[0] - start[0] == pytest.approx(60 * resolution, abs=0.06)
    assert moved[1] - start[1] == pytest.approx(-24 * resolution, abs=0.06)
    spaces = {s.id: s.boundary.wkt for s in before.spaces}
    assert {s.id[:2] for s in at.layout().spaces if s.boundary.wkt != spaces[s.id]} == {"u1", "u2"}
    # The handle stands straight above the middle of the building.
    rooms = [s.boundary for s in at.layout().spaces if s.id[:2] in ("u1", "u2")]
    top = max(room.bounds[3] for room in rooms)
    west, south, east, _ = (f(room.bounds[k] for room in rooms) for k, f in enumerate((min, min, max, max)))
    middle_x, handle_y = at.pixel((west + east) / 2, top)
    centre = at.pixel((west + east) / 2, (south + top) / 2)
    at.drag((middle_x, handle_y - 31), (centre[0] + 120, centre[1]))
    at.settled(2)
    turned = at.layout()
    assert place_of(turned, "u1-living") != moved
    areas = [s.boundary.area for s in before.spaces]
    assert [s.boundary.area for s in turned.spaces] == pytest.approx(areas, abs=1e-2)
    for edit in (3, 4):
        at.map.focus()
        at.page.keyboard.press("Control+z")
        at.settled(edit)
    assert {s.id: s.boundary.wkt for s in at.layout().spaces} == spaces
    at.page.keyboard.press("Control+y")
    at.settled(5)
    assert place_of(at.layout(), "u1-living") == pytest.approx(moved, abs=1e-6)


def test_a_unit_is_added_moved_by_arrow_keys_turned_and_deleted_from_the_keyboard_alone(desk: Open) -> None:
    at = desk()
    at.page.locator(".ed-item[data-item=unit]").focus()
    at.page.keyboard.press("Enter")
    expect(at.map).to_be_focused()
    at.page.keyboard.press("Enter")  # in the middle of the view
    at.settled(1)
    assert at.layout().unit_ids()[-1] == "u9"
    expect(at.map).to_have_attribute("data-held", "building:u9-hall")
    start = place_of(at.layout(), "u9-hall")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowUp"):
        at.page.keyboard.press(key)
    at.settled(2)
    assert place_of(at.layout(), "u9-hall") == pytest.approx((start[0] + 0.2, start[1] + 1.1), abs=1e-3)
    at.page.keyboard.press("r")
    at.settled(3)
    at.page.keyboard.press("Delete")
    at.settled(4)
    assert "u9" not in at.layout().unit_ids()


def test_a_wall_and_a_corner_are_moved_by_hand_and_by_the_form(desk: Open) -> None:
    at = desk()
    at.page.locator(".ed-level[data-level=room]").click()
    expect(at.page.locator(".ed-level[data-level=room]")).to_have_attribute("aria-pressed", "true")
    at.hold("element:court")
    court = next(a.geometry for a in at.layout().outdoor_areas if a.id == "court")
    corner = court.exterior.coords[0]
    x, y = at.pixel(*corner)
    at.drag((x, y), (x - 24, y + 10))
    at.settled(1)
    reshaped = next(a.geometry for a in at.layout().outdoor_areas if a.id == "court")
    assert reshaped.area != pytest.approx(court.area, abs=1.0)
    assert list(reshaped.exterior.coords)[1:4] == list(court.exterior.coords)[1:4]
    at.page.locator(".ed-corner").select_option("0")
    east = at.page.locator(".ed-field-x input")
    value = float(east.input_value().replace(",", "."))
    east.fill(f"{value + 1.5:.2f}".replace(".", ","))
    east.press("Enter")
    at.settled(2)
    again = next(a.geometry for a in at.layout().outdoor_areas if a.id == "court")
    assert again.exterior.coords[0][0] - reshaped.exterior.coords[0][0] == pytest.approx(1.5, abs=0.006)
    at.hold("element:u1-living")
    at.page.locator(".ed-field-angle input").fill("abc")
    at.page.locator(".ed-field-angle input").press("Enter")
    expect(at.page.locator(".ed-field-angle input")).to_have_attribute("aria-invalid", "true")


def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})


def test_on_a_phone_a_tap_takes_hold_and_a_finger_moves_what_is_held(desk: Open) -> None:
    at = desk(width=390, height=844, touch=True)
    main = "document.querySelector('[data-testid=stMain]')"
    assert at.page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 0
    at.map.scroll_into_view_if_needed()
    start = place_of(at.layout(), "base-office")
    at.page.touchscreen.tap(*at.pixel(*start))
    expect(at.map).to_have_attribute("data-held", "building:base")
    x, y = at.pixel(*start)
    finger = at.page.context.new_cdp_session(at.page)
    touch(finger, "touchStart", (x, y))
    for step in range(1, 6):
        touch(finger, "touchMove", (x + 8 * step, y + 2 * step))
    touch(finger, "touchEnd")
    at.settled(1)
    resolution = float(at.map.get_attribute("data-resolution") or "nan")
    moved = place_of(at.layout(), "base-office")
    # It may have snapped to something near its way of 40 by 10 pixels.
    assert moved[0] - start[0] == pytest.approx(40 * resolution, abs=20 * resolution)
    assert moved[1] - start[1] == pytest.approx(-10 * resolution, abs=20 * resolution)


def test_the_results_follow_while_one_drags_and_a_closed_tab_loses_nothing(desk: Open) -> None:
    at = desk()
    x, y = at.pixel(*place_of(at.layout(), "base-office"))
    at.page.mouse.move(x, y)
    at.page.mouse.down()
    at.page.mouse.move(x + 40, y + 10, steps=4)
    expect(at.below).to_have_attribute("data-live", re.compile(r"[1-9]\d*"), timeout=PATIENCE_MS)
    expect(at.below).to_have_attribute("data-updating", "true")
    expect(at.page.locator(".ed-row")).not_to_have_count(0)
    at.page.mouse.up()
    at.settled(1)
    held = [s.boundary.wkt for s in at.layout().spaces]
    address = at.page.url
    at.page.close()
    again = at.page.context.new_page()
    again.goto(address)
    expect(again.locator(".ed-total")).to_be_visible(timeout=PATIENCE_MS)
    assert [s.boundary.wkt for s in at.layout().spaces] == held
    expect(again.locator(".ed-status")).to_contain_text(at.id)


def test_a_sketch_is_begun_as_a_copy_on_another_plot(desk: Open) -> None:
    at = desk()
    known = set(at.book.files())
    at.page.get_by_role("button", name="Ny skisse").click()
    at.page.get_by_role("combobox", name=re.compile("På tomt")).click()
    at.page.get_by_role("option", name="Storlia").click()
    at.page.get_by_role("button", name="Lag kopien").click()
    expect(at.page).to_have_url(re.compile(r"layout=(?!" + at.id + r"(&|$))courtyard-"), timeout=PATIENCE_MS)
    fresh = set(at.book.files()) - known
    assert len(fresh) == 1
    at.id = fresh.pop()
    expect(at.page.locator(".ed-status")).to_contain_text(at.id, timeout=PATIENCE_MS)
    at.settled(0)
    placement = at.layout().placement
    assert placement is not None and placement.plot == "p2"
