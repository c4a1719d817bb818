"""What cameras would have to watch, and what the cameras that are drawn see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout import LayoutContext
from siteplan.measures.regions import polygons_of
from siteplan.measures.visible_region import height_field, visible_region
from siteplan.model import Area, Camera

Where = Literal["outdoors", "indoors", "home"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraView:
    """A camera: where it hangs, and the part of the asked ground that it sees."""

    camera: Camera
    where: Where
    seen: Area


def camera_views(layout: LayoutContext, ground: Area, *, target_m: float, range_m: float) -> tuple[CameraView, ...]:
    """What each camera sees of a part of the ground, exact.

    A camera without heading or field of view looks all round; one without range sees ``range_m`` far. Its heading is
    clockwise from true north in a drawing that floats free, from the map's north in one that is placed.

    Parameters
    ----------
    layout
        The layout.
    ground
        The ground asked about.
    target_m
        Height of what is to be seen above the ground [m].
    range_m
        Range of a camera whose range is not stated [m].
    """
    views = []
    for camera in layout.layout.cameras:
        where = _where(layout, camera)
        seen: BaseGeometry = shapely.MultiPolygon()
        if where == "outdoors":
            x, y = camera.point.x, camera.point.y
            z = float(layout.ground.at(np.array([[x, y]]))[0])
            bounds = shapely.union(ground, camera.point).buffer(1.0).bounds
            field = height_field(
                layout.sight.barriers_for("outdoors"), eye_z=z + camera.height, target_z=z + target_m, bounds=bounds
            )
            found = visible_region(
                (x, y), field, field_of_view=_view(layout, camera), max_range_m=camera.range_m or range_m
            )
            seen = found.region.intersection(ground)
        views.append(CameraView(camera=camera, where=where, seen=polygons_of(seen)))
    return tuple(views)


def _view(layout: LayoutContext, camera: Camera) -> tuple[float, float] | None:
    if camera.heading_deg is None or camera.fov_deg is None or camera.fov_deg >= 360:
        return None
    return ((layout.layout.north_deg + camera.heading_deg) % 360, camera.fov_deg)


def _where(layout: LayoutContext, camera: Camera) -> Where:
    inside = [s for s in layout.layout.spaces if s.use != "gallery" and s.boundary.contains(camera.point)]
    if any(space.unit is not None for space in inside):
        return "home"
    return "indoors" if inside else "outdoors"


def seen_by_cameras(views: Sequence[CameraView]) -> Area:
    """What any of them sees."""
    return polygons_of(shapely.union_all([view.seen for view in views]))
