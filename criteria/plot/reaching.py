"""What the criteria on reaching a place on foot or by car have in common: the numbers and the evidence of one reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from siteplan.context import PlotContext, Reach
from siteplan.context.hills import over_hills
from siteplan.context.large_plots import worst_m
from siteplan.criterion import Feature, Finding, Quantity, Value
from siteplan.errors import MissingDataError

T = TypeVar("T")
SPEED_PREFIX = "speed_"
UNNAMED = "unnamed"
NONE_FOUND = "none_found"
"""Words for values that have none; ``text/labels.toml`` says them."""


def walking_finding(
    context: PlotContext, reach: Reach, *, speed_kmh: float, values: Mapping[str, Value] | None = None
) -> Finding:
    """The walking distance to the nearest place; open-ended where none was found inside the extent of the data.

    Of a large plot without entrances it is that of the best way out, and the worst is known beside it.
    """
    distance, steps = reach.distance_m, reach.steps if reach.shown else None
    return Finding(
        quantity=None if distance is None else Quantity(value=distance, unit="m"),
        low=reach.low_m,
        high=reach.high_m,
        worst=worst_m(context, reach),
        features=reach_features(reach),
        values={
            "nearest": name_of(reach),
            "element": reach.element,
            "minutes": None if distance is None else distance / (speed_kmh * 1000 / 60),
            "access": reach.access,
            "worst_m": reach.worst_m,
            "straight_m": reach.straight_m,
            "steps_count": None if steps is None else steps[0],
            "steps_m": None if steps is None else steps[1],
            **(values or {}),
        },
    )


def hill_values(context: PlotContext, reach: Reach, *, speed_kmh: float) -> dict[str, Value]:
    """Minutes there and back over the terrain, the climb, and the steps on the way; None where nobody knows."""
    if not reach.shown:
        return {}
    walk = over_hills(context, reach, level_kmh=speed_kmh)
    slope = None if walk is None else walk.slope
    return {
        "steps_count": None if walk is None else walk.steps,
        "steps_m": None if walk is None else walk.steps_m,
        "there_minutes": None if slope is None else slope.minutes_out,
        "back_minutes": None if slope is None else slope.minutes_back,
        "climb_m": None if slope is None else slope.climb_out_m,
        "climb_back_m": None if slope is None else slope.climb_back_m,
        "terrain_known_share": None if slope is None else slope.known_share,
    }


def name_of(reach: Reach) -> str:
    """The destination's name, or the word for having none."""
    return NONE_FOUND if reach.distance_m is None else reach.name or UNNAMED


def reach_features(reach: Reach, *, driven: bool = False) -> tuple[Feature, ...]:
    """Route, the place reached, and the point where the plot is left; a drive carries its minutes where it has them."""
    if reach.distance_m is None or not reach.shown:
        return ()
    quantity = Quantity(value=reach.distance_m, unit="m")
    if reach.minutes is not None:
        quantity = Quantity(value=reach.minutes, unit="min")
    role = "drive_route" if driven or reach.minutes is not None else "route"
    parts = ((role, reach.route), ("nearest", reach.destination), ("access", reach.access_point))
    return tuple(
        Feature(role=role, geometry=geometry, element=reach.element, quantity=quantity)
        for role, geometry in parts
        if geometry is not None
    )


def speeds(limits: Mapping[str, float]) -> dict[str, float]:
    """Assumed speeds [km/h] by road class, from the parameters ``speed_<class>``."""
    return {name.removeprefix(SPEED_PREFIX): value for name, value in limits.items() if name.startswith(SPEED_PREFIX)}


def answered(questions: Iterable[Callable[[], T]]) -> list[T]:
    """The answers to those questions that the data can answer; the first MissingDataError where they answer none."""
    answers: list[T] = []
    refusals: list[MissingDataError] = []
    for question in questions:
        try:
            answers.append(question())
        except MissingDataError as error:
            refusals.append(error)
    if not answers:
        raise refusals[0]
    return answers


def distinct_places(reaches: Iterable[Reach], *, within_m: float) -> list[Reach]:
    """Each place once: two elements of one name, entered within ``within_m`` of each other, are one place."""
    kept: list[Reach] = []
    by_name: dict[str, list[Reach]] = {}
    for reach in reaches:
        namesakes = by_name.setdefault(reach.name, [])
        if not any(_same_place(reach, other, within_m) for other in namesakes):
            namesakes.append(reach)
            kept.append(reach)
    return kept


def _same_place(one: Reach, other: Reach, within_m: float) -> bool:
    if not one.name or one.name != other.name or one.destination is None or other.destination is None:
        return False
    return bool(one.destination.distance(other.destination) <= within_m)
