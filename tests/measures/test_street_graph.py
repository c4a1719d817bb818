"""Street networks as networkx graphs that OSMnx accepts."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import osmnx
import pytest

from siteplan.measures.network import RoutingGraph
from siteplan.measures.snapping import EdgeIndex
from siteplan.measures.street_graph import to_networkx
from siteplan.readers.osm import read_osm
from tests.measures.streets import CRS, network


def test_a_two_way_street_has_an_edge_each_way_and_a_one_way_street_one() -> None:
    net = network(
        [[(0, 0), (100, 0)], [(100, 0), (100, 50)]],
        tags=[{"highway": "residential", "name": "Gata"}, {"highway": "service", "oneway": "-1"}],
        directed=True,
    )
    graph = to_networkx(net, crs=CRS)
    assert graph.graph["crs"] == CRS
    assert sorted((u, v, d["reversed"]) for u, v, d in graph.edges(data=True)) == [
        (1, 2, False), (2, 1, True), (3, 2, True),
    ]  # fmt: skip
    assert graph.edges[1, 2, 0] == {
        "osmid": 1, "length": 100.0, "oneway": False, "reversed": False, "highway": "residential", "name": "Gata",
    }  # fmt: skip
    assert graph.nodes[3] == {"x": 100.0, "y": 50.0}


def test_osmnx_and_networkx_find_the_same_distances_on_it(shared: Path) -> None:
    around, _ = read_osm([shared / "data" / "osm" / "oslo_skoyen_2017.osm.pbf"], crs=CRS)
    net = around.walking
    assert net is not None
    graph = to_networkx(net, crs=CRS)
    nodes, edges = osmnx.convert.graph_to_gdfs(graph)
    assert len(nodes) == len(net.node_id)
    assert len(edges) == 2 * len(net.edge_length)
    largest = np.flatnonzero(net.component == 0)
    start, goal = int(largest[0]), int(largest[-1])
    routing = RoutingGraph.walking(EdgeIndex(net))
    field = routing.field_to(routing.index.snap(net.node_xy[[goal]]))
    expected = nx.shortest_path_length(graph, int(net.node_id[start]), int(net.node_id[goal]), weight="length")
    assert field.cost[start] == pytest.approx(expected, abs=1e-6)
    nearest = osmnx.distance.nearest_nodes(graph, *net.node_xy[start])
    assert nearest == net.node_id[start]
