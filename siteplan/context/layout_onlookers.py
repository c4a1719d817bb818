"""Who may look into homes: staff at the base, people on the paths, people in the other homes; and what they see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_floors import floor_parts
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_sight import Eye
from siteplan.measures.regions import polygons_of
from siteplan.measures.sight import points_along
from siteplan.model import Area

PRIVATE_USES: Final = frozenset({"living", "living_kitchen", "bedroom", "dwelling"})
"""Rooms in which one wants to be unseen; the bathroom's window is obscured as a rule and a kitchen is worked in."""
ONLOOKERS: Final = ("base", "paths", "homes")
"""Who may look in: staff, people on the paths, and people in the other homes."""
INSIDE_M = 0.5
"""Somebody at a window of another home stands this far inside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeExposure:
    """What is seen of a home's living rooms and bedrooms, by class of onlooker ("base", "paths", "homes").

    Attributes
    ----------
    seen
        Floor seen by anybody; ``seen_by`` the same by class.
    share
        Seen share of the floor, 0-1; ``shares`` the same by class.
    """

    unit: Unit
    seen: Area
    seen_by: Mapping[str, Area]
    share: float
    shares: Mapping[str, float]


def home_exposures(
    layout: LayoutContext,
    units: Sequence[Unit],
    *,
    eye_m: float,
    target_m: float,
    range_m: float,
    path_spacing_m: float,
) -> tuple[HomeExposure, ...]:
    """What each home shows of itself. Units without living room or bedroom, or without a window in them, are left out.

    Parameters
    ----------
    layout, units
        The layout and those of its units that are asked about.
    eye_m, target_m
        Eye of an onlooker above the ground or floor, and height above the floor of what is seen [m].
    range_m
        How far somebody looks in [m].
    path_spacing_m
        Distance of the points on paths from which people look [m].
    """
    asked = {unit.id: [space for space in unit.spaces if space.use in PRIVATE_USES] for unit in units}
    windowed = {side for use in layout.windows for side in use.sides}
    homes = [unit for unit in units if any(room.id in windowed for room in asked[unit.id])]
    rooms = [room for unit in homes for room in asked[unit.id]]
    home_of = np.repeat(np.arange(len(homes)), [len(asked[unit.id]) for unit in homes])
    staff, passers = layout.sight.staff_eyes(), path_eyes(layout, eye_m=eye_m, spacing_m=path_spacing_m)
    residents = [(eye, unit.id) for unit in layout.units for eye in home_eyes(layout, unit, eye_m=eye_m)]
    eyes = [*staff, *passers, *(eye for eye, _ in residents)]
    parts = floor_parts(layout, rooms, eyes, target_m=target_m, range_m=range_m)
    whose = np.array([None] * (len(staff) + len(passers)) + [id_ for _, id_ in residents], dtype=object)[parts.eye]
    first = np.array([0, len(staff), len(staff) + len(passers)])
    who = np.searchsorted(first, parts.eye, side="right") - 1
    exposures = []
    for row, unit in enumerate(homes):
        mine = (home_of[parts.room] == row) & (whose != unit.id)
        floor = sum(room.boundary.area for room in asked[unit.id])
        seen = {name: polygons_of(shapely.union_all(parts.of(mine & (who == k)))) for k, name in enumerate(ONLOOKERS)}
        union = polygons_of(shapely.union_all(list(seen.values())))
        exposures.append(
            HomeExposure(
                unit=unit, seen=union, seen_by=seen, share=union.area / floor,
                shares={name: area.area / floor for name, area in seen.items()},
            )
        )  # fmt: skip
    return tuple(exposures)


def path_eyes(layout: LayoutContext, *, eye_m: float, spacing_m: float) -> list[Eye]:
    """Eyes of people on the drawn paths and where one comes onto the plot."""
    return layout.once(("path_eyes", eye_m, spacing_m), lambda: _path_eyes(layout, eye_m, spacing_m))


def _path_eyes(layout: LayoutContext, eye_m: float, spacing_m: float) -> list[Eye]:
    points = [(point.x, point.y) for point in layout.access_points]
    for path in layout.layout.paths:
        line = path.geometry if shapely.get_dimensions(path.geometry) == 1 else path.geometry.boundary
        points.extend((float(x), float(y)) for x, y in points_along(line, spacing_m=spacing_m)[0])
    xy = np.array(points).reshape(-1, 2)
    return [
        Eye(viewpoint=f"path:{k}", point=point, storey=0, z=z + eye_m, height_m=eye_m, posture="standing")
        for k, (point, z) in enumerate(zip(shapely.points(xy), layout.ground.at(xy).tolist(), strict=True))
    ]


def home_eyes(layout: LayoutContext, unit: Unit, *, eye_m: float) -> list[Eye]:
    """Eyes of people just outside a home's outer doors, and half a metre inside its windows."""
    return layout.once(("home_eyes", eye_m), lambda: _home_eyes(layout, eye_m))[unit.id]


def _home_eyes(layout: LayoutContext, eye_m: float) -> dict[str, list[Eye]]:
    eyes: dict[str, list[Eye]] = {unit.id: [] for unit in layout.units}
    doors = [(unit, use) for unit in layout.units for use in unit.exits if use.exterior and use.door.storey == 0]
    ground = layout.ground.at(shapely.get_coordinates([use.outside_point for _, use in doors]))
    for (unit, use), z in zip(doors, ground.tolist(), strict=True):
        eyes[unit.id].append(
            Eye(viewpoint=use.id, point=use.outside_point, storey=0, z=z + eye_m, height_m=eye_m, posture="standing")
        )
    windows = [
        (window, room) for window in layout.windows
        if window.exterior and (room := layout.space_by_id[window.sides[0]]).unit is not None
    ]  # fmt: skip
    reach = np.array([window.depth_m[0] + INSIDE_M for window, _ in windows]).reshape(-1, 1)
    inward = np.array([window.normal for window, _ in windows]).reshape(-1, 2)
    inside = shapely.get_coordinates([window.midpoint for window, _ in windows]) - reach * inward
    within = shapely.contains_xy([room.boundary for _, room in windows], inside[:, 0], inside[:, 1])
    for (window, room), point, fits in zip(windows, shapely.points(inside), within, strict=True):
        if fits and room.unit is not None:
            z = layout.floor_z(room) + eye_m
            eyes[room.unit].append(
                Eye(
                    viewpoint=window.id, point=point, storey=room.storey, z=z, height_m=eye_m, posture="standing",
                    space=room.id, window=window.id,
                )
            )  # fmt: skip
    return eyes
