"""Doors, windows, walls and stairs of an IFC model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import ifcopenshell
import ifcopenshell.util.element as elements
import numpy as np
import shapely
from shapely.geometry import LineString, Polygon, shape

from siteplan.model import OUTSIDE, Storey
from siteplan.readers.ifc_broken import tolerating
from siteplan.readers.ifc_shapes import (
    Entity,
    FloatArray,
    Frame,
    Solid,
    body_items,
    extrusion_points,
    kernel_solid,
    kernel_triangles,
    parts_of,
    unclipped_solid,
)
from siteplan.readers.ifc_spaces import storey_at
from siteplan.readers.imported import SKYLIGHT, Import, RawRoom, feature, unique_ids

_LEAST_OVERLAP_M = 1.0
"""A wall stands in each storey whose height it shares by this much."""
_FULL_HEIGHT_M = 0.3
_SAME_AXIS = 1e-4
_THROUGH_M = 1.5
_GLASS = ("glass", "glas", "terrassen", "balkong", "balcony", "sliding", "skyve", "terrace")
_ENTRANCE = ("entrance", "front door", "haustür", "haustuer", "hovedinngang", "inngang", "ytterdør", "entré")
_FIXED_NAMES = ("fixed", "fastkarm", "festverglas")
_FIXED = frozenset({"FIXEDCASEMENT", "FIXED"})
_BY_TYPE = "NOTDEFINED"


def read_openings(
    model: ifcopenshell.file, read: Import, frame: Frame, storeys: Mapping[int, int], rooms: Mapping[int, RawRoom]
) -> None:
    """Doors and windows into ``read.features``; one without a place is named and left out."""
    joined = _boundaries(model, rooms)
    doors, windows = model.by_type("IfcDoor"), model.by_type("IfcWindow")
    ids = iter(
        unique_ids([f"{_short(e, kind)}" for kind, group in (("door", doors), ("window", windows)) for e in group])
    )
    roof: list[str] = []
    for kind, group in (("door", doors), ("window", windows)):
        for element in group:
            id_ = next(ids)
            with tolerating(read, id_):
                if kind == "window" and _in_roof(element):
                    roof.append(id_)
                _opening(element, kind, id_, read, frame, storeys, joined.get(element.id(), []))
    if roof:
        read.say("ifc-skylights", roof[0], severity="information", windows=", ".join(roof), count=str(len(roof)))


def _opening(
    element: Entity, kind: str, id_: str, read: Import, frame: Frame, storeys: Mapping[int, int], sides: list[RawRoom]
) -> None:  # fmt: skip
    """One door or window as a feature."""
    place = _place(element, frame)
    if place is None:
        read.say(f"ifc-{kind}-without-place", id_)
        return
    line, low, high = place
    named = {"name": element.Name, "ifc_id": element.GlobalId}
    if kind == "window" and _in_roof(element):
        read.features.append(feature(SKYLIGHT, id_, line, named))
        return
    storey = _storey(element, storeys, read, low, kind)
    floor = _floor(sides, read, storey)
    if kind == "door":
        own = _door(element, line, low, high, storey, sides)
    else:
        own = _window(element, low - floor, high - floor, storey)
    read.features.append(feature(kind, id_, line, {**own, **named}))


def _in_roof(element: Entity) -> bool:
    """Whether a window fills a hole in a roof or a slab: nobody looks out of it at eye height."""
    holes = [relation.RelatingOpeningElement for relation in element.FillsVoids]
    hosts = [relation.RelatingBuildingElement for hole in holes for relation in hole.VoidsElements]
    return any(host.is_a("IfcRoof") or host.is_a("IfcSlab") for host in hosts)


def _door(
    element: Entity, line: LineString, low: float, high: float, storey: int, sides: list[RawRoom]
) -> dict[str, object]:  # fmt: skip
    external = elements.get_pset(element, "Pset_DoorCommon", "IsExternal")
    names = " ".join((element.Name or "", element.ObjectType or "", _type_name(element))).casefold()
    area = elements.get_pset(element, "Pset_DoorCommon", "GlazingAreaFraction")
    glazed = (isinstance(area, int | float) and area >= 0.5) or any(word in names for word in _GLASS)
    ids = list(dict.fromkeys(room.id for room in sides))
    connects = ids if len(ids) == 2 else [*ids, OUTSIDE] if len(ids) == 1 and external is not False else None
    height = element.OverallHeight
    return {
        "storey": storey, "clear_width": round(line.length, 4), "height": round(high - low, 4) if height else None,
        "glazed": True if glazed else None, "connects": connects,
        "entrance": True if any(word in names for word in _ENTRANCE) else None,
        "external": external if isinstance(external, bool) else None,
    }  # fmt: skip


def _window(element: Entity, sill: float, head: float, storey: int) -> dict[str, object]:
    operations = {panel.OperationType for panel in _panels(element)}
    known = operations - {_BY_TYPE, None}
    openable = None if not known else not known <= _FIXED
    names = " ".join((element.Name or "", element.ObjectType or "", _type_name(element))).casefold()
    if openable is None and any(word in names for word in _FIXED_NAMES):
        openable = False
    # A window in a floor that stands higher than its storey's: never below the floor that one stands on.
    bottom = max(round(sill, 4), 0.0)
    return {
        "storey": storey, "sill_height": bottom, "head_height": max(round(head, 4), bottom + 0.01), "openable": openable
    }  # fmt: skip


def _place(element: Entity, frame: Frame) -> tuple[LineString, float, float] | None:
    """The opening's line along the middle of the wall, and the heights of its bottom and top [m, world]."""
    matrix = frame.matrix(element)
    along = matrix[:2, 0]
    length = float(np.hypot(*along))
    if length < 0.5:
        return None
    along = along / length
    points = _opening_points(element, frame)
    if points is None:
        return _by_size(element, matrix, along, frame.scale)
    width = float(element.OverallWidth or 0.0) * frame.scale
    along = _wall_direction(points, along, width)
    across = np.array([-along[1], along[0]])
    u, v = points[:, :2] @ along, points[:, :2] @ across
    # Widest by the element's own axis: a door turned in its opening is drawn along the wall all the same.
    if np.ptp(u) < 0.05:
        return None
    half = (u.min() + u.max()) / 2 * along
    middle = _middle_of_wall(element, half + (v.min() + v.max()) / 2 * across, across, frame) @ across
    ends = [u.min() * along + middle * across, u.max() * along + middle * across]
    return LineString(np.round(ends, 6)), float(points[:, 2].min()), float(points[:, 2].max())


def _middle_of_wall(element: Entity, at: FloatArray, across: FloatArray, frame: Frame) -> FloatArray:
    """The point in the middle of the wall's thickness; holes are often drawn deeper than their wall, to one side."""
    for hole in (relation.RelatingOpeningElement for relation in element.FillsVoids):
        for host in (relation.RelatingBuildingElement for relation in hole.VoidsElements):
            solid = unclipped_solid(host, frame) if host.is_a("IfcWall") else None
            if solid is None:
                continue
            through = LineString([at - _THROUGH_M * across, at + _THROUGH_M * across]).intersection(solid.polygon)
            pieces = [
                part for part in shapely.get_parts(through) if isinstance(part, LineString) and part.length > 0.01
            ]
            if pieces:
                nearest = min(pieces, key=lambda part: float(part.distance(shapely.Point(at))))
                return np.array(nearest.interpolate(0.5, normalized=True).coords[0])
    return at


def _wall_direction(points: FloatArray, along: FloatArray, width: float) -> FloatArray:
    """The element's own axis, or that side of its smallest rectangle which runs along the wall where the axis does not.

    Of the two sides it is the one as long as the stated width, else the longer one.
    """
    box = shapely.MultiPoint(points[:, :2]).minimum_rotated_rectangle
    if not isinstance(box, Polygon):
        return along
    sides = np.diff(np.array(box.exterior.coords)[:3], axis=0)
    lengths = np.hypot(*sides.T)
    directions = sides / lengths[:, None]
    chosen = int(np.abs(lengths - width).argmin()) if width else int(lengths.argmax())
    if abs(abs(float(directions[chosen] @ along)) - 1) < _SAME_AXIS:
        return along
    return np.asarray(directions[chosen], dtype=float)


def _by_size(
    element: Entity, matrix: FloatArray, along: FloatArray, scale: float
) -> tuple[LineString, float, float] | None:
    """From the stated width and height where the element fills no opening (a door in a curtain wall, say)."""
    if not element.OverallWidth or not element.OverallHeight:
        return None
    start = matrix[:2, 3]
    line = LineString(np.round([start, start + along * element.OverallWidth * scale], 6))
    return line, float(matrix[2, 3]), float(matrix[2, 3] + element.OverallHeight * scale)


def _opening_points(element: Entity, frame: Frame) -> FloatArray | None:
    """Corners of the hole that the element fills; without one, of the element's own body by the kernel."""
    holes = [relation.RelatingOpeningElement for relation in element.FillsVoids]
    for hole in holes:
        matrix = frame.matrix(hole)
        items = [item for item in body_items(hole) if item.is_a("IfcExtrudedAreaSolid")]
        # The hole is often stated twice, as a body and as a reference: the first is the hole itself.
        for item in items:
            points = extrusion_points(item, matrix, frame.scale)
            if points is not None:
                return points
    for body in (*holes, element):
        triangles = kernel_triangles(body)
        if triangles is not None:
            return np.asarray(triangles.reshape(-1, 3), dtype=float)
    return None


def _boundaries(model: ifcopenshell.file, rooms: Mapping[int, RawRoom]) -> dict[int, list[RawRoom]]:
    """Rooms that the file's space boundaries put on each door and window, by entity id.

    A boundary about a third room is usually a sliver of wall by the opening; the two rooms with most are kept, if one
    can tell.
    """
    count: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for relation in model.by_type("IfcRelSpaceBoundary"):
        element, space = _entity(relation, "RelatedBuildingElement"), _entity(relation, "RelatingSpace")
        if element is not None and space is not None and space.id() in rooms:
            count[element.id()][space.id()] += 1
    result = {}
    for element_id, found in count.items():
        result[element_id] = [rooms[space] for space in found] if len(found) <= 2 else []
    return result


def _storey(element: Entity, storeys: Mapping[int, int], read: Import, low: float, kind: str) -> int:
    container = elements.get_container(element)
    index = storeys.get(container.id()) if container is not None else None
    if index is not None:
        storey = read.storeys[index]
        reach = 0.5 if kind == "door" else storey.height
        if storey.elevation - 0.5 <= low <= storey.elevation + reach:
            return index
    return storey_at(read, low)


def _floor(sides: list[RawRoom], read: Import, storey: int) -> float:
    levels = [room.floor_level for room in sides if room.floor_level is not None and room.storey == storey]
    if levels:
        return max(levels)
    return read.storeys[storey].elevation if storey in read.storeys else 0.0


def read_walls(model: ifcopenshell.file, read: Import, frame: Frame) -> None:
    """Walls into ``read.features``, in every storey through which they stand."""
    used = {room.storey for room in read.rooms}
    walls = model.by_type("IfcWall")
    for wall, id_ in zip(walls, unique_ids([_short(w, "wall") for w in walls]), strict=True):
        with tolerating(read, id_):
            solid = unclipped_solid(wall, frame) or kernel_solid(wall, floor_only=False)
            if solid is None:
                read.say("ifc-wall-without-shape", id_, severity="warning")
                continue
            for index in sorted(used):
                _wall_in(read, id_, solid, read.storeys[index], wall.GlobalId)


def _wall_in(read: Import, id_: str, solid: Solid, storey: Storey, ifc_id: str) -> None:
    top = storey.elevation + storey.height
    shared = min(solid.high, top) - max(solid.low, storey.elevation)
    if shared < min(_LEAST_OVERLAP_M, solid.high - solid.low - 0.01):
        return
    height = solid.high - storey.elevation if solid.high < top - _FULL_HEIGHT_M else None
    own = {"storey": storey.index, "height": None if height is None else round(height, 4), "ifc_id": ifc_id}
    for k, part in enumerate(shapely.get_parts(solid.polygon)):
        name = f"{id_}@{storey.index}" + (f".{k + 1}" if k else "")
        read.features.append(feature("wall", name, part, own))


def read_stairs(model: ifcopenshell.file, read: Import) -> None:
    """Stairs into ``read.features``, after the walls: the shadow of their flights, and the storeys that they join."""
    stairs = model.by_type("IfcStair")
    for stair, id_ in zip(stairs, unique_ids([_short(s, "stair") for s in stairs]), strict=True):
        with tolerating(read, id_):
            _stair(stair, id_, read)


def _stair(stair: Entity, id_: str, read: Import) -> None:
    solids = [kernel_solid(part, floor_only=False) for part in parts_of([stair]) if not part.is_a("IfcRailing")]
    found = [solid for solid in solids if solid is not None]
    outline = shapely.union_all([solid.polygon for solid in found]).convex_hull if found else None
    low, high = min((s.low for s in found), default=0.0), max((s.high for s in found), default=0.0)
    # The last tread stands one step under the floor that it leads to.
    joined = [s.index for s in read.storeys.values() if low - 0.3 <= s.elevation <= high + 0.3]
    if not isinstance(outline, Polygon) or len(joined) < 2:
        read.say("ifc-stair-joins-nothing", id_, severity="warning", storeys=", ".join(map(str, joined)) or "–")
        return
    own = {"storeys": sorted(joined), "ifc_id": stair.GlobalId}
    read.features.append(feature("stair", id_, _between_walls(outline, joined, read), own))


def _between_walls(outline: Polygon, storeys: list[int], read: Import) -> Polygon:
    """The stair without what reaches into walls and through them, so that it stands in no room beyond."""
    bodies = [
        shape(each["geometry"])
        for each in read.features
        if isinstance(own := each["properties"], dict) and own["kind"] == "wall" and own["storey"] in storeys
    ]
    free = shapely.difference(outline, shapely.buffer(shapely.union_all(bodies), 0.01))
    parts = [part for part in shapely.get_parts(free) if isinstance(part, Polygon)]
    largest = max(parts, key=lambda part: float(part.area), default=outline)
    kept = largest if largest.area > 0.5 * outline.area else outline
    return Polygon(shapely.simplify(kept, 0.01).exterior)


def _entity(relation: Entity, name: str) -> Entity | None:
    """What a relation refers to, or None where it refers to nothing."""
    other = getattr(relation, name, None)
    return other if isinstance(other, ifcopenshell.entity_instance) else None


def _short(element: Entity, kind: str) -> str:
    """An id that people recognise: the tag that the architect's program shows, else the name, else the STEP number."""
    tag = getattr(element, "Tag", None)
    name = element.Name or ""
    number = name.rsplit(":", 1)[-1] if ":" in name else ""
    if number.isdigit():
        return f"{kind}_{number}"
    return f"{kind}_{tag if tag and len(tag) <= 12 else name or element.id()}"


def _type_name(element: Entity) -> str:
    kind = elements.get_type(element)
    return (kind.Name or "") if kind is not None else ""


def _panels(element: Entity) -> list[Entity]:
    kind = elements.get_type(element)
    sets = list(getattr(kind, "HasPropertySets", None) or ()) if kind is not None else []
    sets += [r.RelatingPropertyDefinition for r in element.IsDefinedBy if r.is_a("IfcRelDefinesByProperties")]
    return [panel for panel in sets if panel.is_a("IfcWindowPanelProperties")]
