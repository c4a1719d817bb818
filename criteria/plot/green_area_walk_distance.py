"""Walking distance to a green area nearby, and to larger natural terrain."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext, Reach
from siteplan.context.large_plots import worst_m
from siteplan.criterion import Finding, Quantity, Value, ramp

from .reaching import NONE_FOUND, name_of, reach_features


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Two distances, each with its own knees, joined by a weight; the quantity is the distance to the nearer class."""
    green = context.walk_to("green", min_area_ha=limits["green_size"])
    terrain = context.walk_to("nearby_terrain", min_area_ha=limits["terrain_size"])
    weight = limits["green_weight"]

    def joined(green_m: float, terrain_m: float) -> float:
        by_green = ramp(green_m, zero=limits["green_zero"], full=limits["green_full"])
        by_terrain = ramp(terrain_m, zero=limits["terrain_zero"], full=limits["terrain_full"])
        return weight * by_green + (1 - weight) * by_terrain

    worst = joined(green.high_m, terrain.high_m)
    green_m, terrain_m = worst_m(context, green), worst_m(context, terrain)
    return Finding(
        quantity=None if green.distance_m is None else Quantity(value=green.distance_m, unit="m"),
        score=worst,
        low=green.low_m,
        high=green.high_m,
        score_low=worst,
        score_high=joined(green.low_m, terrain.low_m),
        worst=None if green_m is None else joined(green_m, terrain.high_m if terrain_m is None else terrain_m),
        features=reach_features(green) + reach_features(terrain),
        values={**_values("green", green), **_values("terrain", terrain), "access": green.access},
        missing=("terrain_beyond",) if green.exact else (),
    )


def _values(name: str, reach: Reach) -> dict[str, Value]:
    return {
        f"{name}_m": NONE_FOUND if reach.distance_m is None else reach.distance_m,
        f"{name}_name": name_of(reach),
        f"{name}_element": reach.element,
    }
