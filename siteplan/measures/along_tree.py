"""Sums along every way of a search at once: each node's way goes on as the next node's does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siteplan.measures.cost_field import CostField
from siteplan.measures.network import RoutingGraph
from siteplan.measures.route_safety import NodeEdges, WayKinds, marked_nodes
from siteplan.measures.snapping import Accesses
from siteplan.model import StreetNetwork


def sums_along(field: CostField, step: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, k) sums of ``step`` (n, k) over the nodes of the way from each node, its own included.

    Works by pointer doubling: with every round each sum covers twice as many nodes. Nodes without a way keep their own.
    """
    n = len(field.cost)
    total = step.astype(np.float64, copy=True)
    ahead = np.where(field.next_node < 0, n, field.next_node)
    while (going := np.flatnonzero(ahead < n)).size:
        total[going] += total[ahead[going]]
        ahead[going] = ahead[ahead[going]]
    return total


def edge_ahead(graph: RoutingGraph, field: CostField) -> NDArray[np.int_]:
    """(n,) the edge by which the way from each node goes on, that of the target where it ends; -1 without a way."""
    n = len(field.cost)
    edge = np.full(n, -1)
    inner = np.flatnonzero((field.next_node >= 0) & (field.next_node < n))
    edge[inner] = graph.edges_between(inner, field.next_node[inner])
    final = np.flatnonzero(field.next_node == n)
    edge[final] = field.targets.edge[field.entered[final]]
    return edge


def metres_ahead(graph: RoutingGraph, field: CostField, edge: NDArray[np.int_]) -> NDArray[np.float64]:
    """(n,) metres on the edge by which the way from each node goes on; the straight end at the target is not in it."""
    n = len(field.cost)
    metres = np.where(edge >= 0, graph.network.edge_length[np.maximum(edge, 0)], 0.0)
    final = np.flatnonzero(field.next_node == n)
    goal = field.targets.take(field.entered[final])
    metres[final] = metres_to_node(graph.network, goal, final)
    return metres


def metres_to_node(network: StreetNetwork, accesses: Accesses, node: NDArray[np.int_]) -> NDArray[np.float64]:
    """(k,) metres along their edges between accesses and one end of each edge."""
    at_tail = network.edge_nodes[accesses.edge, 0] == node
    metres: NDArray[np.float64] = np.where(
        at_tail, accesses.offset, network.edge_length[accesses.edge] - accesses.offset
    )
    return metres


def way_lengths(graph: RoutingGraph, field: CostField) -> NDArray[np.float64]:
    """(n,) metres of the way from each node to its target, the straight end included."""
    n = len(field.cost)
    step = metres_ahead(graph, field, edge_ahead(graph, field))
    final = np.flatnonzero(field.next_node == n)
    step[final] += field.targets.straight[field.entered[final]]
    return sums_along(field, step[:, None])[:, 0]


class SafetyAhead:
    """What :class:`siteplan.measures.route_safety.RouteSafety` counts, for the way from every node at once.

    ``sums`` (n, 7): metres, metres safe, perhaps safe, lit, perhaps lit, crossings, crossings that nobody knows of.
    """

    def __init__(
        self, graph: RoutingGraph, field: CostField, *, kinds: WayKinds, node_edges: NodeEdges,
        marked: NDArray[np.float64] | None,
    ) -> None:  # fmt: skip
        self._network, self._field = graph.network, field
        self._kinds = kinds
        self._edge = edge_ahead(graph, field)
        self._crossing = _Crossings(graph.network, kinds, node_edges, marked)
        metres = metres_ahead(graph, field, self._edge)
        step = np.zeros((len(metres), 7))
        step[:, :5] = self._lengths(self._edge, metres)
        # the node after this one is passed from this node's edge to its own
        n = len(field.cost)
        inner = np.flatnonzero((field.next_node >= 0) & (field.next_node < n))
        after = field.next_node[inner]
        step[inner, 5:] = self._crossing.at(after, self._edge[inner], self._edge[after])
        self.sums = sums_along(field, step)

    def _lengths(self, edge: NDArray[np.int_], metres: NDArray[np.float64]) -> NDArray[np.float64]:
        way = self._network.edge_way[np.maximum(edge, 0)]
        safe, lit = self._kinds.safe[way], self._kinds.lit[way]
        counted = np.column_stack([np.ones(len(edge)), safe == 1, safe == -1, lit == 1, lit == -1])
        lengths: NDArray[np.float64] = np.where(edge >= 0, metres, 0.0)[:, None] * counted
        return lengths

    def of(
        self, starts: Accesses, first_node: NDArray[np.int_], *, direct: NDArray[np.bool_],
        goal_offset: NDArray[np.float64],
    ) -> NDArray[np.float64]:  # fmt: skip
        """(k, 7) the same for ways from accesses.

        By their first nodes, or, where ``direct`` (k,), along their edge to ``goal_offset`` (k,) metres from its start.
        """
        node = np.maximum(first_node, 0)
        metres = np.where(
            direct, np.abs(starts.offset - goal_offset), metres_to_node(self._network, starts, first_node)
        )
        found = np.zeros((len(starts), 7))
        found[:, :5] = self._lengths(starts.edge, metres)
        by_node = np.flatnonzero(~direct)
        found[by_node] += self.sums[node[by_node]]
        found[by_node, 5:] += self._crossing.at(node[by_node], starts.edge[by_node], self._edge[node[by_node]])
        return found


class _Crossings:
    """Whether a faster road is crossed where a node is passed from edge to edge: the rule of ``route_safety``."""

    def __init__(
        self, network: StreetNetwork, kinds: WayKinds, node_edges: NodeEdges, marked: NDArray[np.float64] | None
    ) -> None:
        self._network = network
        self._fast = kinds.fast[network.edge_way]
        fast = self._fast[node_edges.edges]
        node = np.repeat(np.arange(len(node_edges.start) - 1), np.diff(node_edges.start))
        # an edge that begins and ends at one node stands there twice and counts once
        once = np.ones(len(node), dtype=bool)
        once[1:] = (node[1:] != node[:-1]) | (node_edges.edges[1:] != node_edges.edges[:-1])
        count = len(node_edges.start) - 1
        self._sure = np.bincount(node[once & (fast == 1)], minlength=count)
        self._perhaps = np.bincount(node[once & (fast != 0)], minlength=count)
        self._marked = marked_nodes(network, marked)
        self._known = marked is not None

    def at(
        self, node: NDArray[np.int_], before: NDArray[np.int_], after: NDArray[np.int_]
    ) -> NDArray[np.float64]:  # fmt: skip
        """(k, 2) crossings that are sure, and those that may be one."""
        fast_before, fast_after = self._fast[before], self._fast[after]
        same = before == after
        sure = self._sure[node] - (fast_before == 1) - ((fast_after == 1) & ~same)
        perhaps = self._perhaps[node] - (fast_before != 0) - ((fast_after != 0) & ~same)
        on_fast = (fast_before == 1) | (fast_after == 1)
        on_street = (fast_before == -1) | (fast_after == -1)
        crossed = ~on_fast & (sure >= 2)
        maybe = ~on_fast & ~crossed & ~on_street & (perhaps >= 2)
        # one edge back and forth, or two that join the same nodes: nothing is passed
        ends_before, ends_after = self._network.edge_nodes[before], self._network.edge_nodes[after]
        joined = np.sort(ends_before, axis=1) == np.sort(ends_after, axis=1)
        open_ = ~joined.all(axis=1) & ~self._marked[node]
        if not self._known:
            return np.column_stack([np.zeros(len(node)), open_ & (crossed | maybe)])
        return np.column_stack([open_ & crossed, open_ & maybe])
