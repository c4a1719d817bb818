"""Walking distance to the nearest ordinary grocery shop; kiosks and fuel stations shown apart."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.criterion import Finding
from siteplan.errors import MissingDataError

from .reaching import hill_values, walking_finding


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Metres along the walking network to the nearest grocery shop."""
    try:
        kiosk_m = context.walk_to("kiosk").distance_m
    except MissingDataError:
        kiosk_m = None
    reach, speed = context.walk_to("grocery"), limits["walking_speed"]
    values = {"kiosk_m": kiosk_m, **hill_values(context, reach, speed_kmh=speed)}
    return walking_finding(context, reach, speed_kmh=speed, values=values)
