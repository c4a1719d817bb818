"""Wall segments made fit for geometry: split where they meet, joined where they nearly meet, each kept once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SNAP_M = 1e-6
"""Points closer than a micrometre are one point: far below any drawing's accuracy, far above rounding in UTM metres."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NodedSegments:
    """Segments that meet only at their ends.

    Attributes
    ----------
    origin : ndarray, shape (2,)
        Local origin [m] that was subtracted: large coordinates cost digits.
    pieces : ndarray, shape (k, 4)
        x1, y1, x2, y2 [m], relative to ``origin``.
    parent : ndarray of int, shape (k,)
        Row of the input segment a piece comes from; of several on the same place the lowest.
    """

    origin: FloatArray
    pieces: FloatArray
    parent: IntArray


def as_segments(segments: ArrayLike) -> FloatArray:
    """Check and convert segments to an array of shape (n, 4).

    Raises
    ------
    ValueError
        If the shape is not (n, 4) or a coordinate is not finite.
    """
    array = np.asarray(segments, dtype=np.float64)
    if array.size == 0:
        return np.zeros((0, 4))
    if array.ndim != 2 or array.shape[1] != 4:
        raise ValueError(f"segments must have shape (n, 4), got {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError("segments hold coordinates that are not finite")
    return array


def node_segments(segments: ArrayLike, *, tolerance_m: float = SNAP_M) -> NodedSegments:
    """Node and snap segments: afterwards any two share at most an end point.

    Ends closer than the tolerance become one; a wall is split where another ends on it or crosses it; overlapping
    stretches are kept once; zero-length segments vanish.

    Parameters
    ----------
    segments : array_like, shape (n, 4)
        x1, y1, x2, y2 [m].
    tolerance_m : float
        Distance [m] under which two points are one.

    Notes
    -----
    The result does not depend on the order of the segments, except for the parent of stretches that overlap.
    """
    array = as_segments(segments)
    if not len(array):
        return NodedSegments(origin=np.zeros(2), pieces=array, parent=np.zeros(0, dtype=np.int64))
    points = array.reshape(-1, 2)
    origin = np.floor((points.min(axis=0) + points.max(axis=0)) / 2)
    vertices, ids = _merge_points(points - origin, tolerance_m)
    ends = ids.reshape(-1, 2)
    rows = np.flatnonzero(ends[:, 0] != ends[:, 1])
    if not len(rows):
        return NodedSegments(origin=origin, pieces=np.zeros((0, 4)), parent=np.zeros(0, dtype=np.int64))
    ends = ends[rows]
    lines = shapely.linestrings(vertices[ends])
    tree = shapely.STRtree(lines)
    on_rows, on_ids = _ends_on_segments(tree, vertices, ends, tolerance_m)
    cross_rows, cross_points = _crossings(tree, lines, vertices, ends)
    vertices, merged = _merge_points(np.vstack((vertices, cross_points)), tolerance_m)
    known = len(merged) - len(cross_points)
    split_rows = np.concatenate((np.arange(len(ends)), np.arange(len(ends)), on_rows, cross_rows))
    split_ids = merged[np.concatenate((ends[:, 0], ends[:, 1], on_ids, np.arange(known, len(merged))))]
    pieces, owner = _split(vertices, merged[ends], split_rows, split_ids)
    return NodedSegments(origin=origin, pieces=vertices[pieces].reshape(-1, 4), parent=rows[owner])


def _merge_points(points: FloatArray, tolerance_m: float) -> tuple[FloatArray, IntArray]:
    """Distinct points, those within the tolerance merged, and the index of each given point among them."""
    # Negative zeros would make one direction two.
    distinct, ids = _distinct(points + 0.0)
    if _all_apart(distinct, tolerance_m):
        return distinct, ids
    # To load these takes longer than all the rest, and nearly no plan needs them.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    pairs = cKDTree(distinct).query_pairs(tolerance_m, output_type="ndarray")
    if not len(pairs):
        return distinct, ids
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(distinct), len(distinct)))
    _, label = connected_components(links, directed=False)
    _, first = np.unique(label, return_index=True)
    return distinct[first], label[ids].astype(np.int64)


def _distinct(points: FloatArray) -> tuple[FloatArray, IntArray]:
    """``np.unique`` of points by x, then y, with the inverse; sorting them as records would take ten times as long."""
    order = np.lexsort((points[:, 1], points[:, 0]))
    ordered = points[order]
    new = np.append(True, (ordered[1:] != ordered[:-1]).any(axis=1))
    ids = np.empty(len(points), dtype=np.int64)
    ids[order] = np.cumsum(new) - 1
    return ordered[new], ids


def _all_apart(points: FloatArray, tolerance_m: float) -> bool:
    """Whether points are certainly all farther from each other than the tolerance: no two in a square of four times it.

    Of four grids, shifted by half a square, one has both of any two nearer points in one square.
    """
    if not tolerance_m > 0:
        return True
    squares = points / (4 * tolerance_m)
    for shift in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        number = np.floor(squares + shift).astype(np.int64)
        # Two squares may get one number: then the points are looked at one by one.
        ordered = np.sort(number[:, 0] * 2_654_435_761 + number[:, 1])
        if (ordered[1:] == ordered[:-1]).any():
            return False
    return True


def _ends_on_segments(
    tree: shapely.STRtree, vertices: FloatArray, ends: IntArray, tolerance_m: float
) -> tuple[IntArray, IntArray]:
    """Rows of the segments on which a vertex lies that is not their own end, and those vertices."""
    vertex, row = tree.query(shapely.points(vertices), predicate="dwithin", distance=tolerance_m)
    foreign = (ends[row, 0] != vertex) & (ends[row, 1] != vertex)
    return row[foreign].astype(np.int64), vertex[foreign].astype(np.int64)


def _crossings(
    tree: shapely.STRtree, lines: NDArray[np.object_], vertices: FloatArray, ends: IntArray
) -> tuple[IntArray, FloatArray]:
    """Rows of segments that cross another inside both, and the points; each crossing twice, once for each row."""
    i, j = tree.query(lines)
    once = i < j
    i, j = i[once], j[once]
    p, q = vertices[ends[i, 0]], vertices[ends[j, 0]]
    u, v = vertices[ends[i, 1]] - p, vertices[ends[j, 1]] - q
    turn = cross(u, v)
    # Parallel segments (angle under 1e-14) meet at ends only, which are found as ends.
    skew = np.abs(turn) > 1e-14 * np.hypot(*u.T) * np.hypot(*v.T)
    i, j, p, q, u, v, turn = i[skew], j[skew], p[skew], q[skew], u[skew], v[skew], turn[skew]
    t, s = cross(q - p, v) / turn, cross(q - p, u) / turn
    inside = (t > 0) & (t < 1) & (s > 0) & (s < 1)
    points = p[inside] + t[inside, None] * u[inside]
    return np.concatenate((i[inside], j[inside])).astype(np.int64), np.vstack((points, points))


def _split(vertices: FloatArray, ends: IntArray, rows: IntArray, ids: IntArray) -> tuple[IntArray, IntArray]:
    """Cut each segment at its vertices; return vertex pairs of the distinct pieces and the lowest row of each."""
    start = vertices[ends[rows, 0]]
    along = vertices[ends[rows, 1]] - start
    position = np.einsum("ij,ij->i", vertices[ids] - start, along)
    order = np.lexsort((position, rows))
    rows, ids = rows[order], ids[order]
    real = (rows[:-1] == rows[1:]) & (ids[:-1] != ids[1:])
    one, other = ids[:-1][real], ids[1:][real]
    owner = rows[:-1][real]
    by_owner = np.argsort(owner, kind="stable")
    # One number for each pair sorts as the pair does, and much faster.
    pair = (np.minimum(one, other) * len(vertices) + np.maximum(one, other))[by_owner]
    distinct, first = np.unique(pair, return_index=True)
    return np.column_stack(np.divmod(distinct, len(vertices))), owner[by_owner][first]


def cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Cross product of plane vectors along the last axis: positive where ``b`` lies to the left of ``a``."""
    result: FloatArray = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return result
