"""Driving distance to the centre of the town or municipality."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.context.large_plots import worst_m
from siteplan.criterion import Finding, Quantity

from .reaching import name_of, reach_features

M_PER_KM = 1000


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Kilometres by the shortest way on the driving network to the centre that is declared, else found on the map."""
    drive = context.drive_metres_to("town_centre")
    distance, farthest = drive.distance_m, worst_m(context, drive)
    return Finding(
        quantity=None if distance is None else Quantity(value=distance / M_PER_KM, unit="km"),
        low=drive.low_m / M_PER_KM,
        high=drive.high_m / M_PER_KM,
        worst=None if farthest is None else farthest / M_PER_KM,
        features=reach_features(drive, driven=True),
        values={
            "centre": name_of(drive),
            "element": drive.element,
            "limit_km": limits["limit"],
            "within_limit": None if distance is None else distance <= limits["limit"] * M_PER_KM,
        },
    )
