"""A plot and what stands close around it: a small map cut out of the town."""

from __future__ import annotations

import numpy as np
import shapely

from siteplan.dashboard.planmap import MapLayer, Scene, build_scene
from siteplan.dashboard.planmap.town import plot_layer, town_layers
from siteplan.model import Plot, Surroundings

_REACH_M = 130.0


def vicinity_scene(surroundings: Surroundings | None, plot: Plot) -> Scene:
    """The plot with what stands within 130 m of it, drawn as on the map of the town."""
    west, south, east, north = plot.boundary.buffer(_REACH_M).bounds
    window = shapely.box(west - _REACH_M, south - _REACH_M, east + _REACH_M, north + _REACH_M)
    layers = [] if surroundings is None else [_cut(layer, window) for layer in town_layers(surroundings)]
    return build_scene([*layers, plot_layer([plot])], crs=plot.crs, extent=(west, south, east, north))


def _cut(layer: MapLayer, window: shapely.Polygon) -> MapLayer:
    shapes = np.array([feature.geometry for feature in layer.features], dtype=object)
    near = np.flatnonzero(shapely.intersects(shapes, window)) if len(shapes) else np.empty(0, dtype=int)
    return MapLayer(
        name=layer.name, style=layer.style, features=tuple(layer.features[index] for index in near.tolist())
    )
