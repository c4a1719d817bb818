"""Shortcuts that are missing, or that people will take anyway: straight links near a plot and along its walks."""

from __future__ import annotations

from functools import partial

import numpy as np
import shapely
from shapely import STRtree

from siteplan.context.area import Choice
from siteplan.context.plot import PlotContext
from siteplan.context.reach import Reach
from siteplan.errors import MissingDataError
from siteplan.measures.shortcuts import Link, missing_links
from siteplan.model import Places

IN_THE_WAY = ("building", "barrier", "water", "railway")
NOT_IN_THE_WAY = frozenset({"handrail", "guard_rail"})


def shortcuts_to(
    context: PlotContext, category: str, *, min_area_ha: float, longest_m: float, least_saving_m: float
) -> tuple[Reach, list[Link]]:
    """The walk to the nearest place of a category, and the missing links that would shorten it, the best first.

    Parameters
    ----------
    min_area_ha
        Least size of the areas that count.
    longest_m
        Links are at most this long.
    least_saving_m
        Links that save less are left out.

    Notes
    -----
    A link begins at the plot's access points or outline, or at any corner of today's walk. What the map does not carry
    (a fence, say) cannot stand in the way: a link is a suggestion to be looked at on the spot.
    """
    reach = context.walk_to(category, min_area_ha=min_area_ha)
    if reach.distance_m is None or reach.route is None:
        return reach, []
    graph = context.area.walking()
    field = context.area.field(Choice(name=category, min_area_ha=min_area_ha), graph)
    route = shapely.segmentize(reach.route, longest_m / 4)
    along = shapely.get_coordinates(route)
    walked = np.append(0.0, np.cumsum(np.hypot(*np.diff(along, axis=0).T)))
    outline = shapely.get_coordinates(shapely.segmentize(context.plot.boundary.boundary, longest_m / 4))
    starts = np.concatenate([along, outline])
    remaining = np.concatenate([reach.distance_m - walked, np.full(len(outline), reach.distance_m)])
    links = missing_links(
        graph, field, starts=starts, remaining=remaining, obstacles=_obstacles(context), longest_m=longest_m,
        least_saving_m=least_saving_m,
    )  # fmt: skip
    return reach, links


def _obstacles(context: PlotContext) -> list[STRtree]:
    trees = []
    for name in IN_THE_WAY:
        try:
            places = context.places(name)
            trees.append(context.area.shared(("in_the_way", name), partial(_solid, places)))
        except MissingDataError:
            continue
    return trees


def _solid(places: Places) -> STRtree:
    """Index of what stands above ground; bridges and tunnels block nobody, nor does the sea's outline by itself."""
    kinds, tunnel, bridge = places.column("barrier"), places.column("tunnel"), places.column("bridge")
    stands = [
        kind not in NOT_IN_THE_WAY and under in (None, "no") and over in (None, "no")
        for kind, under, over in zip(kinds, tunnel, bridge, strict=True)
    ]
    return STRtree(places.geometries[np.array(stands, dtype=bool)])
