"""Changes to the network of a file, timed: ``python edits.py file.osm.pbf`` prints JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from shapely.geometry import LineString, Point

from siteplan.measures.snapping import EdgeIndex
from siteplan.measures.what_if import WhatIf
from siteplan.readers.osm import read_osm

PLOTS, CHANGES = 10_000, 100


def main() -> None:
    """Time every kind of change, and the answer for every plot after it."""
    around, _ = read_osm([Path(sys.argv[1])], crs="EPSG:25832")
    streets = around.walking
    assert streets is not None
    rng = np.random.default_rng(8)
    xy = streets.node_xy[(streets.component == 0).nonzero()[0]]

    def near(apart_m: float) -> np.ndarray:
        return xy[rng.integers(len(xy))] + rng.normal(0, apart_m, 2)

    plots = [Point(near(60.0)) for _ in range(PLOTS)]
    given = {name: list(around.places[name].geometries) for name in ("stop", "grocery", "green")}
    begun = time.process_time()
    changes = WhatIf(EdgeIndex(streets), plots, given, wait_s=None)
    built = time.process_time() - begun
    seconds: dict[str, list[float]] = {}

    def timed(name: str, work: Callable[[], object]) -> object:
        begun = time.process_time()
        done = work()
        seconds.setdefault(name, []).append(time.process_time() - begun)
        return done

    for _ in range(CHANGES):
        at = Point(near(20.0))
        a = near(10.0)
        line = LineString([a, a + rng.normal(0, 80, 2)])
        number = timed("a stop comes", lambda at=at: changes.add_destination("stop", at))
        timed("every plot's distance to the nearest stop", lambda: changes.distances("stop"))
        timed("it goes", lambda number=number: changes.remove_destination("stop", number))
        path = timed("a path comes (three kinds of destination)", lambda line=line: changes.add_path(line))
        timed("the path goes", lambda path=path: changes.remove_path(path))
    lines = [f"{PLOTS} plots, stops, groceries and green areas; from nothing: {built:.2f} s CPU. Each change, CPU ms: "
             "median, slowest of 100 (the difference to a full recompute is tested in tests/measures/test_what_if.py).",
             "", "| change | median, ms | slowest, ms |", "|---|---|---|"]  # fmt: skip
    lines += [f"| {name} | {1000 * median(s):.2f} | {1000 * max(s):.1f} |" for name, s in seconds.items()]
    print(json.dumps({"lines": lines}))


if __name__ == "__main__":
    main()
