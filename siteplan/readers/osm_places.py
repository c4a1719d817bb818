"""Tagged elements -> :class:`siteplan.model.Places`, one table a category."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPoint
from shapely.geometry.base import BaseGeometry

from siteplan.model import DataSource, Places
from siteplan.readers.osm_areas import areal
from siteplan.readers.osm_categories import CATEGORIES, green_kind, psychiatric
from siteplan.readers.osm_elements import WayRecord

NEARBY_TERRAIN_HA = 20.0
"""Least size of "nærturterreng" (200 dekar), the area class of Statistics Norway."""

_NOT_TERRAIN = frozenset({"garden", "grass", "meadow"})
"""Green that is no ground for a walk, however large: lawns, gardens, farmed meadow."""


@dataclass(frozen=True, slots=True)
class PlaceFeature:
    """One element with its geometry in metres; ``entrances``: the nodes of its outline where visitors come in."""

    id: str
    geometry: BaseGeometry
    tags: Mapping[str, str]
    categories: tuple[str, ...]
    is_area: bool
    entrances: tuple[BaseGeometry, ...]


def way_feature(
    way: WayRecord, line: BaseGeometry, entrances: Mapping[int, BaseGeometry], *, ring: bool
) -> PlaceFeature:
    """A way as a place: a ring encloses an area, unless it is clipped or says ``area=no``."""
    is_area = ring and not way.clipped and way.tags.get("area") != "no"
    at = tuple(entrances[ref] for ref in dict.fromkeys(way.entrances)) if way.entrances else ()
    return PlaceFeature(f"way/{way.id}", line, way.tags, way.categories, is_area, at)


def build_places(features: Iterable[PlaceFeature], *, source: DataSource | None) -> dict[str, Places]:
    """One table for every category, empty ones too, and "nearby_terrain" made of the green that hangs together."""
    by_category: dict[str, list[PlaceFeature]] = {name: [] for name in CATEGORIES}
    for feature in features:
        for name in feature.categories:
            if _fits(feature, CATEGORIES[name].shape):
                by_category[name].append(feature)
    areas = _polygons(list({f.id: f for group in by_category.values() for f in group if f.is_area}.values()))
    places = {name: _table(name, group, areas, source) for name, group in by_category.items()}
    places["nearby_terrain"] = nearby_terrain(places["green"])
    return places


def _fits(feature: PlaceFeature, shape: str) -> bool:
    if shape == "area":
        return feature.is_area
    if shape == "node":
        return feature.id.startswith("node/")
    return shape == "any" or not feature.id.startswith("node/")


def _polygons(features: Sequence[PlaceFeature]) -> dict[str, BaseGeometry]:
    """Closed outlines as valid polygons, all at once; relations are polygons already."""
    outlines = np.array([f.geometry for f in features], dtype=object)
    if not len(outlines):
        return {}
    lines = shapely.get_type_id(outlines) == shapely.GeometryType.LINESTRING
    coordinates, owner = shapely.get_coordinates(outlines[lines], return_index=True)
    shapes = outlines.copy()
    shapes[lines] = shapely.polygons(shapely.linearrings(coordinates, indices=owner))
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = [areal(shape) for shape in shapely.make_valid(shapes[broken])]
    return dict(zip((f.id for f in features), shapes, strict=True))


def _table(
    name: str, features: Sequence[PlaceFeature], areas: Mapping[str, BaseGeometry], source: DataSource | None
) -> Places:
    as_line = CATEGORIES[name].shape == "line"
    geometries = [f.geometry if as_line else areas.get(f.id, f.geometry) for f in features]
    columns: dict[str, NDArray[np.generic]] = {}
    present = set().union(*(f.tags for f in features))
    for key in CATEGORIES[name].columns:
        if key in present:
            columns[key] = _objects([f.tags.get(key) for f in features])
    if any(f.entrances for f in features):
        columns["entrances"] = _objects([MultiPoint(f.entrances) if f.entrances else None for f in features])
    table = Places(
        ids=_objects([f.id for f in features]),
        names=_objects([_name(f.tags) for f in features]),
        geometries=_objects(geometries),
        columns=columns,
        source=source,
    )
    return _with_own_columns(name, features, table)


def _with_own_columns(name: str, features: Sequence[PlaceFeature], table: Places) -> Places:
    extra: dict[str, NDArray[np.generic]] = {}
    if name == "hospital":
        extra["psychiatric"] = _objects([psychiatric(f.tags) for f in features])
    if name == "green":
        extra["kind"] = _objects([green_kind(f.tags) for f in features])
        extra["area_ha"] = shapely.area(table.geometries) / 1e4
    if not extra:
        return table
    return Places(ids=table.ids, names=table.names, geometries=table.geometries,
                  columns={**table.columns, **extra}, source=table.source)  # fmt: skip


def nearby_terrain(green: Places) -> Places:
    """Walking terrain of at least 20 ha: parks, woods and heaths that touch one another count as one.

    The id is that of the largest part.
    """
    kinds = green.column("kind")
    terrain = green.take(np.array([kind not in _NOT_TERRAIN for kind in kinds], dtype=bool))
    if not len(terrain):
        return terrain
    group = _touching(terrain)
    area = np.asarray(terrain.column("area_ha"), dtype=float)
    enough = np.flatnonzero(np.bincount(group, weights=area) >= NEARBY_TERRAIN_HA)
    largest, shapes = [], []
    for number in enough:
        members = np.flatnonzero(group == number)
        shape = shapely.union_all(terrain.geometries[members])
        if shape.area / 1e4 >= NEARBY_TERRAIN_HA:  # overlapping parts are counted once
            largest.append(int(members[np.argmax(area[members])]))
            shapes.append(shape)
    found = terrain.take(np.array(largest, dtype=int))
    return Places(
        ids=found.ids, names=found.names, geometries=_objects(shapes),
        columns={"kind": found.column("kind"), "area_ha": shapely.area(_objects(shapes)) / 1e4}, source=green.source,
    )  # fmt: skip


def _touching(places: Places) -> NDArray[np.int_]:
    """(n,) number of the group of touching areas that each belongs to."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(places)
    left, right = places.tree.query(places.geometries, predicate="intersects")
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(n, n)).tocsr()
    groups: NDArray[np.int_] = connected_components(graph, directed=False)[1]
    return groups


def _name(tags: Mapping[str, str]) -> str:
    return tags.get("name") or tags.get("brand") or ""


def _objects(values: Sequence[object]) -> NDArray[np.object_]:
    """(n,) object array, never unpacked into further dimensions."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
