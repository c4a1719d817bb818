"""Rooms of a DXF drawing: closed outlines, or the faces between walls, and what the texts in them say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely import STRtree
from shapely.geometry import Point, Polygon

from siteplan.readers.dxf_entities import Label, Piece
from siteplan.readers.import_mapping import RepairTable
from siteplan.readers.imported import Import, RawRoom
from siteplan.readers.room_names import is_outdoor, use_of

_FEET = re.compile(r"(\d+)'\s*-?\s*(\d+(?:\.\d+)?)?\"?\s*[xX×]\s*(\d+)'\s*-?\s*(\d+(?:\.\d+)?)?\"?")
_METRES = re.compile(r"(\d+[.,]\d+)\s*m?\s*[xX×]\s*(\d+[.,]\d+)\s*m?")
_AREA = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:m2|m²|kvm)", re.IGNORECASE)
_NUMBER = re.compile(r"^[A-ZÆØÅ]{0,3}[-. ]?\d{1,4}[A-Za-z]?$")
_LONGEST_NAME, _MOST_WORDS = 32, 3
_INSIDE = 0.8
_RECTANGLE = 0.97
_DIFFERS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the texts in one room say; ``area`` [m2] and ``size`` [m] as written."""

    number: str | None = None
    name: str | None = None
    area: float | None = None
    size: tuple[float, float] | None = None


def outlines(pieces: Sequence[Piece], repair: RepairTable, read: Import) -> list[Polygon]:
    """Closed outlines [m]; one that is open by no more than the tolerance is closed, and named."""
    rooms: list[Polygon] = []
    for piece in pieces:
        ends = (Point(piece.line.coords[0]), Point(piece.line.coords[-1]))
        apart = ends[0].distance(ends[1])
        if len(piece.line.coords) < 3:
            continue
        if apart > repair.gap:
            values = {"gap": f"{apart:.2f}", "layer": piece.layer, "x": f"{ends[1].x:.2f}", "y": f"{ends[1].y:.2f}"}
            read.say("dxf-outline-open", piece.handle, severity="error", geometry=piece.line, **values)
            continue
        if apart > 1e-6:
            values = {"gap": f"{apart * 100:.1f}"}
            read.say("dxf-gap-closed", piece.handle, severity="warning", geometry=ends[1], **values)
        if len(piece.line.coords) < 4 and apart > 1e-6:
            continue
        shape = Polygon(piece.line.coords)
        if not shape.is_valid:
            parts = [p for p in shapely.get_parts(shapely.make_valid(shape)) if isinstance(p, Polygon)]
            if not parts:
                continue
            shape = max(parts, key=lambda p: float(p.area))
            read.say("dxf-outline-crosses", piece.handle, severity="warning", geometry=shape, layer=piece.layer)
        if shape.area > 0.05:
            rooms.append(shape)
    return _innermost(_distinct(rooms, read), read)


def _distinct(rooms: list[Polygon], read: Import) -> list[Polygon]:
    """Outlines without those drawn twice."""
    kept: list[Polygon] = []
    for room in rooms:
        twin = next((k for k in kept if k.symmetric_difference(room).area < 0.01 * room.area), None)
        if twin is None:
            kept.append(room)
        else:
            at = room.representative_point()
            read.say("dxf-duplicate-line", f"({at.x:.2f}, {at.y:.2f})", severity="information", geometry=room)
    return kept


def _innermost(rooms: list[Polygon], read: Import) -> list[Polygon]:
    """Outlines without those drawn round several others (the gross area of a dwelling, say)."""
    if len(rooms) < 3:
        return rooms
    tree, kept = STRtree(rooms), []
    for k, room in enumerate(rooms):
        inner = [j for j in tree.query(room, predicate="intersects").tolist() if j != k and rooms[j].area < room.area]
        covered = [j for j in inner if rooms[j].intersection(room).area > _INSIDE * rooms[j].area]
        if len(covered) >= 2 and sum(rooms[j].area for j in covered) > 0.5 * room.area:
            at = room.representative_point()
            values = {"area": f"{room.area:.1f}", "count": str(len(covered))}
            where = f"({at.x:.2f}, {at.y:.2f})"
            read.say("dxf-outline-round-rooms", where, severity="information", geometry=room, **values)
        else:
            kept.append(room)
    return kept


def named_rooms(polygons: Sequence[Polygon], labels: Sequence[Label], read: Import, *, storey: int) -> list[RawRoom]:
    """The faces as rooms with what their texts say. A room's name that stands in no face is named: the room leaks."""
    tree = STRtree(polygons) if len(polygons) else None
    inside: list[list[Label]] = [[] for _ in polygons]
    for label in labels:
        found = _holder(label, tree, polygons)
        if found is not None:
            inside[found].append(label)
        elif _is_room_name(label.text) and not is_outdoor((label.text,)):
            values = {"name": label.text.replace("\n", " "), "x": f"{label.at[0]:.2f}", "y": f"{label.at[1]:.2f}"}
            read.say("dxf-room-leaks", label.text.splitlines()[0], severity="error", geometry=Point(label.at), **values)
    rooms = []
    for k, (polygon, own) in enumerate(zip(polygons, inside, strict=True), start=1):
        texts = _texts(own)
        id_ = texts.number or f"room_{storey}_{k}"
        room = RawRoom(id=id_, number=texts.number, name=texts.name, storey=storey, polygon=polygon)
        room.properties = _stated(room, texts, read)
        if texts.name is not None and len(_uses(texts.name)) > 1:
            read.say("dxf-open-plan", id_, severity="information", geometry=polygon, names=texts.name)
        rooms.append(room)
    return rooms


def _uses(name: str) -> set[str | None]:
    """The different uses that the names of one room point to."""
    return {use_of((part,)) for part in name.split(" / ")} - {None}


def _stated(room: RawRoom, texts: Texts, read: Import) -> dict[str, object]:
    """What the texts state of its size, compared with the drawing where the room is a rectangle."""
    own: dict[str, object] = {}
    stated = texts.area
    if texts.size is not None:
        own["stated_size_m"] = [round(side, 3) for side in texts.size]
        box = room.polygon.minimum_rotated_rectangle
        if room.polygon.area > _RECTANGLE * box.area and stated is None:
            stated = texts.size[0] * texts.size[1]
    if stated is not None:
        own["stated_area_m2"] = round(stated, 3)
        if abs(room.polygon.area - stated) > _DIFFERS * stated:
            values = {"drawn": f"{room.polygon.area:.2f}", "stated": f"{stated:.2f}"}
            where = room.name or room.id
            read.say("import-area-differs", where, severity="warning", geometry=room.polygon, **values)
    return own


def _holder(label: Label, tree: STRtree | None, polygons: Sequence[Polygon]) -> int | None:
    if tree is None:
        return None
    for at in (label.start, label.at):
        found = tree.query(Point(at), predicate="within").tolist()
        if found:
            return int(min(found, key=lambda k: float(polygons[k].area)))
    return None


def _texts(labels: Sequence[Label]) -> Texts:
    lines = [line.strip() for label in labels for line in label.text.splitlines() if line.strip()]
    names = [line for line in lines if _is_room_name(line)]
    numbers = [line for line in lines if _NUMBER.match(line) and not _is_room_name(line) and not line.isdigit()]
    numbers += [line for line in lines if line.isdigit() and len(line) <= 3]
    areas = [float(found.group(1).replace(",", ".")) for line in lines if (found := _AREA.search(line))]
    sizes = [size for line in lines if (size := _size(line)) is not None]
    if not names:
        plain = [line for line in lines if line.isalpha() and 2 < len(line) <= _LONGEST_NAME]
        names = plain[:1]
    return Texts(
        number=numbers[0] if len(numbers) == 1 else None, name=" / ".join(dict.fromkeys(names)) or None,
        area=areas[0] if len(areas) == 1 else None, size=sizes[0] if len(sizes) == 1 else None,
    )  # fmt: skip


def _is_room_name(text: str) -> bool:
    words = text.split()
    short = len(text) <= _LONGEST_NAME and len(words) <= _MOST_WORDS and sum(ch.isalpha() for ch in text) >= 2
    return short and (use_of((text,)) is not None or is_outdoor((text,))) and not any(c in text for c in '"=@')


def _size(line: str) -> tuple[float, float] | None:
    feet = _FEET.search(line)
    if feet:
        a, b, c, d = (float(part or 0) for part in feet.groups())
        return (a * 12 + b) * 0.0254, (c * 12 + d) * 0.0254
    metres = _METRES.search(line)
    if metres:
        return float(metres.group(1).replace(",", ".")), float(metres.group(2).replace(",", "."))
    return None
