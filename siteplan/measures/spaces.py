"""The graph of spaces and doors: exits, independent routes, and the doors that everything hangs on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, TypeAlias

import networkx as nx
from networkx.algorithms.flow import edmonds_karp

from siteplan.model import OUTSIDE

LinkKind: TypeAlias = Literal["door", "stair", "lift", "ramp", "opening"]
SpacesGraph: TypeAlias = "nx.MultiGraph[str]"
Link: TypeAlias = tuple[str, str, str, LinkKind]
"""(id, one space, the other space, what joins them)."""


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
    """
    inside, closed = set(unit), set(avoid) - set(unit)
    flow: nx.DiGraph[tuple[str, ...]] = nx.DiGraph()
    source, target = ("unit",), ("outside",)
    flow.add_nodes_from((source, target))
    within = _within_reach(graph, inside, avoid=closed, without=without)
    for one, other, key in graph.edges(within, keys=True):
        if key in without or other in closed or one in closed or (one in inside and other in inside):
            continue
        if OUTSIDE not in (one, other) and not (one in within and other in within):
            continue
        door_in, door_out = ("door", key, "in"), ("door", key, "out")
        flow.add_edge(door_in, door_out, capacity=1)
        for here, there in ((one, other), (other, one)):
            if here != OUTSIDE and there not in inside:
                flow.add_edge(source if here in inside else ("space", here, "out"), door_in)
                flow.add_edge(door_out, target if there == OUTSIDE else ("space", there, "in"))
    for space in within - inside:
        flow.add_edge(("space", space, "in"), ("space", space, "out"), capacity=1)
    # Few routes in a small network: augmenting paths are found much faster than by pushing flow.
    return int(nx.maximum_flow_value(flow, source, target, flow_func=edmonds_karp))


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
    home: nx.MultiGraph[str] = nx.MultiGraph()
    home.add_nodes_from((*inside, OUTSIDE))
    for one, other, key in graph.edges(keys=True):
        if (one in inside or other in inside) and key not in without:
            # Whatever lies beyond an exit is one place: out.
            home.add_edge(one if one in inside else OUTSIDE, other if other in inside else OUTSIDE, key=key)
    reached = nx.node_connected_component(home, OUTSIDE)
    result: dict[str, frozenset[str]] = {}
    if inside - reached:
        result[""] = frozenset(inside - reached)
    for one, other, key in list(home.edges(keys=True)):
        home.remove_edge(one, other, key)
        lost = reached - nx.node_connected_component(home, OUTSIDE)
        if lost:
            result[key] = frozenset(lost)
        home.add_edge(one, other, key=key)
    return result


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
