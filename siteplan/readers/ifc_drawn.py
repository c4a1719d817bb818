"""Exact shapes of elements that siteplan has written as IFC."""

from __future__ import annotations

import json
from typing import Any

import ifcopenshell.util.element as elements
import numpy as np
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.readers.ifc_shapes import FloatArray, Frame, plain_solid

_MOVED_M = 1e-4
Ring = list[tuple[float, float]]


def drawn_shape(product: Any, origin: tuple[float, float], *, frame: Frame) -> BaseGeometry | None:
    """The shape of a product in the layout's own coordinates; None where another program has dropped it.

    A room's is that of its body, so that a room changed in another program comes back changed; any other element's is
    its footprint.

    Parameters
    ----------
    product
        An element with siteplan's property set.
    frame
        That of the whole model.
    origin
        Where the model's zero stands [m]; whole metres, so that adding it gives back every decimal.
    """
    east, north = origin
    if product.is_a("IfcSpace"):
        solid = plain_solid(product, frame)
        if solid is not None:
            shell = [(x + east, y + north) for x, y in solid.polygon.exterior.coords]
            holes = [[(x + east, y + north) for x, y in hole.coords] for hole in solid.polygon.interiors]
            return Polygon(shell, holes)
    stated = elements.get_pset(product, "Pset_siteplan", "Shape")
    form = json.loads(stated) if isinstance(stated, str) else {}
    lines = _lines(product, east, north, frame)
    if not form or not lines:
        return None
    if "exact" in form:
        # Doors and windows stand turned along their walls, which costs the last decimals: they are written down.
        exact = LineString(form["exact"])
        return exact if exact.hausdorff_distance(LineString(lines[0])) < _MOVED_M else LineString(lines[0])
    if form["type"] == "Point":
        return Point(lines[0][0])
    if form["type"] == "LineString":
        return LineString(lines[0])
    rings = iter(lines)
    polygons = [Polygon(next(rings), [next(rings) for _ in range(count - 1)]) for count in form["rings"]]
    return polygons[0] if form["type"] == "Polygon" else MultiPolygon(polygons)


def _lines(product: Any, east: float, north: float, frame: Frame) -> list[Ring]:
    if product.Representation is None:
        return []
    lines: list[Ring] = []
    matrix = frame.matrix(product)
    for representation in product.Representation.Representations:
        if representation.RepresentationIdentifier != "FootPrint":
            continue
        for item in (part for held in representation.Items for part in held.Elements):
            points = [item] if item.is_a("IfcCartesianPoint") else item.Points
            xy = [(float(p.Coordinates[0]), float(p.Coordinates[1])) for p in points]
            lines.append([(x + east, y + north) for x, y in _placed(xy, matrix)])
    return lines


def _placed(ring: Ring, matrix: FloatArray) -> Ring:
    """Points by the element's own placement; without one in the plan, every decimal is kept."""
    if np.array_equal(matrix[:2, :2], np.eye(2)) and not matrix[:2, 3].any():
        return ring
    turned = np.array(ring) @ matrix[:2, :2].T + matrix[:2, 3]
    return [(float(x), float(y)) for x, y in turned]
