"""How long the whole evaluation of a layout takes, warm, and what follows while somebody drags: medians over runs.

Run ``python benchmarks/layout_evaluation.py [LAYOUT ...] [--runs 20] [--markdown FILE]``. Without layouts, the four
sketches of eight units and the reconstruction with forty are measured; the sketches also on their plot with terrain and
town. Every run starts with a new context, so that nothing but compiled code (and, on a site, what lies round the plot)
is carried over. Processor time is what the evaluation itself takes; wall time is what a person waits, and on a machine
shared with others it is longer. The yardstick is a fixed piece of work, timed between the runs: the least
seen on the machine of the table is 8.7 ms, and where it takes twice that the machine gave half its pace.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import shapely

from siteplan.content import content_folder, load_content
from siteplan.context import LayoutContext
from siteplan.evaluation import Settings, evaluate
from siteplan.live import LIVE_CRITERIA, full_scorecard, live_ground, live_subset
from siteplan.measures import kernels
from siteplan.model import Layout
from siteplan.readers.layout import read_layout
from siteplan.readers.site import read_site

SAMPLES = content_folder() / "sample_sites"
DEFAULT = (
    *sorted((SAMPLES / "kveldsvag" / "layouts").glob("*.geojson")),
    SAMPLES / "reference_projects" / "jarleveien_40.geojson",
)
DEAREST = 12
FIRST = "FIRST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Medians and least processor time [ms] over runs, and the yardstick's median beside them."""

    cpu: float
    least: float
    wall: float
    yardstick: float


def measured(work: Callable[[], object], *, runs: int) -> Times:
    """Times of a piece of work; the first run is left out."""
    work()
    cpu, wall, yard = [], [], []
    for _ in range(runs):
        yard.append(yardstick())
        begun, spent = time.perf_counter(), time.process_time()
        work()
        cpu.append(1000 * (time.process_time() - spent))
        wall.append(1000 * (time.perf_counter() - begun))
    return Times(
        cpu=statistics.median(cpu), least=min(cpu), wall=statistics.median(wall), yardstick=statistics.median(yard)
    )


def yardstick() -> float:
    """Processor time of a fixed piece of work like an evaluation's: dictionaries and overlays [ms]."""
    spent = time.process_time()
    counts: dict[int, int] = {}
    for number in range(20_000):
        counts[number % 97] = counts.get(number % 97, 0) + number
    shapely.union_all([shapely.Point(0.7 * k, (k * k) % 13).buffer(2) for k in range(60)])
    return 1000 * (time.process_time() - spent)


def whole(layout: Layout) -> Callable[[], object]:
    """One evaluation with every layout and programme criterion, from a new context."""
    content = load_content()
    profile = content.profiles["default"]
    criteria = content.criteria(("layout", "programme"), profile)
    settings = Settings(profile=profile)
    return lambda: evaluate(
        LayoutContext(layout), criteria, settings=settings, candidate=("a", "a"), stage=layout.stage
    )


def by_criterion(layouts: Sequence[Layout], *, runs: int) -> dict[str, list[float]]:
    """Median processor time of each criterion for each layout [ms]; what several share is paid by the first to ask."""
    content = load_content()
    profile = content.profiles["default"]
    asked = content.criteria(("layout", "programme"), profile)
    found: dict[str, list[float]] = {spec.id: [] for spec, _ in asked}
    for layout in layouts:
        times: dict[str, list[float]] = {spec.id: [] for spec, _ in asked}
        for _ in range(runs):
            context = LayoutContext(layout)
            for pair in asked:
                spent = time.process_time()
                evaluate(context, [pair], settings=Settings(profile=profile), candidate=("a", "a"), stage=layout.stage)
                times[pair[0].id].append(1000 * (time.process_time() - spent))
        for name, spent_ms in times.items():
            found[name].append(statistics.median(spent_ms))
    return found


def first_answer(path: Path) -> tuple[float, float]:
    """In a new process: milliseconds from the drawing read to the first scorecard, and to the second."""
    done = subprocess.run(
        [sys.executable, __file__, str(path), "--first"],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith(FIRST))
    first, second = line.split()[1:]
    return float(first), float(second)


def say_first(path: Path) -> None:
    """What `first_answer` asks the new process."""
    work = whole(read_layout(path)[0])
    wall = []
    for _ in range(2):
        begun = time.perf_counter()
        work()
        wall.append(1000 * (time.perf_counter() - begun))
    print(FIRST, *wall)


def report(paths: Sequence[Path], *, runs: int) -> list[str]:
    """The figures as lines of Markdown."""
    kernels.warm_up()
    layouts = [read_layout(path)[0] for path in paths]
    content = load_content()
    lines = [
        "# Evaluation of layouts: how long it takes", "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · Python {platform.python_version()}, NumPy {np.__version__}, "
        f"shapely {shapely.__version__} (GEOS {shapely.geos_version_string}) · {platform.machine()}, "
        f"{os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f} · medians of {runs} runs, milliseconds",
        "", "`cpu` is processor time, `least` the least of the runs, `wall` what one waits, `yardstick` a fixed piece "
        "of work timed in between (8.7 ms is the least seen on this machine; figures shrink with it).", "",
        "## Every criterion, warm, from a new context", "",
        "| layout | units | cpu | least | wall | yardstick | first answer of a new process | its second |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for path, layout in zip(paths, layouts, strict=True):
        times = measured(whole(layout), runs=runs)
        # A new process for each would take longer than all the rest; the smallest and the largest tell.
        cold = first_answer(path) if path in (paths[0], paths[-1]) else None
        lines.append(
            f"| {path.stem} | {len(layout.unit_ids())} | {times.cpu:.0f} | {times.least:.0f} | {times.wall:.0f} | "
            f"{times.yardstick:.1f} | {' | '.join(f'{ms:.0f}' for ms in cold) if cold else '- | -'} |"
        )
    lines += ["", "## While somebody drags: `live_subset`, and `full_scorecard` when the hand rests", ""]
    lines += ["| layout | where | live cpu | live wall | full cpu | yardstick |", "|---|---|---|---|---|---|"]
    site, _ = read_site(SAMPLES / "kveldsvag")
    sketches = [layout for layout in layouts if any(layout.id == one.id for one in site.layouts)]
    grounds = [
        ("alone", live_ground(content), sketches),
        ("on its plot", live_ground(content, site=site), site.layouts),
    ]
    for where, ground, some in grounds:
        for layout in some:
            live = measured(lambda layout=layout, ground=ground: live_subset(layout, ground), runs=runs)  # type: ignore[misc]
            full = measured(
                lambda layout=layout, ground=ground: full_scorecard(layout, ground), runs=max(2, runs // 4)  # type: ignore[misc]
            )  # fmt: skip
            lines.append(
                f"| {layout.id} | {where} | {live.cpu:.0f} | {live.wall:.0f} | {full.cpu:.0f} | {live.yardstick:.1f} |"
            )
    lines += ["", f"Live: {', '.join(f'`{name}`' for name in LIVE_CRITERIA)}.", "", "## The dearest criteria", ""]
    costs = by_criterion(layouts, runs=max(2, runs // 4))
    lines.append(f"| criterion | {' | '.join(path.stem for path in paths)} |")
    lines.append("|---" * (len(paths) + 1) + "|")
    for name in sorted(costs, key=lambda name: -max(costs[name]))[:DEAREST]:
        lines.append(f"| {name} | {' | '.join(f'{ms:.1f}' for ms in costs[name])} |")
    return lines


def main() -> None:
    """Print the figures, or write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("layouts", nargs="*", type=Path, default=DEFAULT)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--first", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.first:
        say_first(chosen.layouts[0])
        return
    text = "\n".join(report(chosen.layouts, runs=chosen.runs)) + "\n"
    if chosen.markdown:
        chosen.markdown.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
