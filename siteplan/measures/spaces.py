"""The graph of spaces and doors: exits, independent routes, and the doors that everything hangs on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

import networkx as nx

from siteplan.model import OUTSIDE

LinkKind: TypeAlias = Literal["door", "stair", "lift", "ramp", "opening"]
SpacesGraph: TypeAlias = "nx.MultiGraph[str]"
Link: TypeAlias = tuple[str, str, str, LinkKind]
"""(id, one space, the other space, what joins them)."""
MANY = 1_000_000
"""More routes than there are doors."""
Node: TypeAlias = tuple[str, ...]
Residual: TypeAlias = dict[Node, dict[Node, int]]


def spaces_graph(spaces: Iterable[str], links: Iterable[Link]) -> SpacesGraph:
    """Multigraph of spaces and OUTSIDE; one edge per door, stair, lift, ramp or open side, keyed by its id.

    Edges carry ``kind``. A link from a space to itself is left out.
    """
    graph: SpacesGraph = nx.MultiGraph()
    graph.add_node(OUTSIDE)
    graph.add_nodes_from(spaces)
    for key, one, other, kind in links:
        if one != other:
            graph.add_edge(one, other, key=key, kind=kind)
    return graph


def exits_of(graph: SpacesGraph, unit: Collection[str]) -> tuple[str, ...]:
    """Ids of the links that lead out of a set of spaces, in the graph's order."""
    inside = set(unit)
    return tuple(
        key for one, other, key in graph.edges(keys=True) if (one in inside) is not (other in inside)
    )  # fmt: skip


def independent_routes(
    graph: SpacesGraph, unit: Collection[str], *, avoid: Collection[str] = (), without: Collection[str] = ()
) -> int:
    """How many routes lead from a unit to OUTSIDE that share no door and no space beyond the unit.

    Parameters
    ----------
    graph
        From `spaces_graph`.
    unit
        Spaces of the unit; how one walks inside it does not count.
    avoid
        Spaces that no route may pass (other people's homes).
    without
        Ids of links that no route may use.

    Returns
    -------
    int
        Largest number of vertex-disjoint routes, doors counted as vertices; two doors to one corridor with a single
        way out are one route.

    References
    ----------
    Menger, K. (1927). Zur allgemeinen Kurventheorie. Fundamenta Mathematicae 10, 96-115.

    Edmonds, J. and Karp, R. M. (1972). Theoretical improvements in algorithmic efficiency for network flow problems.
    Journal of the ACM 19(2), 248-264. https://doi.org/10.1145/321694.321699
    """
    inside, closed = set(unit), set(avoid) - set(unit)
    source, target = ("unit",), ("outside",)
    free: Residual = {source: {}, target: {}}
    within = _within_reach(graph, inside, avoid=closed, without=without)
    for one, other, key in graph.edges(within, keys=True):
        if key in without or other in closed or one in closed or (one in inside and other in inside):
            continue
        if OUTSIDE not in (one, other) and not (one in within and other in within):
            continue
        door_in, door_out = ("door", key, "in"), ("door", key, "out")
        _add(free, door_in, door_out, 1)
        for here, there in ((one, other), (other, one)):
            if here != OUTSIDE and there not in inside:
                _add(free, source if here in inside else ("space", here, "out"), door_in, MANY)
                _add(free, door_out, target if there == OUTSIDE else ("space", there, "in"), MANY)
    for space in within - inside:
        _add(free, ("space", space, "in"), ("space", space, "out"), 1)
    routes = 0
    # Few routes in a small network: one after another, each by a search over what is still free.
    while _augmented(free, source, target):
        routes += 1
    return routes


def _add(free: Residual, one: Node, other: Node, routes: int) -> None:
    free.setdefault(one, {})[other] = routes
    free.setdefault(other, {}).setdefault(one, 0)


def _augmented(free: Residual, source: Node, target: Node) -> bool:
    """Find one more route through what is free (Edmonds and Karp 1972) and take it; False where there is none."""
    came: dict[Node, Node] = {source: source}
    queue = [source]
    for node in queue:
        for other, room in free[node].items():
            if room > 0 and other not in came:
                came[other] = node
                queue.append(other)
        if target in came:
            break
    if target not in came:
        return False
    node = target
    while node != source:
        free[came[node]][node] -= 1
        free[node][came[node]] += 1
        node = came[node]
    return True


def _within_reach(
    graph: SpacesGraph, unit: Collection[str], *, avoid: Collection[str], without: Collection[str]
) -> set[str]:
    """The unit and every space that is reached from it indoors: no route leads through any other."""
    reached, left = set(unit) & set(graph), list(set(unit) & set(graph))
    while left:
        for _, other, key in graph.edges(left.pop(), keys=True):
            if other not in reached and other != OUTSIDE and other not in avoid and key not in without:
                reached.add(other)
                left.append(other)
    return reached


def cut_off_by(
    graph: SpacesGraph, unit: Collection[str], *, without: Collection[str] = ()
) -> dict[str, frozenset[str]]:
    """Which single link, blocked, cuts which spaces of a unit off from every exit.

    Only routes inside the unit count: an exit is any link that leads out of it and is not among ``without``.

    Returns
    -------
    dict
        Link id -> spaces that it cuts off, only links that cut something off. Spaces without any route to an exit
        stand under the empty id "".
    """
    inside = set(unit)
    # Whatever lies beyond an exit is one place: out.
    links = [
        (one if one in inside else OUTSIDE, other if other in inside else OUTSIDE, key)
        for one, other, key in graph.edges(inside & set(graph), keys=True)
        if key not in without
    ]
    beside: dict[str, list[tuple[str, str]]] = {}
    for one, other, key in links:
        beside.setdefault(one, []).append((other, key))
        beside.setdefault(other, []).append((one, key))
    reached = _reached(beside, blocked=None)
    result: dict[str, frozenset[str]] = {}
    if inside - reached:
        result[""] = frozenset(inside - reached)
    for _, _, key in links:
        lost = reached - _reached(beside, blocked=key)
        if lost:
            result[key] = frozenset(lost)
    return result


def _reached(beside: Mapping[str, Sequence[tuple[str, str]]], *, blocked: str | None) -> set[str]:
    """What is reached from OUTSIDE over every link but a blocked one."""
    reached, left = {OUTSIDE}, [OUTSIDE]
    while left:
        for other, key in beside.get(left.pop(), ()):
            if key != blocked and other not in reached:
                reached.add(other)
                left.append(other)
    return reached


def has_way_out(
    graph: SpacesGraph, start: str, *, avoid: Collection[str] = (), without: Collection[str] = ()
) -> bool:  # fmt: skip
    """Whether OUTSIDE is reached from a space through none of the spaces to ``avoid`` and ``without`` some links."""
    return OUTSIDE in reached_from(graph, start, avoid=avoid, without=without)


def reached_from(
    graph: SpacesGraph, start: str, *, avoid: Collection[str] = (), without: Collection[str] = ()
) -> frozenset[str]:  # fmt: skip
    """Every space that is reached from one, itself included, through none of ``avoid`` and ``without`` some links."""
    closed, cut = frozenset(avoid), frozenset(without)
    reached, left = {start}, [start]
    while left:
        for _, other, key in graph.edges(left.pop(), keys=True):
            if other not in reached and other not in closed and key not in cut:
                reached.add(other)
                left.append(other)
    return frozenset(reached)
