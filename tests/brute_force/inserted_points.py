"""Brute force for many points: every plot and destination becomes a node of the network, and SciPy searches from each.

Not a line of siteplan; that siteplan reads the same streets as the twin is tested in `test_walking_distances`.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from tests.brute_force.network_twin import Array, Town, access_of_point

REACHES_M = (1200.0, 3000.0, 8000.0, np.inf)
"""How far is searched, one after the other, until everybody has found enough; only SciPy's time depends on it."""


def town_of(xy: Array, edges: Array) -> Town:
    """Streets as the twin knows them: node coordinates (n, 2), and pairs of nodes (m, 2) that hang together."""
    return Town(ends=xy[edges], nodes=edges, neighbours={}, destinations={})


def distances(town: Town, plots: Array, destinations: Array, group: Array, *, enough: int) -> Array:
    """(p, d) metres from every plot to every destination: straight, along the streets, straight.

    Infinite where a destination is farther than the ``enough`` nearest of its ``group`` (d,), and than 1,200 m.
    """
    points = np.concatenate([plots, destinations])
    count, nodes = len(points), int(town.nodes.max()) + 1
    graph = _with_points(town, points, nodes)
    own = nodes + count + np.arange(count)
    found = np.full((len(plots), len(destinations)), np.inf)
    wanting = np.arange(len(plots))
    for reach in REACHES_M:
        for some in np.array_split(wanting, len(wanting) // 25 + 1):
            if len(some):
                table = dijkstra(graph, directed=False, indices=own[some], limit=reach)
                found[some] = table[:, own[len(plots) :]]
        reached = [np.isfinite(found[:, group == g]).sum(axis=1) >= enough for g in np.unique(group)]
        wanting = np.flatnonzero(~np.all(reached, axis=0))
    return found


def _with_points(town: Town, points: Array, nodes: int) -> csr_array:
    """The network with every point as a node, joined to its foot, which is a node of its edge."""
    on_edge: dict[int, list[tuple[float, int]]] = defaultdict(list)
    links: list[tuple[int, int, float]] = []
    for number, xy in enumerate(points):
        ((edge, (offset, straight)),) = access_of_point(town, (float(xy[0]), float(xy[1]))).items()
        on_edge[edge].append((float(offset[0]), nodes + number))
        links.append((nodes + number, nodes + len(points) + number, float(straight[0])))  # the foot, and the point
    length = np.hypot(*(town.ends[:, 1] - town.ends[:, 0]).T)
    for edge, (tail, head) in enumerate(town.nodes.tolist()):
        stops = [(0.0, tail), *sorted(on_edge.get(edge, ())), (float(length[edge]), head)]
        links += [(a, b, to - here) for (here, a), (to, b) in pairwise(stops)]
    row, column, value = (np.array(part) for part in zip(*links, strict=True))
    pair = np.sort(np.column_stack([row, column]), axis=1)
    order = np.lexsort((value, pair[:, 1], pair[:, 0]))
    pair, value = pair[order], value[order]
    first = np.ones(len(pair), dtype=bool)  # a matrix adds up what stands twice
    first[1:] = (pair[1:] != pair[:-1]).any(axis=1)
    size = nodes + 2 * len(points)
    return coo_array((value[first], (pair[first, 0], pair[first, 1])), shape=(size, size)).tocsr()
