"""What criteria ask about a plot: how far one walks, drives or sees to what is around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point

from siteplan.context.area import AreaAnalysis, Choice, Where
from siteplan.context.nearest import Departures
from siteplan.context.reach import Access, Reach, Straight
from siteplan.errors import MissingDataError
from siteplan.measures.cost_field import CostField, Reached, cheapest_by_owner
from siteplan.measures.network import RoutingGraph, facing
from siteplan.measures.routes import Route
from siteplan.measures.snapping import Accesses
from siteplan.model import Layout, Places, Plot, Programme, Surroundings
from siteplan.scorecard import Scorecard

CENTRE_CLASSES = ("city", "town", "village", "suburb", "hamlet")
"""Classes of place nodes, the largest first (INTERFACES section 6)."""

CENTRE_RADIUS_M = 30_000.0


class PlotContext:
    """One plot, its surroundings, the programme and perhaps a layout on it, as a criterion sees them.

    Parameters
    ----------
    plot
        The plot.
    area
        Analysis shared by all plots of the area; None where there are no surroundings at all.
    programme
        Declared values.
    layout
        Layout drawn for the plot, where there is one.
    building
        Results of the existing building that stands on the plot, on the criteria for layouts, where it is drawn.
    evidence
        Whether anybody will look at the geometry and the further values behind the results; False leaves out those
        that cost time.
    """

    def __init__(
        self,
        plot: Plot,
        *,
        area: AreaAnalysis | None = None,
        programme: Programme | None = None,
        layout: Layout | None = None,
        building: Scorecard | None = None,
        evidence: bool = True,
    ) -> None:
        self.building = building
        self.evidence = evidence
        self.plot = plot
        self.programme: Programme = {} if programme is None else programme
        self.layout = layout
        self._area = area

    @property
    def surroundings(self) -> Surroundings | None:
        """What lies around the plot."""
        return None if self._area is None else self._area.surroundings

    @property
    def area(self) -> AreaAnalysis:
        """Analysis shared by all plots. MissingDataError("streets") where there are no surroundings."""
        if self._area is None:
            raise MissingDataError("streets")
        return self._area

    # --- along the network -----------------------------------------------------------------------------------------

    def walk_to(self, category: str, *, min_area_ha: float = 0.0, where: Where | None = None) -> Reach:
        """Nearest destination on the walking network.

        Parameters
        ----------
        category
            Category or layer; "town_centre" is the place node of the largest class within 30 km, or a layer so named.
        min_area_ha
            Least size of the areas that count.
        where
            A column and the values of it that count.

        Raises
        ------
        MissingDataError
            ``streets``, ``extent`` (the plot lies outside the data), ``category_<name>`` or ``layer_<name>``.
        """
        return self._nearest(self._choice(category, min_area_ha, where), self.area.walking())

    def drive_to(self, category: str, *, speeds: Mapping[str, float], where: Where | None = None) -> Reach:
        """Quickest destination on the driving network, in minutes at free flow and in metres.

        Parameters
        ----------
        category, where
            As for :meth:`walk_to`.
        speeds
            km/h by class of road (``highway`` value), used where no speed is signed.
        """
        graph = self.area.driving(speeds)
        choice = self._choice(category, 0.0, where)
        return self._nearest(choice, graph)

    def drive_metres_to(self, category: str) -> Reach:
        """Shortest way on the driving network, in metres (``minutes`` None); ``category`` as for :meth:`walk_to`.

        For the town centre, which is one place and not the nearest of many, only a shorter way beyond the edge of the
        data is in doubt: ``low_m`` is then the larger of the straight distance and the way out to the edge and back in.
        """
        found = self._nearest(self._choice(category, 0.0, None), self.area.driving_metres(), shown=True)
        if category != "town_centre" or found.distance_m is None or found.destination is None:
            return found
        extent = self.area.surroundings.extent
        back_in = found.destination.distance(extent.boundary) if extent.covers(found.destination) else 0.0
        least = min(found.distance_m, max(found.straight_m or 0.0, found.low_m + back_in))
        return replace(found, low_m=least, exact=least == found.distance_m)

    def walk_within(self, category: str, *, radius_m: float, where: Where | None = None) -> list[Reach]:
        """Every destination whose walking distance is at most ``radius_m``, the nearest first (``worst_m`` None)."""
        choice, graph = self._choice(category, 0.0, where), self.area.walking()
        departures, number = self._starts(graph)
        starts = departures.of_plot(number)
        targets = self.area.targets(choice, graph)
        if not len(targets):
            return []
        from_plot = graph.field_to(starts, limit=radius_m)  # walking costs the same both ways: one search finds all
        from_plot, targets = facing(from_plot, targets)
        starts = from_plot.targets
        reached = graph.reach(from_plot, targets)
        return [
            self._found(
                choice,
                distance=float(reached.cost[target]),
                start=starts.xy[from_plot.target_of(reached, target)],
                goal=targets.xy[target],
                number=int(targets.owner[target]),
                margin=float(departures.margin[number]),
                graph=graph,
                trace=partial(_backwards, graph, from_plot, targets, reached, target),
            )
            for target in cheapest_by_owner(targets, reached, limit=radius_m).tolist()
        ]

    def _nearest(self, choice: Choice, graph: RoutingGraph, *, shown: bool | None = None) -> Reach:
        area, number = self.area.place_of(self.plot)
        self._starts(graph)
        return area.nearest(choice, graph).reach(number, shown=self.evidence if shown is None else shown)

    def _found(
        self,
        choice: Choice,
        *,
        distance: float,
        start: NDArray[np.float64],
        goal: NDArray[np.float64],
        number: int,
        margin: float,
        graph: RoutingGraph,
        trace: Callable[[], Route],
    ) -> Reach:
        places = self.area.places(choice.name)
        return Reach(
            distance_m=distance,
            name=str(places.names[number] or ""),
            element=str(places.ids[number]),
            low_m=min(distance, margin),
            high_m=distance,
            exact=distance <= margin,
            access=self._access,
            straight_m=float(self.plot.boundary.distance(places.geometries[number])),
            index=number,
            access_point=Point(start),
            destination=Point(goal),
            streets=graph.network,
            trace=trace,
        )

    @property
    def _access(self) -> Access:
        return "entrance" if self.plot.entrances else "boundary"

    def _starts(self, graph: RoutingGraph) -> tuple[Departures, int]:
        """How the plot is left: all departures of its block, and its number among them."""
        area, number = self.area.place_of(self.plot)
        departures = area.departures(graph)
        if not departures.inside[number]:
            raise MissingDataError("extent", {"plot": self.plot.name or self.plot.id})
        return departures, number

    # --- destinations ----------------------------------------------------------------------------------------------

    def _choice(self, name: str, min_area_ha: float, where: Where | None) -> Choice:
        if name == "town_centre" and name not in self.area.surroundings.layers:
            return Choice(name="place_node", only=self._centres())
        return Choice(name=name, min_area_ha=min_area_ha, where=where)

    def _centres(self) -> tuple[int, ...]:
        """Place nodes of the largest class that occurs within 30 km of the plot."""
        nodes = self.area.places("place_node")
        within = shapely.dwithin(nodes.geometries, self.plot.boundary, CENTRE_RADIUS_M)
        classes = nodes.column("place")
        for largest in CENTRE_CLASSES:
            found = np.flatnonzero(within & (classes == largest))
            if len(found):
                return tuple(int(i) for i in found)
        raise MissingDataError("town_centre")

    def places(self, category: str) -> Places:
        """Features of a category in the whole area; MissingDataError where the data do not carry it."""
        return self.area.places(category)

    def layer(self, name: str) -> Places:
        """A municipal layer; MissingDataError(``layer_<name>``) where it was not given."""
        surroundings = self.surroundings
        if surroundings is None or name not in surroundings.layers:
            raise MissingDataError(f"layer_{name}")
        return surroundings.layers[name]

    def near(self, category_or_layer: str, *, radius_m: float) -> Places:
        """Features within a straight distance of the plot (those on it too), in the order of the table."""
        places = self.area.places(category_or_layer)
        if not len(places):
            return places
        found = places.tree.query(self.plot.boundary, predicate="dwithin", distance=radius_m)
        return places.take(np.sort(found))

    # --- straight --------------------------------------------------------------------------------------------------

    @property
    def extent_margin_m(self) -> float:
        """Straight distance from the plot's boundary to the edge of the data at its nearest; 0 where it reaches out."""
        extent = self.area.surroundings.extent
        if not extent.covers(self.plot.boundary):
            return 0.0
        return float(self.plot.boundary.distance(extent.boundary))

    def straight_to(self, category: str, *, where: Where | None = None) -> Straight:
        """Nearest feature in a straight line from the plot; 0 where it lies on the plot.

        A municipal layer is taken as complete; of OpenStreetMap, something nearer may lie beyond the extent.
        """
        choice = self._choice(category, 0.0, where)
        places, chosen = self.area.places(choice.name), self.area.chosen(choice)
        of_layer = choice.name in self.area.surroundings.layers
        margin = float("inf") if of_layer else self.extent_margin_m
        if not len(chosen):
            return Straight(distance_m=None, low_m=margin, high_m=float("inf"), exact=False)
        distances = shapely.distance(places.geometries[chosen], self.plot.boundary)
        number = int(chosen[np.argmin(distances)])
        distance = float(distances.min())
        return Straight(
            distance_m=distance,
            low_m=min(distance, margin),
            high_m=distance,
            exact=distance <= margin,
            name=str(places.names[number] or ""),
            element=str(places.ids[number]),
            index=number,
            line=shapely.shortest_line(self.plot.boundary, places.geometries[number]),
        )


def _backwards(graph: RoutingGraph, from_plot: CostField, targets: Accesses, reached: Reached, which: int) -> Route:
    """The way from the plot to one target, of a search that started at the plot."""
    return graph.route(from_plot, targets, reached, which).reversed()
