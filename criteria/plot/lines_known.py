"""What can be said of public transport without a timetable: which lines call at the stops that one can walk to."""

from __future__ import annotations

from siteplan.context import PlotContext, Reach
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError

LINES = "transit_line_stop"


def lines_only(context: PlotContext, *, radius_m: float) -> Finding:
    """Lines by OpenStreetMap's route relations: they say where lines call, and nothing of how often they run."""
    if context.surroundings is None or LINES not in context.surroundings.places:
        raise MissingDataError("timetable")
    walks = context.walk_within(LINES, radius_m=radius_m)
    column = context.places(LINES).column("line")
    lines = sorted({str(column[walk.index]) for walk in walks}, key=_by_number)
    return Finding(
        low=0,
        high=float("inf"),
        features=tuple(stop_feature(walk, LINES) for walk in walks if walk.destination is not None),
        values={
            "lines_count": len(lines),
            "lines": ", ".join(lines) or "none_mapped",
            "stops_count": len({walk.element for walk in walks}),
            "nearest": (walks[0].name or "unnamed") if walks else "none_found",
            "radius_m": radius_m,
        },
        missing=("timetable_lines",),
    )


def stop_feature(walk: Reach, kind: str) -> Feature:
    """A stop that one can walk to, with the walk to it."""
    metres = Quantity(value=walk.distance_m or 0, unit="m")
    return Feature(role="nearest", geometry=walk.destination, element=f"{kind}/{walk.element}", quantity=metres)


def _by_number(line: str) -> tuple[bool, int, str]:
    """Line 5 before line 12, and names after numbers."""
    return (False, int(line), line) if line.isdigit() else (True, 0, line)
