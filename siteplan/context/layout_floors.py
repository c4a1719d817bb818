"""What is seen of the floors of rooms from outside them, through windows and glazed doors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout_barriers import Slab
from siteplan.context.layout_eyes import Eye
from siteplan.context.layout_parts import DoorUse, WindowUse
from siteplan.measures.noding import IntArray
from siteplan.measures.openings import FloatArray
from siteplan.measures.regions import polygons_of
from siteplan.measures.seen_parts import seen_parts
from siteplan.model import Space

if TYPE_CHECKING:
    from siteplan.context.layout import LayoutContext

_OPENING_M = 5.0
"""An opening this much farther away than its room is asked about may still show some of it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FloorParts:
    """Parts of floors that are seen: of which room and from which eye (rows of what was asked), and the area."""

    eye: IntArray
    room: IntArray
    part: NDArray[np.object_]

    def of(self, mask: NDArray[np.bool_]) -> list[BaseGeometry]:
        """The parts of a mask."""
        return list(self.part[mask])


def floor_parts(
    layout: LayoutContext, rooms: Sequence[Space], eyes: Sequence[Eye], *, target_m: float, range_m: float
) -> FloorParts:
    """The part of each room's floor that each eye outside it sees ``target_m`` above it [m], exact."""
    empty = FloorParts(eye=np.zeros(0, np.int64), room=np.zeros(0, np.int64), part=np.empty(0, dtype=object))
    if not rooms or not eyes:
        return empty
    points = np.array([[eye.point.x, eye.point.y] for eye in eyes])
    shapes = [room.boundary for room in rooms]
    pairs = np.argwhere(_may_see(layout, rooms, eyes, points, range_m))
    eye_z = np.array([eye.z for eye in eyes])
    target_z = np.array([round(layout.floor_z(room) + target_m, 6) for room in rooms])
    levels = np.column_stack([eye_z[pairs[:, 0]], target_z[pairs[:, 1]]])
    fields = layout.sight.height_fields(np.vstack([points, shapely.bounds(shapes).reshape(-1, 2)]))
    kept: list[IntArray] = []
    parts: list[NDArray[np.object_]] = []
    for z, target in sorted(set(map(tuple, levels.tolist()))):
        group = np.flatnonzero((levels[:, 0] == z) & (levels[:, 1] == target))
        rows, found = seen_parts(points, shapes, pairs[group], fields.field(z, target), range_m=range_m)
        found = layout.sight.less_slabs(found, points[pairs[group[rows], 0]], eye_z=z, target_z=target)
        kept.append(pairs[group[rows]])
        parts.append(found)
    if not kept:
        return empty
    who, part = np.vstack(kept), np.concatenate(parts)
    left = shapely.area(part) > 0
    return FloorParts(eye=who[left, 0], room=who[left, 1], part=part[left])


def _may_see(
    layout: LayoutContext, rooms: Sequence[Space], eyes: Sequence[Eye], points: FloatArray, range_m: float
) -> NDArray[np.bool_]:
    """Which eye may see into which room: near, not in it, and before one of its windows or glazed doors."""
    row_of = {room.id: row for row, room in enumerate(rooms)}
    uses: list[WindowUse | DoorUse] = [*layout.windows, *(door for door in layout.doors if door.door.glazed)]
    sides = [
        (row_of[side], use.midpoint.x, use.midpoint.y, *(use.normal if side == use.sides[1] else _back(use.normal)))
        for use in uses for side in set(use.sides) if side in row_of
    ]  # fmt: skip
    room, *opening = np.array(sides).reshape(-1, 5).T
    x, y = opening[0] - points[:, :1], opening[1] - points[:, 1:]
    shows = (np.hypot(x, y) <= range_m + _OPENING_M) & (x * opening[2] + y * opening[3] > 0)
    may = np.zeros((len(eyes), len(rooms)), dtype=np.bool_)
    eye, column = np.nonzero(shows)
    may[eye, room.astype(np.int64)[column]] = True
    # Rooms that lie open to one another share their windows.
    graph = layout.spaces_graph
    may[:, [any(kind == "opening" for _, _, kind in graph.edges(one.id, data="kind")) for one in rooms]] = True
    for row, eye_ in enumerate(eyes):
        if eye_.space in row_of:
            may[row, row_of[eye_.space]] = False
    box = shapely.bounds([one.boundary for one in rooms])
    apart = np.maximum(np.maximum(box[:, :2] - points[:, None], points[:, None] - box[:, 2:]), 0.0)
    may &= np.hypot(apart[..., 0], apart[..., 1]) <= range_m
    return may


def _back(normal: tuple[float, float]) -> tuple[float, float]:
    return (-normal[0], -normal[1])


def less_slab(
    parts: NDArray[np.object_], eyes: FloatArray, slab: Slab, *, eye_z: float, target_z: float
) -> NDArray[np.object_]:
    """What a floor or roof does not hide: a plate at one height hides its own image, scaled about the eye."""
    scale = (target_z - eye_z) / (slab.z - eye_z)
    box = np.array(slab.plate.bounds).reshape(2, 2)
    image = eyes[:, None, :] + scale * (box[None, :, :] - eyes[:, None, :])
    own = shapely.bounds(parts).reshape(-1, 2, 2)
    meets = ((image[:, 0] <= own[:, 1]) & (own[:, 0] <= image[:, 1])).all(axis=1)
    result = parts.copy()
    for row in np.flatnonzero(meets).tolist():
        x, y = eyes[row].tolist()
        hidden = affinity.scale(slab.plate, scale, scale, origin=(x, y))
        result[row] = polygons_of(shapely.difference(parts[row], hidden))
    return result
