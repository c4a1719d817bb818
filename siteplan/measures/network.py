"""Shortest ways on a street network, measured from anywhere on its edges.

One search from all destinations of a kind serves every plot, so its cost does not grow with their number. Ends of a
walk lie anywhere along an edge; a virtual node joined to the ends of their edges starts the search, and two ends on one
edge are joined along it.

References
----------
.. [1] Dijkstra, E. W. (1959). A note on two problems in connexion with graphs. Numerische Mathematik 1, 269-271.
   doi:10.1007/BF01386390
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from siteplan.measures.cost_field import CostField, Reached
from siteplan.measures.routes import Route, Routes, trace
from siteplan.measures.snapping import Accesses, EdgeIndex
from siteplan.model import StreetNetwork


@dataclass(frozen=True, eq=False, kw_only=True)
class RoutingGraph:
    """A network with costs, ready for searches.

    Parameters
    ----------
    index
        Edge index of the network.
    along, against
        (m,) cost of each edge in its own direction and against it (metres, minutes), infinite where it may not be used.
    straight_rate
        Cost per metre of the straight line between a point and its edge.
    in_minutes
        Whether costs are minutes; else metres.
    """

    index: EdgeIndex
    along: NDArray[np.float64]
    against: NDArray[np.float64]
    straight_rate: float = 1.0
    in_minutes: bool = False

    @classmethod
    def walking(cls, index: EdgeIndex) -> RoutingGraph:
        """Metres, every edge in both directions."""
        length = index.network.edge_length
        return cls(index=index, along=length, against=length)

    @property
    def network(self) -> StreetNetwork:
        """The network itself."""
        return self.index.network

    @cached_property
    def least_rate(self) -> float:
        """Least cost per metre on any street."""
        length = self.network.edge_length
        best = np.minimum(self.along, self.against)
        return float((best[length > 0] / length[length > 0]).min())

    @cached_property
    def _towards_targets(self) -> csr_array:
        """(n + 1, n + 1) costs against the direction of travel, so that a search from the targets finds ways to them.

        The last row is empty: it is the place of the virtual node of a search.
        """
        n = len(self.network.node_id)
        tail, head = self.network.edge_nodes[self.index.edges].T
        along, against = self.along[self.index.edges], self.against[self.index.edges]
        row = np.concatenate([head, tail])
        column = np.concatenate([tail, head])
        cost = np.concatenate([along, against])
        usable = np.isfinite(cost)
        row, column, cost = row[usable], column[usable], cost[usable]
        order = np.lexsort((cost, column, row))
        row, column, cost = row[order], column[order], cost[order]
        cheapest = np.ones(len(row), dtype=bool)  # two ways may join the same nodes; a matrix would add them up
        cheapest[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
        starts = np.searchsorted(row[cheapest], np.arange(n + 2))
        return csr_array((cost[cheapest], column[cheapest], starts), shape=(n + 1, n + 1))

    def field_to(self, targets: Accesses, *, limit: float = np.inf) -> CostField:
        """Least cost from every node to any of the targets; nodes farther than ``limit`` are left at infinity."""
        n = len(self.network.node_id)
        node, cost, target = self._entries(targets)
        graph = self._towards_targets
        with_start = csr_array(
            (
                np.concatenate([graph.data, cost]),
                np.concatenate([graph.indices, node.astype(graph.indices.dtype)]),
                np.append(graph.indptr[:-1], len(graph.data) + len(node)),
            ),
            shape=graph.shape,
        )
        found, before = dijkstra(with_start, directed=True, indices=n, return_predecessors=True, limit=limit)
        entered = np.full(n, -1)
        entered[node] = target
        return CostField(targets=targets, cost=found[:n], next_node=before[:n].astype(int), entered=entered)

    def _entries(self, targets: Accesses) -> tuple[NDArray[np.int_], NDArray[np.float64], NDArray[np.int_]]:
        """Nodes next to targets, the least cost from each to a target beside it, and which one; each node once."""
        tail, head = self.network.edge_nodes[targets.edge].T
        from_tail, from_head = self._to_ends(targets, leaving=False)
        node = np.concatenate([tail, head]).astype(int)
        cost = np.concatenate([from_tail, from_head])
        target = np.tile(np.arange(len(targets)), 2)
        usable = np.isfinite(cost)
        node, cost, target = node[usable], cost[usable], target[usable]
        order = np.lexsort((cost, node))
        node, cost, target = node[order], cost[order], target[order]
        best = np.ones(len(node), dtype=bool)
        best[1:] = node[1:] != node[:-1]
        return node[best], cost[best], target[best]

    def _to_ends(self, accesses: Accesses, *, leaving: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Cost between each access and the first and the second end of its edge.

        ``leaving``: from the access to the end; else from the end to the access.
        """
        length = self.network.edge_length[accesses.edge]
        straight = accesses.straight * self.straight_rate
        share = accesses.offset / length
        along, against = self.along[accesses.edge], self.against[accesses.edge]
        at_tail, at_head = (against, along) if leaving else (along, against)
        return straight + _times(at_tail, share), straight + _times(at_head, 1.0 - share)

    def reach(self, field: CostField, starts: Accesses) -> Reached:
        """Least cost from each start to any target of the field."""
        tail, head = self.network.edge_nodes[starts.edge].T
        to_tail, to_head = self._to_ends(starts, leaving=True)
        by_tail, by_head = to_tail + field.cost[tail], to_head + field.cost[head]
        cost = np.minimum(by_tail, by_head)
        node = np.where(by_tail <= by_head, tail, head).astype(int)
        target = np.full(len(starts), -1)
        start, other, direct = self._on_one_edge(field, starts)
        order = np.argsort(-direct, kind="stable")  # the cheapest comes last, and stays
        order = order[direct[order] <= cost[start[order]]]
        cost[start[order]], node[start[order]], target[start[order]] = direct[order], -1, other[order]
        return Reached(cost=cost, first_node=node, target=target)

    def _on_one_edge(
        self, field: CostField, starts: Accesses
    ) -> tuple[NDArray[np.int_], NDArray[np.int_], NDArray[np.float64]]:
        """Pairs of a start and a target on the same edge, and the cost between them along it."""
        targets = field.targets
        start, target = on_same_edge(starts.edge, targets.edge, field.by_edge)
        if field.asked_by is not None:
            asked_by = field.asked_by[target]
            meant = (asked_by < 0) | (asked_by == starts.owner[start])
            start, target = start[meant], target[meant]
        edge = starts.edge[start]
        ahead = (targets.offset[target] - starts.offset[start]) / self.network.edge_length[edge]
        moving = _times(np.where(ahead >= 0, self.along[edge], self.against[edge]), np.abs(ahead))
        straight = (starts.straight[start] + targets.straight[target]) * self.straight_rate
        return start, target, straight + moving

    def routes(self, field: CostField, starts: Accesses, reached: Reached, which: NDArray[np.int_]) -> Routes:
        """The ways from several starts, by their numbers, to the targets that they reach most cheaply."""
        return trace(self.network, field, starts, reached, which, edges_between=self.edges_between)

    def route(self, field: CostField, starts: Accesses, reached: Reached, which: int) -> Route:
        """The way from one start to the target that it reaches most cheaply."""
        return self.routes(field, starts, reached, np.array([which]))[0]

    @cached_property
    def _edge_keys(self) -> tuple[NDArray[np.int64], NDArray[np.int_]]:
        pairs = np.sort(self.network.edge_nodes[self.index.edges].astype(np.int64), axis=1)
        keys = pairs[:, 0] * len(self.network.node_id) + pairs[:, 1]
        order = np.argsort(keys, kind="stable")
        return keys[order], self.index.edges[order]

    def edges_between(self, a: NDArray[np.int_], b: NDArray[np.int_]) -> NDArray[np.int_]:
        """(k,) the edge that the least way from each node to the other takes; each pair is joined by one."""
        keys, edges = self._edge_keys
        return edges[np.searchsorted(keys, np.minimum(a, b) * len(self.network.node_id) + np.maximum(a, b))]


def facing(field: CostField, starts: Accesses) -> tuple[CostField, Accesses]:
    """Starts and targets, joined by the points of their stretches that face an access of the other on the same edge.

    Along one edge the least way between two stretches begins or ends at such a point; with them, looking at points
    alone is exact. The same objects come back where no stretch shares an edge. A target's point is there for the owner
    of the start that it faces and for nobody else, so that no owner's result depends on who else is asked about.
    """
    targets, extended = field.targets, starts
    if starts.stretches is not None:
        stretch, target = on_same_edge(starts.stretches.edge, targets.edge, field.by_edge)
        extended, _ = _with_points(starts, stretch, targets.offset[target])
    if targets.stretches is not None:
        start, place = on_same_edge(starts.edge, targets.stretches.edge, field.stretches_by_edge)
        more, inside = _with_points(targets, place, starts.offset[start])
        if more is not targets:
            asked_by = np.concatenate([np.full(len(targets), -1), starts.owner[start[inside]]])
            field = replace(field, targets=more, asked_by=asked_by)
    return field, extended


def _with_points(
    accesses: Accesses, stretch: NDArray[np.int_], offset: NDArray[np.float64]
) -> tuple[Accesses, NDArray[np.bool_]]:
    """Accesses, and after them the points of their stretches at offsets that lie inside these; and which those are."""
    stretches = accesses.stretches
    if stretches is None or not len(stretch):
        return accesses, np.zeros(len(stretch), dtype=bool)
    inside = (offset > stretches.offset[stretch].min(axis=1)) & (offset < stretches.offset[stretch].max(axis=1))
    if not inside.any():
        return accesses, inside
    return Accesses.joined(accesses, stretches.at(stretch[inside], offset[inside])), inside


def on_same_edge(
    edge: NDArray[np.int_], others: NDArray[np.int_], by_edge: NDArray[np.int_]
) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Pairs (i, j) with ``edge[i] == others[j]``; ``by_edge`` sorts the others."""
    ordered = others[by_edge]
    low, high = np.searchsorted(ordered, edge, "left"), np.searchsorted(ordered, edge, "right")
    count = high - low
    mine = np.repeat(np.arange(len(edge)), count)
    before = np.repeat(np.cumsum(count) - count, count)
    return mine, by_edge[np.repeat(low, count) + np.arange(len(mine)) - before]


def _times(cost: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of an edge's cost; none of an edge that may not be used costs nothing."""
    return np.where(share > 0, cost, 0.0) * share
