"""A kit for tests: small drawings as DXF, drawn as architects draw them. Metres unless ``scale`` says else."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

from ezdxf.document import Drawing
from ezdxf.filemanagement import new
from ezdxf.layouts.layout import Modelspace

XY = tuple[float, float]
Box = tuple[float, float, float, float]


class Plan:
    """A drawing; lengths are multiplied by ``scale`` on their way into it, so that 1000 gives millimetres."""

    def __init__(self, *, insunits: int = 6, scale: float = 1.0, version: str = "R2013") -> None:
        self.drawing: Drawing = new(version)
        self.drawing.header["$INSUNITS"] = insunits
        self.space: Modelspace = self.drawing.modelspace()
        self.scale = scale

    def xy(self, at: XY) -> XY:
        return at[0] * self.scale, at[1] * self.scale

    def line(self, start: XY, end: XY, *, layer: str = "VEGG") -> Plan:
        self.space.add_line(self.xy(start), self.xy(end), dxfattribs={"layer": layer})
        return self

    def lines(self, *points: XY, layer: str = "VEGG") -> Plan:
        for start, end in itertools.pairwise(points):
            self.line(start, end, layer=layer)
        return self

    def outline(self, box: Box, *, layer: str = "ROM", gap: float = 0.0, close: bool = True) -> Plan:
        """A room's outline; with a gap, a line that ends short of its start."""
        x1, y1, x2, y2 = box
        points = [(x1, y1), (x2, y1), (x2, y2), (x1, y2)]
        if gap:
            points, close = [*points, (x1, y1 + gap)], False
        self.space.add_lwpolyline([self.xy(p) for p in points], close=close, dxfattribs={"layer": layer})
        return self

    def text(self, text: str, at: XY, *, layer: str = "TEKST", height: float = 0.2) -> Plan:
        self.space.add_text(text, height=height * self.scale, dxfattribs={"layer": layer, "insert": self.xy(at)})
        return self

    def door_block(
        self, hinge: XY, *, turn: float = 0.0, width: float = 0.9, name: str = "DØR-90", layer: str = "0"
    ) -> Plan:
        """A door as a block: leaf and swing, hinge at its origin, shut along +x."""
        if name not in self.drawing.blocks:
            block = self.drawing.blocks.new(name)
            size = width * self.scale
            block.add_line((0, 0), (0, size))
            block.add_arc((0, 0), size, 0, 90)
        self.space.add_blockref(name, self.xy(hinge), dxfattribs={"rotation": turn, "layer": layer})
        return self

    def window_block(
        self, start: XY, *, turn: float = 0.0, width: float = 1.2, name: str = "VINDU-12", depth: float = 0.1
    ) -> Plan:
        """A window as a block: two panes along +x."""
        if name not in self.drawing.blocks:
            block = self.drawing.blocks.new(name)
            for y in (-depth / 2, depth / 2):
                block.add_line((0, y * self.scale), (width * self.scale, y * self.scale))
        self.space.add_blockref(name, self.xy(start), dxfattribs={"rotation": turn})
        return self

    def swing(self, hinge: XY, radius: float, start: float, *, layer: str = "DØRER") -> Plan:
        self.space.add_arc(self.xy(hinge), radius * self.scale, start, start + 90, dxfattribs={"layer": layer})
        return self

    def save(self, path: Path, *, binary: bool = False) -> Path:
        self.drawing.saveas(path, fmt="bin" if binary else "asc")
        return path


def small_home(*, insunits: int = 6, scale: float = 1.0, layer: str = "ROM") -> Plan:
    """A home of 8 x 6 m as outlines 0.1 m apart: hall, bathroom, bedroom, living room with kitchen; two doors out."""
    plan = Plan(insunits=insunits, scale=scale)
    rooms: Sequence[tuple[str, Box]] = (
        ("101 Entré", (0, 0, 2, 2.9)), ("102 Bad", (2.1, 0, 4, 2.9)), ("103 Soverom", (4.1, 0, 8, 2.9)),
        ("104 Stue/kjøkken", (0, 3, 8, 6)),
    )  # fmt: skip
    for name, box in rooms:
        plan.outline(box, layer=layer)
        number, _, word = name.partition(" ")
        plan.text(number, (box[0] + 0.4, box[1] + 1.8)).text(word, (box[0] + 0.4, box[1] + 1.2))
        plan.text(f"{(box[2] - box[0]) * (box[3] - box[1]):.1f} m²".replace(".", ","), (box[0] + 0.4, box[1] + 0.6))
    plan.door_block((0.5, 0)).door_block((2.05, 1.2), turn=90).door_block((0.5, 2.95)).door_block((5, 2.95))
    plan.door_block((6, 6)).window_block((2, 6)).window_block((5, 0))
    return plan


def single_line_home(*, gap: float = 0.0, scale: float = 1.0, insunits: int = 6, wall: str = "VEGG") -> Plan:
    """Two rooms of 4 x 4 m, walls of one line each, doorways of 0.9 m; ``gap``: how far a corner stands open."""
    plan = Plan(insunits=insunits, scale=scale)
    plan.lines((0, 0), (1, 0), layer=wall).lines((1.9, 0), (8, 0), layer=wall).line((8, 0), (8, 4), layer=wall)
    plan.line((8, 4), (gap, 4), layer=wall).line((0, 4), (0, 0), layer=wall)
    plan.line((4, 0), (4, 1), layer=wall).line((4, 1.9), (4, 4), layer=wall)
    return plan.text("Stue", (1, 2)).text("Soverom", (5, 2))


def double_line_home(*, wall: float = 0.2, swing: bool = True) -> Plan:
    """Two rooms of 4 x 4 m between walls drawn with both faces and closed ends; doorways of 1 m, a window of 2 m."""
    t = wall
    plan = Plan()
    # The outer face, with a doorway at 1-2 and a window at 5-7 in the lower wall.
    plan.lines((1, -t), (-t, -t), (-t, 4 + t), (8 + 2 * t, 4 + t), (8 + 2 * t, -t), (7, -t)).line((5, -t), (2, -t))
    # The faces of the left room and of the right one, with a doorway at 1-2 in the wall between.
    plan.lines((1, 0), (0, 0), (0, 4), (4, 4), (4, 2)).lines((4, 1), (4, 0), (2, 0))
    plan.lines((4 + t, 2), (4 + t, 4), (8 + t, 4), (8 + t, 0), (7, 0)).lines((5, 0), (4 + t, 0), (4 + t, 1))
    for x in (1, 2, 5, 7):
        plan.line((x, -t), (x, 0))
    for y in (1, 2):
        plan.line((4, y), (4 + t, y))
    plan.line((5, -t / 2), (7, -t / 2), layer="VINDUER")
    if swing:
        plan.swing((1, 0), 1.0, 0).swing((4, 1), 1.0, 90)
    return plan.text("Stue", (1, 2)).text("Soverom", (5, 2))
