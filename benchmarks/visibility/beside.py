"""topologicpy beside our own figures in the same run, in a process of its own with a limit of time."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import shapely
from plans import courtyard

from siteplan.measures.isovist import isovist
from siteplan.measures.sight_field import sight_field
from siteplan.measures.visibility_graph import visibility_graph

LIMIT_S = 300.0
EVERY = 130
PYTHON = "TOPOLOGICPY_PYTHON"
"""Names the interpreter that topologicpy is installed in; by default this one."""


def stamp() -> str:
    """Date, time and load average while measuring."""
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{datetime.datetime.now():%Y-%m-%d %H:%M}, load average {load}"


def medians(work: Callable[[], object], *, times: int = 5) -> tuple[float, float]:
    """Median CPU and median wall time [s]; the first call, which may read compiled code, is not counted."""
    work()
    cpu, wall = [], []
    for _ in range(times):
        begin, clock = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - begin)
        wall.append(time.perf_counter() - clock)
    return median(cpu), median(wall)


def topologic_rows() -> list[str]:
    """One isovist and the graph of the courtyard at 1.0 m by topologicpy and by siteplan, or why there is none."""
    walls, seed = courtyard()
    graph = visibility_graph(walls, seed=seed, spacing=1.0)
    centres = graph.grid.centres
    houses = shapely.get_parts(shapely.polygonize([shapely.LineString(w.reshape(2, 2)) for w in walls[4:]]))
    plan = {
        "outline": walls[:4, :2].tolist(),
        "holes": [shapely.get_coordinates(house.exterior)[:-1].tolist() for house in houses],
        "points": centres.tolist(), "every": EVERY,
    }  # fmt: skip
    command = [os.environ.get(PYTHON, sys.executable), str(Path(__file__).with_name("topologic.py"))]
    before = stamp()
    try:
        done = subprocess.run(command, input=json.dumps(plan), capture_output=True, text=True, timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        return [f"{before}. topologicpy gave no answer within {LIMIT_S:.0f} s."]
    except OSError as error:
        return [f"{before}. topologicpy could not be started: {error.strerror}."]
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return [f"{before}. topologicpy did not run: `{last}`"]
    theirs = json.loads(done.stdout)
    field = sight_field(walls, bounds=(0.0, 0.0, *walls[:4].reshape(-1, 2).max(axis=0).tolist()))
    few = centres[::EVERY]
    ours_isovist = medians(lambda: [isovist(point, field) for point in few])[0] / len(few)
    ours_graph = medians(lambda: visibility_graph(walls, seed=seed, spacing=1.0))
    areas = zip((isovist(point, field).area_m2 for point in few), theirs["areas_m2"], strict=True)
    worst = max(abs(other / one - 1) for one, other in areas)
    edges = int(graph.connectivity.sum()) // 2
    isovist_s, graph_s, graph_wall_s = (theirs[key] for key in ("isovist_cpu_s", "graph_cpu_s", "graph_wall_s"))
    versions = ", ".join(f"{name} {number}" for name, number in theirs["versions"].items())
    return [
        f"{before} as it began; {versions}, in an interpreter of its own; the courtyard, {len(walls)} walls.\n",
        "| | topologicpy | siteplan | ratio |", "|---|---|---|---|",
        f"| one isovist, CPU ms, median of {len(few)} points (siteplan: mean of them, median of 5 runs) "
        f"| {isovist_s * 1e3:.0f} | {ours_isovist * 1e3:.3f} | {isovist_s / ours_isovist:,.0f} |",
        f"| graph of {len(centres)} cells, CPU s, once (siteplan: with all isovists, median of 5) "
        f"| {graph_s:.1f} | {ours_graph[0]:.3f} | {graph_s / ours_graph[0]:,.0f} |",
        f"| the same, wall s | {graph_wall_s:.1f} | {ours_graph[1]:.3f} | {graph_wall_s / ours_graph[1]:,.0f} |",
        f"| number of edges | {theirs['edges']} | {edges} | |",
        f"\nWorst relative difference of an isovist's area: {worst:.0e} "
        "(topologicpy with its defaults, mantissa 6 and tolerance 0.0001).",
    ]  # fmt: skip
