"""A walking network to which paths are added and from which they are taken again, at the cost of the change alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from siteplan.measures.access_points import ALONGSIDE_M, outline_accesses
from siteplan.measures.snapping import Accesses, EdgeIndex
from siteplan.model import StreetNetwork

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

_SAME_M = 1e-9
_AROUND_M = 50.0
_POINTS = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)


def is_point(geometry: BaseGeometry) -> bool:
    """Whether a geometry snaps to its nearest edge; any other is entered along its outline."""
    return bool(shapely.get_type_id(geometry) in _POINTS)


class EditableNetwork:
    """The largest component of a walking network, and what is done to it.

    Attributes
    ----------
    xy : (n, 2), ends : (m, 2), length : (m,), alive : (m,)
        Nodes and edges; those of the map keep their numbers, new ones follow. An edge that is split or taken away is
        not ``alive``.
    first : (n,), after : (2 m,)
        Arcs at each node, as in `siteplan.measures.kernels.what_if`.
    """

    def __init__(self, index: EdgeIndex) -> None:
        network = index.network
        self._index = index
        self.xy: FloatArray = network.node_xy
        self.ends: IntArray = network.edge_nodes.astype(np.int64)
        self.length: FloatArray = network.edge_length
        self.alive = np.zeros(len(self.length), dtype=bool)
        self.alive[index.edges] = True
        self.of_map = len(self.length)
        self.first, self.after = self._arcs()

    def _arcs(self) -> tuple[IntArray, IntArray]:
        arc = np.flatnonzero(np.repeat(self.alive, 2))
        node = self.ends.ravel()[arc]
        order = np.argsort(node, kind="stable")
        node, arc = node[order], arc[order]
        first, after = np.full(len(self.xy), -1), np.full(2 * len(self.length), -1)
        begins = np.concatenate([[True], node[1:] != node[:-1]])
        first[node[begins]] = arc[begins]
        after[arc[:-1][~begins[1:]]] = arc[1:][~begins[1:]]
        return first, after

    def add_nodes(self, xy: FloatArray) -> IntArray:
        """New nodes; their numbers."""
        numbers = np.arange(len(self.xy), len(self.xy) + len(xy))
        self.xy = np.concatenate([self.xy, xy])
        self.first = np.concatenate([self.first, np.full(len(xy), -1)])
        return numbers

    def add_edges(self, ends: IntArray, length: FloatArray) -> IntArray:
        """New edges; their numbers."""
        numbers = np.arange(len(self.length), len(self.length) + len(length))
        self.ends, self.length = np.concatenate([self.ends, ends]), np.concatenate([self.length, length])
        self.alive = np.concatenate([self.alive, np.ones(len(length), dtype=bool)])
        self.after = np.concatenate([self.after, np.full(2 * len(length), -1)])
        for arc in range(2 * int(numbers[0]), 2 * len(self.length)) if len(numbers) else ():
            node = int(self.ends[arc >> 1, arc & 1])
            self.after[arc], self.first[node] = self.first[node], arc
        return numbers

    def split(self, edge: int, offset: float) -> tuple[int, IntArray]:
        """The node at a place on an edge, and the two edges that now stand for it; none where a node was there."""
        tail, head = (int(node) for node in self.ends[edge])
        length = float(self.length[edge])
        if offset <= _SAME_M or offset >= length - _SAME_M:
            return (tail if offset <= _SAME_M else head), np.empty(0, dtype=np.int64)
        foot = self.xy[tail] + (self.xy[head] - self.xy[tail]) * (offset / length)
        (node,) = self.add_nodes(foot[None, :]).tolist()
        self.alive[edge] = False
        return node, self.add_edges(np.array([[tail, node], [node, head]]), np.array([offset, length - offset]))

    def add_chain(self, nodes: Sequence[int]) -> IntArray:
        """Edges from node to node."""
        ends = np.column_stack([nodes[:-1], nodes[1:]]).astype(np.int64)
        return self.add_edges(ends, np.hypot(*(self.xy[ends[:, 1]] - self.xy[ends[:, 0]]).T))

    def accesses(self, geometries: Sequence[BaseGeometry], owners: IntArray) -> Accesses:
        """Ways from geometries onto the network as it is now, by the rules of `snapping` and `access_points`."""
        parts = [self._accesses_of(geometry, int(owner)) for geometry, owner in zip(geometries, owners, strict=True)]
        return Accesses.joined(*parts) if parts else Accesses.none()

    def _accesses_of(self, geometry: BaseGeometry, owner: int) -> Accesses:
        """Only edges round it are looked at, in a circle that grows until nothing outside can be nearer."""
        around = _AROUND_M
        while True:
            edges = self._edges_near(geometry, around)
            if len(edges):
                index = EdgeIndex(self._part(edges))
                if is_point(geometry):
                    xy = shapely.get_coordinates(geometry)
                    found = index.snap(xy, owner=np.zeros(len(xy), dtype=int))
                else:
                    found = outline_accesses(index, [geometry])
                if found.straight.max() + ALONGSIDE_M <= around or len(edges) >= self.alive.sum():
                    return found.owned(np.array([owner])).on_edges(edges)
            around *= 4

    def _edges_near(self, geometry: BaseGeometry, distance_m: float) -> IntArray:
        near = self._index.edges[self._index.tree.query(geometry, predicate="dwithin", distance=distance_m)]
        new = np.arange(self.of_map, len(self.length))
        edges: IntArray = np.concatenate([np.sort(near), new])
        alive: IntArray = edges[self.alive[edges]]
        return alive

    def _part(self, edges: IntArray) -> StreetNetwork:
        nodes, ends = np.unique(self.ends[edges], return_inverse=True)
        return StreetNetwork(
            node_id=nodes, node_xy=self.xy[nodes], edge_nodes=ends.reshape(-1, 2).astype(np.int32),
            edge_length=self.length[edges], edge_way=np.zeros(len(edges), dtype=np.int32),
            way_id=np.zeros(1, dtype=np.int64), way_tags={}, component=np.zeros(len(nodes), dtype=np.int32),
            oneway=np.zeros(1, dtype=np.int8),
        )  # fmt: skip

    def whole(self) -> StreetNetwork:
        """The network as it is now, as if it had been read; node numbers are those of this class."""
        edges = np.flatnonzero(self.alive)
        return StreetNetwork(
            node_id=np.arange(len(self.xy)), node_xy=self.xy, edge_nodes=self.ends[edges].astype(np.int32),
            edge_length=self.length[edges], edge_way=np.zeros(len(edges), dtype=np.int32),
            way_id=np.zeros(1, dtype=np.int64), way_tags={}, component=np.zeros(len(self.xy), dtype=np.int32),
            oneway=np.zeros(1, dtype=np.int8),
        )  # fmt: skip

    def line(self, edges: IntArray) -> BaseGeometry:
        """Edges as one geometry."""
        return shapely.multilinestrings(shapely.linestrings(self.xy[self.ends[edges]]))


def corners(line: LineString) -> FloatArray:
    """(k, 2) points of a line, each once in a row."""
    xy = shapely.get_coordinates(line)
    apart = np.ones(len(xy), dtype=bool)
    apart[1:] = np.hypot(*np.diff(xy, axis=0).T) > _SAME_M
    distinct: FloatArray = xy[apart]
    return distinct
