"""Which homes of a layout stand together."""

from __future__ import annotations

import numpy as np
import shapely

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import Unit
from siteplan.measures.unit_groups import groups_of_units

GROUPING_M = 50.0
"""Homes this near one another stand together wherever they stand (catalogue, cluster_size_units)."""


def groups(layout: LayoutContext, *, distance_m: float = GROUPING_M) -> tuple[tuple[Unit, ...], ...]:
    """Units by group, the largest group first: on one plot, or within ``distance_m`` of one another."""
    return layout.once(("groups", distance_m), lambda: _groups(layout, distance_m))


def _groups(layout: LayoutContext, distance_m: float) -> tuple[tuple[Unit, ...], ...]:
    if not layout.units:
        return ()
    plots = [] if layout.site_boundary is None else list(shapely.get_parts(layout.site_boundary))
    numbers = groups_of_units([unit.footprint for unit in layout.units], plots, distance_m=distance_m)
    order = np.argsort(-np.bincount(numbers), kind="stable")
    return tuple(
        tuple(unit for unit, number in zip(layout.units, numbers.tolist(), strict=True) if number == group)
        for group in order.tolist()
    )
