"""Those at the base and those in the court see one another."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_blind import meeting_ground
from siteplan.context.layout_presence import staffed_base
from siteplan.criterion import Finding, Quantity
from siteplan.measures.regions import polygons_of

from .evidence import base_values, extent_features, viewpoint_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the court from which staff at a viewpoint are seen and see; what only the staff see is the asymmetry."""
    staffed_base(layout)
    ground, drawn = meeting_ground(layout, near_m=limits["near"])
    height, reach = limits["target_height"], limits["range"]
    seen = polygons_of(ground.intersection(layout.sight.seen_outdoors(target_m=height, range_m=reach)))
    back = layout.sight.seen_outdoors(target_m=height, range_m=reach, looker="outdoors")
    mutual = polygons_of(seen.intersection(back))
    watched = polygons_of(seen.difference(mutual))
    return Finding(
        quantity=Quantity(value=mutual.area / ground.area, unit="share"),
        features=(
            *extent_features("court", ground),
            *extent_features("seen_region", mutual),
            *extent_features("overlooked", watched),
            *viewpoint_features(layout),
        ),
        values={
            "seen_share": seen.area / ground.area,
            "one_sided_share": watched.area / ground.area,
            "court_m2": ground.area,
            "court_drawn": drawn,
            **base_values(layout),
        },
    )
