"""Whether patients on their way to a hospital or district psychiatric centre must walk past the homes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from siteplan.context import PlotContext
from siteplan.context.patient_routes import patient_routes, routes_near
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Of the stops from which patients walk to a place of treatment, the share whose shortest walk passes the plot.

    Each place of treatment is judged by itself, and the one whose patients pass most counts.
    """
    every = patient_routes(context.area, radius_m=limits["stop_within"])
    if context.extent_margin_m < limits["stop_within"]:
        raise MissingDataError("extent_near")
    near = routes_near(context, every, within_m=limits["passes_within"])
    shares = {
        int(place): float((every.of_place[near] == place).sum() / (every.of_place == place).sum())
        for place in np.unique(every.of_place[near])
    }
    worst = max(shares, key=lambda place: shares[place], default=None)
    passing = [every.routes[i] for i in near if every.of_place[i] == worst]
    return Finding(
        quantity=Quantity(value=0 if worst is None else shares[worst], unit="share"),
        features=tuple(Feature(role="route", geometry=walk.route, element=walk.element) for walk in passing),
        values={
            "place": passing[0].place if passing else "none_found",
            "passing_count": len(passing),
            "stops_count": 0 if worst is None else int((every.of_place == worst).sum()),
            "stops": ", ".join(sorted(walk.stop for walk in passing)) or None,
            "within_m": limits["passes_within"],
        },
    )
