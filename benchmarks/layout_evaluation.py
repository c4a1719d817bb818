"""How long the whole evaluation of a layout takes, warm: the median over runs, and where the time goes.

Run ``python benchmarks/layout_evaluation.py [LAYOUT ...] [--runs 20] [--by-criterion]``. Without layouts, the four
sketches of eight units and the reconstruction with forty are measured. Every run starts with a new context, so that
nothing but compiled code is carried over. Processor time is what the evaluation itself takes; wall time is what a
person waits, and on a machine shared with others it is longer.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from siteplan.content import content_folder, load_content
from siteplan.context import LayoutContext
from siteplan.evaluation import Settings, evaluate
from siteplan.model import Layout
from siteplan.readers.layout import read_layout

SAMPLES = content_folder() / "sample_sites"
DEFAULT = (
    *sorted((SAMPLES / "kveldsvag" / "layouts").glob("*.geojson")),
    SAMPLES / "reference_projects" / "jarleveien_40.geojson",
)


def once(layout: Layout) -> tuple[float, float]:
    """Processor and wall time of one evaluation with every layout criterion [ms]."""
    content = load_content()
    profile = content.profiles["default"]
    criteria = content.criteria(("layout", "programme"), profile)
    wall, cpu = time.perf_counter(), time.process_time()
    evaluate(LayoutContext(layout), criteria, settings=Settings(profile=profile), candidate=("a", "a"), stage="sketch")
    return 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)


def by_criterion(layout: Layout) -> list[tuple[float, str]]:
    """Processor time of each criterion [ms], dearest first; what several share is paid by the first that asks."""
    content = load_content()
    profile = content.profiles["default"]
    context = LayoutContext(layout)
    found = []
    for asked in content.criteria(("layout", "programme"), profile):
        start = time.process_time()
        evaluate(context, [asked], settings=Settings(profile=profile), candidate=("a", "a"), stage="sketch")
        found.append((1000 * (time.process_time() - start), asked[0].id))
    return sorted(found, reverse=True)


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("layouts", nargs="*", type=Path, default=DEFAULT)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--by-criterion", action="store_true")
    chosen = parser.parse_args()
    for path in chosen.layouts:
        layout, _ = read_layout(path)
        once(layout)
        times = [once(layout) for _ in range(chosen.runs)]
        cpu, wall = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"{path.stem:24s} processor {cpu:7.1f} ms   wall {wall:7.1f} ms   ({len(layout.unit_ids())} units)")
        if chosen.by_criterion:
            for milliseconds, name in by_criterion(layout)[:12]:
                print(f"    {milliseconds:7.1f} ms  {name}")


if __name__ == "__main__":
    main()
