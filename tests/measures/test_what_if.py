"""What comes or goes changes every plot's distance exactly as a full recompute does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from siteplan.context.area import accesses_of, destination_accesses
from siteplan.measures.network import RoutingGraph, facing
from siteplan.measures.snapping import EdgeIndex
from siteplan.measures.what_if import WhatIf
from siteplan.model import Plot, StreetNetwork
from siteplan.readers.osm import read_osm
from tests.measures.streets import CRS, network, places

GRID = [[(x * 100.0, y * 100.0) for x in range(6)] for y in range(6)] + [
    [(x * 100.0, y * 100.0) for y in range(6)] for x in range(6)
]


def with_path(streets: StreetNetwork, line: LineString) -> StreetNetwork:
    """The streets with a path drawn in, from nothing: its ends cut the nearest edges; it is a way like any other."""
    for end in (line.coords[0], line.coords[-1]):
        found = EdgeIndex(streets).snap(np.array([end]))
        streets = _cut(streets, int(found.edge[0]), float(found.offset[0]))
    feet = [EdgeIndex(streets).snap(np.array([end])) for end in (line.coords[0], line.coords[-1])]
    nodes = []
    for foot in feet:
        tail, head = streets.edge_nodes[foot.edge[0]]
        nodes.append(int(tail if foot.offset[0] < streets.edge_length[foot.edge[0]] / 2 else head))
    xy = np.concatenate([streets.node_xy[nodes[:1]], shapely.get_coordinates(line), streets.node_xy[nodes[1:]]])
    numbers = len(streets.node_xy) + np.arange(len(xy) - 2)
    chain = np.array([nodes[0], *numbers, nodes[1]])
    length = np.hypot(*np.diff(xy, axis=0).T)
    real = length > 0
    keep = np.concatenate([[True], real])  # an end that lies on a street is that street's node
    chain = chain[keep]
    if not real[-1]:
        chain[-1] = nodes[1]
    every = np.concatenate([streets.node_xy, xy[1:-1]])
    ends = np.column_stack([chain[:-1], chain[1:]])
    return _streets(every, np.concatenate([streets.edge_nodes, ends]))


def _cut(streets: StreetNetwork, edge: int, offset: float) -> StreetNetwork:
    length = float(streets.edge_length[edge])
    if min(offset, length - offset) <= 1e-9:
        return streets
    tail, head = streets.edge_nodes[edge]
    foot = streets.node_xy[tail] + (streets.node_xy[head] - streets.node_xy[tail]) * offset / length
    new = len(streets.node_xy)
    ends = np.concatenate([np.delete(streets.edge_nodes, edge, axis=0), [[tail, new], [new, head]]])
    return _streets(np.concatenate([streets.node_xy, foot[None, :]]), ends)


def _streets(xy: NDArray[np.float64], ends: NDArray[np.int_]) -> StreetNetwork:
    return StreetNetwork(
        node_id=np.arange(len(xy)), node_xy=xy, edge_nodes=ends.astype(np.int32),
        edge_length=np.hypot(*(xy[ends[:, 1]] - xy[ends[:, 0]]).T), edge_way=np.zeros(len(ends), dtype=np.int32),
        way_id=np.zeros(1, dtype=np.int64), way_tags={}, component=np.zeros(len(xy), dtype=np.int32),
        oneway=np.zeros(1, dtype=np.int8),
    )  # fmt: skip


def largest(streets: StreetNetwork) -> StreetNetwork:
    inside = (streets.component[streets.edge_nodes] == 0).all(axis=1)
    return _streets(streets.node_xy, streets.edge_nodes[inside])


def recomputed(graph: RoutingGraph, plots: list[BaseGeometry], destinations: list[BaseGeometry]) -> NDArray[np.float64]:
    """Distances from nothing, by what the criteria use."""
    drawn = [Plot(id="", name="", boundary=p, crs=CRS) if isinstance(p, Polygon)
             else Plot(id="", name="", boundary=Polygon(), crs=CRS, entrances=(p,)) for p in plots]  # fmt: skip
    table = places(destinations)
    targets = destination_accesses(table, np.arange(len(table)), graph.index)
    field, starts = facing(graph.field_to(targets), accesses_of(drawn, graph.index))
    found = np.full(len(plots), np.inf)
    np.minimum.at(found, starts.owner, graph.reach(field, starts).cost)
    return found


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "plain"])
def test_a_path_through_a_block_brings_the_stop_nearer_and_its_going_takes_it_away_again(compiled: bool) -> None:
    changes = WhatIf(EdgeIndex(network(GRID)), [Point(150, 100)], {"stop": [Point(150, 200)]}, compiled=compiled,
                     wait_s=None)  # fmt: skip
    assert changes.distances("stop")[0] == pytest.approx(200)
    path = changes.add_path(LineString([(150, 100), (150, 200)]))
    assert changes.distances("stop")[0] == pytest.approx(100)
    changes.remove_path(path)
    assert changes.distances("stop")[0] == pytest.approx(200)
    nearer = changes.add_destination("stop", Point(170, 100))
    assert changes.distances("stop")[0] == pytest.approx(20)
    changes.remove_destination("stop", nearer)
    assert changes.distances("stop")[0] == pytest.approx(200)
    changes.remove_destination("stop", 0)
    assert changes.distances("stop")[0] == np.inf
    with pytest.raises(KeyError):
        changes.remove_destination("stop", 0)


def test_a_plot_is_left_by_a_new_path_that_runs_along_it() -> None:
    changes = WhatIf(EdgeIndex(network(GRID)), [box(140, 140, 160, 160)], {"stop": [Point(100, 150)]}, wait_s=None)
    before = float(changes.distances("stop")[0])
    changes.add_path(LineString([(100, 150), (200, 150)]))
    assert before > 41
    assert changes.distances("stop")[0] == pytest.approx(40)


def test_a_hundred_random_changes_equal_a_full_recompute_each(shared: Path) -> None:
    around, _ = read_osm([shared / "data" / "osm" / "trondheim_lade_lademoen_2023.osm.pbf"], crs=CRS)
    assert around.walking is not None
    streets = largest(around.walking)
    rng = np.random.default_rng(20)
    buildings = around.places["building"].geometries
    outlines = buildings[(shapely.get_type_id(buildings) == 3) & (shapely.area(buildings) > 100)]
    plots = [*rng.choice(outlines, 30, replace=False).tolist()]
    beside = streets.node_xy[rng.integers(len(streets.node_xy), size=30)] + rng.normal(0, 30, (30, 2))
    plots += [Point(xy) for xy in beside]
    given = {name: list(around.places[name].geometries) for name in ("stop", "grocery", "green")}
    changes = WhatIf(EdgeIndex(streets), plots, given, wait_s=None)
    paths: list[int] = []
    graphs = [RoutingGraph.walking(EdgeIndex(streets))]  # the streets with the first, the first two ... paths
    worst, kinds_of_change = 0.0, set()
    for _ in range(100):
        kind = str(rng.choice(list(given)))
        what = str(rng.choice(["add", "remove", "path", "no path"]))
        if what == "remove":
            changes.remove_destination(kind, int(rng.choice(list(changes.destinations(kind)))))
        elif what == "add":
            at = streets.node_xy[rng.integers(len(streets.node_xy))] + rng.normal(0, 20, 2)
            changes.add_destination(kind, Point(at) if rng.uniform() < 0.7 else Point(at).buffer(25, quad_segs=2))
        elif what == "path" or not paths:
            a = streets.node_xy[rng.integers(len(streets.node_xy))] + rng.normal(0, 15, 2)
            line = LineString([a, a + rng.normal(0, 100, 2), a + rng.normal(0, 150, 2)])
            paths.append(changes.add_path(line))
            graphs.append(RoutingGraph.walking(EdgeIndex(with_path(graphs[-1].network, line))))
        else:
            # the last one: an earlier one may have been joined by others since
            changes.remove_path(paths.pop())
            graphs.pop()
        kinds_of_change.add(what)
        for name in given if "path" in what else (kind,):
            expected = recomputed(graphs[-1], plots, list(changes.destinations(name).values()))
            worst = max(worst, float(np.abs(changes.distances(name) - expected).max()))
    print(f"largest difference of 100 changes: {worst:.2e} m")
    assert worst <= 1e-6
    assert kinds_of_change == {"add", "remove", "path", "no path"}
