"""`Layout` -> layout file (GeoJSON, INTERFACES section 2). What was read comes back: unknown properties too."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import cast

import shapely
from shapely.geometry.base import BaseGeometry

from siteplan.model import (
    Camera,
    Connector,
    Door,
    Lamp,
    Layout,
    Neighbour,
    Obstacle,
    OutdoorArea,
    Path,
    Space,
    Vegetation,
    Viewpoint,
    Wall,
    Window,
)

VERSION = 1
_KINDS: Mapping[type, str] = {
    Space: "space", Wall: "wall", Door: "door", Window: "window", Obstacle: "obstacle", Vegetation: "vegetation",
    Path: "path", OutdoorArea: "outdoor", Viewpoint: "viewpoint", Lamp: "lamp", Camera: "camera",
    Neighbour: "neighbour",
}  # fmt: skip
_SHAPES = ("boundary", "line", "geometry", "point", "footprint")
Feature = dict[str, object]


def layout_to_geojson(layout: Layout) -> dict[str, object]:
    """The layout as a FeatureCollection, plain values only: reading it again gives an equal layout.

    A placed layout is written in its system with a ``crs`` member; a free-floating one without.
    """
    known: dict[str, object] = {"version": VERSION, "id": layout.id, "name": layout.name, "stage": layout.stage}
    if layout.north_deg:
        known["north"] = layout.north_deg
    known["storeys"] = [dataclasses.asdict(storey) for storey in layout.storeys]
    if layout.placement is not None:
        known["placement"] = dataclasses.asdict(layout.placement)
    if layout.programme:
        known["programme"] = {k: list(v) if isinstance(v, tuple) else v for k, v in layout.programme.items()}
    collection: dict[str, object] = {"type": "FeatureCollection"}
    if layout.crs is not None:
        authority, _, code = layout.crs.partition(":")
        name = f"urn:ogc:def:crs:{authority}::{code}" if code.isdigit() else layout.crs
        collection["crs"] = {"type": "name", "properties": {"name": name}}
    collection["siteplan"] = {**known, **_table(layout.properties.get("siteplan"))}
    collection.update(_table(layout.properties.get("members")))
    collection["features"] = list(_features(layout))
    return collection


def write_layout(layout: Layout, path: FilePath) -> None:
    """Write a layout file: UTF-8, one feature a line, so that two versions can be compared line by line."""
    collection = layout_to_geojson(layout)
    features = cast("Sequence[Feature]", collection.pop("features"))
    head = json.dumps(collection, ensure_ascii=False, allow_nan=False)[:-1]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)
    path.write_text(f'{head}, "features": [\n{lines}\n]}}\n', encoding="utf-8")


def _features(layout: Layout) -> Iterator[Feature]:
    if layout.plot_boundary is not None:
        own = _tables(layout.properties.get("plot"))
        yield _feature(own[0] if own else {"kind": "plot", "id": "plot"}, layout.plot_boundary)
    own = _tables(layout.properties.get("access"))
    for k, shape in enumerate(layout.access):
        yield _feature(own[k] if k < len(own) else {"kind": "access", "id": f"access_{k + 1}"}, shape)
    for element in layout.elements():
        yield _element(element)
    for raw in _tables(layout.properties.get("kept")):
        shape = raw.get("geometry")
        properties = raw.get("properties")
        yield _feature(_table(properties), shape if isinstance(shape, BaseGeometry) else None)


def _element(element: object) -> Feature:
    """One element: every field that says more than its default, in the model's order, then what was unknown."""
    kind = element.kind if isinstance(element, Connector) else _KINDS[type(element)]
    properties: dict[str, object] = {"kind": kind}
    shape: BaseGeometry | None = None
    for field in dataclasses.fields(element):  # type: ignore[arg-type]
        value = getattr(element, field.name)
        if field.name in _SHAPES:
            shape = value
        elif field.name in ("properties", "kind"):
            continue
        elif value is not None and (field.default is dataclasses.MISSING or value != field.default):
            properties[field.name] = list(value) if isinstance(value, tuple) else value
        elif value is None and isinstance(element, Viewpoint) and field.name == "seated":
            # No seated eye is a statement; an absent key would mean the usual one.
            properties["seated"] = False
    properties.update(cast("Mapping[str, object]", element.properties))  # type: ignore[attr-defined]
    return _feature(properties, shape)


def _feature(properties: Mapping[str, object], shape: BaseGeometry | None) -> Feature:
    geometry = None if shape is None else json.loads(shapely.to_geojson(shape))
    return {"type": "Feature", "properties": dict(properties), "geometry": geometry}


def _table(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}


def _tables(value: object) -> list[dict[str, object]]:
    return [dict(entry) for entry in value if isinstance(entry, Mapping)] if isinstance(value, list | tuple) else []
