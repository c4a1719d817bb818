"""An isovist as GeoJSON: the region with its measures, the viewpoint, and its edges told apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from siteplan.measures.isovist import EdgeKind
from siteplan.measures.visible_region import VisibleRegion
from siteplan.model import Layout
from siteplan.text import Language, say
from siteplan.writers.plain import plain, to_json
from siteplan.writers.table import Column, aligned

SHAPE_DECIMALS = 6
"""Of a metre, in written coordinates."""


def isovist_measures(seen: VisibleRegion) -> dict[str, float]:
    """Measures by name. Area, perimeter and shape are those of the region; the others of its outline of full height."""
    region, outline = seen.region, seen.isovist
    perimeter = float(region.length)
    return {
        "area_m2": seen.area_m2,
        "perimeter_m": perimeter,
        "compactness": 4 * math.pi * seen.area_m2 / perimeter**2 if perimeter > 0 else math.nan,
        "circularity": perimeter**2 / (4 * math.pi * seen.area_m2) if seen.area_m2 > 0 else math.nan,
        "occlusivity_m": outline.occlusivity_m,
        "drift_m": outline.drift_m,
        "longest_sight_m": outline.longest_sight_m,
        "shortest_sight_m": outline.shortest_sight_m,
    }


def isovist_geojson(seen: VisibleRegion, names: Sequence[str], *, layout: Layout, storey: int) -> str:
    """A FeatureCollection: role region, viewpoint and edge (kind wall, occluding, limit, range or view).

    Parameters
    ----------
    names
        Id of the element that each opaque barrier belongs to.
    """
    x, y = seen.isovist.viewpoint.tolist()
    shared = {"layout": layout.id, "storey": storey}
    drift = seen.isovist.drift
    features = [
        _feature(seen.region, {"role": "region", **shared, **isovist_measures(seen), "drift_x_m": drift[0],
                               "drift_y_m": drift[1]}),
        _feature(shapely.Point(x, y), {"role": "viewpoint", **shared}),
    ]  # fmt: skip
    outline = seen.isovist.outline + seen.isovist.viewpoint
    following = np.roll(outline, -1, axis=0)
    for start, end, kind, wall in zip(
        outline, following, seen.isovist.edge_kind.tolist(), seen.isovist.edge_wall.tolist(), strict=True
    ):
        element = names[wall] if wall >= 0 else None
        properties = {"role": "edge", **shared, "kind": EdgeKind(kind).name.lower(), "element": element}
        features.append(_feature(shapely.LineString([start, end]), properties))
    record: dict[str, Any] = {"type": "FeatureCollection"}
    if layout.crs is not None:
        name = layout.crs.replace("EPSG:", "urn:ogc:def:crs:EPSG::")
        record["crs"] = {"type": "name", "properties": {"name": name}}
    return to_json({**record, "features": features})


def _feature(geometry: shapely.Geometry, properties: dict[str, Any]) -> dict[str, Any]:
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, SHAPE_DECIMALS))
    return {"type": "Feature", "properties": plain(properties), "geometry": mapping(rounded)}


def isovist_summary(seen: VisibleRegion, *, layout: str, language: Language) -> str:
    """The measures in words and figures."""
    x, y = (f"{value:.10g}" for value in seen.isovist.viewpoint.tolist())
    head = say("visibility", "isovist.head", language, {"layout": layout, "x": x, "y": y})
    rows = [
        [say("visibility", f"isovist.{name}", language), f"{value:.4g}"]
        for name, value in isovist_measures(seen).items()
    ]
    columns = [
        Column(head=say("visibility", "summary.measure", language)),
        Column(head="", right=True),
    ]
    return f"{head}\n\n{aligned(columns, rows)}\n"
