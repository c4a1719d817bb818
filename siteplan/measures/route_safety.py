"""How much of a walked route is safe from traffic and lit, and how often it crosses faster roads.

What a map does not say stays unknown: every result has a least and a most, never a default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from shapely.geometry import LineString, Point

from siteplan.model import StreetNetwork

FOOT_CLASSES = frozenset({"footway", "path", "pedestrian", "steps", "cycleway", "bridleway", "living_street", "track"})
"""Ways on which people walk apart from fast traffic, by class alone."""

THROUGH_CLASSES = frozenset({
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link",
    "tertiary", "tertiary_link", "unclassified", "residential", "road",
})  # fmt: skip
"""Roads that one crosses; a driveway or a yard (service) is none."""

SIDEWALK_KEYS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")
NO_SIDEWALK = frozenset({"no", "none"})
CROSSING_REACH_M = 1.0
"""A marked crossing is taken as being at a street node this near (the same node, but for rounding)."""

_SPEED = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(km/h|kmh|mph)?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSafety:
    """One route. Lengths [m]: ``unknown_*`` may turn out either way; crossings of faster roads without a marking.

    ``crossed_at``: where those crossings are; ``unsafe``: the street edges that are known not to be safe.
    """

    length_m: float
    safe_m: float
    unknown_safe_m: float
    lit_m: float
    unknown_lit_m: float
    crossings: int
    unknown_crossings: int
    crossed_at: tuple[Point, ...] = ()
    unsafe: tuple[LineString, ...] = ()

    @classmethod
    def together(cls, routes: Sequence[RouteSafety]) -> RouteSafety:
        """Several routes end to end."""
        return cls(
            length_m=sum(r.length_m for r in routes), safe_m=sum(r.safe_m for r in routes),
            unknown_safe_m=sum(r.unknown_safe_m for r in routes), lit_m=sum(r.lit_m for r in routes),
            unknown_lit_m=sum(r.unknown_lit_m for r in routes), crossings=sum(r.crossings for r in routes),
            unknown_crossings=sum(r.unknown_crossings for r in routes),
            crossed_at=tuple({point.wkb: point for r in routes for point in r.crossed_at}.values()),
            unsafe=tuple({line.wkb: line for r in routes for line in r.unsafe}.values()),
        )  # fmt: skip

    def share(self, metres: float) -> float:
        """Metres as a share of the route; a route of no length is wholly anything good."""
        return metres / self.length_m if self.length_m else 1.0

    def score(self, *, unlit_factor: float, crossing_factor: float, best: bool) -> float:
        """Safe share times light times crossings, 0-1; ``best``: unknown taken in the route's favour, else against it.

        ``unlit_factor``: what an unlit route keeps; ``crossing_factor``: what each unmarked crossing leaves. A route of
        no length is safe.
        """
        safe = self.share(self.safe_m + best * self.unknown_safe_m)
        lit = self.share(self.lit_m + best * self.unknown_lit_m)
        crossings = self.crossings + (not best) * self.unknown_crossings
        light = unlit_factor + (1 - unlit_factor) * min(lit, 1.0)
        return float(min(safe, 1.0) * light * crossing_factor**crossings)


def signed_kmh(maxspeed: str | None) -> float | None:
    """Signed speed [km/h]; None where it is absent or not a number ("none", "signals", "NO:urban")."""
    match = None if maxspeed is None else _SPEED.fullmatch(maxspeed.split(";")[0])
    if match is None:
        return None
    return float(match[1]) * (1.609344 if match[2] == "mph" else 1.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class WayKinds:
    """What the ways of a network say, once for all routes. Each (w,): 1 yes, 0 no, -1 not said."""

    safe: NDArray[np.int8]
    lit: NDArray[np.int8]
    fast: NDArray[np.int8]

    @classmethod
    def of(cls, network: StreetNetwork, *, safe_kmh: float) -> WayKinds:
        """Read the tags of every way; ``safe_kmh``: signed speed up to which a street is safe to walk along."""
        tags = {key: network.tag(key) for key in ("highway", "maxspeed", "lit", *SIDEWALK_KEYS)}
        rows = [{key: values[i] for key, values in tags.items()} for i in range(len(network.way_id))]
        return cls(
            safe=np.array([_safe(row, safe_kmh) for row in rows], dtype=np.int8),
            lit=np.array([_lit(row) for row in rows], dtype=np.int8),
            fast=np.array([_fast(row, safe_kmh) for row in rows], dtype=np.int8),
        )


def _safe(tags: Mapping[str, str | None], safe_kmh: float) -> int:
    if tags["highway"] in FOOT_CLASSES:
        return 1
    walks = [tags[key] for key in SIDEWALK_KEYS if tags[key] is not None]
    if any(walk not in NO_SIDEWALK for walk in walks):
        return 1
    speed = signed_kmh(tags["maxspeed"])
    if speed is not None and speed <= safe_kmh:
        return 1
    return 0 if speed is not None and walks else -1


def _lit(tags: Mapping[str, str | None]) -> int:
    said = tags["lit"]
    return -1 if said is None else int(said != "no")


def _fast(tags: Mapping[str, str | None], safe_kmh: float) -> int:
    if tags["highway"] not in THROUGH_CLASSES:
        return 0
    speed = signed_kmh(tags["maxspeed"])
    return -1 if speed is None else int(speed > safe_kmh)


@dataclass(frozen=True, kw_only=True, eq=False)
class NodeEdges:
    """Edges at each node of a network: ``edges[start[v]:start[v + 1]]``."""

    edges: NDArray[np.int_]
    start: NDArray[np.int_]

    @classmethod
    def of(cls, network: StreetNetwork) -> NodeEdges:
        """Group both ends of every edge by node."""
        ends = network.edge_nodes.ravel()
        counts = np.bincount(ends, minlength=len(network.node_id))
        return cls(edges=np.argsort(ends, kind="stable") // 2, start=np.concatenate([[0], np.cumsum(counts)]))

    def at(self, node: int) -> NDArray[np.int_]:
        """Indices of the edges that meet at a node."""
        return self.edges[self.start[node] : self.start[node + 1]]


def route_safety(
    network: StreetNetwork,
    edges: NDArray[np.int_],
    lengths: NDArray[np.float64],
    *,
    kinds: WayKinds,
    node_edges: NodeEdges,
    marked: NDArray[np.float64] | None,
) -> RouteSafety:
    """Safety of one route.

    Parameters
    ----------
    edges, lengths
        (k,) edge indices in walking order, and the length walked on each [m].
    marked
        (c, 2) marked crossings [m], or None where the data do not carry them: then every crossing is unknown.

    Notes
    -----
    A road is crossed at a node that the route passes where at least two edges of faster roads meet that the route does
    not use, and the route itself comes and goes on slower ways.
    """
    ways = network.edge_way[edges]
    nodes = _passed_nodes(network, edges)
    crossed = [(node, _crosses(node, edges[i], edges[i + 1], network, kinds, node_edges)) for i, node in nodes]
    open_to_doubt = [(node, said) for node, said in crossed if said and not _is_marked(node, network, marked)]
    sure = [node for node, said in open_to_doubt if said == 1 and marked is not None]
    maybe = [node for node, said in open_to_doubt if said == -1 or marked is None]

    def total(said: NDArray[np.int8], value: int) -> float:
        return float(lengths[said[ways] == value].sum())

    return RouteSafety(
        length_m=float(lengths.sum()), safe_m=total(kinds.safe, 1), unknown_safe_m=total(kinds.safe, -1),
        lit_m=total(kinds.lit, 1), unknown_lit_m=total(kinds.lit, -1),
        crossings=len(sure), unknown_crossings=len(maybe),
        crossed_at=tuple(Point(network.node_xy[node]) for node in sure),
        unsafe=tuple(LineString(network.node_xy[network.edge_nodes[edge]]) for edge in edges[kinds.safe[ways] == 0]),
    )  # fmt: skip


def _passed_nodes(network: StreetNetwork, edges: NDArray[np.int_]) -> list[tuple[int, int]]:
    """(position, node) where one edge of the route gives way to the next."""
    passed = []
    for i in range(len(edges) - 1):
        shared = np.intersect1d(network.edge_nodes[edges[i]], network.edge_nodes[edges[i + 1]])
        if len(shared) == 1:
            passed.append((i, int(shared[0])))
    return passed


def _crosses(node: int, before: int, after: int, network: StreetNetwork, kinds: WayKinds, node_edges: NodeEdges) -> int:
    """1 a faster road is crossed here, -1 perhaps, 0 no."""
    if (kinds.fast[network.edge_way[[before, after]]] == 1).any():
        return 0
    others = np.setdiff1d(node_edges.at(node), [before, after])
    fast = kinds.fast[network.edge_way[others]]
    if (fast == 1).sum() >= 2:
        return 1
    on_street = (kinds.fast[network.edge_way[[before, after]]] == -1).any()
    return -1 if not on_street and (fast != 0).sum() >= 2 else 0


def marked_nodes(network: StreetNetwork, marked: NDArray[np.float64] | None) -> NDArray[np.bool_]:
    """(n,) whether a node has a marked crossing."""
    if marked is None or not len(marked):
        return np.zeros(len(network.node_id), dtype=bool)
    # a little farther, and then by the same measure as for one node
    near = KDTree(marked).query_ball_point(network.node_xy, CROSSING_REACH_M * (1 + 1e-9))
    found = np.zeros(len(network.node_id), dtype=bool)
    for node in np.flatnonzero(list(map(len, near))).tolist():
        found[node] = _is_marked(node, network, marked[near[node]])
    return found


def _is_marked(node: int, network: StreetNetwork, marked: NDArray[np.float64] | None) -> bool:
    if marked is None or not len(marked):
        return False
    return bool((np.hypot(*(marked - network.node_xy[node]).T) <= CROSSING_REACH_M).any())
