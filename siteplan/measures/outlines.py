"""Outlines of many features laid end to end, as compiled kernels read them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from siteplan.measures.kernels import OutlineKernels

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlines:
    """n features: feature f has rings ``first_ring[f]`` to ``first_ring[f + 1]``.

    Ring r is ``xy[ring_start[r]:ring_start[r + 1]]`` [m]; ``sign`` 1 of a shell, -1 of a hole, 0 of a line or point.
    """

    first_ring: IntArray
    ring_start: IntArray
    xy: FloatArray
    sign: IntArray

    @classmethod
    def of(cls, geometries: NDArray[np.object_]) -> Outlines:
        """Outlines of polygons, lines and points, and of several of them in one."""
        parts, feature = shapely.get_parts(_without_collections(geometries), return_index=True)
        kind = shapely.get_type_id(parts)
        areal = kind == shapely.GeometryType.POLYGON
        rings, of_part = shapely.get_rings(parts[areal], return_index=True)
        shell = np.ones(len(rings), dtype=bool)
        shell[1:] = of_part[1:] != of_part[:-1]
        rest = parts[~areal]
        every = np.concatenate([rings, rest])
        owner = np.concatenate([feature[areal][of_part], feature[~areal]])
        sign = np.concatenate([np.where(shell, 1, -1), np.zeros(len(rest), dtype=int)])
        order = np.argsort(owner, kind="stable")
        xy, ring = shapely.get_coordinates(every[order], return_index=True)
        single = np.flatnonzero(np.bincount(ring, minlength=len(every)) == 1)  # a point is a line of no length
        if len(single):
            at = np.flatnonzero(np.isin(ring, single))
            xy, ring = np.insert(xy, at, xy[at], axis=0), np.insert(ring, at, ring[at])
        return cls(
            first_ring=np.searchsorted(owner[order], np.arange(len(geometries) + 1)),
            ring_start=np.searchsorted(ring, np.arange(len(every) + 1)), xy=xy, sign=sign[order],
        )  # fmt: skip

    @property
    def arrays(self) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
        """As kernels take them."""
        return self.first_ring, self.ring_start, self.xy, self.sign


def _without_collections(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Collections as the union of their parts of one kind cannot be taken apart by ``get_parts`` alone."""
    kind = shapely.get_type_id(geometries)
    mixed = np.flatnonzero(kind == shapely.GeometryType.GEOMETRYCOLLECTION)
    if not len(mixed):
        return geometries
    flat = geometries.copy()
    for i in mixed.tolist():
        areas = [part for part in shapely.get_parts(geometries[i]) if shapely.get_dimensions(part) == 2]
        flat[i] = shapely.union_all(areas) if areas else shapely.union_all(shapely.get_parts(geometries[i]))
    return flat


def clipped_areas(
    kernels: OutlineKernels, features: NDArray[np.object_], windows: NDArray[np.object_], window: IntArray
) -> FloatArray:
    """(k,) area of features inside windows: ``features`` (k,), ``windows`` (w,) convex polygons, ``window`` (k,)."""
    outlines = Outlines.of(features)
    xy, of_window = shapely.get_coordinates(
        shapely.get_exterior_ring(shapely.orient_polygons(windows)), return_index=True
    )
    last = np.ones(len(xy), dtype=bool)
    last[:-1] = of_window[1:] != of_window[:-1]
    xy, of_window = xy[~last], of_window[~last]
    found = np.zeros(len(features))
    kernels.clipped_areas(
        np.arange(len(features)), window.astype(np.int64), *outlines.arrays,
        np.searchsorted(of_window, np.arange(len(windows) + 1)), xy, found,
    )  # fmt: skip
    lost = np.flatnonzero(np.isnan(found))
    found[lost] = shapely.area(shapely.intersection(features[lost], windows[window[lost]]))
    return found


def distances_to_nearest(kernels: OutlineKernels, points: FloatArray, outlines: Outlines) -> FloatArray:
    """(m,) metres from points (m, 2) to the nearest of at least one feature, 0 inside one."""
    found = np.zeros(len(points))
    kernels.nearest_outlines(
        np.ascontiguousarray(points), np.arange(len(outlines.first_ring) - 1), *outlines.arrays, found
    )  # fmt: skip
    return found


def ray_hits(
    kernels: OutlineKernels, points: FloatArray, direction: FloatArray, reach: FloatArray,
    features: NDArray[np.object_], *, hides_within: FloatArray | None = None,
) -> tuple[FloatArray, NDArray[np.bool_]]:  # fmt: skip
    """What rays from every point meet first.

    Parameters
    ----------
    points, direction, reach
        (m, 2) [m]; (n, 2) unit directions; (n,) [m].
    features
        (k,) what may be met.
    hides_within
        (k, n) metres within which a feature hides a ray.

    Returns
    -------
    (m, n) metres to the first feature met, infinite where there is none; (m, n) whether one hides the ray.
    """
    nearest, hidden = (
        np.full((len(points), len(direction)), np.inf),
        np.zeros((len(points), len(direction)), dtype=bool),
    )
    if len(features):
        box = shapely.bounds(features).reshape(-1, 4)
        slope = np.zeros((len(features), len(direction))) if hides_within is None else hides_within
        kernels.ray_hits(
            np.ascontiguousarray(points), np.ascontiguousarray(direction), reach, np.arange(len(features)), slope,
            *Outlines.of(features).arrays, np.ascontiguousarray((box[:, :2] + box[:, 2:]) / 2),
            np.hypot(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) / 2, nearest, hidden,
        )  # fmt: skip
    return nearest, hidden
