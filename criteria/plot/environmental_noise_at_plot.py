"""How much noise from road and rail there is on the plot."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.context.risk import traffic
from siteplan.context.zoning import noise_at
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError
from siteplan.measures.exposure import Interval


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """The mapped level; without a map, that fast roads and railways are far off bounds it from above, no more."""
    try:
        level = noise_at(context, least_share=limits["least_share"])
    except MissingDataError as error:
        return _by_distance(context, limits, error)
    return Finding(
        quantity=Quantity(value=level.high, unit="dB"),
        low=level.low,
        high=level.high,
        values={
            "mapped": True, "nearest_m": None, "level_db": level.high, "quieter_than_mapped": level.low < level.high,
        },
    )  # fmt: skip


def _by_distance(context: PlotContext, limits: Mapping[str, float], error: MissingDataError) -> Finding:
    nearby = traffic(context, radius_m=limits["quiet_from"])
    far = nearby.exposure.high == 0
    # What is far from fast roads and railways is taken to be quiet at most up to a stated level.
    bounds = Interval(low=0, high=limits["level_far"] if far else limits["level_near"])
    return Finding(
        low=bounds.low,
        high=bounds.high,
        quantity=Quantity(value=bounds.high, unit="dB") if far else None,
        features=tuple(
            Feature(role="risk", geometry=place, element=element)
            for place, element in zip(nearby.geometries, nearby.elements, strict=True)
        ),
        values={"mapped": False, "nearest_m": nearby.nearest_m, "level_db": bounds.high, "quieter_than_mapped": False},
        missing=(error.missing,),
    )
