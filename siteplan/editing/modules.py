"""The modules of the palette in their own frame [m]: a home of two rooms with two doors, and a staff base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Box = tuple[float, float, float, float]
XY = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPlan:
    """A rectangular room: west, south, east, north [m]."""

    name: str
    use: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningPlan:
    """A door (no heights) or window from ``start`` to ``end``; ``values`` are further fields of the model."""

    name: str
    start: XY
    end: XY
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """Rooms and openings, the front along y = 0; ``width`` and ``depth`` [m]."""

    stem: str
    width: float
    depth: float
    rooms: tuple[RoomPlan, ...]
    doors: tuple[OpeningPlan, ...]
    windows: tuple[OpeningPlan, ...]


def _room(name: str, use: str, *box: float) -> RoomPlan:
    west, south, east, north = box
    return RoomPlan(name=name, use=use, box=(west, south, east, north))


def _opening(name: str, start: XY, end: XY, values: Mapping[str, object] | None = None) -> OpeningPlan:
    return OpeningPlan(name=name, start=start, end=end, values=MappingProxyType(dict(values or {})))


_DOOR = {"clear_width": 0.9}
_LOW = {"sill_height": 0.8, "head_height": 2.1, "openable": True, "clear_height": 1.2}
_GLASS = {"sill_height": 0.9, "head_height": 2.2}

UNIT_MODULE = Module(
    stem="u", width=5.8, depth=7.0,
    rooms=(
        _room("hall", "hall", 0, 0, 2.0, 2.4),
        _room("bath", "bathroom", 2.0, 0, 4.6, 2.4),
        _room("store", "storage", 4.6, 0, 5.8, 2.4),
        _room("living", "living_kitchen", 0, 2.4, 3.48, 7.0),
        _room("bedroom", "bedroom", 3.48, 2.4, 5.8, 7.0),
    ),
    doors=(
        _opening("main", (0.5, 0), (1.5, 0), {**_DOOR, "entrance": True}),
        _opening("hall-living", (0.5, 2.4), (1.4, 2.4), _DOOR),
        _opening("hall-bath", (2.0, 0.7), (2.0, 1.6), _DOOR),
        _opening("bedroom-store", (4.75, 2.4), (5.55, 2.4), {"clear_width": 0.8}),
        _opening("living-bedroom", (3.48, 2.9), (3.48, 3.8), _DOOR),
        _opening("back", (0.5, 7.0), (1.5, 7.0), {**_DOOR, "glazed": True}),
    ),
    windows=(
        _opening(
            "bath-window", (2.6, 0), (3.2, 0), {"sill_height": 1.7, "head_height": 2.2, "glazing": "obscured"}
        ),
        _opening("living-window", (1.9, 7.0), (3.18, 7.0), {**_LOW, "clear_width": 1.08}),
        _opening("bedroom-window", (3.98, 7.0), (5.3, 7.0), {**_LOW, "clear_width": 1.12}),
    ),
)  # fmt: skip
"""40.6 m2: high glass towards the front, low glass and the second door to the back."""

BASE_MODULE = Module(
    stem="base", width=12.0, depth=8.0,
    rooms=(
        _room("office", "office", 0, 0, 12.0, 3.6),
        _room("hall", "corridor", 5.0, 3.6, 7.0, 8.0),
        _room("meeting", "meeting", 0, 3.6, 5.0, 8.0),
        _room("medicine", "medication", 7.0, 3.6, 9.0, 8.0),
        _room("staff", "staff_room", 9.0, 3.6, 12.0, 8.0),
    ),
    doors=(
        _opening("front", (5.5, 0), (6.5, 0), {**_DOOR, "glazed": True}),
        _opening("rear", (5.5, 8.0), (6.5, 8.0), _DOOR),
        _opening("office-hall", (5.55, 3.6), (6.45, 3.6), _DOOR),
        _opening("meeting-hall", (5.0, 4.6), (5.0, 5.5), _DOOR),
        _opening("meeting-out", (0, 6.4), (0, 7.3), _DOOR),
        _opening("medicine-hall", (7.0, 4.6), (7.0, 5.5), _DOOR),
        _opening("staff-office", (10.4, 3.6), (11.3, 3.6), _DOOR),
        _opening("staff-out", (12.0, 6.4), (12.0, 7.3), _DOOR),
    ),
    windows=(
        _opening("office-front-left", (0.3, 0), (5.2, 0), _GLASS),
        _opening("office-front-right", (6.8, 0), (11.7, 0), _GLASS),
        _opening("office-left", (0, 0.3), (0, 3.3), _GLASS),
        _opening("office-right", (12.0, 0.3), (12.0, 3.3), _GLASS),
        _opening("meeting-window", (0.8, 8.0), (4.4, 8.0), _GLASS),
        _opening("staff-window", (9.4, 8.0), (11.4, 8.0), _GLASS),
    ),
)  # fmt: skip
"""96 m2: an office over the whole front, glazed on three sides; meeting, medicine and staff rooms; four ways out."""
