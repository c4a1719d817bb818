"""How fast the score follows a drag: thirty drags in Chromium on the eight-unit sample, and what Python spends on each.

    python -m benchmarks.editor.run [--edits 30]

Prints a Markdown table. Wall times from the release of the mouse to the live results and to the new score as they
stand in the page; results per second while a building is dragged for five seconds; CPU time of each step in this
process, apart from the browser. Says the machine's load, for wall times mean little on a busy one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from siteplan.content import load_content
from siteplan.dashboard.drawing import editor_state, start_drawing
from siteplan.dashboard.plan import plan_scene
from siteplan.dashboard.words import Words
from siteplan.live import full_scorecard, live_ground, live_subset
from siteplan.readers.layout import read_layout
from siteplan.readers.site import read_site
from siteplan.sketchbook import Sketchbook

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "sample_sites" / "kveldsvag"
BUILDINGS = ("u1-living", "u3-living", "u5-living", "u7-living", "base-office")
WATCH = """() => {
  const deep = (root, wanted) => {
    const hit = root.querySelector(wanted);
    if (hit) return hit;
    for (const node of root.querySelectorAll("*")) {
      const inner = node.shadowRoot && deep(node.shadowRoot, wanted);
      if (inner) return inner;
    }
    return null;
  };
  const below = deep(document, ".ed-below");
  const map = deep(document, ".pm-map");
  const state = (window.watched = { released: 0, followed: 0, scored: 0, live: [], sent: map.dataset.sent ?? "0" });
  addEventListener("pointerup", () => {
    // Only after the editor has had the event too is it known which edit came of it.
    Object.assign(state, { released: performance.now(), followed: 0, scored: 0, sent: null });
    setTimeout(() => (state.sent = map.dataset.sent), 0);
  }, true);
  new MutationObserver(() => {
    const now = performance.now();
    const { applied, followed, live, updating } = below.dataset;
    if (state.live.at(-1)?.[0] !== live) state.live.push([live, now]);
    if (state.released && !state.followed && followed === state.sent) state.followed = now;
    if (state.released && !state.scored && applied === state.sent && updating === "false") state.scored = now;
  }).observe(below, { attributes: true });
}"""


def serve(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The dashboard on a free port of this host."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port), "--server.address",
        "127.0.0.1", "--server.headless", "true", "--server.fileWatcherType", "none", "--browser.gatherUsageStats",
        "false",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "SITEPLAN_HOME": str(home)}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    while True:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return process, address
        except OSError:
            time.sleep(0.2)


def pixel(page: Page, x: float, y: float) -> tuple[float, float]:
    canvas = page.locator(".pm-map")
    box = canvas.bounding_box()
    assert box is not None
    resolution = float(canvas.get_attribute("data-resolution") or "nan")
    cx, cy = (float(part) for part in (canvas.get_attribute("data-center") or "").split())
    return box["x"] + box["width"] / 2 + (x - cx) / resolution, box["y"] + box["height"] / 2 - (y - cy) / resolution


def one_edit(page: Page, at: tuple[float, float], by: tuple[float, float]) -> tuple[float, float]:
    """A quick drag; milliseconds from its end to the live results and to the score."""
    page.mouse.move(*at)
    page.mouse.down()
    page.keyboard.down("Alt")
    page.mouse.move(at[0] + by[0], at[1] + by[1], steps=3)
    page.mouse.up()
    page.keyboard.up("Alt")
    page.wait_for_function("() => window.watched.scored > 0", timeout=120_000)
    seen = page.evaluate("() => window.watched")
    return seen["followed"] - seen["released"], seen["scored"] - seen["released"]


def followed_per_second(page: Page, at: tuple[float, float], seconds: float) -> float:
    """Answers while a building goes to and fro under the hand."""
    page.mouse.move(*at)
    page.mouse.down()
    page.evaluate("() => { window.watched.live.length = 0; }")
    begun = time.perf_counter()
    step = 0
    while time.perf_counter() - begun < seconds:
        step += 1
        page.mouse.move(at[0] + (step % 40) + 3, at[1] + step % 7)
        time.sleep(0.03)
    answers = page.evaluate("() => window.watched.live.length")
    page.mouse.up()
    page.wait_for_function("() => window.watched.scored > 0", timeout=120_000)
    return float(answers) / seconds


def in_browser(edits: int) -> tuple[list[float], list[float], float]:
    home = Path(tempfile.mkdtemp(prefix="siteplan-editor-"))
    book = Sketchbook(SITE, home=home)
    layout = read_layout(SITE / "layouts" / "courtyard.geojson")[0]
    saved = book.add(layout, stem="courtyard")
    process, address = serve(home)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    live, full = [], []
    try:
        with sync_playwright() as playwright:
            page = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"]).new_page(
                viewport={"width": 1300, "height": 900}
            )
            page.goto(f"{address}/draw?lang=nb&layout={saved.id}")
            page.locator(".ed-total").wait_for(timeout=180_000)
            page.evaluate(WATCH)
            for number in range(edits + 2):
                space = BUILDINGS[number % len(BUILDINGS)]
                now = read_layout(book.files()[saved.id])[0]
                centre = next(s.boundary.centroid for s in now.spaces if s.id == space)
                sign = 1 if number // len(BUILDINGS) % 2 == 0 else -1
                followed, scored = one_edit(page, pixel(page, centre.x, centre.y), (9.0 * sign, 5.0 * sign))
                if number >= 2:  # the first two meet cold caches
                    live.append(followed)
                    full.append(scored)
            now = read_layout(book.files()[saved.id])[0]
            centre = next(s.boundary.centroid for s in now.spaces if s.id == "base-office")
            rate = followed_per_second(page, pixel(page, centre.x, centre.y), 5.0)
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(home, ignore_errors=True)
    return live, full, rate


def in_python(edits: int) -> dict[str, list[float]]:
    """CPU milliseconds of every step of an edit."""
    content = load_content()
    site = read_site(SITE, specs=content.specs)[0]
    ground, words = live_ground(content, site=site), Words("nb")
    spent: dict[str, list[float]] = {}

    def timed(name: str, step: Callable[[], object]) -> None:
        begun = time.process_time()
        step()
        spent.setdefault(name, []).append(1000 * (time.process_time() - begun))

    with tempfile.TemporaryDirectory() as home:
        book = Sketchbook(SITE, home=Path(home))
        drawing = start_drawing("kveldsvag", book, site.layouts[0], plot=None, site=site, called="benchmark")
        targets = [target.id for target in drawing.targets() if target.kind == "building"]
        for number in range(edits + 2):
            edit = {
                "seq": number + 1, "op": "move", "target": targets[number % len(targets)],
                "x": 0.7 if number // len(targets) % 2 == 0 else -0.7, "y": 0.3,
            }  # fmt: skip
            said = {"token": drawing.token, "list": [edit]}
            timed("edit, check and save", lambda said=said: drawing.take(said))
            timed("plan drawn anew", lambda: plan_scene(drawing.layout, 0, language="nb", held=True))
            timed("targets and words", lambda: editor_state(drawing, words))
            timed("live results", lambda: live_subset(drawing.used, ground))
            timed("whole score", lambda: full_scorecard(drawing.used, ground))
    return {name: values[2:] for name, values in spent.items()}


def row(name: str, values: list[float]) -> str:
    ninetieth = statistics.quantiles(values, n=10)[-1]
    return f"| {name} | {statistics.median(values):.0f} | {ninetieth:.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=30)
    edits = parser.parse_args().edits
    before = os.getloadavg()[0]
    live, full, rate = in_browser(edits)
    print(f"{edits} drags, load {before:.1f} before and {os.getloadavg()[0]:.1f} after, {os.cpu_count()} cores\n")
    print("| from the end of the drag, wall time [ms] | median | 90th percentile |\n|---|---|---|")
    print(row("live results", live))
    print(row("whole score", full))
    print(f"\nResults while dragging: {rate:.1f} a second.\n")
    print("| in Python, CPU time [ms] | median | 90th percentile |\n|---|---|---|")
    for name, values in in_python(edits).items():
        print(row(name, values))


if __name__ == "__main__":
    main()
