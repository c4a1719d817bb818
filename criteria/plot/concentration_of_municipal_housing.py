"""How much other municipal housing is gathered around a plot."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.measures.exposure import lies_on


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Units of other municipal housing within reach of the boundary; units on the plot are this project's own.

    Another kind is a group, other than the project's own, that the layer names; a group left blank is no kind.
    """
    context.layer("municipal_housing")
    nearby = context.near("municipal_housing", radius_m=limits["radius"])
    others = nearby.take(~lies_on(context.plot.boundary, nearby.geometries))
    units = [int(count) for count in others.column("units")]
    own = context.programme.get("target_group")
    kinds = {str(group) for group in others.column("group") if group is not None and group != own}
    by_units = ramp(sum(units), zero=limits["units_zero"], full=limits["units_full"])
    return Finding(
        quantity=Quantity(value=sum(units), unit="count"),
        score=max(0, by_units - limits["kind_penalty"] * len(kinds)),
        features=tuple(
            Feature(
                role="housing",
                geometry=others.geometries[i],
                element=f"municipal_housing/{others.ids[i]}",
                quantity=Quantity(value=units[i], unit="count"),
            )
            for i in range(len(others))
        ),
        values={
            "units_count": sum(units),
            "measures_count": len(others),
            "kinds_count": len(kinds),
            "own_units_count": sum(int(n) for n in nearby.column("units")) - sum(units),
            "radius_m": limits["radius"],
        },
    )
