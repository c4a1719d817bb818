"""`Layout` -> IFC4x3: storeys, rooms, doors, windows and everything else, georeferenced, and read back as it was.

Every element carries its exact footprint and a property set ``Pset_siteplan`` with what the layout file says of it.
"""

from __future__ import annotations

import json
import math
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import ifcopenshell
import ifcopenshell.guid
import shapely
from pyproj import CRS
from shapely.geometry import LineString, Polygon, shape
from shapely.geometry.base import BaseGeometry

from siteplan import __version__
from siteplan.context.layout_plans import DoorUse, WindowUse, openings_in_use, storey_plans
from siteplan.model import OUTSIDE, Layout
from siteplan.writers.layout import layout_to_geojson
from siteplan.writers.layout_ifc_parts import Entity, Parts

_CLASSES: Mapping[str, tuple[str, str | None]] = {
    "space": ("IfcSpace", "SPACE"), "door": ("IfcDoor", "DOOR"), "window": ("IfcWindow", "WINDOW"),
    "wall": ("IfcWall", None), "obstacle": ("IfcWall", None), "stair": ("IfcStair", None), "ramp": ("IfcRamp", None),
    "lift": ("IfcTransportElement", "ELEVATOR"), "lamp": ("IfcLightFixture", None),
    "camera": ("IfcAudioVisualAppliance", "CAMERA"), "viewpoint": ("IfcAnnotation", None),
    "vegetation": ("IfcGeographicElement", "VEGETATION"), "path": ("IfcGeographicElement", None),
    "outdoor": ("IfcGeographicElement", None), "plot": ("IfcGeographicElement", None),
    "access": ("IfcGeographicElement", None), "neighbour": ("IfcBuildingElementProxy", None),
}  # fmt: skip
_WALL_M, _LEAF_M = 0.1, 0.05
_DOOR_M = 2.1
_NAMESPACE = uuid.UUID("6f3c9f0e-3f58-5c6a-9a43-0c7b3f5d2e11")


def write_layout_ifc(layout: Layout, path: Path) -> None:
    """Write the layout as an IFC4x3 model in metres; a file that is there is replaced, whole or not at all.

    A placed layout gets a map conversion (whole metres, no turn); one that floats free keeps its coordinates and its
    north. Ids are made from the layout's own, so that the same layout gives the same ids.
    """
    model = _model(layout)
    partial = path.with_name(f".{path.name}.part")
    try:
        model.write(str(partial))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _model(layout: Layout) -> ifcopenshell.file:
    collection = layout_to_geojson(layout)
    features = cast("list[dict[str, Any]]", collection.pop("features"))
    origin = _origin(layout, features)
    parts = Parts(file=ifcopenshell.file(schema="IFC4X3"), origin=origin, key=lambda *names: _guid(layout.id, *names))
    site, building = _frame(parts, layout)
    storeys = _storeys(parts, layout, building)
    undrawn: list[list[object]] = []
    spaces: dict[str, Entity] = {}
    made: dict[str, Entity] = {}
    inside: dict[Entity, list[Entity]] = defaultdict(list)
    for order, feature in enumerate(features):
        kind = str(feature["properties"].get("kind"))
        geometry = None if feature["geometry"] is None else shape(feature["geometry"])
        drawable = geometry is not None and not geometry.is_empty and geometry.geom_type in (
            "Point", "LineString", "Polygon", "MultiPolygon",
        )  # fmt: skip
        if kind not in _CLASSES or not drawable or geometry is None:
            undrawn.append([order, feature])
            continue
        storey = feature["properties"].get("storey")
        place = storeys.get(storey) if isinstance(storey, int) else None
        product = _product(parts, kind, order, feature["properties"], geometry, place, layout)
        id_ = str(feature["properties"].get("id"))
        made.setdefault(id_, product)
        if kind == "space":
            spaces.setdefault(id_, product)
        inside[place or site].append(product)
    for holder, products in inside.items():
        _hold(parts, holder, products)
    _zones(parts, layout, spaces)
    _boundaries(parts, layout, spaces, made)
    header = {**collection, "undrawn": undrawn, "origin": list(origin)}
    parts.property_set(site, "Pset_siteplan", {"Header": json.dumps(header), "Version": __version__})
    return parts.file


def _frame(parts: Parts, layout: Layout) -> tuple[Entity, Entity]:
    """Site and building within a project, with units and place."""
    file = parts.file
    units = [
        file.createIfcSIUnit(None, kind, None, name)
        for kind, name in (
            ("LENGTHUNIT", "METRE"), ("AREAUNIT", "SQUARE_METRE"), ("VOLUMEUNIT", "CUBIC_METRE"),
            ("PLANEANGLEUNIT", "RADIAN"),
        )
    ]  # fmt: skip
    north = math.radians(layout.north_deg)
    context = parts.context(None if layout.crs or not layout.north_deg else (math.sin(north), math.cos(north)))
    project = parts.rooted("IfcProject", "project", layout.name)
    project.RepresentationContexts, project.UnitsInContext = [context], file.createIfcUnitAssignment(units)
    if layout.crs is not None:
        system = file.createIfcProjectedCRS(Name=layout.crs, Description=CRS.from_user_input(layout.crs).name)
        file.createIfcMapConversion(context, system, parts.origin[0], parts.origin[1], 0.0, 1.0, 0.0, 1.0)
    site = parts.rooted("IfcSite", "site", layout.name)
    building = parts.rooted("IfcBuilding", "building", layout.name)
    site.ObjectPlacement = parts.placement(None, 0.0)
    building.ObjectPlacement = parts.placement(site.ObjectPlacement, 0.0)
    parts.aggregate(project, [site])
    parts.aggregate(site, [building])
    return site, building


def _storeys(parts: Parts, layout: Layout, building: Entity) -> dict[int, Entity]:
    result = {}
    for storey in layout.storeys:
        each = parts.rooted("IfcBuildingStorey", f"storey {storey.index}", f"Etasje {storey.index}")
        each.Elevation = storey.elevation
        each.ObjectPlacement = parts.placement(building.ObjectPlacement, storey.elevation)
        result[storey.index] = each
    if result:
        parts.aggregate(building, list(result.values()))
    return result


def _product(
    parts: Parts, kind: str, order: int, properties: Mapping[str, Any], geometry: BaseGeometry,
    storey: Entity | None, layout: Layout,
) -> Entity:  # fmt: skip
    """One element with its footprint, its body where it has one, and what the layout says of it."""
    name, predefined = _CLASSES[kind]
    id_ = str(properties.get("id"))
    product = parts.rooted(name, f"{kind} {id_} {order}", id_)
    floor = properties.get("floor_level")
    above = float(floor) - storey.Elevation if isinstance(floor, int | float) and storey is not None else 0.0
    product.ObjectPlacement = parts.placement(None if storey is None else storey.ObjectPlacement, above)
    if predefined is not None and hasattr(product, "PredefinedType"):
        product.PredefinedType = predefined
    product.ObjectType = kind
    height = next((s.height for s in layout.storeys if s.index == properties.get("storey")), 2.7)
    joined = [s.elevation for s in layout.storeys if s.index in (properties.get("storeys") or ())]
    if kind in ("stair", "ramp", "lift") and isinstance(geometry, Polygon) and len(joined) > 1:
        body = parts.solid(geometry, min(joined), max(joined) - min(joined))
    else:
        body = _body(parts, kind, properties, geometry, height)
    straight = kind in ("door", "window") and isinstance(geometry, LineString) and len(geometry.coords) == 2
    if straight and isinstance(geometry, LineString):
        product.ObjectPlacement = parts.placement_along(
            None if storey is None else storey.ObjectPlacement, geometry, above
        )
        leaf = parts.leaf(geometry.length, _LEAF_M, *_opening_height(kind, properties))
        product.Representation = parts.file.createIfcProductDefinitionShape(None, None, leaf)
    else:
        product.Representation = parts.representation(geometry, body)
    if kind == "space":
        product.LongName = str(properties.get("name") or properties.get("use"))
        parts.quantities(product, {"NetFloorArea": float(shapely.area(geometry))})
    if kind in ("door", "window") and isinstance(geometry, LineString):
        product.OverallWidth = float(geometry.length)
        product.OverallHeight = _opening_height(kind, properties)[1]
    rings = [len(part.interiors) + 1 for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    drawn = {"type": geometry.geom_type, **({"rings": rings} if rings else {})}
    if straight:
        drawn["exact"] = [list(xy) for xy in geometry.coords]
    parts.property_set(
        product, "Pset_siteplan",
        {"Kind": kind, "Order": order, "Properties": json.dumps(dict(properties)), "Shape": json.dumps(drawn)},
    )  # fmt: skip
    return product


def _opening_height(kind: str, properties: Mapping[str, Any]) -> tuple[float, float]:
    """Bottom above the floor, and height [m]."""
    if kind == "door":
        return 0.0, float(properties.get("height", _DOOR_M))
    sill = float(properties["sill_height"])
    return sill, float(properties["head_height"]) - sill


def _body(
    parts: Parts, kind: str, properties: Mapping[str, Any], geometry: BaseGeometry, storey_height: float
) -> Entity | None:  # fmt: skip
    """The solid that other programs show, or None for what is only drawn on the ground."""
    if kind == "space" and isinstance(geometry, Polygon):
        return parts.solid(geometry, 0.0, float(properties.get("ceiling_height", storey_height)))
    if kind in ("door", "window"):
        low, height = _opening_height(kind, properties)
        return parts.solid(geometry.buffer(_LEAF_M / 2, cap_style="flat"), low, height)
    if kind in ("wall", "obstacle", "neighbour", "vegetation"):
        outline = geometry if isinstance(geometry, Polygon) else geometry.buffer(_WALL_M / 2, cap_style="flat")
        height = float(properties.get("height", storey_height))
        base = float(properties.get("crown_base", 0.0))
        if isinstance(outline, Polygon) and not outline.is_empty and height > base:
            return parts.solid(outline, base, height - base)
    return None


def _hold(parts: Parts, holder: Entity, products: Sequence[Entity]) -> None:
    """Rooms are parts of their storey, all else is contained in it."""
    spaces = [product for product in products if product.is_a("IfcSpace")]
    others = [product for product in products if not product.is_a("IfcSpace")]
    if spaces:
        parts.aggregate(holder, spaces)
    if others:
        relation = parts.rooted("IfcRelContainedInSpatialStructure", f"held {holder.GlobalId}", None)
        relation.RelatedElements, relation.RelatingStructure = others, holder


def _zones(parts: Parts, layout: Layout, spaces: Mapping[str, Entity]) -> None:
    for unit in layout.unit_ids():
        zone = parts.rooted("IfcZone", f"unit {unit}", unit)
        zone.ObjectType = "dwelling"
        relation = parts.rooted("IfcRelAssignsToGroup", f"rooms of {unit}", None)
        relation.RelatedObjects = [spaces[space.id] for space in layout.unit_spaces(unit)]
        relation.RelatingGroup = zone


def _boundaries(
    parts: Parts, layout: Layout, spaces: Mapping[str, Entity], made: Mapping[str, Entity]
) -> None:  # fmt: skip
    """Which rooms each door and window joins, as siteplan reads the drawing."""
    doors, windows = openings_in_use(storey_plans(layout))
    uses: list[DoorUse | WindowUse] = [*doors, *windows]
    for use in uses:
        external = OUTSIDE in use.sides
        if isinstance(use, DoorUse):
            parts.property_set(made[use.id], "Pset_DoorCommon", {"IsExternal": external})
        for side in dict.fromkeys(use.sides):
            if side == OUTSIDE:
                continue
            relation = parts.rooted("IfcRelSpaceBoundary", f"{use.id} {side}", None)
            relation.RelatingSpace, relation.RelatedBuildingElement = spaces[side], made[use.id]
            relation.PhysicalOrVirtualBoundary = "PHYSICAL"
            relation.InternalOrExternalBoundary = "EXTERNAL" if external else "INTERNAL"


def _origin(layout: Layout, features: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """A corner in whole metres near the drawing; adding whole metres back gives every decimal again."""
    if layout.crs is None:
        return 0.0, 0.0
    shapes = [shape(feature["geometry"]) for feature in features if feature["geometry"] is not None]
    if not shapes:
        return 0.0, 0.0
    x, y = (float(v) for v in shapely.total_bounds(shapes)[:2])
    return float(math.floor(x)), float(math.floor(y))


def _guid(*names: str) -> str:
    return str(ifcopenshell.guid.compress(uuid.uuid5(_NAMESPACE, "\x1f".join(names)).hex))
