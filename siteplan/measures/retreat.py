"""How far it is to a way out from anywhere in a unit, and where one blocked door would cut off all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from siteplan.measures.walking import FloatArray, Portal, is_convex, sees_in_room, walk_net

OUT = "out"
SPACING_M = 0.25
"""Spacing of the points from which the walk out is measured; corners of rooms are taken as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retreat:
    """Ways out from inside a unit.

    Attributes
    ----------
    farthest_m
        Longest walk from any point to its nearest exit [m]; inf where some room has no way out.
    mean_m
        The mean over the floor [m]; inf likewise.
    farthest
        Where that longest walk begins.
    route
        The walk from there, None where there is none.
    by_room_m
        Longest walk by room id.
    """

    farthest_m: float
    mean_m: float
    farthest: Point
    route: LineString | None
    by_room_m: Mapping[str, float]


def retreat(
    rooms: Mapping[str, Polygon], portals: Sequence[Portal], exits: Collection[str], *, spacing_m: float = SPACING_M
) -> Retreat:
    """Walking metres from everywhere in a unit to its nearest exit.

    Parameters
    ----------
    rooms
        Rooms of the unit, all storeys.
    portals
        Doors, stairs and open sides between them, and the exits; an exit's second region is `OUT`.
    exits
        Ids of the portals that are exits.
    spacing_m
        Points are taken on a grid of this spacing in every room, and at the rooms' corners, where the longest walk of a
        convex room begins.

    Returns
    -------
    Retreat

    Notes
    -----
    Each walk is exact (`walk_net`); only the place of the longest one is sampled, so that ``farthest_m`` is at most
    ``spacing_m`` / sqrt(2) short. Furniture is not known.
    """
    net = walk_net(rooms, portals)
    sources = [net.portal_nodes[id_][0] for id_ in exits]
    distance, before = net.from_nodes(sources)
    farthest, where, via, total, count = -1.0, (0.0, 0.0), -1, 0.0, 0
    by_room: dict[str, float] = {}
    for name, polygon in rooms.items():
        points = _points_in(polygon, spacing_m)
        nodes = net.nodes_in[name]
        nodes = nodes[np.isfinite(distance[nodes])]
        if not len(nodes):
            far, row, node, mean = np.inf, 0, -1, np.inf
        else:
            far, row, node, mean = _longest(points, polygon, net.points[nodes], distance[nodes])
            node = int(nodes[node])
        by_room[name] = far
        total, count = total + mean * len(points), count + len(points)
        if far > farthest:
            farthest, where, via = far, (float(points[row, 0]), float(points[row, 1])), node
    walk = net.walk_to(via, distance, before) if via >= 0 else None
    route = LineString([where, *reversed(walk.line.coords)]) if walk is not None else None
    return Retreat(
        farthest_m=float(farthest), mean_m=total / count if count else np.inf, farthest=Point(where), route=route,
        by_room_m=by_room,
    )  # fmt: skip


def _longest(
    points: FloatArray, polygon: Polygon, nodes: FloatArray, onward: FloatArray
) -> tuple[float, int, int, float]:
    """Longest of the shortest walks from points of one room: metres, row of the point, its first node, and the mean."""
    k, n = len(points), len(nodes)
    metres = np.hypot(nodes[:, 0] - points[:, :1], nodes[:, 1] - points[:, 1:]) + onward
    if not is_convex(polygon):
        lines = np.hstack([np.repeat(points, n, axis=0), np.tile(nodes, (k, 1))])
        metres = np.where(sees_in_room(polygon, lines).reshape(k, n), metres, np.inf)
    best = metres.min(axis=1)
    row = int(np.argmax(best))
    return float(best[row]), row, int(np.argmin(metres[row])), float(best.mean())


def _points_in(polygon: Polygon, spacing_m: float) -> FloatArray:
    x0, y0, x1, y1 = polygon.bounds
    across, along = np.arange(x0 + spacing_m / 2, x1, spacing_m), np.arange(y0 + spacing_m / 2, y1, spacing_m)
    grid = np.empty((len(along), len(across), 2))
    grid[..., 0], grid[..., 1] = across, along[:, None]
    points = grid.reshape(-1, 2)
    inside = shapely.contains_xy(polygon, points)
    return np.concatenate([shapely.get_coordinates(polygon)[:-1, :2], points[inside]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Trapped:
    """Floor from which one blocked door cuts off every exit.

    ``by_link``: door id -> rooms that it cuts off ("" -> rooms without any way out); ``rooms``: all of them.
    """

    share: float
    area_m2: float
    rooms: tuple[str, ...]
    by_link: Mapping[str, frozenset[str]]


def trapped(areas_m2: Mapping[str, float], cut_off: Mapping[str, frozenset[str]]) -> Trapped:
    """Trapped share of a unit's floor.

    Parameters
    ----------
    areas_m2
        Floor area by room.
    cut_off
        From `siteplan.measures.spaces.cut_off_by`.
    """
    lost = frozenset().union(*cut_off.values()) if cut_off else frozenset()
    area = sum(areas_m2[room] for room in lost)
    return Trapped(
        share=area / sum(areas_m2.values()), area_m2=area, rooms=tuple(room for room in areas_m2 if room in lost),
        by_link=dict(cut_off),
    )  # fmt: skip
