"""What if a stop, a shop or a path came or went: every plot's walking distance, at the cost of the change alone.

The least costs from everywhere to the destinations of each kind are kept. A new destination or path lowers those that
it serves better, and only these are looked at; one that goes leaves behind the nodes that used it, which are searched
again from their rim. Results are those of a full recompute. Without compiled kernels each change is one.

References
----------
.. [1] Ramalingam, G. and Reps, T. (1996). An incremental algorithm for a generalization of the shortest-path problem.
   Journal of Algorithms 21(2), 267-305. doi:10.1006/jagm.1996.0046
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from siteplan.measures.access_points import ALONGSIDE_M, outline_accesses
from siteplan.measures.cost_field import CostField
from siteplan.measures.editable_network import EditableNetwork, corners, is_point
from siteplan.measures.kernels import WhatIfKernels, what_if_kernels
from siteplan.measures.network import RoutingGraph, facing, on_same_edge
from siteplan.measures.snapping import Accesses, EdgeIndex

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@dataclass(kw_only=True)
class _Sites:
    """Plots, or destinations of one kind: geometries by number, None where one is gone, and their accesses."""

    geometries: list[BaseGeometry | None]
    accesses: Accesses

    def replaced(self, network: EditableNetwork, numbers: IntArray) -> None:
        """Find the accesses of some again."""
        keep = np.ones(len(self.geometries), dtype=bool)
        keep[numbers] = False
        there = [(self.geometries[i], i) for i in numbers.tolist()]
        given = [(g, i) for g, i in there if g is not None]
        new = network.accesses([g for g, _ in given], np.array([i for _, i in given], dtype=int))
        self.accesses = Accesses.joined(self.accesses.of_owners(keep), new)

    def on(self, edges: NDArray[np.bool_]) -> IntArray:
        """Numbers of those with an access or a stretch on one of the edges of a mask."""
        owners = [self.accesses.owner[edges[self.accesses.edge]]]
        if self.accesses.stretches is not None:
            owners.append(self.accesses.stretches.owner[edges[self.accesses.stretches.edge]])
        return np.unique(np.concatenate(owners))

    def drawn_to(self, path: BaseGeometry) -> IntArray:
        """Numbers of those that a new path is near enough to, to be entered from it."""
        reach = np.zeros(len(self.geometries))
        np.maximum.at(reach, self.accesses.owner, self.accesses.straight)
        there = np.array([g is not None for g in self.geometries], dtype=bool)
        outlined = np.array([g is not None and not is_point(g) for g in self.geometries], dtype=bool)
        reach[outlined] = np.maximum(reach[outlined], ALONGSIDE_M)
        distance = np.full(len(reach), np.inf)
        distance[there] = shapely.distance(np.array([g for g in self.geometries if g is not None], dtype=object), path)
        return np.flatnonzero(distance <= reach + 1e-6)


@dataclass(kw_only=True)
class _Kind:
    """Destinations of one kind and the field of least costs to them."""

    sites: _Sites
    cost: FloatArray = field(default_factory=lambda: np.empty(0))
    goal: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    via: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    direct: FloatArray = field(default_factory=lambda: np.empty(0))


class WhatIf:
    """Plots, destinations by kind, and a walking network that may be changed.

    Parameters
    ----------
    index
        Edges of the walking network; it is not changed itself.
    plots
        Where plots are left: points (entrances), or outlines.
    destinations
        By kind: points, or outlines of areas and lines.
    compiled, wait_s
        As for :class:`siteplan.measures.distance_engine.DistanceEngine`.

    Notes
    -----
    Walking only: every street in both directions. Paths that were added may be taken away again; streets of the map
    stay. Not safe for several threads at once.
    """

    def __init__(
        self,
        index: EdgeIndex,
        plots: Sequence[BaseGeometry],
        destinations: Mapping[str, Sequence[BaseGeometry]],
        *,
        compiled: bool = True,
        wait_s: float | None = 0.0,
    ) -> None:
        self._network = EditableNetwork(index)
        self._compiled, self._wait_s = compiled, wait_s
        self._paths: dict[int, IntArray] = {}
        self._split: dict[int, list[int]] = {}
        self._plots = _Sites(geometries=list(plots), accesses=_at_once(index, plots))
        self._group()
        self._kinds = {
            name: _Kind(sites=_Sites(geometries=list(given), accesses=_at_once(index, given)))
            for name, given in destinations.items()
        }
        for kind in self._kinds.values():
            self._recompute(kind)

    # --- results ---------------------------------------------------------------------------------------------------

    def distances(self, kind: str) -> FloatArray:
        """(p,) metres from every plot to the nearest destination of a kind, infinite where there is none."""
        known, starts = self._kinds[kind], self._starts
        tail, head = self._network.ends[starts.edge].T
        length = self._network.length[starts.edge]
        by_node = starts.straight + np.minimum(
            starts.offset + known.cost[tail], length - starts.offset + known.cost[head]
        )
        return np.minimum(np.minimum.reduceat(by_node, self._begin[:-1]), known.direct)

    def destinations(self, kind: str) -> dict[int, BaseGeometry]:
        """The destinations of a kind that are there, by number."""
        return {i: g for i, g in enumerate(self._kinds[kind].sites.geometries) if g is not None}

    # --- destinations ----------------------------------------------------------------------------------------------

    def add_destination(self, kind: str, geometry: BaseGeometry) -> int:
        """Add a stop, a shop, an area; returns its number."""
        known = self._kinds[kind]
        number = len(known.sites.geometries)
        known.sites.geometries.append(geometry)
        known.sites.replaced(self._network, np.array([number]))
        self._changed(known, np.array([number]), old_edges=np.empty(0, dtype=np.int64))
        return number

    def remove_destination(self, kind: str, number: int) -> None:
        """Take a destination away. KeyError where there is none of that number."""
        known = self._kinds[kind]
        if not 0 <= number < len(known.sites.geometries) or known.sites.geometries[number] is None:
            raise KeyError(number)
        old = _edges_of(known.sites.accesses, number)
        known.sites.geometries[number] = None
        known.sites.replaced(self._network, np.array([number]))
        self._changed(known, np.array([number]), old_edges=old)

    # --- paths -----------------------------------------------------------------------------------------------------

    def add_path(self, line: LineString) -> int:
        """Add a path, joined at both ends to the nearest point of the nearest street; returns its number."""
        network = self._network
        xy = corners(line)
        split: list[int] = []
        feet = [self._foot(point, split) for point in (xy[0], xy[-1])]
        away = [float(np.hypot(*(network.xy[foot] - point))) for foot, point in zip(feet, (xy[0], xy[-1]), strict=True)]
        between = xy[(0 if away[0] > 1e-9 else 1) : (None if away[1] > 1e-9 else len(xy) - 1)]
        nodes = network.add_nodes(between)
        self._grow()
        edges = network.add_chain([feet[0], *nodes.tolist(), feet[1]])
        number = max(self._paths, default=-1) + 1
        self._paths[number] = edges
        self._after(opened=edges, closed=np.array(split, dtype=np.int64))
        return number

    def remove_path(self, number: int) -> None:
        """Take an added path away again. KeyError where there is none of that number."""
        edges = self._paths.pop(number)
        # what was joined to this path later has split it
        pieces = self._pieces(edges)
        self._network.alive[pieces] = False
        self._after(opened=np.empty(0, dtype=np.int64), closed=pieces)

    def _pieces(self, edges: IntArray) -> IntArray:
        """Edges, or those that stand for them since they were split."""
        found, waiting = [], edges.tolist()
        while waiting:
            edge = waiting.pop()
            if edge in self._split:
                waiting += self._split[edge]
            else:
                found.append(edge)
        return np.array(found, dtype=np.int64)

    def _foot(self, point: FloatArray, split: list[int]) -> int:
        """The node at the nearest point of the nearest street, made where there is none."""
        network = self._network
        found = network.accesses([shapely.Point(point)], np.zeros(1, dtype=int))
        edge = int(found.edge[0])
        node, parts = network.split(edge, float(found.offset[0]))
        if len(parts):
            self._split[edge] = parts.tolist()
            split.append(edge)
            self._grow()
            for kind in self._kinds.values():
                self._split_field(kind, edge, node, parts)
        return node

    def _split_field(self, kind: _Kind, edge: int, node: int, parts: IntArray) -> None:
        """The new node lies on ways that hold on: nothing changes but by which edge they leave."""
        tail, head = (int(end) for end in self._network.ends[edge])
        by_tail = kind.cost[tail] + self._network.length[parts[0]]
        by_head = kind.cost[head] + self._network.length[parts[1]]
        nearer, part = (tail, parts[0]) if by_tail <= by_head else (head, parts[1])
        kind.cost[node], kind.goal[node], kind.via[node] = min(by_tail, by_head), kind.goal[nearer], part
        for end, half in ((tail, parts[0]), (head, parts[1])):
            if kind.via[end] == edge:
                kind.via[end] = half

    def _grow(self) -> None:
        """Room in the fields for new nodes."""
        for kind in self._kinds.values():
            more = len(self._network.xy) - len(kind.cost)
            kind.cost = np.concatenate([kind.cost, np.full(more, np.inf)])
            kind.goal = np.concatenate([kind.goal, np.full(more, -1)])
            kind.via = np.concatenate([kind.via, np.full(more, -1)])

    # --- keeping true ----------------------------------------------------------------------------------------------

    def _after(self, *, opened: IntArray, closed: IntArray) -> None:
        """Edges have come or gone: accesses and fields follow."""
        network = self._network
        gone = np.zeros(len(network.length), dtype=bool)
        gone[closed] = True
        path = network.line(opened) if len(opened) else None
        touched_plots = self._touched(self._plots, gone, path)
        old = [_edges_of(self._plots.accesses, number) for number in touched_plots.tolist()]
        if len(touched_plots):
            self._plots.replaced(network, touched_plots)
            self._group()
        for kind in self._kinds.values():
            numbers = self._touched(kind.sites, gone, path)
            before = [_edges_of(kind.sites.accesses, number) for number in numbers.tolist()]
            if len(numbers):
                kind.sites.replaced(network, numbers)
            self._changed(kind, numbers, old_edges=np.concatenate([closed, *before, *old]), opened=opened, gone=gone)
            self._direct(kind, touched_plots)

    @staticmethod
    def _touched(sites: _Sites, gone: NDArray[np.bool_], path: BaseGeometry | None) -> IntArray:
        numbers = sites.on(gone)
        return numbers if path is None else np.union1d(numbers, sites.drawn_to(path))

    def _changed(
        self,
        kind: _Kind,
        numbers: IntArray,
        *,
        old_edges: IntArray,
        opened: IntArray | None = None,
        gone: NDArray[np.bool_] | None = None,
    ) -> None:
        """Bring the field of a kind up to date: destinations that changed, edges opened, edges gone."""
        kernels = what_if_kernels(wait_s=self._wait_s) if self._compiled else None
        if kernels is None:
            self._recompute(kind)
            return
        lost = self._lost(kernels, kind, numbers, gone)
        self._update(kernels, kind, lost, numbers, np.empty(0, dtype=np.int64) if opened is None else opened)
        changed = np.zeros(len(self._network.length), dtype=bool)
        changed[old_edges] = True
        for number in numbers.tolist():
            changed[_edges_of(kind.sites.accesses, number)] = True
        self._direct(kind, self._plots.on(changed))

    def _lost(self, kernels: WhatIfKernels, kind: _Kind, numbers: IntArray, gone: NDArray[np.bool_] | None) -> IntArray:
        """Nodes whose least way led to a destination that changed, or over an edge that is gone."""
        lost = np.isin(kind.goal, numbers) if len(numbers) else np.zeros(len(kind.goal), dtype=bool)
        if gone is not None:
            begin = np.flatnonzero((kind.via >= 0) & gone[kind.via] & ~lost)
            found = np.empty(len(lost), dtype=np.int64)
            network = self._network
            count = kernels.behind(network.first, network.after, network.ends, kind.via, begin, lost.copy(), found)
            lost[found[:count]] = True
        return np.flatnonzero(lost)

    def _update(self, kernels: WhatIfKernels, kind: _Kind, lost: IntArray, numbers: IntArray, opened: IntArray) -> None:
        network, accesses = self._network, kind.sites.accesses
        empty = np.zeros(len(network.xy), dtype=bool)
        empty[lost] = True
        changed = np.zeros(len(kind.sites.geometries), dtype=bool)
        changed[numbers] = True
        tail, head = network.ends[accesses.edge].T
        entering = np.flatnonzero(empty[tail] | empty[head] | changed[accesses.owner])
        length = network.length[accesses.edge[entering]]
        offset, straight = accesses.offset[entering], accesses.straight[entering]
        # new edges offer their ends a way over them
        one, other = network.ends[opened].T if len(opened) else np.empty((2, 0), dtype=np.int64)
        kind.goal[lost], kind.cost[lost], kind.via[lost] = -1, np.inf, -1
        nodes = np.concatenate([tail[entering], head[entering], one, other])
        costs = np.concatenate([
            straight + offset, straight + length - offset, kind.cost[other] + network.length[opened],
            kind.cost[one] + network.length[opened],
        ])  # fmt: skip
        owner = accesses.owner[entering]
        goals = np.concatenate([owner, owner, kind.goal[other], kind.goal[one]])
        vias = np.concatenate([np.full(2 * len(entering), -1), opened, opened])
        kernels.update(
            network.first, network.after, network.ends, network.length, network.alive, kind.cost, kind.goal, kind.via,
            lost, nodes, costs, goals, vias,
        )  # fmt: skip

    def _recompute(self, kind: _Kind) -> None:
        """The field of a kind from nothing."""
        index = EdgeIndex(self._network.whole())
        number = np.cumsum(self._network.alive) - 1
        graph = RoutingGraph.walking(index)
        accesses = kind.sites.accesses
        found = graph.field_to(accesses.on_edges(number))
        kind.cost = found.cost
        target = found.target_from
        kind.goal = np.where(target >= 0, accesses.owner[target] if len(accesses) else -1, -1)
        onwards = np.flatnonzero((found.next_node >= 0) & (found.next_node < len(found.cost)))
        kind.via = np.full(len(found.cost), -1)
        edges = np.flatnonzero(self._network.alive)
        kind.via[onwards] = edges[graph.edges_between(onwards, found.next_node[onwards])]
        kind.direct = np.full(len(self._plots.geometries), np.inf)
        self._direct(kind, np.arange(len(self._plots.geometries)))

    def _direct(self, kind: _Kind, plots: IntArray) -> None:
        """Least cost to a destination on the same edge, for some plots."""
        if not len(plots):
            return
        asked = np.zeros(len(self._plots.geometries), dtype=bool)
        asked[plots] = True
        starts = self._starts.of_owners(asked)
        edges = np.zeros(len(self._network.length), dtype=bool)
        edges[starts.edge] = True
        targets = kind.sites.accesses.of_owners(_mask(len(kind.sites.geometries), kind.sites.on(edges)))
        kind.direct[plots] = np.inf
        if not len(targets):
            return
        nothing = np.empty(0, dtype=int)
        alone = CostField(targets=targets, cost=np.empty(0), next_node=nothing, entered=nothing)
        faced, starts = facing(alone, starts)
        targets = faced.targets
        start, target = on_same_edge(starts.edge, targets.edge, np.argsort(targets.edge, kind="stable"))
        if faced.asked_by is not None:
            meant = (faced.asked_by[target] < 0) | (faced.asked_by[target] == starts.owner[start])
            start, target = start[meant], target[meant]
        metres = (starts.straight[start] + targets.straight[target]
                  + np.abs(starts.offset[start] - targets.offset[target]))  # fmt: skip
        np.minimum.at(kind.direct, starts.owner[start], metres)

    def _group(self) -> None:
        self._starts, self._begin = self._plots.accesses.grouped(len(self._plots.geometries))
        self._plots = replace(self._plots, accesses=self._starts)


def _at_once(index: EdgeIndex, geometries: Sequence[BaseGeometry]) -> Accesses:
    """Accesses of many geometries on the network as it was read."""
    pointed = [i for i, geometry in enumerate(geometries) if is_point(geometry)]
    outlined = [i for i, geometry in enumerate(geometries) if not is_point(geometry)]
    parts = []
    if pointed:
        xy, owner = shapely.get_coordinates(np.array([geometries[i] for i in pointed], dtype=object), return_index=True)
        parts.append(index.snap(xy, owner=np.array(pointed)[owner]))
    if outlined:
        parts.append(outline_accesses(index, [geometries[i] for i in outlined]).owned(np.array(outlined)))
    return Accesses.joined(*parts) if parts else Accesses.none()


def _mask(count: int, numbers: IntArray) -> NDArray[np.bool_]:
    mask = np.zeros(count, dtype=bool)
    mask[numbers] = True
    return mask


def _edges_of(accesses: Accesses, number: int) -> IntArray:
    """Edges with an access or a stretch of one owner."""
    edges = [accesses.edge[accesses.owner == number]]
    if accesses.stretches is not None:
        edges.append(accesses.stretches.edge[accesses.stretches.owner == number])
    return np.concatenate(edges)
