"""Walking distances equal those of a brute-force twin that shares no line with siteplan, to a centimetre."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry import Polygon

from siteplan.context import AreaAnalysis, PlotContext
from siteplan.model import Plot, Surroundings
from siteplan.readers.osm import read_osm
from tests.brute_force import network_twin

TOLERANCE_M = 0.01
CRS = "EPSG:25832"


def footprints(around: Surroundings, *, count: int, seed: int) -> list[Plot]:
    """Building footprints inside the extent, drawn at random: plots of every shape, most of them off the street."""
    buildings = around.places["building"]
    whole = (
        shapely.covers(around.extent.buffer(-500), buildings.geometries)
        & (shapely.get_type_id(buildings.geometries) == 3)
        & (shapely.get_num_interior_rings(buildings.geometries) == 0)
        & (shapely.area(buildings.geometries) > 100)
    )
    chosen = np.random.default_rng(seed).choice(np.flatnonzero(whole), size=count, replace=False)
    return [Plot(id=buildings.ids[i], name="", boundary=buildings.geometries[i], crs=CRS) for i in chosen]


def street_blocks(around: Surroundings, *, count: int, seed: int) -> list[Plot]:
    """Blocks enclosed by streets, drawn at random: ways run along the whole of their boundary."""
    streets = around.walking
    assert streets is not None
    lines = shapely.linestrings(streets.node_xy[streets.edge_nodes])
    faces = shapely.get_parts(shapely.polygonize(lines))
    inside = shapely.covers(around.extent.buffer(-500), faces) & (shapely.area(faces) > 500)
    inside &= shapely.area(faces) < 30_000
    chosen = np.random.default_rng(seed).choice(np.flatnonzero(inside), size=count, replace=False)
    return [Plot(id=f"block {i}", name="", boundary=faces[i], crs=CRS) for i in chosen]


def slanted_squares(plots: list[Plot], *, seed: int) -> list[Plot]:
    """Squares round the same places, turned at random: ways cross them at every angle."""
    rng = np.random.default_rng(seed)
    squares = []
    for plot in plots:
        square = plot.boundary.centroid.buffer(float(rng.uniform(20, 60)), quad_segs=1)
        turned = shapely.affinity.rotate(square, float(rng.uniform(0, 90)))
        squares.append(Plot(id=f"square {plot.id}", name="", boundary=turned, crs=CRS))
    return squares


def compare(file: Path, plots: list[Plot], around: Surroundings, radii: dict[str, float]) -> tuple[int, float]:
    """Number of plot-destination pairs compared, and the largest difference; every one is asserted."""
    town = network_twin.read_town(file, CRS)
    area = AreaAnalysis(around, plots)
    known: network_twin.Known = {}
    pairs, worst = 0, 0.0
    for plot in plots:
        assert isinstance(plot.boundary, Polygon)
        outline = [shapely.get_coordinates(ring) for ring in (plot.boundary.exterior, *plot.boundary.interiors)]
        left = network_twin.leave(town, outline, limit=max(radii.values()))
        context = PlotContext(plot, area=area)
        for category, radius in radii.items():
            twin = network_twin.distances(town, left, category, limit=radius, known=known)
            reaches = context.walk_within(category, radius_m=radius)
            found = {r.element: r.distance_m for r in reaches if r.distance_m is not None}
            clear_of_the_radius = {e for e, metres in twin.items() if metres < radius - 2 * TOLERANCE_M}
            assert clear_of_the_radius <= found.keys()
            assert all(found[e] > radius - 2 * TOLERANCE_M for e in found.keys() - twin.keys())
            for element, metres in twin.items():
                if element in found:
                    difference = abs(found[element] - metres)
                    assert difference <= TOLERANCE_M, (plot.id, category, element, found[element], metres)
                    pairs, worst = pairs + 1, max(worst, difference)
            if twin:
                nearest = context.walk_to(category)
                assert nearest.distance_m == pytest.approx(min(twin.values()), abs=TOLERANCE_M)
                assert nearest.route is not None
                assert nearest.route.length == pytest.approx(nearest.distance_m, abs=1e-6)
    return pairs, worst


def test_walking_distances_in_trondheim_equal_the_brute_force_twin(shared: Path) -> None:
    file = shared / "data" / "osm" / "trondheim_2023.osm.pbf"
    around, _ = read_osm([file], crs=CRS)
    table = pyogrio.read_dataframe(shared / "data" / "plots" / "trondheim_candidate_areas.gpkg")
    candidates = [Plot(id=row.id, name=row.id, boundary=row.geometry, crs=CRS) for row in table.itertuples()]
    others = footprints(around, count=3, seed=1)
    plots = [*candidates, *others, *street_blocks(around, count=2, seed=2), *slanted_squares(others, seed=3)]
    pairs, worst = compare(file, plots, around, {"stop": 700, "grocery": 900, "green": 100, "hospital": 1500})
    print(f"Trondheim: {pairs} pairs, largest difference {worst:.6f} m")
    assert pairs >= 200


def test_walking_distances_in_oslo_equal_the_brute_force_twin(shared: Path) -> None:
    file = shared / "data" / "osm" / "oslo_sentrum_vest_2025.osm.pbf"
    around, _ = read_osm([file], crs=CRS)
    others = footprints(around, count=3, seed=4)
    plots = [*others, *street_blocks(around, count=2, seed=5), *slanted_squares(others, seed=6)]
    pairs, worst = compare(file, plots, around, {"stop": 400, "grocery": 400, "green": 200, "hospital": 1200})
    print(f"Oslo: {pairs} pairs, largest difference {worst:.6f} m")
    assert pairs >= 200


def test_the_twin_shares_no_line_with_siteplan() -> None:
    imported = {
        alias.name.split(".")[0] if isinstance(node, ast.Import) else str(node.module).split(".")[0]
        for node in ast.walk(ast.parse(Path(network_twin.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported <= {"__future__", "collections", "dataclasses", "heapq", "itertools", "json", "pathlib", "sys",
                        "typing", "numpy", "osmium", "pyproj"}  # fmt: skip
