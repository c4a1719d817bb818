"""Doors and windows in walls: which walls an opening cuts, and what lies on either side of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

REACH_M = 0.5
"""An opening cuts walls within this distance of it (INTERFACES section 2)."""
PARALLEL_DEG = 10.0
"""... and parallel to it within this angle."""
BEYOND_M = 0.6
"""How far beyond the wall a side is probed."""

_LEAST_CUT_M = 0.01
_LEAST_DEPTH_M = 0.02
_ON_THE_WALL_M = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cuts:
    """Which openings cut which wall segments.

    Attributes
    ----------
    opening, segment : ndarray of int, shape (k,)
        Row of the opening and row of the wall segment.
    start, end : ndarray, shape (k,)
        The stretch that is cut, as fractions 0-1 along the segment, start < end.
    offset_m : ndarray, shape (k,)
        Where the wall stands, measured from the opening's midpoint along its normal (left of its direction) [m].
    """

    opening: IntArray
    segment: IntArray
    start: FloatArray
    end: FloatArray
    offset_m: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sides:
    """What lies left (column 0) and right (column 1) of each opening's direction.

    Attributes
    ----------
    midpoint, normal : ndarray, shape (n, 2)
        Midpoint of the opening and unit vector towards its left side.
    space : ndarray of int, shape (n, 2)
        Row of the space found on each side, -1 where none is (outside).
    entry_m : ndarray, shape (n, 2)
        Distance from the midpoint to where that space begins; to the wall's outer face where none was found [m].
    """

    midpoint: FloatArray
    normal: FloatArray
    space: IntArray
    entry_m: FloatArray


def segments_of(geometries: Sequence[BaseGeometry]) -> tuple[FloatArray, IntArray]:
    """Straight pieces of lines and of polygon outlines (holes too).

    Returns
    -------
    segments : ndarray, shape (n, 4)
        x1, y1, x2, y2 [m]; pieces without length are left out.
    owner : ndarray of int, shape (n,)
        Row of the geometry that each piece belongs to.
    """
    parts, part_owner = shapely.get_parts(np.asarray(geometries, dtype=object), return_index=True)
    surfaces = shapely.get_dimensions(parts) == 2
    rings, ring_of = shapely.get_rings(parts[surfaces], return_index=True)
    lines = np.concatenate([parts[~surfaces], rings])
    line_owner = np.concatenate([part_owner[~surfaces], part_owner[surfaces][ring_of]])
    xy, line = shapely.get_coordinates(lines, return_index=True)
    same = line[1:] == line[:-1]
    segments = np.hstack([xy[:-1], xy[1:]])[same]
    owner = line_owner[line[:-1][same]]
    long_enough = np.hypot(*(segments[:, 2:] - segments[:, :2]).T) > 1e-9
    # Sorted by owner, so that rows follow the order of the geometries and not their dimension.
    order = np.argsort(owner[long_enough], kind="stable")
    return segments[long_enough][order], owner[long_enough][order].astype(np.intp)


def chords(lines: Sequence[BaseGeometry]) -> FloatArray:
    """The straight line from first to last vertex of each line, shape (n, 4) [m]."""
    if not len(lines):
        return np.empty((0, 4))
    array = np.asarray(lines, dtype=object)
    first = shapely.get_coordinates(shapely.get_point(array, 0))
    last = shapely.get_coordinates(shapely.get_point(array, -1))
    return np.hstack([first, last])


def cut_walls(
    openings: FloatArray, segments: FloatArray, *, reach_m: float = REACH_M, parallel_deg: float = PARALLEL_DEG
) -> Cuts:
    """Every wall segment within reach of an opening and parallel to it, with the stretch that the opening cuts.

    Parameters
    ----------
    openings : ndarray, shape (n, 4)
        Chords of doors and windows [m].
    segments : ndarray, shape (m, 4)
        Walls of the same storey [m].
    reach_m, parallel_deg
        How near and how parallel a wall must be.

    Returns
    -------
    Cuts
        One row per pair; a pair whose stretch is under a centimetre is left out.
    """
    nothing = np.empty(0, dtype=np.intp)
    if not len(openings) or not len(segments):
        return Cuts(opening=nothing, segment=nothing, start=np.empty(0), end=np.empty(0), offset_m=np.empty(0))
    tree = STRtree(shapely.linestrings(segments.reshape(-1, 2, 2)))
    rows, walls = tree.query(shapely.linestrings(openings.reshape(-1, 2, 2)), predicate="dwithin", distance=reach_m)
    direction, half_m = _directions(openings)
    wall_step = (segments[:, 2:] - segments[:, :2])[walls]
    d = direction[rows]
    sine = np.abs(d[:, 0] * wall_step[:, 1] - d[:, 1] * wall_step[:, 0]) / np.hypot(*wall_step.T)
    parallel = sine <= math.sin(math.radians(parallel_deg))
    rows, walls, wall_step, d = rows[parallel], walls[parallel], wall_step[parallel], d[parallel]
    midpoint = (openings[rows, :2] + openings[rows, 2:]) / 2
    from_middle = segments[walls, :2] - midpoint
    begin = (from_middle * d).sum(axis=1)
    advance = (wall_step * d).sum(axis=1)
    ends = np.stack([(-half_m[rows] - begin) / advance, (half_m[rows] - begin) / advance])
    start, end = np.clip(ends.min(axis=0), 0, 1), np.clip(ends.max(axis=0), 0, 1)
    at = from_middle + ((start + end) / 2)[:, None] * wall_step
    offset = -at[:, 0] * d[:, 1] + at[:, 1] * d[:, 0]
    keep = ((end - start) * np.hypot(*wall_step.T) > _LEAST_CUT_M) & (np.abs(offset) <= reach_m)
    return Cuts(opening=rows[keep], segment=walls[keep], start=start[keep], end=end[keep], offset_m=offset[keep])


def opening_sides(
    openings: FloatArray, cuts: Cuts, spaces: NDArray[np.object_], *, beyond_m: float = BEYOND_M
) -> Sides:
    """Which space lies on each side of each opening, probed perpendicular from its midpoint.

    A side is probed from the nearest cut wall on that side (so that a door drawn a little inside a room still finds the
    room beyond its wall) to ``beyond_m`` past the farthest. The first space met is the side.

    Parameters
    ----------
    openings : ndarray, shape (n, 4)
        Chords [m].
    cuts : Cuts
        The walls of the same storey that they cut, from `cut_walls`.
    spaces : ndarray of Polygon, shape (s,)
        Spaces of the same storey.

    Returns
    -------
    Sides
        Space rows, -1 for outside.
    """
    count = len(openings)
    direction, _ = _directions(openings)
    normal = np.stack([-direction[:, 1], direction[:, 0]], axis=1)
    midpoint = (openings[:, :2] + openings[:, 2:]) / 2
    space = np.full((count, 2), -1, dtype=np.intp)
    entry = np.zeros((count, 2))
    for side, sign in enumerate((1.0, -1.0)):
        near, far = _wall_faces(cuts, sign, count)
        start = midpoint + sign * normal * near[:, None]
        stop = midpoint + sign * normal * (far + beyond_m)[:, None]
        found, met_m = _first_space(start, stop, spaces)
        space[:, side] = found
        entry[:, side] = np.where(found >= 0, near + met_m, far)
    return Sides(midpoint=midpoint, normal=normal, space=space, entry_m=entry)


def _directions(openings: FloatArray) -> tuple[FloatArray, FloatArray]:
    step = openings[:, 2:] - openings[:, :2]
    length = np.hypot(*step.T)
    return step / length[:, None], length / 2


def _wall_faces(cuts: Cuts, sign: float, count: int) -> tuple[FloatArray, FloatArray]:
    """Distance to the nearest and the farthest cut wall on one side, 0 where there is none."""
    near, far = np.full(count, np.inf), np.zeros(count)
    on_side = sign * cuts.offset_m >= -_ON_THE_WALL_M
    distance = np.maximum(sign * cuts.offset_m[on_side], 0.0)
    np.minimum.at(near, cuts.opening[on_side], distance)
    np.maximum.at(far, cuts.opening[on_side], distance)
    return np.where(np.isfinite(near), near, 0.0), far


def _first_space(start: FloatArray, stop: FloatArray, spaces: NDArray[np.object_]) -> tuple[IntArray, FloatArray]:
    found, met_m = np.full(len(start), -1, dtype=np.intp), np.full(len(start), np.inf)
    if not len(spaces) or not len(start):
        return found, met_m
    probes = shapely.linestrings(np.stack([start, stop], axis=1))
    rows, polygons = STRtree(spaces).query(probes, predicate="intersects")
    inside = shapely.intersection(probes[rows], spaces[polygons])
    deep = shapely.length(inside) >= _LEAST_DEPTH_M
    rows, polygons = rows[deep], polygons[deep]
    distance = shapely.distance(shapely.points(start[rows]), inside[deep])
    # The farthest first, so that the nearest is written last; among equals the first space in the file wins.
    for k in np.lexsort((-polygons, -distance)):
        found[rows[k]], met_m[rows[k]] = polygons[k], distance[k]
    return found, met_m
