"""The small figures, medians of five: coverage, isovist, fine graph and warm start, with date and load beside them."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import shapely
from beside import medians, stamp
from plans import FloatArray, courtyard, neighbourhood

from siteplan.context.layout import LayoutContext
from siteplan.measures import sight_tree
from siteplan.measures.coverage import Coverage, coverage
from siteplan.measures.isovist import isovists
from siteplan.measures.sight import barriers
from siteplan.measures.sight_field import sight_field
from siteplan.measures.visibility_graph import visibility_graph
from siteplan.readers.layout import read_layout

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_sites" / "kveldsvag" / "layouts" / "courtyard.geojson"
THREADS = 2

ISOVIST_SCRIPT = (
    "import numpy as np; from siteplan.measures.isovist import isovist; "
    "isovist((5, 5), np.array([[1.0, 1, 2, 3]]), bounds=(0.0, 0.0, 10.0, 10.0))"
)
GRAPH_SCRIPT = (
    "import numpy as np; from siteplan.measures.visibility_graph import visibility_graph; "
    "from siteplan.measures.graph_depth import graph_depths; "
    "graph = visibility_graph(np.array([[0.1, 0.1, 9.1, 0.1], [9.1, 0.1, 9.1, 9.1], [9.1, 9.1, 0.1, 9.1], "
    "[0.1, 9.1, 0.1, 0.1]]), "
    "seed=(2, 2), spacing=0.5); graph_depths(graph).mean_depth"
)  # fmt: skip


def courtyard_coverage() -> Callable[[], Coverage]:
    """What 36 points round the staff base of the courtyard see, with the blind spots: the work to be timed."""
    walls, _ = courtyard()
    base = shapely.box(25.1, 4.2, 35.1, 11.2)
    eyes = [base.exterior.interpolate(share, normalized=True) for share in (np.arange(36) + 0.5) / 36]
    points = np.array([[p.x, p.y, 1.6] for p in eyes])
    centre = np.array([30.1, 7.7])
    points[:, :2] += (points[:, :2] - centre) / np.hypot(*(points[:, :2] - centre).T)[:, None] * 0.05
    houses = shapely.polygonize([shapely.LineString(w.reshape(2, 2)) for w in walls[4:]])
    ends = walls.reshape(-1, 2)
    plot = shapely.box(*ends.min(axis=0), *ends.max(axis=0))
    domain = shapely.difference(plot, shapely.union_all(shapely.get_parts(houses)))
    panels = barriers(walls)
    return lambda: coverage(points, panels, domain=domain, target_z=1.4, each_eye=False)


def sample_coverage() -> tuple[str, Callable[[], Coverage]]:
    """What the staff see of the eight-unit sample drawing, with the blind spots: a label and the work to be timed."""
    context = LayoutContext(read_layout(SAMPLE)[0])
    sight = context.sight
    # Staff viewpoints and the outdoor area are found once for a layout, and not a part of the coverage.
    label = f"eight-unit sample `{SAMPLE.stem}`, {len(sight.staff_eyes())} eyes, {len(sight.barriers)} panels"

    def work() -> Coverage:
        return context.sight.outdoor_coverage(target_m=1.4)

    return label, work


def _seen(found: Coverage) -> str:
    return f"{found.seen_share:.1%} seen, {len(found.spots)} blind spots"


def small_rows() -> list[str]:
    """Rows of the table of small figures."""
    begun = stamp()
    rows = ["| figure | CPU | wall | A1, A2 | target (A4) | measured |", "|---|---|---|---|---|---|"]

    def row(label: str, cpu: float, wall: float, peers: str, target: str) -> None:
        unit, scale = min((("s", 1.0), ("ms", 1e3), ("µs", 1e6)), key=lambda u: abs(math.log10(wall * u[1]) - 1.2))
        rows.append(
            f"| {label} | {cpu * scale:.3g} {unit} | {wall * scale:.3g} {unit} | {peers} | {target} | {stamp()} |"
        )

    label, found = sample_coverage()
    row(f"base coverage and blind spots, {label} ({_seen(found())})", *medians(found), "-", "20 ms")
    work = courtyard_coverage()
    row(f"the same, courtyard of 40 walls, 36 eyes ({_seen(work())})", *medians(work),
        "eyes 1.1 ms, blind spots 11 ms", "20 ms")  # fmt: skip
    walls, seed = courtyard()
    for name, (walls, seed), spacing, peers in (
        ("courtyard", courtyard(), 0.25, "depthmapX 87.1 s, prototype 1.2 s"),
        ("neighbourhood", neighbourhood(), 2.5, "depthmapX 34.4 s, prototype 2.0 s"),
    ):
        found_graph = partial(visibility_graph, walls, seed=seed, spacing=spacing, workers=THREADS)
        label = f"graph and isovists, {name} {spacing} m, {len(found_graph())} cells, {THREADS} threads"
        row(label, *medians(found_graph), peers, "1 s")
    for label, (cpu, wall) in _isovist(*neighbourhood()):
        row(label, cpu, wall, "prototype 9-45 µs, CGAL 27-84 µs", "50 µs")
    for label, script in (("isovist", ISOVIST_SCRIPT), ("graph of 324 cells with mean depth", GRAPH_SCRIPT)):
        row(f"warm start, empty process to first {label}", *_start(script), "0.5-0.7 s", "1 s")
    return [
        f"Begun {begun}. Medians of five after one uncounted call; CPU of all threads together.",
        "Eyes, panels and outdoor area of the sample are found beforehand.\n",
        *rows,
    ]


def _isovist(walls: FloatArray, seed: tuple[float, float]) -> list[tuple[str, tuple[float, float]]]:
    """One isovist among all walls of the neighbourhood, seconds a point: the kernel, and the polygon with its edges."""
    points = visibility_graph(walls, seed=seed, spacing=10.0).grid.centres
    points = points[:: max(1, len(points) // 400)]
    ends = walls.reshape(-1, 2)
    field = sight_field(walls, bounds=(*ends.min(axis=0).tolist(), *ends.max(axis=0).tolist()))
    tree = field.tree
    if tree is None:
        raise SystemExit("the kernels are not compiled: python -m siteplan warm-up")
    local, views = points - field.origin, [None] * len(points)
    every = (
        ("kernel", lambda: sight_tree.rings(tree, local, views)),
        ("polygon with edges", lambda: isovists(points, field)),
    )
    found = []
    for label, work in every:
        cpu, wall = medians(work)
        found.append((f"one isovist among {len(walls)} walls, {label}", (cpu / len(points), wall / len(points))))
    return found


def _start(script: str) -> tuple[float, float]:
    """Median CPU and wall seconds of an empty process that runs the script, compiled code being there."""
    cpu, wall = [], []
    for _ in range(6):
        begin, clock = children_seconds(), time.perf_counter()
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
        cpu.append(children_seconds() - begin)
        wall.append(time.perf_counter() - clock)
    return median(cpu[1:]), median(wall[1:])


def children_seconds() -> float:
    """CPU seconds of ended child processes."""
    times = os.times()
    return times.children_user + times.children_system
