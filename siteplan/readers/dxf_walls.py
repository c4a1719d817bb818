"""Wall lines -> faces: what was drawn twice is one, small gaps are closed, doorways are bridged, each of them named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.readers.dxf_entities import Piece
from siteplan.readers.import_mapping import RepairTable
from siteplan.readers.imported import Import

XY = tuple[float, float]

_TOUCH_M = 1e-3
_CAP_M = (0.04, 0.5)
_LEAST_OPENING_M = 0.4
_WIDEST_OPENING_M = 6.0
_PARALLEL = math.sin(math.radians(2.0))
_ALIGNED_M = 0.03
_LEAST_ROOM_M2 = 0.4
_MOST_SAID = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A gap in a wall: its line along the middle of the wall, and its outline where the wall has a thickness."""

    line: LineString
    outline: Polygon | None
    filled: bool


@dataclass(slots=True, eq=False)
class Faces:
    """Rooms, and what is between them: wall bodies (polygons) or wall lines, and the gaps in them."""

    rooms: list[Polygon] = field(default_factory=list)
    walls: list[LineString | Polygon] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    loose: list[Point] = field(default_factory=list)


def faces_of(
    walls: Sequence[Piece], fillings: Sequence[BaseGeometry], repair: RepairTable, read: Import, *, storey: int
) -> Faces:  # fmt: skip
    """Rooms between wall lines of one storey [m].

    Parameters
    ----------
    walls
        Lines on wall layers, single lines or the two faces of each wall.
    fillings
        What is drawn in openings: door leaves, swings, window lines, blocks. A gap with a filling may be wide.
    """
    segments = _segments(walls)
    segments = _without_duplicates(segments, repair, read, storey)
    segments = _gaps_closed(segments, repair, read, storey)
    openings = _between_caps(segments, fillings, repair)
    bridges = [side for opening in openings for side in _sides(opening)]
    single = _between_ends(segments + [LineString(b) for b in bridges], fillings, repair)
    bridges += [list(opening.line.coords) for opening in single]
    single = _paired(single)
    openings += single
    lines = [*segments, *(LineString(bridge) for bridge in bridges)]
    if not lines:
        return Faces()
    # Snap rounding: a wall that ends on another one within a tenth of a millimetre meets it, also in a turned drawing.
    noded = shapely.union_all(lines, grid_size=1e-4)
    faces = [face for face in shapely.get_parts(shapely.polygonize([noded])) if face.area > 1e-4]
    result = Faces(openings=openings, loose=_loose_ends(segments + [LineString(b) for b in bridges]))
    holes = [opening.outline.buffer(0.005) for opening in openings if opening.outline is not None]
    covers = STRtree(holes) if holes else None
    bodies = [opening.outline for opening in openings if opening.outline is not None]
    for face in faces:
        if covers is not None and len(covers.query(face, predicate="covered_by")):
            continue
        if face.area < _LEAST_ROOM_M2 or face.buffer(-repair.wall / 2).is_empty:
            bodies.append(face)
        else:
            result.rooms.append(face)
    merged = shapely.union_all(shapely.buffer(bodies, _TOUCH_M, join_style="mitre")) if bodies else None
    if merged is not None:
        solid = shapely.buffer(merged, -_TOUCH_M, join_style="mitre")
        result.walls += [part for part in shapely.get_parts(solid) if part.area > 1e-3]
    # Lines that bound no wall body are walls without thickness.
    body = shapely.buffer(merged, 0.01) if merged is not None else Polygon()
    thin = [segment for segment in segments if not body.covers(segment)]
    result.walls += thin
    result.walls += [opening.line for opening in single if opening.outline is None]
    return result


def _segments(pieces: Sequence[Piece]) -> list[LineString]:
    return [
        LineString(pair)
        for piece in pieces
        for pair in zip(piece.line.coords[:-1], piece.line.coords[1:], strict=True)
        if math.dist(*pair) > _TOUCH_M
    ]


def _without_duplicates(segments: list[LineString], repair: RepairTable, read: Import, storey: int) -> list[LineString]:
    """Lines whose ends are within the tolerance of another's are one; so is a line that lies wholly on another one."""
    if not segments:
        return []
    order = sorted(range(len(segments)), key=lambda k: -segments[k].length)
    tree, dropped = STRtree(segments), set()
    for k in order:
        if k in dropped:
            continue
        near = tree.query(segments[k].buffer(repair.duplicate, cap_style="square"), predicate="contains")
        for other in near.tolist():
            if other != k and other not in dropped and _parallel(segments[k], segments[other]):
                dropped.add(other)
    for k in sorted(dropped)[:_MOST_SAID]:
        at = segments[k].centroid
        read.say("dxf-duplicate-line", _where(at, storey), severity="information", geometry=segments[k])
    if len(dropped) > _MOST_SAID:
        read.say("dxf-more-repairs", _storey(storey), severity="information", count=str(len(dropped) - _MOST_SAID))
    return [segment for k, segment in enumerate(segments) if k not in dropped]


def _gaps_closed(segments: list[LineString], repair: RepairTable, read: Import, storey: int) -> list[LineString]:
    """Loose ends within the tolerance of another line are joined to it by a short piece, and each is named."""
    added: list[LineString] = []
    tree = STRtree(segments) if segments else None
    for end, own in _ends(segments):
        if tree is None:
            break
        near = [k for k in tree.query(end, predicate="dwithin", distance=repair.gap).tolist() if k != own]
        if not near or min(segments[k].distance(end) for k in near) <= _TOUCH_M:
            continue
        best = min(near, key=lambda k: float(segments[k].distance(end)))
        corner = min((Point(xy) for xy in segments[best].coords), key=end.distance)
        there = (
            corner if corner.distance(end) <= repair.gap else segments[best].interpolate(segments[best].project(end))
        )
        joint = LineString([end, there])
        if any(joint.equals(other) for other in added):
            continue
        added.append(joint)
        if len(added) <= _MOST_SAID:
            values = {"gap": f"{joint.length * 100:.1f}"}
            read.say("dxf-gap-closed", _where(end, storey), severity="warning", geometry=joint, **values)
    return [*segments, *added]


def _ends(segments: Sequence[LineString]) -> list[tuple[Point, int]]:
    return [(Point(xy), k) for k, segment in enumerate(segments) for xy in (segment.coords[0], segment.coords[-1])]


def _loose_ends(segments: Sequence[LineString]) -> list[Point]:
    """Ends that touch no other line."""
    return [end for end, _ in _loose(segments)]


def _loose(segments: Sequence[LineString]) -> list[tuple[Point, int]]:
    if not segments:
        return []
    tree = STRtree(segments)
    found = []
    for end, own in _ends(segments):
        touching = tree.query(end, predicate="dwithin", distance=2 * _TOUCH_M)
        if not any(k != own for k in touching.tolist()):
            found.append((end, own))
    return found


def _between_caps(
    segments: Sequence[LineString], fillings: Sequence[BaseGeometry], repair: RepairTable
) -> list[Opening]:
    """Openings in walls drawn with two faces: between two short lines across a wall that face each other."""
    caps = [segment for segment in segments if _CAP_M[0] <= segment.length <= _CAP_M[1]]
    if len(caps) < 2:
        return []
    walls, filled = STRtree(segments), STRtree(fillings) if fillings else None
    found: list[tuple[float, Opening, int, int]] = []
    cap_tree = STRtree(caps)
    for i, one in enumerate(caps):
        for j in cap_tree.query(one, predicate="dwithin", distance=_WIDEST_OPENING_M).tolist():
            if j <= i or not _parallel(one, caps[j]) or abs(one.length - caps[j].length) > _ALIGNED_M:
                continue
            opening = _facing(one, caps[j])
            if opening is None or opening.outline is None:
                continue
            has = filled is not None and len(filled.query(opening.outline, predicate="intersects")) > 0
            long_enough = opening.line.length >= max(_LEAST_OPENING_M, one.length * 0.8)
            most = _WIDEST_OPENING_M if has else repair.opening
            if long_enough and opening.line.length <= most and _free(opening, walls, segments):
                found.append(
                    (opening.line.length, Opening(line=opening.line, outline=opening.outline, filled=has), i, j)
                )
    taken: set[int] = set()
    result = []
    for _, opening, i, j in sorted(found, key=lambda entry: entry[0]):
        # Each end of a wall faces one opening only: the nearest.
        if i not in taken and j not in taken:
            taken.update((i, j))
            result.append(opening)
    return result


def _facing(one: LineString, other: LineString) -> Opening | None:
    """The rectangle between two parallel lines of one length, where they stand right across from each other."""
    a, b = np.array(one.coords[0]), np.array(one.coords[-1])
    c, d = np.array(other.coords[0]), np.array(other.coords[-1])
    if float((b - a) @ (d - c)) < 0:
        c, d = d, c
    along = (b - a) / one.length
    middle, there = (a + b) / 2, (c + d) / 2
    if abs(float((there - middle) @ along)) > _ALIGNED_M or float(np.hypot(*(there - middle))) < _LEAST_OPENING_M:
        return None
    return Opening(line=LineString([middle, there]), outline=Polygon([a, b, d, c]), filled=False)


def _free(opening: Opening, walls: STRtree, segments: Sequence[LineString]) -> bool:
    """Whether nothing stands in the rectangle, and its long sides are gaps and not the faces of a wall."""
    if opening.outline is None or not opening.outline.is_valid:
        return False
    inside = opening.outline.buffer(-0.015)
    if inside.is_empty or any(segments[k].intersects(inside) for k in walls.query(inside).tolist()):
        return False
    for side in _sides(opening):
        line = LineString(side)
        near = [segments[k] for k in walls.query(line.buffer(0.01)).tolist() if _parallel(segments[k], line)]
        covered = (
            line.intersection(shapely.union_all([segment.buffer(0.01) for segment in near])).length if near else 0.0
        )
        if covered > 0.2 * line.length:
            return False
    return True


def _sides(opening: Opening) -> list[list[XY]]:
    if opening.outline is None:
        return []
    a, b, d, c = list(opening.outline.exterior.coords)[:4]
    return [[a, c], [b, d]]


def _between_ends(
    segments: Sequence[LineString], fillings: Sequence[BaseGeometry], repair: RepairTable
) -> list[Opening]:
    """Openings in walls drawn with one line: from a loose end to the end, or the wall, that it points at."""
    loose = _loose(segments)
    tree, filled = (STRtree(segments) if segments else None), STRtree(fillings) if fillings else None
    result: list[Opening] = []
    used: set[int] = set()
    for n, (end, own) in enumerate(loose):
        if n in used or tree is None:
            continue
        ahead = _ahead(segments[own], end)
        ray = LineString([end, (end.x + ahead[0] * _WIDEST_OPENING_M, end.y + ahead[1] * _WIDEST_OPENING_M)])
        hits = []
        for k in tree.query(ray.buffer(_ALIGNED_M, cap_style="flat")).tolist():
            if k != own:
                crossing = ray.buffer(_ALIGNED_M, cap_style="flat").intersection(segments[k])
                if not crossing.is_empty:
                    hits.append((float(crossing.distance(end)), k))
        if not hits:
            continue
        gap, target = min(hits)
        there = segments[target].interpolate(
            segments[target].project(Point(end.x + ahead[0] * gap, end.y + ahead[1] * gap))
        )
        line = LineString([end, there])
        has = (
            filled is not None and line.length > 0 and len(filled.query(line.buffer(0.15), predicate="intersects")) > 0
        )
        if _LEAST_OPENING_M <= line.length <= (_WIDEST_OPENING_M if has else repair.opening):
            result.append(Opening(line=line, outline=None, filled=has))
            used.update(m for m, (other, _) in enumerate(loose) if other.distance(there) < _ALIGNED_M)
    return result


def _paired(openings: Sequence[Opening]) -> list[Opening]:
    """Two gaps that face each other in the two faces of one wall are one opening, along the wall's middle."""
    result: list[Opening] = []
    taken: set[int] = set()
    for i, one in enumerate(openings):
        if i in taken:
            continue
        partners = []
        for j in range(i + 1, len(openings)):
            other = openings[j]
            near = one.line.distance(other.line) <= _CAP_M[1] and abs(one.line.length - other.line.length) <= 0.1
            if j not in taken and near and _parallel(one.line, other.line):
                outline = shapely.MultiLineString([one.line, other.line]).minimum_rotated_rectangle
                thick = outline.area / max(one.line.length, other.line.length)
                if isinstance(outline, Polygon) and _CAP_M[0] <= thick <= _CAP_M[1] * 1.1:
                    partners.append((thick, j, outline))
        if not partners:
            result.append(one)
            continue
        _, j, outline = min(partners, key=lambda entry: entry[0])
        taken.add(j)
        result.append(Opening(line=_middle(one.line, openings[j].line), outline=outline, filled=one.filled))
    return result


def _middle(one: LineString, other: LineString) -> LineString:
    a, b = np.array(one.coords[0]), np.array(one.coords[-1])
    c, d = np.array(other.coords[0]), np.array(other.coords[-1])
    if float((b - a) @ (d - c)) < 0:
        c, d = d, c
    return LineString([(a + c) / 2, (b + d) / 2])


def _ahead(segment: LineString, end: Point) -> XY:
    a, b = segment.coords[0], segment.coords[-1]
    start, stop = (a, b) if end.distance(Point(b)) < end.distance(Point(a)) else (b, a)
    length = math.dist(start, stop)
    return (stop[0] - start[0]) / length, (stop[1] - start[1]) / length


def _parallel(one: LineString, other: LineString) -> bool:
    ax, ay = one.coords[-1][0] - one.coords[0][0], one.coords[-1][1] - one.coords[0][1]
    bx, by = other.coords[-1][0] - other.coords[0][0], other.coords[-1][1] - other.coords[0][1]
    return bool(abs(ax * by - ay * bx) <= _PARALLEL * math.hypot(ax, ay) * math.hypot(bx, by))


def _where(at: Point, storey: int) -> str:
    return f"({at.x:.2f}, {at.y:.2f}) {_storey(storey)}"


def _storey(storey: int) -> str:
    return f"[{storey}]"
