"""What is seen of given areas, as of rooms through windows: only directions in which an area lies are looked at."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from siteplan.measures import sight_tree
from siteplan.measures.noding import FloatArray, IntArray, cross
from siteplan.measures.regions import polygons_of
from siteplan.measures.sight import distance_to_segments
from siteplan.measures.sight_field import END_ON_M, SightField, visible_stretches
from siteplan.measures.visible_region import HeightField

WIDER_RAD = 1e-6
"""Directions looked at on either side of an area: the cut at its outline is the overlay's, not the cone's."""
CHORDS = 90
"""Chords in a quarter of the circle at which sight ends, inside it: one a degree."""

GRID_M = 1e-7
"""Overlays of many strips are made on a grid of this step, near the origin."""

Geometries = NDArray[np.object_]


def seen_parts(
    eyes: FloatArray, areas: Sequence[shapely.Geometry], pairs: IntArray, field: HeightField, *, range_m: float
) -> tuple[IntArray, Geometries]:
    """The part of areas that is seen from points, exact.

    Parameters
    ----------
    eyes : ndarray, shape (m, 2)
        x, y [m], all at the field's eye height.
    areas : sequence of k polygons
        Where something of the field's target height is looked for [m].
    pairs : ndarray of int, shape (p, 2)
        Rows of eyes and areas that are asked about.
    field
        Barriers sorted for the two heights.
    range_m
        How far an eye sees [m]; the circle is drawn as chords of one degree.

    Returns
    -------
    rows : ndarray of int, shape (r,)
        Pairs of which anything is seen, ascending.
    parts : ndarray of geometry, shape (r,)
        What is seen; valid, in the caller's coordinates.

    Notes
    -----
    The result is that of `visible_region` cut with each area.
    """
    rows, parts = local_parts(eyes, areas, pairs, field, range_m=range_m)
    moved = shapely.transform(parts, lambda xy: xy + field.opaque.origin)
    broken = ~shapely.is_valid(moved)
    if broken.any():
        moved[broken] = [polygons_of(part) for part in shapely.make_valid(moved[broken])]
    return rows, moved


def local_parts(
    eyes: FloatArray, areas: Sequence[shapely.Geometry], pairs: IntArray, field: HeightField, *, range_m: float
) -> tuple[IntArray, Geometries]:
    """`seen_parts` in coordinates from the field's origin, where overlays are exact to 1e-15 m: to be joined there."""
    if not len(pairs):
        return np.zeros(0, dtype=np.int64), np.empty(0, dtype=object)
    origin = field.opaque.origin
    points = np.asarray(eyes, dtype=np.float64)[pairs[:, 0]] - origin
    local = shapely.transform(np.array(areas, dtype=object), lambda xy: xy - origin)
    views, reach = _cones(points, local, pairs[:, 1])
    rows, wedges = _wedges(points, views, field.opaque)
    asked = local[pairs[rows, 1]]
    meet = _boxes_meet(shapely.bounds(wedges), shapely.bounds(asked))
    rows, parts = _areal(rows[meet], shapely.intersection(wedges[meet], asked[meet]))
    far = np.flatnonzero(reach[rows] > range_m)
    if len(far):
        discs = shapely.buffer(shapely.points(points[rows[far]]), range_m, quad_segs=CHORDS)
        parts[far] = shapely.intersection(parts[far], discs)
        rows, parts = _areal(rows, parts)
    if len(field.segments) and len(rows):
        parts = _less_strips(points[rows], parts, field, origin)
        rows, parts = _areal(rows, parts)
    return rows, parts


def _cones(points: FloatArray, areas: Geometries, of: IntArray) -> tuple[list[sight_tree.View], FloatArray]:
    """Directions in which the area of each row lies as seen from its point, and its farthest corner [m]."""
    corners, owner = shapely.get_coordinates(areas, return_index=True)
    count = np.bincount(owner, minlength=len(areas))
    # Every area as many corners as the richest has: its first one again.
    slot = np.minimum(np.arange(count.max())[None, :], count[:, None] - 1) + (np.cumsum(count) - count)[:, None]
    around = corners[slot]
    towards = around[of] - points[:, None, :]
    middle = around.mean(axis=1)[of] - points
    turn = np.arctan2(cross(middle[:, None, :], towards), (middle[:, None, :] * towards).sum(axis=2))
    low, high = turn.min(axis=1) - WIDER_RAD, turn.max(axis=1) + WIDER_RAD
    heading = np.arctan2(middle[:, 1], middle[:, 0]) + low
    width = high - low
    # From within an area, or from a niche of it, it lies all round.
    views: list[sight_tree.View] = [
        (first, wide) if wide < math.pi - WIDER_RAD else None
        for first, wide in zip(heading.tolist(), width.tolist(), strict=True)
    ]
    return views, np.hypot(towards[..., 0], towards[..., 1]).max(axis=1)


def _wedges(points: FloatArray, views: Sequence[sight_tree.View], field: SightField) -> tuple[IntArray, Geometries]:
    """What is seen in each view: rows with any, and the polygons in the field's coordinates."""
    rings = _rings(points, views, field)
    count = np.diff(rings.first)
    of = np.repeat(np.arange(len(points)), count)
    # Three slots a stretch: its two ends, and the eye where nothing is looked at behind it.
    vertices = np.stack((rings.start, rings.end, np.zeros_like(rings.end)), axis=1) + points[of][:, None, :]
    used = np.column_stack((np.ones((len(of), 2), dtype=np.bool_), rings.blank))
    ring = np.repeat(of, 3).reshape(-1, 3)[used]
    vertices = vertices[used]
    enough = np.bincount(ring, minlength=len(points)) >= 3
    kept = enough[ring]
    rows = np.flatnonzero(enough)
    numbers = (np.cumsum(enough) - 1)[ring[kept]]
    wedges: Geometries = np.empty(len(rows), dtype=object)
    if len(rows):
        wedges = shapely.polygons(shapely.linearrings(vertices[kept], indices=numbers))
        broken = ~shapely.is_valid(wedges)
        if broken.any():
            wedges[broken] = shapely.make_valid(wedges[broken])
    return rows, wedges


def _rings(points: FloatArray, views: Sequence[sight_tree.View], field: SightField) -> sight_tree.Rings:
    """Visible stretches of every point: by the kernel where the field has a tree, else one after another."""
    if field.tree is not None:
        return sight_tree.rings(field.tree, points, views)
    found = [visible_stretches(field, point, view=view) for point, view in zip(points, views, strict=True)]
    return sight_tree.Rings(
        first=np.cumsum([0, *(len(one.owner) for one in found)]), start=np.concatenate([one.start for one in found]),
        end=np.concatenate([one.end for one in found]), owner=np.concatenate([one.owner for one in found]),
        blank=np.concatenate([one.gap_after for one in found]),
    )  # fmt: skip


def _less_strips(points: FloatArray, parts: Geometries, field: HeightField, origin: FloatArray) -> Geometries:
    """Parts without what barriers of partial height hide from their points."""
    segments = field.segments - np.tile(origin, 2)
    part, segment = _between(points, parts, segments)
    a, b = segments[segment, :2] - points[part], segments[segment, 2:] - points[part]
    distance = distance_to_segments(a, b)
    broad = (np.abs(cross(a, b)) > END_ON_M * np.hypot(*(b - a).T)) & (distance > END_ON_M)
    part, segment, a, b, distance = part[broad], segment[broad], a[broad], b[broad], distance[broad]
    box = np.array(field.opaque.limit.bounds)
    near = 1 / field.farthest_share[segment]
    # Beyond the limit of sight a strip need not go on.
    beyond = np.maximum(2 * np.hypot(box[2] - box[0], box[3] - box[1]) / distance, near)
    far = 1 / np.maximum(field.nearest_share[segment], 1 / beyond)
    corners = np.stack((a * near[:, None], b * near[:, None], b * far[:, None], a * far[:, None]), axis=1)
    strips = shapely.polygons(corners + points[part][:, None, :])
    hides = (shapely.area(strips) > 0) & shapely.intersects(strips, parts[part])
    part, strips = part[hides], strips[hides]
    result = parts.copy()
    for row in np.unique(part).tolist():
        # Hundreds of strips that share edges but for rounding: without a grid an overlay may lose whole faces unseen.
        hidden = shapely.union_all(strips[part == row], grid_size=GRID_M)
        result[row] = shapely.difference(parts[row], hidden, grid_size=GRID_M)
    return result


def _between(points: FloatArray, parts: Geometries, segments: FloatArray) -> tuple[IntArray, IntArray]:
    """Rows of parts and segments where the segment may stand between the point and the part: by their boxes."""
    box = shapely.bounds(parts)
    low, high = np.minimum(box[:, :2], points), np.maximum(box[:, 2:], points)
    x, y = np.sort(segments[:, [0, 2]], axis=1), np.sort(segments[:, [1, 3]], axis=1)
    between = (
        (low[:, None, 0] <= x[None, :, 1]) & (x[None, :, 0] <= high[:, None, 0])
        & (low[:, None, 1] <= y[None, :, 1]) & (y[None, :, 0] <= high[:, None, 1])
    )  # fmt: skip
    part, segment = np.nonzero(between)
    return part, segment


def _areal(rows: IntArray, parts: Geometries) -> tuple[IntArray, Geometries]:
    """Rows of which an area is left, without the points and lines that an overlay leaves beside it."""
    kind = shapely.get_type_id(parts)
    mixed = np.flatnonzero(kind == shapely.GeometryType.GEOMETRYCOLLECTION)
    parts[mixed] = [polygons_of(part) for part in parts[mixed]]
    left = shapely.area(parts) > 0
    return rows[left], parts[left]


def _boxes_meet(one: FloatArray, other: FloatArray) -> NDArray[np.bool_]:
    meet: NDArray[np.bool_] = (
        (one[:, 0] <= other[:, 2]) & (other[:, 0] <= one[:, 2])
        & (one[:, 1] <= other[:, 3]) & (other[:, 1] <= one[:, 3])
    )  # fmt: skip
    return meet
