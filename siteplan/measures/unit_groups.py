"""Which homes stand together: on one plot, or near one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import STRtree
from shapely.geometry.base import BaseGeometry


def groups_of_units(
    footprints: Sequence[BaseGeometry], plots: Sequence[BaseGeometry], *, distance_m: float
) -> NDArray[np.int_]:
    """Which group each home belongs to.

    Two homes are in one group when they stand on the same plot, or within ``distance_m`` of one another, or when a
    chain of homes joins them.

    Parameters
    ----------
    footprints
        Homes in plan [m], shape (n,).
    plots
        Plots, each a connected area; a home stands on the plot that holds most of it. May be empty.
    distance_m
        How near homes are one group wherever they stand.

    Returns
    -------
    ndarray of int, shape (n,)
        Group number, counted from 0 in the order of first appearance.
    """
    homes = np.empty(len(footprints), dtype=object)
    homes[:] = footprints
    if not len(homes):
        return np.empty(0, dtype=np.int_)
    left, right = STRtree(homes).query(homes, predicate="dwithin", distance=distance_m)
    on_plot = _plot_of(homes, plots)
    firsts = {int(plot): int(np.flatnonzero(on_plot == plot)[0]) for plot in np.unique(on_plot[on_plot >= 0])}
    members = np.flatnonzero(on_plot >= 0)
    rows = np.concatenate([left, members])
    columns = np.concatenate([right, np.array([firsts[int(on_plot[row])] for row in members], dtype=np.intp)])
    links = coo_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(len(homes), len(homes)))
    _, label = connected_components(links, directed=False)
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    numbers: NDArray[np.int_] = np.argsort(np.argsort(first))[inverse]
    return numbers


def _plot_of(homes: NDArray[np.object_], plots: Sequence[BaseGeometry]) -> NDArray[np.int_]:
    """Row of the plot that holds most of each home, -1 where none touches it."""
    if not len(plots):
        return np.full(len(homes), -1, dtype=np.int_)
    shared = np.stack([shapely.area(shapely.intersection(homes, plot)) for plot in plots])
    best: NDArray[np.int_] = np.argmax(shared, axis=0)
    return np.where(shared.max(axis=0) > 0, best, -1)
