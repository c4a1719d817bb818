"""Buildings and units as shapes: which spaces make one building, floor area, what lies below, dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import STRtree
from shapely.geometry import MultiPolygon, Polygon

from siteplan.measures.regions import polygons_of
from siteplan.model import Area

TOUCH_M = 0.5
"""Spaces this near one another belong to one building (INTERFACES section 2)."""
CLOSE_M = 0.25
"""A unit's spaces are closed by this much, so that inner partitions count in its area."""
HOLE_M2 = 0.5
"""Holes larger than this (shafts, light wells) do not count in the area."""

_SAME_M2 = 1e-6
_MITRE = {"join_style": "mitre", "mitre_limit": 5.0}


def group_buildings(
    footprints: NDArray[np.object_], labels: Sequence[str | None], *, touch_m: float = TOUCH_M
) -> NDArray[np.int_]:
    """Which building each space belongs to, over all storeys at once.

    Parameters
    ----------
    footprints : ndarray of Polygon, shape (n,)
        Spaces of every storey, in plan.
    labels
        The building that each space names, or None. Spaces with one label are one building wherever they stand.
    touch_m
        Spaces nearer than this in plan are one building. Two different labels are never joined; a group without label
        that touches exactly one labelled building belongs to it.

    Returns
    -------
    ndarray of int, shape (n,)
        Building number, counted from 0 in the order of first appearance.
    """
    count = len(footprints)
    if not count:
        return np.empty(0, dtype=np.int_)
    named = np.array([label is not None for label in labels])
    left, right = STRtree(footprints).query(footprints, predicate="dwithin", distance=touch_m)
    free = ~named[left] & ~named[right]
    group = _components(left[free], right[free], count)
    number_of: dict[str, int] = {}
    for row, label in enumerate(labels):
        if label is not None:
            group[row] = number_of.setdefault(label, count + len(number_of))
    across = ~named[left] & named[right]
    for loose in np.unique(group[left[across]]):
        touched = np.unique(group[right[across]][group[left[across]] == loose])
        if len(touched) == 1:
            group[group == loose] = touched[0]
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    numbers: NDArray[np.int_] = order[inverse]
    return numbers


def closed_union(polygons: Sequence[Polygon], *, close_m: float = CLOSE_M, hole_m2: float = HOLE_M2) -> Area:
    """Union of rooms with the partitions between them closed; holes over ``hole_m2`` stay holes.

    A morphological closing with mitred corners: square corners stay square and no outline moves outwards.
    """
    rooms = shapely.union_all(np.asarray(polygons, dtype=object))
    if isinstance(rooms, Polygon) and not rooms.interiors and abs(rooms.convex_hull.area - rooms.area) < _SAME_M2:
        # In a convex shape there is nothing to close.
        return rooms
    closed = rooms.buffer(close_m, **_MITRE).buffer(-close_m, **_MITRE)
    if not closed.is_valid:
        # A mitred buffer of sharp corners may cross itself.
        closed = polygons_of(shapely.make_valid(closed))
    # Where there was nothing to close, the corners stay exactly as drawn.
    closed = rooms if abs(closed.area - rooms.area) < _SAME_M2 else shapely.union(closed, rooms)
    kept = [_without_small_holes(part, hole_m2) for part in shapely.get_parts(polygons_of(closed))]
    return kept[0] if len(kept) == 1 else MultiPolygon(kept)


def _without_small_holes(polygon: Polygon, hole_m2: float) -> Polygon:
    return Polygon(polygon.exterior, [ring for ring in polygon.interiors if Polygon(ring).area > hole_m2])


def _components(left: NDArray[np.int_], right: NDArray[np.int_], count: int) -> NDArray[np.int_]:
    links = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    _, group = connected_components(links, directed=False)
    return np.asarray(group, dtype=np.int_)


def overlap_below(footprint: Area, lower: Sequence[Polygon]) -> Area:
    """The part of a footprint that has any of the ``lower`` spaces beneath it (may be empty).

    Slivers where walls of two storeys miss one another by up to 5 cm are dropped.
    """
    if not lower:
        return Polygon()
    shared = footprint.intersection(shapely.union_all(np.asarray(lower, dtype=object)))
    solid = shared.buffer(-0.025, **_MITRE).buffer(0.025, **_MITRE).intersection(shared)
    parts = [part for part in shapely.get_parts(solid) if isinstance(part, Polygon) and not part.is_empty]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts) if parts else Polygon()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimensions:
    """Length and width of the smallest rectangle round a shape, longest distance across it, area [m, m2]."""

    length_m: float
    width_m: float
    diagonal_m: float
    area_m2: float


def dimensions(shape: Area) -> Dimensions:
    """Dimensions of a shape: its minimum rotated rectangle, and the largest distance between two of its points."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.sort(np.hypot(*np.diff(corners, axis=0)[:2].T))
    hull = shapely.get_coordinates(shape.convex_hull)
    across = np.hypot(*(hull[:, None] - hull[None]).transpose(2, 0, 1))
    return Dimensions(
        length_m=float(sides[1]), width_m=float(sides[0]), diagonal_m=float(across.max()), area_m2=float(shape.area)
    )
