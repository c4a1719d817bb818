"""The nearest place of a kind for many plots in one go: one search serves them all, and so does all that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import shapely
from numpy.typing import NDArray

from siteplan.context.reach import Access, Reach
from siteplan.measures.along_tree import metres_to_node
from siteplan.measures.cost_field import CostField, Reached
from siteplan.measures.network import RoutingGraph, facing
from siteplan.measures.routes import Route, Routes
from siteplan.measures.snapping import Accesses
from siteplan.model import Area, Places, Plot


@dataclass(frozen=True, eq=False, kw_only=True)
class Departures:
    """How p plots are left, on one network.

    ``accesses``: ordered by plot, those of plot i in rows ``start[i]`` to ``start[i + 1]``; ``margin`` (p,) least
    straight distance from an access to the edge of the data [m], 0 where one lies outside it; ``inside`` (p,) whether
    the plot meets the data at all; ``by_entrance`` (p,) whether the accesses are declared entrances.
    """

    plots: tuple[Plot, ...]
    graph: RoutingGraph
    accesses: Accesses
    start: NDArray[np.int_]
    margin: NDArray[np.float64]
    inside: NDArray[np.bool_]
    by_entrance: NDArray[np.bool_]

    @classmethod
    def of(cls, plots: tuple[Plot, ...], graph: RoutingGraph, accesses: Accesses, *, extent: Area) -> Departures:
        """Departures over given accesses, whose owners are the plots' places in the list."""
        ordered, start = accesses.grouped(len(plots))
        shapely.prepare(extent)
        everywhere = shapely.multipoints(shapely.points(ordered.xy), indices=ordered.owner)
        reaches_out = ~shapely.covers(extent, everywhere)
        margin = shapely.distance(everywhere, extent.boundary)
        boundaries = np.array([plot.boundary for plot in plots], dtype=object)
        return cls(
            plots=plots, graph=graph, accesses=ordered, start=start, margin=np.where(reaches_out, 0.0, margin),
            inside=shapely.intersects(extent, boundaries),
            by_entrance=np.array([bool(plot.entrances) for plot in plots], dtype=bool),
        )  # fmt: skip

    def of_plot(self, number: int) -> Accesses:
        """The accesses of one plot."""
        return self.accesses.rows(self.start, number)

    def access(self, number: int) -> Access:
        """How a plot is left."""
        return "entrance" if self.by_entrance[number] else "boundary"


@dataclass(frozen=True, eq=False, kw_only=True)
class NearestPlaces:
    """For each of p plots, the place that it reaches most cheaply.

    ``best`` (p,) number of the start that does, -1 where nothing is reached; ``cost`` (p,) metres or minutes, infinite
    there; ``worst`` (p,) the greatest least cost over the plot's own accesses; ``starts``, ``field`` and ``reached``:
    the search behind it, ``base`` the field without what these plots added; ``ahead_m`` (n,) metres of the way from
    each node, empty where costs are metres.
    """

    departures: Departures
    places: Places
    starts: Accesses
    base: CostField
    field: CostField
    reached: Reached
    best: NDArray[np.int_]
    cost: NDArray[np.float64]
    worst: NDArray[np.float64]
    ahead_m: NDArray[np.float64]

    @classmethod
    def of(
        cls, departures: Departures, field: CostField, places: Places, *, ahead_m: NDArray[np.float64]
    ) -> NearestPlaces:
        """Nearest places by a field of least costs to their ways in; ``ahead_m`` (n,) metres of the way from a node."""
        graph, own, count = departures.graph, departures.accesses, len(departures.plots)
        # behind a plot's own accesses stand the points of its stretches that face a destination on the same edge
        base = field
        field, starts = facing(base, own)
        reached = graph.reach(field, starts)
        order = np.lexsort((reached.cost, starts.owner))
        first = np.searchsorted(starts.owner[order], np.arange(count))
        best = order[first]
        cost = reached.cost[best]
        at_own = np.where(np.isfinite(reached.cost[: len(own)]), reached.cost[: len(own)], -np.inf)
        return cls(
            departures=departures, places=places, starts=starts, base=base, field=field, reached=reached,
            best=np.where(np.isfinite(cost), best, -1), cost=cost,
            worst=np.maximum.reduceat(at_own, departures.start[:-1]), ahead_m=ahead_m,
        )  # fmt: skip

    @cached_property
    def found(self) -> NDArray[np.int_]:
        """Numbers of the plots that reach something."""
        return np.flatnonzero(self.best >= 0)

    @cached_property
    def target(self) -> NDArray[np.int_]:
        """(p,) access of the place that each plot reaches, -1 where there is none."""
        target = np.full(len(self.best), -1)
        target[self.found] = self.field.targets_of(self.reached)[self.best[self.found]]
        return target

    @cached_property
    def place(self) -> NDArray[np.int_]:
        """(p,) number of that place in its table, -1 where there is none."""
        place = np.full(len(self.best), -1)
        place[self.found] = self.field.targets.owner[self.target[self.found]]
        return place

    @cached_property
    def _routes(self) -> Routes:
        return self.departures.graph.routes(self.field, self.starts, self.reached, self.best[self.found])

    def route(self, number: int) -> Route:
        """The way of one plot that reaches something; those of all plots are found together."""
        return self._routes[int(np.searchsorted(self.found, number))]

    @cached_property
    def metres(self) -> NDArray[np.float64]:
        """(p,) length of the way [m], infinite where there is none."""
        if not self.departures.graph.in_minutes:
            return self.cost
        metres = np.full(len(self.best), np.inf)
        graph, best, target = self.departures.graph, self.starts.take(self.best[self.found]), self.target[self.found]
        direct, node = self.reached.target[self.best[self.found]] >= 0, self.reached.first_node[self.best[self.found]]
        by_node = self.ahead_m[np.maximum(node, 0)] + metres_to_node(graph.network, best, node)
        goal = self.field.targets.take(target)
        along = np.abs(best.offset - goal.offset) + goal.straight
        metres[self.found] = best.straight + np.where(direct, along, by_node)
        return metres

    @cached_property
    def straight(self) -> NDArray[np.float64]:
        """(p,) straight distance from boundary to place [m], NaN where there is none."""
        straight = np.full(len(self.best), np.nan)
        boundaries = np.array([self.departures.plots[i].boundary for i in self.found], dtype=object)
        straight[self.found] = shapely.distance(boundaries, self.places.geometries[self.place[self.found]])
        return straight

    @cached_property
    def _points(self) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """Where each plot that reaches something is left, and where the place is entered."""
        left = shapely.points(self.starts.xy[self.best[self.found]])
        return left, shapely.points(self.field.targets.xy[self.target[self.found]])

    def reach(self, number: int, *, shown: bool = True) -> Reach:
        """The way of one plot; ``shown``: with the points and the straight line that only evidence asks for."""
        departures = self.departures
        margin, access = float(departures.margin[number]), departures.access(number)
        if self.best[number] < 0:
            return Reach(distance_m=None, low_m=margin, high_m=float("inf"), exact=False, access=access, shown=shown)
        graph, row = departures.graph, int(np.searchsorted(self.found, number)) if shown else 0
        distance, cost, place = float(self.metres[number]), float(self.cost[number]), int(self.place[number])
        return Reach(
            distance_m=distance,
            minutes=cost if graph.in_minutes else None,
            name=str(self.places.names[place] or ""),
            element=str(self.places.ids[place]),
            low_m=min(distance, margin),
            high_m=distance,
            low_minutes=min(cost, margin * graph.least_rate) if graph.in_minutes else None,
            exact=distance <= margin,
            access=access,
            worst_m=None if graph.in_minutes else float(self.worst[number]),
            straight_m=float(self.straight[number]) if shown else None,
            index=place,
            access_point=self._points[0][row] if shown else None,
            destination=self._points[1][row] if shown else None,
            streets=graph.network,
            trace=partial(self.route, number),
            found_by=(self, number),
            shown=shown,
        )
