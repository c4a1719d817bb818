"""`Layout` -> DXF: one layer for each kind and storey, room names as text, and everything siteplan knows as XDATA.

Coordinates are those of the layout, in metres; a program that does not know siteplan sees a plain drawing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import shapely
from ezdxf import units
from ezdxf.document import Drawing
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.filemanagement import new
from ezdxf.layouts.layout import Modelspace
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

from siteplan.model import Layout
from siteplan.writers.layout import layout_to_geojson

APP = "SITEPLAN"
"""Name under which siteplan keeps its data in a drawing, and prefix of its layers."""
CHUNK = 200
"""Characters in one string of extended data; the format allows 255."""
_COLOURS: Mapping[str, int] = {
    "space": 8, "wall": 7, "door": 1, "window": 5, "stair": 3, "plot": 6, "vegetation": 3, "path": 30, "outdoor": 92,
}  # fmt: skip
_TEXT_M = 0.25


def write_layout_dxf(layout: Layout, path: Path) -> None:
    """Write the layout as a DXF file (2018, metres); a file that is there is replaced, whole or not at all."""
    drawing = new("R2018", units=units.M)
    drawing.appids.add(APP)
    collection = layout_to_geojson(layout)
    features = cast("list[dict[str, Any]]", collection.pop("features"))
    space = drawing.modelspace()
    undrawn: list[list[object]] = []
    for order, feature in enumerate(features):
        geometry = None if feature["geometry"] is None else shape(feature["geometry"])
        pieces = [] if geometry is None else list(_pieces(geometry))
        if geometry is None or not pieces:
            undrawn.append([order, feature])
            continue
        _draw(drawing, space, order, feature["properties"], geometry, pieces)
    record = drawing.rootdict.add_xrecord(APP)
    record.reset([(1, part) for part in chunks(json.dumps({**collection, "undrawn": undrawn}))])
    partial = path.with_name(f".{path.name}.part")
    try:
        drawing.saveas(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def chunks(text: str) -> list[str]:
    """A text in pieces that fit the format, each closed by ``|`` so that no space at an end is lost."""
    return [f"{text[k : k + CHUNK]}|" for k in range(0, len(text), CHUNK)]


def _draw(
    drawing: Drawing, space: Modelspace, order: int, properties: Mapping[str, Any], geometry: BaseGeometry,
    pieces: list[tuple[int, int, list[tuple[float, float]]]],
) -> None:  # fmt: skip
    """One element: a point, a line, or one closed line for each ring, all with the same data."""
    kind, storey = str(properties.get("kind")), properties.get("storey")
    layer = f"{APP}-{kind.upper()}" + (f"-{storey}" if isinstance(storey, int) else "")
    if layer not in drawing.layers:
        drawing.layers.add(layer, color=_COLOURS.get(kind, 9))
    closed = geometry.geom_type.endswith("Polygon")
    for part, ring, points in pieces:
        entity: DXFGraphic
        if geometry.geom_type == "Point":
            entity = space.add_point(points[0], dxfattribs={"layer": layer})
        else:
            drawn = points[:-1] if closed else points
            entity = space.add_lwpolyline(drawn, close=closed, dxfattribs={"layer": layer})
        data = {"order": order, "part": part, "ring": ring, "type": geometry.geom_type}
        if part == ring == 0:
            data["properties"] = dict(properties)
        entity.set_xdata(APP, [(1000, text) for text in chunks(json.dumps(data))])
    if kind == "space":
        _label(drawing, space, properties, geometry)


def _label(drawing: Drawing, space: Modelspace, properties: Mapping[str, Any], geometry: BaseGeometry) -> None:
    layer = f"{APP}-TEXT-{properties.get('storey', 0)}"
    if layer not in drawing.layers:
        drawing.layers.add(layer, color=8)
    at = geometry.representative_point()
    text = f"{properties.get('id')}\\P{properties.get('use')}\\P{geometry.area:.1f} m²"
    space.add_mtext(
        text, dxfattribs={"layer": layer, "insert": (at.x, at.y), "char_height": _TEXT_M, "attachment_point": 5}
    )


def _pieces(geometry: BaseGeometry) -> Iterator[tuple[int, int, list[tuple[float, float]]]]:
    """(number of the part, number of the ring, its points) of whatever can be drawn."""
    for part, each in enumerate(shapely.get_parts(geometry)):
        if isinstance(each, Polygon):
            for ring, line in enumerate((each.exterior, *each.interiors)):
                yield part, ring, [(x, y) for x, y in line.coords]
        elif each.geom_type in ("Point", "LineString"):
            yield part, 0, [(x, y) for x, y in each.coords]
