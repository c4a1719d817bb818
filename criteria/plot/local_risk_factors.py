"""What in the surroundings can harm the residents: dealing places, fast roads and railways, floods and landslides.

Schools, kindergartens and playgrounds are counted for information and take no part in the score.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from siteplan.context import PlotContext
from siteplan.context.risk import Risk, hazards, marked_places, neighbours_count, traffic
from siteplan.criterion import Feature, Finding, Quantity, Value
from siteplan.measures.exposure import Interval


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """One minus the sum of nearness times weight; what the data do not carry makes the result an interval."""
    risks = {
        "dealing": marked_places(context, "dealing", radius_m=limits["dealing_radius"]),
        "traffic": traffic(context, radius_m=limits["traffic_radius"]),
        "hazard": hazards(
            context,
            flood_years=limits["flood_return_period"],
            landslide_years=limits["landslide_return_period"],
            radius_m=limits["hazard_radius"],
        ),
    }
    weighed = {name: risk.exposure.scaled(limits[f"{name}_weight"]) for name, risk in risks.items()}
    index = reduce(Interval.plus, weighed.values())
    heaviest = max(weighed, key=lambda name: weighed[name].low)
    least, most = min(1, index.low), min(1, index.high)
    return Finding(
        quantity=Quantity(value=least, unit="1"),
        score=1 - most,
        low=least,
        high=most,
        score_low=1 - most,
        score_high=1 - least,
        failing=tuple(str(element) for risk in risks.values() for element in risk.elements),
        features=tuple(
            Feature(role=risk.role, geometry=place, element=element)
            for risk in risks.values()
            for place, element in zip(risk.geometries, risk.elements, strict=True)
        ),
        values={
            "heaviest": f"risk_{heaviest}" if least else "risk_none",
            **_values(risks),
            **neighbours_count(context, radius_m=limits["others_radius"]),
        },
        missing=tuple(risk.missing for risk in risks.values() if risk.exposure.low < risk.exposure.high),
    )


def _values(risks: Mapping[str, Risk]) -> dict[str, Value]:
    return {
        **{f"{name}_m": risk.nearest_m for name, risk in risks.items() if name != "hazard"},
        "hazard_share": risks["hazard"].exposure.low,
        **{f"{name}_known": risk.exposure.low == risk.exposure.high for name, risk in risks.items()},
    }
