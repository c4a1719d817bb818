"""Whether the walks to stop, shop and green area are safe from traffic, lit, and free of bad crossings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from siteplan.context import PlotContext
from siteplan.context.large_plots import ways_out, with_worst
from siteplan.context.routes import detour, safety_of, unsaid
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError
from siteplan.measures.route_safety import RouteSafety

from .reaching import answered, reach_features
from .suggesting import missing_paths, walk_of


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """As :func:`_routes`; of a large plot, from each way out."""
    return with_worst(_routes(context, limits), [_routes(way_out, limits) for way_out in ways_out(context)])


def _routes(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Mean over the three routes; what the map does not say counts against a route for the low and for it in the high.

    A target that was not found, or that the data do not carry, is unknown: 0 for the low, 1 for the high.
    """
    targets = (("stop", 0), ("grocery", 0), ("green", limits["green_size"]))
    found = answered(partial(walk_of, context, name, size) for name, size in targets)
    walks = [reach for _, _, reach in found if reach.distance_m is not None]
    if not walks:
        raise MissingDataError("no_routes")
    routes = [safety_of(context, walk, safe_kmh=limits["safe_speed"]) for walk in walks]
    low, high = (sum(_score(route, limits, best=best) for route in routes) for best in (False, True))
    every = RouteSafety.together(routes)
    suggestions, paths = missing_paths(
        context, found if context.evidence else (), longest_m=limits["longest_path"],
        least_gain_m=limits["least_gain"], steepest=limits["steepest_path"],
    )  # fmt: skip
    return Finding(
        quantity=Quantity(value=every.share(every.safe_m), unit="share"),
        score=low / len(targets),
        score_low=low / len(targets),
        score_high=(high + len(targets) - len(routes)) / len(targets),
        features=tuple(feature for reach in walks for feature in reach_features(reach))
        + tuple(Feature(role="risk", geometry=place) for place in (*every.crossed_at, *every.unsafe))
        + paths,
        values={
            "routes_count": len(routes),
            "safe_share": every.share(every.safe_m),
            "safe_unknown_share": every.share(every.unknown_safe_m) if every.length_m else 0,
            "lit_share": every.share(every.lit_m),
            "lit_unknown_share": every.share(every.unknown_lit_m) if every.length_m else 0,
            "crossings_count": every.crossings,
            "crossings_unknown_count": every.unknown_crossings,
            "detour": detour(walks),
        },
        missing=unsaid(every, complete=len(routes) == len(targets)),
        suggestions=suggestions,
    )


def _score(route: RouteSafety, limits: Mapping[str, float], *, best: bool) -> float:
    return route.score(unlit_factor=limits["unlit_factor"], crossing_factor=limits["crossing_factor"], best=best)
