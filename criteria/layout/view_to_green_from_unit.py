"""The view of green from the living room."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_green import green_views, greens_of
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

from .evidence import extent_features, room_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Mean share of the view out of the living room in which something green is seen; the poorest home is named."""
    units = drawn_units(layout)
    greens = greens_of(
        layout, low_m=limits["low_green"], crown_radius_m=limits["crown_radius"], reach_m=limits["reach"]
    )
    if not greens:
        raise MissingDataError("layout_green")
    views = green_views(layout, units, greens, eye_m=limits["eye_height"], reach_m=limits["reach"])
    if not views:
        raise MissingDataError("layout_windows")
    worst = min(views, key=lambda view: view.share)
    unknown = len(units) - len(views)
    known = sum(view.share for view in views)
    low, high = known / len(units), (known + unknown) / len(units)
    return Finding(
        quantity=None if unknown else Quantity(value=low, unit="share"),
        low=low if unknown else None,
        high=high if unknown else None,
        failing=tuple(view.unit.id for view in views if not view.share),
        features=(
            *room_features(view.room for view in views),
            *(part for view in views for part in extent_features("green", view.green, element=view.unit.id)),
        ),
        values={
            "worst_unit": worst.unit.id,
            "worst_share": worst.share,
            "without_view_count": sum(not view.view_rad for view in views),
            "unknown_count": unknown,
            "unit_count": len(units),
        },
    )
