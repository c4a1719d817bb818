"""Shortcuts that are missing, or that people will take anyway: straight links near a plot and along its walks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry import LineString

from siteplan.context.area import Choice
from siteplan.context.plot import PlotContext
from siteplan.context.reach import Reach
from siteplan.errors import MissingDataError
from siteplan.measures.network import RoutingGraph
from siteplan.measures.shortcuts import Link, StreetPoints, missing_links
from siteplan.measures.slope_walk import walk_over
from siteplan.model import Places

IN_THE_WAY = ("building", "barrier", "water", "railway", "fast_road")
NOT_IN_THE_WAY = frozenset({"handrail", "guard_rail"})

MOST = 5
"""So many missing links are shown for one walk."""

OWNED_BY = ("municipality", "state", "private")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A path that would shorten a walk, and what is known of the ground that it crosses; never that it can be built.

    Parameters
    ----------
    link
        Where, and how much it saves.
    before_m
        The walk today [m].
    steepest
        Greatest slope along it (rise over run); None without a terrain model, or where the model knows no height.
    private_count
        Private properties that it crosses, the plot itself left out; None where the owners are not all known.
    unknown
        Of ``slope``, ``owner`` and the categories of ``IN_THE_WAY``: what the data do not carry.
    """

    link: Link
    before_m: float
    steepest: float | None
    private_count: int | None
    unknown: tuple[str, ...]


def shortcuts_to(
    context: PlotContext, category: str, *, min_area_ha: float, longest_m: float, least_saving_m: float,
    most: int = MOST,
) -> tuple[Reach, list[Link]]:  # fmt: skip
    """The walk to the nearest place of a category, and the missing links that would shorten it most, the best first.

    Parameters
    ----------
    min_area_ha
        Least size of the areas that count.
    longest_m
        Links are at most this long.
    least_saving_m
        Links that save less are left out.
    most
        At most so many links.

    Notes
    -----
    A link begins on today's walk, or on the plot's outline, to which one walks straight across the plot from where
    today's walk leaves it: what is said to be saved is saved by the link and not by moving the gate. What the map does
    not carry (a fence, say) cannot stand in the way.
    """
    reach = context.walk_to(category, min_area_ha=min_area_ha)
    choice = Choice(name=category, min_area_ha=min_area_ha)
    return reach, _links(context, reach, choice, longest_m, least_saving_m, most=most)


def best_shortcut(
    context: PlotContext, reach: Reach, category: str, *, min_area_ha: float, longest_m: float, least_saving_m: float,
    steepest: float,
) -> Shortcut | None:  # fmt: skip
    """The path that would save most on a walk for the metres to be built; None where none saves enough.

    Parameters
    ----------
    reach
        Today's walk to the nearest place of ``category``.
    steepest
        Links over ground that is known to be steeper (rise over run) are left out.
    """
    choice = Choice(name=category, min_area_ha=min_area_ha)
    links = _links(
        context, reach, choice, longest_m, least_saving_m, most=1, by_gain=True,
        passable=lambda line: (_steepest(context, line) or 0.0) <= steepest,
    )  # fmt: skip
    if not links:
        return None
    slope, private = _steepest(context, links[0].line), _private_count(context, links[0].line)
    unknown = [name for name, found in (("owner", private), ("slope", slope)) if found is None]
    unknown += [name for name in IN_THE_WAY if _in_the_way(context, name) is None]
    return Shortcut(
        link=links[0], before_m=reach.distance_m or 0.0, steepest=slope, private_count=private, unknown=tuple(unknown)
    )


def _links(
    context: PlotContext,
    reach: Reach,
    choice: Choice,
    longest_m: float,
    least_saving_m: float,
    *,
    most: int = 5,
    by_gain: bool = False,
    passable: Callable[[LineString], bool] | None = None,
) -> list[Link]:
    if not reach.distance_m or reach.distance_m < least_saving_m or reach.route is None:
        return []
    area, graph = context.area, context.area.walking()
    along = shapely.get_coordinates(shapely.segmentize(reach.route, longest_m / 4))
    # No way is shorter than the straight line: where that saves too little, no link can save enough.
    places: STRtree = area.shared(("tree", choice), lambda: STRtree(_chosen(context, choice)))
    gate = shapely.Point(along[0])
    if reach.distance_m - gate.distance(places.geometries[places.nearest(gate)]) < least_saving_m:
        return []
    walked = np.append(0.0, np.cumsum(np.hypot(*np.diff(along, axis=0).T)))
    outline = shapely.get_coordinates(shapely.segmentize(context.plot.boundary.boundary, longest_m / 4))
    across = np.hypot(*(outline - along[0]).T)
    starts = np.concatenate([along, outline])
    remaining = reach.distance_m - np.concatenate([walked, across])
    streets = area.shared("street_points", lambda: StreetPoints.of(graph))
    return missing_links(
        streets, area.shared(("street_costs", choice), lambda: _costs(context, streets, choice, graph)),
        starts=starts, remaining=remaining, longest_m=longest_m, least_saving_m=least_saving_m, most=most,
        by_gain=by_gain, passable=passable,
        obstacles=[tree for tree in (_in_the_way(context, name) for name in IN_THE_WAY) if tree is not None],
    )  # fmt: skip


def _chosen(context: PlotContext, choice: Choice) -> NDArray[np.object_]:
    return context.area.places(choice.name).geometries[context.area.chosen(choice)]


def _costs(
    context: PlotContext, streets: StreetPoints, choice: Choice, graph: RoutingGraph
) -> NDArray[np.float64]:  # fmt: skip
    return streets.cost_to(graph, context.area.field(choice, graph))


def _in_the_way(context: PlotContext, name: str) -> STRtree | None:
    """What of a category stands in the way; None where the data do not carry it."""
    try:
        return context.area.shared(("in_the_way", name), partial(_solid, context.places(name)))
    except MissingDataError:
        return None


def _solid(places: Places) -> STRtree:
    """Index of what stands above ground; bridges and tunnels block nobody, nor does the sea's outline by itself."""
    kinds, tunnel, bridge = places.column("barrier"), places.column("tunnel"), places.column("bridge")
    stands = [
        kind not in NOT_IN_THE_WAY and under in (None, "no") and over in (None, "no")
        for kind, under, over in zip(kinds, tunnel, bridge, strict=True)
    ]
    return STRtree(places.geometries[np.array(stands, dtype=bool)])


def _steepest(context: PlotContext, line: LineString) -> float | None:
    """Greatest slope along a line; None where the terrain model does not know all of it."""
    terrain = None if context.surroundings is None else context.surroundings.terrain
    walk = None if terrain is None else walk_over(line, terrain)
    return None if walk is None or walk.known_share < 1 else walk.steepest


def _private_count(context: PlotContext, line: LineString) -> int | None:
    """Private properties under a line; None where ground under it belongs to nobody that the parcels name."""
    if context.surroundings is None or "parcels" not in context.surroundings.layers:
        return None
    parcels = context.surroundings.layers["parcels"]
    outside = shapely.difference(line, context.plot.boundary)
    crossed = parcels.tree.query(outside, predicate="intersects")
    metres = shapely.length(shapely.intersection(parcels.geometries[crossed], outside))
    owners = parcels.column("owner_kind")[crossed]
    known = np.isin(owners.astype(str), OWNED_BY)
    if metres[known].sum() < outside.length - 1:
        return None
    return int(((owners == "private") & (metres > 1)).sum())
