"""Takes the pictures of the dashboard again: ``python docs/pictures/make_pictures.py ADDRESS``.

ADDRESS is where the dashboard is served on the sample site, e.g. http://localhost:8501. Needs Playwright and Pillow
(requirements-test.txt) and a Chromium (environment CHROMIUM, or on the path).
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parent
LINKS = {
    "plots": "?plot=p12&show=transit_stop_walk_distance",
    "layouts": "layouts?layout=scattered&show=base_overview_of_unit_doors",
    "compare": "compare?",
    "criteria": "criteria?",
}
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def take(page: Page, address: str, link: str, language: str) -> Image.Image:
    """The page as it stands when everything has been drawn."""
    page.goto(f"{address}/{link}&lang={language}")
    page.locator("footer.foot").wait_for(timeout=120_000)
    page.wait_for_timeout(2_500)
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def take_analysis(page: Page, address: str) -> Image.Image:
    """A layout coloured by the first measure of the visibility analysis."""
    take(page, address, "layouts?layout=scattered", "nb")
    page.locator(".st-key-heat_measure input").click()
    page.get_by_role("option").first.click()
    page.wait_for_timeout(4_000)
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def take_editor(page: Page, address: str) -> Image.Image:
    """A fresh copy of the first layout in which a building has been moved; the sketch stays in SITEPLAN_HOME."""
    take(page, address, "draw?", "nb")
    page.get_by_role("button", name="Ny skisse").click()
    page.get_by_role("button", name="Lag kopien").click()
    page.locator(".ed-list").wait_for(timeout=120_000)
    page.locator(".ed-below[data-updating='false']").wait_for(timeout=120_000)
    page.wait_for_timeout(2_500)
    page.locator(".ed-list").select_option("building:u1-hall")
    for field, way in (("x", 8.0), ("y", -14.0)):
        number = page.locator(f".ed-field-{field} input")
        number.fill(str(float(number.input_value().replace(",", ".")) + way))
        number.press("Enter")
        page.wait_for_timeout(300)
        page.locator(".ed-below[data-updating='false']").wait_for(timeout=120_000)
    page.wait_for_timeout(1_000)
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def save(picture: Image.Image, name: str) -> None:
    """As a PNG of 256 colours, which is small and keeps lines and letters sharp; rare hues are kept, too."""
    method = Image.Quantize.MAXCOVERAGE
    small = picture.quantize(colors=256, method=method, kmeans=4, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)


def main(address: str) -> None:
    """Every page in both languages at a desk, and the plots and the comparison on a phone."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for size, names in ((DESK, tuple(LINKS)), (PHONE, ("plots", "layouts"))):
            for language in ("nb", "en"):
                page = browser.new_context(viewport=size).new_page()  # type: ignore[arg-type]
                for name in names:
                    suffix = "" if size is DESK else "-phone"
                    save(take(page, address, LINKS[name], language), f"{name}-{language}{suffix}")
                page.close()
        save(take_analysis(browser.new_page(viewport=DESK), address), "visibility-nb")  # type: ignore[arg-type]
        save(take_editor(browser.new_page(viewport=DESK), address), "editor-nb")  # type: ignore[arg-type]
        save(take(browser.new_page(viewport=DESK), address, "tradeoffs?", "nb"), "tradeoff-nb")  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
