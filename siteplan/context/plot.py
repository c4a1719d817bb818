"""What criteria ask about a plot: how far one walks, drives or sees to what is around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point

from siteplan.context.area import AreaAnalysis, Choice, Where
from siteplan.context.around import boundaries, extent_margins, places_near, within_reach
from siteplan.context.nearest import Departures
from siteplan.context.reach import Access, Reach, Straight
from siteplan.errors import MissingDataError
from siteplan.measures.distance_engine import DistanceEngine, Within
from siteplan.measures.network import RoutingGraph
from siteplan.measures.routes import Route
from siteplan.model import Area, Layout, Places, Plot, Programme, Surroundings
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
        area, _ = self.area.place_of(self.plot)
        found = area.within(choice, graph, limit=radius_m)
        rows = range(int(found.pair_start[number]), int(found.pair_start[number + 1]))
        places, margin, access = area.places(choice.name), float(departures.margin[number]), departures.access(number)
        return [
            _pair(
                found, row, places=places, graph=graph, margin=margin, access=access, engine=area.engine(graph),
                boundary=self.plot.boundary if self.evidence else None,
            )
            for row in rows
        ]  # fmt: skip

    def _nearest(self, choice: Choice, graph: RoutingGraph, *, shown: bool | None = None) -> Reach:
        area, number = self.area.place_of(self.plot)
        self._starts(graph)
        return area.nearest(choice, graph).reach(number, shown=self.evidence if shown is None else shown)

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
        area, number = self.area.place_of(self.plot)
        found = area.of_plots("centres", lambda: _centres(area))[number]
        if not found:
            raise MissingDataError("town_centre")
        return found

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
        return self.area.places(category_or_layer).take(self.numbers_near(category_or_layer, radius_m=radius_m))

    def numbers_near(self, category_or_layer: str, *, radius_m: float) -> NDArray[np.int_]:
        """Numbers of these features in their table, ascending."""
        area, number = self.area.place_of(self.plot)
        return places_near(area, category_or_layer, radius_m=radius_m).of(number)

    # --- straight --------------------------------------------------------------------------------------------------

    @property
    def extent_margin_m(self) -> float:
        """Straight distance from the plot's boundary to the edge of the data at its nearest; 0 where it reaches out."""
        area, number = self.area.place_of(self.plot)
        return float(extent_margins(area)[number])

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
        area, row = self.area.place_of(self.plot)
        nearest, distances = area.of_plots(("straight", choice), lambda: _nearest_straight(area, places, chosen))
        number, distance = int(nearest[row]), float(distances[row])
        return Straight(
            distance_m=distance,
            low_m=min(distance, margin),
            high_m=distance,
            exact=distance <= margin,
            name=str(places.names[number] or ""),
            element=str(places.ids[number]),
            index=number,
            line=shapely.shortest_line(self.plot.boundary, places.geometries[number]) if self.evidence else None,
        )


def _nearest_straight(
    area: AreaAnalysis, places: Places, chosen: NDArray[np.int_]
) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    """For each plot of a block, the nearest of the chosen places, the first of several, and how far it is [m]."""
    tree = area.shared(("tree_of", id(places), chosen.tobytes()), lambda: shapely.STRtree(places.geometries[chosen]))
    (plot, number), distance = tree.query_nearest(boundaries(area), return_distance=True, all_matches=True)
    order = np.lexsort((number, plot))
    first = order[np.searchsorted(plot[order], np.arange(len(area.plots)))]
    return chosen[number[first]], distance[first]


def _centres(area: AreaAnalysis) -> list[tuple[int, ...]]:
    """For each plot of a block, the place nodes of the largest class that occurs within 30 km of it."""
    nodes = area.places("place_node")
    within = within_reach(area, nodes.tree, radius_m=CENTRE_RADIUS_M)
    classes = nodes.column("place")
    rank = np.array([CENTRE_CLASSES.index(c) if c in CENTRE_CLASSES else len(CENTRE_CLASSES) for c in classes], int)
    found: list[tuple[int, ...]] = []
    same: dict[bytes, tuple[int, ...]] = {}
    for plot in range(len(area.plots)):
        near = within.of(plot)
        key = near.tobytes()
        if key not in same:
            best = rank[near].min(initial=len(CENTRE_CLASSES))
            same[key] = tuple(near[rank[near] == best].tolist()) if best < len(CENTRE_CLASSES) else ()
        found.append(same[key])
    return found


def _pair(
    found: Within, row: int, *, places: Places, graph: RoutingGraph, margin: float, access: Access,
    engine: DistanceEngine, boundary: Area | None,
) -> Reach:  # fmt: skip
    """One plot and one destination within reach of each other; ``boundary`` where evidence is asked for."""
    distance, number = float(found.cost[row]), int(found.destination[row])
    start, target = int(found.start[row]), int(found.target[row])
    return Reach(
        distance_m=distance,
        name=str(places.names[number] or ""),
        element=str(places.ids[number]),
        low_m=min(distance, margin),
        high_m=distance,
        exact=distance <= margin,
        access=access,
        straight_m=None if boundary is None else float(boundary.distance(places.geometries[number])),
        index=number,
        access_point=None if boundary is None else Point(found.starts.xy[start]),
        destination=Point(found.targets.xy[target]),
        streets=graph.network,
        trace=partial(_walk, engine, found, start, target, distance),
        shown=boundary is not None,
    )


def _walk(engine: DistanceEngine, found: Within, start: int, target: int, distance_m: float) -> Route:
    entered = found.targets.take(np.array([target]))
    return engine.route(found.starts.take(np.array([start])), entered, limit=distance_m)
