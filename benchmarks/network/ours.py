"""siteplan on the work of ``run.py``, a process of its own: ``python ours.py work.npz [plain | first]`` prints JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from siteplan.measures.distance_engine import DistanceEngine
from siteplan.measures.kernels import network_kernels
from siteplan.measures.network import RoutingGraph
from siteplan.measures.snapping import EdgeIndex
from siteplan.model import StreetNetwork

NEAREST, RADIUS_M = 5, 800.0


def network_of(work: dict[str, np.ndarray]) -> StreetNetwork:
    """The walking network of the arrays."""
    nodes, edges = len(work["node_xy"]), len(work["edge_nodes"])
    return StreetNetwork(
        node_id=np.arange(nodes), node_xy=work["node_xy"], edge_nodes=work["edge_nodes"].astype(np.int32),
        edge_length=work["edge_length"], edge_way=np.zeros(edges, dtype=np.int32), way_id=np.zeros(1, dtype=np.int64),
        way_tags={}, component=np.zeros(nodes, dtype=np.int32), oneway=np.zeros(1, dtype=np.int8),
    )  # fmt: skip


def peak_mb() -> float:
    """Peak memory of this process; ``ru_maxrss`` would begin with that of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(float(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def main() -> None:
    """Run and print."""
    how = sys.argv[2] if len(sys.argv) > 2 else "compiled"
    if how == "compiled":
        network_kernels(wait_s=None)
    with np.load(sys.argv[1]) as loaded:
        work = dict(loaded)
    before, wall, begun = peak_mb(), time.perf_counter(), time.process_time()
    graph = RoutingGraph.walking(EdgeIndex(network_of(work)))
    engine = DistanceEngine(graph=graph, compiled=how != "plain")
    if how == "compiled":
        _ = engine.merged, engine.arcs, graph.index.snap(work["plot_xy"][:1])
    built = time.process_time()
    plots, farthest = len(work["plot_xy"]), list[float]()
    starts = graph.index.snap(work["plot_xy"])
    for category in np.unique(work["goal_category"]):
        destinations = engine.destinations(graph.index.snap(work["goal_xy"][work["goal_category"] == category]))
        farthest.append(float(engine.nearest(starts, destinations, plots=plots, count=NEAREST).cost.max()))
        engine.within(starts, destinations, plots=plots, limit=RADIUS_M)
    ended = time.process_time()
    print(json.dumps({"build_s": built - begun, "query_s": ended - built, "added_mb": peak_mb() - before,
                      "peak_mb": peak_mb(), "wall_s": time.perf_counter() - wall, "cpu_s": ended,
                      "farthest": farthest}))  # fmt: skip


if __name__ == "__main__":
    main()
