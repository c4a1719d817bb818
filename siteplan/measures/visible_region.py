"""The height-aware isovist: where on flat ground something of a given height is seen from an eye of a given height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike

from siteplan.measures.isovist import Isovist, isovist, isovists, outlines
from siteplan.measures.noding import FloatArray, IntArray, cross
from siteplan.measures.regions import Region, moved, polygons_of, region_within
from siteplan.measures.sight import Barriers, distance_to_segments
from siteplan.measures.sight_field import END_ON_M, Box, SightField, sight_field

LEVEL_M = 1e-9
"""Eye and target closer in height than this are level."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeightField:
    """Barriers sorted for one height of eye and one of target.

    Attributes
    ----------
    opaque : SightField
        Those that hide everything behind them.
    opaque_rows : ndarray of int
        Row among the barriers of each wall of ``opaque``.
    segments : ndarray, shape (k, 4)
        Those that hide a strip behind them only [m].
    nearest_share, farthest_share : ndarray, shape (k,)
        Part of the way from eye to target, 0-1, between which such a barrier blocks the line.
    eye_z, target_z : float
        Heights [m].
    """

    opaque: SightField
    opaque_rows: IntArray
    segments: FloatArray
    nearest_share: FloatArray
    farthest_share: FloatArray
    eye_z: float
    target_z: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VisibleRegion:
    """Region of the target plane that is seen.

    Attributes
    ----------
    region : shapely geometry
        Polygon or MultiPolygon, in the caller's coordinates.
    area_m2 : float
        Its area [m2], computed before moving to large coordinates.
    isovist : Isovist
        What would be seen if only barriers of full height stood there.
    """

    region: Region
    area_m2: float
    isovist: Isovist


def height_field(obstacles: Barriers, *, eye_z: float, target_z: float, bounds: shapely.Polygon | Box) -> HeightField:
    """Sort barriers into those that hide everything behind them, a strip, or nothing, between two heights.

    Parameters
    ----------
    obstacles : Barriers
        Opaque panels.
    eye_z, target_z : float
        Heights [m] in the barriers' datum.
    bounds : shapely.Polygon or (min x, min y, max x, max y)
        Where sight ends [m]; its convex hull counts.
    """
    drop = target_z - eye_z
    if abs(drop) < LEVEL_M:
        blocks = (obstacles.z_low <= eye_z) & (obstacles.z_high >= eye_z)
        first, last = np.where(blocks, 0.0, 1.0), np.where(blocks, 1.0, 0.0)
    else:
        ends = np.sort((np.column_stack((obstacles.z_low, obstacles.z_high)) - eye_z) / drop, axis=1)
        first, last = np.maximum(ends[:, 0], 0.0), np.minimum(ends[:, 1], 1.0)
    whole = (first <= 0) & (last >= 1)
    strip = (first < last) & ~whole
    return HeightField(
        opaque=sight_field(obstacles.segments[whole], bounds=bounds),
        opaque_rows=np.flatnonzero(whole),
        segments=obstacles.segments[strip],
        nearest_share=first[strip],
        farthest_share=last[strip],
        eye_z=eye_z,
        target_z=target_z,
    )


def visible_region(
    viewpoint: ArrayLike,
    field: HeightField,
    *,
    field_of_view: tuple[float, float] | None = None,
    max_range_m: float | None = None,
) -> VisibleRegion:
    """Exact region in which a target of the field's height is seen from its eye height.

    Parameters
    ----------
    viewpoint : array_like, shape (2,)
        x, y [m].
    field : HeightField
        Barriers sorted for the two heights.
    field_of_view, max_range_m
        As for `isovist`; the range is measured in plan.

    Notes
    -----
    A line from the eye to the target meets a barrier at a share t of the way and passes it at the height
    eye + t (target - eye). It is blocked while that lies between the barrier's edges, t1 <= t <= t2. So the barrier
    hides the strip between its own image scaled by 1/t2 and by 1/t1 about the viewpoint: an exact quadrilateral,
    endless where t1 = 0. The ground is taken as flat: the target plane is one height.
    """
    return _region(isovist(viewpoint, field.opaque, field_of_view=field_of_view, max_range_m=max_range_m), field)


def visible_regions(
    viewpoints: ArrayLike,
    field: HeightField,
    *,
    fields_of_view: Sequence[tuple[float, float] | None] | None = None,
    max_range_m: float | None = None,
) -> list[VisibleRegion]:
    """`visible_region` from several points, shape (m, 2) [m], at the field's one eye height."""
    seen = isovists(viewpoints, field.opaque, fields_of_view=fields_of_view, max_range_m=max_range_m)
    return [_region(one, field) for one in seen]


def regions_seen(
    viewpoints: ArrayLike,
    field: HeightField,
    *,
    fields_of_view: Sequence[tuple[float, float] | None] | None = None,
    max_range_m: float | None = None,
) -> list[shapely.Geometry]:
    """The regions of `visible_regions` alone; where nothing hides a strip only, all are made at once."""
    points = np.asarray(viewpoints, dtype=np.float64).reshape(-1, 2)
    tree = field.opaque.tree
    views = [None] * len(points) if fields_of_view is None else list(fields_of_view)
    if tree is None or len(field.segments) or max_range_m is not None:
        seen = visible_regions(points, field, fields_of_view=views, max_range_m=max_range_m)
        return [one.region for one in seen]
    vertices, eye = outlines(points, field.opaque, tree, views)
    count = np.bincount(eye, minlength=len(points))
    enough = count >= 3
    regions = np.full(len(points), shapely.Polygon(), dtype=object)
    rows = (np.cumsum(enough) - 1)[eye[enough[eye]]]
    placed = (vertices + points[eye])[enough[eye]]
    regions[enough] = shapely.polygons(shapely.linearrings(placed, indices=rows))
    for row in np.flatnonzero(~shapely.is_valid(regions)).tolist():
        # An outline that touches itself falls into several parts.
        regions[row] = moved(region_within(vertices[eye == row]), points[row])
    result: list[shapely.Geometry] = regions.tolist()
    return result


def _region(seen: Isovist, field: HeightField) -> VisibleRegion:
    """An isovist without the strips that barriers of partial height hide."""
    local = region_within(seen.outline)
    if len(field.segments) and not local.is_empty:
        strips = _hidden_strips(field, seen.viewpoint)
        shapely.prepare(local)
        strips = strips[shapely.intersects(local, strips)]
        if len(strips):
            local = polygons_of(shapely.difference(local, shapely.union_all(strips)))
    return VisibleRegion(region=moved(local, seen.viewpoint), area_m2=float(local.area), isovist=seen)


def _hidden_strips(field: HeightField, viewpoint: FloatArray) -> shapely.MultiPolygon:
    """Quadrilaterals, relative to the viewpoint, that the partial barriers hide."""
    a, b = field.segments[:, :2] - viewpoint, field.segments[:, 2:] - viewpoint
    distance = distance_to_segments(a, b)
    broad = (np.abs(cross(a, b)) > END_ON_M * np.hypot(*(b - a).T)) & (distance > END_ON_M)
    a, b, distance = a[broad], b[broad], distance[broad]
    box = np.array(field.opaque.limit.bounds)
    reach = 2 * np.hypot(box[2] - box[0], box[3] - box[1])
    near = 1 / field.farthest_share[broad]
    # Beyond the limit of sight a strip need not go on.
    beyond = np.maximum(reach / distance, near)
    far = 1 / np.maximum(field.nearest_share[broad], 1 / beyond)
    corners = np.stack((a * near[:, None], b * near[:, None], b * far[:, None], a * far[:, None]), axis=1)
    quads = shapely.polygons(corners)
    return quads[shapely.area(quads) > 0]
