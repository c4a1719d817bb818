"""Doors and windows of a DXF drawing: blocks, swings and lines on their layers, in the gaps of walls or in outlines."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.readers.dxf_entities import Drawn, Label, Piece, Swing, Symbol
from siteplan.readers.dxf_walls import Opening
from siteplan.readers.imported import Import, feature

_NEAR_M = 0.35
_CODE_NEAR_M = 1.2
_DOOR_HEIGHT_M = 1.95
_IMPERIAL_HEAD_M = 2.032
"""Six feet eight: where the codes of American drawings put the head of doors and windows."""
_CODE = re.compile(r"^(\d{1,2})(\d)(\d)(\d)\b(.*)")
_GLASS = re.compile(r"S\.?G\.?D|GLASS|GLAS|SLIDING", re.IGNORECASE)
_LEAST_M = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A door or window on its way to a feature; heights None where the drawing says nothing."""

    kind: Literal["door", "window"]
    line: LineString
    height: float | None = None
    glazed: bool = False
    leaf: bool = True
    source: str


def find_openings(
    drawn: Drawn, gaps: Sequence[Opening], rooms: Sequence[Polygon], walls: Sequence[BaseGeometry], *, storey: int,
    imperial: bool,
) -> list[Found]:  # fmt: skip
    """Doors and windows of one storey: one a gap, then what is drawn where the drawing has no gap."""
    swings = [swing for swing in drawn.swings if swing.kind != "other"]
    pieces = [piece for piece in drawn.pieces if piece.kind in ("door", "window", "opening")]
    codes = [label for label in drawn.labels if imperial and _CODE.match(label.text)]
    tree = STRtree(rooms) if len(rooms) else None
    found: list[Found] = []
    used: set[str] = set()
    for gap in gaps:
        area = gap.line.buffer(_NEAR_M)
        symbol = next((s for s in drawn.symbols if s.box.intersects(gap.line.buffer(0.1))), None)
        arcs = [s for s in swings if area.covers(Point(s.hinge)) and s.radius <= gap.line.length * 1.25 + 0.1]
        inner = gap.outline.buffer(0.02) if gap.outline is not None else gap.line.buffer(0.1)
        inside = [p for p in pieces if p.line.intersection(inner).length > _LEAST_M * min(1.0, p.line.length)]
        used.update(s.handle for s in arcs)
        used.update(p.handle for p in inside)
        if symbol is not None:
            used.add(symbol.handle)
        found.append(_kind_of(gap, symbol, arcs, inside, _code_at(gap.line, codes), _exterior(gap, tree)))
    outlines = [*(room.exterior for room in rooms), *walls]
    for symbol in drawn.symbols:
        if symbol.handle not in used:
            found.append(_from_symbol(symbol, outlines))
    for swing in swings:
        if swing.handle not in used and not any(swing.handle == s.handle for sy in drawn.symbols for s in sy.swings):
            found.append(Found(kind="door", line=_closed_leaf(swing, outlines), source=swing.handle))
    found += _from_lines(pieces, used, found, outlines)
    return found


def add_openings(found: Sequence[Found], read: Import, *, storey: int) -> None:
    """The doors and windows as features; heights that the drawing does not show are the mapping's."""
    heights = read.mapping.heights
    doors = windows = bare = 0
    for each in found:
        line = LineString(np.round(each.line.coords, 6))
        if each.kind == "door":
            doors += 1
            bare += not each.leaf
            own: dict[str, object] = {
                "storey": storey, "height": each.height or heights.door, "glazed": True if each.glazed else None,
                "leaf": None if each.leaf else False, "drawn_as": each.source,
            }  # fmt: skip
            read.features.append(feature("door", f"door_{storey}_{doors}", line, own))
        else:
            windows += 1
            head = heights.head if each.height is None else max(_IMPERIAL_HEAD_M, each.height)
            sill = heights.sill if each.height is None else max(head - each.height, 0.0)
            own = {
                "storey": storey, "sill_height": round(sill, 4), "head_height": round(head, 4),
                "drawn_as": each.source,
            }  # fmt: skip
            read.features.append(feature("window", f"window_{storey}_{windows}", line, own))
    if found:
        values = {"doors": str(doors), "windows": str(windows), "bare": str(bare), "storey": str(storey)}
        values |= {"sill": f"{heights.sill:g}", "head": f"{heights.head:g}", "door": f"{heights.door:g}"}
        read.say("dxf-openings", f"[{storey}]", severity="information", **values)


def _kind_of(
    gap: Opening, symbol: Symbol | None, arcs: Sequence[Swing], inside: Sequence[Piece], code: Label | None,
    exterior: bool,
) -> Found:  # fmt: skip
    height, glazed = None, False
    if code is not None:
        height, glazed = _code_height(code), _GLASS.search(code.text) is not None
    layers = {piece.kind for piece in inside}
    leaf = True
    if symbol is not None:
        kind, source = symbol.kind, symbol.handle
    elif arcs:
        kind, source = "door", arcs[0].handle
    elif height is not None:
        kind, source = ("door" if height >= _DOOR_HEIGHT_M else "window"), str(code.text if code else "")
    elif "window" in layers or "door" in layers:
        kind = "window" if "window" in layers else "door"
        source = next(piece.handle for piece in inside if piece.kind == kind)
    elif any(_along(piece.line, gap.line) for piece in inside):
        # Lines along the wall in an opening: panes where it leads out, a sliding door where it does not.
        kind, source = ("window" if exterior else "door"), inside[0].handle
    else:
        kind, source, leaf = "door", "gap", False
    return Found(kind=kind, line=gap.line, height=height, glazed=glazed, leaf=leaf, source=source)


def _along(piece: LineString, gap: LineString) -> bool:
    (ax, ay), (bx, by) = piece.coords[0], piece.coords[-1]
    if math.dist((ax, ay), (bx, by)) < 0.5 * gap.length:
        return False
    (cx, cy), (dx, dy) = gap.coords[0], gap.coords[-1]
    cross = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    return bool(abs(cross) < 0.05 * math.dist((ax, ay), (bx, by)) * gap.length)


def _exterior(gap: Opening, tree: STRtree | None) -> bool:
    if tree is None:
        return True
    (ax, ay), (bx, by) = gap.line.coords[0], gap.line.coords[-1]
    length = gap.line.length
    normal = (-(by - ay) / length, (bx - ax) / length)
    thick = gap.outline.area / length if gap.outline is not None else 0.0
    middle, step = gap.line.centroid, thick / 2 + 0.2
    sides = [Point(middle.x + k * step * normal[0], middle.y + k * step * normal[1]) for k in (-1, 1)]
    return any(len(tree.query(side, predicate="within")) == 0 for side in sides)


def _code_at(line: LineString, codes: Sequence[Label]) -> Label | None:
    """The nearest size code whose width is that of the gap within 15 %."""
    near = [
        code for code in codes if min(line.distance(Point(code.at)), line.distance(Point(code.start))) < _CODE_NEAR_M
    ]
    fitting = [code for code in near if abs(_code_width(code) - line.length) < 0.15 * line.length]
    return min(fitting, key=lambda code: float(line.distance(Point(code.at)))) if fitting else None


def _code_width(code: Label) -> float:
    found = _CODE.match(code.text)
    return (int(found.group(1)) * 12 + int(found.group(2))) * 0.0254 if found else 0.0


def _code_height(code: Label) -> float:
    found = _CODE.match(code.text)
    return round((int(found.group(3)) * 12 + int(found.group(4))) * 0.0254, 4) if found else 0.0


def _from_symbol(symbol: Symbol, outlines: Sequence[BaseGeometry]) -> Found:
    if symbol.kind == "door" and symbol.swings:
        if len(symbol.swings) == 2:
            # Two leaves: from hinge to hinge.
            line = LineString([swing.hinge for swing in symbol.swings])
            if line.length > _LEAST_M:
                return Found(kind="door", line=line, source=symbol.handle)
        return Found(kind="door", line=_closed_leaf(symbol.swings[0], outlines), source=symbol.handle)
    return Found(kind=symbol.kind, line=_long_axis(symbol.box), source=symbol.handle)


def _closed_leaf(swing: Swing, outlines: Sequence[BaseGeometry]) -> LineString:
    """The door shut: from the hinge to that end of its arc which lies nearest to a wall."""
    leaves = [LineString([swing.hinge, end]) for end in swing.ends]
    if not outlines:
        return leaves[0]
    walls = shapely.union_all([wall.boundary if isinstance(wall, Polygon) else wall for wall in outlines])
    # Over its whole length: the open leaf touches the wall at its hinge only.
    return min(
        leaves, key=lambda leaf: sum(walls.distance(leaf.interpolate(s, normalized=True)) for s in (0.3, 0.6, 0.9))
    )


def _long_axis(shape: BaseGeometry) -> LineString:
    """The line along the middle of a shape's smallest rectangle."""
    box = shape.minimum_rotated_rectangle
    if not isinstance(box, Polygon):
        return LineString([shape.coords[0], shape.coords[-1]])
    a, b, c, d = (np.array(xy) for xy in list(box.exterior.coords)[:4])
    if math.dist(a, b) < math.dist(b, c):
        return LineString([(a + b) / 2, (c + d) / 2])
    return LineString([(b + c) / 2, (d + a) / 2])


def _from_lines(
    pieces: Sequence[Piece], used: set[str], found: Sequence[Found], outlines: Sequence[BaseGeometry]
) -> list[Found]:  # fmt: skip
    """Lines and boxes on the layers of doors and windows that stand in a wall and not in an opening found already."""
    walls = shapely.union_all([w.boundary if isinstance(w, Polygon) else w for w in outlines]) if outlines else None
    result: list[Found] = []
    for piece in pieces:
        if piece.kind not in ("door", "window") or piece.handle in used or walls is None:
            continue
        line = _long_axis(piece.line)
        taken = any(line.distance(other.line) < 0.25 for other in (*found, *result))
        on_wall = max(walls.distance(line.interpolate(s, normalized=True)) for s in (0.1, 0.5, 0.9)) < _NEAR_M
        if line.length >= _LEAST_M and on_wall and not taken:
            kind: Literal["door", "window"] = "window" if piece.kind == "window" else "door"
            result.append(Found(kind=kind, line=line, source=piece.handle))
    return result
