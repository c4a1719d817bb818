"""Residents' own outdoor areas, unseen from the street."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units
from siteplan.context.layout_screens import private_zones, public_eyes, seen_by_public, shared_zones
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

from .evidence import extent_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of private outdoor area seen from where the public passes; an interval where no map tells where that is."""
    drawn_units(layout)
    zones = private_zones(layout, spacing_m=limits["cell"])
    if not zones:
        raise MissingDataError("layout_private_outdoor")
    shared = shared_zones(layout, spacing_m=limits["shared_cell"])
    least, most, mapped = public_eyes(
        layout, zones, eye_m=limits["eye_height"], range_m=limits["range"], spacing_m=limits["spacing"]
    )
    if not mapped and layout.site_boundary is None:
        raise MissingDataError("layout_streets")
    height = {"target_m": limits["target_height"], "range_m": limits["range"]}
    sight = seen_by_public(layout, (*zones, *shared), most, **height)
    high = sight.share(zones)
    low = high if mapped else seen_by_public(layout, zones, least, **height).share(zones)
    return Finding(
        quantity=Quantity(value=high, unit="share") if mapped else None,
        low=low,
        high=high,
        missing=() if mapped else ("layout_streets",),
        failing=tuple(zone.id for zone in zones if sight.seen[zone.id].any()),
        features=(
            *(part for zone in zones for part in extent_features("outdoor_area", zone.area, element=zone.id)),
            *(
                part for zone in zones
                for part in extent_features("overlooked", zone.part(sight.seen[zone.id]), element=zone.id)
            ),
        ),
        values={
            "least_share": low,
            "most_share": high,
            "streets_known": mapped,
            "shared_seen_share": sight.share(shared) if shared else None,
            "private_m2": sum(zone.area.area for zone in zones),
        },
    )  # fmt: skip
