"""How many kinds of activity lie within an easy walk."""

from __future__ import annotations

import math
from collections.abc import Mapping

from siteplan.context import PlotContext, Reach
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

from .parts import nearest_of
from .reaching import name_of, reach_features

ON_THE_MAP: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "meeting": ("amenity", ("community_centre", "social_centre")),
    "library": ("amenity", ("library",)),
    "arts": ("amenity", ("arts_centre",)),
    "sport": ("leisure", ("pitch", "sports_centre", "swimming_area", "fitness_station", "ice_rink")),
    "day_centre": ("social_facility", ("day_care", "workshop")),
}
OF_THE_MUNICIPALITY: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "activity": ("type", ("activity",)), "work_offer": ("type", ("work_offer",)),
}  # fmt: skip


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Sum over kinds of exp(-distance / decay), the nearest of each kind; kinds not mapped may be next door."""
    found = {name: context.walk_to("activity", where=where) for name, where in ON_THE_MAP.items()}
    mapped = True
    try:
        found |= {name: context.walk_to("services", where=where) for name, where in OF_THE_MUNICIPALITY.items()}
    except MissingDataError:
        mapped = False
    decay = limits["decay"]
    least = sum(_near(reach.distance_m, decay) for reach in found.values())
    most = sum(_near(reach.low_m, decay) for reach in found.values()) + (0 if mapped else len(OF_THE_MUNICIPALITY))
    near = {name: reach for name, reach in found.items() if _within(reach, limits["listed_within"])}
    nearest = nearest_of(list(found.values()))
    return Finding(
        quantity=Quantity(value=least, unit="1"),
        low=least,
        high=most,
        features=tuple(feature for reach in near.values() for feature in reach_features(reach)),
        values={
            "kinds_count": len(near),
            "nearest": name_of(nearest),
            "nearest_m": nearest.distance_m,
            "within_m": limits["listed_within"],
            **{f"{name}_m": reach.distance_m for name, reach in found.items()},
        },
        missing=(*(() if mapped else ("layer_services",)), *(() if most == least or not mapped else ("extent_near",))),
    )


def _near(distance: float | None, decay: float) -> float:
    return 0 if distance is None else math.exp(-distance / decay)


def _within(reach: Reach, limit: float) -> bool:
    return reach.distance_m is not None and reach.distance_m <= limit
