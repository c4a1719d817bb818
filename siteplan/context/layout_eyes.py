"""Where the staff look from: viewpoints as drawn, else derived by the rule of INTERFACES section 2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely
from shapely.geometry import Point

from siteplan.measures.openings import FloatArray
from siteplan.model import VIEWPOINT_USES, Space, Viewpoint

if TYPE_CHECKING:
    from siteplan.context.layout import LayoutContext

Posture = Literal["standing", "seated"]
INSIDE_WINDOW_M = 0.5
"""A derived viewpoint stands this far inside a window."""
STANDING_M, SEATED_M = 1.6, 1.2
"""Eye heights of derived viewpoints above the floor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eye:
    """One eye of a staff viewpoint; standing and seated are two eyes of one viewpoint.

    ``z`` [m] is in the datum of the barriers; ``height_m`` above the floor. ``space`` and ``window`` are ids or None.
    """

    viewpoint: str
    point: Point
    storey: int
    z: float
    height_m: float
    posture: Posture
    main: bool = False
    space: str | None = None
    window: str | None = None


def eyes_of(context: LayoutContext) -> tuple[Eye, ...]:
    """Staff viewpoints as drawn, else 0.5 m inside each window of the base's rooms and at each one's middle."""
    drawn = [viewpoint for viewpoint in context.layout.viewpoints if viewpoint.role == "staff"]
    if drawn:
        return tuple(eye for viewpoint in drawn for eye in _drawn_eyes(context, viewpoint))
    base = context.base
    rooms = [space for space in base.spaces if space.use in VIEWPOINT_USES] if base is not None else []
    eyes: list[Eye] = []
    for room in rooms:
        for use in context.windows:
            if room.id in use.sides:
                inward = np.array(use.normal) * (1.0 if use.sides[1] == room.id else -1.0)
                depth = use.depth_m[use.sides.index(room.id)]
                middle = np.array([use.midpoint.x, use.midpoint.y])
                eyes.extend(_pair(context, use.id, _inside(room, middle, inward, depth), room, use.id))
        eyes.extend(_pair(context, room.id, room.boundary.point_on_surface(), room, None))
    return tuple(eyes)


def _inside(room: Space, middle: FloatArray, inward: FloatArray, depth: float) -> Point:
    """Half a metre into the room, or half-way to its far wall where the room is shallower."""
    reach = INSIDE_WINDOW_M
    while reach > 0.01:
        point = Point(middle + inward * (depth + reach))
        if room.boundary.contains(point):
            return point
        reach /= 2
    return room.boundary.point_on_surface()


def _pair(context: LayoutContext, name: str, point: Point, room: Space, window: str | None) -> list[Eye]:
    floor = context.floor_z(room)
    postures: tuple[tuple[Posture, float], ...] = (("standing", STANDING_M), ("seated", SEATED_M))
    return [
        Eye(
            viewpoint=name, point=point, storey=room.storey, z=floor + height, height_m=height, posture=posture,
            space=room.id, window=window,
        )
        for posture, height in postures
    ]  # fmt: skip


def _drawn_eyes(context: LayoutContext, viewpoint: Viewpoint) -> list[Eye]:
    room = next(
        (s for s in context.layout.spaces if s.storey == viewpoint.storey and s.boundary.covers(viewpoint.point)), None
    )
    if room is not None:
        floor = context.floor_z(room)
    else:
        floor = float(context.ground.at(shapely.get_coordinates(viewpoint.point))[0])
        floor += next((s.elevation for s in context.layout.storeys if s.index == viewpoint.storey), 0.0)
    postures: tuple[tuple[Posture, float | None], ...] = (
        ("standing", viewpoint.eye_height), ("seated", viewpoint.seated),
    )  # fmt: skip
    return [
        Eye(
            viewpoint=viewpoint.id, point=viewpoint.point, storey=viewpoint.storey, z=floor + height, height_m=height,
            posture=posture, main=viewpoint.main, space=room.id if room is not None else None,
        )
        for posture, height in postures
        if height is not None
    ]  # fmt: skip
