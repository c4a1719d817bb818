"""Windows of living rooms and bedrooms that face the ground where other people are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString, Point

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_eyes import Eye
from siteplan.context.layout_onlookers import PRIVATE_USES, path_eyes
from siteplan.context.layout_parts import DoorUse, Unit, WindowUse
from siteplan.context.layout_screens import SHARED_USES, eyes_at
from siteplan.errors import MissingDataError
from siteplan.measures.openings import FloatArray
from siteplan.measures.sight import points_along

COMMON_USES = SHARED_USES | {"parking", "bicycle_parking", "waste", "turning_area"}
OUTSIDE_M = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class FacingWindow:
    """A window or glazed door that somebody on shared ground can stand before.

    Attributes
    ----------
    unit
        Whose it is.
    id, line, storey
        The opening.
    sill_m
        Lower edge of the glass above the floor; 0 for a glazed door.
    above_ground_m
        The same above the ground outside.
    see_through
        False for obscured and one-way glass: nobody looks in.
    """

    unit: str
    id: str
    line: LineString
    storey: int
    sill_m: float
    above_ground_m: float
    see_through: bool


def openings_of(layout: LayoutContext, unit: Unit) -> list[WindowUse | DoorUse]:
    """Windows and glazed doors to the open air in a unit's living rooms and bedrooms."""
    rooms = {space.id for space in unit.spaces if space.use in PRIVATE_USES}
    windows: list[WindowUse | DoorUse] = [use for use in layout.windows if use.exterior and use.sides[0] in rooms]
    glazed = [use for use in unit.exits if use.door.glazed and use.exterior and use.sides[0] in rooms]
    return [*windows, *glazed]


def facing_windows(
    layout: LayoutContext, units: Sequence[Unit], *, eye_m: float, near_m: float, spacing_m: float, angle_deg: float
) -> tuple[FacingWindow, ...]:
    """Openings that somebody on a path, a gate or a shared outdoor area sees from near by, not from the side.

    Parameters
    ----------
    layout, units
        The layout and those of its units that are asked about.
    eye_m
        Eye of the passer-by above the ground [m].
    near_m
        How near one comes [m].
    spacing_m
        Distance of the points at which people may stand [m].
    angle_deg
        Largest angle between the line to the window and the way straight out of it.

    Raises
    ------
    MissingDataError
        "layout_paths" where neither path, access nor shared outdoor area is drawn.
    """
    people = _people(layout, eye_m=eye_m, spacing_m=spacing_m)
    uses = [(unit, use) for unit in units for use in openings_of(layout, unit)]
    if not uses:
        return ()
    eyes = [_before(layout, use) for _, use in uses]
    targets = np.array([[eye.point.x, eye.point.y, eye.z] for eye in people])
    sight = layout.sight.sightings(eyes, targets, range_m=near_m)
    middle = np.array([[use.midpoint.x, use.midpoint.y] for _, use in uses])
    normal = np.array([use.normal for _, use in uses])
    step = targets[None, :, :2] - middle[:, None, :]
    ahead = (step * normal[:, None, :]).sum(axis=2) >= math.cos(math.radians(angle_deg)) * np.hypot(
        step[..., 0], step[..., 1]
    )
    faced = (sight.visible & ahead).any(axis=1)
    return tuple(_facing(layout, unit, use) for (unit, use), hit in zip(uses, faced.tolist(), strict=True) if hit)


def _people(layout: LayoutContext, *, eye_m: float, spacing_m: float) -> list[Eye]:
    rings = [area.geometry.exterior for area in layout.layout.outdoor_areas if area.use in COMMON_USES]
    points: list[FloatArray] = [points_along(ring, spacing_m=spacing_m)[0] for ring in rings]
    around = eyes_at(layout, np.vstack(points) if points else np.empty((0, 2)), eye_m=eye_m, name="area")
    people = [*path_eyes(layout, eye_m=eye_m, spacing_m=spacing_m), *around]
    if not people:
        raise MissingDataError("layout_paths")
    return people


def _before(layout: LayoutContext, use: WindowUse | DoorUse) -> Eye:
    """A point half a metre outside an opening, at the middle of its glass."""
    opening = use.window if isinstance(use, WindowUse) else use.door
    low, high = _span(use)
    point = Point(use.midpoint.x + OUTSIDE_M * use.normal[0], use.midpoint.y + OUTSIDE_M * use.normal[1])
    z = layout.floor_z(layout.space_by_id[use.sides[0]]) + (low + high) / 2
    return Eye(viewpoint=use.id, point=point, storey=opening.storey, z=z, height_m=(low + high) / 2, posture="standing")


def _facing(layout: LayoutContext, unit: Unit, use: WindowUse | DoorUse) -> FacingWindow:
    opening = use.window if isinstance(use, WindowUse) else use.door
    room = layout.space_by_id[use.sides[0]]
    sill = _span(use)[0]
    ground = layout.ground.outside(layout.building_of[room.id], use.midpoint)
    return FacingWindow(
        unit=unit.id, id=use.id, line=opening.line, storey=opening.storey, sill_m=sill,
        above_ground_m=layout.floor_z(room) + sill - ground,
        see_through=not isinstance(use, WindowUse) or use.window.glazing == "clear",
    )  # fmt: skip


def _span(use: WindowUse | DoorUse) -> tuple[float, float]:
    if isinstance(use, WindowUse):
        return use.window.sill_height, use.window.head_height
    return 0.0, use.door.height
