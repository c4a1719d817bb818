"""The walks to a doctor, a pharmacy and a low-threshold health service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from siteplan.context import PlotContext, Reach
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError
from siteplan.measures.exposure import UNKNOWN

from .parts import mean_score, nearest_of, walk_score
from .reaching import answered, name_of, reach_features

SERVICES: Mapping[str, tuple[tuple[str, tuple[str, tuple[str, ...]] | None], ...]] = {
    "doctor": (("doctors", None), ("services", ("type", ("gp", "emergency_gp")))),
    "pharmacy": (("pharmacy", None), ("services", ("type", ("pharmacy",)))),
    "low_threshold": (("services", ("type", ("low_threshold_health",))),),
}


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Weighted mean of the three; a service of which the data say nothing may be anywhere."""
    found: dict[str, Reach] = {}
    missing: list[str] = []
    for name in SERVICES:
        try:
            found[name] = _nearest(context, name)
        except MissingDataError as error:
            missing.append(error.missing)
    if not found:
        raise MissingDataError("+".join(missing))
    parts = [
        walk_score(found[name], zero=limits["walk_zero"], full=limits["walk_full"]) if name in found else UNKNOWN
        for name in SERVICES
    ]
    score = mean_score(parts, [limits[f"{name}_weight"] for name in SERVICES])
    farthest = max(reach.distance_m or 0 for reach in found.values())
    inexact = any(not reach.exact for reach in found.values())
    return Finding(
        quantity=Quantity(value=farthest, unit="m"),
        score=score.low,
        score_low=score.low,
        score_high=score.high,
        features=tuple(feature for reach in found.values() for feature in reach_features(reach)),
        values={
            **{name: name_of(found[name]) if name in found else None for name in SERVICES},
            **{f"{name}_m": found[name].distance_m if name in found else None for name in SERVICES},
            "far_from_count": sum(part.low == 0 for part in parts),
        },
        missing=(*missing, *(("extent_near",) if inexact else ())),
    )


def _nearest(context: PlotContext, name: str) -> Reach:
    return nearest_of(answered(partial(context.walk_to, category, where=where) for category, where in SERVICES[name]))
