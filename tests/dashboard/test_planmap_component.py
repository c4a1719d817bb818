"""The plan map as a person meets it, in headless Chromium: nothing leaves the host, a click brings evidence."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.dashboard.component_demo_places import PLOTS, X, Y

pytestmark = pytest.mark.browser

DEMO = Path(__file__).with_name("component_demo.py")
ROUTE_BLUE = (0x0B, 0x5F, 0xA5)


@dataclass
class Visit:
    """A page with its map, and what it did behind one's back."""

    page: Page
    map: Locator
    problems: list[str] = field(default_factory=list)
    received: list[int] = field(default_factory=list)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a place [m] stands on the page [CSS px]."""
        box = self.map.bounding_box()
        assert box is not None
        east, north = (float(v) for v in (self.map.get_attribute("data-center") or "").split())
        middle_x, middle_y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        return middle_x + (x - east) / self.resolution(), middle_y - (y - north) / self.resolution()

    def resolution(self) -> float:
        """Metres per pixel."""
        return float(self.map.get_attribute("data-resolution") or "nan")

    def plot(self, key: str) -> tuple[float, float]:
        """The pixel in the middle of a plot of the demo."""
        _, _, (x, y), _, _ = PLOTS[key]
        return self.pixel(X + x, Y + y)

    def rest(self) -> None:
        """Waits until the view stands still."""
        former = ""
        for _ in range(50):
            now = f"{self.map.get_attribute('data-center')} {self.map.get_attribute('data-resolution')}"
            if now == former:
                return
            former = now
            self.page.wait_for_timeout(150)


Open = Callable[..., Visit]


@pytest.fixture()
def visit(chromium: Browser, serve: Callable[[Path], str]) -> Iterator[Open]:
    """Opens the demo; at the end no request may have left the host and no error may stand in the console."""
    address = serve(DEMO)
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def start(query: str, **options: Any) -> Visit:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        found = Visit(page=page, map=page.locator(".pm-map"))
        visits.append(found)
        page.on("console", lambda m: found.problems.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: found.problems.append(str(error)))
        page.on("request", lambda request: _check_host(request.url, found))
        page.on("websocket", lambda socket: socket.on("framereceived", lambda data: found.received.append(len(data))))
        page.goto(f"{address}/?{query}")
        page.wait_for_selector(".pm-map[data-ready=true][data-evidence][data-resolution]")
        found.rest()
        return found

    yield start
    problems = [problem for found in visits for problem in found.problems]
    for context in contexts:
        context.close()
    assert problems == []


def _check_host(url: str, found: Visit) -> None:
    parts = urlparse(url)
    if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
        found.problems.append(f"a request left the host: {url}")


def shades(visit: Visit, wanted: tuple[int, int, int]) -> int:
    """How many pixels of the map have a colour."""
    picture = Image.open(io.BytesIO(visit.map.screenshot())).convert("RGB")
    counted = picture.getcolors(maxcolors=2**24) or []
    return sum(count for count, color in counted if color == wanted)


def test_clicking_a_plot_chooses_it_and_its_evidence_appears_without_the_scene_being_sent_again(visit: Open) -> None:
    demo = visit("view=town")
    assert demo.map.get_attribute("data-evidence") == "0"
    before, first = shades(demo, ROUTE_BLUE), sum(demo.received)
    demo.received.clear()
    demo.page.mouse.click(*demo.plot("p1"))
    expect(demo.page.get_by_text("chosen=p1 returned=p1")).to_be_visible()
    expect(demo.map).to_have_attribute("data-evidence", "4")
    expect(demo.map).to_have_attribute("data-selected", "p1")
    expect(demo.page.locator(".pm-root p").first).to_have_text(re.compile("Valgt: Østmarka"))
    demo.page.wait_for_timeout(500)
    assert shades(demo, ROUTE_BLUE) > before + 200
    assert sum(demo.received) < 20_000 < first
    demo.page.get_by_role("button", name="rerun").click()
    expect(demo.page.get_by_text("chosen=p1 returned=None")).to_be_visible()


def test_twelve_thousand_buildings_are_sent_once_and_stay_clickable(visit: Open) -> None:
    demo = visit("view=many")
    assert 100_000 < sum(demo.received) < 1_000_000
    demo.received.clear()
    demo.page.mouse.click(*demo.plot("p4"))
    expect(demo.page.get_by_text("chosen=p4")).to_be_visible()
    assert sum(demo.received) < 20_000


def test_the_map_obeys_the_keyboard_alone(visit: Open) -> None:
    demo = visit("view=town")
    demo.map.focus()
    whole, centre = demo.resolution(), demo.map.get_attribute("data-center")
    demo.page.keyboard.press("+")
    demo.rest()
    assert demo.resolution() < whole
    demo.page.keyboard.press("ArrowRight")
    demo.rest()
    assert demo.map.get_attribute("data-center") != centre
    demo.page.keyboard.press("Home")
    demo.rest()
    assert demo.resolution() == pytest.approx(whole)
    demo.page.keyboard.press("n")
    demo.page.keyboard.press("n")
    expect(demo.page.locator(".pm-root [role=status]")).to_have_text(re.compile("Fjordgløtt"))
    demo.page.keyboard.press("Enter")
    expect(demo.page.get_by_text("chosen=p2")).to_be_visible()


def test_a_rerun_of_the_page_leaves_the_view_where_the_reader_put_it(visit: Open) -> None:
    demo = visit("view=town")
    whole = demo.resolution()
    demo.page.locator("[data-tool=zoom_in]").click()
    demo.rest()
    near = demo.resolution()
    assert near < whole
    demo.page.get_by_role("button", name="rerun").click()
    demo.page.wait_for_timeout(800)
    assert demo.resolution() == near
    demo.page.locator("[data-tool=fit]").click()
    demo.rest()
    assert demo.resolution() == pytest.approx(whole)


@pytest.mark.parametrize(
    ("language", "name", "legend"), [("nb", "Vis alt", "Tegnforklaring"), ("en", "Show all", "Legend")]
)
def test_buttons_are_large_enough_and_named_in_the_readers_language(
    visit: Open, language: str, name: str, legend: str
) -> None:
    demo = visit(f"view=plan&lang={language}")
    for button in demo.page.locator(".pm-button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
    expect(demo.page.get_by_role("button", name=name)).to_be_visible()
    expect(demo.page.locator(".pm-scale")).to_have_text("10 m")
    summary = demo.page.locator(".pm-legend summary")
    expect(summary).to_have_text(legend)
    row = demo.page.locator(".pm-legend-row").first
    expect(row).to_be_visible()
    summary.click()
    expect(row).to_be_hidden()


def test_every_style_and_every_role_is_drawn_on_a_light_and_on_a_dark_sheet(visit: Open) -> None:
    for scheme in ("light", "dark"):
        demo = visit("view=marks", color_scheme=scheme)
        assert demo.page.locator(".pm-root").get_attribute("data-theme") == scheme
        for swatch in demo.page.locator(".pm-swatch").all():
            assert swatch.evaluate(
                "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)"
            )


def test_a_finger_on_a_room_chooses_it(visit: Open) -> None:
    demo = visit("view=plan", has_touch=True)
    demo.page.touchscreen.tap(*demo.pixel(X + 22, Y - 15))
    expect(demo.page.get_by_text("chosen=Felles stue")).to_be_visible()
