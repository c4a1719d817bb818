"""Number of co-located units: the largest group that shares a plot or stands close together."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_groups import groups
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Finding, Quantity

from .evidence import unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """The size of the largest group of units; its units are the evidence."""
    units = drawn_units(layout)
    found = groups(layout, distance_m=limits["grouping_distance"])
    return Finding(
        quantity=Quantity(value=float(len(found[0])), unit="count"),
        features=unit_features(found[0]),
        values={"unit_count": len(units), "group_count": len(found)},
    )
