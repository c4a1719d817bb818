"""Many plots, many destinations of a network: nearest, k nearest, how many within a distance, sums that fade with it.

Searches run from the destinations over the links between junctions, so their cost does not grow with the plots; plots
and destinations lie anywhere along the edges. With compiled kernels where they are loaded, else by SciPy, with equal
answers (`siteplan.measures.distances_by_scipy`).

References
----------
.. [1] Hansen, W. G. (1959). How accessibility shapes land use. Journal of the American Institute of Planners 25(2),
   73-76. doi:10.1080/01944365908978307 (sums of opportunities that fade with distance)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from siteplan.measures import distances_by_scipy as plain
from siteplan.measures.kernels import NetworkKernels, network_kernels
from siteplan.measures.link_view import LinkView
from siteplan.measures.merged_network import MergedNetwork, OnLinks
from siteplan.measures.network import RoutingGraph
from siteplan.measures.routes import Route
from siteplan.measures.snapping import Accesses

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KNearest:
    """For p plots the k nearest destinations, the nearest first.

    ``cost`` (p, k), infinite where there are fewer; ``destination`` (p, k) owners of their accesses, -1 there;
    ``start``, ``target`` (p, k) rows of ``starts`` and ``targets``: the access that the plot is left by, and the one
    that the destination is entered by, -1 there.
    """

    cost: FloatArray
    destination: IntArray
    start: IntArray
    target: IntArray
    starts: Accesses
    targets: Accesses


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Within:
    """Plots and destinations within a limit of each other.

    ``count`` (p,) destinations of each plot; ``weight`` (p,) their sum of exp(-cost / decay). Where pairs were asked
    for, (r,) each: ``plot``, ``destination``, ``start``, ``target`` (as in :class:`KNearest`) and ``cost``, ordered by
    plot and then by cost; the pairs of plot i are rows ``pair_start[i]`` to ``pair_start[i + 1]``.
    """

    count: IntArray
    weight: FloatArray
    plot: IntArray
    destination: IntArray
    start: IntArray
    target: IntArray
    cost: FloatArray
    pair_start: IntArray
    starts: Accesses
    targets: Accesses


@dataclass(frozen=True, eq=False, kw_only=True)
class Destinations:
    """Destinations of one kind, ready to be searched from.

    ``targets``: their accesses; ``names`` (d,) the distinct owners; ``owner`` (t,) their numbers in ``names``.
    """

    engine: DistanceEngine
    targets: Accesses
    names: IntArray
    owner: IntArray
    _kept: dict[int, tuple[FloatArray, IntArray, IntArray]] = field(default_factory=dict, repr=False)

    @cached_property
    def placed(self) -> OnLinks:
        """The accesses by their place on the links."""
        return self.engine.place(self.targets)

    @cached_property
    def entries(self) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
        """Junctions beside destinations, ordered by destination: (d + 1,) starts; nodes, costs, accesses (e,)."""
        merged, placed = self.engine.merged, self.placed
        node = np.concatenate([merged.first[placed.link], merged.last[placed.link]])
        cost = np.concatenate([placed.from_first, placed.from_last])
        access = np.tile(np.arange(len(self.targets)), 2)
        usable = np.flatnonzero(np.isfinite(cost))
        order = usable[np.lexsort((cost[usable], node[usable], self.owner[access[usable]]))]
        node, cost, access = node[order], cost[order], access[order]
        best = np.ones(len(node), dtype=bool)  # of one destination's accesses, only the cheapest from each junction
        best[1:] = (node[1:] != node[:-1]) | (self.owner[access[1:]] != self.owner[access[:-1]])
        node, cost, access = node[best], cost[best], access[best]
        return np.searchsorted(self.owner[access], np.arange(len(self.names) + 1)), node, cost, access

    def of_junctions(self, kernels: NetworkKernels, count: int) -> tuple[FloatArray, IntArray, IntArray]:
        """The nearest destinations of every junction, searched for once: costs, accesses (j, k), and how many (j,)."""
        if count not in self._kept:
            junctions = len(self.engine.merged.junction)
            cost, access = np.full((junctions, count), np.inf), np.full((junctions, count), -1)
            before, found = np.full((junctions, count), -1), np.zeros(junctions, dtype=np.int64)
            _, node, entry_cost, entry_access = self.entries
            kernels.nearest_of_junctions(
                *self.engine.arcs, node, entry_cost, entry_access, self.owner, cost, access, before, found
            )
            self._kept[count] = (cost, access, found)
        return self._kept[count]


@dataclass(frozen=True, eq=False, kw_only=True)
class DistanceEngine:
    """Searches over the links of a network.

    Parameters
    ----------
    graph
        The network with its costs.
    compiled
        Whether kernels may be used; False for the plain path.
    wait_s
        How long to wait for kernels that are still being loaded or compiled [s]; None for as long as it takes.
    """

    graph: RoutingGraph
    compiled: bool = True
    wait_s: float | None = 0.0

    @cached_property
    def merged(self) -> MergedNetwork:
        """Links between junctions."""
        graph = self.graph
        return MergedNetwork.of(graph.network, graph.index.edges, along=graph.along, against=graph.against)

    @cached_property
    def arcs(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Rows (j + 1,) of junctions and costs from which each is reached, so that searches start at destinations."""
        merged = self.merged
        row = np.concatenate([merged.last, merged.first])
        column = np.concatenate([merged.first, merged.last])
        cost = np.concatenate([merged.along, merged.against])
        usable = np.flatnonzero(np.isfinite(cost) & (row != column))
        order = usable[np.argsort(row[usable], kind="stable")]
        start = np.searchsorted(row[order], np.arange(len(merged.junction) + 1))
        return start, column[order], cost[order]

    @cached_property
    def _beside(self) -> tuple[IntArray, IntArray]:
        """Rows (j + 1,) of the links at each junction: twice their number, plus one where it is the link's last."""
        merged = self.merged
        node = np.concatenate([merged.first, merged.last])
        link = np.arange(len(merged.first))
        order = np.argsort(node, kind="stable")
        start = np.searchsorted(node[order], np.arange(len(merged.junction) + 1))
        return start, np.concatenate([2 * link, 2 * link + 1])[order]

    def place(self, accesses: Accesses) -> OnLinks:
        """Accesses by their place on the links."""
        return self.merged.place(accesses, straight_rate=self.graph.straight_rate)

    def destinations(self, targets: Accesses) -> Destinations:
        """Destinations of one kind; the owner of an access is its destination."""
        names, owner = np.unique(targets.owner, return_inverse=True)
        return Destinations(engine=self, targets=targets, names=names, owner=owner)

    def nearest(self, starts: Accesses, destinations: Destinations, *, plots: int, count: int) -> KNearest:
        """The ``count`` nearest destinations of every plot, at any distance.

        Parameters
        ----------
        starts
            Accesses of the plots 0 ... ``plots`` - 1, in any order.
        """
        view = self._view(starts, destinations)
        kernels = network_kernels(wait_s=self.wait_s) if self.compiled else None
        if kernels is None or not len(destinations.names):
            cost, target, start = plain.nearest(view, plots=plots, count=count)
        else:
            merged, placed = self.merged, view.placed
            cost = np.full((plots, count), np.inf)
            target, start = np.full((plots, count), -1), np.full((plots, count), -1)
            kernels.nearest_of_plots(
                view.starts.owner, merged.first, merged.last, placed.link, placed.to_first, placed.to_last,
                *_along(placed), *destinations.of_junctions(kernels, count), *view.targets_by_link(), view.owner,
                view.asked_by, *_along(view.goals), cost, target, start, np.zeros(plots, dtype=np.int64),
            )  # fmt: skip
        destination = np.full((plots, count), -1)
        found = target >= 0
        destination[found] = view.targets.owner[target[found]]
        return KNearest(
            cost=cost, destination=destination, start=start, target=target, starts=view.starts, targets=view.targets
        )

    def _view(self, starts: Accesses, destinations: Destinations) -> LinkView:
        return LinkView.of(
            self.merged, self.arcs, starts=starts, targets=destinations.targets, names=destinations.names,
            straight_rate=self.graph.straight_rate,
        )  # fmt: skip

    def within(
        self,
        starts: Accesses,
        destinations: Destinations,
        *,
        plots: int,
        limit: float,
        decay: float = np.inf,
        pairs: bool = False,
    ) -> Within:
        """Every destination within a limit of every plot: how many, their fading sum, and on demand each pair.

        Parameters
        ----------
        starts
            Accesses of the plots 0 ... ``plots`` - 1, in any order.
        limit
            Greatest cost that counts; infinite for all that can be reached.
        decay
            Sums are of exp(-cost / decay); infinite: sums count.
        pairs
            Whether to list the pairs.
        """
        view = self._view(starts, destinations)
        kernels = network_kernels(wait_s=self.wait_s) if self.compiled else None
        if kernels is None or not len(destinations.names):
            count, weight, listed, cost = plain.within(view, plots=plots, limit=limit, decay=decay, pairs=pairs)
        else:
            count, weight, listed, cost = self._within(kernels, view, destinations, plots, limit, decay, pairs)
        order = np.lexsort((listed[:, 1], cost, listed[:, 0]))
        listed, cost = listed[order], cost[order]
        return Within(
            count=count, weight=weight, plot=listed[:, 0], destination=destinations.names[listed[:, 1]],
            start=listed[:, 2], target=listed[:, 3], cost=cost,
            pair_start=np.searchsorted(listed[:, 0], np.arange(plots + 1)), starts=view.starts, targets=view.targets,
        )  # fmt: skip

    def _within(
        self, kernels: NetworkKernels, view: LinkView, destinations: Destinations, plots: int, limit: float,
        decay: float, pairs: bool,
    ) -> tuple[IntArray, FloatArray, IntArray, FloatArray]:  # fmt: skip
        room = 16 * plots + 1024 if pairs else 0
        placed = view.placed
        while True:
            count, weight = np.zeros(plots, dtype=np.int64), np.zeros(plots)
            listed, cost = np.empty((room, 4), dtype=np.int64), np.empty(room)
            total = kernels.all_within(
                *self.arcs, *destinations.entries, *self._beside, view.starts_by_link(), view.starts.owner,
                placed.to_first, placed.to_last, *_along(placed),
                *view.targets_by_destination(len(destinations.names)), view.goals.link, view.asked_by,
                *_along(view.goals), float(limit), float(decay), count, weight, np.full(1, pairs), listed, cost,
            )  # fmt: skip
            if total <= room or not pairs:
                return count, weight, listed[: total if pairs else 0], cost[: total if pairs else 0]
            room = total

    def route(self, starts: Accesses, targets: Accesses, *, limit: float = np.inf) -> Route:
        """The least way between any of some accesses and any of others: the evidence of a result.

        Parameters
        ----------
        limit
            The cost of the result, where it is known: nothing farther is looked at.

        Raises
        ------
        ValueError
            Where there is no way.
        """
        graph = self.graph
        # a search that stops at exactly the cost would lose the way to rounding
        towards = graph.field_to(targets, limit=limit * (1 + 1e-9) + 1e-6)
        reached = graph.reach(towards, starts)
        return graph.route(towards, starts, reached, int(np.argmin(reached.cost)))


def _along(places: OnLinks) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    return places.forward, places.backward, places.position, places.straight
