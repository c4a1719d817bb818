"""Multipolygon relations -> polygons, from the lines of their members.

Rings are found in the linework, and the even-odd rule says what is inside, so that holes, islands in holes and rings
that touch come out right whatever roles the members carry.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry


def assemble_area(lines: Sequence[BaseGeometry]) -> tuple[BaseGeometry | None, bool]:
    """Polygon enclosed by the members of a relation.

    Parameters
    ----------
    lines
        Lines of the member ways, each once.

    Returns
    -------
    area, closed
        None where the lines enclose nothing; ``closed`` is false where some line is part of no ring (a member is
        missing, as in a clipped extract).
    """
    if not lines:
        return None, False
    faces, cuts, dangles, invalid = shapely.polygonize_full(list(lines))
    closed = bool(cuts.is_empty and dangles.is_empty and invalid.is_empty)
    segments = _segments(lines)
    inside = [face for face in faces.geoms if _encloses(segments, shapely.point_on_surface(face))]
    if not inside:
        return None, False
    return areal(shapely.union_all(inside)), closed


def areal(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a shape; the shape itself where it has none."""
    if isinstance(shape, Polygon | MultiPolygon):
        return shape
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon | MultiPolygon)]
    return shapely.union_all(parts) if parts else shape


def _segments(lines: Sequence[BaseGeometry]) -> NDArray[np.float64]:
    xy, owner = shapely.get_coordinates(list(lines), return_index=True)
    joined = owner[:-1] == owner[1:]
    segments: NDArray[np.float64] = np.stack([xy[:-1][joined], xy[1:][joined]], axis=1)
    return segments


def _encloses(segments: NDArray[np.float64], point: BaseGeometry) -> bool:
    """Even-odd rule: whether a ray eastwards from the point crosses the lines an odd number of times."""
    x, y = shapely.get_coordinates(point)[0]
    (x0, y0), (x1, y1) = segments[:, 0].T, segments[:, 1].T
    spans = (y0 <= y) != (y1 <= y)
    at = x0[spans] + (y - y0[spans]) / (y1[spans] - y0[spans]) * (x1[spans] - x0[spans])
    return bool(np.count_nonzero(at > x) % 2)
