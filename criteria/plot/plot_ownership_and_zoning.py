"""Whether the municipality owns the plot, and whether homes may be built on it."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.context.zoning import owned_by_municipality, zoned_for_housing
from siteplan.criterion import Feature, Finding
from siteplan.errors import MissingDataError


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """A score for each of the four cases; the cases that the data leave open make an interval."""
    missing: list[str] = []
    answers: dict[str, tuple[bool, ...]] = {}
    for name, ask in (("owned", owned_by_municipality), ("zoned", zoned_for_housing)):
        try:
            answers[name] = (ask(context, least_share=limits["least_share"]),)
        except MissingDataError as error:
            answers[name] = (False, True)
            missing.append(error.missing)
    if len(missing) == len(answers):
        raise MissingDataError("+".join(missing))
    by_case = {
        (True, True): limits["owned_zoned"], (True, False): limits["owned_not_zoned"],
        (False, True): limits["not_owned_zoned"], (False, False): limits["not_owned_not_zoned"],
    }  # fmt: skip
    scores = [by_case[owned, zoned] for owned in answers["owned"] for zoned in answers["zoned"]]
    status = context.plot.properties.get("status")
    return Finding(
        score=min(scores), score_low=min(scores), score_high=max(scores),
        features=(Feature(role="buildable", geometry=context.plot.boundary),) if answers["zoned"] == (True,) else (),
        values={
            **{name: known[0] if len(known) == 1 else None for name, known in answers.items()},
            "status": None if status is None else str(status),
        },
        missing=tuple(missing),
    )  # fmt: skip
