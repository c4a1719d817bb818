"""Plan shapes of IFC elements: from the profile of a plain vertical extrusion, else from the geometry kernel.

The profile is 75 times faster than the kernel; only an extrusion that nothing clips may be read that way. World
coordinates throughout, in metres.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

Entity = Any
"""An entity of ifcopenshell, which states no types of its own."""
FloatArray = NDArray[np.float64]
Library = Literal["opencascade", "cgal-simple"]

_FLOOR_M = 0.05
_VERTICAL = 1e-6
_LEAST_AREA_M2 = 0.01
_BODIES = ("Body", "Facetation", "Mesh", None, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Solid:
    """A plan shape with the heights between which it stands [m, world]; ``exact`` False for one from the kernel."""

    polygon: Polygon | MultiPolygon
    low: float
    high: float
    exact: bool = True


@dataclass(slots=True, eq=False)
class Frame:
    """Metres per unit of the file, and the world placements found so far: many elements stand in the same one."""

    scale: float
    _known: dict[int, FloatArray] = field(default_factory=dict)

    def matrix(self, element: Entity) -> FloatArray:
        """World placement of an element, (4, 4), its translation in metres."""
        return np.eye(4) if element.ObjectPlacement is None else self._world(element.ObjectPlacement)

    def _world(self, placement: Entity) -> FloatArray:
        key = placement.id()
        if key not in self._known:
            if placement.is_a("IfcLocalPlacement"):
                own = axis_placement(placement.RelativePlacement, self.scale)
                above = placement.PlacementRelTo
                self._known[key] = own if above is None else self._world(above) @ own
            else:
                self._known[key] = np.eye(4)
        return self._known[key]


def axis_placement(placement: Entity, scale: float) -> FloatArray:
    """An IfcAxis2Placement2D or 3D as (4, 4), its translation in metres.

    ifcopenshell's own function resizes arrays in place, which fails under a debugger or a coverage tool.
    """
    axis, reference = getattr(placement, "Axis", None), placement.RefDirection
    z = _unit((0.0, 0.0, 1.0) if axis is None else axis.DirectionRatios)
    x = (1.0, 0.0, 0.0) if reference is None else (*reference.DirectionRatios, 0.0)[:3]
    along = sum(a * b for a, b in zip(x, z, strict=True))
    x = tuple(a - along * b for a, b in zip(x, z, strict=True))
    if math.hypot(*x) < _VERTICAL:
        x = (1.0, 0.0, 0.0) if abs(z[0]) < 0.9 else (0.0, 1.0, 0.0)
    x = _unit(x)
    y = (z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0])
    at = (*placement.Location.Coordinates, 0.0)[:3]
    rows = [(x[k], y[k], z[k], at[k] * scale) for k in range(3)]
    return np.array([*rows, (0.0, 0.0, 0.0, 1.0)])


def _unit(vector: Sequence[float]) -> tuple[float, ...]:
    length = math.hypot(*vector)
    return tuple(float(v) / length for v in vector)


def body_items(element: Entity) -> list[Entity]:
    """The items of an element's body."""
    shape = getattr(element, "Representation", None)
    if shape is None:
        return []
    bodies = [r for r in shape.Representations if r.RepresentationIdentifier in _BODIES]
    return [item for body in bodies for item in body.Items]


def plain_solid(element: Entity, frame: Frame) -> Solid | None:
    """The shape of an element whose body is one vertical extrusion of straight edges; None where it is not."""
    items = body_items(element)
    if len(items) != 1 or not items[0].is_a("IfcExtrudedAreaSolid"):
        return None
    return extrusion(items[0], frame.matrix(element), frame.scale)


def unclipped_solid(element: Entity, frame: Frame) -> Solid | None:
    """As `plain_solid`, but the shape before anything was clipped off it: for walls cut by a roof."""
    items = body_items(element)
    if len(items) != 1:
        return None
    item = items[0]
    while item.is_a("IfcBooleanResult"):
        item = item.FirstOperand
    return extrusion(item, frame.matrix(element), frame.scale) if item.is_a("IfcExtrudedAreaSolid") else None


def extrusion(solid: Entity, matrix: FloatArray, scale: float) -> Solid | None:
    """A vertical extrusion in the plan; None where it is tilted or its profile has curves."""
    rings = profile_rings(solid.SweptArea, scale)
    if not rings or solid.is_a() != "IfcExtrudedAreaSolid":
        return None
    local = matrix @ position_of(solid, scale)
    up = local[:3, :3] @ np.array(solid.ExtrudedDirection.DirectionRatios, dtype=float)
    up /= np.linalg.norm(up)
    if abs(abs(local[2, 2]) - 1) > _VERTICAL or abs(abs(up[2]) - 1) > _VERTICAL:
        return None
    flat = [_moved(ring, local) for ring in rings]
    polygon = Polygon(flat[0][:, :2], [hole[:, :2] for hole in flat[1:]])
    ends = sorted((float(flat[0][0, 2]), float(flat[0][0, 2] + up[2] * solid.Depth * scale)))
    return Solid(polygon=polygon, low=ends[0], high=ends[1])


def extrusion_points(solid: Entity, matrix: FloatArray, scale: float) -> FloatArray | None:
    """Corner points of an extrusion whatever its direction, (n, 3) [m, world]; None where its profile has curves."""
    rings = profile_rings(solid.SweptArea, scale)
    if not rings:
        return None
    local = matrix @ position_of(solid, scale)
    bottom = _moved(rings[0], local)
    direction = np.array(solid.ExtrudedDirection.DirectionRatios, dtype=float)
    along = local[:3, :3] @ direction / np.linalg.norm(direction) * solid.Depth * scale
    return np.vstack([bottom, bottom + along])


def position_of(solid: Entity, scale: float) -> FloatArray:
    """Placement of a swept solid within its element, (4, 4)."""
    return np.eye(4) if solid.Position is None else axis_placement(solid.Position, scale)


def profile_rings(profile: Entity, scale: float) -> list[FloatArray]:
    """Outline and holes of a profile with straight edges, each (n, 2) [m]; empty where it has curves."""
    kind = profile.is_a()
    if kind == "IfcRectangleProfileDef":
        x, y = profile.XDim / 2 * scale, profile.YDim / 2 * scale
        corners = np.array([[-x, -y], [x, -y], [x, y], [-x, y]])
        if profile.Position is not None:
            turn = axis_placement(profile.Position, scale)
            corners = corners @ turn[:2, :2].T + turn[:2, 3]
        return [corners]
    if kind not in ("IfcArbitraryClosedProfileDef", "IfcArbitraryProfileDefWithVoids"):
        return []
    curves = [profile.OuterCurve, *(getattr(profile, "InnerCurves", None) or ())]
    rings = [curve_points(curve, scale) for curve in curves]
    return [] if any(ring is None or len(ring) < 3 for ring in rings) else [r for r in rings if r is not None]


def curve_points(curve: Entity, scale: float) -> FloatArray | None:
    """Vertices of a curve of straight pieces, (n, 2 or 3) [m]; None where it has arcs."""
    if curve.is_a("IfcPolyline"):
        return np.array([point.Coordinates for point in curve.Points], dtype=float) * scale
    if curve.is_a("IfcIndexedPolyCurve"):
        if any(segment.is_a("IfcArcIndex") for segment in curve.Segments or ()):
            return None
        points = np.array(curve.Points.CoordList, dtype=float) * scale
        if not curve.Segments:
            return points
        order = [index - 1 for segment in curve.Segments for index in segment.wrappedValue]
        kept = [k for n, k in enumerate(order) if n == 0 or k != order[n - 1]]
        return np.asarray(points[kept], dtype=float)
    if curve.is_a("IfcCompositeCurve"):
        parts = [curve_points(segment.ParentCurve, scale) for segment in curve.Segments]
        if any(part is None for part in parts):
            return None
        turned = [
            part if segment.SameSense else part[::-1]
            for part, segment in zip(parts, curve.Segments, strict=True)
            if part is not None
        ]
        return np.vstack(turned)
    return None


def kernel_solid(element: Entity, *, floor_only: bool) -> Solid | None:
    """The shape by the geometry kernel; with ``floor_only`` what lies at its lowest 5 cm, else its whole shadow.

    None where the kernel finds no body. What the kernel raises for broken bodies counts as none.
    """
    # For a mere shadow (a stair has hundreds of faces) the simple kernel does, ten times faster.
    triangles = None if floor_only else kernel_triangles(element, library="cgal-simple")
    if triangles is None:
        triangles = kernel_triangles(element)
    if triangles is None:
        return None
    low, high = float(triangles[:, :, 2].min()), float(triangles[:, :, 2].max())
    if floor_only:
        floor = triangles[triangles[:, :, 2].max(axis=1) < low + _FLOOR_M]
        outline = _union(floor)
        if outline is not None:
            return Solid(polygon=outline, low=low, high=high, exact=False)
    outline = _union(triangles)
    return None if outline is None else Solid(polygon=outline, low=low, high=high, exact=False)


def kernel_triangles(element: Entity, *, library: Library = "opencascade") -> FloatArray | None:
    """Triangles of an element's body in world coordinates, (n, 3, 3) [m]; None where there are none."""
    import ifcopenshell.geom

    settings = ifcopenshell.geom.settings()  # type: ignore[no-untyped-call]
    settings.set("use-world-coords", True)
    settings.set("disable-opening-subtractions", True)
    try:
        shape: Any = ifcopenshell.geom.create_shape(settings, element, geometry_library=library)
    except RuntimeError:
        return None
    mesh = shape.geometry
    points = np.array(mesh.verts, dtype=float).reshape(-1, 3)
    faces = np.array(mesh.faces, dtype=int).reshape(-1, 3)
    return points[faces] if len(faces) else None


def _union(triangles: FloatArray) -> Polygon | MultiPolygon | None:
    a, b, c = triangles[:, 0, :2], triangles[:, 1, :2], triangles[:, 2, :2]
    twice = np.abs((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]))
    flat = triangles[twice > 1e-8][:, :, :2]
    if not len(flat):
        return None
    rings = np.concatenate([flat, flat[:, :1]], axis=1)
    # A grid of 10 µm, so that neighbouring triangles share their edges.
    merged = shapely.union_all(shapely.polygons(rings), grid_size=1e-5)
    areas = [part for part in shapely.get_parts(merged) if isinstance(part, Polygon) and part.area > _LEAST_AREA_M2]
    outline = shapely.simplify(shapely.union_all(areas), 1e-4) if areas else None
    return outline if isinstance(outline, Polygon | MultiPolygon) and not outline.is_empty else None


def _moved(points: FloatArray, matrix: FloatArray) -> FloatArray:
    xyz = np.zeros((len(points), 3))
    xyz[:, : points.shape[1]] = points
    return xyz @ matrix[:3, :3].T + matrix[:3, 3]


def parts_of(elements: Iterable[Entity]) -> Iterator[Entity]:
    """The elements, and those that they are made up of."""
    for element in elements:
        yield element
        for relation in getattr(element, "IsDecomposedBy", ()) or ():
            yield from parts_of(relation.RelatedObjects)
