"""The distance engine on networks whose answers are known, by both of its paths."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from siteplan.measures.distance_engine import DistanceEngine
from siteplan.measures.driving import driving_graph
from siteplan.measures.kernels import network_kernels
from siteplan.measures.merged_network import MergedNetwork
from siteplan.measures.network import RoutingGraph
from siteplan.measures.snapping import EdgeIndex
from tests.measures.streets import XY, network

GRID = [[(x * 100.0, y * 100.0) for x in range(6)] for y in range(6)] + [
    [(x * 100.0, y * 100.0) for y in range(6)] for x in range(6)
]
LINE = [[(0.0, 0.0), (250.0, 0.0), (600.0, 0.0), (1000.0, 0.0)]]
RING = [[(1000 * math.cos(i * math.pi / 18), 1000 * math.sin(i * math.pi / 18)) for i in range(36)]]
RING[0].append(RING[0][0])
STAR = [[(0.0, 0.0), (300 * math.cos(i), 300 * math.sin(i))] for i in range(6)]
both = pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "plain"])


def engine_on(lines: list[list[XY]], *, compiled: bool = True) -> DistanceEngine:
    return DistanceEngine(graph=RoutingGraph.walking(EdgeIndex(network(lines))), compiled=compiled, wait_s=None)


def five_nearest(engine: DistanceEngine, plots: list[XY], goals: list[XY]) -> np.ndarray:
    index = engine.graph.index
    destinations = engine.destinations(index.snap(np.array(goals)))
    return engine.nearest(index.snap(np.array(plots)), destinations, plots=len(plots), count=5).cost


@both
def test_on_a_line_distances_are_differences(compiled: bool) -> None:
    found = five_nearest(engine_on(LINE, compiled=compiled), [(100, 0), (620, 10)], [(50, 0), (130, 5), (990, 0)])
    assert found[0].tolist() == pytest.approx([35, 50, 890, np.inf, np.inf])
    assert found[1].tolist() == pytest.approx([380, 505, 580, np.inf, np.inf])


@both
def test_in_a_grid_distances_are_sums_of_both_directions(compiled: bool) -> None:
    found = five_nearest(engine_on(GRID, compiled=compiled), [(50, 0)], [(250, 300), (400, 470), (50, 100)])
    assert found[0, :3].tolist() == pytest.approx([200, 500, 820])


@both
def test_on_a_ring_without_any_junction_the_shorter_way_round_is_taken(compiled: bool) -> None:
    side = 2 * 1000 * math.sin(math.pi / 36)
    goals = [RING[0][i] for i in (5, 17, 20, 35)]
    found = five_nearest(engine_on(RING, compiled=compiled), [RING[0][0]], goals)
    assert found[0, :4].tolist() == pytest.approx([side, 5 * side, 16 * side, 17 * side])


@both
def test_on_a_star_every_way_passes_the_middle(compiled: bool) -> None:
    found = five_nearest(engine_on(STAR, compiled=compiled), [STAR[0][1]], [STAR[1][1], (0.0, 0.0)])
    assert found[0, :2].tolist() == pytest.approx([300, 600])


def test_bends_are_merged_and_no_metre_is_lost() -> None:
    index = EdgeIndex(network([[(0, 0), (10, 5), (20, 0), (30, 5)], [(30, 5), (40, 5)], [(30, 5), (30, 50), (0, 50)]]))
    length = index.network.edge_length
    merged = MergedNetwork.of(index.network, index.edges, along=length, against=length)
    assert len(merged.first) == 3
    assert merged.along.sum() == pytest.approx(length.sum())


@both
def test_between_nodes_distances_equal_those_of_scipy(compiled: bool) -> None:
    rng = np.random.default_rng(7)
    xy = [(float(x), float(y)) for x, y in rng.uniform(0, 1000, size=(60, 2))]
    drawn = [(i, (i + 1) % 60) for i in range(60)] + [tuple(rng.choice(60, 2, replace=False)) for _ in range(60)]
    pairs = sorted({(min(a, b), max(a, b)) for a, b in drawn})
    engine = engine_on([[xy[a], xy[b]] for a, b in pairs], compiled=compiled)
    net = engine.graph.network
    whole = dijkstra(coo_array((net.edge_length, net.edge_nodes.T), shape=(60, 60)).tocsr(), directed=False)
    goals = [5, 20, 41, 13, 30, 31]
    destinations = engine.destinations(engine.graph.index.snap(net.node_xy[goals]))
    found = engine.nearest(engine.graph.index.snap(net.node_xy), destinations, plots=60, count=5)
    assert np.abs(found.cost - np.sort(whole[:, goals], axis=1)[:, :5]).max() < 1e-12 * 1000
    counted = engine.within(engine.graph.index.snap(net.node_xy), destinations, plots=60, limit=500.0, decay=300.0)
    near = whole[:, goals] <= 500
    assert counted.count.tolist() == near.sum(axis=1).tolist()
    assert np.allclose(counted.weight, (np.exp(-whole[:, goals] / 300) * near).sum(axis=1), rtol=1e-12)
    everything = engine.within(engine.graph.index.snap(net.node_xy), destinations, plots=60, limit=np.inf, decay=300.0)
    assert np.allclose(everything.weight, np.exp(-whole[:, goals] / 300).sum(axis=1), rtol=1e-12)


points = st.tuples(st.floats(0, 500), st.floats(0, 500))


@given(plots=st.lists(points, min_size=1, max_size=6), goals=st.lists(points, min_size=1, max_size=12),
       radius=st.floats(1, 900))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_both_paths_agree_and_the_nearest_is_within_a_radius_exactly_when_something_is_counted(
    plots: list[XY], goals: list[XY], radius: float
) -> None:
    by_path = []
    for compiled in (True, False):
        engine = engine_on(GRID, compiled=compiled)
        index = engine.graph.index
        destinations = engine.destinations(index.snap(np.array(goals)))
        starts = index.snap(np.array(plots))
        nearest = engine.nearest(starts, destinations, plots=len(plots), count=5)
        within = engine.within(starts, destinations, plots=len(plots), limit=radius, pairs=True)
        assert ((nearest.cost[:, 0] <= radius) == (within.count > 0)).all()
        assert len(within.cost) == within.count.sum()
        for pair in range(len(within.cost)):
            chosen = within.starts.take(within.start[[pair]]), within.targets.take(within.target[[pair]])
            route = engine.route(*chosen, limit=float(within.cost[pair]))
            assert route.length_m == pytest.approx(within.cost[pair], abs=1e-6)
        by_path.append((nearest.cost, within.count, within.cost))
    for one, other in zip(*by_path, strict=True):
        assert np.array_equal(one, other)


@both
def test_one_way_streets_are_driven_one_way_by_the_engine_too(compiled: bool) -> None:
    rng = np.random.default_rng(3)
    tags = [{"highway": "residential", "oneway": str(rng.choice(["yes", "no", "-1"]))} for _ in GRID]
    graph = driving_graph(network(GRID, tags=tags, directed=True), speeds={"residential": 30.0})
    engine = DistanceEngine(graph=graph, compiled=compiled, wait_s=None)
    goals = graph.index.snap(rng.uniform(0, 500, (9, 2)))
    starts = graph.index.snap(rng.uniform(0, 500, (40, 2)))
    found = engine.nearest(starts, engine.destinations(goals), plots=40, count=9)
    for number in range(9):
        alone = graph.reach(graph.field_to(goals.take(np.array([number]))), starts).cost
        mine = np.where(found.destination == number, found.cost, np.inf).min(axis=1)
        assert np.allclose(mine, alone, atol=1e-9)


def test_the_grid_and_the_tree_snap_to_the_same_edge_ties_included() -> None:
    kernels = network_kernels(wait_s=None)
    if kernels is None:
        pytest.skip("no kernels on this machine")
    rng = np.random.default_rng(5)
    index = EdgeIndex(network(GRID))
    xy = np.concatenate([index.network.node_xy, rng.uniform(-300, 800, (400, 2)), [[50.0, 50.0], [1e6, 7e6]]])
    assert np.array_equal(index._nearest_by_grid(kernels, xy), index._nearest_by_tree(xy))
