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

from siteplan.errors import Issue
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
    header = _header(drawing)
    numbered: list[tuple[int, dict[str, Any]]] = [(int(k), feature) for k, feature in header.pop("undrawn", [])]
    rings: dict[int, dict[tuple[int, int], Points]] = defaultdict(dict)
    data: dict[int, dict[str, Any]] = {}
    issues = []
    for entity in drawing.modelspace():
        own = _data(entity)
        if own is None:
            if str(entity.dxf.layer).startswith(f"{APP}-") and not str(entity.dxf.layer).startswith(f"{APP}-TEXT"):
                values = {"layer": str(entity.dxf.layer), "type": entity.dxftype()}
                where = f"#{entity.dxf.handle}"
                issues.append(Issue(code="dxf-own-without-data", file=file, element=where, values=values))
            continue
        # A copy made in a drawing program carries the same data: the first one is the element, others get new numbers.
        order, place = int(own["order"]), (int(own["part"]), int(own["ring"]))
        if place in rings[order]:
            values = {"layer": str(entity.dxf.layer), "type": entity.dxftype()}
            issues.append(Issue(code="dxf-own-copied", file=file, element=f"#{entity.dxf.handle}", values=values))
            continue
        rings[order][place] = _points(entity)
        data.setdefault(order, {}).update(own)
    for order, own in data.items():
        shape = _shape(own["type"], rings[order])
        feature = {"type": "Feature", "properties": own.get("properties", {}), "geometry": shapes.mapping(shape)}
        numbered.append((order, feature))
    features = [feature for _, feature in sorted(numbered, key=lambda pair: pair[0])]
    layout, found = parse_layout({**header, "features": features}, name=file, source=source)
    return layout, (*issues, *found)


def _header(drawing: Drawing) -> dict[str, Any]:
    record = drawing.rootdict.get(APP)
    parts = [str(tag.value) for tag in record.tags if tag.code == 1] if isinstance(record, XRecord) else []
    header: dict[str, Any] = json.loads("".join(part.removesuffix("|") for part in parts))
    return header


def _data(entity: DXFEntity) -> dict[str, Any] | None:
    if not entity.has_xdata(APP):
        return None
    text = "".join(str(tag.value).removesuffix("|") for tag in entity.get_xdata(APP) if tag.code == 1000)
    table: dict[str, Any] = json.loads(text)
    return table


def _points(entity: DXFEntity) -> Points:
    if isinstance(entity, Point):
        return [(float(entity.dxf.location.x), float(entity.dxf.location.y))]
    if isinstance(entity, LWPolyline):
        points = [(float(x), float(y)) for x, y in entity.get_points("xy")]
        return [*points, points[0]] if entity.closed else points
    return []


def _shape(kind: str, rings: dict[tuple[int, int], Points]) -> BaseGeometry:
    if kind == "Point":
        return shapes.Point(rings[0, 0][0])
    if kind == "LineString":
        return shapes.LineString(rings[0, 0])
    parts = sorted({part for part, _ in rings})
    polygons = [
        shapes.Polygon(
            rings[part, 0], [points for (p, ring), points in sorted(rings.items()) if p == part and ring > 0]
        )
        for part in parts
    ]
    return polygons[0] if kind == "Polygon" else shapes.MultiPolygon(polygons)
