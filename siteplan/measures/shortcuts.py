"""Missing links near a plot: straight walks over open ground that would shorten the way to a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry import LineString

from siteplan.measures.network import CostField, RoutingGraph

SPACING_M = 10.0
"""Streets are looked at in points this far apart, and at their ends."""

_CANDIDATES = 400
"""Of the links that would save most, so many are checked for what stands in the way."""

_APART_M = 20.0
"""Two links whose ends both lie nearer than this to each other's are one suggestion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A straight walk that is not there: its line, its length, and how much shorter the whole way would be [m]."""

    line: LineString
    length_m: float
    saved_m: float


def missing_links(
    graph: RoutingGraph,
    field: CostField,
    *,
    starts: NDArray[np.float64],
    remaining: NDArray[np.float64],
    obstacles: Sequence[STRtree],
    longest_m: float,
    least_saving_m: float,
    most: int = 5,
) -> list[Link]:
    """Straight links from points of a way, or of a plot's outline, to streets from which it is nearer to the place.

    Parameters
    ----------
    graph, field
        The walking network, and its least costs to the place.
    starts, remaining
        (s, 2) points where a link may begin, and (s,) the metres that are left from there today.
    obstacles
        Indices of what nobody walks through: buildings, fences, water, railways.
    longest_m
        Links are at most this long.
    least_saving_m
        Links that save less are left out.

    Returns
    -------
    At most ``most`` links, the one that saves most first, each apart from the others.
    """
    ends, cost = _street_points(graph, field, starts, longest_m)
    if not len(ends):
        return []
    length = np.hypot(starts[:, None, 0] - ends[None, :, 0], starts[:, None, 1] - ends[None, :, 1])
    saved = remaining[:, None] - length - cost[None, :]
    worth = np.flatnonzero(((length <= longest_m) & (length > 0.5) & (saved >= least_saving_m)).ravel())
    order = worth[np.argsort(-saved.ravel()[worth], kind="stable")][:_CANDIDATES]
    start, end = np.unravel_index(order, saved.shape)
    lines = shapely.linestrings(np.stack([starts[start], ends[end]], axis=1))
    free = _unblocked(lines, obstacles)
    kept: list[Link] = []
    for i in np.flatnonzero(free).tolist():
        link = Link(line=lines[i], length_m=float(lines[i].length), saved_m=float(saved[start[i], end[i]]))
        if len(kept) < most and not any(_alike(link, other) for other in kept):
            kept.append(link)
    return kept


def _street_points(
    graph: RoutingGraph, field: CostField, starts: NDArray[np.float64], longest_m: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points along the streets within reach, and what is left to walk from each."""
    around = shapely.multipoints(starts)
    near = graph.index.tree.query(around, predicate="dwithin", distance=longest_m)
    edges = np.unique(graph.index.edges[near])
    length = graph.network.edge_length[edges]
    parts = np.maximum(1, np.ceil(length / SPACING_M).astype(int)) + 1
    edge = np.repeat(edges, parts)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
    share = number / np.repeat(parts - 1, parts)
    tail, head = graph.network.edge_nodes[edge].T
    xy = graph.network.node_xy
    points = xy[tail] + share[:, None] * (xy[head] - xy[tail])
    metres = graph.network.edge_length[edge]
    cost = np.minimum(field.cost[tail] + share * metres, field.cost[head] + (1 - share) * metres)
    reached = np.isfinite(cost)
    return points[reached], cost[reached]


def _unblocked(lines: NDArray[np.object_], obstacles: Sequence[STRtree]) -> NDArray[np.bool_]:
    free = np.ones(len(lines), dtype=bool)
    for tree in obstacles:
        if len(lines) and len(tree):
            free[np.unique(tree.query(lines, predicate="intersects")[0])] = False
    return free


def _alike(one: Link, other: Link) -> bool:
    (a, b), (c, d) = (shapely.get_coordinates(link.line) for link in (one, other))
    return bool(np.hypot(*(a - c)) < _APART_M and np.hypot(*(b - d)) < _APART_M)
