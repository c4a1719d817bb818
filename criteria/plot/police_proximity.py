"""Driving time to the nearest police station: information only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

from siteplan.context import PlotContext
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

from .reaching import answered, name_of, reach_features, speeds

PLACES = (("police", None), ("services", ("type", ("police",))))


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Minutes by car at free flow to the nearest police station, from the map or from the municipality's layer."""
    by_class = speeds(limits)
    drives = answered(partial(context.drive_to, name, speeds=by_class, where=where) for name, where in PLACES)
    drive = min(drives, key=lambda found: math.inf if found.minutes is None else found.minutes)
    if drive.minutes is None:
        raise MissingDataError("none_in_extent_police")
    return Finding(
        quantity=Quantity(value=drive.minutes, unit="min"),
        features=reach_features(drive),
        values={
            "minutes": drive.minutes,
            "drive_m": drive.distance_m,
            "nearest": name_of(drive),
            "element": drive.element,
        },
    )
