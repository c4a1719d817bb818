"""Which wall is seen in which direction from a point: the event-angle sweep behind the isovist.

In NumPy here; where the kernels are loaded, a binary space partition of the walls is walked instead (`sight_tree`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from siteplan.measures import sight_tree
from siteplan.measures.noding import SNAP_M, FloatArray, IntArray, as_segments, cross, node_segments

END_ON_M = 2e-9
"""A wall whose line passes closer than this to the eye is seen end-on and hides nothing; openings narrower than
this are shut. Twice the rounding of UTM coordinates."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SightField:
    """Opaque walls inside a convex limit of sight, noded once for any number of viewpoints.

    Attributes
    ----------
    origin : ndarray, shape (2,)
        Local origin [m] that was subtracted.
    pieces : ndarray, shape (k, 4)
        Noded walls and limit edges [m], relative to ``origin``.
    owner : ndarray of int, shape (k,)
        Row of the wall; edges of the limit count -1, -2, ...
    limit : shapely.Polygon
        Convex region in which sight ends, in the caller's coordinates.
    tree : SightTree or None
        The same pieces partitioned for the kernels, if these were loaded when the field was made.
    """

    origin: FloatArray
    pieces: FloatArray
    owner: IntArray
    limit: shapely.Polygon
    tree: sight_tree.SightTree | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VisibleStretches:
    """Stretches of wall seen from a point, counterclockwise, relative to the viewpoint.

    Attributes
    ----------
    start, end : ndarray, shape (k, 2)
        Ends of each stretch [m].
    owner : ndarray of int, shape (k,)
        Wall row, or a negative number for the limit of sight.
    gap_after : ndarray of bool, shape (k,)
        Whether nothing is looked at between this stretch and the next (outside the field of view).
    """

    start: FloatArray
    end: FloatArray
    owner: IntArray
    gap_after: NDArray[np.bool_]


def sight_field(segments: ArrayLike, *, bounds: shapely.Polygon | Box, tolerance_m: float = SNAP_M) -> SightField:
    """Prepare walls for isovists.

    Parameters
    ----------
    segments : array_like, shape (n, 4)
        Opaque walls x1, y1, x2, y2 [m]; they may cross, overlap and touch.
    bounds : shapely.Polygon or (min x, min y, max x, max y)
        Where sight ends [m]: the convex hull is taken, so that the limit itself hides nothing.
    tolerance_m : float
        Points closer than this [m] are one.

    Raises
    ------
    ValueError
        If the bounds have no area or the segments are malformed.
    """
    walls = as_segments(segments)
    limit = convex_limit(bounds)
    ring = shapely.get_coordinates(limit.exterior)
    edges = np.hstack((ring[:-1], ring[1:]))
    noded = node_segments(np.vstack((walls, edges)), tolerance_m=tolerance_m)
    owner = np.where(noded.parent < len(walls), noded.parent, len(walls) - 1 - noded.parent)
    tree = sight_tree.sight_tree(noded.pieces, owner)
    return SightField(origin=noded.origin, pieces=noded.pieces, owner=owner, limit=limit, tree=tree)


def convex_limit(bounds: shapely.Polygon | Box) -> shapely.Polygon:
    """Convex hull of a polygon or box, counterclockwise.

    Raises
    ------
    ValueError
        If it has no area.
    """
    hull = shapely.convex_hull(shapely.box(*bounds) if isinstance(bounds, tuple) else bounds)
    if not isinstance(hull, shapely.Polygon) or hull.is_empty:
        raise ValueError("bounds of sight must have an area")
    return shapely.orient_polygons(hull)


def visible_stretches(
    field: SightField, viewpoint: FloatArray, *, view: tuple[float, float] | None = None
) -> VisibleStretches:
    """Sweep all directions and keep the nearest wall in each.

    Parameters
    ----------
    viewpoint : ndarray, shape (2,)
        Relative to ``field.origin`` [m].
    view : (float, float), optional
        First direction and width [rad], counterclockwise from +x; all directions by default.

    Notes
    -----
    Between two neighbouring wall ends the nearest wall cannot change, because noded walls do not cross. So it is
    decided once, in the middle of the interval, where no tie can occur: ties of corners, jambs and end-on walls only
    ever make intervals of no width.
    """
    if field.tree is not None:
        rings = sight_tree.rings(field.tree, viewpoint[None], [view])
        return VisibleStretches(start=rings.start, end=rings.end, owner=rings.owner, gap_after=rings.blank)
    a, b, owner, depth = _facing(field, viewpoint)
    angle_a, angle_b = np.arctan2(a[:, 1], a[:, 0]), np.arctan2(b[:, 1], b[:, 0])
    edges = np.zeros(0) if view is None else np.array([_wrapped(view[0]), _wrapped(view[0] + view[1])])
    angles, first, event = np.unique(np.concatenate((angle_a, angle_b, edges)), return_index=True, return_inverse=True)
    if len(angles) < 2:
        return _nothing_seen()
    rays = np.vstack((a, b, np.column_stack((np.cos(edges), np.sin(edges)))))[first]
    width = np.diff(angles, append=angles[0] + 2 * math.pi)
    norm = np.hypot(rays[:, 0], rays[:, 1])
    kept = width * np.minimum(norm, np.roll(norm, -1)) > END_ON_M
    blank = np.zeros(len(angles), dtype=bool) if view is None else ~_within(angles + width / 2, view)
    kept &= ~blank
    intervals = np.flatnonzero(kept)
    nearest = _nearest(a, b, depth, event, kept, angles + width / 2)
    blank[intervals[nearest < 0]] = True
    seen = nearest >= 0
    return _runs(a, b, owner, event, rays, intervals[seen], nearest[seen], blank)


def _facing(field: SightField, viewpoint: FloatArray) -> tuple[FloatArray, FloatArray, IntArray, FloatArray]:
    """Ends of the pieces as seen from the viewpoint, turned counterclockwise, without those seen end-on."""
    a, b = field.pieces[:, :2] - viewpoint, field.pieces[:, 2:] - viewpoint
    depth = cross(a, b)
    broad = np.abs(depth) > END_ON_M * np.hypot(*(b - a).T)
    a, b, depth, owner = a[broad], b[broad], depth[broad], field.owner[broad]
    turned = (depth < 0)[:, None]
    # Adding zero turns -0.0 into 0.0: one direction must not get the two angles pi and -pi.
    return np.where(turned, b, a) + 0.0, np.where(turned, a, b) + 0.0, owner, np.abs(depth)


def _nearest(
    a: FloatArray, b: FloatArray, depth: FloatArray, event: IntArray, kept: NDArray[np.bool_], middle: FloatArray
) -> IntArray:
    """Row of the nearest piece in each kept interval, -1 where there is none."""
    total = int(np.count_nonzero(kept))
    before = np.concatenate(([0], np.cumsum(kept)))
    first, last = before[event[: len(a)]], before[event[len(a) : 2 * len(a)]]
    # A piece whose end comes before its start in the sorted ring crosses the direction pi.
    count = np.where(event[: len(a)] <= event[len(a) : 2 * len(a)], last - first, total - first + last)
    piece = np.repeat(np.arange(len(a)), count)
    step = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    interval = (first[piece] + step) % max(total, 1)
    angle = middle[kept][interval]
    edge = b[piece] - a[piece]
    distance = depth[piece] / (np.cos(angle) * edge[:, 1] - np.sin(angle) * edge[:, 0])
    best = np.full(total, np.inf)
    np.minimum.at(best, interval, distance)
    nearest = np.full(total, -1, dtype=np.int64)
    winner = distance == best[interval]
    nearest[interval[winner]] = piece[winner]
    return nearest


def _runs(
    a: FloatArray,
    b: FloatArray,
    owner: IntArray,
    event: IntArray,
    rays: FloatArray,
    intervals: IntArray,
    nearest: IntArray,
    blank: NDArray[np.bool_],
) -> VisibleStretches:
    """Join neighbouring intervals in which the same wall is seen into stretches."""
    if not len(intervals):
        return _nothing_seen()
    count = len(rays)
    after = (intervals + 1) % count
    start = _on_ray(a, b, nearest, rays[intervals], event[nearest] == intervals)
    end = _on_ray(a, b, nearest, rays[after], event[nearest + len(a)] == after, at_end=True)
    # Intervals left out as too narrow are shut; blank ones are directions in which nothing is looked at.
    blanks = np.concatenate(([0], np.cumsum(np.tile(blank, 2))))
    until = np.append(intervals[1:], intervals[0] + count)
    gap = blanks[until] > blanks[intervals + 1]
    who = owner[nearest]
    breaks = gap | (who != np.roll(who, -1))
    if not breaks.any():
        breaks[-1] = True
    last = np.flatnonzero(breaks)
    first = np.roll(last, 1) + 1
    first[first == len(intervals)] = 0
    return VisibleStretches(start=start[first], end=end[last], owner=who[last], gap_after=gap[last])


def _on_ray(
    a: FloatArray,
    b: FloatArray,
    piece: IntArray,
    ray: FloatArray,
    exact: NDArray[np.bool_],
    *,
    at_end: bool = False,
) -> FloatArray:
    """Where a ray meets its piece; the piece's own end, digit for digit, where the ray goes through it."""
    edge = b[piece] - a[piece]
    share = np.clip(cross(a[piece], ray) / -cross(edge, ray), 0.0, 1.0)
    met = a[piece] + share[:, None] * edge
    own = b[piece] if at_end else a[piece]
    return np.where(exact[:, None], own, met)


def _wrapped(angle: float) -> float:
    """The same direction within (-pi, pi]."""
    return math.atan2(math.sin(angle), math.cos(angle))


def _within(angle: FloatArray, view: tuple[float, float]) -> NDArray[np.bool_]:
    """Whether directions lie in the field of view."""
    inside: NDArray[np.bool_] = np.mod(angle - view[0], 2 * math.pi) <= view[1]
    return inside


def _nothing_seen() -> VisibleStretches:
    return VisibleStretches(
        start=np.zeros((0, 2)),
        end=np.zeros((0, 2)),
        owner=np.zeros(0, dtype=np.int64),
        gap_after=np.zeros(0, dtype=bool),
    )
