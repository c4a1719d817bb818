"""Driving times against networkx, with every start and goal inserted as a node of its own."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from siteplan.measures.driving import driving_graph
from siteplan.model import StreetNetwork
from tests.measures.streets import network

SPEEDS = {"primary": 60.0, "residential": 30.0, "service": 15.0}
SIDE = 5
XY = tuple[float, float]


def town(seed: int) -> StreetNetwork:
    """A crooked grid whose blocks have classes, signed speeds and one-way streets at random."""
    rng = np.random.default_rng(seed)
    at = {
        (i, j): (i * 100 + float(rng.uniform(-30, 30)), j * 100 + float(rng.uniform(-30, 30)))
        for i, j in itertools.product(range(SIDE), repeat=2)
    }
    lines, tags = [], []
    for (i, j), here in at.items():
        for other in ((i + 1, j), (i, j + 1)):
            if other in at and rng.random() < 0.9:
                said = {"highway": str(rng.choice(list(SPEEDS)))}
                if rng.random() < 0.3:
                    said["maxspeed"] = str(rng.choice(["40", "50", "none"]))
                if rng.random() < 0.3:
                    said["oneway"] = str(rng.choice(["yes", "-1"]))
                lines.append([here, at[other]])
                tags.append(said)
    return network(lines, tags=tags, directed=True)


def minutes_by_networkx(net: StreetNetwork, start: XY, goal: XY) -> float:
    """Both points inserted into the nearest edge of the largest strongly connected part, and plain Dijkstra."""
    rate = {key: 60 / 1000 / kmh for key, kmh in SPEEDS.items()}
    graph = nx.DiGraph()
    ends = {"start": start, "goal": goal}
    inside = [e for e in range(len(net.edge_length)) if (net.component[net.edge_nodes[e]] == 0).all()]
    lines = {e: LineString(net.node_xy[net.edge_nodes[e]]) for e in inside}
    nearest = {
        name: inside[int(np.argmin([lines[e].distance(Point(xy)) for e in inside]))] for name, xy in ends.items()
    }
    for e in inside:
        way = net.edge_way[e]
        signed = net.tag("maxspeed")[way]
        per_metre = 60 / 1000 / float(signed) if signed not in (None, "none") else rate[net.tag("highway")[way]]
        line = lines[e]
        tail, head = net.edge_nodes[e].tolist()
        stops: list[tuple[float, int | str]] = [(0.0, tail), (line.length, head)]
        stops += [(line.project(Point(ends[name])), name) for name, edge in nearest.items() if edge == e]
        for (s, a), (t, b) in itertools.pairwise(sorted(stops, key=lambda stop: stop[0])):
            if net.oneway[way] >= 0 or s == t:
                graph.add_edge(a, b, minutes=(t - s) * per_metre)
            if net.oneway[way] <= 0 or s == t:
                graph.add_edge(b, a, minutes=(t - s) * per_metre)
    straight = sum(lines[nearest[name]].distance(Point(xy)) for name, xy in ends.items())
    try:
        along = nx.shortest_path_length(graph, "start", "goal", weight="minutes")
    except nx.NetworkXNoPath:
        return float("inf")
    return float(along + straight * rate["service"])


points = st.tuples(st.floats(0, 400), st.floats(0, 400))


@given(seed=st.integers(0, 30), start=points, goals=st.lists(points, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_driving_times_equal_those_of_networkx_with_the_points_inserted(seed: int, start: XY, goals: list[XY]) -> None:
    net = town(seed)
    graph = driving_graph(net, speeds=SPEEDS)
    starts = graph.index.snap(np.array([start]))
    field = graph.field_to(graph.index.snap(np.array(goals)))
    reached = graph.reach(field, starts)
    expected = min(minutes_by_networkx(net, start, goal) for goal in goals)
    assert reached.cost[0] == pytest.approx(expected, abs=1e-9)
    if np.isfinite(expected):
        route = graph.route(field, starts, reached, 0)
        assert LineString(route.xy).length == pytest.approx(route.length_m, abs=1e-6)
        driven = sum(
            metres * min(graph.along[e] / net.edge_length[e], graph.against[e] / net.edge_length[e])
            for e, metres in zip(route.edges, route.edge_metres, strict=True)
        )
        ends = (route.length_m - route.edge_metres.sum()) * graph.straight_rate
        assert driven + ends == pytest.approx(expected, abs=1e-9)
