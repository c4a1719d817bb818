"""Walking distance to the nearest public transport stop."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.criterion import Finding

from .reaching import hill_values, walking_finding


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Metres along the walking network to the nearest stop of any kind."""
    reach, speed = context.walk_to("stop"), limits["walking_speed"]
    return walking_finding(context, reach, speed_kmh=speed, values=hill_values(context, reach, speed_kmh=speed))
