"""Daylight by the simple rule of the building code's guidance: glass against floor, room by room."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import Unit, WindowUse
from siteplan.model import Space

LIT_USES = frozenset({"living", "kitchen", "living_kitchen", "bedroom", "dwelling"})
"""Rooms for lasting stay."""
OWN_M = 0.5
"""A part of a building that begins at the very window and is no deeper is that window's own wall, as it was drawn."""
LOOK_M = 60.0
"""How far out a window is asked for what stands before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLight:
    """A room and its daylight: ``ratio`` 1 is what the rule asks for; ``shaded`` the windows that did not count."""

    room: Space
    ratio: float
    glass_m2: float
    shaded: tuple[str, ...]


def room_lights(
    layout: LayoutContext, unit: Unit, *, floor_part: float, light_transmittance: float, glass_from_m: float,
    glass_share: float, obstruction_deg: float,
) -> tuple[RoomLight, ...]:  # fmt: skip
    """Glass of each room of a home over what its floor asks for: glass / (``floor_part`` x floor / transmittance).

    Parameters
    ----------
    layout, unit
        The layout and one of its homes.
    floor_part
        0.07 in the guidance.
    light_transmittance
        Of the glass, where the window does not state its own (``light_transmittance``).
    glass_from_m
        Glass below this height above the floor does not count [m].
    glass_share
        Share of the opening that is glass and not frame.
    obstruction_deg
        A window that looks at something higher than this above the horizon does not count.
    """
    lights = []
    for room in unit.spaces:
        if room.use not in LIT_USES:
            continue
        light, glass, shaded = 0.0, 0.0, []
        for use in layout.windows:
            if not use.exterior or use.sides[0] != room.id:
                continue
            if obstruction(layout, use, room) > obstruction_deg:
                shaded.append(use.id)
                continue
            window = use.window
            stated = window.properties.get("light_transmittance")
            through = float(stated) if isinstance(stated, int | float) else light_transmittance
            high = max(0.0, window.head_height - max(window.sill_height, glass_from_m))
            area = window.line.length * high * glass_share
            glass, light = glass + area, light + area * through
        asked = floor_part * room.boundary.area
        lights.append(RoomLight(room=room, ratio=light / asked, glass_m2=glass, shaded=tuple(shaded)))
    return tuple(lights)


def obstruction(layout: LayoutContext, use: WindowUse, room: Space) -> float:
    """Angle above the horizon of what stands straight before a window's middle [deg]; 0 where nothing higher does."""
    window = use.window
    eye = layout.floor_z(room) + (window.sill_height + window.head_height) / 2
    start = np.array([use.midpoint.x, use.midpoint.y]) + (use.depth_m[1] + 0.05) * np.array(use.normal)
    ray = LineString([start, start + LOOK_M * np.array(use.normal)])
    origin = shapely.Point(start)
    shapes = [(b.union, layout.ground.datum(b.id) + b.height_m) for b in layout.buildings]
    for n in layout.layout.neighbours:
        ground = float(layout.ground.at(shapely.get_coordinates(n.footprint.centroid))[0])
        shapes.append((n.footprint, ground + (n.height or 3.0)))
    worst = 0.0
    for shape, top in shapes:
        if top <= eye:
            continue
        for part in shapely.get_parts(ray.intersection(shape)):
            away = float(origin.distance(part))
            # Storeys are never drawn quite above one another: five centimetres of wall are no house in front.
            if part.length > 0 and (away > OWN_M or part.length > OWN_M):
                worst = max(worst, math.degrees(math.atan2(top - eye, max(away, 1e-3))))
    return worst
