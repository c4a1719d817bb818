"""Sight lines in 2.5 D: who sees what past walls, windows, fences and hedges of given heights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from siteplan.measures import kernels
from siteplan.measures.noding import SNAP_M, FloatArray, IntArray, as_segments, cross

TOUCH_M = 1e-8
"""A sight line that comes this close to the end or the edge of a barrier touches it; touched is blocked."""
END_M = SNAP_M
"""A barrier met within this distance of the eye or the target is what they stand at, and does not block."""
TARGETS_AT_ONCE = 20_000
LINES_AT_ONCE = 8_000_000
"""Pairs of line and panel that one thread takes at a time: some ten milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Barriers:
    """Vertical opaque panels.

    A wall with a window is three kinds of panel: the wall beside the window at full height, at the window one panel
    below the sill and one above the head. A glazed door is a panel above its head. A fence reaches from the ground to
    its height, a hedge from its crown base, a solid building from the ground to its top.

    Attributes
    ----------
    segments : ndarray, shape (n, 4)
        x1, y1, x2, y2 [m].
    z_low, z_high : ndarray, shape (n,)
        Lower and upper edge [m], in one datum with eyes and targets; infinite where it has none.
    """

    segments: FloatArray
    z_low: FloatArray
    z_high: FloatArray

    def __post_init__(self) -> None:
        count = len(self.segments)
        if self.segments.shape != (count, 4) or self.z_low.shape != (count,) or self.z_high.shape != (count,):
            raise ValueError("barriers need segments of shape (n, 4) and n lower and upper edges")
        if np.isnan(self.z_low).any() or np.isnan(self.z_high).any() or (self.z_low > self.z_high).any():
            raise ValueError("every barrier needs z_low <= z_high")

    def __len__(self) -> int:
        return len(self.segments)


def barriers(segments: ArrayLike, *, z_low: ArrayLike = -math.inf, z_high: ArrayLike = math.inf) -> Barriers:
    """Barriers from arrays; one height for all is spread to every segment. Without heights they block everything.

    Parameters
    ----------
    segments : array_like, shape (n, 4)
        x1, y1, x2, y2 [m].
    z_low, z_high : array_like, shape (n,) or ()
        Lower and upper edge [m].

    Raises
    ------
    ValueError
        If shapes do not agree, a coordinate is not finite, or an upper edge lies below its lower edge.
    """
    array = as_segments(segments)
    low, high = (np.broadcast_to(np.asarray(z, dtype=np.float64), len(array)).copy() for z in (z_low, z_high))
    return Barriers(segments=array, z_low=low, z_high=high)


def joined(parts: Sequence[Barriers]) -> Barriers:
    """Several sets of barriers as one, rows in the given order."""
    if not parts:
        return barriers(np.zeros((0, 4)))
    return Barriers(
        segments=np.vstack([part.segments for part in parts]),
        z_low=np.concatenate([part.z_low for part in parts]),
        z_high=np.concatenate([part.z_high for part in parts]),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinesOfSight:
    """Which eye sees which target.

    Attributes
    ----------
    visible : ndarray of bool, shape (m, k)
        Eye i sees target j.
    blocker : ndarray of int, shape (m, k)
        Row of the first barrier in the way as seen from the eye; -1 where nothing blocks.
    blocked_at_m : ndarray, shape (m, k)
        Plan distance [m] from the eye to it; NaN where nothing blocks.
    """

    visible: NDArray[np.bool_]
    blocker: IntArray
    blocked_at_m: FloatArray

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Targets that at least one eye sees, shape (k,)."""
        return np.asarray(self.visible.any(axis=0), dtype=np.bool_)


def lines_of_sight(eyes: ArrayLike, targets: ArrayLike, obstacles: Barriers) -> LinesOfSight:
    """Straight sight lines from every eye to every target past opaque panels.

    Parameters
    ----------
    eyes : array_like, shape (m, 3)
        x, y, z [m].
    targets : array_like, shape (k, 3)
        x, y, z [m].
    obstacles : Barriers
        Opaque panels in the same coordinates and datum.

    Returns
    -------
    LinesOfSight

    Raises
    ------
    ValueError
        If eyes or targets do not have shape (., 3) or are not finite.

    Notes
    -----
    Touching is blocking: a line that grazes a corner, runs along a wall or skims a sill, head or top (within 1e-8 m) is
    not free. What is met within 1e-6 m of the eye or the target does not block, so that a door leaf can be looked at.
    The answer is the same in both directions.
    """
    eye, target = _points(eyes, "eyes"), _points(targets, "targets")
    # The barriers' own middle, so that it is the same whoever looks.
    ends = obstacles.segments.reshape(-1, 2)
    origin = np.floor((ends.min(axis=0) + ends.max(axis=0)) / 2) if len(ends) else np.zeros(2)
    eye, target = eye - np.append(origin, 0.0), target - np.append(origin, 0.0)
    segments = obstacles.segments - np.tile(origin, 2)
    blocker = np.full((len(eye), len(target)), -1, dtype=np.int64)
    at = np.full((len(eye), len(target)), np.nan)
    compiled = kernels.sight_kernels()
    if compiled is not None:
        first_blockers = compiled.first_blockers
        low, high = np.array(obstacles.z_low), np.array(obstacles.z_high)

        def lines(begin: int, stop: int) -> None:
            first_blockers(begin, stop, eye, target, segments, low, high, blocker, at)

        # Threads cost more than a few thousand lines do.
        each = max(1, len(target) * len(segments))
        kernels.in_threads(lines, len(eye), block=max(8, LINES_AT_ONCE // each))
        return LinesOfSight(visible=blocker < 0, blocker=blocker, blocked_at_m=at)
    for first in range(0, len(target), TARGETS_AT_ONCE):
        some = slice(first, first + TARGETS_AT_ONCE)
        for row, point in enumerate(eye):
            blocker[row, some], at[row, some] = _from_one_eye(point, target[some], segments, obstacles)
    return LinesOfSight(visible=blocker < 0, blocker=blocker, blocked_at_m=at)


def _from_one_eye(
    eye: FloatArray, target: FloatArray, segments: FloatArray, obstacles: Barriers
) -> tuple[IntArray, FloatArray]:
    """First blocker and its distance for each target."""
    blocker, at = np.full(len(target), -1, dtype=np.int64), np.full(len(target), np.nan)
    seen, panel = _candidates(eye, target, segments, obstacles)
    hit, distance = _blocked(eye, target[seen], segments[panel], obstacles.z_low[panel], obstacles.z_high[panel])
    seen, panel, distance = seen[hit], panel[hit], distance[hit]
    order = np.lexsort((panel, distance, seen))
    rows, first = np.unique(seen[order], return_index=True)
    blocker[rows], at[rows] = panel[order][first], distance[order][first]
    return blocker, at


def _candidates(
    eye: FloatArray, target: FloatArray, segments: FloatArray, obstacles: Barriers
) -> tuple[IntArray, IntArray]:
    """Pairs (target, panel) in which the target lies in the angle under which the panel is seen."""
    none = np.zeros(0, dtype=np.int64)
    if not len(target) or not len(segments):
        return none, none
    low, high = min(eye[2], target[:, 2].min()), max(eye[2], target[:, 2].max())
    rows = np.flatnonzero((obstacles.z_low <= high + TOUCH_M) & (obstacles.z_high >= low - TOUCH_M))
    a, b = segments[rows, :2] - eye[:2], segments[rows, 2:] - eye[:2]
    turn = np.arctan2(cross(a, b), (a * b).sum(axis=1))
    right = np.where(turn >= 0, np.arctan2(a[:, 1], a[:, 0]), np.arctan2(b[:, 1], b[:, 0]))
    distance = distance_to_segments(a, b)
    # The margin makes sure that nothing that touches is lost; panels at the eye are candidates in all directions.
    margin = 1e-9 + 4 * TOUCH_M / np.maximum(distance, 1e-3)
    width = np.where(distance < 1e-3, 2 * math.pi, np.abs(turn) + 2 * margin)
    angle = np.mod(np.arctan2(target[:, 1] - eye[1], target[:, 0] - eye[0]), 2 * math.pi)
    order = np.argsort(angle, kind="stable")
    ring = np.concatenate((angle[order], angle[order] + 2 * math.pi))
    begin = np.mod(right - margin, 2 * math.pi)
    first = np.searchsorted(ring, begin, side="left")
    count = np.minimum(np.searchsorted(ring, begin + width, side="right") - first, len(target))
    panel = np.repeat(np.arange(len(rows)), count)
    step = np.arange(len(panel)) - np.repeat(np.cumsum(count) - count, count)
    return order[(first[panel] + step) % len(target)].astype(np.int64), rows[panel].astype(np.int64)


def _blocked(
    eye: FloatArray, target: FloatArray, segments: FloatArray, z_low: FloatArray, z_high: FloatArray
) -> tuple[NDArray[np.bool_], FloatArray]:
    """Whether each panel blocks the line from the eye to its target, and at which distance from the eye."""
    # Always reckoned from the same end, whoever looks: so that A sees B exactly when B sees A.
    swapped = _precedes(target, eye)
    p = np.where(swapped[:, None], target, eye)
    q = np.where(swapped[:, None], eye, target)
    line = q[:, :2] - p[:, :2]
    length = np.hypot(line[:, 0], line[:, 1])
    unit = line / np.maximum(length, END_M)[:, None]
    a, b = segments[:, :2] - p[:, :2], segments[:, 2:] - p[:, :2]
    off_a, off_b = cross(unit, a), cross(unit, b)
    along_a, along_b = (unit * a).sum(axis=1), (unit * b).sum(axis=1)
    on_a, on_b = np.abs(off_a) <= TOUCH_M, np.abs(off_b) <= TOUCH_M
    meets = on_a | on_b | ((off_a > 0) != (off_b > 0))
    along = on_a & on_b
    share = np.clip(off_a / np.where(off_a == off_b, 1.0, off_a - off_b), 0.0, 1.0)
    crossing = along_a + share * (along_b - along_a)
    first = np.maximum(np.where(along, np.minimum(along_a, along_b), crossing), END_M)
    last = np.minimum(np.where(along, np.maximum(along_a, along_b), crossing), length - END_M)
    slope = (q[:, 2] - p[:, 2]) / np.maximum(length, END_M)
    z_first, z_last = p[:, 2] + slope * first, p[:, 2] + slope * last
    high_enough = np.maximum(z_first, z_last) >= z_low - TOUCH_M
    low_enough = np.minimum(z_first, z_last) <= z_high + TOUCH_M
    hit = meets & (first <= last) & high_enough & low_enough
    return hit, np.where(swapped, length - last, first)


def _precedes(points: FloatArray, other: FloatArray) -> NDArray[np.bool_]:
    """Whether points come before another in the order of x, then y, then z."""
    x, y, z = points.T
    first: NDArray[np.bool_] = (x < other[0]) | (
        (x == other[0]) & ((y < other[1]) | ((y == other[1]) & (z < other[2])))
    )
    return first


def distance_to_segments(a: FloatArray, b: FloatArray) -> FloatArray:
    """Distance [m] from the origin to segments with ends ``a`` and ``b``, shape (n, 2) each."""
    step = b - a
    square = (step**2).sum(axis=1)
    share = np.clip(-(a * step).sum(axis=1) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    nearest = a + share[:, None] * step
    distance: FloatArray = np.hypot(nearest[:, 0], nearest[:, 1])
    return distance


def _points(values: ArrayLike, name: str) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    if array.size == 0:
        return np.zeros((0, 3))
    if array.ndim != 2 or array.shape[1] != 3 or not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite and have shape (n, 3), got {array.shape}")
    return array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PathSight:
    """How much of a path is seen.

    Attributes
    ----------
    points : ndarray, shape (k, 2)
        Middles of the equal pieces the path was cut into [m].
    seen : ndarray of bool, shape (k,)
        Whether a target there is seen from at least one eye.
    share : float
        Seen share of the path's length, 0-1; NaN for a path without length.
    sight : LinesOfSight
        Every single line, with its first blocker.
    """

    points: FloatArray
    seen: NDArray[np.bool_]
    share: float
    sight: LinesOfSight


def points_along(
    path: shapely.LineString | shapely.MultiLineString, *, spacing_m: float
) -> tuple[FloatArray, FloatArray]:
    """Middles of equal pieces, at most a spacing long, of every line of a path, and the length of each piece.

    Parameters
    ----------
    path : LineString or MultiLineString
        The path [m].
    spacing_m : float
        Longest piece [m].

    Returns
    -------
    points : ndarray, shape (k, 2)
    lengths : ndarray, shape (k,)
        [m]; they add up to the path's length.
    """
    if not spacing_m > 0:
        raise ValueError(f"spacing_m must be positive, got {spacing_m}")
    lines = [line for line in shapely.get_parts(path) if line.length > 0]
    if not lines:
        return np.zeros((0, 2)), np.zeros(0)
    pieces = [math.ceil(line.length / spacing_m) for line in lines]
    shares = [(np.arange(count) + 0.5) / count for count in pieces]
    points = np.vstack(
        [
            shapely.get_coordinates(shapely.line_interpolate_point(line, share, normalized=True))
            for line, share in zip(lines, shares, strict=True)
        ]
    )
    lengths = np.concatenate([np.full(count, line.length / count) for line, count in zip(lines, pieces, strict=True)])
    return points, lengths


def path_in_sight(
    path: shapely.LineString | shapely.MultiLineString,
    eyes: ArrayLike,
    obstacles: Barriers,
    *,
    target_z: float,
    spacing_m: float = 0.5,
) -> PathSight:
    """Share of a path on which somebody is seen from at least one eye.

    Parameters
    ----------
    path : LineString or MultiLineString
        The path in plan [m].
    eyes : array_like, shape (m, 3)
        x, y, z [m].
    obstacles : Barriers
        Opaque panels.
    target_z : float
        Height [m] of what should be seen along the path, in the barriers' datum.
    spacing_m : float
        Longest piece that one sight line stands for [m].
    """
    points, lengths = points_along(path, spacing_m=spacing_m)
    targets = np.column_stack((points, np.full(len(points), target_z)))
    sight = lines_of_sight(eyes, targets, obstacles)
    total = float(lengths.sum())
    share = float(lengths[sight.seen].sum()) / total if total > 0 else math.nan
    return PathSight(points=points, seen=sight.seen, share=share, sight=sight)
