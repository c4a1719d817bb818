"""How long those who come to help drive to the plot."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

from .reaching import name_of, reach_features, speeds

OFFICES = ("type", ("base", "outreach_team"))


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Minutes at free flow from the nearest base or team office; 0 where the plot gets a staffed base of its own."""
    if context.programme.get("staffed_base") is True:
        return Finding(quantity=Quantity(value=0, unit="min"), values={"minutes": 0, "nearest": "own_base"})
    drive = context.drive_to("services", speeds=speeds(limits), where=OFFICES)
    if drive.minutes is None:
        raise MissingDataError("none_in_extent_base")
    return Finding(
        quantity=Quantity(value=drive.minutes, unit="min"),
        features=reach_features(drive),
        values={
            "minutes": drive.minutes, "drive_m": drive.distance_m, "nearest": name_of(drive), "element": drive.element,
        },
    )  # fmt: skip
