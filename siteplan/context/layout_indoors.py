"""Shared rooms and passages indoors: what the staff see of them, and what hides round a corner when one comes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import Point, Polygon

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_eyes import Eye
from siteplan.context.layout_parts import DoorUse
from siteplan.context.layout_plans import StoreyPlan
from siteplan.measures.regions import polygons_of
from siteplan.measures.spaces import independent_routes
from siteplan.measures.visible_region import height_field, visible_region
from siteplan.model import Area, Space

RESIDENT_ROOMS = frozenset(
    {"common", "dining", "hobby", "workshop", "visitor", "activity", "laundry", "lobby", "sluice"}
)  # fmt: skip
PASSAGES = frozenset({"corridor", "stair", "hall"})
_STEPS_INSIDE_M = (0.1, 0.2, 0.4, 0.6)
_FLAT_M2 = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """A shared room: the part that the staff do not see, and the part hidden from the worst of its doors."""

    room: Space
    blind: Area
    corner: Area
    door: DoorUse | None


def shared_rooms(layout: LayoutContext) -> tuple[Space, ...]:
    """Rooms that residents share, and the passages that lead to them or to a home.

    A passage that leads only to rooms of the staff base belongs to the base.
    """
    loose = {s.id: s for s in layout.layout.spaces if s.unit is None and s.use in RESIDENT_ROOMS | PASSAGES}
    wanted = {id_ for id_, space in loose.items() if space.use in RESIDENT_ROOMS}
    homes = {space.id for space in layout.layout.spaces if space.unit is not None}
    passages = [id_ for id_, space in loose.items() if space.use in PASSAGES]
    graph = nx.Graph(layout.spaces_graph.subgraph(passages))
    for group in nx.connected_components(graph):
        beside = {other for id_ in group for other in layout.spaces_graph.neighbors(id_)}
        if beside & (homes | wanted):
            wanted |= group
    return tuple(space for id_, space in loose.items() if id_ in wanted)


def room_views(
    layout: LayoutContext, rooms: Sequence[Space], *, eyes: Sequence[Eye], eye_m: float, target_m: float, range_m: float
) -> tuple[RoomView, ...]:
    """What is hidden in each room: from the eyes, and from somebody in the doorway that shows least of it.

    Parameters
    ----------
    layout, rooms
        The layout and its shared rooms.
    eyes
        Eyes of the staff; none where no staff are there.
    eye_m, target_m
        Eye of somebody who comes in, and height of what is to be seen, above the floor [m].
    range_m
        How far the staff see [m].
    """
    seen = layout.sight.floors_seen(rooms, eyes=eyes, target_m=target_m, range_m=range_m)
    plans = {plan.storey.index: plan for plan in layout.plans}
    views = []
    for room in rooms:
        door, corner = _worst_corner(layout, room, plans[room.storey], eye_m=eye_m, target_m=target_m)
        blind = polygons_of(room.boundary.difference(seen[room.id]))
        views.append(RoomView(room=room, blind=blind, corner=corner, door=door))
    return tuple(views)


def _worst_corner(
    layout: LayoutContext, room: Space, plan: StoreyPlan, *, eye_m: float, target_m: float
) -> tuple[DoorUse | None, Area]:
    """The door from which most of a room is hidden, and that part; of a plain convex room nothing is."""
    doors = [use for use in layout.doors if room.id in use.sides]
    hull: Polygon = room.boundary.convex_hull
    if not doors or (not plan.drawn and hull.area - room.boundary.area < _FLAT_M2):
        return None, Polygon()
    floor = layout.floor_z(room)
    x0, y0, x1, y1 = room.boundary.bounds
    field = height_field(
        layout.sight.barriers, eye_z=floor + eye_m, target_z=floor + target_m, bounds=(x0 - 1, y0 - 1, x1 + 1, y1 + 1)
    )
    worst: tuple[DoorUse | None, Area] = (None, Polygon())
    for use in doors:
        at = _in_the_doorway(use, room)
        if at is None:
            continue
        region = visible_region(np.array([at.x, at.y]), field).region
        hidden = polygons_of(shapely.difference(room.boundary, region))
        if hidden.area > worst[1].area:
            worst = (use, hidden)
    return worst


def _in_the_doorway(use: DoorUse, room: Space) -> Point | None:
    """Just inside the wall; None for a door that does not open into the room as drawn."""
    inward = 1.0 if use.sides[1] == room.id else -1.0
    for step in _STEPS_INSIDE_M:
        point = Point(use.midpoint.x + inward * step * use.normal[0], use.midpoint.y + inward * step * use.normal[1])
        if room.boundary.contains(point):
            return point
    return None


def ways_from(layout: LayoutContext, room: Space) -> int:
    """Ways from a room to the outside that share no door and no room, and pass no home and no lift."""
    homes = {space.id for space in layout.layout.spaces if space.unit is not None}
    lifts = {k for _, _, k, kind in layout.spaces_graph.edges(keys=True, data="kind") if kind == "lift"}
    return independent_routes(layout.spaces_graph, frozenset({room.id}), avoid=homes, without=lifts)
