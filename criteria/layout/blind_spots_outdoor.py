"""Outdoor blind spots as seen from the staff base."""

from __future__ import annotations

from collections.abc import Mapping

import shapely

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import staffed_base
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError
from siteplan.measures.coverage import BlindSpot
from siteplan.measures.visible_region import polygons_of
from siteplan.model import Area


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Blind share of the outdoor area near doors and paths, and the largest pocket beside one of them."""
    staffed_base(layout)
    seen = layout.sight.outdoor_coverage(
        target_m=limits["target_height"], range_m=limits["range"], domain=_domain(layout, limits["near"])
    )
    share = seen.blind_area_m2 / seen.domain_area_m2
    pockets = [spot for spot in seen.spots if _is_pocket(spot, limits)]
    largest = max((spot.area_m2 for spot in pockets), default=0.0)
    return Finding(
        quantity=Quantity(value=share, unit="share"),
        score=min(
            ramp(share, zero=limits["blind_zero"], full=limits["blind_full"]),
            ramp(largest, zero=limits["pocket_zero"], full=limits["pocket_full"]),
        ),
        failing=tuple(dict.fromkeys(name for spot in pockets if (name := _place(layout, spot)) is not None)),
        features=(
            Feature(role="seen_region", geometry=seen.seen),
            *(
                Feature(
                    role="blind_spot", geometry=spot.polygon, element=_place(layout, spot),
                    quantity=Quantity(value=spot.area_m2, unit="m2"),
                )
                for spot in pockets
            ),
        ),
        values={
            "largest_pocket_m2": largest,
            "pocket_count": len(pockets),
            "blind_m2": seen.blind_area_m2,
            "asked_m2": seen.domain_area_m2,
            "plot_drawn": not layout.outdoor_domain_assumed,
            "base_inferred": layout.staffed_base_inferred,
        },
    )  # fmt: skip


def _domain(layout: LayoutContext, near_m: float) -> Area:
    """Free outdoor area near doors and paths, without what is drawn as private."""
    places = [geometry for _, geometry in layout.sight.outdoor_places]
    if not places:
        raise MissingDataError("layout_doors")
    private = [area.geometry for area in layout.layout.outdoor_areas if area.use == "private_outdoor"]
    near = shapely.union_all(shapely.buffer(places, near_m))
    domain = polygons_of(shapely.difference(layout.outdoor_domain.intersection(near), shapely.union_all(private)))
    if domain.is_empty:
        raise MissingDataError("layout_outdoors")
    return domain


def _is_pocket(spot: BlindSpot, limits: Mapping[str, float]) -> bool:
    beside = spot.nearest_distance_m is not None and spot.nearest_distance_m <= limits["pocket_near"]
    return beside and spot.width_m >= limits["pocket_width"]


def _place(layout: LayoutContext, spot: BlindSpot) -> str | None:
    return None if spot.nearest is None else layout.sight.outdoor_places[spot.nearest][0]
