"""Walks in a layout: inside units to their exits, from door to door, from the access."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from siteplan.context.layout_parts import DoorUse, Unit
from siteplan.context.layout_plans import OPEN_USES, OUTSIDE_POINT_M, connector_places, open_sides
from siteplan.measures.retreat import OUT, Retreat, Trapped, retreat, trapped
from siteplan.measures.walking import CLEARANCE_M, Portal, Walk, WalkNet, walk_net
from siteplan.model import OUTSIDE, Area, Connector

if TYPE_CHECKING:
    from siteplan.context.layout import LayoutContext

FENCE_M = 0.02
"""Thickness given to fences drawn as lines."""
STAIR_REACH_M = 3.0
"""An upper outer door without a landing belongs to an outdoor stair at most this far away."""
_BESIDE_WALL_M = OUTSIDE_POINT_M - 2 * CLEARANCE_M


class LayoutWalks:
    """Walking distances in one layout; the network is built once."""

    def __init__(self, context: LayoutContext) -> None:
        self._context = context

    # --- inside a unit ----------------------------------------------------------------------------------------------

    def retreat(self, unit: Unit, *, without: frozenset[str] = frozenset()) -> Retreat:
        """Walking metres from everywhere in a unit to its nearest exit, none of the ``without`` doors."""
        inside = unit.space_ids
        exits = {use.id for use in unit.exits} - without
        portals = []
        for portal in self._portals:
            a, b = portal.regions
            if portal.id in exits:
                # An exit leads out, whatever lies there; its first region is the unit's own.
                own = 0 if a in inside else 1
                if portal.regions[own] in inside:
                    at = (portal.points[own], portal.points[1 - own])
                    length = portal.length_m
                    portals.append(
                        Portal(id=portal.id, regions=(portal.regions[own], OUT), points=at, length_m=length)
                    )  # fmt: skip
            elif a in inside and b in inside:
                portals.append(portal)
        rooms = {space.id: space.boundary for space in unit.spaces}
        return retreat(rooms, portals, [portal.id for portal in portals if portal.regions[1] == OUT])

    def trapped(self, unit: Unit, *, without: frozenset[str] = frozenset()) -> Trapped:
        """Floor of a unit from which one blocked door cuts off every exit; ``without`` doors lead nowhere."""
        areas = {space.id: space.boundary.area for space in unit.spaces}
        return trapped(areas, self._context.cut_off_by(unit, without=without))

    # --- door to door -----------------------------------------------------------------------------------------------

    def between(self, start: Iterable[DoorUse], goal: DoorUse) -> Walk | None:
        """Shortest walk from any of the doors to a door, outdoors and through shared rooms, never through homes.

        None where there is none.
        """
        nodes = [node for use in start for node in self._nodes(use)]
        return self._to_door(goal, nodes)

    def from_base(self) -> dict[str, Walk | None]:
        """Shortest walk from the staff base's exits to each unit's main door; None where there is none or no door."""
        base = self._context.base
        nodes = [node for use in (base.exits if base is not None else ()) for node in self._nodes(use)]
        distance, before = self.net.from_nodes(nodes)
        walks: dict[str, Walk | None] = {}
        for unit in self._context.units:
            door = unit.main_door
            ends = self._nodes(door) if door is not None else []
            near = min(ends, key=lambda node: distance[node], default=None)
            walks[unit.id] = self.net.walk_to(near, distance, before) if near is not None else None
        return walks

    def from_access(self, goal: DoorUse) -> Walk | None:
        """Shortest walk from any access point of the plot to a door; None without access points or without a way."""
        return self._to_door(goal, list(self.net.place_nodes.values()))

    def _to_door(self, goal: DoorUse, sources: Sequence[int]) -> Walk | None:
        distance, before = self.net.from_nodes(sources)
        ends = self._nodes(goal)
        near = min(ends, key=lambda node: distance[node], default=None)
        return self.net.walk_to(near, distance, before) if near is not None else None

    def _nodes(self, use: DoorUse) -> list[int]:
        pair = self.net.portal_nodes.get(use.id)
        return list(pair) if pair is not None else []

    # --- the network ------------------------------------------------------------------------------------------------

    @cached_property
    def net(self) -> WalkNet:
        """Straight moves in shared rooms, the base and outdoors. Homes are left out: nobody walks through them."""
        context = self._context
        shared = {
            space.id: space.boundary for space in context.layout.spaces
            if space.unit is None and not self._outdoors(space.id)
        }  # fmt: skip
        portals = [
            portal for portal in self._portals if any(side in shared or side == OUTSIDE for side in portal.regions)
        ]
        places = {
            f"access:{k}": (OUTSIDE, (point.x, point.y))
            for k, point in enumerate(context.access_points)
            if not self.solids.contains(point)
        }
        return walk_net(shared, portals, outdoors=(OUTSIDE, self.solids), places=places)

    @cached_property
    def solids(self) -> Area:
        """What stands in the way outdoors: buildings, neighbours, fences and sheds."""
        context = self._context
        shapes = [
            obstacle.geometry if isinstance(obstacle.geometry, Polygon | MultiPolygon)
            else obstacle.geometry.buffer(FENCE_M / 2, cap_style="flat", join_style="mitre")
            for obstacle in context.layout.obstacles
        ]  # fmt: skip
        solid = shapely.union_all([context.built_area, *shapes])
        parts = [part for part in shapely.get_parts(solid) if isinstance(part, Polygon) and not part.is_empty]
        return parts[0] if len(parts) == 1 else MultiPolygon(parts)

    def _outdoors(self, side: str) -> bool:
        """OUTSIDE, or an open gallery on the ground: one walks on and off it anywhere."""
        if side == OUTSIDE:
            return True
        space = self._context.space_by_id[side]
        return space.use in OPEN_USES and space.storey == 0

    @cached_property
    def _portals(self) -> tuple[Portal, ...]:
        portals = [self._door_portal(use) for use in self._context.doors if use.sides[0] != use.sides[1]]
        for plan in self._context.plans:
            if plan.drawn:
                for id_, a, b, edge in open_sides(plan):
                    middle = edge.interpolate(0.5, normalized=True)
                    at = (middle.x, middle.y)
                    portals.append(Portal(id=id_, regions=(a, b), points=(at, at), length_m=0.0))
        for connector in self._context.layout.connectors:
            portals.extend(self._connector_portals(connector))
        return tuple(portals)

    def _door_portal(self, use: DoorUse) -> Portal:
        beyond = np.array([use.outside_point.x, use.outside_point.y]) - _BESIDE_WALL_M * np.array(use.normal)
        middle = np.array([use.midpoint.x, use.midpoint.y])
        regions = (use.sides[0], use.sides[1])
        if regions[0] == OUTSIDE or self._outdoors(regions[0]):
            regions = (OUTSIDE, regions[1])
        if self._outdoors(regions[1]):
            # An upper outer door has no ground before it; a stair there may join it to the ground.
            regions = (regions[0], OUTSIDE if use.door.storey == 0 else f"landing:{use.id}")
        return Portal(
            id=use.id, regions=regions, points=(_pair(middle), _pair(beyond)),
            length_m=float(np.hypot(*(beyond - middle))),
        )  # fmt: skip

    def _connector_portals(self, connector: Connector) -> list[Portal]:
        """From storey to storey: along the stair's longer side and up; a lift takes no walking."""
        at = connector_places(connector, self._context.plans)
        point = connector.geometry.centroid
        foot = self._free_point(point)
        portals = []
        levels = sorted(at)
        corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(connector.geometry))
        going = float(np.hypot(*np.diff(corners, axis=0)[:2].T).max())
        for low, high in itertools.pairwise(levels):
            rise = self._context.layout.storey(high).elevation - self._context.layout.storey(low).elevation
            length = 0.0 if connector.kind == "lift" else float(np.hypot(going, rise))
            ends = tuple(OUTSIDE if self._outdoors(at[k]) else at[k] for k in (low, high))
            points = tuple(foot if end == OUTSIDE else self._landing_in(end, connector) for end in ends)
            name = connector.id if len(levels) == 2 else f"{connector.id}:{low}-{high}"
            portals.append(
                Portal(id=name, regions=(ends[0], ends[1]), points=(points[0], points[1]), length_m=length)
            )  # fmt: skip
        return [*portals, *self._landings(connector, point, foot)]

    def _landing_in(self, space: str, connector: Connector) -> tuple[float, float]:
        """Where one steps onto a stair in a room: its middle, or the nearest of the room where it is a hole in it."""
        room, middle = self._context.space_by_id[space].boundary, connector.geometry.centroid
        if room.contains(middle):
            return (middle.x, middle.y)
        inner = room.buffer(-CLEARANCE_M)
        near = shapely.shortest_line(room if inner.is_empty else inner, connector.geometry).coords[0]
        return (float(near[0]), float(near[1]))

    def _landings(self, connector: Connector, point: Point, foot: tuple[float, float]) -> list[Portal]:
        """Outdoor stairs and ramps that lead straight to upper outer doors."""
        if connector.kind == "lift" or 0 not in connector.storeys:
            return []
        portals = []
        for use in self._context.doors:
            distance = connector.geometry.distance(use.outside_point)
            upper = use.exterior and use.door.storey > 0 and use.door.storey in connector.storeys
            if upper and distance <= STAIR_REACH_M:
                rise = self._context.layout.storey(use.door.storey).elevation
                length = float(np.hypot(LineString([point, use.outside_point]).length, rise))
                portals.append(
                    Portal(
                        id=f"{connector.id}>{use.id}", regions=(f"landing:{use.id}", OUTSIDE),
                        points=((use.outside_point.x, use.outside_point.y), foot), length_m=length,
                    )
                )  # fmt: skip
        return portals

    def _free_point(self, point: Point) -> tuple[float, float]:
        """The point, or the nearest beside the solids where it stands in one."""
        if not self.solids.intersects(point):
            return (point.x, point.y)
        outline = self.solids.buffer(2 * CLEARANCE_M, join_style="mitre").boundary
        near = outline.interpolate(outline.project(point))
        return (near.x, near.y)


def _pair(xy: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float]:
    return (float(xy[0]), float(xy[1]))
