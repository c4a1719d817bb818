"""One peer on the work of ``run.py``, in a process of its own: ``python peers.py igraph work.npz`` prints JSON.

The work: nearest, five nearest and count within 800 m of every plot, for every category. Peers know nodes only, so
points are snapped to nodes for them (not timed).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

NEAREST, RADIUS_M = 5, 800.0
NETWORKX_PLOTS = 8
"""networkx answers plot by plot; so many are timed, and the time is taken per plot."""

Work = dict[str, np.ndarray]


def peak_mb() -> float:
    """Peak memory of this process; ``ru_maxrss`` would begin with that of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(float(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def categories(work: Work) -> list[np.ndarray]:
    """Nodes of the destinations, category by category."""
    return [work["goal_node"][work["goal_category"] == c] for c in np.unique(work["goal_category"])]


def by_igraph(work: Work) -> tuple[float, float]:
    import igraph

    begun = time.process_time()
    graph = igraph.Graph(n=len(work["node_xy"]), edges=work["edge_nodes"])
    weights = work["edge_length"].tolist()
    built = time.process_time()
    plots, place = np.unique(work["plot_node"], return_inverse=True)
    for goals in categories(work):
        # several destinations at one node: searched from once
        nodes, number = np.unique(goals, return_inverse=True)
        table = np.array(graph.distances(source=nodes, target=plots, weights=weights))[number][:, place]
        table.min(axis=0)
        np.partition(table, min(NEAREST, len(table) - 1), axis=0)[:NEAREST]
        (table <= RADIUS_M).sum(axis=0)
    return built - begun, time.process_time() - built


def by_pandana(work: Work) -> tuple[float, float]:
    import pandana
    import pandas

    xy, edges = work["node_xy"], work["edge_nodes"]
    begun = time.process_time()
    network = pandana.Network(
        pandas.Series(xy[:, 0]), pandas.Series(xy[:, 1]), pandas.Series(edges[:, 0]), pandas.Series(edges[:, 1]),
        pandas.DataFrame({"metres": work["edge_length"]}), twoway=True,
    )  # fmt: skip
    built = time.process_time()
    for number, goals in enumerate(categories(work)):
        name, far = f"c{number}", float(work["farthest"][number])  # pandana wants a limit: the farthest of the answers
        network.set_pois(name, far, NEAREST, pandas.Series(xy[goals, 0]), pandas.Series(xy[goals, 1]))
        network.nearest_pois(far, name, num_pois=NEAREST)
        network.set(pandas.Series(goals), name=name)
        network.aggregate(RADIUS_M, type="count", name=name)
    return built - begun, time.process_time() - built


def by_cityseer(work: Work) -> tuple[float, float]:
    import geopandas
    import networkx
    from cityseer.metrics import layers
    from cityseer.tools import io
    from shapely.geometry import LineString, Point

    begun = time.process_time()
    graph = networkx.MultiGraph(crs="EPSG:25832")
    xy = work["node_xy"]
    graph.add_nodes_from((str(i), {"x": float(x), "y": float(y)}) for i, (x, y) in enumerate(xy))
    for a, b in work["edge_nodes"].tolist():
        graph.add_edge(str(a), str(b), geom=LineString([xy[a], xy[b]]))
    nodes, _, structure = io.network_structure_from_nx(graph)
    built = time.process_time()
    for goals in categories(work):
        data = geopandas.GeoDataFrame(
            {"kind": ["x"] * len(goals)}, geometry=[Point(p) for p in xy[goals]], crs="EPSG:25832"
        )
        layers.compute_accessibilities(
            data, landuse_column_label="kind", accessibility_keys=["x"], nodes_gdf=nodes, network_structure=structure,
            distances=[int(RADIUS_M)],
        )  # fmt: skip
    return built - begun, time.process_time() - built


def by_networkx(work: Work) -> tuple[float, float]:
    import networkx

    begun = time.process_time()
    graph = networkx.Graph()
    edges = zip(*work["edge_nodes"].T.tolist(), work["edge_length"].tolist(), strict=True)
    graph.add_weighted_edges_from(edges)
    built = time.process_time()
    wanted = categories(work)
    for node in work["plot_node"][:NETWORKX_PLOTS].tolist():
        found = networkx.single_source_dijkstra_path_length(graph, node)
        for goals in wanted:
            metres = np.array([found.get(goal, np.inf) for goal in goals.tolist()])
            metres.min()
            np.sort(metres)[:NEAREST]
            (metres <= RADIUS_M).sum()
    share = len(work["plot_node"]) / NETWORKX_PLOTS
    return built - begun, (time.process_time() - built) * share


PEERS: dict[str, Callable[[Work], tuple[float, float]]] = {
    "igraph": by_igraph, "pandana": by_pandana, "cityseer": by_cityseer, "networkx": by_networkx,
}  # fmt: skip
IMPORTS = {
    "igraph": ("igraph",), "pandana": ("pandas", "pandana"), "cityseer": ("geopandas", "cityseer.metrics.layers"),
    "networkx": ("networkx",),
}  # fmt: skip


def main() -> None:
    """Run one peer and print its seconds of CPU time and its memory."""
    name, file = sys.argv[1:3]
    for module in IMPORTS[name]:
        __import__(module)
    with np.load(file) as loaded:
        work = dict(loaded)
    before = peak_mb()
    build_s, query_s = PEERS[name](work)
    version = getattr(sys.modules[IMPORTS[name][-1].split(".")[0]], "__version__", "")
    print(json.dumps({"build_s": build_s, "query_s": query_s, "added_mb": peak_mb() - before, "peak_mb": peak_mb(),
                      "version": str(version)}))  # fmt: skip


if __name__ == "__main__":
    main()
