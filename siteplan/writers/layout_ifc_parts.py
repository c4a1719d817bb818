"""Pieces that an IFC4x3 model is built from: placements, solids, footprints, property sets, relations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ifcopenshell
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

Entity = Any
"""An entity of ifcopenshell, which states no types of its own."""


@dataclass(slots=True, eq=False, kw_only=True)
class Parts:
    """A model while it is written.

    Parameters
    ----------
    file
        The model.
    origin
        Subtracted from every coordinate [m].
    key
        Makes the global id of an element from its names.
    """

    file: ifcopenshell.file
    origin: tuple[float, float]
    key: Callable[..., str]
    _body: Entity = None
    _plan: Entity = None
    _zero: Entity = None
    _up: Entity = None

    def rooted(self, kind: str, key: str, name: str | None) -> Entity:
        """An entity with a global id."""
        return self.file.create_entity(kind, GlobalId=self.key(kind, key), Name=name)

    def context(self, north: tuple[float, float] | None) -> Entity:
        """The context of all shapes, with true north where it is not +y."""
        file = self.file
        self._zero = file.createIfcCartesianPoint((0.0, 0.0, 0.0))
        self._up = file.createIfcDirection((0.0, 0.0, 1.0))
        whole = file.createIfcGeometricRepresentationContext(
            ContextType="Model", CoordinateSpaceDimension=3, Precision=1e-6,
            WorldCoordinateSystem=file.createIfcAxis2Placement3D(self._zero),
            TrueNorth=None if north is None else file.createIfcDirection(north),
        )  # fmt: skip
        for name, view in (("Body", "MODEL_VIEW"), ("FootPrint", "PLAN_VIEW")):
            sub = file.createIfcGeometricRepresentationSubContext(
                ContextIdentifier=name, ContextType="Model", ParentContext=whole, TargetView=view
            )
            if name == "Body":
                self._body = sub
            else:
                self._plan = sub
        return whole

    def placement(self, relative_to: Entity | None, height: float) -> Entity:
        """A placement straight above another one."""
        at = self._zero if height == 0.0 else self.file.createIfcCartesianPoint((0.0, 0.0, float(height)))
        return self.file.createIfcLocalPlacement(relative_to, self.file.createIfcAxis2Placement3D(at))

    def placement_along(self, relative_to: Entity | None, line: LineString, height: float) -> Entity:
        """A placement at the start of a line with its x axis along it: how doors and windows stand in IFC."""
        (ax, ay), (bx, by) = (self._local(line.coords[0]), self._local(line.coords[-1]))
        at = self.file.createIfcCartesianPoint((ax, ay, float(height)))
        along = self.file.createIfcDirection(((bx - ax) / line.length, (by - ay) / line.length, 0.0))
        axes = self.file.createIfcAxis2Placement3D(at, self._up, along)
        return self.file.createIfcLocalPlacement(relative_to, axes)

    def leaf(self, length: float, thickness: float, low: float, height: float) -> list[Entity]:
        """Body and footprint representation of a door or window in its own placement."""
        file = self.file
        half = thickness / 2
        corners = [(0.0, -half), (length, -half), (length, half), (0.0, half), (0.0, -half)]
        outline = file.createIfcPolyline([file.createIfcCartesianPoint(xy) for xy in corners])
        profile = file.createIfcArbitraryClosedProfileDef("AREA", None, outline)
        position = file.createIfcAxis2Placement3D(file.createIfcCartesianPoint((0.0, 0.0, float(low))))
        solid = file.createIfcExtrudedAreaSolid(profile, position, self._up, float(height))
        line = file.createIfcPolyline([file.createIfcCartesianPoint(xy) for xy in ((0.0, 0.0), (length, 0.0))])
        return [
            file.createIfcShapeRepresentation(self._body, "Body", "SweptSolid", [solid]),
            file.createIfcShapeRepresentation(
                self._plan, "FootPrint", "GeometricSet", [file.createIfcGeometricSet([line])]
            ),
        ]

    def solid(self, outline: Polygon, low: float, height: float) -> Entity:
        """A vertical extrusion, standing ``low`` above its placement [m]."""
        file = self.file
        shell, *holes = (self._polyline(ring.coords) for ring in (outline.exterior, *outline.interiors))
        if holes:
            profile = file.createIfcArbitraryProfileDefWithVoids("AREA", None, shell, holes)
        else:
            profile = file.createIfcArbitraryClosedProfileDef("AREA", None, shell)
        position = None
        if low != 0.0:
            position = file.createIfcAxis2Placement3D(file.createIfcCartesianPoint((0.0, 0.0, float(low))))
        return file.createIfcExtrudedAreaSolid(profile, position, self._up, float(height))

    def representation(self, geometry: BaseGeometry, body: Entity | None) -> Entity:
        """The exact footprint, and the body where there is one."""
        file = self.file
        items: list[Entity] = []
        for part in shapely.get_parts(geometry):
            if isinstance(part, Polygon):
                items += [self._polyline(ring.coords) for ring in (part.exterior, *part.interiors)]
            elif part.geom_type == "Point":
                items.append(file.createIfcCartesianPoint(self._local((part.x, part.y))))
            else:
                items.append(self._polyline(part.coords))
        drawn = file.createIfcGeometricSet(items)
        shapes = [file.createIfcShapeRepresentation(self._plan, "FootPrint", "GeometricSet", [drawn])]
        if body is not None:
            shapes.insert(0, file.createIfcShapeRepresentation(self._body, "Body", "SweptSolid", [body]))
        return file.createIfcProductDefinitionShape(None, None, shapes)

    def property_set(self, holder: Entity, name: str, values: Mapping[str, str | int | bool]) -> None:
        """A property set of single values."""
        types = {str: "IfcText", bool: "IfcBoolean", int: "IfcInteger"}
        properties = [
            self.file.createIfcPropertySingleValue(key, None, self.file.create_entity(types[type(value)], value))
            for key, value in values.items()
        ]
        made = self.rooted("IfcPropertySet", f"{name} of {holder.GlobalId}", name)
        made.HasProperties = properties
        self._defined(holder, made)

    def quantities(self, holder: Entity, areas: Mapping[str, float]) -> None:
        """Base quantities: areas [m2]."""
        made = self.rooted("IfcElementQuantity", f"quantities of {holder.GlobalId}", "Qto_SpaceBaseQuantities")
        made.Quantities = [self.file.createIfcQuantityArea(name, None, None, value) for name, value in areas.items()]
        self._defined(holder, made)

    def aggregate(self, whole: Entity, members: Sequence[Entity]) -> None:
        """The members as parts of a whole."""
        relation = self.rooted("IfcRelAggregates", f"parts of {whole.GlobalId}", None)
        relation.RelatingObject, relation.RelatedObjects = whole, list(members)

    def _defined(self, holder: Entity, definition: Entity) -> None:
        relation = self.rooted("IfcRelDefinesByProperties", f"defined {definition.GlobalId}", None)
        relation.RelatedObjects, relation.RelatingPropertyDefinition = [holder], definition

    def _polyline(self, coordinates: Sequence[tuple[float, ...]]) -> Entity:
        points = [self.file.createIfcCartesianPoint(self._local(xy)) for xy in coordinates]
        return self.file.createIfcPolyline(points)

    def _local(self, xy: Sequence[float]) -> tuple[float, float]:
        return float(xy[0]) - self.origin[0], float(xy[1]) - self.origin[1]
