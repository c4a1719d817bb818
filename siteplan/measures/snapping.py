"""Where points and outlines meet a street network: on its edges, never at its nodes.

Snapping to nodes instead is wrong by 36 m at the median and by kilometres at worst (ENGINE_FACTS B2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from siteplan.measures.kernels import NetworkKernels, network_kernels
from siteplan.model import StreetNetwork

TIE_M = 1e-9
"""Edges whose distances differ by less are equally near (`siteplan.measures.kernels.grid` holds the same)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """k stretches of outlines that a way runs along; between their two ends everything changes evenly.

    ``owner`` (k,) and ``edge`` (k,) as in :class:`Accesses`; ``offset`` (k, 2), ``straight`` (k, 2) and ``xy``
    (k, 2, 2) at both ends.
    """

    owner: NDArray[np.int_]
    edge: NDArray[np.int_]
    offset: NDArray[np.float64]
    straight: NDArray[np.float64]
    xy: NDArray[np.float64]

    def take(self, keep: NDArray[np.bool_] | NDArray[np.int_]) -> Stretches:
        """The stretches selected by a mask or by indices."""
        return Stretches(owner=self.owner[keep], edge=self.edge[keep], offset=self.offset[keep],
                         straight=self.straight[keep], xy=self.xy[keep])  # fmt: skip

    @staticmethod
    def joined(*parts: Stretches) -> Stretches | None:
        """Several, one after the other; None of none."""
        if len(parts) < 2:
            return parts[0] if parts else None
        return Stretches(
            owner=np.concatenate([p.owner for p in parts]), edge=np.concatenate([p.edge for p in parts]),
            offset=np.concatenate([p.offset for p in parts]), straight=np.concatenate([p.straight for p in parts]),
            xy=np.concatenate([p.xy for p in parts]),
        )  # fmt: skip

    def at(self, number: NDArray[np.int_], offset: NDArray[np.float64]) -> Accesses:
        """The access points of stretches ``number`` (j,) whose feet are at ``offset`` (j,) metres along their edges."""
        low, high = self.offset[number].T
        share = (offset - low) / (high - low)
        straight = self.straight[number, 0] + share * (self.straight[number, 1] - self.straight[number, 0])
        xy = self.xy[number, 0] + share[:, None] * (self.xy[number, 1] - self.xy[number, 0])
        return Accesses(owner=self.owner[number], edge=self.edge[number], offset=offset, straight=straight, xy=xy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accesses:
    """k ways onto a network, each of an owner (a plot, a destination).

    ``owner`` (k,) index of the owner; ``edge`` (k,) edge of the network; ``offset`` (k,) metres along it from its
    first node; ``straight`` (k,) metres in a straight line from the point to the edge; ``xy`` (k, 2) the point.
    ``stretches``: where any point between two accesses is one as well.
    """

    owner: NDArray[np.int_]
    edge: NDArray[np.int_]
    offset: NDArray[np.float64]
    straight: NDArray[np.float64]
    xy: NDArray[np.float64]
    stretches: Stretches | None = None

    def __len__(self) -> int:
        return len(self.owner)

    def take(self, keep: NDArray[np.bool_] | NDArray[np.int_]) -> Accesses:
        """The accesses selected by a mask or by indices, as single points, without stretches."""
        return Accesses(owner=self.owner[keep], edge=self.edge[keep], offset=self.offset[keep],
                        straight=self.straight[keep], xy=self.xy[keep])  # fmt: skip

    def grouped(self, count: int) -> tuple[Accesses, NDArray[np.int_]]:
        """The same in the order of the owners 0 ... count - 1, and (count + 1,) where each of them begins."""
        order, start = _grouped(self.owner, count)
        stretches = self.stretches
        if stretches is not None:
            stretches = stretches.take(_grouped(stretches.owner, count)[0])
        return replace(self.take(order), stretches=stretches), start

    def rows(self, start: NDArray[np.int_], owner: int) -> Accesses:
        """Everything of one owner, of accesses that are grouped by owner; ``start`` as from :meth:`grouped`."""
        part = self.take(np.arange(start[owner], start[owner + 1]))
        if self.stretches is None:
            return part
        low, high = np.searchsorted(self.stretches.owner, [owner, owner + 1])
        return replace(part, stretches=self.stretches.take(np.arange(low, high)))

    def owned(self, owner: NDArray[np.int_]) -> Accesses:
        """The same with the owners' own numbers: ``owner[i]`` in place of i."""
        stretches = None if self.stretches is None else replace(self.stretches, owner=owner[self.stretches.owner])
        return replace(self, owner=owner[self.owner], stretches=stretches)

    def on_edges(self, edges: NDArray[np.int_]) -> Accesses:
        """The same on edges with other numbers: ``edges[i]`` in place of i."""
        stretches = None if self.stretches is None else replace(self.stretches, edge=edges[self.stretches.edge])
        return replace(self, edge=edges[self.edge], stretches=stretches)

    def of_owners(self, chosen: NDArray[np.bool_]) -> Accesses:
        """Everything of the owners that a mask by their numbers chooses."""
        stretches = None if self.stretches is None else self.stretches.take(chosen[self.stretches.owner])
        return replace(self.take(chosen[self.owner]), stretches=stretches)

    @classmethod
    def none(cls) -> Accesses:
        """No access at all."""
        nothing = np.empty(0)
        return cls(owner=nothing.astype(int), edge=nothing.astype(int), offset=nothing, straight=nothing,
                   xy=np.empty((0, 2)))  # fmt: skip

    @classmethod
    def joined(cls, *parts: Accesses) -> Accesses:
        """Several, one after the other."""
        with_stretches = [part.stretches for part in parts if part.stretches is not None]
        return cls(
            owner=np.concatenate([p.owner for p in parts]), edge=np.concatenate([p.edge for p in parts]),
            offset=np.concatenate([p.offset for p in parts]), straight=np.concatenate([p.straight for p in parts]),
            xy=np.concatenate([p.xy for p in parts]), stretches=Stretches.joined(*with_stretches),
        )  # fmt: skip


def _grouped(owner: NDArray[np.int_], count: int) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """The order that puts owners one after the other, and where each of them begins in it."""
    order = np.argsort(owner, kind="stable")
    return order, np.searchsorted(owner[order], np.arange(count + 1))


@dataclass(frozen=True, eq=False)
class EdgeIndex:
    """Spatial index over the edges of a network's largest component; nothing else is ever snapped to."""

    network: StreetNetwork

    @cached_property
    def edges(self) -> NDArray[np.int_]:
        """(m0,) edges with both ends in the largest component."""
        in_largest = self.network.component[self.network.edge_nodes] == 0
        return np.flatnonzero(in_largest.all(axis=1))

    @cached_property
    def ends(self) -> NDArray[np.float64]:
        """(m0, 2, 2) coordinates of both ends of each indexed edge [m]."""
        ends: NDArray[np.float64] = self.network.node_xy[self.network.edge_nodes[self.edges]]
        return ends

    @cached_property
    def tree(self) -> STRtree:
        """Index over the edges as lines; positions are those of ``edges``."""
        return STRtree(shapely.linestrings(self.ends))

    @cached_property
    def _grid(self) -> _Grid:
        """A uniform grid over the edges, about one cell for each of them."""
        low, high = self.ends.min(axis=(0, 1)), self.ends.max(axis=(0, 1))
        size = np.maximum(high - low, 1.0)
        cell = float(np.sqrt(size.prod() / len(self.ends)))
        columns, rows = (int(n) for n in (size // cell).astype(int) + 1)
        return _Grid(x0=float(low[0]), y0=float(low[1]), cell=cell, columns=columns, rows=rows)

    @cached_property
    def _cells(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        kernels = network_kernels(wait_s=None)
        if kernels is None:
            raise RuntimeError("no kernels")
        cells: tuple[NDArray[np.int64], NDArray[np.int64]] = kernels.cells_of_edges(self.ends, *self._grid)
        return cells

    def snap(self, xy: NDArray[np.float64], *, owner: NDArray[np.int_] | None = None) -> Accesses:
        """Snap points to the nearest point of the nearest edge; of edges equally near, the one that comes first.

        Parameters
        ----------
        xy
            (k, 2) points [m].
        owner
            (k,) owner of each point; default its own number. Nothing comes back where there is no edge at all.
        """
        owner = np.arange(len(xy)) if owner is None else owner
        if not len(self.edges) or not len(xy):
            return Accesses.none()
        kernels = network_kernels()
        position = self._nearest_by_tree(xy) if kernels is None else self._nearest_by_grid(kernels, xy)
        offset, straight = foot_on_segment(xy, self.ends[position])
        return Accesses(owner=owner, edge=self.edges[position], offset=offset, straight=straight, xy=xy)

    def _nearest_by_grid(self, kernels: NetworkKernels, xy: NDArray[np.float64]) -> NDArray[np.int_]:
        found = np.empty(len(xy), dtype=np.int64)
        kernels.nearest_edges(np.ascontiguousarray(xy, dtype=float), self.ends, *self._cells, *self._grid, found)
        return found

    def _nearest_by_tree(self, xy: NDArray[np.float64]) -> NDArray[np.int_]:
        """The same without kernels, with the same choice among edges equally near."""
        points = shapely.points(xy)
        which, nearest = self.tree.query_nearest(points, all_matches=False)
        least = np.empty(len(xy))
        least[which] = foot_on_segment(xy[which], self.ends[nearest])[1]
        which, position = self.tree.query(points, predicate="dwithin", distance=least + 10 * TIE_M)
        which, position = np.concatenate([which, np.arange(len(xy))]), np.concatenate([position, nearest])
        straight = foot_on_segment(xy[which], self.ends[position])[1]
        np.minimum.at(least, which, straight)
        equal = straight < least[which] + TIE_M
        found = np.full(len(xy), len(self.edges))
        np.minimum.at(found, which[equal], position[equal])
        return found


class _Grid(NamedTuple):
    """Corner [m], size of a cell [m], and numbers of cells."""

    x0: float
    y0: float
    cell: float
    columns: int
    rows: int


def foot_on_segment(
    xy: NDArray[np.float64], segments: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nearest point of a segment to a point, for k pairs.

    Parameters
    ----------
    xy
        (k, 2) points [m].
    segments
        (k, 2, 2) segments; one without length is a point.

    Returns
    -------
    offset, distance
        (k,) metres along the segment from its first end, and (k,) metres from the point.
    """
    start, along = segments[:, 0], segments[:, 1] - segments[:, 0]
    length = np.hypot(along[:, 0], along[:, 1])
    safe = np.where(length > 0, length, 1.0)
    unit = along / safe[:, None]
    offset = np.clip(((xy - start) * unit).sum(axis=1), 0.0, length)
    foot = start + unit * offset[:, None]
    return offset, np.hypot(*(xy - foot).T)
