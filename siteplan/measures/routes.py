"""Ways over a network as evidence: their geometry, and the edges of the map that they use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siteplan.measures.cost_field import CostField, Reached
from siteplan.measures.snapping import Accesses
from siteplan.model import StreetNetwork

_SAME_M = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way over the network: (k, 2) points from end to end, the edges walked, and the metres on each."""

    xy: NDArray[np.float64]
    edges: NDArray[np.int_]
    edge_metres: NDArray[np.float64]
    length_m: float

    def reversed(self) -> Route:
        """The same way from its other end. Only where both directions cost the same."""
        return Route(xy=self.xy[::-1], edges=self.edges[::-1], edge_metres=self.edge_metres[::-1],
                     length_m=self.length_m)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """r ways, one after the other.

    ``xy`` (k, 2) points, those of way i in rows ``xy_start[i]`` to ``xy_start[i + 1]``; ``edges`` and ``edge_metres``
    (e,) likewise by ``edge_start``; ``length_m`` (r,), the straight ends included.
    """

    xy: NDArray[np.float64]
    xy_start: NDArray[np.int_]
    edges: NDArray[np.int_]
    edge_metres: NDArray[np.float64]
    edge_start: NDArray[np.int_]
    length_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.length_m)

    def __getitem__(self, which: int) -> Route:
        points = slice(self.xy_start[which], self.xy_start[which + 1])
        edges = slice(self.edge_start[which], self.edge_start[which + 1])
        return Route(xy=self.xy[points], edges=self.edges[edges], edge_metres=self.edge_metres[edges],
                     length_m=float(self.length_m[which]))  # fmt: skip


def trace(
    network: StreetNetwork,
    field: CostField,
    starts: Accesses,
    reached: Reached,
    which: NDArray[np.int_],
    *,
    edges_between: Callable[[NDArray[np.int_], NDArray[np.int_]], NDArray[np.int_]],
) -> Routes:
    """The ways from several starts to the targets that they reach most cheaply.

    Parameters
    ----------
    which
        (r,) numbers of the starts.
    edges_between
        The edge that is taken from each of some nodes to each of as many others.

    Raises
    ------
    ValueError
        Where one of the starts has no way.
    """
    if not np.isfinite(reached.cost[which]).all():
        raise ValueError("no way from this start")
    nodes, node_start = _nodes(field, np.where(reached.target[which] >= 0, -1, reached.first_node[which]))
    counts = np.diff(node_start)
    start, goal = starts.take(which), field.targets.take(field.targets_of(reached)[which])
    # start, its foot, the nodes, the goal's foot, the goal
    begin = node_start + 4 * np.arange(len(node_start))
    xy = np.empty((begin[-1], 2))
    xy[begin[:-1]], xy[begin[:-1] + 1] = start.xy, _feet(network, start)
    xy[begin[1:] - 2], xy[begin[1:] - 1] = _feet(network, goal), goal.xy
    of_node = np.repeat(np.arange(len(which)), counts)
    xy[np.arange(len(nodes)) + 4 * of_node + 2] = network.node_xy[nodes]
    # the edge of the start, those between nodes, and the edge of the goal where there are nodes
    edge_start = node_start + np.concatenate([[0], np.cumsum(counts == 0)])
    edge_start += np.concatenate([[0], np.cumsum(counts > 0)])
    edges = np.empty(edge_start[-1], dtype=int)
    edges[edge_start[:-1]] = start.edge
    with_nodes = counts > 0
    edges[edge_start[1:][with_nodes] - 1] = goal.edge[with_nodes]
    joined = np.flatnonzero(of_node[:-1] == of_node[1:]) if len(nodes) else np.empty(0, dtype=int)
    edges[edge_start[of_node[joined]] + joined - node_start[of_node[joined]] + 1] = edges_between(
        nodes[joined], nodes[joined + 1]
    )
    step = np.hypot(*np.diff(xy, axis=0).T) if len(xy) > 1 else np.empty(0)
    of_edge = np.repeat(np.arange(len(which)), np.diff(edge_start))
    metres = step[begin[of_edge] + 1 + np.arange(len(edges)) - edge_start[of_edge]]
    length = np.bincount(of_edge, weights=metres, minlength=len(which)) + start.straight + goal.straight
    kept, kept_start = _without_repeats(xy, begin)
    return Routes(xy=kept, xy_start=kept_start, edges=edges, edge_metres=metres, edge_start=edge_start, length_m=length)


def _nodes(field: CostField, first: NDArray[np.int_]) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Nodes of every way, one way after the other, and where each begins; none where ``first`` is negative."""
    n = len(field.cost)
    active = np.flatnonzero(first >= 0)
    at = first[active]
    steps: list[tuple[NDArray[np.int_], NDArray[np.int_]]] = []
    counts = np.zeros(len(first), dtype=int)
    while len(active):
        steps.append((active, at))
        counts[active] += 1
        at = field.next_node[at]
        further = at < n
        active, at = active[further], at[further]
    start = np.concatenate([[0], np.cumsum(counts)])
    nodes = np.empty(start[-1], dtype=int)
    for number, (way, node) in enumerate(steps):
        nodes[start[way] + number] = node
    return nodes, start


def _feet(network: StreetNetwork, accesses: Accesses) -> NDArray[np.float64]:
    """(k, 2) where accesses meet their edges."""
    ends = network.node_xy[network.edge_nodes[accesses.edge]]
    share = accesses.offset / network.edge_length[accesses.edge]
    feet: NDArray[np.float64] = ends[:, 0] + (ends[:, 1] - ends[:, 0]) * share[:, None]
    return feet


def _without_repeats(xy: NDArray[np.float64], begin: NDArray[np.int_]) -> tuple[NDArray[np.float64], NDArray[np.int_]]:
    """Points without those that repeat the one before in the same way; at least two are left of each."""
    keep = np.ones(len(xy), dtype=bool)
    keep[1:] = (np.abs(np.diff(xy, axis=0)) > _SAME_M).any(axis=1)
    keep[begin[:-1]] = True
    way = np.repeat(np.arange(len(begin) - 1), np.diff(begin))
    count = np.bincount(way[keep], minlength=len(begin) - 1)
    keep[begin[:-1][count < 2] + 1] = True
    return xy[keep], np.concatenate([[0], np.cumsum(np.bincount(way[keep], minlength=len(begin) - 1))])
