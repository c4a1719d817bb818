"""Whether a plot lies among ordinary homes."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.context.building_use import housing_around
from siteplan.criterion import Feature, Finding, Quantity, ramp


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Share of ordinary homes in the footprint whose use is known, and the number of homes, within reach."""
    buildings, mix = housing_around(
        context,
        radius_m=limits["radius"],
        area_per_dwelling_m2=limits["area_per_dwelling"],
        least_known_share=limits["known_share"],
    )
    by_share = ramp(mix.housing_share, zero=limits["share_zero"], full=limits["share_full"])
    by_number = ramp(mix.dwellings, zero=0, full=limits["dwellings_full"])
    return Finding(
        quantity=Quantity(value=mix.housing_share, unit="share"),
        score=min(by_share, by_number),
        features=tuple(
            Feature(role="housing", geometry=buildings.geometries[i], element=str(buildings.ids[i]))
            for i in mix.housing
        ),
        values={
            "dwellings_count": mix.dwellings,
            "known_share": mix.known_share,
            "footprint_m2": mix.footprint_m2,
            "radius_m": limits["radius"],
        },
    )
