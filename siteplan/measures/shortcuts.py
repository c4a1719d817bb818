"""Missing links near a plot: straight walks over open ground that would shorten the way to a place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree
from shapely import STRtree
from shapely.geometry import LineString

from siteplan.measures.cost_field import CostField
from siteplan.measures.network import RoutingGraph
from siteplan.measures.snapping import Accesses

SPACING_M = 10.0
"""Streets are looked at in points this far apart, and at their ends."""

_CANDIDATES = 400
"""Of the links that would save most, so many are checked for what stands in the way, ``_AT_ONCE`` at a time."""
_AT_ONCE = 40

_APART_M = 20.0
"""Two links whose ends both lie nearer than this to each other's are one suggestion."""

_SHORTEST_M = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A straight walk that is not there: its line, its length, and how much shorter the whole way would be [m]."""

    line: LineString
    length_m: float
    saved_m: float

    @property
    def gain_m(self) -> float:
        """What is saved less what has to be built: each metre of path is weighed against a metre of walk."""
        return self.saved_m - self.length_m


@dataclass(frozen=True, kw_only=True, eq=False)
class StreetPoints:
    """Points along every street, ten metres apart, where a new path could join it; none on bridges and in tunnels.

    ``accesses``: (p,) points on the network; ``decks``: index of the bridges and tunnels.
    """

    accesses: Accesses
    decks: STRtree

    @cached_property
    def tree(self) -> KDTree:
        """Spatial index over the points."""
        return KDTree(self.accesses.xy)

    @classmethod
    def of(cls, graph: RoutingGraph) -> StreetPoints:
        """The points of a walking network."""
        network = graph.network
        off_ground = np.zeros(len(network.way_id), dtype=bool)
        for key in ("bridge", "tunnel"):
            off_ground |= np.array([value not in (None, "no") for value in network.tag(key)], dtype=bool)
        lifted = off_ground[network.edge_way]
        edges = graph.index.edges[~lifted[graph.index.edges] & (network.edge_length[graph.index.edges] > 0)]
        length = network.edge_length[edges]
        parts = np.maximum(1, np.ceil(length / SPACING_M).astype(int)) + 1
        edge = np.repeat(edges, parts)
        number = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
        share = number / np.repeat(parts - 1, parts)
        tail, head = network.edge_nodes[edge].T
        points = network.node_xy[tail] + share[:, None] * (network.node_xy[head] - network.node_xy[tail])
        accesses = Accesses(
            owner=np.arange(len(edge)), edge=edge, offset=share * network.edge_length[edge], xy=points,
            straight=np.zeros(len(edge)),
        )  # fmt: skip
        decks = STRtree(shapely.linestrings(network.node_xy[network.edge_nodes[lifted]]))
        return cls(accesses=accesses, decks=decks)

    def cost_to(self, graph: RoutingGraph, field: CostField) -> NDArray[np.float64]:
        """(p,) metres that are left to walk to the nearest target of a field, from each point."""
        cost: NDArray[np.float64] = graph.reach(field, self.accesses).cost
        return cost

    def on_ground(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of (s, 2) points lie neither on a bridge nor in a tunnel."""
        free = np.ones(len(points), dtype=bool)
        if len(self.decks):
            free[self.decks.query(shapely.points(points), predicate="dwithin", distance=_SHORTEST_M)[0]] = False
        return free


def missing_links(
    streets: StreetPoints,
    cost: NDArray[np.float64],
    *,
    starts: NDArray[np.float64],
    remaining: NDArray[np.float64],
    obstacles: Sequence[STRtree],
    longest_m: float,
    least_saving_m: float,
    most: int = 5,
    by_gain: bool = False,
    passable: Callable[[LineString], bool] | None = None,
) -> list[Link]:
    """Straight links from points of a way, or of a plot's outline, to streets from which it is nearer to the place.

    Parameters
    ----------
    streets, cost
        Where a link may end, and the metres that are left from each of these points.
    starts, remaining
        (s, 2) points where a link may begin, and (s,) the metres that are left from there today.
    obstacles
        Indices of what nobody walks through: buildings, fences, water, railways.
    longest_m
        Links are at most this long.
    least_saving_m
        Links that save less are left out.
    most
        At most so many links.
    by_gain
        Best is what saves most for the metres that have to be built (``Link.gain_m``), and what saves less than it is
        long is left out; else best is what saves most.
    passable
        What else a link must hold to, such as the slope of the ground.

    Returns
    -------
    The best first, each apart from the others.
    """
    worth = (remaining >= least_saving_m) & streets.on_ground(starts)
    starts, remaining = starts[worth], remaining[worth]
    start, end, length = _pairs(streets, starts, longest_m)
    saved = remaining[start] - length - cost[end]
    rating = saved - length if by_gain else saved
    good = np.flatnonzero((saved >= least_saving_m) & (length > _SHORTEST_M) & (rating > 0))
    # Of links that save alike the shortest: the one that begins where the plot ends.
    order = good[np.lexsort((end[good], length[good].round(6), -rating[good].round(6)))][:_CANDIDATES]
    kept: list[Link] = []
    for first in range(0, len(order), _AT_ONCE):
        some = order[first : first + _AT_ONCE]
        lines = shapely.linestrings(np.stack([starts[start[some]], streets.accesses.xy[end[some]]], axis=1))
        for i in np.flatnonzero(_unblocked(lines, obstacles)).tolist():
            link = Link(line=lines[i], length_m=float(length[some[i]]), saved_m=float(saved[some[i]]))
            apart = not any(_alike(link, other) for other in kept)
            if apart and (passable is None or passable(link.line)):
                kept.append(link)
            if len(kept) == most:
                return kept
    return kept


def _pairs(
    streets: StreetPoints, starts: NDArray[np.float64], longest_m: float
) -> tuple[NDArray[np.int_], NDArray[np.int_], NDArray[np.float64]]:
    """Every start with every street point within reach: numbers of both, and the metres between them."""
    found = streets.tree.query_ball_point(starts, longest_m, return_sorted=False) if len(starts) else []
    start = np.repeat(np.arange(len(starts)), [len(some) for some in found])
    end = np.fromiter(chain.from_iterable(found), dtype=np.intp, count=len(start))
    length = np.hypot(*(starts[start] - streets.accesses.xy[end]).T)
    return start, end, length


def _unblocked(lines: NDArray[np.object_], obstacles: Sequence[STRtree]) -> NDArray[np.bool_]:
    free = np.ones(len(lines), dtype=bool)
    for tree in obstacles:
        if len(lines) and len(tree):
            free[np.unique(tree.query(lines, predicate="intersects")[0])] = False
    return free


def _alike(one: Link, other: Link) -> bool:
    (a, b), (c, d) = (shapely.get_coordinates(link.line) for link in (one, other))
    return bool(np.hypot(*(a - c)) < _APART_M and np.hypot(*(b - d)) < _APART_M)
