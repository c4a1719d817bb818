"""Whether the chosen plots lie apart, and none of them holds most of the homes."""

from __future__ import annotations

from collections.abc import Mapping

from shapely.geometry import LineString

from siteplan.context.portfolio import PortfolioContext
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError


def evaluate(context: PortfolioContext, limits: Mapping[str, float]) -> Finding:
    """The lesser of two scores: the shortest walk between two plots, and the share of homes on the largest."""
    if len(context.plots) <= 1:
        raise MissingDataError("portfolio_plots")
    walks = context.walks()
    pair = min(walks, key=lambda one: walks[one])
    apart = ramp(walks[pair], zero=limits["apart_zero"], full=limits["apart_full"])
    missing: tuple[str, ...] = ()
    largest: float | None = None
    try:
        units = context.units()
        largest = max(units) / sum(units)
    except MissingDataError as error:
        units, missing = (), (error.missing,)
    shared = None if largest is None else ramp(largest, zero=limits["share_zero"], full=limits["share_full"])
    low = 0 if shared is None else min(apart, shared)
    first, second = (context.plots[i] for i in pair)
    return Finding(
        quantity=Quantity(value=walks[pair], unit="m"),
        score=low,
        score_low=low,
        score_high=apart if shared is None else low,
        features=(
            Feature(
                role="distance",
                geometry=LineString([first.boundary.centroid, second.boundary.centroid]),
                quantity=Quantity(value=walks[pair], unit="m"),
            ),
        ),
        values={
            "plots_count": len(context.plots),
            "nearest_pair": f"{first.name or first.id} – {second.name or second.id}",
            "least_m": walks[pair],
            "largest_share": largest,
            "units_count": sum(units) or None,
            "most_units_count": max(units, default=None),
        },
        missing=missing,
    )
