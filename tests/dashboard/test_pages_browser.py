"""The pages in headless Chromium: what a person clicks, sees and is sent; nothing is asked of any other host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from siteplan.text import LANGUAGES

pytestmark = pytest.mark.browser

PAGES = ("", "layouts", "draw", "compare", "tradeoffs", "criteria")
PATIENCE_MS = 90_000
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def address(root: Path, serve: Callable[[Path], str]) -> str:
    return serve(root / "app.py")


@pytest.fixture()
def visit(address: str, chromium: Browser) -> Iterator[Open]:
    """Opens a page of the dashboard and waits until its last line is there. Fails on any request to another host."""
    asked: list[str] = []
    contexts = []

    def note(request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            asked.append(urlparse(request.url).hostname or "")

    def go(path: str = "", *, width: int = 1280, height: int = 900, dark: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        context.on("request", note)
        page = context.new_page()
        page.goto(f"{address}/{path}")
        expect(page.locator("footer.foot")).to_be_visible(timeout=PATIENCE_MS)
        return page

    yield go
    for context in contexts:
        context.close()
    assert set(asked) == {urlparse(address).hostname}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language_to_the_browser_and_calls_no_other_host(visit: Open, language: str) -> None:
    for path in PAGES:
        page = visit(f"{path}?lang={language}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.locator("[data-testid=stException]").count() == 0


def test_a_click_in_the_ranking_shows_the_plots_scorecard(visit: Open) -> None:
    page = visit("?lang=nb")
    page.locator("tr[data-act='pick:p2']").click()
    expect(page.locator(".card-head h2")).to_have_text("Storlia")
    expect(page.locator("tr[data-act='pick:p2']")).to_have_class("pressed")
    expect(page.locator(".st-key-card .card-head")).to_be_in_viewport()
    expect(page).to_have_url(re.compile("plot=p2"))


def test_a_row_is_chosen_from_the_keyboard(visit: Open) -> None:
    page = visit("?lang=en")
    page.locator("tr[data-act='pick:p9']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".card-head h2")).to_have_text("Kirkegata 31")


def test_a_click_on_a_plot_of_the_map_shows_its_scorecard(visit: Open) -> None:
    page = visit("?lang=nb&plot=p2")
    before = page.locator(".card-head h2").inner_text()
    canvas = page.locator(".st-key-look .pm-map").first
    canvas.focus()
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(page.locator(".card-head h2")).not_to_have_text(before)


def test_evidence_is_shown_on_the_map_and_hidden_again(visit: Open) -> None:
    page = visit("?lang=nb&plot=p12")
    button = page.locator("button[data-act='show:transit_stop_walk_distance']")
    expect(button).to_have_text("Vis på kartet")
    button.click()
    expect(button).to_have_text("Vises på kartet")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".pm-legend")).to_contain_text("Gangrute")
    expect(page).to_have_url(re.compile("show=transit_stop_walk_distance"))
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".pm-legend")).to_be_hidden()


def test_the_plan_turns_to_the_storey_of_its_evidence(visit: Open) -> None:
    page = visit("layouts?lang=nb&layout=courtyard")
    page.locator("button[data-act='show:base_overview_of_unit_doors']").click()
    expect(page.locator(".pm-legend")).to_contain_text("Siktlinje")
    page.locator("tr[data-act='pick:corridor_block']").click()
    expect(page.locator(".card-head h2")).to_have_text("Korridorblokk i to etasjer")


def test_quotations_unfold_and_stay_unfolded_when_evidence_is_shown(visit: Open) -> None:
    page = visit("?lang=en&plot=p4")
    card = page.locator("article[data-criterion='transit_stop_walk_distance']")
    card.locator("summary", has_text="Quotations").click()
    quote = card.locator("blockquote").first
    expect(quote).to_be_visible()
    expect(quote).to_contain_text("line 751")
    card.locator("button[data-act]").click()
    expect(card.locator("button[data-act]")).to_have_attribute("aria-pressed", "true")
    expect(quote).to_be_visible()


def test_the_language_is_changed_by_one_click_and_kept_over_the_pages(visit: Open) -> None:
    page = visit("?lang=nb")
    page.get_by_text("English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Criteria").click()
    expect(page.locator("article.criterion h3").first).to_have_text("Walking distance to a stop")
    expect(page).to_have_url(re.compile("lang=en"))


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_screen(visit: Open, width: int) -> None:
    for path in PAGES:
        page = visit(f"{path}?lang=nb", width=width, height=800)
        main = "document.querySelector('[data-testid=stMain]')"
        assert page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 0, path or "plots"


def test_on_a_phone_the_evidence_button_brings_the_map_into_view(visit: Open) -> None:
    page = visit("?lang=nb&plot=p12", width=390, height=844)
    button = page.locator("button[data-act='show:grocery_walk_distance']")
    button.scroll_into_view_if_needed()
    button.click()
    expect(page.locator(".st-key-look")).to_be_in_viewport()


def test_the_dark_sheet_has_its_own_marks(visit: Open) -> None:
    colors = []
    for dark in (False, True):
        page = visit("?lang=nb&plot=p4", dark=dark)
        mark = page.locator(".outcome.met").first
        colors.append(mark.evaluate("element => getComputedStyle(element).color"))
    assert colors[0] != colors[1]


def test_streamlits_own_words_are_norwegian_too(visit: Open) -> None:
    page = visit("layouts?lang=nb")
    page.get_by_role("button", name="Last opp").click()
    uploader = page.locator("[data-testid=stFileUploader]")
    expect(uploader).to_be_visible()
    expect(uploader).not_to_contain_text("Upload")
    expect(uploader).not_to_contain_text("per file")
