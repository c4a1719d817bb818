"""One storey of a layout as map layers: what is drawn in the file, and nothing that is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from siteplan.criterion import Quantity
from siteplan.dashboard.heat import HeatMap, named_bounds
from siteplan.dashboard.planmap import MapFeature, MapLayer, Scene, build_scene
from siteplan.dashboard.words import Words
from siteplan.model import Layout, Space
from siteplan.text import Language, quantity

_MARGIN_M = 4.0
_BENEATH = frozenset({"plot_boundary", "neighbour", "outdoor", "path", "ghost", "space"})
"""What a heat map lies on."""
_FIXED = frozenset({"neighbour", "ghost", "heat", "access"})
"""What cannot be taken hold of in a plan that is edited."""


def plan_scene(
    layout: Layout, storey: int, *, language: Language, heat: HeatMap | None = None, held: bool = False
) -> Scene:
    """The plan of one storey with everything outdoors; the other storeys are outlined.

    Parameters
    ----------
    layout
        Any layout; one that floats free has its own north.
    storey
        Index; 0 is the ground floor.
    language
        Of the labels of rooms and outdoor areas.
    heat
        Drawn over the floors and the ground, under walls, doors, fences and trees.
    held
        Whether everything can be taken hold of by its id; what is derived from a room or unit has the id of its
        source with a mark behind it ("#w", "#u").
    """
    words = Words(language)
    layers = [*_ground(layout, words), *_building(layout, storey, words), *_points(layout, storey)]
    if heat is not None:
        beneath = [layer for layer in layers if layer.style in _BENEATH]
        above = [layer for layer in layers if layer.style not in _BENEATH]
        layers = [*beneath, _heat(heat, words), *above]
    if held:
        layers = [replace(layer, selectable=layer.style not in _FIXED) for layer in layers]
    return build_scene(
        layers,
        crs=layout.crs or layout.id,
        extent=_extent(layout),
        north_deg=layout.north_deg if layout.crs is None else 0.0,
    )


def storeys_of(layout: Layout) -> list[int]:
    """Indices of the storeys that hold a space, lowest first; the ground floor where none does."""
    return sorted({space.storey for space in layout.spaces}) or [0]


def _ground(layout: Layout, words: Words) -> Iterator[MapLayer]:
    if layout.plot_boundary is not None:
        yield _layer("plot", "plot_boundary", [MapFeature(geometry=layout.plot_boundary, id="plot")])
    yield _layer("neighbours", "neighbour", [MapFeature(geometry=item.footprint) for item in layout.neighbours])
    yield _layer(
        "outdoor", "outdoor",
        [
            MapFeature(geometry=a.geometry, id=a.id, kind=a.use, label=words.named("use", a.use))
            for a in layout.outdoor_areas
        ],
    )  # fmt: skip
    yield _layer("paths", "path", [MapFeature(geometry=path.geometry, id=path.id) for path in layout.paths])
    yield _layer(
        "vegetation", "vegetation", [MapFeature(geometry=item.geometry, id=item.id) for item in layout.vegetation]
    )
    yield _layer("obstacles", "obstacle", [MapFeature(geometry=item.geometry, id=item.id) for item in layout.obstacles])


def _building(layout: Layout, storey: int, words: Words) -> Iterator[MapLayer]:
    here = [space for space in layout.spaces if space.storey == storey]
    others = [space.boundary for space in layout.spaces if space.storey != storey]
    if others:
        yield _layer("other_storeys", "ghost", [MapFeature(geometry=shapely.union_all(others))])
    yield _layer("spaces", "space", [_room(space, words) for space in here])
    units = {
        unit: shapely.union_all([space.boundary for space in here if space.unit == unit])
        for unit in dict.fromkeys(space.unit for space in here)
        if unit is not None
    }
    yield _layer(
        "units", "unit", [MapFeature(geometry=area, id=f"{unit}#u", title=unit) for unit, area in units.items()]
    )
    walls = [MapFeature(geometry=wall.line, id=wall.id) for wall in layout.walls if wall.storey == storey]
    if not walls:
        walls = [MapFeature(geometry=s.boundary.exterior, id=f"{s.id}#w") for s in here if s.use != "gallery"]
    yield _layer("walls", "wall", walls)
    joined = [connector for connector in layout.connectors if storey in connector.storeys]
    connectors = [MapFeature(geometry=c.geometry, id=c.id, kind=c.kind) for c in joined]
    yield _layer("connectors", "connector", connectors)
    windows = [MapFeature(geometry=w.line, id=w.id, kind=w.glazing) for w in layout.windows if w.storey == storey]
    yield _layer("windows", "window", windows)
    doors = [
        MapFeature(
            geometry=door.line, id=door.id, kind="entrance" if door.entrance else "glazed" if door.glazed else None
        )
        for door in layout.doors
        if door.storey == storey
    ]
    yield _layer("doors", "door", doors)


def _points(layout: Layout, storey: int) -> Iterator[MapLayer]:
    viewpoints = [
        MapFeature(geometry=v.point, id=v.id, kind="main" if v.main else None)
        for v in layout.viewpoints
        if v.storey == storey
    ]
    yield _layer("viewpoints", "viewpoint", viewpoints)
    yield _layer("lamps", "lamp", [MapFeature(geometry=lamp.point, id=lamp.id) for lamp in layout.lamps])
    cameras = [MapFeature(geometry=camera.point, id=camera.id) for camera in layout.cameras]
    yield _layer("cameras", "camera", cameras)
    yield _layer("access", "access", [MapFeature(geometry=place) for place in layout.access])


def _heat(heat: HeatMap, words: Words) -> MapLayer:
    """The classes; what rests under the pointer says its bounds."""
    features = [
        MapFeature(geometry=entry.area, kind=entry.key, title=named_bounds(heat, entry, words))
        for entry in heat.classes
    ]
    if heat.undefined is not None:
        features.append(MapFeature(geometry=heat.undefined, kind="unknown", title=words("heat.undefined")))
    return _layer("heat", "heat", features)


def _room(space: Space, words: Words) -> MapFeature:
    area = quantity(Quantity(value=float(space.boundary.area), unit="m2"), words.language)
    name = words.named("use", space.use)
    return MapFeature(
        geometry=space.boundary, id=space.id, kind=space.use, label=f"{name}\n{area}", title=f"{name}, {area}"
    )


def _layer(name: str, style: str, features: list[MapFeature]) -> MapLayer:
    return MapLayer(name=name, style=style, features=tuple(features))


def _extent(layout: Layout) -> tuple[float, float, float, float]:
    shapes: list[BaseGeometry] = [space.boundary for space in layout.spaces]
    shapes += [area.geometry for area in layout.outdoor_areas] + [path.geometry for path in layout.paths]
    if layout.plot_boundary is not None:
        shapes.append(layout.plot_boundary)
    shapes += [wall.line for wall in layout.walls] + list(layout.access)
    if not shapes:
        return -10.0, -10.0, 10.0, 10.0
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
    return west - _MARGIN_M, south - _MARGIN_M, east + _MARGIN_M, north + _MARGIN_M
