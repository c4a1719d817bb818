"""A pbf read to a walking network, by one reader in a process of its own: ``python reading.py pyrosm area.osm.pbf``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def peak_mb() -> float:
    """Peak memory of this process; ``ru_maxrss`` would begin with that of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(float(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def by_pyrosm(file: str) -> int:
    import pyrosm

    _, edges = pyrosm.OSM(file).get_network(network_type="walking", nodes=True)
    return len(edges)


def by_pyrosm_graph(file: str) -> int:
    import pyrosm

    osm = pyrosm.OSM(file)
    nodes, edges = osm.get_network(network_type="walking", nodes=True)
    return int(osm.to_graph(nodes, edges, graph_type="networkx").number_of_edges())


def by_osmnx(file: str) -> int:
    import osmnx

    graph = osmnx.graph_from_xml(file, simplify=False, retain_all=True)
    return graph.number_of_edges()


def by_siteplan_streets(file: str) -> int:
    from siteplan.readers.osm import read_walking

    return len(read_walking(Path(file), crs="EPSG:25832").edge_nodes)


def by_siteplan(file: str) -> int:
    from siteplan.readers.osm import read_osm

    around, _ = read_osm([Path(file)], crs="EPSG:25832")
    return 0 if around.walking is None else len(around.walking.edge_nodes)


READERS: dict[str, tuple[str, Callable[[str], int]]] = {
    "pyrosm": ("pyrosm", by_pyrosm), "pyrosm-graph": ("pyrosm", by_pyrosm_graph),
    "osmnx": ("osmnx", by_osmnx),
    "siteplan": ("siteplan.readers.osm", by_siteplan_streets), "siteplan-all": ("siteplan.readers.osm", by_siteplan),
}  # fmt: skip


def main() -> None:
    """Read once and print seconds of CPU time and memory."""
    name, file = sys.argv[1:3]
    module, read = READERS[name]
    __import__(module)
    before = peak_mb()
    begun = time.process_time()
    edges = read(file)
    seconds = time.process_time() - begun
    added = peak_mb() - before
    print(json.dumps({"seconds": seconds, "added_mb": added, "edges": edges}))


if __name__ == "__main__":
    main()
