"""Small changes of a layout that might mend a result, each with its size, where ground and walls allow them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from siteplan.editing.adding import added
from siteplan.editing.elements import element_map, replaced, shape_of, with_shape
from siteplan.editing.seating import edges_of
from siteplan.editing.targets import Target, buildings_by_space, find_target
from siteplan.editing.transforming import moved, turned
from siteplan.errors import InputError
from siteplan.model import BASE_USES, Door, Layout, Space, Window

Kind = Literal["move", "window", "door", "shift_window", "lamp"]

QUARTER_TURN_M = 2.0
"""A building turned by a quarter counts as much as one moved so far [m]; half a turn twice that."""
WINDOW_M, DOOR_M, LAMP_M, SHIFT_M = 1.5, 3.0, 1.0, 0.5
"""What a new window, door or lamp counts beside a move [m]; a window shifted along its wall: its shift and this."""
GAP_M = 2.0
"""A building that is moved keeps at least this from every other, or what it kept before where that is less."""
_FREE_M = 0.4
"""So far out from a wall there must be no room for an opening to lead outdoors."""
_CLEAR_M = 0.3
"""A new opening keeps this from the openings that are there."""
_WIDTH = {"window": 1.2, "door": 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change and its size.

    Parameters
    ----------
    kind
        "move" (and turn) a building, add a "window", "door" or "lamp", or "shift_window" along its wall.
    target
        What is moved, or the room or element that it concerns: "base", "building:...", an id.
    dx, dy, degrees
        Of a move [m, deg counter-clockwise].
    at
        Where something is put [m].
    size
        How large the change is, in metres of moving a building.
    """

    kind: Kind
    target: str
    size: float
    dx: float = 0.0
    dy: float = 0.0
    degrees: float = 0.0
    at: tuple[float, float] | None = None
    storey: int = 0


def changed(layout: Layout, change: Change) -> Layout | None:
    """The layout with the change; None where it cannot stand: off the plot, into another building, in no wall."""
    if change.kind == "move":
        return _moved(layout, change)
    assert change.at is not None
    if change.kind == "shift_window":
        return _shifted(layout, change)
    try:
        return added(layout, change.kind, change.at, storey=change.storey)[0]
    except InputError:
        return None


def base_moves(layout: Layout, *, reach_m: float, step_m: float) -> Iterator[Change]:
    """The staff base moved and turned by quarters, where it is a house of its own."""
    house = base_house(layout)
    if house is not None:
        yield from _moves(house.id, reach_m=reach_m, step_m=step_m, turns=(0.0, 90.0, -90.0, 180.0))


def building_moves(layout: Layout, elements: Collection[str], *, reach_m: float, step_m: float) -> Iterator[Change]:
    """Each building that holds one of these elements or units moved, unturned."""
    houses = buildings_by_space(layout)
    named = frozenset(elements)
    wanted = dict.fromkeys(houses[s.id] for s in layout.spaces if {s.id, s.unit, s.building, houses[s.id]} & named)
    for house in wanted:
        yield from _moves(house, reach_m=reach_m, step_m=step_m, turns=(0.0,))


def openings(layout: Layout, kind: Literal["window", "door"], spaces: Sequence[Space]) -> Iterator[Change]:
    """A new window or door in the middle, and towards each end, of every free stretch of these rooms' outer walls."""
    for space in spaces:
        for at in _free_places(layout, space, _WIDTH[kind]):
            size = WINDOW_M if kind == "window" else DOOR_M
            yield Change(kind=kind, target=space.id, size=size, at=at, storey=space.storey)


def window_shifts(layout: Layout, spaces: Sequence[Space], *, step_m: float = 0.6) -> Iterator[Change]:
    """Each window of these rooms shifted along its wall."""
    rooms = {space.storey: shapely.union_all([s.boundary for s in spaces]).buffer(0.3) for space in spaces}
    for window in layout.windows:
        room = rooms.get(window.storey)
        if room is None or not room.intersects(window.line):
            continue
        (x1, y1), (x2, y2) = window.line.coords[0], window.line.coords[-1]
        length = math.hypot(x2 - x1, y2 - y1)
        if length == 0:
            continue
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        for shift in (step_m, -step_m, 2 * step_m, -2 * step_m):
            yield Change(
                kind="shift_window", target=window.id, size=SHIFT_M + abs(shift), at=(ux * shift, uy * shift),
                storey=window.storey,
            )  # fmt: skip


def lamps(layout: Layout, *, step_m: float = 8.0) -> Iterator[Change]:
    """A lamp beside the paths and before the entrances, every few metres."""
    outside = [door.line.interpolate(0.5, normalized=True) for door in layout.doors if door.entrance]
    for path in layout.paths:
        line = path.geometry if isinstance(path.geometry, LineString) else path.geometry.boundary
        count = max(1, int(line.length // step_m))
        outside += [line.interpolate((index + 0.5) / count, normalized=True) for index in range(count)]
    taken = [lamp.point for lamp in layout.lamps]
    for point in outside:
        if all(point.distance(other) > step_m / 2 for other in taken):
            yield Change(kind="lamp", target="", size=LAMP_M, at=(point.x, point.y))


def base_house(layout: Layout) -> Target | None:
    """The building target of the staff base, where nothing but the base is in it."""
    houses = buildings_by_space(layout)
    of_base = {houses[space.id] for space in layout.base_spaces()}
    if len(of_base) != 1:
        return None
    house = next(iter(of_base))
    alone = all(space.unit is None for space in layout.spaces if houses[space.id] == house)
    return find_target(layout, house) if alone else None


def staff_rooms(layout: Layout) -> list[Space]:
    """Rooms of the base from which staff look out."""
    return [space for space in layout.base_spaces() if space.use in BASE_USES and space.use != "wardrobe"]


def _moves(target: str, *, reach_m: float, step_m: float, turns: Sequence[float]) -> Iterator[Change]:
    steps = np.arange(-math.floor(reach_m / step_m), math.floor(reach_m / step_m) + 1) * step_m
    for degrees in turns:
        for dx in steps:
            for dy in steps:
                far = math.hypot(dx, dy)
                if far <= reach_m + 1e-9 and (far > 0 or degrees):
                    size = far + QUARTER_TURN_M * abs(degrees) / 90
                    yield Change(
                        kind="move", target=target, size=size, dx=float(dx), dy=float(dy), degrees=degrees
                    )  # fmt: skip


def _moved(layout: Layout, change: Change) -> Layout | None:
    target = find_target(layout, change.target)
    if target is None:
        return None
    after = layout
    if change.degrees:
        after = turned(after, target.members, degrees=change.degrees, about=target.centre)
    if change.dx or change.dy:
        after = moved(after, target.members, dx=change.dx, dy=change.dy)
    return after if _stands(layout, after, frozenset(target.members)) else None


def _stands(before: Layout, after: Layout, members: frozenset[str]) -> bool:
    """Whether a moved building lies on the plot, clear of others, of paths and of drawn outdoor areas."""
    mine = shapely.union_all([s.boundary for s in after.spaces if s.id in members])
    was = shapely.union_all([s.boundary for s in before.spaces if s.id in members])
    rest: list[BaseGeometry] = [s.boundary for s in after.spaces if s.id not in members]
    rest += [neighbour.footprint for neighbour in after.neighbours]
    others = shapely.union_all(rest) if rest else shapely.Point()
    if after.plot_boundary is not None and not after.plot_boundary.buffer(1e-6).covers(mine):
        return False
    if rest and mine.distance(others) < min(GAP_M, was.distance(others)) - 1e-9:
        return False
    crossed = [path.geometry for path in after.paths if path.id not in members]
    crossed += [area.geometry for area in after.outdoor_areas if area.id not in members and area.use != "court"]
    inner = mine.buffer(-0.2)
    return not any(inner.intersects(shape) and not was.intersects(shape) for shape in crossed)


def _shifted(layout: Layout, change: Change) -> Layout | None:
    """The window moved along its wall, where it stays within the wall and off the other openings."""
    assert change.at is not None
    window = element_map(layout)[change.target]
    line = shapely.transform(shape_of(window), lambda xy: xy + np.array(change.at))
    walls = [LineString(edge) for edge in edges_of(layout, change.storey)]
    if not any(wall.buffer(0.3, cap_style="flat").covers(line) for wall in walls):
        return None
    openings: list[Window | Door] = [*layout.windows, *layout.doors]
    others = [o.line for o in openings if o.id != change.target and o.storey == change.storey]
    if any(line.distance(other) < _CLEAR_M for other in others):
        return None
    return replaced(layout, {change.target: with_shape(window, line)})


def _free_places(layout: Layout, space: Space, width: float) -> Iterator[tuple[float, float]]:
    """Middles [m] of openings of that width in the outer walls of a room."""
    indoors = shapely.union_all([s.boundary for s in layout.spaces if s.storey == space.storey]).buffer(0.05)
    openings: list[Window | Door] = [*layout.windows, *layout.doors]
    taken = [opening.line for opening in openings if opening.storey == space.storey]
    corners = shapely.get_coordinates(shapely.orient_polygons(space.boundary).exterior)
    for (x1, y1), (x2, y2) in pairwise(corners):
        length = math.hypot(x2 - x1, y2 - y1)
        if length < width + 2 * _CLEAR_M:
            continue
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        margin = width / 2 + _CLEAR_M
        for along in dict.fromkeys((length / 2, margin, length - margin)):
            x, y = x1 + ux * along, y1 + uy * along
            # The ring runs counter-clockwise, so outdoors is to the right of each side.
            if indoors.covers(Point(x + uy * _FREE_M, y - ux * _FREE_M)):
                continue
            half = width / 2
            line = LineString([(x - ux * half, y - uy * half), (x + ux * half, y + uy * half)])
            if all(line.distance(other) >= _CLEAR_M for other in taken):
                yield x, y
