"""How an existing building on the plot does on the criteria for layouts: what fails is the list of what to rebuild."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.criterion import Finding, Outcome, Quantity, weighted_mean
from siteplan.errors import MissingDataError, NotApplicableError


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """The weighted mean of the building's layout criteria; those not assessed may come to anything."""
    card = context.building
    if card is None:
        if context.plot.properties.get("existing_building") in (True, 1, "yes", "ja", "true"):
            raise MissingDataError("existing_building_drawing")
        raise NotApplicableError("without_existing_building")
    asked = [result for result in card.results if result.score_low is not None and result.score_high is not None]
    weights = [result.spec.suggested_weight for result in asked]
    if not sum(weights):
        raise MissingDataError("existing_building_results")
    low = weighted_mean([result.score_low or 0 for result in asked], weights)
    high = weighted_mean([result.score_high or 0 for result in asked], weights)
    failing = [result.spec.id for result in asked if result.outcome is Outcome.NOT_MET]
    settled = sum(weight for result, weight in zip(asked, weights, strict=True) if result.score is not None)
    return Finding(
        quantity=Quantity(value=low, unit="share"),
        score=low,
        score_low=low,
        score_high=high,
        failing=tuple(failing),
        values={
            "failing_count": len(failing),
            "asked_count": len(asked),
            "settled_share": settled / sum(weights),
            "layout": card.name,
        },
        missing=("existing_building_results",) if high > low else (),
    )
