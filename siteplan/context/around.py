"""What lies around the plots of a block, looked up for all of them together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from siteplan.context.area import AreaAnalysis


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Near:
    """Features near p plots: of plot i ``number[start[i]:start[i + 1]]``, ascending; ``plot`` (k,) of each."""

    start: NDArray[np.int_]
    plot: NDArray[np.int_]
    number: NDArray[np.int_]

    @classmethod
    def of_pairs(cls, plot: NDArray[np.int_], number: NDArray[np.int_], *, count: int) -> Near:
        """From pairs in any order."""
        order = np.lexsort((number, plot))
        plot, number = plot[order], number[order]
        return cls(start=np.searchsorted(plot, np.arange(count + 1)), plot=plot, number=number)

    def take(self, keep: NDArray[np.bool_]) -> Near:
        """Only some of the pairs."""
        plot = self.plot[keep]
        return Near(start=np.searchsorted(plot, np.arange(len(self.start))), plot=plot, number=self.number[keep])

    def of(self, plot: int) -> NDArray[np.int_]:
        """Numbers of the features near one plot."""
        return self.number[self.start[plot] : self.start[plot + 1]]

    def rows(self, plot: int) -> slice:
        """The pairs of one plot."""
        return slice(int(self.start[plot]), int(self.start[plot + 1]))


def boundaries(area: AreaAnalysis) -> NDArray[np.object_]:
    """(p,) outlines of the plots."""
    return area.of_plots("boundaries", lambda: np.array([*(plot.boundary for plot in area.plots), None], object)[:-1])


def within_reach(area: AreaAnalysis, tree: STRtree, *, radius_m: float) -> Near:
    """Features of an index within a straight distance of each plot; those on it too."""
    plots = boundaries(area)
    plot, number = tree.query(plots, predicate="dwithin", distance=radius_m)
    return Near.of_pairs(plot, number, count=len(plots))


def places_near(area: AreaAnalysis, name: str, *, radius_m: float) -> Near:
    """Features of a category or layer within a straight distance of each plot. MissingDataError as ``area.places``."""
    places = area.places(name)
    return area.of_plots(("near", name, radius_m), lambda: within_reach(area, places.tree, radius_m=radius_m))


def extent_margins(area: AreaAnalysis) -> NDArray[np.float64]:
    """(p,) straight distance from each plot to the edge of the data at its nearest; 0 where it reaches out."""

    def make() -> NDArray[np.float64]:
        extent, plots = area.surroundings.extent, boundaries(area)
        shapely.prepare(extent)
        return np.where(shapely.covers(extent, plots), shapely.distance(plots, extent.boundary), 0.0)

    return area.of_plots("extent_margins", make)
