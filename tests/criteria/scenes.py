"""Invented plot scenes in ``cases/*.geojson``: projected metres in, a plot and its surroundings out.

A scene is a FeatureCollection. Features with ``tags`` are OpenStreetMap elements (Point: node, LineString: way,
Polygon: closed way) and go through the project's own table of categories and street rules; features with ``layer`` go
through the reader of municipal layers; ``kind`` is plot, entrance or extent. The collection may hold ``programme``,
``terrain`` (x0, y0, cell, heights) and ``expected``. Coordinates are metres from ``ORIGIN``, so that they can be
reckoned in the head.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

from siteplan.content import load_content
from siteplan.context import AreaAnalysis, PlotContext
from siteplan.criterion import CriterionResult, Finding, Outcome, outcome_of_score
from siteplan.model import DataSource, Places, Plot, Surroundings, Terrain, Timetable
from siteplan.readers.gtfs import TIMETABLE_STOP, stops_within
from siteplan.readers.layers import read_layer
from siteplan.readers.osm_categories import categories_of, not_carried, tag_lookup
from siteplan.readers.osm_places import PlaceFeature, build_places
from siteplan.readers.osm_streets import drivable, street_network, walkable
from siteplan.scorecard import Scorecard

CRS = "EPSG:25832"
ORIGIN = (500_000.0, 7_030_000.0)
Scene = dict[str, Any]


def context_of(scene: Scene) -> PlotContext:
    """The plot of a scene as criteria see it."""
    scene = _placed(scene)
    plot = plot_of(scene)
    return PlotContext(
        plot, area=AreaAnalysis(surroundings_of(scene), [plot]), programme=scene.get("programme", {}),
        building=_building(scene.get("building")),
    )  # fmt: skip


def _building(results: dict[str, list[float]] | None) -> Scorecard | None:
    """What an existing building came to: bounds of the score by criterion; where they meet, the score is settled."""
    if results is None:
        return None
    specs = load_content().specs
    return Scorecard(
        id="building", name="Building", stage="sketch",
        results=tuple(
            CriterionResult(
                spec=specs[name], score=low if low == high else None, score_low=low, score_high=high, finding=Finding(),
                outcome=outcome_of_score(low, specs[name].cuts) if low == high else Outcome.UNDETERMINED,
            )
            for name, (low, high) in results.items()
        ),
    )  # fmt: skip


def _placed(scene: Scene) -> Scene:
    """The scene moved to its place in the coordinate system."""

    def moved(coordinates: Any) -> Any:
        if isinstance(coordinates[0], int | float):
            return [coordinates[0] + ORIGIN[0], coordinates[1] + ORIGIN[1]]
        return [moved(part) for part in coordinates]

    features = [
        {**f, "geometry": {**f["geometry"], "coordinates": moved(f["geometry"]["coordinates"])}}
        for f in scene["features"]
    ]
    terrain = scene.get("terrain")
    if terrain is not None:
        terrain = {**terrain, "x0": terrain["x0"] + ORIGIN[0], "y0": terrain["y0"] + ORIGIN[1]}
    return {**scene, "features": features, "terrain": terrain}


def plot_of(scene: Scene) -> Plot:
    """The one plot, with its entrances."""
    (boundary,) = _shapes(scene, "plot")
    entrances = tuple(point for point in _shapes(scene, "entrance") if isinstance(point, Point))
    properties = scene.get("plot", {})
    return Plot(id="plot", name="Plot", boundary=boundary, crs=CRS, entrances=entrances, properties=properties)


def surroundings_of(scene: Scene) -> Surroundings:
    """Streets, places and layers around it."""
    (extent,) = _shapes(scene, "extent")
    elements = [feature for feature in scene["features"] if "tags" in feature["properties"]]
    places = build_places(_place_features(elements), source=None)
    keys = frozenset(key for feature in elements for key in feature["properties"]["tags"])
    walking, driving = _networks(elements)
    timetable = _timetable(scene.get("timetable"))
    counted = not_carried({name: len(table) for name, table in places.items()}, keys)
    if timetable is not None:
        places[TIMETABLE_STOP] = stops_within(timetable, extent)
    return Surroundings(
        crs=CRS, extent=extent, extent_basis="stated", walking=walking, driving=driving, places=places,
        layers=_layers(scene), tag_keys=keys, terrain=_terrain(scene),
        not_carried=counted, timetable=timetable,
    )  # fmt: skip


def _timetable(said: dict[str, Any] | None) -> Timetable | None:
    """``stops``: [x, y, name]; ``trips``: {calls: [[stop, minute], ...], days: seven of 0 and 1, mode}."""
    if said is None:
        return None
    stops = Places(
        ids=np.array([f"q{i}" for i in range(len(said["stops"]))], dtype=object),
        names=np.array([name for _, _, name in said["stops"]], dtype=object),
        geometries=np.array([Point(x + ORIGIN[0], y + ORIGIN[1]) for x, y, _ in said["stops"]], dtype=object),
    )
    calls = sorted((stop, minute, i) for i, trip in enumerate(said["trips"]) for stop, minute in trip["calls"])
    return Timetable(
        week="2021-01-11", week_stated=True, stops=stops,
        departure_stop=np.array([c[0] for c in calls], dtype=np.int32),
        departure_minute=np.array([c[1] for c in calls], dtype=np.float32),
        departure_trip=np.array([c[2] for c in calls], dtype=np.int32),
        trip_days=np.array([trip["days"] for trip in said["trips"]], dtype=bool),
        trip_mode=np.array([trip.get("mode", "bus") for trip in said["trips"]], dtype=object),
    )  # fmt: skip


def _shapes(scene: Scene, kind: str) -> list[BaseGeometry]:
    return [shape(f["geometry"]) for f in scene["features"] if f["properties"].get("kind") == kind]


def _place_features(elements: Sequence[dict[str, Any]]) -> list[PlaceFeature]:
    lookup = tag_lookup()
    found = []
    for number, feature in enumerate(elements, start=1):
        geometry, tags = shape(feature["geometry"]), feature["properties"]["tags"]
        kind = "node" if isinstance(geometry, Point) else "way"
        outline = geometry.exterior if geometry.geom_type == "Polygon" else geometry
        id_ = feature["properties"].get("id", f"{kind}/{number}")
        line = LineString(outline.coords) if kind == "way" else outline
        is_area = geometry.geom_type == "Polygon"
        found.append(PlaceFeature(id_, line, tags, categories_of(tags, lookup), is_area, ()))
    return found


def _networks(elements: Sequence[dict[str, Any]]) -> tuple[Any, Any]:
    """Streets meet where they have a point in common, as in OpenStreetMap."""
    node_ids: dict[tuple[float, float], int] = {}
    ways, coordinates = [], []
    for number, feature in enumerate(elements, start=1):
        tags = feature["properties"]["tags"]
        if feature["geometry"]["type"] == "LineString" and "highway" in tags:
            points = [(float(x), float(y)) for x, y in feature["geometry"]["coordinates"]]
            refs = [node_ids.setdefault(point, len(node_ids) + 1) for point in points]
            ways.append((number, tags, refs))
            coordinates.append(np.array(points))

    def nodes(chosen: Sequence[int]) -> Any:
        return np.concatenate([coordinates[i] for i in chosen])

    return (
        street_network(ways, nodes, keep=walkable, directed=False),
        street_network(ways, nodes, keep=drivable, directed=True),
    )


def _layers(scene: Scene) -> dict[str, Places]:
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in scene.get("empty_layers", ()):
        by_name[name] = []
    for feature in scene["features"]:
        if "layer" in feature["properties"]:
            fields = {key: value for key, value in feature["properties"].items() if key != "layer"}
            by_name[feature["properties"]["layer"]].append({**feature, "properties": fields})
    found = {}
    for name, features in by_name.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.geojson"
            path.write_text(json.dumps({
                "type": "FeatureCollection", "features": features,
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
            }))  # fmt: skip
            layer, issues = read_layer(name, path, crs=CRS)
        assert layer is not None, issues
        found[name] = layer
    return found


def _terrain(scene: Scene) -> Terrain | None:
    said = scene.get("terrain")
    if said is None:
        return None
    heights = np.array(said["heights"], dtype=np.float32)
    return Terrain(heights=heights, x0=said["x0"], y0=said["y0"], cell=said["cell"], source=DataSource(name="scene"))
