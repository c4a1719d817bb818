"""What is drawn in a DXF file, block by block, sorted by what its layer or block means."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ezdxf.document import Drawing
from ezdxf.lldxf.const import DXFError
from ezdxf.math import Vec3
from ezdxf.path import make_path
from shapely import affinity
from shapely.geometry import LineString, Polygon

from siteplan.readers.import_mapping import ImportMapping, bare_layer, matches

Kind = Literal["space", "wall", "door", "window", "opening", "stair", "other"]
XY = tuple[float, float]

MOST_ENTITIES = 400_000
_DEPTH = 8
_SWING_DEG = (60.0, 120.0)
_CODES = re.compile(r"%%[uoUO]")
_STOREY = re.compile(
    r"(?:^|[-_ .])(?:ETG|ETASJE|STOREY|LEVEL|FLOOR|PLAN)[-_ ]?(-?\d+)|(?:^|[-_ ])(\d+)\.? ?(?:ETG|ETASJE)"
)
_BASEMENT = re.compile(r"KJELLER|U\.?ETG|UNDERETASJE|BASEMENT|KELLER")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A line, in the drawing's own unit until it is scaled."""

    kind: Kind
    layer: str
    storey: int | None
    line: LineString
    closed: bool
    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """The arc of a door's leaf; ``ends``: where it begins and ends."""

    kind: Kind
    layer: str
    storey: int | None
    hinge: XY
    ends: tuple[XY, XY]
    radius: float
    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text; ``at``: about its middle; ``start``: where it begins."""

    text: str
    storey: int | None
    at: XY
    start: XY
    layer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A door or window drawn as a block; ``box``: its outline along its own axes."""

    kind: Literal["door", "window"]
    name: str
    storey: int | None
    box: Polygon
    swings: tuple[Swing, ...]
    handle: str


@dataclass(slots=True, eq=False)
class Drawn:
    """Everything that is drawn."""

    pieces: list[Piece] = field(default_factory=list)
    swings: list[Swing] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)
    layers: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    storey_names: dict[str, int] = field(default_factory=dict)
    cut_short: bool = False

    def scaled(self, by: float) -> Drawn:
        """All of it in metres."""

        def xy(at: XY) -> XY:
            return at[0] * by, at[1] * by

        def shape(line: Any) -> Any:
            return affinity.scale(line, by, by, origin=(0, 0))

        def swing(s: Swing) -> Swing:
            return replace(s, hinge=xy(s.hinge), ends=(xy(s.ends[0]), xy(s.ends[1])), radius=s.radius * by)

        return Drawn(
            pieces=[replace(p, line=shape(p.line)) for p in self.pieces],
            swings=[swing(s) for s in self.swings],
            labels=[replace(label, at=xy(label.at), start=xy(label.start)) for label in self.labels],
            symbols=[replace(s, box=shape(s.box), swings=tuple(map(swing, s.swings))) for s in self.symbols],
            layers=self.layers, skipped=self.skipped, storey_names=self.storey_names, cut_short=self.cut_short,
        )  # fmt: skip


def kind_of_layer(name: str, mapping: ImportMapping) -> Kind | None:
    """What a layer's lines are; None for a layer to be left alone."""
    bare = (name, bare_layer(name))
    table = mapping.layers
    if matches(bare, table.ignore):
        return None
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("space", table.space), ("window", table.window), ("opening", table.opening), ("door", table.door),
        ("wall", table.wall), ("stair", table.stair),
    )  # fmt: skip
    return next((kind for kind, patterns in kinds if matches(bare, patterns)), "other")


def storey_named(name: str, mapping: ImportMapping) -> int | None:
    """The storey that a layer's or block's name states: by the mapping, or as ``ETG-1``, ``2. etasje``, ``KJELLER``.

    The first storey is the ground floor.
    """
    for pattern, index in mapping.storeys.items():
        if matches((name, bare_layer(name)), (pattern,)):
            return index
    folded = bare_layer(name).upper()
    if _BASEMENT.search(folded):
        return -1
    found = _STOREY.search(folded)
    if found is None:
        return None
    number = int(found.group(1) or found.group(2))
    return number - 1 if number > 0 else number


class Collector:
    """Walks through a drawing."""

    def __init__(self, drawing: Drawing, mapping: ImportMapping) -> None:
        self.mapping = mapping
        self.drawn = Drawn()
        self._hidden = {layer.dxf.name for layer in drawing.layers if layer.is_off() or layer.is_frozen()}
        self._kinds: dict[str, Kind | None] = {}
        self._storeys: dict[str, int | None] = {}
        self._count = 0

    def take(
        self, entities: Iterable[Any], *, layer: str | None = None, storey: int | None = None, depth: int = 0
    ) -> None:
        """Every entity; those in a block on layer 0 count as on the block's own layer."""
        for entity in entities:
            self._count += 1
            if self._count > MOST_ENTITIES:
                self.drawn.cut_short = True
                return
            name = str(entity.dxf.layer)
            name = layer if name == "0" and layer is not None else name
            if name in self._hidden:
                self.drawn.skipped[f"({name})"] += 1
                continue
            self.drawn.layers[name] += 1
            own = self._storey(name)
            try:
                self._one(entity, name, own if own is not None else storey, depth)
            except DXFError:
                # One entity that breaks the rules of the format does not cost the others.
                self.drawn.skipped[f"{entity.dxftype()}?"] += 1

    def _one(self, entity: Any, layer: str, storey: int | None, depth: int) -> None:
        if layer not in self._kinds:
            self._kinds[layer] = kind_of_layer(layer, self.mapping)
        kind, what = self._kinds[layer], entity.dxftype()
        if what == "INSERT":
            self._insert(entity, layer, storey, depth)
        elif what in ("TEXT", "MTEXT", "ATTRIB"):
            self._label(entity, layer, storey)
        elif kind is None:
            self.drawn.skipped[layer] += 1
        elif what == "ARC":
            swing = _swing(entity, kind, layer, storey)
            if swing is not None:
                self.drawn.swings.append(swing)
            if kind in ("wall", "space"):
                self._line(entity, kind, layer, storey)
        elif what in ("LINE", "LWPOLYLINE", "POLYLINE", "CIRCLE", "ELLIPSE", "SPLINE"):
            self._line(entity, kind, layer, storey)
        else:
            self.drawn.skipped[what] += 1

    def _line(self, entity: Any, kind: Kind, layer: str, storey: int | None) -> None:
        points = line_points(entity)
        if len(points) < 2 or not all(math.isfinite(v) for xy in points for v in xy):
            self.drawn.skipped[f"{entity.dxftype()}?"] += 1
            return
        line = LineString(points)
        closed = bool(getattr(entity, "is_closed", False) or getattr(entity, "closed", False)) or (
            len(points) > 3 and points[0] == points[-1]
        )
        if closed and points[0] != points[-1]:
            line = LineString([*points, points[0]])
        if line.length > 0:
            handle = _handle(entity)
            self.drawn.pieces.append(
                Piece(kind=kind, layer=layer, storey=storey, line=line, closed=closed, handle=handle)
            )

    def _label(self, entity: Any, layer: str, storey: int | None) -> None:
        text = entity.plain_text() if entity.dxftype() == "MTEXT" else str(entity.dxf.text)
        text = _CODES.sub("", text).strip()
        if not text:
            return
        at, lines = entity.dxf.insert, text.splitlines()
        size = 0.0 if entity.dxftype() == "MTEXT" else float(entity.dxf.get("height", 0))
        wide = 0.0 if entity.dxftype() == "MTEXT" else 0.4 * size * max(map(len, lines))
        middle = (float(at.x) + wide, float(at.y) + (0.0 if wide == 0 else size / 2))
        start = (float(at.x), float(at.y))
        self.drawn.labels.append(Label(text=text, storey=storey, at=middle, start=start, layer=layer))

    def _insert(self, insert: Any, layer: str, storey: int | None, depth: int) -> None:
        name = bare_layer(str(insert.dxf.name))
        own = self._storey(str(insert.dxf.name))
        for attribute in insert.attribs:
            self._label(attribute, layer, storey)
        if depth > _DEPTH:
            self.drawn.skipped[f"block {name}"] += 1
            return
        kind: Literal["door", "window"] | None = None
        if matches((name,), self.mapping.blocks.window):
            kind = "window"
        elif matches((name,), self.mapping.blocks.door):
            kind = "door"
        if kind is not None:
            symbol = _symbol(insert, kind, name, layer, storey)
            if symbol is not None:
                self.drawn.symbols.append(symbol)
                return
        parts = _parts(insert)
        if own is not None and depth == 0:
            # Storeys drawn as blocks stand side by side on the sheet: in their own coordinates they lie stacked.
            away = Vec3(insert.dxf.insert)
            for part in parts:
                part.translate(-away.x, -away.y, -away.z)
        self.take(parts, layer=layer, storey=storey if own is None else own, depth=depth + 1)

    def _storey(self, name: str) -> int | None:
        if name not in self._storeys:
            self._storeys[name] = storey_named(name, self.mapping)
            found = self._storeys[name]
            if found is not None:
                self.drawn.storey_names[name] = found
        return self._storeys[name]


def line_points(entity: Any) -> list[XY]:
    """Vertices of a line, its curves in straight pieces within 1 % of its size."""
    try:
        path = make_path(entity)
        if not path.has_curves:
            return [(float(v.x), float(v.y)) for v in path.control_vertices()]
        ends = list(path.control_vertices())
        size = max((a - ends[0]).magnitude for a in ends) or 1.0
        return [(float(v.x), float(v.y)) for v in path.flattening(size * 0.01)]
    except (TypeError, ValueError, ArithmeticError, AttributeError, IndexError):
        return []


def _parts(insert: Any) -> list[Any]:
    try:
        return list(insert.virtual_entities())
    except (TypeError, ValueError, ArithmeticError, KeyError):
        return []


def _swing(arc: Any, kind: Kind, layer: str, storey: int | None) -> Swing | None:
    sweep = (float(arc.dxf.end_angle) - float(arc.dxf.start_angle)) % 360.0
    if not _SWING_DEG[0] <= sweep <= _SWING_DEG[1]:
        return None
    centre, start, end = Vec3(arc.dxf.center), arc.start_point, arc.end_point
    if arc.dxf.extrusion.z < 0:
        centre = Vec3(-centre.x, centre.y)
    return Swing(
        kind=kind, layer=layer, storey=storey, hinge=(centre.x, centre.y),
        ends=((start.x, start.y), (end.x, end.y)), radius=float(arc.dxf.radius), handle=_handle(arc),
    )  # fmt: skip


def _symbol(insert: Any, kind: Literal["door", "window"], name: str, layer: str, storey: int | None) -> Symbol | None:
    """The block with its box along the insert's own axes, and the swings in it."""
    turn = float(insert.dxf.rotation)
    points: list[XY] = []
    swings = []
    for part in _parts(insert):
        if part.dxftype() == "ARC":
            swing = _swing(part, kind, layer, storey)
            if swing is not None:
                swings.append(swing)
        points += line_points(part)
    if len(points) < 2:
        return None
    upright = affinity.rotate(LineString(points), -turn, origin=(0, 0))
    x0, y0, x1, y1 = upright.bounds
    # A window of a single line has no depth; a hair of it keeps the box a surface.
    hair = max(x1 - x0, y1 - y0) * 1e-3
    box = Polygon([(x0, y0 - hair), (x1, y0 - hair), (x1, y1 + hair), (x0, y1 + hair)])
    turned = affinity.rotate(box, turn, origin=(0, 0))
    return Symbol(kind=kind, name=name, storey=storey, box=turned, swings=tuple(swings), handle=_handle(insert))


def _handle(entity: Any) -> str:
    handle = entity.dxf.get("handle") or getattr(getattr(entity, "source_block_reference", None), "dxf", None)
    return f"#{handle}" if isinstance(handle, str) else f"{entity.dxftype()}"
