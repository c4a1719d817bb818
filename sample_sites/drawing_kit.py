"""A small kit to draw sketch layouts by script: unit modules, a base, paths, hedges; writes the layout format.

Everything is drawn in a local frame (u to the right, v upwards, metres) and turned into the sheet's coordinates when it
is added. The same kit draws the sample town's four sketches and the reconstructions of the reference projects.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

XY = tuple[float, float]
Properties = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """A local frame: its origin in the frame outside it [m], its rotation [deg, counter-clockwise], mirroring."""

    x: float = 0.0
    y: float = 0.0
    rotation_deg: float = 0.0
    mirrored: bool = False

    def out(self, point: XY) -> XY:
        """A point of this frame in the frame outside it."""
        u, v = (-point[0], point[1]) if self.mirrored else point
        angle = math.radians(self.rotation_deg)
        return (self.x + u * math.cos(angle) - v * math.sin(angle), self.y + u * math.sin(angle) + v * math.cos(angle))


@dataclass(frozen=True)
class Room:
    """A rectangular room (u0, v0, u1, v1) [m]."""

    name: str
    use: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Opening:
    """A door or window along the line from ``a`` to ``b``."""

    name: str
    a: XY
    b: XY
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Rooms, doors and windows of one module, front edge on v = 0."""

    rooms: tuple[Room, ...]
    doors: tuple[Opening, ...]
    windows: tuple[Opening, ...]


class Sheet:
    """One layout under construction."""

    def __init__(self, name: str, *, frame: Frame, crs: str | None, header: Properties) -> None:
        self.frame, self.crs = frame, crs
        self.header: Properties = {"version": 1, "name": name, "stage": "sketch", "north": 0.0} | header
        self.features: list[Properties] = []

    def add(
        self,
        kind: str,
        name: str,
        shape: tuple[str, Any],
        properties: Properties | None = None,
        *,
        frame: Frame | None = None,
    ) -> None:
        """Add a feature; ``shape`` is ("Point", xy), ("LineString", [xy]) or ("Polygon", [xy]) in local metres."""
        kind_of, coordinates = shape
        points = [coordinates] if kind_of == "Point" else list(coordinates)
        if kind_of == "Polygon":
            points = [*points, points[0]]
        local = [frame.out(p) if frame else p for p in points]
        out = [[round(c, 3) for c in self.frame.out(p)] for p in local]
        geometry = {
            "type": kind_of,
            "coordinates": out[0] if kind_of == "Point" else [out] if kind_of == "Polygon" else out,
        }
        self.features.append(
            {"type": "Feature", "properties": {"kind": kind, "id": name} | (properties or {}), "geometry": geometry}
        )

    def module(
        self, plan: Plan, name: str, frame: Frame, *, storey: int = 0, unit: bool = True, building: str | None = None
    ) -> None:
        """Draw a plan's rooms and openings at ``frame``; ids are prefixed with ``name``."""
        owner = ({"unit": name} if unit else {}) | ({"building": building} if building else {})
        for room in plan.rooms:
            u0, v0, u1, v1 = room.box
            box = [(u0, v0), (u1, v0), (u1, v1), (u0, v1)]
            self.add(
                "space",
                f"{name}-{room.name}",
                ("Polygon", box),
                {"use": room.use, "storey": storey} | owner,
                frame=frame,
            )
        for kind, openings in (("door", plan.doors), ("window", plan.windows)):
            for opening in openings:
                line = ("LineString", [opening.a, opening.b])
                self.add(kind, f"{name}-{opening.name}", line, {"storey": storey} | opening.properties, frame=frame)

    def write(self, path: Path) -> None:
        """Write the layout file, one feature a line so that differences can be read."""
        head: Properties = {"type": "FeatureCollection"}
        if self.crs:
            head["crs"] = {"type": "name", "properties": {"name": self.crs}}
        head["siteplan"] = self.header
        lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in self.features)
        text = json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "features": [\n' + lines + "\n]}\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def rectangle(u0: float, v0: float, u1: float, v1: float) -> tuple[str, list[XY]]:
    """A rectangle as a shape."""
    return ("Polygon", [(u0, v0), (u1, v0), (u1, v1), (u0, v1)])


def unit_plan(width: float, depth: float, *, back_door: bool = True, side_window: bool = False) -> Plan:
    """A two-room unit: hall, bathroom and store towards the front, living room with kitchen and bedroom at the back.

    High windows to the front (privacy towards court and path), low ones and the second door to the back.
    """
    strip = 2.4
    hall, store = 2.0, 1.2
    split = round(width * 0.6, 2)
    rooms = (
        Room("hall", "hall", (0, 0, hall, strip)),
        Room("bath", "bathroom", (hall, 0, width - store, strip)),
        Room("store", "storage", (width - store, 0, width, strip)),
        Room("living", "living_kitchen", (0, strip, split, depth)),
        Room("bedroom", "bedroom", (split, strip, width, depth)),
    )
    doors = [
        Opening("main", (0.5, 0), (1.5, 0), {"entrance": True, "clear_width": 0.9}),
        Opening("hall-living", (0.5, strip), (1.4, strip), {"clear_width": 0.9}),
        Opening("hall-bath", (hall, 0.7), (hall, 1.6), {"clear_width": 0.9}),
        Opening("bedroom-store", (width - 1.05, strip), (width - 0.25, strip), {"clear_width": 0.8}),
        Opening("living-bedroom", (split, strip + 0.5), (split, strip + 1.4), {"clear_width": 0.9}),
    ]
    if back_door:
        doors.append(Opening("back", (0.5, depth), (1.5, depth), {"clear_width": 0.9, "glazed": True}))
    windows = [
        Opening(
            "bath-window",
            (hall + 0.6, 0),
            (hall + 1.2, 0),
            {"sill_height": 1.7, "head_height": 2.2, "glazing": "obscured"},
        ),
        Opening("living-window", (1.9, depth), (split - 0.3, depth), _low_window(split - 2.2)),
        Opening("bedroom-window", (split + 0.5, depth), (width - 0.5, depth), _low_window(width - split - 1.0)),
    ]
    if side_window:
        high = {"sill_height": 1.7, "head_height": 2.2, "glazing": "clear", "openable": False}
        windows.append(Opening("side-window", (0, strip + 1.2), (0, strip + 2.4), high))
    return Plan(rooms=rooms, doors=tuple(doors), windows=tuple(windows))


def _low_window(width: float) -> Properties:
    return {
        "sill_height": 0.8, "head_height": 2.1, "glazing": "clear", "openable": True,
        "clear_width": round(max(0.5, width - 0.2), 2), "clear_height": 1.2,
    }  # fmt: skip


def base_plan(width: float = 12.0, depth: float = 8.0) -> Plan:
    """A staff base: office over the whole front, glazed on three sides; meeting, medicine, staff room; four exits."""
    front, mid = 3.6, width / 2
    glass = {"sill_height": 0.9, "head_height": 2.2, "glazing": "clear"}
    rooms = (
        Room("office", "office", (0, 0, width, front)),
        Room("hall", "corridor", (mid - 1, front, mid + 1, depth)),
        Room("meeting", "meeting", (0, front, mid - 1, depth)),
        Room("medicine", "medication", (mid + 1, front, mid + 3, depth)),
        Room("staff", "staff_room", (mid + 3, front, width, depth)),
    )
    doors = (
        Opening("front", (mid - 0.5, 0), (mid + 0.5, 0), {"clear_width": 0.9, "glazed": True}),
        Opening("rear", (mid - 0.5, depth), (mid + 0.5, depth), {"clear_width": 0.9}),
        Opening("office-hall", (mid - 0.45, front), (mid + 0.45, front), {"clear_width": 0.9}),
        Opening("meeting-hall", (mid - 1, front + 1), (mid - 1, front + 1.9), {"clear_width": 0.9}),
        Opening("meeting-out", (0, depth - 1.6), (0, depth - 0.7), {"clear_width": 0.9}),
        Opening("medicine-hall", (mid + 1, front + 1), (mid + 1, front + 1.9), {"clear_width": 0.9}),
        Opening("staff-office", (width - 1.6, front), (width - 0.7, front), {"clear_width": 0.9}),
        Opening("staff-out", (width, depth - 1.6), (width, depth - 0.7), {"clear_width": 0.9}),
    )
    windows = (
        Opening("office-front-left", (0.3, 0), (mid - 0.8, 0), glass),
        Opening("office-front-right", (mid + 0.8, 0), (width - 0.3, 0), glass),
        Opening("office-left", (0, 0.3), (0, front - 0.3), glass),
        Opening("office-right", (width, 0.3), (width, front - 0.3), glass),
        Opening("meeting-window", (0.8, depth), (mid - 1.6, depth), glass),
        Opening("staff-window", (mid + 3.4, depth), (width - 0.6, depth), glass),
    )
    return Plan(rooms=rooms, doors=doors, windows=windows)


def base_against_a_home(width: float = 12.0, depth: float = 8.0) -> Plan:
    """The base with its left side against a home from v = 3: no door into that home, no glass beside it."""
    plan = base_plan(width, depth)
    doors = tuple(door for door in plan.doors if door.name != "meeting-out")
    windows = tuple(
        replace(window, b=(0.0, 2.8)) if window.name == "office-left" else window for window in plan.windows
    )
    return replace(plan, doors=doors, windows=windows)


def path(sheet: Sheet, name: str, points: list[XY], *, width: float = 1.8, lit: bool = True) -> None:
    """A paved path on the plot."""
    sheet.add("path", name, ("LineString", points), {"width": width, "surface": "asphalt", "lit": lit})


def hedge(sheet: Sheet, name: str, points: list[XY], *, height: float = 1.4, thickness: float = 0.6) -> None:
    """A clipped hedge along a line of two points."""
    (u0, v0), (u1, v1) = points
    length = math.hypot(u1 - u0, v1 - v0)
    du, dv = -(v1 - v0) / length * thickness / 2, (u1 - u0) / length * thickness / 2
    ring = [(u0 + du, v0 + dv), (u1 + du, v1 + dv), (u1 - du, v1 - dv), (u0 - du, v0 - dv)]
    sheet.add("vegetation", name, ("Polygon", ring), {"height": height, "evergreen": True, "crown_base": 0.0})
