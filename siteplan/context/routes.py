"""The walks from a plot as routes: how safe they are, how roundabout, and what the map leaves unsaid about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from siteplan.context.area import AreaAnalysis
from siteplan.context.nearest import NearestPlaces
from siteplan.context.plot import PlotContext
from siteplan.context.reach import Reach
from siteplan.measures.along_tree import SafetyAhead
from siteplan.measures.route_safety import RouteSafety, route_safety


def safety_of(context: PlotContext, walk: Reach, *, safe_kmh: float) -> RouteSafety:
    """Safety of the way to a place; ``safe_kmh``: signed speed up to which a street is safe to walk along.

    The ways of a whole block are summed up together; the places of crossings and unsafe streets are looked for where
    anybody looks at them.
    """
    area = context.area
    kinds, node_edges, marked = area.way_kinds(safe_kmh=safe_kmh), area.node_edges(), area.marked_crossings()
    network = area.walking().network
    if walk.found_by is None:
        edges, metres = walk.route_edges
        return route_safety(network, edges, metres, kinds=kinds, node_edges=node_edges, marked=marked)
    nearest, number = walk.found_by
    block, _ = area.place_of(context.plot)
    counts = block.of_plots(("safety", id(nearest), safe_kmh), lambda: _counts(context.area, nearest, safe_kmh))
    length, safe, unknown_safe, lit, unknown_lit, crossings, unknown_crossings = counts[number].tolist()
    found = RouteSafety(
        length_m=length, safe_m=safe, unknown_safe_m=unknown_safe, lit_m=lit, unknown_lit_m=unknown_lit,
        crossings=int(crossings), unknown_crossings=int(unknown_crossings),
    )  # fmt: skip
    if not walk.shown:
        return found
    edges, metres = walk.route_edges
    places = route_safety(network, edges, metres, kinds=kinds, node_edges=node_edges, marked=marked)
    return replace(found, crossed_at=places.crossed_at, unsafe=places.unsafe)


def _counts(area: AreaAnalysis, nearest: NearestPlaces, safe_kmh: float) -> NDArray[np.float64]:
    """(p, 7) what :class:`SafetyAhead` sums up, for the way of each plot of a block; zeros where there is none."""
    field = nearest.base
    ahead = area.shared(
        ("safety_ahead", id(field), safe_kmh),
        lambda: SafetyAhead(
            nearest.departures.graph, field, kinds=area.way_kinds(safe_kmh=safe_kmh), node_edges=area.node_edges(),
            marked=area.marked_crossings(),
        ),
    )  # fmt: skip
    best = nearest.best[nearest.found]
    goal = nearest.field.targets.take(nearest.target[nearest.found])
    counts = np.zeros((len(nearest.best), 7))
    counts[nearest.found] = ahead.of(
        nearest.starts.take(best), nearest.reached.first_node[best], direct=nearest.reached.target[best] >= 0,
        goal_offset=goal.offset,
    )  # fmt: skip
    return counts


def detour(walks: Sequence[Reach]) -> float | None:
    """Metres walked over metres in a straight line, all walks together; None where nothing lies apart from the plot."""
    apart = [(walk.distance_m or 0.0, walk.straight_m) for walk in walks if walk.straight_m]
    return sum(walked for walked, _ in apart) / sum(straight for _, straight in apart) if apart else None


def unsaid(routes: RouteSafety, *, complete: bool) -> tuple[str, ...]:
    """Keys of ``text/missing.toml``: what the map would have to say for the routes' safety to be certain."""
    doubts = {
        "route_targets": not complete,
        "route_tags": routes.unknown_safe_m > 0,
        "route_light": routes.unknown_lit_m > 0,
        "route_crossings": routes.unknown_crossings > 0,
    }
    return tuple(key for key, doubt in doubts.items() if doubt)
