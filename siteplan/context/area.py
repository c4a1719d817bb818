"""What all plots of one area share: access points, destinations and distance fields, each computed once, on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import RLock
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from siteplan.context.nearest import Departures, NearestPlaces
from siteplan.errors import MissingDataError
from siteplan.measures.access_points import outline_accesses
from siteplan.measures.along_tree import way_lengths
from siteplan.measures.cost_field import CostField
from siteplan.measures.distance_engine import Destinations, DistanceEngine, Within
from siteplan.measures.driving import driving_graph, driving_metres
from siteplan.measures.network import RoutingGraph
from siteplan.measures.route_safety import NodeEdges, WayKinds
from siteplan.measures.snapping import Accesses, EdgeIndex
from siteplan.model import Places, Plot, StreetNetwork, Surroundings

_POINT_TYPES = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)
T = TypeVar("T")
MAIN_ROADS = frozenset({
    "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link", "unclassified",
})  # fmt: skip
"""Roads that may be fast where the map does not say their speed."""

Where = tuple[str, tuple[str, ...]]
"""A column and the values of it that count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which features are destinations: a category or layer, narrowed by size, a column's values, or their numbers."""

    name: str
    min_area_ha: float = 0.0
    where: Where | None = None
    only: tuple[int, ...] | None = None


class AreaAnalysis:
    """Shared analysis of one Surroundings. Safe to read from several threads; nothing that it is given is changed.

    Parameters
    ----------
    surroundings
        What lies around the plots, in the plots' CRS.
    plots
        Plots to be asked about; their access points are found together. Others may be asked about too.
    """

    def __init__(self, surroundings: Surroundings, plots: Sequence[Plot]) -> None:
        self.surroundings = surroundings
        self.plots = tuple(plots)
        self._numbers = {id(plot): number for number, plot in enumerate(self.plots)}
        self._kept: dict[object, object] = {}
        self._of_block: dict[object, object] = {}
        self._lock = RLock()

    def _once(self, key: object, make: Callable[[], T]) -> T:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            return self._kept[key]  # type: ignore[return-value]

    def shared(self, key: object, make: Callable[[], T]) -> T:
        """What all plots share beyond what this class offers: made when it is first asked for, then kept."""
        return self._once(("shared", key), make)

    def of_plots(self, key: object, make: Callable[[], T]) -> T:
        """What is worked out for all plots of this analysis together: made when it is first asked for, then kept."""
        return self._for_block(("of_plots", key), make)

    # --- networks --------------------------------------------------------------------------------------------------

    def walking(self) -> RoutingGraph:
        """The walking network with its costs in metres. MissingDataError("streets") where there is none."""
        network = self.surroundings.walking
        if network is None:
            raise MissingDataError("streets")
        return self._once("walking", lambda: RoutingGraph.walking(EdgeIndex(network)))

    def driving(self, speeds: Mapping[str, float]) -> RoutingGraph:
        """The driving network with its costs in minutes. MissingDataError("streets") where there is none."""
        network = self.surroundings.driving
        if network is None:
            raise MissingDataError("streets")
        key = ("driving", tuple(sorted(speeds.items())))
        return self._once(key, lambda: driving_graph(network, speeds=dict(speeds)))

    def driving_metres(self) -> RoutingGraph:
        """The driving network with its costs in metres. MissingDataError("streets") where there is none."""
        network = self.surroundings.driving
        if network is None:
            raise MissingDataError("streets")
        return self._once("driving_metres", lambda: driving_metres(network))

    def way_kinds(self, *, safe_kmh: float) -> WayKinds:
        """What the ways of the walking network say of safety and light."""
        network = self.walking().network
        return self._once(("way_kinds", safe_kmh), lambda: WayKinds.of(network, safe_kmh=safe_kmh))

    def node_edges(self) -> NodeEdges:
        """The edges at each node of the walking network."""
        network = self.walking().network
        return self._once("node_edges", lambda: NodeEdges.of(network))

    def marked_crossings(self) -> NDArray[np.float64] | None:
        """(c, 2) marked crossings [m]; None where the data do not carry them."""
        try:
            places = self.places("crossing")
        except MissingDataError:
            return None
        found: NDArray[np.float64] = self._once("crossings", lambda: shapely.get_coordinates(places.geometries))
        return found

    def unsigned_main_roads(self) -> STRtree:
        """Index over the edges of main roads whose speed is not on the map, those apart from the rest too."""
        network = self.surroundings.driving
        if network is None:
            raise MissingDataError("streets")
        return self._once("unsigned", lambda: STRtree(shapely.linestrings(_unsigned_edges(network))))

    # --- plots -----------------------------------------------------------------------------------------------------

    def with_plots(self, plots: Sequence[Plot]) -> AreaAnalysis:
        """The analysis of other plots of the same area: networks, destinations and fields are shared, not repeated."""
        other = AreaAnalysis(self.surroundings, plots)
        other._kept, other._lock = self._kept, self._lock
        return other

    def place_of(self, plot: Plot) -> tuple[AreaAnalysis, int]:
        """The analysis that a plot belongs to, and its place in it; one of its own where it was not announced."""
        number = self._numbers.get(id(plot))
        if number is not None:
            return self, number
        return self._for_block(("alone", plot.id, plot.boundary.wkb), lambda: self.with_plots([plot])), 0

    def _for_block(self, key: object, make: Callable[[], T]) -> T:
        """What belongs to the plots of this analysis, made once."""
        with self._lock:
            if key not in self._of_block:
                self._of_block[key] = make()
            return self._of_block[key]  # type: ignore[return-value]

    def departures(self, graph: RoutingGraph) -> Departures:
        """How the plots are left on a network: by their entrances, or by every access point of the boundary."""
        return self._for_block(
            ("departures", id(graph.network)),
            lambda: Departures.of(
                self.plots, graph, accesses_of(self.plots, graph.index), extent=self.surroundings.extent
            ),
        )

    def plot_accesses(self, plot: Plot, graph: RoutingGraph) -> Accesses:
        """Ways from a plot onto a network: its entrances, or every access point of its boundary."""
        area, number = self.place_of(plot)
        return area.departures(graph).of_plot(number)

    def nearest(self, choice: Choice, graph: RoutingGraph) -> NearestPlaces:
        """For every plot, the chosen feature that it reaches most cheaply: one search for all."""
        return self._for_block(
            ("nearest", id(graph), choice),
            lambda: NearestPlaces.of(
                replace(self.departures(graph), graph=graph),
                self.field(choice, graph),
                self.places(choice.name),
                ahead_m=self._ahead_m(choice, graph),
            ),
        )

    def _ahead_m(self, choice: Choice, graph: RoutingGraph) -> NDArray[np.float64]:
        """Metres of the quickest way from every node; empty where costs are metres themselves."""
        if not graph.in_minutes:
            return np.empty(0)
        return self._once(("ahead_m", id(graph), choice), lambda: way_lengths(graph, self.field(choice, graph)))

    def within(self, choice: Choice, graph: RoutingGraph, *, limit: float) -> Within:
        """For every plot, each chosen feature whose cost is at most ``limit``, the nearest first."""
        return self._for_block(
            ("within", id(graph), choice, limit),
            lambda: self.engine(graph).within(
                self.departures(graph).accesses, self.destinations(choice, graph), plots=len(self.plots), limit=limit,
                pairs=True,
            ),
        )  # fmt: skip

    # --- destinations ----------------------------------------------------------------------------------------------

    def places(self, name: str) -> Places:
        """Features of a category or a layer.

        Raises
        ------
        MissingDataError
            ``category_<name>`` where the data carry none of its tags; ``layer_<name>`` where no such layer was given.
        """
        layers, categories = self.surroundings.layers, self.surroundings.places
        if name in layers:
            return layers[name]
        if name not in categories:
            raise MissingDataError(f"layer_{name}")
        if name in self.surroundings.not_carried:
            raise MissingDataError(f"category_{name}")
        return categories[name]

    def chosen(self, choice: Choice) -> NDArray[np.int_]:
        """Numbers of the features that a choice leaves, in the order of the table."""
        places = self.places(choice.name)
        keep = np.ones(len(places), dtype=bool)
        if choice.min_area_ha > 0:
            keep &= shapely.area(places.geometries) / 1e4 >= choice.min_area_ha
        if choice.where is not None:
            column, values = choice.where
            keep &= np.isin(places.column(column).astype(str), values)
        if choice.only is not None:
            keep &= np.isin(np.arange(len(places)), choice.only)
        return np.flatnonzero(keep)

    def targets(self, choice: Choice, graph: RoutingGraph) -> Accesses:
        """Ways in to the chosen features; the owner is the feature's number in the table."""
        return self._once(
            ("targets", id(graph.index.network), choice),
            lambda: destination_accesses(self.places(choice.name), self.chosen(choice), graph.index),
        )

    def engine(self, graph: RoutingGraph) -> DistanceEngine:
        """Searches over the links of a network."""
        return self._once(("engine", id(graph)), lambda: DistanceEngine(graph=graph))

    def destinations(self, choice: Choice, graph: RoutingGraph) -> Destinations:
        """The chosen features, ready to be searched from; their number in the table is their name."""
        return self._once(
            ("destinations", id(graph), choice),
            lambda: self.engine(graph).destinations(self.targets(choice, graph)),
        )

    def field(self, choice: Choice, graph: RoutingGraph) -> CostField:
        """Least cost from everywhere to the nearest chosen feature."""
        return self._once(("field", id(graph), choice), lambda: graph.field_to(self.targets(choice, graph)))


def _unsigned_edges(network: StreetNetwork) -> NDArray[np.float64]:
    """(k, 2, 2) ends of the edges of main roads without a signed speed."""
    pairs = zip(network.tag("highway"), network.tag("maxspeed"), strict=True)
    ways = np.array([name in MAIN_ROADS and speed is None for name, speed in pairs], dtype=bool)
    ends: NDArray[np.float64] = network.node_xy[network.edge_nodes[ways[network.edge_way]]]
    return ends


def accesses_of(plots: Sequence[Plot], index: EdgeIndex) -> Accesses:
    """Ways from plots onto the network (owner: the plot's place in the list)."""
    outlined = [i for i, plot in enumerate(plots) if not plot.entrances]
    entered = [(i, point) for i, plot in enumerate(plots) for point in plot.entrances]
    parts = []
    if outlined:
        found = outline_accesses(index, [plots[i].boundary for i in outlined])
        parts.append(found.owned(np.array(outlined)))
    if entered:
        owner = np.array([i for i, _ in entered])
        parts.append(index.snap(shapely.get_coordinates([point for _, point in entered]), owner=owner))
    return Accesses.joined(*parts) if parts else Accesses.none()


def destination_accesses(places: Places, chosen: NDArray[np.int_], index: EdgeIndex) -> Accesses:
    """Ways in: a point snaps to its edge; an area or line is entered at its entrances, else at any access point."""
    geometries = places.geometries[chosen]
    entrances = places.column("entrances")[chosen]
    given = np.array([isinstance(e, BaseGeometry) for e in entrances], dtype=bool)
    points = np.where(given, entrances, geometries)
    as_points = given | np.isin(shapely.get_type_id(geometries), _POINT_TYPES)
    parts = []
    if as_points.any():
        xy, of_feature = shapely.get_coordinates(points[as_points], return_index=True)
        parts.append(index.snap(xy, owner=chosen[as_points][of_feature]))
    if not as_points.all():
        parts.append(outline_accesses(index, list(geometries[~as_points])).owned(chosen[~as_points]))
    return Accesses.joined(*parts) if parts else Accesses.none()
