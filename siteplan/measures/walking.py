"""Shortest walks in rooms and between buildings: exact straight moves between doors and the corners one must round."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.model import Area

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

CLEARANCE_M = 0.01
"""One walks this far from an outdoor corner, so that touching a wall is never a question of rounding."""
_COVER_M = 1e-3
_REFLEX = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A way from one region into another: a door, a stair, a side without a wall.

    ``points`` [m]: where it is entered on each side; ``length_m``: what passing it takes.
    """

    id: str
    regions: tuple[str, str]
    points: tuple[tuple[float, float], tuple[float, float]]
    length_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A shortest walk; ``line`` may have no length where one stands there already."""

    distance_m: float
    line: LineString


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WalkNet:
    """Straight moves between doors and corners.

    Attributes
    ----------
    points : ndarray, shape (n, 2)
        Nodes [m].
    moves : csr_array, shape (n, n)
        Metres between nodes, symmetric; absent where one cannot go straight.
    nodes_in : dict
        Region id -> rows of its nodes.
    portal_nodes : dict
        Portal id -> its two rows, in the order of its regions.
    place_nodes : dict
        Place id -> its row.
    """

    points: FloatArray
    moves: csr_array
    nodes_in: Mapping[str, IntArray]
    portal_nodes: Mapping[str, tuple[int, int]]
    place_nodes: Mapping[str, int]

    def from_nodes(self, sources: Sequence[int]) -> tuple[FloatArray, IntArray]:
        """Distance from the nearest of the source nodes to every node (inf where none), and each one's predecessor."""
        if not sources:
            return np.full(len(self.points), np.inf), np.full(len(self.points), -9999, dtype=np.intp)
        distance, before, _ = dijkstra(
            self.moves, directed=False, indices=list(sources), return_predecessors=True, min_only=True
        )
        return np.asarray(distance), np.asarray(before, dtype=np.intp)

    def walk_to(self, node: int, distance: FloatArray, before: IntArray) -> Walk | None:
        """The walk to a node from the search of `from_nodes`; None where it is not reached."""
        if not np.isfinite(distance[node]):
            return None
        rows = [node]
        while before[rows[-1]] >= 0:
            rows.append(int(before[rows[-1]]))
        # A walk of no length is still a line, of two equal points.
        line = self.points[rows[::-1] if len(rows) > 1 else rows * 2]
        return Walk(distance_m=float(distance[node]), line=LineString(line))


def walk_net(
    regions: Mapping[str, Polygon], portals: Sequence[Portal], *, outdoors: tuple[str, Area] | None = None,
    places: Mapping[str, tuple[str, tuple[float, float]]] | None = None,
) -> WalkNet:  # fmt: skip
    """Network of straight moves through rooms, and outdoors round solid obstacles.

    Parameters
    ----------
    regions
        Rooms by id; one walks freely inside a room, also along its walls.
    portals
        Doors, stairs and open sides between regions.
    outdoors
        Id of the outdoor region and what stands in its way (buildings, fences as thin polygons). Outdoors is endless.
    places
        Further points to walk from or to: id -> (region, point).

    Returns
    -------
    WalkNet

    Notes
    -----
    A shortest walk round polygonal obstacles bends only at their corners (Lozano-Pérez and Wesley 1979), so the
    visibility graph of doors and corners holds it exactly; outdoors every corner is rounded at 1 cm. A door is passed
    at its middle.

    References
    ----------
    Lozano-Pérez, T. and Wesley, M. A. (1979). An algorithm for planning collision-free paths among polyhedral
    obstacles. Communications of the ACM 22(10), 560-570. https://doi.org/10.1145/359156.359164
    """
    points: list[tuple[float, float]] = []
    members: dict[str, list[int]] = {name: [] for name in regions}
    if outdoors is not None:
        members[outdoors[0]] = []
    portal_nodes: dict[str, tuple[int, int]] = {}
    ends: list[tuple[int, int, float]] = []
    for portal in portals:
        rows = (len(points), len(points) + 1)
        at = [_into(regions.get(region), point) for region, point in zip(portal.regions, portal.points, strict=True)]
        points.extend(at)
        portal_nodes[portal.id] = rows
        in_walls = sum(math.dist(here, drawn) for here, drawn in zip(at, portal.points, strict=True))
        ends.append((*rows, max(portal.length_m + in_walls, 1e-6)))
        for row, region in zip(rows, portal.regions, strict=True):
            members.setdefault(region, []).append(row)
    place_nodes: dict[str, int] = {}
    for name, (region, place) in (places or {}).items():
        place_nodes[name] = len(points)
        members.setdefault(region, []).append(len(points))
        points.append(place)
    convex = {name: is_convex(polygon) for name, polygon in regions.items()}
    for name, polygon in regions.items():
        corners = np.empty((0, 2)) if convex[name] else _reflex_corners(polygon)
        members[name].extend(range(len(points), len(points) + len(corners)))
        points.extend(map(tuple, corners.tolist()))
    if outdoors is not None:
        corners = _outer_corners(outdoors[1])
        members[outdoors[0]].extend(range(len(points), len(points) + len(corners)))
        points.extend(map(tuple, corners.tolist()))
    xy = np.array(points, dtype=np.float64).reshape(-1, 2)
    edges = [np.array(ends).reshape(-1, 3)]
    for name, nodes in members.items():
        rows_in = np.array(nodes, dtype=np.intp)
        if outdoors is not None and name == outdoors[0]:
            edges.append(_outdoor_moves(xy, rows_in, outdoors[1]))
        elif name in regions:
            edges.append(_indoor_moves(xy, rows_in, regions[name], convex=convex[name]))
    table = np.vstack(edges)
    one, other = table[:, 0].astype(np.intp), table[:, 1].astype(np.intp)
    moves = _rows_of(one, other, table[:, 2], len(xy))
    return WalkNet(
        points=xy, moves=moves, nodes_in={name: np.array(rows, dtype=np.intp) for name, rows in members.items()},
        portal_nodes=portal_nodes, place_nodes=place_nodes,
    )  # fmt: skip


def _rows_of(one: IntArray, other: IntArray, metres: FloatArray, count: int) -> csr_array:
    """Moves as a sparse matrix; of two between the same nodes their sum, as SciPy makes it of a list of entries."""
    order = np.lexsort((other, one))
    one, other, metres = one[order], other[order], metres[order]
    if ((one[1:] == one[:-1]) & (other[1:] == other[:-1])).any():
        return csr_array(coo_array((metres, (one, other)), shape=(count, count)))
    start = np.searchsorted(one, np.arange(count + 1))
    return csr_array((metres, other.astype(np.int32), start.astype(np.int32)), shape=(count, count))


def sees_in_room(polygon: Polygon, lines: FloatArray) -> NDArray[np.bool_]:
    """Which straight moves (k, 4) stay inside a room; all do where it is convex and holds their ends."""
    if not len(lines) or is_convex(polygon):
        return np.ones(len(lines), dtype=np.bool_)
    cover = polygon.buffer(_COVER_M, join_style="mitre")
    shapely.prepare(cover)
    inside: NDArray[np.bool_] = shapely.covers(cover, shapely.linestrings(lines.reshape(-1, 2, 2)))
    return inside


def _into(polygon: Polygon | None, at: tuple[float, float]) -> tuple[float, float]:
    """A point in a wall moved to the room's edge, so that moves from it stay inside; a convex room needs none."""
    if polygon is None or is_convex(polygon):
        return at
    point = Point(at)
    if polygon.distance(point) <= _COVER_M / 2:
        return at
    x, y = shapely.shortest_line(polygon, point).coords[0]
    return float(x), float(y)


def is_convex(polygon: Polygon) -> bool:
    """Whether every straight move between two points of a room stays in it."""
    return not polygon.interiors and bool(polygon.convex_hull.area - polygon.area < 1e-9)


@lru_cache(maxsize=64)
def _each_pair(count: int) -> tuple[IntArray, IntArray]:
    """Rows of the pairs of ``count`` things, each once."""
    left, right = np.triu_indices(count, k=1)
    return left, right


def _pairs(xy: FloatArray, rows: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    left, right = _each_pair(len(rows)) if len(rows) <= 64 else np.triu_indices(len(rows), k=1)
    one, other = rows[left], rows[right]
    return one, other, np.hstack([xy[one], xy[other]])


def _edges(one: IntArray, other: IntArray, lines: FloatArray, keep: NDArray[np.bool_]) -> FloatArray:
    length = np.maximum(np.hypot(*(lines[:, 2:] - lines[:, :2]).T), 1e-6)
    return np.column_stack([one, other, length])[keep]


def _indoor_moves(xy: FloatArray, rows: IntArray, polygon: Polygon, *, convex: bool) -> FloatArray:
    one, other, lines = _pairs(xy, rows)
    if not len(one):
        return np.empty((0, 3))
    keep = np.ones(len(lines), dtype=np.bool_) if convex else sees_in_room(polygon, lines)
    return _edges(one, other, lines, keep)


def _outdoor_moves(xy: FloatArray, rows: IntArray, solids: Area) -> FloatArray:
    """Moves that cross no outline of a solid; every node stands outside the solids."""
    one, other, lines = _pairs(xy, rows)
    rings = shapely.get_rings(shapely.get_parts(np.array([solids], dtype=object)))
    walls = [np.hstack([ring[:-1], ring[1:]]) for ring in (shapely.get_coordinates(r) for r in rings)]
    if not walls or not len(lines):
        return _edges(one, other, lines, np.ones(len(lines), dtype=np.bool_))
    free = np.ones(len(lines), dtype=np.bool_)
    for wall in np.vstack(walls):
        left = np.flatnonzero(free)
        free[left[_crosses(lines[left], wall)]] = False
    return _edges(one, other, lines, free)


def _crosses(lines: FloatArray, wall: FloatArray) -> NDArray[np.bool_]:
    """Which lines (k, 4) meet one segment (4,), ends included."""
    ax, ay, bx, by = wall
    x1, y1, x2, y2 = lines.T
    ox, oy = bx - ax, by - ay
    side1 = ox * (y1 - ay) - oy * (x1 - ax)
    side2 = ox * (y2 - ay) - oy * (x2 - ax)
    dx, dy = x2 - x1, y2 - y1
    side_a = dx * (ay - y1) - dy * (ax - x1)
    side_b = dx * (by - y1) - dy * (bx - x1)
    met: NDArray[np.bool_] = (side1 * side2 <= 0) & (side_a * side_b <= 0)
    return met


def _reflex_corners(polygon: Polygon) -> FloatArray:
    """Corners of a room that stick into it, where a walk may bend."""
    if is_convex(polygon):
        return np.empty((0, 2))
    found = []
    for k, ring in enumerate((polygon.exterior, *polygon.interiors)):
        found.append(_turns(ring.coords, left_is_solid=(k == 0) is ring.is_ccw, want_solid=False))
    return np.vstack(found)


def _outer_corners(solids: Area) -> FloatArray:
    """Corners of obstacles that stick out, moved outwards by the clearance."""
    grown: BaseGeometry = solids.buffer(CLEARANCE_M, join_style="mitre", mitre_limit=3.0)
    found = [np.empty((0, 2))]
    for part in shapely.get_parts(grown):
        for k, ring in enumerate((part.exterior, *part.interiors)):
            found.append(_turns(ring.coords, left_is_solid=(k == 0) is ring.is_ccw, want_solid=True))
    return np.vstack(found)


def _turns(coords: Sequence[tuple[float, ...]], *, left_is_solid: bool, want_solid: bool) -> FloatArray:
    """Vertices of a ring at which the polygon's inside is convex (``want_solid``) or reflex."""
    xy = np.asarray(coords, dtype=np.float64)[:-1, :2]
    into, out = xy - np.roll(xy, 1, axis=0), np.roll(xy, -1, axis=0) - xy
    turn = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
    convex = turn > _REFLEX if left_is_solid else turn < -_REFLEX
    reflex = turn < -_REFLEX if left_is_solid else turn > _REFLEX
    return xy[convex if want_solid else reflex]
