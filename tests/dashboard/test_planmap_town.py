"""The map of a town: streets once, water filled, tunnels left out, and every plot to be chosen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from siteplan.dashboard.planmap import MapLayer, unpack
from siteplan.dashboard.planmap.town import town_layers, town_scene
from siteplan.model import Places, Plot, StreetNetwork, Surroundings


def places(geometries: list[BaseGeometry], columns: Mapping[str, list[str | None]]) -> Places:
    def column(values: list[str | None]) -> np.ndarray:
        made = np.empty(len(values), dtype=object)
        made[:] = values
        return made

    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = geometries
    names: list[str | None] = [None] * len(geometries)
    return Places(
        ids=np.arange(len(geometries)).astype(object), names=column(names), geometries=shapes,
        columns={name: column(values) for name, values in columns.items()},
    )  # fmt: skip


def network(ways: dict[int, list[tuple[float, float]]], tags: Mapping[str, list[str | None]]) -> StreetNetwork:
    """A network in which way k runs through its points; nodes are not shared, as drawing does not ask for it."""
    xy = np.array([point for points in ways.values() for point in points], dtype=float)
    edges, owner, first = [], [], 0
    for index, points in enumerate(ways.values()):
        edges += [(first + i, first + i + 1) for i in range(len(points) - 1)]
        owner += [index] * (len(points) - 1)
        first += len(points)
    columns = {}
    for name, values in tags.items():
        columns[name] = np.empty(len(values), dtype=object)
        columns[name][:] = values
    nodes = np.array(edges, dtype=np.int32)
    return StreetNetwork(
        node_id=np.arange(len(xy)), node_xy=xy, edge_nodes=nodes,
        edge_length=np.hypot(*(xy[nodes[:, 1]] - xy[nodes[:, 0]]).T), edge_way=np.array(owner, dtype=np.int32),
        way_id=np.array(list(ways), dtype=np.int64), way_tags=columns, component=np.zeros(len(xy), dtype=np.int32),
        oneway=np.zeros(len(ways), dtype=np.int8),
    )  # fmt: skip


@pytest.fixture()
def town() -> Surroundings:
    walking = network(
        {7: [(0, 50), (30, 50), (60, 55)], 8: [(0, 0), (0, 90)], 9: [(60, 55), (60, 80)]},
        {"highway": ["residential", "footway", "residential"], "tunnel": [None, None, "yes"]},
    )
    driving = network({7: [(0, 50), (30, 50), (60, 55)]}, {"highway": ["residential"], "tunnel": [None]})
    return Surroundings(
        crs="EPSG:25832", extent=box(0, 0, 100, 100), extent_basis="stated", walking=walking, driving=driving,
        places={
            "water": places(
                [LineString([(100, 20), (0, 20)]), LineString([(5, 60), (5, 90)]), LineString([(9, 60), (9, 90)])],
                {"natural": ["coastline", None, None], "tunnel": [None, None, "culvert"]},
            ),
            "railway": places(
                [LineString([(0, 95), (100, 95)]), LineString([(0, 97), (100, 97)]), LineString([(0, 99), (50, 99)])],
                {"railway": ["rail", "subway", "rail"], "service": [None, None, "yard"], "tunnel": ["no", None, None]},
            ),
            "building": places([box(40, 60, 50, 70)], {"building": ["house"]}),
            "green": places([box(70, 60, 90, 90)], {"natural": ["wood"], "landuse": [None], "leisure": ["park"]}),
            "landuse": places([box(10, 30, 40, 90), box(50, 30, 60, 40)], {"landuse": ["residential", "farmland"]}),
        },
    )  # fmt: skip


def by_name(town: Surroundings) -> dict[str, MapLayer]:
    return {layer.name: layer for layer in town_layers(town)}


def test_each_way_is_drawn_once_as_one_line_of_its_class_and_tunnels_are_not(town: Surroundings) -> None:
    drawn = by_name(town)["street"].features
    assert [(feature.kind, feature.geometry.length) for feature in drawn] == [
        ("residential", pytest.approx(30 + np.hypot(30, 5))),
        ("footway", pytest.approx(90)),
    ]


def test_the_sea_is_filled_and_culverts_are_left_out(town: Surroundings) -> None:
    sea, *streams = by_name(town)["water"].features
    # the coast runs west, so that its right is north of it
    assert sea.geometry.equals(box(0, 20, 100, 100))
    assert [stream.geometry.length for stream in streams] == [30]


def test_rails_above_ground_are_drawn_and_side_tracks_named_so_that_they_can_wait(town: Surroundings) -> None:
    assert [feature.kind for feature in by_name(town)["railway"].features] == ["rail", "yard"]


def test_only_built_up_land_is_tinted_and_woods_are_told_from_parks(town: Surroundings) -> None:
    layers = by_name(town)
    assert [feature.kind for feature in layers["landuse"].features] == ["residential"]
    assert [feature.kind for feature in layers["green"].features] == ["wood"]


def test_every_plot_stands_on_top_and_can_be_chosen_even_where_no_streets_are_known(town: Surroundings) -> None:
    long = "A plot with a name that is far too long to stand on any map"
    plots = [
        Plot(id="a", name="Østmarka", boundary=box(20, 30, 30, 40), crs="EPSG:25832"),
        Plot(id="b", name=long, boundary=box(60, 30, 70, 40), crs="EPSG:25832", entrances=(Point(60, 35),)),
    ]
    for surroundings in (town, None):
        scene = town_scene(surroundings, plots, margin_m=100)
        assert scene.extent == (-80, -70, 170, 140)
        layers = unpack(scene)["layers"]
        assert isinstance(layers, list)
        assert layers[-1]["ids"] == ["a", "b"]
        assert layers[-1]["labels"][0] == "Østmarka"
        assert len(layers[-1]["labels"][1]) <= 30
        assert layers[-1]["titles"][1] == long
        assert not any(layer["selectable"] for layer in layers[:-1])


def test_a_map_without_plots_is_a_mistake_of_the_page(town: Surroundings) -> None:
    with pytest.raises(ValueError, match="at least one plot"):
        town_scene(town, [])
