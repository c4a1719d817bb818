"""The walks from a plot as routes: how safe they are, how roundabout, and what the map leaves unsaid about them."""

from __future__ import annotations

from collections.abc import Sequence

from siteplan.context.plot import PlotContext
from siteplan.context.reach import Reach
from siteplan.measures.route_safety import RouteSafety, route_safety


def safety_of(context: PlotContext, walk: Reach, *, safe_kmh: float) -> RouteSafety:
    """Safety of the way to a place; ``safe_kmh``: signed speed up to which a street is safe to walk along."""
    area = context.area
    edges, metres = walk.route_edges
    return route_safety(
        area.walking().network, edges, metres, kinds=area.way_kinds(safe_kmh=safe_kmh), node_edges=area.node_edges(),
        marked=area.marked_crossings(),
    )  # fmt: skip


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
