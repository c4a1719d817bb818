"""Areal results of overlays: polygons only, always valid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import shapely

from siteplan.measures.noding import FloatArray

Region: TypeAlias = shapely.Polygon | shapely.MultiPolygon


def polygons_of(geometry: shapely.Geometry) -> Region:
    """The areal parts of a geometry; an overlay may leave points and lines beside them."""
    # A collection may hold a MultiPolygon: two levels at most.
    parts = shapely.get_parts(shapely.get_parts(geometry))
    areal = [part for part in parts if isinstance(part, shapely.Polygon) and not part.is_empty]
    return areal[0] if len(areal) == 1 else shapely.MultiPolygon(areal)


def region_within(outline: FloatArray) -> Region:
    """The region inside a ring of vertices, shape (k, 2), which may touch itself (then it falls into several parts)."""
    if len(outline) < 3:
        return shapely.Polygon()
    polygon = shapely.Polygon(outline)
    return polygon if shapely.is_valid(polygon) else polygons_of(shapely.make_valid(polygon))


def moved(region: Region, by: FloatArray) -> Region:
    """A region shifted by (x, y) [m], still valid.

    At coordinates of a map projection a spike a nanometre wide closes on itself; overlays of such a ring give nonsense.
    """
    shifted = shapely.transform(region, lambda xy: xy + by)
    if shapely.is_valid(shifted):
        return shifted
    # Ring by ring: only spikes of the rounding are to go, and that is found eight times as fast as all crossings.
    return polygons_of(shapely.make_valid(shifted, method="structure", keep_collapsed=False))


def seen_by_at_least(regions: Sequence[Region], count: int) -> Region:
    """The area that lies in at least ``count`` of the regions."""
    levels: list[Region] = [shapely.Polygon() for _ in range(count)]
    for region in regions:
        # Areas only: where regions touch, an overlay leaves lines and points that the next one cannot take.
        for level in range(count - 1, 0, -1):
            levels[level] = polygons_of(levels[level].union(polygons_of(levels[level - 1].intersection(region))))
        levels[0] = polygons_of(levels[0].union(region))
    return levels[-1]
