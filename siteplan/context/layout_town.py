"""What lies round the plot, for what is seen from it: buildings and green of the map, and where people pass."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout_barriers import NEIGHBOUR_HEIGHT_M
from siteplan.measures.openings import FloatArray, segments_of
from siteplan.measures.sight import Barriers, barriers
from siteplan.model import Area

if TYPE_CHECKING:
    from siteplan.context.layout import LayoutContext

_ON_PLOT_SHARE = 0.2
"""A building of the map that lies more than this on the plot, or under a drawn one, is not there any more."""


def town_barriers(layout: LayoutContext, *, within_m: float) -> Barriers:
    """Outlines of the map's buildings near the plot, one storey high; none without a map. Neighbours drawn stay out."""
    shapes = _near(layout, "building", within_m)
    drawn = shapely.union_all([n.footprint for n in layout.layout.neighbours] + [b.union for b in layout.buildings])
    own = drawn if layout.site_boundary is None else shapely.union(drawn, layout.site_boundary)
    if len(shapes):
        areas = shapely.area(shapely.intersection(shapes, own))
        shapes = shapes[areas <= _ON_PLOT_SHARE * np.maximum(shapely.area(shapes), 1e-9)]
    if not len(shapes):
        return barriers(np.zeros((0, 4)))
    segments, _ = segments_of(list(shapes))
    ground = layout.ground.at((segments[:, :2] + segments[:, 2:]) / 2)
    return barriers(segments, z_low=-math.inf, z_high=ground + NEIGHBOUR_HEIGHT_M)


def town_green(layout: LayoutContext, *, within_m: float) -> list[BaseGeometry]:
    """Parks, woods and lawns of the map near the plot."""
    return [*_near(layout, "green", within_m), *_near(layout, "nearby_terrain", within_m)]


def street_points(layout: LayoutContext, around: Area, *, within_m: float, spacing_m: float) -> FloatArray | None:
    """Points every ``spacing_m`` on the ways outside the plot within a distance of an area; None without a map."""
    network = layout.surroundings.walking if layout.surroundings is not None and layout.layout.crs is not None else None
    if network is None:
        return None
    lines = shapely.linestrings(network.node_xy[network.edge_nodes])
    near = lines[shapely.dwithin(lines, around, within_m)]
    zone = around.buffer(within_m)
    outside = zone if layout.site_boundary is None else zone.difference(layout.site_boundary)
    line = shapely.line_merge(shapely.union_all(shapely.intersection(near, outside)))
    points = [
        shapely.get_coordinates(part.interpolate((np.arange(k) + 0.5) / k, normalized=True))
        for part in shapely.get_parts(line)
        if part.length > 0 and (k := math.ceil(part.length / spacing_m))
    ]
    return np.vstack(points) if points else np.empty((0, 2))


def _near(layout: LayoutContext, category: str, within_m: float) -> NDArray[np.object_]:
    """Areas of a category of the map within a distance of the plot, else of the buildings."""
    places = layout.surroundings.places.get(category) if layout.surroundings is not None else None
    if places is None or layout.layout.crs is None or not len(places):
        return np.empty(0, dtype=object)
    boundary = layout.site_boundary
    within = shapely.union_all([b.union for b in layout.buildings]) if boundary is None else boundary
    rows = places.tree.query(within, predicate="dwithin", distance=within_m)
    shapes: NDArray[np.object_] = places.geometries[np.sort(rows)]
    areal: NDArray[np.bool_] = shapely.get_dimensions(shapes) == 2
    return np.asarray(shapes[areal], dtype=object)
