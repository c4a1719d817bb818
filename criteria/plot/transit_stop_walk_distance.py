"""Walking distance to the nearest public transport stop."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.criterion import Finding

from .reaching import walking_finding


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Metres along the walking network to the nearest stop of any kind."""
    return walking_finding(context.walk_to("stop"), speed_kmh=limits["walking_speed"])
