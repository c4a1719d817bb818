"""A street network without the nodes at which nothing branches: links from junction to junction.

Three of four nodes of a street map only bend a street. Searches need not stop at them: edges between two junctions are
merged into one link, and every edge keeps its place on its link, so that distances are those of the whole network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siteplan.measures.snapping import Accesses
from siteplan.model import StreetNetwork

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnLinks:
    """k accesses by their place on the links.

    ``link`` (k,); ``position`` (k,) metres along it from its first junction, to tell what comes first; ``forward`` and
    ``backward`` (k,) cost of the link before the access in its direction, and after it in the other; ``to_first``,
    ``to_last`` (k,) cost from the access to the link's junctions; ``from_first``, ``from_last`` (k,) from them to it,
    the straight line included in all four; ``straight`` (k,) its cost alone.
    """

    link: IntArray
    position: FloatArray
    forward: FloatArray
    backward: FloatArray
    to_first: FloatArray
    to_last: FloatArray
    from_first: FloatArray
    from_last: FloatArray
    straight: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MergedNetwork:
    """Links between junctions. Shapes: j junctions, l links, m edges of the network.

    ``junction`` (j,) node of each; ``first``, ``last`` (l,) junctions of each link; ``along``, ``against`` (l,) its
    cost in its direction and against it, infinite where it may not be used. For every edge: ``link`` (m,), -1 where it
    is not in the largest component; ``with_link`` (m,) whether it runs in the link's direction; ``before`` and
    ``after`` (m, 3) of the link before its first and after its last end, in the link's direction: cost along, cost
    against, metres. ``edge_cost`` (m, 3): the same of the edge itself.
    """

    network: StreetNetwork
    junction: IntArray
    first: IntArray
    last: IntArray
    along: FloatArray
    against: FloatArray
    link: IntArray
    with_link: NDArray[np.bool_]
    before: FloatArray
    after: FloatArray
    edge_cost: FloatArray

    @classmethod
    def of(
        cls, network: StreetNetwork, edges: NDArray[np.int_], *, along: FloatArray, against: FloatArray
    ) -> MergedNetwork:
        """Merge chosen edges, which hang together.

        Parameters
        ----------
        edges
            (m0,) edges.
        along, against
            (m,) cost of every edge in its own direction and against it, infinite where it may not be used.

        Notes
        -----
        Every edge has two half-edges, one for each direction; a chain of half-edges is summed up by doubling the
        number of its links that each already knows (Wyllie's list ranking), so no loop runs over single edges. A node
        at which one may go on in one direction only stays a junction: every link is open or closed as a whole.
        """
        half = _HalfEdges.of(network, edges, along, against)
        end, total = half.summed()
        # where the chain of a half-edge begins: the end of the chain of its opposite, turned round
        begin = end[_opposite(len(end))] ^ 1
        ahead = begin.reshape(-1, 2)
        key = ahead.min(axis=1)
        with_link = ahead[:, 0] == key
        names, number = np.unique(key, return_inverse=True)
        junction, ends = np.unique(np.concatenate([half.tail[names], half.head[end[names]]]), return_inverse=True)
        m = len(network.edge_length)
        link, forwards = np.full(m, -1), np.zeros(m, dtype=bool)
        link[edges], forwards[edges] = number, with_link
        before, after, own = np.zeros((m, 3)), np.zeros((m, 3)), np.zeros((m, 3))
        forward = 2 * np.arange(len(edges)) + ~with_link  # of each edge, the half-edge in the link's direction
        after[edges] = half.beyond(total, forward)
        before[edges] = half.beyond(total, forward ^ 1)[:, [1, 0, 2]]
        own[edges] = half.cost[forward]
        return cls(
            network=network, junction=junction, first=ends[: len(names)], last=ends[len(names) :],
            along=total[names, 0], against=total[names, 1], link=link, with_link=forwards, before=before, after=after,
            edge_cost=own,
        )  # fmt: skip

    def place(self, accesses: Accesses, *, straight_rate: float) -> OnLinks:
        """Accesses by their place on the links; ``straight_rate``: cost per metre of their straight lines."""
        edge = accesses.edge
        share = accesses.offset / self.network.edge_length[edge]
        share = np.where(self.with_link[edge], share, 1.0 - share)
        link, cost, straight = self.link[edge], self.edge_cost[edge], accesses.straight * straight_rate
        before, after = self.before[edge], self.after[edge]
        forward, metres = (before[:, i] + _times(cost[:, i], share) for i in (0, 2))
        to_first = before[:, 1] + _times(cost[:, 1], share)
        to_last = after[:, 0] + _times(cost[:, 0], 1.0 - share)
        backward = after[:, 1] + _times(cost[:, 1], 1.0 - share)
        closed = ~np.isfinite(self.along[link]), ~np.isfinite(self.against[link])
        for out, shut in ((forward, closed[0]), (to_last, closed[0]), (to_first, closed[1]), (backward, closed[1])):
            out[shut] = np.inf
        return OnLinks(
            link=link, position=metres, forward=forward, backward=backward, to_first=straight + to_first,
            to_last=straight + to_last, from_first=straight + forward, from_last=straight + backward,
            straight=straight,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _HalfEdges:
    """2 m0 half-edges: 2 i along edge i, 2 i + 1 against it.

    ``cost`` (2 m0, 3): cost in its own direction, in the other, metres. ``following`` the half-edge after it on the
    same chain, -1 where it ends at a junction.
    """

    tail: IntArray
    head: IntArray
    cost: FloatArray
    following: IntArray

    @classmethod
    def of(cls, network: StreetNetwork, edges: NDArray[np.int_], along: FloatArray, against: FloatArray) -> _HalfEdges:
        ends = network.edge_nodes[edges].astype(np.int64)
        tail, head = ends.ravel(), ends[:, ::-1].ravel()
        own = np.column_stack([along[edges], against[edges]])
        cost = np.column_stack([own.ravel(), own[:, ::-1].ravel(), np.repeat(network.edge_length[edges], 2)])
        n = len(network.node_id)
        degree = np.bincount(tail, minlength=n)
        here = np.arange(len(tail))
        others = np.bincount(tail, weights=here, minlength=n).astype(np.int64)  # sum of the half-edges that leave
        following = others[head] - (here ^ 1)
        goes_on = degree[head] == 2
        inner = following[goes_on]
        open_before, open_after = np.isfinite(cost[goes_on, :2]), np.isfinite(cost[inner, :2])
        goes_on[goes_on] = (open_before == open_after).all(axis=1)
        if not (~goes_on).any():  # a single ring: it is cut at one node
            goes_on[head == head[0]] = False
        return cls(tail=tail, head=head, cost=cost, following=np.where(goes_on, following, -1))

    def summed(self) -> tuple[IntArray, FloatArray]:
        """(2 m0,) last half-edge of the chain that each begins, and (2 m0, 3) what it costs from here to its end."""
        last, total, following = np.arange(len(self.tail)), self.cost.copy(), self.following.copy()
        while len(going := np.flatnonzero(following >= 0)):
            ahead = following[going]
            total[going] += total[ahead]
            last[going], following[going] = last[ahead], following[ahead]
        return last, total

    def beyond(self, total: FloatArray, which: IntArray) -> FloatArray:
        """(k, 3) what the chain costs after each of some half-edges."""
        ahead = self.following[which]
        return np.where((ahead >= 0)[:, None], total[np.maximum(ahead, 0)], 0.0)


def _opposite(count: int) -> IntArray:
    return np.arange(count) ^ 1


def _times(cost: FloatArray, share: FloatArray) -> FloatArray:
    """Share of an edge's cost; none of an edge that may not be used costs nothing."""
    return np.where(share > 0, cost, 0.0) * share
