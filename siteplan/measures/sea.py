"""The sea from a coastline: OpenStreetMap draws the line only, with land on its left and water on its right."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon

from siteplan.model import Area

_SIDE_STEP_M = 0.05


def sea_areas(coastlines: NDArray[np.object_], extent: Area) -> tuple[Polygon, ...]:
    """The parts of an extent that are sea.

    The extent is cut along the coastline; a part is sea where a point just right of a coast segment lies in it.

    Parameters
    ----------
    coastlines
        (n,) LineStrings or closed Polygons (an island, its shell counter-clockwise = land within) [m].
    extent
        Where the coastline is complete [m].

    Returns
    -------
    tuple of Polygon
        Empty without a coastline. Parts that no coast segment touches are taken as land.

    References
    ----------
    .. [1] OpenStreetMap Wiki, Tag:natural=coastline: "drawn so that the land is on the left and water on the right".
    """
    lines = [_ring_or_line(geometry) for geometry in shapely.get_parts(coastlines)] if len(coastlines) else []
    lines = [line for line in lines if line.intersects(extent)]
    if not lines:
        return ()
    cuts = shapely.union_all([*shapely.intersection(np.array(lines), extent), extent.boundary])
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(cuts))), dtype=object)
    if not len(faces):
        return ()
    tree = shapely.STRtree(faces)
    _, wet = tree.query(_right_of(lines), predicate="intersects")
    _, dry = tree.query(_right_of([line.reverse() for line in lines]), predicate="intersects")
    votes = np.bincount(wet, minlength=len(faces)) - np.bincount(dry, minlength=len(faces))
    return tuple(face for face, vote in zip(faces, votes, strict=True) if vote > 0)


def _ring_or_line(geometry: LineString | Polygon) -> LineString:
    if isinstance(geometry, Polygon):
        return LineString(shapely.orient_polygons(geometry, exterior_cw=False).exterior.coords)
    return LineString(geometry.coords)


def _right_of(lines: list[LineString]) -> NDArray[np.object_]:
    """A point just right of the middle of each segment of the lines, (k,)."""
    points = []
    for line in lines:
        xy = shapely.get_coordinates(line)
        step = np.diff(xy, axis=0)
        length = np.hypot(step[:, 0], step[:, 1])
        keep = length > 4 * _SIDE_STEP_M
        normal = np.column_stack([step[:, 1], -step[:, 0]])[keep] / length[keep, None]
        points.append((xy[:-1][keep] + xy[1:][keep]) / 2 + _SIDE_STEP_M * normal)
    placed: NDArray[np.object_] = shapely.points(np.vstack(points))
    return placed
