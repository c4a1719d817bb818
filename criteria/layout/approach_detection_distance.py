"""How early somebody who comes is seen from the staff base."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from siteplan.context import LayoutContext
from siteplan.context.layout_approach import approaches
from siteplan.context.layout_presence import drawn_units, staffed_base
from siteplan.criterion import Feature, Finding, Quantity

from .evidence import base_values, viewpoint_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Least length of way that is left to a home's door when whoever comes is first seen, over all gates and doors."""
    staffed_base(layout)
    drawn_units(layout)
    found = approaches(layout, target_m=limits["target_height"], range_m=limits["range"], glimpse_m=limits["glimpse"])
    worst = min(found, key=lambda approach: approach.detected_m)
    middle = median(approach.detected_m for approach in found)
    stretches = [("path_unseen", approach.before, approach.unit) for approach in found]
    stretches += [("path_seen", worst.after, worst.unit)]
    return Finding(
        quantity=Quantity(value=worst.detected_m, unit="m"),
        failing=tuple(dict.fromkeys(approach.unit for approach in found if not approach.detected_m)),
        features=(
            *(Feature(role=role, geometry=line, element=unit) for role, line, unit in stretches if line is not None),
            *viewpoint_features(layout),
        ),
        values={
            "worst_unit": worst.unit,
            "seconds": round(worst.detected_m / limits["walking_speed"]),
            "median_m": middle,
            "median_seconds": round(middle / limits["walking_speed"]),
            "way_m": worst.walk.length,
            **base_values(layout),
        },
    )
