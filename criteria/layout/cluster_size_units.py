"""Number of co-located units: the largest group that shares a plot or stands close together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Finding, Quantity
from siteplan.measures.unit_groups import groups_of_units

from .evidence import unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """The size of the largest group of units; its units are the evidence."""
    units = drawn_units(layout)
    plots = [] if layout.site_boundary is None else list(shapely.get_parts(layout.site_boundary))
    groups = groups_of_units([unit.footprint for unit in units], plots, distance_m=limits["grouping_distance"])
    sizes = np.bincount(groups)
    largest = int(sizes.argmax())
    members = [unit for unit, group in zip(units, groups.tolist(), strict=True) if group == largest]
    return Finding(
        quantity=Quantity(value=float(sizes[largest]), unit="count"),
        features=unit_features(members),
        values={"unit_count": len(units), "group_count": len(sizes)},
    )
