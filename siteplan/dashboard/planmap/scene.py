"""The scene: what a map or plan shows whatever is chosen. Packed once, sent once, cached by Streamlit after that."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from siteplan.dashboard.planmap.packing import origin_of, pack
from siteplan.theme import theme_data

Bounds = tuple[float, float, float, float]

STYLES: Mapping[str, str] = MappingProxyType(
    {
        "landuse": "built-up ground: polygons",
        "green": "kind: forest, wood, or anything else",
        "water": "polygons and streams",
        "street": "kind: the value of the OpenStreetMap key highway (footways dashed, steps barred)",
        "railway": "lines; kind: yard, siding, spur or crossover appear as one zooms in",
        "building": "polygons; too small ones appear as one zooms in",
        "boundary": "an administrative or data boundary: lines or polygons",
        "plot": "kind: key of a score class (theme.score_class); the overlay may replace it and add the rank",
        "plot_boundary": "the plot of a plan",
        "heat": "kind: key of a heat class (theme.HEAT_CLASSES), or unknown",
        "outdoor": "kind: use of the outdoor area",
        "path": "polygons, or lines drawn 1.8 m wide",
        "space": "kind: use of the space; label: name and area on two lines",
        "unit": "outline of a dwelling unit; label: name and area",
        "wall": "lines (drawn 0.2 m wide) or polygons",
        "door": "kind: entrance, glazed or none; the swing is a symbol, files do not state it",
        "window": "kind: clear, obscured or one_way",
        "obstacle": "fences (lines) and sheds (polygons)",
        "vegetation": "areas, or points as trees",
        "connector": "kind: stair, lift or ramp",
        "neighbour": "buildings outside the project",
        "ghost": "outlines of another storey",
        "viewpoint": "kind: main for the manned desk",
        "lamp": "points",
        "camera": "points",
        "access": "where people come onto the plot: points or lines",
    }
)
"""Styles that the front end draws, and what ``kind`` and ``label`` mean to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFeature:
    """One thing on the sheet.

    Parameters
    ----------
    geometry
        Projected metres, in the scene's CRS.
    id
        What a click returns; needed in a selectable layer.
    kind
        What the layer's style tells apart (see :data:`STYLES`).
    label
        Words drawn on it; a line break starts a second line.
    title
        Words shown while the pointer rests on it, and read to those who cannot see the map.
    """

    geometry: BaseGeometry
    id: str | None = None
    kind: str | None = None
    label: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayer:
    """Features of one style. Layers are drawn in the order in which the scene is given them, the first lowest.

    Parameters
    ----------
    limit
        Features that the scene takes at most, the nearest to its focus (see :func:`thin`); None = all.
    """

    name: str
    style: str
    features: tuple[MapFeature, ...]
    selectable: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A packed scene. Make it with :func:`build_scene`; keep it as long as its sources stay the same.

    Parameters
    ----------
    packed
        gzip of the JSON that the front end reads; equal scenes have equal bytes.
    fingerprint
        sha256 of ``packed``, hexadecimal.
    extent
        What "show all" shows [m].
    drawn, left_out
        Number of features by layer name: sent, and left out by :func:`thin`.
    """

    packed: bytes
    fingerprint: str
    crs: str
    extent: Bounds
    drawn: Mapping[str, int]
    left_out: Mapping[str, int]


def thin(layer: MapLayer, *, focus: Sequence[BaseGeometry]) -> tuple[MapLayer, int]:
    """Keeps the ``layer.limit`` features nearest to what the map is about, in their order.

    A city has more buildings than a sheet can show. Those near the candidates matter most, so the farthest are left out
    first; the number is returned so that the legend can say it. Zoomed out, the front end further leaves out buildings
    of less than 1.5 square pixels, and footways, service roads and steps below their scale.

    Parameters
    ----------
    focus
        Geometries [m], the candidate plots say; distance is straight, to the nearest of them.

    Returns
    -------
    tuple of MapLayer and int
        The layer, and how many features were left out.
    """
    if layer.limit is None or len(layer.features) <= layer.limit or not len(focus):
        return layer, 0
    geometries = np.array([feature.geometry for feature in layer.features], dtype=object)
    tree = shapely.STRtree(np.asarray(focus, dtype=object))
    boxes = shapely.bounds(geometries)
    centres = shapely.points((boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2)
    at, distances = tree.query_nearest(centres, return_distance=True, all_matches=False)
    order = at[0][np.argsort(distances, kind="stable")][: layer.limit]
    kept = tuple(layer.features[index] for index in np.sort(order).tolist())
    return replace(layer, features=kept), len(layer.features) - len(kept)


def build_scene(
    layers: Iterable[MapLayer],
    *,
    crs: str,
    extent: Bounds,
    north_deg: float | None = 0.0,
    focus: Sequence[BaseGeometry] = (),
) -> Scene:
    """Packs layers into a scene.

    Parameters
    ----------
    layers
        Lowest first.
    crs
        Code of the projected CRS, or any name for a layout that floats free. Nothing is reprojected.
    extent
        (west, south, east, north) [m] that is shown first.
    north_deg
        True north, degrees clockwise from +y; None where it is not known, then no arrow is drawn.
    focus
        For :func:`thin`. Without focus nothing is left out.

    Raises
    ------
    ValueError
        For a style that does not exist, a selectable feature without an id, an id twice in the scene, an extent
        without area or coordinates that are not finite: mistakes of the calling page, not of a file.
    """
    if not (extent[0] < extent[2] and extent[1] < extent[3] and np.isfinite(extent).all()):
        raise ValueError(f"the extent {extent} has no area")
    thinned = [thin(layer, focus=focus) for layer in layers]
    _check([layer for layer, _ in thinned])
    origin = origin_of(extent)
    boxes = [extent, *(_bounds(layer) for layer, _ in thinned if layer.features)]
    whole = np.array([box for box in boxes if np.isfinite(box).all()])
    data = {
        "crs": crs,
        "origin": list(origin),
        "extent": [float(value) for value in extent],
        "bounds": [*whole[:, :2].min(axis=0).tolist(), *whole[:, 2:].max(axis=0).tolist()],
        "north": north_deg,
        "layers": [_layer_data(layer, origin) for layer, _ in thinned if layer.features],
        "theme": theme_data(),
    }
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    packed = gzip.compress(text.encode(), compresslevel=5, mtime=0)
    return Scene(
        packed=packed,
        fingerprint=hashlib.sha256(packed).hexdigest(),
        crs=crs,
        extent=extent,
        drawn=MappingProxyType({layer.name: len(layer.features) for layer, _ in thinned}),
        left_out=MappingProxyType({layer.name: missing for layer, missing in thinned if missing}),
    )


def unpack(scene: Scene) -> dict[str, object]:
    """The data of a scene as the front end reads them, for tests and for finding out what a page sent."""
    data: dict[str, object] = json.loads(gzip.decompress(scene.packed))
    return data


def _check(layers: Sequence[MapLayer]) -> None:
    seen: set[str] = set()
    for layer in layers:
        if layer.style not in STYLES:
            raise ValueError(f"layer {layer.name}: there is no style {layer.style}; there are {', '.join(STYLES)}")
        if not layer.selectable:
            continue
        for feature in layer.features:
            if feature.id is None or feature.id in seen:
                raise ValueError(f"layer {layer.name}: a selectable feature needs an id of its own, not {feature.id}")
            seen.add(feature.id)


def _bounds(layer: MapLayer) -> Bounds:
    west, south, east, north = shapely.total_bounds([feature.geometry for feature in layer.features]).tolist()
    return west, south, east, north


def _layer_data(layer: MapLayer, origin: tuple[float, float]) -> dict[str, object]:
    """Columns instead of rows; a column without a value is left out."""
    shapes = pack([feature.geometry for feature in layer.features], origin)
    columns = {
        "kinds": [feature.kind for feature in layer.features],
        "labels": [feature.label for feature in layer.features],
        "titles": [feature.title for feature in layer.features],
        "ids": [feature.id for feature in layer.features] if layer.selectable else [],
    }
    return {
        "name": layer.name,
        "style": layer.style,
        "selectable": layer.selectable,
        "shapes": shapes,
        **{name: column for name, column in columns.items() if any(value is not None for value in column)},
    }
