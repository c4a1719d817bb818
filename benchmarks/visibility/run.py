"""Speed of isovists, graphs, depths and coverage beside the peers' figures of ENGINE_FACTS A1: writes RESULTS.md.

    python benchmarks/visibility/run.py [--quick] [--only SECTION]

CPU seconds are those of this process, all threads together; wall times stand beside. Each row says when it was measured
and the load average then. With --quick without the plans of 40,000 cells. With --only one section is measured again and
put in its place. Lines that begin with `>` are notes by hand: they stay. Where topologicpy does not run, its last table
stays too; it may stand in an interpreter of its own, TOPOLOGICPY_PYTHON.
"""

# Closures are called at once, and the rows of tables are long.
# ruff: noqa: B023, E501

from __future__ import annotations

import argparse
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
from beside import stamp, topologic_rows
from peers import shadow_union
from plans import FloatArray, courtyard, interiors, neighbourhood
from small import GRAPH_SCRIPT, ISOVIST_SCRIPT, children_seconds, small_rows

from siteplan.measures import kernels, sight_tree
from siteplan.measures.cell_table import cell_table
from siteplan.measures.graph_depth import graph_depths
from siteplan.measures.graph_measures import local_measures
from siteplan.measures.guards import fewest_viewpoints
from siteplan.measures.isovist import isovist, isovists
from siteplan.measures.sight_field import SightField, sight_field
from siteplan.measures.visibility_graph import VisibilityGraph, visibility_graph

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PEERS = {
    ("courtyard", 1.0): ("0.298 / 0.019", "0.026 / 0.016", "14.3 / 0.020"),
    ("courtyard", 0.5): ("4.11 / 0.089", "0.098 / 0.065", "433 / 0.36"),
    ("courtyard", 0.25): ("87.1 / 1.2 (0.25 wall)", "0.63 / 0.27", "not run / 9.8 (5.6 wall)"),
    ("interiors", 0.8): ("0.17 / 0.048", "0.093 / 0.044", "28.1 / 0.17"),
    ("neighbourhood", 5.0): ("2.29 / 0.37", "1.47 / 0.37", "329 / 0.90"),
    ("neighbourhood", 2.5): ("34.4 / 2.0", "7.5 / 1.4", "hours / 22-30"),
}
"""Seconds of depthmapX and of the prototype in A1, one thread each: graph, isovist of every cell, mean depth."""
ONE_ISOVIST = {"courtyard": "NumPy 138", "interiors": "NumPy 6,084; shadow union 57,000", "neighbourhood": "-"}
LARGE = (0.25, 2.5)
"""Spacings of the plans of 40,000 cells."""


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
    rows = ["| plan | walls | kernel | polygon with edges | NumPy event angle | shapely shadow union | worst difference of area | A1 | measured |",
            "|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
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
            f"| {name} | {len(walls)} | {fast * 1e6:.1f} | {whole * 1e6:.0f} | {numpy * 1e6:.0f} | {shadow * 1e6:.0f} | {worst:.0e} | {ONE_ISOVIST[name]} | {stamp()} |"
        )
    return [
        *rows,
        "\nA1 on any plan: prototype 9-45, CGAL exact 27-84, topologicpy 276,000. Target (A4): 50 at 1,700 walls.",
    ]


def _seed(name: str) -> tuple[float, float]:
    return {"courtyard": courtyard, "interiors": interiors, "neighbourhood": neighbourhood}[name]()[1]


def graph_rows(quick: bool) -> list[str]:
    """Graph with the isovist of every cell, then mean depth and integration, then all measures."""
    rows = ["| plan, spacing | cells | graph and isovists, CPU s | wall s | A1 graph | A1 isovists | depth, CPU s | wall s | A1 depth | local measures, CPU s | all measures, CPU s | measured |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for name, spacing in PEERS:
        walls, seed = {"courtyard": courtyard, "interiors": interiors, "neighbourhood": neighbourhood}[name]()
        if spacing in LARGE and quick:
            continue
        graphs: list[VisibilityGraph] = []

        def built() -> None:
            graphs[:] = [visibility_graph(walls, seed=seed, spacing=spacing)]

        graph_cpu, graph_wall = timed(built, times=3)
        graph = graphs[-1]
        depth_cpu, depth_wall = timed(lambda: graph_depths(graph), times=1 if spacing in LARGE else 3)
        local, every = "not run", "not run"
        if len(graph) < 15_000:
            local = f"{timed(lambda: local_measures(graph), times=1)[0]:.2f}"
            every = f"{timed(lambda: cell_table(graph), times=1)[0]:.2f}"
        theirs = PEERS[name, spacing]
        rows.append(
            f"| {name} {spacing} m | {len(graph)} | {graph_cpu:.3f} | {graph_wall:.3f} | {theirs[0]} | {theirs[1]} | {depth_cpu:.3f} | {depth_wall:.3f} | {theirs[2]} | {local} | {every} | {stamp()} |"
        )
    return [
        *rows,
        "\nA1: depthmapX / prototype, seconds, one thread each. Targets (A4): 10,000 cells with graph, mean depth and integration 1 s; "
        "40,000 cells: graph 1 s, depth 20 s (courtyard) or 35 s CPU (neighbourhood).",
    ]


def viewpoint_rows() -> list[str]:
    """The fewest viewpoints that see all, with proof."""
    rows = [
        "| fewest viewpoints | candidates | chosen | proof | CPU s | A2, A4 | measured |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, (plan, start), spacing in (
        ("courtyard", courtyard(), 1.55), ("interiors, 6 x 6 rooms", interiors(6, 6), 0.77),
        ("interiors, 13 x 12 rooms", interiors(), 1.6), ("neighbourhood", neighbourhood(), 16.0),
    ):  # fmt: skip
        graph = visibility_graph(plan, seed=start, spacing=spacing)
        sees = graph.rows(slice(None)) | np.eye(len(graph), dtype=bool)
        begin = time.process_time()
        answer = fewest_viewpoints(sees, time_limit_s=30.0)
        spent = time.process_time() - begin
        proof = "proven" if answer.proven else f"gap {answer.gap:.0%} after 30 s"
        rows.append(
            f"| {name} | {len(graph)} | {len(answer.chosen)} | {proof} | {spent:.1f} | 0.02-8.7; target 10 s, gap 0 | {stamp()} |"
        )
    return rows


def start_rows() -> list[str]:
    """Time from an empty process to the first isovist and the first graph."""

    def start(script: str, cache: str | None) -> float:
        environment = {**os.environ, **({"NUMBA_CACHE_DIR": cache} if cache else {})}
        begin = children_seconds()
        subprocess.run([sys.executable, "-c", script], env=environment, cwd=ROOT, check=True)
        return children_seconds() - begin

    rows = [
        "| from an empty process | warm, CPU s | nothing compiled, CPU s | wall s | A2, A4 | measured |",
        "|---|---|---|---|---|---|",
    ]
    for label, script in (
        ("first isovist", ISOVIST_SCRIPT),
        ("first graph of 324 cells with mean depth", GRAPH_SCRIPT),
    ):
        warm = min(start(script, None) for _ in range(3))
        with tempfile.TemporaryDirectory() as empty:
            begin = time.perf_counter()
            cold = start(script, empty)
            clock = time.perf_counter() - begin
        rows.append(f"| {label} | {warm:.2f} | {cold:.2f} | {clock:.2f} | warm 0.5-0.7; target 1 s | {stamp()} |")
    with tempfile.TemporaryDirectory() as empty:
        spent = start("from siteplan.measures import kernels; kernels.warm_up()", empty)
    rows.append(
        f"| compiling everything (`siteplan warm-up`, once for a machine) | - | {spent:.1f} | - | 23 | {stamp()} |"
    )
    return rows


SECTIONS: dict[str, tuple[str, Callable[[bool], list[str]]]] = {
    "isovist": ("One isovist, microseconds of CPU", lambda _: isovist_rows()),
    "graph": ("Visibility graph and depth", graph_rows),
    "viewpoints": ("Fewest viewpoints", lambda _: viewpoint_rows()),
    "start": ("Start", lambda _: start_rows()),
    "topologicpy": ("Beside topologicpy, in the same run", lambda _: topologic_rows()),
    "small": ("Small figures", lambda _: small_rows()),
}


def sections_of(text: str) -> dict[str, list[str]]:
    """Lines of each section of RESULTS.md by its title."""
    found: dict[str, list[str]] = {}
    for part in text.rstrip().split("\n## ")[1:]:
        title, _, rest = part.partition("\n")
        found[title] = rest.strip("\n").split("\n")
    return found


def renewed(rows: list[str], before: list[str]) -> list[str]:
    """A section measured again with the notes by hand that it had; as it was where nothing could be measured."""
    if not any(row.startswith("|") for row in rows):
        print(*rows, sep="\n")
        return before or rows
    notes = [line for line in before if line.startswith(">")]
    return [*rows, "", *notes] if notes else rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the plans of 40,000 cells")
    parser.add_argument("--only", choices=SECTIONS, help="measure this section again, the others stay as they are")
    arguments = parser.parse_args()
    kernels.warm_up()
    file = HERE / "RESULTS.md"
    sections = sections_of(file.read_text(encoding="utf-8")) if file.is_file() else {}
    begun = time.perf_counter()
    for title, rows in [SECTIONS[arguments.only]] if arguments.only else SECTIONS.values():
        sections[title] = renewed(rows(arguments.quick), sections.get(title, []))
        print(f"## {title}\n", *sections[title], sep="\n", flush=True)
    packages = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "scipy", "shapely"))
    order = [title for title, _ in SECTIONS.values() if title in sections]
    parts = [
        "# Visibility: speed\n",
        f"Python {platform.python_version()}, {packages}; {os.cpu_count()} processors ({platform.machine()}). Each row says when it was "
        "measured and the load average (1, 5, 15 min) then. CPU seconds count all threads.",
        "Peers' figures are those of ENGINE_FACTS A1 (another machine state; ratios hold). Lines that begin with `>` are notes by hand.",
        *(line for title in order for line in (f"\n## {title}\n", *sections[title])), "",
    ]  # fmt: skip
    file.write_text("\n".join(parts), encoding="utf-8")
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
