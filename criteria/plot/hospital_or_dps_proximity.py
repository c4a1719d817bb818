"""Driving time to a hospital or district psychiatric centre, and the straight distance to its grounds.

Two numbers, never added and never scored: the documents see nearness both as an advantage and as a drawback.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

from siteplan.context import PlotContext
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError

from .reaching import UNNAMED, answered, name_of, reach_features, speeds

SERVICES = ("type", ("dps", "hospital_psychiatric"))
PLACES = (("hospital", None), ("dps", None), ("services", SERVICES))


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Minutes by car at free flow to the quickest of them, and metres from the boundary to the nearest grounds."""
    by_class = speeds(limits)
    drives = answered(partial(context.drive_to, name, speeds=by_class, where=where) for name, where in PLACES)
    drive = min(drives, key=lambda found: math.inf if found.minutes is None else found.minutes)
    if drive.minutes is None:
        raise MissingDataError("none_in_extent_hospital")
    straight = min(
        answered(partial(context.straight_to, name, where=where) for name, where in PLACES),
        key=lambda found: math.inf if found.distance_m is None else found.distance_m,
    )
    metres = None if straight.distance_m is None else Quantity(value=straight.distance_m, unit="m")
    grounds = (
        ()
        if straight.line is None
        else (Feature(role="distance", geometry=straight.line, element=straight.element, quantity=metres),)
    )
    return Finding(
        quantity=Quantity(value=drive.minutes, unit="min"),
        features=reach_features(drive) + grounds,
        values={
            "minutes": drive.minutes,
            "drive_m": drive.distance_m,
            "nearest": name_of(drive),
            "element": drive.element,
            "straight_m": straight.distance_m,
            "straight_nearest": straight.name or UNNAMED,
            "psychiatric": _psychiatric(context, drive.element),
        },
    )


def _psychiatric(context: PlotContext, element: str | None) -> str:
    """Whether the place reached treats mental illness: as its tags say; the other kinds are psychiatric by name."""
    surroundings = context.surroundings
    hospitals = None if surroundings is None else surroundings.places.get("hospital")
    if hospitals is None or element not in hospitals.ids:
        return "yes"
    return str(hospitals.column("psychiatric")[list(hospitals.ids).index(element)] or "unknown")
