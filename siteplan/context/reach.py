"""A way from a plot to a place around it: how far, how sure, and the evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import LineString, Point

from siteplan.measures.routes import Route
from siteplan.model import StreetNetwork

if TYPE_CHECKING:
    from siteplan.context.nearest import NearestPlaces

Access = Literal["entrance", "boundary"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Reach:
    """The way from a plot to a destination.

    Parameters
    ----------
    distance_m
        Along the network, straight ends included; None where the data hold no such destination.
    minutes
        Driving time; None for walks.
    name, element
        Of the destination ("" without a name; "node/123").
    low_m, high_m
        Interval in which the true distance lies: data end at the extent's edge, so something nearer may lie beyond it.
        ``high_m`` is infinite where nothing was found.
    low_minutes
        The same for ``minutes``: the edge of the data at the network's greatest speed.
    exact
        Whether the interval is a point.
    access
        Whether the plot is left at a declared entrance or at an access point of its boundary.
    worst_m
        Largest distance over the entrances or access points; None where nothing was found.
    straight_m
        Straight distance from boundary to destination.
    index
        Number of the destination in its table of places, -1 where there is none.
    access_point, destination
        Where the plot is left, and where the destination is entered.
    streets, trace
        The network, and how to find the way on it; found when ``route``, ``route_edges`` or ``steps`` is asked for.
    found_by
        The search for all plots of a block that found it, and the plot's number there; None where it was its own.
    shown
        Whether anybody will look at the evidence; else points and straight line are left out, and the route is found
        only where a result rests on it.
    """

    distance_m: float | None
    minutes: float | None = None
    name: str = ""
    element: str | None = None
    low_m: float
    high_m: float
    low_minutes: float | None = None
    exact: bool
    access: Access
    worst_m: float | None = None
    straight_m: float | None = None
    index: int = -1
    access_point: Point | None = None
    destination: Point | None = None
    streets: StreetNetwork | None = field(default=None, repr=False)
    trace: Callable[[], Route] | None = field(default=None, repr=False)
    found_by: tuple[NearestPlaces, int] | None = field(default=None, repr=False)
    shown: bool = True

    @cached_property
    def _traced(self) -> Route | None:
        return None if self.trace is None else self.trace()

    @property
    def route(self) -> LineString | None:
        """The way itself, found when it is first asked for."""
        return None if self._traced is None else LineString(self._traced.xy)

    @property
    def route_edges(self) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
        """Edges of the network along the way, and the metres walked on each; the straight ends are not in it."""
        if self._traced is None:
            return np.empty(0, dtype=int), np.empty(0)
        return self._traced.edges, self._traced.edge_metres

    @property
    def steps(self) -> tuple[int, float] | None:
        """Flights of steps on the way, and the metres on them; None where there is no way."""
        if self._traced is None or self.streets is None:
            return None
        edges, metres = self.route_edges
        stepped = (self.streets.tag("highway") == "steps")[self.streets.edge_way[edges]] & (metres > 0)
        begins = stepped & ~np.concatenate([[False], stepped[:-1]])
        return int(begins.sum()), float(metres[stepped].sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Straight:
    """The straight distance from a plot to the nearest feature; intervals as in :class:`Reach`."""

    distance_m: float | None
    low_m: float
    high_m: float
    exact: bool
    name: str = ""
    element: str | None = None
    index: int = -1
    line: LineString | None = None
