"""Nearest, five nearest and counts within 800 m are those of brute force, for every plot, without one exception."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from siteplan.measures.distance_engine import DistanceEngine
from siteplan.measures.network import RoutingGraph
from siteplan.measures.snapping import EdgeIndex
from siteplan.model import Surroundings
from siteplan.readers.osm import read_osm
from tests.brute_force import network_twin
from tests.brute_force.inserted_points import distances, town_of

CRS = "EPSG:25832"
PLOTS, NEAREST, RADIUS_M = 300, 5, 800.0
TOLERANCE_M = 1e-6
Points = NDArray[np.float64]


def beside_streets(town: network_twin.Town, count: int, seed: int, apart_m: float) -> Points:
    """Random points, each some way off a street drawn by its length."""
    rng = np.random.default_rng(seed)
    length = np.hypot(*(town.ends[:, 1] - town.ends[:, 0]).T)
    edge = rng.choice(len(length), size=count, p=length / length.sum())
    along = rng.uniform(size=(count, 1))
    on_street = town.ends[edge, 0] + along * (town.ends[edge, 1] - town.ends[edge, 0])
    moved: Points = on_street + rng.normal(0, apart_m, (count, 2))
    return moved


def streets_of(around: Surroundings) -> network_twin.Town:
    """The component with the most street length, as plain arrays."""
    assert around.walking is not None
    largest = (around.walking.component[around.walking.edge_nodes] == 0).all(axis=1)
    return town_of(around.walking.node_xy, around.walking.edge_nodes[largest])


def real(around: Surroundings, *names: str) -> dict[str, Points]:
    return {name: shapely.get_coordinates(shapely.centroid(around.places[name].geometries)) for name in names}


def differences(
    around: Surroundings, town: network_twin.Town, categories: Mapping[str, Points], *, plain: bool = False
) -> tuple[float, int]:
    """The largest difference of any of the five nearest distances, and how many counts differ."""
    assert around.walking is not None
    plots = beside_streets(town, PLOTS, 11, 60.0)
    group = np.repeat(np.arange(len(categories)), [len(points) for points in categories.values()])
    brute = distances(town, plots, np.concatenate(list(categories.values())), group, enough=NEAREST)
    graph = RoutingGraph.walking(EdgeIndex(around.walking))
    starts = graph.index.snap(plots)
    worst, wrong, first = 0.0, 0, 0
    for points in categories.values():
        expected = np.sort(brute[:, first : first + len(points)], axis=1)
        first += len(points)
        for compiled in (True, False) if plain else (True,):
            engine = DistanceEngine(graph=graph, compiled=compiled, wait_s=None)
            destinations = engine.destinations(graph.index.snap(points))
            found = engine.nearest(starts, destinations, plots=PLOTS, count=NEAREST)
            nearest = expected[:, :NEAREST]
            assert np.isfinite(nearest[:, 0]).all()
            worst = max(worst, float(np.abs(found.cost[:, : nearest.shape[1]] - nearest).max()))
            counted = engine.within(starts, destinations, plots=PLOTS, limit=RADIUS_M).count
            wrong += int((counted != (expected <= RADIUS_M).sum(axis=1)).sum())
    return worst, wrong


def test_in_trondheim_three_hundred_plots_and_six_categories_differ_nowhere(shared: Path) -> None:
    file = shared / "data" / "osm" / "trondheim_2023.osm.pbf"
    around, _ = read_osm([file], crs=CRS)
    town = streets_of(around)
    categories = real(around, "stop", "grocery", "kiosk", "school", "playground", "pharmacy")
    worst, wrong = differences(around, town, categories)
    print(f"Trondheim: largest difference {worst:.2e} m, {wrong} counts differ")
    assert worst <= TOLERANCE_M
    assert wrong == 0


def test_in_the_east_of_oslo_three_hundred_plots_and_six_categories_differ_nowhere_compiled_or_not(
    shared: Path,
) -> None:
    file = shared / "data" / "osm" / "oslo_east_streets_2019.osm.pbf"
    around, _ = read_osm([file], crs=CRS)
    town = streets_of(around)
    drawn = {f"drawn {n}": beside_streets(town, n, n, 20.0) for n in (200, 120, 90, 70, 49)}
    worst, wrong = differences(around, town, real(around, "stop") | drawn, plain=True)
    print(f"Oslo east: largest difference {worst:.2e} m, {wrong} counts differ")
    assert worst <= TOLERANCE_M
    assert wrong == 0


def test_in_the_centre_of_oslo_three_hundred_plots_and_six_categories_differ_nowhere(shared: Path) -> None:
    file = shared / "data" / "osm" / "oslo_sentrum_vest_2025.osm.pbf"
    around, _ = read_osm([file], crs=CRS)
    town = streets_of(around)
    categories = real(around, "stop", "grocery", "kiosk", "school", "kindergarten", "pharmacy")
    worst, wrong = differences(around, town, categories)
    print(f"Oslo centre: largest difference {worst:.2e} m, {wrong} counts differ")
    assert worst <= TOLERANCE_M
    assert wrong == 0
