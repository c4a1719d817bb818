"""Layouts that siteplan itself has written as DXF: back as they were, or as they were changed since."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from ezdxf.document import Drawing
from ezdxf.entities.dxfentity import DXFEntity
from ezdxf.entities.dxfobj import XRecord
from ezdxf.entities.lwpolyline import LWPolyline
from ezdxf.entities.point import Point
from shapely import geometry as shapes
from shapely.geometry.base import BaseGeometry

from siteplan.errors import InputError, Issue
from siteplan.model import DataSource, Layout
from siteplan.readers.layout import parse_layout

APP = "SITEPLAN"
Points = list[tuple[float, float]]


def is_own(drawing: Drawing) -> bool:
    """Whether siteplan has written the drawing."""
    return isinstance(drawing.rootdict.get(APP), XRecord)


def read_own(drawing: Drawing, *, file: str, source: DataSource) -> tuple[Layout, tuple[Issue, ...]]:
    """The layout of a drawing that siteplan has written.

    Shapes are those of the drawing. An element that has been drawn since, on one of siteplan's layers, has no data of
    its own: it is named, with what to do.
    """
    header = _header(drawing, file)
    numbered: list[tuple[int, dict[str, Any]]] = [(int(k), feature) for k, feature in header.pop("undrawn", [])]
    rings: dict[int, dict[tuple[int, int], Points]] = defaultdict(dict)
    data: dict[int, dict[str, Any]] = {}
    issues = []
    for entity in drawing.modelspace():
        layer, where = str(entity.dxf.layer), f"#{entity.dxf.handle}"
        values = {"layer": layer, "type": entity.dxftype()}
        own = _data(entity)
        points = _points(entity)
        if own is None or not points:
            if layer.startswith(f"{APP}-") and not layer.startswith(f"{APP}-TEXT"):
                issues.append(Issue(code="dxf-own-without-data", file=file, element=where, values=values))
            continue
        # A copy made in a drawing program carries the same data: the first one is the element.
        order, place = own["order"], (own["part"], own["ring"])
        if place in rings[order]:
            issues.append(Issue(code="dxf-own-copied", file=file, element=where, values=values))
            continue
        rings[order][place] = points
        data.setdefault(order, {}).update(own)
    for order, own in data.items():
        shape = _shape(own["type"], rings[order])
        geometry = None if shape is None else shapes.mapping(shape)
        feature = {"type": "Feature", "properties": own.get("properties", {}), "geometry": geometry}
        numbered.append((order, feature))
    features = [feature for _, feature in sorted(numbered, key=lambda pair: pair[0])]
    layout, found = parse_layout({**header, "features": features}, name=file, source=source)
    return layout, (*issues, *found)


def _header(drawing: Drawing, file: str) -> dict[str, Any]:
    record = drawing.rootdict.get(APP)
    parts = [str(tag.value) for tag in record.tags if tag.code == 1] if isinstance(record, XRecord) else []
    header = _table("".join(part.removesuffix("|") for part in parts))
    if header is None:
        raise InputError(Issue(code="dxf-broken", file=file, values={"detail": f"XRECORD {APP}"}))
    return header


def _data(entity: DXFEntity) -> dict[str, Any] | None:
    """What siteplan has written with an entity; None where there is nothing, or where it is damaged."""
    if not entity.has_xdata(APP):
        return None
    tags = entity.get_xdata(APP)
    table = _table("".join(str(tag.value).removesuffix("|") for tag in tags if tag.code == 1000))
    if table is None or not all(isinstance(table.get(key), int) for key in ("order", "part", "ring")):
        return None
    return table if isinstance(table.get("type"), str) else None


def _table(text: str) -> dict[str, Any] | None:
    try:
        table = json.loads(text)
    except ValueError:
        return None
    return table if isinstance(table, dict) else None


def _points(entity: DXFEntity) -> Points:
    if isinstance(entity, Point):
        return [(float(entity.dxf.location.x), float(entity.dxf.location.y))]
    if isinstance(entity, LWPolyline):
        points = [(float(x), float(y)) for x, y in entity.get_points("xy")]
        return [*points, points[0]] if entity.closed else points
    return []


def _shape(kind: str, rings: dict[tuple[int, int], Points]) -> BaseGeometry | None:
    """The geometry of an element's pieces; None where a piece that it needs is gone."""
    if kind in ("Point", "LineString"):
        points = rings.get((0, 0), [])
        if kind == "Point":
            return shapes.Point(points[0]) if points else None
        return shapes.LineString(points) if len(points) > 1 else None
    if any(len(points) < 4 for points in rings.values()):
        return None
    parts = sorted({part for part, _ in rings})
    if any((part, 0) not in rings for part in parts):
        return None
    polygons = [
        shapes.Polygon(
            rings[part, 0], [points for (p, ring), points in sorted(rings.items()) if p == part and ring > 0]
        )
        for part in parts
    ]
    return polygons[0] if kind == "Polygon" else shapes.MultiPolygon(polygons)
