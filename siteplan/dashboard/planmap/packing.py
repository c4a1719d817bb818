"""Geometry as the compact arrays that the front end reads (``frontend/src/decode.ts``).

A geometry becomes a list of shapes ``[0, points]``, ``[1, line, ...]`` or ``[2, [ring, ...], ...]``. Points, lines and
rings are flat lists of whole centimetres, the first pair from an origin, every further pair from the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Flat = list[int]
Shape = list[object]

_POINTS = frozenset({0, 4})  # shapely type ids of Point and MultiPoint
_LINES = frozenset({1, 2, 5})
_POLYGONS = frozenset({3, 6})


def origin_of(bounds: tuple[float, float, float, float]) -> tuple[float, float]:
    """A round origin [m] near a bounding box, so that centimetres from it stay short."""
    return float(np.floor(bounds[0])), float(np.floor(bounds[1]))


def pack(geometries: Sequence[BaseGeometry], origin: tuple[float, float]) -> list[list[Shape]]:
    """Shapes of each geometry; an empty geometry gives an empty list.

    Parameters
    ----------
    geometries
        Any shapely geometries in projected metres; a height is dropped.
    origin
        Subtracted first [m].

    Raises
    ------
    ValueError
        If a coordinate is not finite.
    """
    packed: list[list[Shape]] = [[] for _ in geometries]
    if not len(geometries):
        return packed
    parts, owners = shapely.get_parts(np.asarray(geometries, dtype=object), return_index=True)
    while (shapely.get_type_id(parts) == 7).any():  # collections may hold multi-geometries or collections
        parts, inner = shapely.get_parts(parts, return_index=True)
        owners = owners[inner]
    singles, inner = shapely.get_parts(parts, return_index=True)
    owners = owners[inner]
    occupied = ~shapely.is_empty(singles)
    singles, owners = singles[occupied], owners[occupied]
    singles = shapely.orient_polygons(singles, exterior_cw=False)
    rings, ring_owner = _rings(singles)
    flats = _flatten(rings, origin)
    kinds = shapely.get_type_id(singles)
    by_single: list[list[Flat]] = [[] for _ in singles]
    for flat, single in zip(flats, ring_owner.tolist(), strict=True):
        by_single[single].append(flat)
    for single, owner in enumerate(owners.tolist()):
        _append(packed[owner], int(kinds[single]), by_single[single])
    return packed


def _rings(singles: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int_]]:
    """Every simple curve or point (r,) and the index of the geometry it is part of (r,), in order."""
    polygonal = np.isin(shapely.get_type_id(singles), list(_POLYGONS))
    rings, at = shapely.get_rings(singles[polygonal], return_index=True)
    owner = np.concatenate([np.flatnonzero(polygonal)[at], np.flatnonzero(~polygonal)])
    every = np.concatenate([rings, singles[~polygonal]])
    order = np.argsort(owner, kind="stable")
    return every[order], owner[order]


def _flatten(rings: NDArray[np.object_], origin: tuple[float, float]) -> list[Flat]:
    xy, at = shapely.get_coordinates(rings, return_index=True)
    if not np.isfinite(xy).all():
        raise ValueError("a geometry has coordinates that are not finite")
    steps = np.rint((xy - np.asarray(origin)) * 100).astype(np.int64)
    first = np.flatnonzero(np.diff(at, prepend=-1))
    deltas = np.diff(steps, axis=0, prepend=0)
    deltas[first] = steps[first]
    moved = deltas.any(axis=1)
    moved[first] = True  # points that fall together after rounding are drawn once
    deltas, at = deltas[moved], at[moved]
    bounds = np.searchsorted(at, np.arange(len(rings) + 1))
    flat: Flat = deltas.ravel().tolist()
    return [flat[2 * a : 2 * b] for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)]


def _append(shapes: list[Shape], type_id: int, flats: list[Flat]) -> None:
    """Adds one simple geometry to its owner's shapes, joined to the last shape where that is of the same kind."""
    kind = 0 if type_id in _POINTS else 1 if type_id in _LINES else 2
    last = shapes[-1] if shapes and shapes[-1][0] == kind else None
    if kind == 0:
        shapes.append([0, flats[0]])
    elif last is None:
        shapes.append([kind, *flats] if kind == 1 else [2, flats])
    else:
        last.extend(flats if kind == 1 else [flats])
