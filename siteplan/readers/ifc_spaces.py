"""Storeys and rooms of an IFC model."""

from __future__ import annotations

import ifcopenshell
import ifcopenshell.util.element as elements
import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from siteplan.model import Storey
from siteplan.readers.ifc_broken import tolerating
from siteplan.readers.ifc_shapes import Entity, Frame, Solid, kernel_solid, plain_solid
from siteplan.readers.imported import Import, RawRoom, unique_ids
from siteplan.readers.unit_guess import Zone

AREA_DIFFERS = 0.02
"""A room whose drawn area differs from its stated one by more than this share is named."""
_AREA_NAMES = ("GrossFloorArea", "NetFloorArea", "GSA BIM Area", "Area")
_LEAST_HEIGHT_M = 1.8


def read_storeys(model: ifcopenshell.file, read: Import, frame: Frame) -> dict[int, int]:
    """The storeys, lowest first, into ``read.storeys``; returns storey index by entity id.

    Index 0 is the storey that the mapping names, else the lowest one with a door that the file calls external, else the
    one nearest to height 0.
    """
    storeys = sorted(model.by_type("IfcBuildingStorey"), key=lambda s: (_elevation(s, frame), s.id()))
    if not storeys:
        return {}
    mapped = {s.id(): read.mapping.storeys[s.Name] for s in storeys if s.Name in read.mapping.storeys}
    ground = _ground(storeys, frame)
    index = {s.id(): mapped.get(s.id(), k - ground) for k, s in enumerate(storeys)}
    for k, storey in enumerate(storeys):
        here = _elevation(storey, frame)
        above = _elevation(storeys[k + 1], frame) if k + 1 < len(storeys) else None
        step = read.mapping.heights.step if above is None or above <= here else above - here
        height = _room_height(storey, frame)
        clear = min(height, step) if height is not None else min(read.mapping.heights.storey, step)
        read.storeys[index[storey.id()]] = Storey(
            index=index[storey.id()], elevation=round(here, 6), height=round(clear, 6)
        )
    names = "; ".join(f"{index[s.id()]}: {s.Name} ({_elevation(s, frame):.2f} m)" for s in storeys)
    read.say("import-storeys", "IfcBuildingStorey", severity="information", storeys=names, count=str(len(storeys)))
    return index


def read_spaces(model: ifcopenshell.file, read: Import, frame: Frame, storeys: dict[int, int]) -> dict[int, RawRoom]:
    """The rooms into ``read.rooms``; returns room by entity id. A room without a shape is named and left out."""
    spaces = model.by_type("IfcSpace")
    rooms: dict[int, RawRoom] = {}
    for space, id_ in zip(spaces, unique_ids([s.Name or f"#{s.id()}" for s in spaces]), strict=True):
        with tolerating(read, id_):
            solid = plain_solid(space, frame) or kernel_solid(space, floor_only=True)
            polygon = None if solid is None else _one_polygon(solid.polygon, read, id_)
            if solid is None or polygon is None:
                read.say("ifc-space-without-shape", id_, name=space.LongName or space.Name or "–")
                continue
            room = _room(space, id_, solid, polygon, read, storeys)
            rooms[space.id()] = room
            read.rooms.append(room)
    _compare_areas(read)
    return rooms


def _compare_areas(read: Import) -> None:
    """Rooms whose drawn area is not the stated one; where it is most of them, the file measures by another rule."""
    stated = {room.id: float(str(room.properties.get("stated_area_m2", "nan"))) for room in read.rooms}
    differ = [room for room in read.rooms if abs(room.polygon.area - stated[room.id]) > AREA_DIFFERS * stated[room.id]]
    if len(differ) > len(read.rooms) / 2:
        drawn = sum(room.polygon.area for room in differ)
        values = {"drawn": f"{drawn:.1f}", "stated": f"{sum(stated[room.id] for room in differ):.1f}"}
        read.say("import-areas-by-another-rule", "IfcSpace", severity="information", count=str(len(differ)), **values)
        return
    for room in differ:
        values = {"drawn": f"{room.polygon.area:.2f}", "stated": f"{stated[room.id]:.2f}"}
        read.say("import-area-differs", room.id, severity="warning", geometry=room.polygon, **values)


def _room(
    space: Entity, id_: str, solid: Solid, polygon: Polygon, read: Import, storeys: dict[int, int]
) -> RawRoom:  # fmt: skip
    container: Entity = elements.get_aggregate(space) or elements.get_container(space)
    index = storeys.get(container.id()) if container is not None else None
    if index is None:
        index = storey_at(read, solid.low)
        if container is None or not container.is_a("IfcBuildingStorey"):
            values = {"index": str(index)}
            read.say("ifc-no-storey", id_, severity="warning", geometry=polygon, **values)
    elevation = read.storeys[index].elevation if index in read.storeys else 0.0
    properties: dict[str, object] = {"ifc_id": space.GlobalId}
    stated = stated_areas(space)
    if stated:
        # Gross and net areas, and those to the middle of the walls, all are floor areas: the nearest is the one meant.
        properties["stated_area_m2"] = round(min(stated.values(), key=lambda area: abs(area - polygon.area)), 4)
    height = solid.high - solid.low
    where = getattr(space, "InteriorOrExteriorSpace", None) or getattr(space, "PredefinedType", None)
    return RawRoom(
        id=id_, number=space.Name, name=space.LongName or None, storey=index, polygon=polygon,
        floor_level=round(solid.low, 6) if abs(solid.low - elevation) > 0.01 else None,
        ceiling_height=round(height, 6) if height > _LEAST_HEIGHT_M else None, outdoor=where == "EXTERNAL",
        zones=_zones(space), properties=properties,
    )  # fmt: skip


def storey_at(read: Import, z: float) -> int:
    """The storey on whose floor, or up to 30 cm under it, a height lies; 0 where the model has no storeys."""
    under = [s for s in read.storeys.values() if s.elevation <= z + 0.3]
    if under:
        return max(under, key=lambda s: s.elevation).index
    return min(read.storeys, default=0)


def stated_areas(space: Entity) -> dict[str, float]:
    """The floor areas that the file itself states for a room [m2], by the name it gives them, gross first."""
    found: dict[str, float] = {}
    for tables in (elements.get_psets(space, qtos_only=True), elements.get_psets(space, psets_only=True)):
        for key in _AREA_NAMES:
            for table in tables.values():
                value = table.get(key)
                if isinstance(value, int | float) and value > 0:
                    found.setdefault(key, float(value))
    scale = _area_scale(space.file) if found else 1.0
    return {key: value * scale for key, value in found.items()}


def _area_scale(model: ifcopenshell.file) -> float:
    import ifcopenshell.util.unit as units

    return float(units.calculate_unit_scale(model, "AREAUNIT"))


def _one_polygon(shape: Polygon | MultiPolygon, read: Import, id_: str) -> Polygon | None:
    """The shape as one polygon: pieces that touch within a millimetre are joined, else the largest is used."""
    if isinstance(shape, MultiPolygon):
        joined = shapely.buffer(shapely.buffer(shape, 0.001, join_style="mitre"), -0.001, join_style="mitre")
        if isinstance(joined, Polygon):
            return joined
        largest = max(shape.geoms, key=lambda part: float(part.area))
        values = {"count": str(len(shape.geoms)), "used": f"{largest.area:.1f}", "all": f"{shape.area:.1f}"}
        read.say("ifc-space-in-parts", id_, severity="warning", geometry=shape, **values)
        return largest
    return shape if shape.area > 0 else None


def _zones(space: Entity) -> tuple[Zone, ...]:
    groups = [r.RelatingGroup for r in space.HasAssignments if r.is_a("IfcRelAssignsToGroup")]
    texts = [(g.Name, getattr(g, "LongName", None), g.ObjectType, g.Description) for g in groups]
    return tuple((names[0], " ".join(name for name in names if name)) for names in texts if names[0])


def _elevation(storey: Entity, frame: Frame) -> float:
    """Height of a storey's floor [m]: where it is placed; its stated elevation where it is not."""
    if storey.ObjectPlacement is not None:
        return float(frame.matrix(storey)[2, 3])
    return float(storey.Elevation or 0.0) * frame.scale


def _ground(storeys: list[Entity], frame: Frame) -> int:
    for k, storey in enumerate(storeys):
        for relation in storey.ContainsElements:
            for element in relation.RelatedElements:
                if element.is_a("IfcDoor") and elements.get_pset(element, "Pset_DoorCommon", "IsExternal") is True:
                    return k
    heights = np.array([abs(_elevation(storey, frame)) for storey in storeys])
    return int(heights.argmin())


def _room_height(storey: Entity, frame: Frame) -> float | None:
    heights = []
    for relation in storey.IsDecomposedBy:
        for space in relation.RelatedObjects:
            solid = plain_solid(space, frame) if space.is_a("IfcSpace") else None
            if solid is not None and solid.high - solid.low > _LEAST_HEIGHT_M:
                heights.append(solid.high - solid.low)
    return float(np.median(heights)) if heights else None
