"""Places outdoors for doing things: how many kinds there are."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import choice_drawn
from siteplan.context.layout_yards import outdoor_areas
from siteplan.criterion import Finding, Quantity

from .evidence import area_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Number of kinds of places that are large enough; those that are too small are drawn as falling short."""
    least = {
        "grill": limits["grill_area"], "ball": limits["ball_area"], "workshop_yard": limits["workshop_area"],
        "garden": limits["garden_area"], "seating": limits["seating_area"], "gathering": limits["gathering_area"],
    }  # fmt: skip
    places = outdoor_areas(layout, least)
    if not choice_drawn(layout, "outdoor_activity", drawn=bool(places)):
        return Finding(quantity=Quantity(value=0, unit="count"), score=0.0, values={"too_small_count": 0})
    good = [place for place in places if place.geometry.area >= least[place.use]]
    small = [place for place in places if place not in good]
    kinds = len({place.use for place in good})
    return Finding(
        quantity=Quantity(value=kinds, unit="count"),
        score=min(1, kinds / limits["kinds_full"]),
        failing=tuple(place.id for place in small),
        features=(*area_features(good), *area_features(small, "short")),
        values={"too_small_count": len(small)},
    )
