"""Sun on the plot at the equinox, and how much of the view from it ends in green or water."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from siteplan.context import PlotContext
from siteplan.context.outlook import points_on, sun_on_plot, view_from_plot
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.measures.exposure import Interval

from .parts import mean_score

EQUINOX = date(2024, 3, 21)
"""The day at which Norwegian plans ask for sun; the year changes the sun's path by less than half a degree."""


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Mean of the two scores; unknown heights and an unknown horizon bound the sun from both sides."""
    sun = sun_on_plot(
        context, day=EQUINOX, reach_m=limits["shade_reach"], horizon_m=limits["horizon"], storey_m=limits["storey"],
        unknown_low_storeys=limits["unknown_low"], unknown_high_storeys=limits["unknown_high"],
    )  # fmt: skip
    view = view_from_plot(context, reach_m=limits["view_reach"])
    zero, full = limits["sun_zero"], limits["sun_full"]
    in_sun = Interval(low=ramp(sun.hours.low, zero=zero, full=full), high=ramp(sun.hours.high, zero=zero, full=full))
    in_view = ramp(view, zero=0, full=limits["view_full"])
    score = mean_score([in_sun, Interval(low=in_view, high=in_view)], [1, 1])
    open_ = sun.hours.low < sun.hours.high
    doubts = {"terrain": not sun.terrain_known, "building_heights": sun.terrain_known and open_}
    centre = context.plot.boundary.centroid
    return Finding(
        quantity=Quantity(value=sun.hours.high, unit="h"),
        score=score.low,
        score_low=score.low,
        score_high=score.high,
        features=(Feature(role="measured_at", geometry=centre, quantity=Quantity(value=view, unit="share")),),
        values={
            "sun_least_hours": sun.hours.low,
            "sun_most_hours": sun.hours.high,
            "view_share": view,
            "points_count": len(points_on(context)),
        },
        missing=tuple(key for key, doubt in doubts.items() if doubt),
    )
