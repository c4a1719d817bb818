"""Speed of isovists, graphs, depths and coverage beside the peers' figures of ENGINE_FACTS A1: writes RESULTS.md.

    python benchmarks/visibility/run.py [--large] [--only small|topologicpy]

Times are CPU seconds of this process (all threads together), the least of several runs; wall times stand beside where
two threads share the work. With --large the plans of 40,000 cells too. With --only, that one section is
measured again and put in its place. topologicpy may stand in an interpreter of its own, TOPOLOGICPY_PYTHON.
"""

# Closures are called at once, and the rows of tables are long.
# ruff: noqa: B023, E501

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
import shapely
from beside import topologic_rows
from peers import shadow_union
from plans import FloatArray, courtyard, interiors, neighbourhood
from small import GRAPH_SCRIPT, ISOVIST_SCRIPT, children_seconds, courtyard_coverage, small_rows

from siteplan.measures import kernels, sight_tree
from siteplan.measures.cell_table import cell_table
from siteplan.measures.graph_depth import graph_depths
from siteplan.measures.guards import fewest_viewpoints
from siteplan.measures.isovist import isovist, isovists
from siteplan.measures.sight_field import SightField, sight_field
from siteplan.measures.visibility_graph import VisibilityGraph, visibility_graph

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PEERS = {
    ("courtyard", 1.0): ("0.298", "14.3"),
    ("courtyard", 0.5): ("4.11", "433"),
    ("courtyard", 0.25): ("87.1", "not run"),
    ("interiors", 0.8): ("0.17", "28.1"),
    ("neighbourhood", 5.0): ("2.29", "329"),
    ("neighbourhood", 2.5): ("34.4", "hours"),
}


def timed(work: Callable[[], object], *, times: int = 5) -> tuple[float, float]:
    """Least CPU and least wall time [s]."""
    cpu, wall = [], []
    for _ in range(times):
        begin, clock = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - begin)
        wall.append(time.perf_counter() - clock)
    return min(cpu), min(wall)


def box_of(walls: FloatArray) -> tuple[float, float, float, float]:
    """Box of the walls."""
    ends = walls.reshape(-1, 2)
    return (*ends.min(axis=0).tolist(), *ends.max(axis=0).tolist())


def without_kernels(walls: FloatArray) -> SightField:
    """The same field on the NumPy path."""
    os.environ[kernels.NEVER] = "1"
    try:
        return sight_field(walls, bounds=box_of(walls))
    finally:
        del os.environ[kernels.NEVER]


def isovist_rows() -> list[str]:
    """One isovist in microseconds."""
    rows = ["| plan | walls | kernel | polygon with edges | NumPy event angle | shapely shadow union | worst difference of area |",
            "|---|---|---|---|---|---|---|"]  # fmt: skip
    for name, (walls, _), spacing in (
        ("courtyard", courtyard(), 2.0), ("interiors", interiors(), 1.3), ("neighbourhood", neighbourhood(), 10.0),
    ):  # fmt: skip
        graph = visibility_graph(walls, seed=_seed(name), spacing=spacing)
        points = graph.grid.centres[:: max(1, len(graph) // 400)]
        field, slow = sight_field(walls, bounds=box_of(walls)), without_kernels(walls)
        assert field.tree is not None
        tree, local, views = field.tree, points - field.origin, [None] * len(points)
        fast = timed(lambda: sight_tree.rings(tree, local, views))[0] / len(points)
        whole = timed(lambda: isovists(points, field), times=3)[0] / len(points)
        few = points[:: max(1, len(points) // 20)]
        numpy = timed(lambda: [isovist(p, slow) for p in few], times=2)[0] / len(few)
        box = shapely.box(*box_of(walls))
        shadow = timed(lambda: [shadow_union(p, walls, box) for p in few[:5]], times=1)[0] / 5
        both = zip(isovists(few, field), (isovist(p, slow) for p in few), strict=True)
        worst = max(abs(one.area_m2 / other.area_m2 - 1) for one, other in both)
        rows.append(
            f"| {name} | {len(walls)} | {fast * 1e6:.1f} | {whole * 1e6:.0f} | {numpy * 1e6:.0f} | {shadow * 1e6:.0f} | {worst:.0e} |"
        )
    return rows


def _seed(name: str) -> tuple[float, float]:
    return {"courtyard": courtyard, "interiors": interiors, "neighbourhood": neighbourhood}[name]()[1]


def graph_rows(large: bool) -> list[str]:
    """Graph with the isovist of every cell, then mean depth and integration."""
    rows = ["| plan, spacing | cells | graph and isovists, CPU s | wall s | depthmapX graph, s | depth, CPU s | wall s | depthmapX depth, s | all measures, CPU s |",
            "|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for name, spacing in PEERS:
        walls, seed = {"courtyard": courtyard, "interiors": interiors, "neighbourhood": neighbourhood}[name]()
        if spacing in (0.25, 2.5) and not large:
            continue
        times = 1 if spacing in (0.25, 2.5) else 3
        graphs: list[VisibilityGraph] = []
        graph_cpu, graph_wall = timed(
            lambda: graphs.append(visibility_graph(walls, seed=seed, spacing=spacing)), times=times
        )
        graph = graphs[-1]
        depth_cpu, depth_wall = timed(lambda: graph_depths(graph), times=times)
        every = f"{timed(lambda: cell_table(graph), times=1)[0]:.2f}" if len(graph) < 15_000 else "not run"
        theirs = PEERS[name, spacing]
        rows.append(
            f"| {name} {spacing} m | {len(graph)} | {graph_cpu:.3f} | {graph_wall:.3f} | {theirs[0]} | {depth_cpu:.3f} | {depth_wall:.3f} | {theirs[1]} | {every} |"
        )
    return rows


def coverage_rows() -> list[str]:
    """What 36 points round the staff base of the courtyard see, with the blind spots, and the fewest viewpoints."""
    walls, seed = courtyard()
    work = courtyard_coverage()
    cpu, wall = timed(work, times=10)
    seen = work()
    rows = [
        f"- Base coverage and blind spots of the courtyard, 36 points: {cpu * 1e3:.1f} ms CPU, {wall * 1e3:.1f} ms wall "
        f"({seen.seen_share:.1%} seen, {len(seen.spots)} blind spots). Target 20 ms."
    ]
    for name, (plan, start), spacing in (
        ("courtyard", (walls, seed), 1.55), ("interiors, 6 x 6 rooms", interiors(6, 6), 0.77),
        ("interiors, 13 x 12 rooms", interiors(), 1.6), ("neighbourhood", neighbourhood(), 16.0),
    ):  # fmt: skip
        graph = visibility_graph(plan, seed=start, spacing=spacing)
        sees = graph.rows(slice(None)) | np.eye(len(graph), dtype=bool)
        begin = time.process_time()
        answer = fewest_viewpoints(sees, time_limit_s=30.0)
        spent = time.process_time() - begin
        proof = "proven" if answer.proven else f"gap {answer.gap:.0%} after 30 s"
        rows.append(
            f"- Fewest viewpoints, {name}, {len(graph)} candidates: {len(answer.chosen)}, {proof}, {spent:.1f} s CPU. Target 10 s."
        )
    return rows


def start_rows() -> list[str]:
    """Time from an empty process to the first isovist and the first graph."""

    def start(script: str, cache: str | None) -> float:
        environment = {**os.environ, **({"NUMBA_CACHE_DIR": cache} if cache else {})}
        begin = children_seconds()
        subprocess.run([sys.executable, "-c", script], env=environment, cwd=ROOT, check=True)
        return children_seconds() - begin

    rows = []
    for label, script in (("isovist", ISOVIST_SCRIPT), ("graph of 324 cells", GRAPH_SCRIPT)):
        warm = min(start(script, None) for _ in range(3))
        with tempfile.TemporaryDirectory() as empty:
            begin = time.perf_counter()
            cold = start(script, empty)
            clock = time.perf_counter() - begin
        rows.append(
            f"- First {label} from an empty process: warm {warm:.2f} s CPU, nothing compiled {cold:.2f} s CPU ({clock:.2f} s wall)."
        )
    with tempfile.TemporaryDirectory() as empty:
        spent = start("from siteplan.measures import kernels; kernels.warm_up()", empty)
    rows.append(f"- Compiling everything (`siteplan warm-up`, once for a machine): {spent:.1f} s CPU.")
    return rows


SECTIONS = {
    "topologicpy": ("Beside topologicpy, in the same run", topologic_rows),
    "small": ("Small figures", small_rows),
}


def replace_section(title: str, rows: list[str]) -> None:
    """Put a section into RESULTS.md in the place of the one with that title, or at its end."""
    file = HERE / "RESULTS.md"
    sections = file.read_text(encoding="utf-8").rstrip().split("\n## ")
    new = "\n".join([f"{title}\n", *rows, ""])
    places = [k for k, section in enumerate(sections) if section.startswith(f"{title}\n")]
    if places:
        sections[places[0]] = new
    else:
        sections[-1] += "\n"
        sections.append(new)
    file.write_text("\n## ".join(sections).rstrip() + "\n", encoding="utf-8")
    print("\n".join(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="the plans of 40,000 cells too (minutes)")
    parser.add_argument("--only", choices=SECTIONS, help="measure this section again, the others stay as they are")
    arguments = parser.parse_args()
    large = arguments.large
    kernels.warm_up()
    if arguments.only:
        title, rows = SECTIONS[arguments.only]
        replace_section(title, rows())
        return
    packages = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "scipy", "shapely"))
    load = os.getloadavg()[0]
    parts = [
        "# Visibility: speed\n",
        f"{datetime.date.today().isoformat()}, Python {platform.python_version()}, {packages}; {os.cpu_count()} processors "
        f"({platform.machine()}), load {load:.1f} while measuring.",
        "Peers' figures are those of ENGINE_FACTS A1 (another machine state; ratios hold). CPU seconds count both threads.\n",
        "## One isovist, microseconds of CPU\n", *isovist_rows(),
        "\nPeers (A1): CGAL exact 27-84; NumPy event angle 138 at 44 walls, 6,084 at 562; shadow union 1,600-57,000; "
        "topologicpy 276,000.\n",
        "## Visibility graph and depth\n", *graph_rows(large),
        "\n## Coverage and viewpoints\n", *coverage_rows(),
        "\n## Start\n", *start_rows(),
        *(line for title, rows in SECTIONS.values() for line in (f"\n## {title}\n", *rows())), "",
    ]  # fmt: skip
    (HERE / "RESULTS.md").write_text("\n".join(parts), encoding="utf-8")
    print("\n".join(parts))


if __name__ == "__main__":
    main()
