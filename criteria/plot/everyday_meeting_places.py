"""Everyday meeting places within a walk."""

from __future__ import annotations

import math
from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.context.large_plots import ways_out, with_worst
from siteplan.criterion import Feature, Finding, Quantity

from .reaching import NONE_FOUND, distinct_places, name_of


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """As :func:`_within`; of a large plot, from each way out."""
    return with_worst(_within(context, limits), [_within(way_out, limits) for way_out in ways_out(context)])


def _within(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Number of distinct cafés, eating places, libraries and shopping centres within the radius along the network.

    Where the radius reaches past the extent of the data there may be more: the number is then a least one.
    """
    radius = limits["radius"]
    venues = distinct_places(context.walk_within("meeting_place", radius_m=radius), within_m=limits["same_place"])
    complete = context.extent_margin_m >= radius
    return Finding(
        quantity=Quantity(value=len(venues), unit="count"),
        low=len(venues),
        high=len(venues) if complete else math.inf,
        features=tuple(
            Feature(
                role="nearest",
                geometry=venue.destination,
                element=venue.element,
                quantity=Quantity(value=venue.distance_m, unit="m"),
            )
            for venue in venues
            if venue.destination is not None and venue.distance_m is not None
        ),
        values={
            "places_count": len(venues),
            "nearest": name_of(venues[0]) if venues else NONE_FOUND,
            "nearest_m": venues[0].distance_m if venues else None,
            "radius_m": radius,
        },
        missing=() if complete else ("extent_near",),
    )
