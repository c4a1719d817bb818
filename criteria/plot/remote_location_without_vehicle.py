"""Whether daily life can be reached on foot, or a vehicle that the place shares makes up for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from siteplan.context import PlotContext, Reach
from siteplan.context.large_plots import is_large, worst_m
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

from .parts import nearest_of
from .reaching import answered, reach_features

ACTIVITIES = (("activity", None), ("services", ("type", ("activity", "work_offer"))))


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """1 where shop, green area and activity are all within their walks, else what a vehicle gives, else 0."""
    questions = {
        "grocery": partial(context.walk_to, "grocery"),
        "green": partial(context.walk_to, "green", min_area_ha=limits["green_size"]),
        "activity": partial(_activity, context),
    }
    found: dict[str, Reach] = {}
    missing: list[str] = []
    for name, ask in questions.items():
        try:
            found[name] = ask()
        except MissingDataError as error:
            missing.append(error.missing)
    walks = {
        "grocery": limits["grocery_within"], "green": limits["green_within"], "activity": limits["activity_within"],
    }  # fmt: skip
    within = {name: _within(found.get(name), walks[name]) for name in questions}
    vehicle = context.programme.get("vehicle")
    scores = _possible(list(within.values()), vehicle, limits["vehicle_score"])
    at_worst = [_at_worst(context, found.get(name), known, walks[name]) for name, known in within.items()]
    open_ = [*missing, *(["extent_near"] if None in within.values() and not missing else [])]
    return Finding(
        quantity=Quantity(value=sum(known is True for known in within.values()), unit="count"),
        score=min(scores), score_low=min(scores), score_high=max(scores),
        worst=min(_possible(at_worst, vehicle, limits["vehicle_score"])) if is_large(context) else None,
        failing=tuple(name for name, known in within.items() if known is False),
        features=tuple(feature for reach in found.values() for feature in reach_features(reach)),
        values={
            **{f"{name}_m": found[name].distance_m if name in found else None for name in questions},
            "within_count": sum(known is True for known in within.values()), "asked_count": len(within),
            "vehicle": vehicle if isinstance(vehicle, bool) else None,
        },
        missing=(*open_, *(("declared_vehicle",) if vehicle is None and len(scores) > 1 else ())),
    )  # fmt: skip


def _possible(within: Sequence[bool | None], vehicle: object, vehicle_score: float) -> tuple[float, ...]:
    """Every score that the answers allow."""
    if all(known is True for known in within):
        return (1,)
    if vehicle is None:
        otherwise: tuple[float, ...] = (0, vehicle_score)
    else:
        otherwise = (vehicle_score if vehicle else 0,)
    return otherwise if any(known is False for known in within) else (*otherwise, 1)


def _activity(context: PlotContext) -> Reach:
    return nearest_of(answered(partial(context.walk_to, name, where=where) for name, where in ACTIVITIES))


def _at_worst(context: PlotContext, reach: Reach | None, known: bool | None, limit: float) -> bool | None:
    """What holds at the worst point of a large plot."""
    farthest = None if reach is None else worst_m(context, reach)
    return False if known and farthest is not None and farthest > limit else known


def _within(reach: Reach | None, limit: float) -> bool | None:
    """Whether it is within the walk; None where the data do not settle it."""
    if reach is None:
        return None
    if reach.distance_m is not None and reach.distance_m <= limit:
        return True
    return False if reach.low_m > limit else None
