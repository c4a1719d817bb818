"""How often public transport leaves from the stops that one can walk to."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from siteplan.context import PlotContext
from siteplan.context.large_plots import ways_out, with_worst
from siteplan.criterion import Finding, Quantity
from siteplan.measures.departures import departures_from

from .lines_known import lines_only, stop_feature

STOPS = "timetable_stop"
NOT_ORDINARY = ("school_bus", "air", "taxi")
"""Modes that residents cannot use as they use a bus."""


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """As :func:`_departures`; of a large plot, from each way out."""
    return with_worst(_departures(context, limits), [_departures(way_out, limits) for way_out in ways_out(context)])


def _departures(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Departures in a week from every stop within the walk, each trip counted once a day."""
    timetable = None if context.surroundings is None else context.surroundings.timetable
    if timetable is None:
        return lines_only(context, radius_m=limits["radius"])
    walks = context.walk_within(STOPS, radius_m=limits["radius"])
    rows = np.asarray(context.places(STOPS).column("row"))[[walk.index for walk in walks]].astype(int)
    found = departures_from(timetable, rows, evening_from_h=limits["evening_from"], without=NOT_ORDINARY)
    beyond = context.extent_margin_m < limits["radius"]
    return Finding(
        quantity=Quantity(value=found.week, unit="count"),
        high=float("inf") if beyond else None,
        features=tuple(stop_feature(walk, STOPS) for walk in walks if walk.destination is not None),
        values={
            "week_count": found.week,
            "evening_count": found.evening,
            "saturday_count": found.saturday,
            "sunday_count": found.sunday,
            "stops_count": len(walks),
            "nearest": (walks[0].name or "unnamed") if walks else "none_found",
            "radius_m": limits["radius"],
            "week_of": timetable.week,
        },
        missing=("extent_near",) if beyond else (),
    )  # fmt: skip
