"""The isovist and the visibility graph of topologicpy on a plan: run by `beside.py` in an interpreter of its own.

Reads one JSON object from standard input: outline, holes (rings, [x, y] in m), points, and every how many points an
isovist is wanted. Writes one: versions, CPU and wall seconds, areas [m2], number of edges.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from statistics import median


def main() -> None:
    plan = json.load(sys.stdin)
    # It says on standard output what goes wrong; the answer has that channel for itself.
    channel, sys.stdout = sys.stdout, sys.stderr
    from topologicpy.Face import Face
    from topologicpy.TGraph import TGraph
    from topologicpy.Vertex import Vertex
    from topologicpy.Wire import Wire

    vertices = [Vertex.ByCoordinates(x, y, 0.0) for x, y in plan["points"]]
    rings = [
        Wire.ByVertices([Vertex.ByCoordinates(x, y, 0.0) for x, y in ring], close=True)
        for ring in (plan["outline"], *plan["holes"])
    ]
    face = Face.ByWires(rings[0], rings[1:])
    spent, areas = [], []
    for vertex in vertices[:: plan["every"]]:
        begin = time.process_time()
        isovist = Face.Isovist(face, vertex)
        spent.append(time.process_time() - begin)
        areas.append(Face.Area(isovist))
    begin, clock = time.process_time(), time.perf_counter()
    # Its fastest way: nothing but the edges.
    graph = TGraph.VisibilityGraph(
        face, vertices=vertices, includeBoundaryVertices=False, storeEdgeRepresentations=False, ontology=False
    )
    answer = {
        "versions": {name: version(name) for name in ("topologicpy", "topologic_core")},
        "isovist_cpu_s": median(spent), "areas_m2": areas,
        "graph_cpu_s": time.process_time() - begin, "graph_wall_s": time.perf_counter() - clock,
        "edges": TGraph.Size(graph),
    }  # fmt: skip
    json.dump(answer, channel)


if __name__ == "__main__":
    main()
