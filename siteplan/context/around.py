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
    near, away = _perhaps_near(area, tree, radius_m=radius_m)
    circles, sizes = _circles(area, tree), plot_circles(area)
    # a circle around each of the two settles most pairs
    inside = away + circles.radius_m[near.number] <= radius_m
    outside = away - circles.radius_m[near.number] - sizes.radius_m[near.plot] > radius_m
    unsettled = np.flatnonzero(~inside & ~outside)
    shapely.prepare(plots)
    inside[unsettled] = shapely.dwithin(
        plots[near.plot[unsettled]], tree.geometries[near.number[unsettled]], radius_m
    )  # fmt: skip
    return near.take(inside)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Circles:
    """Circles that hold n geometries: ``middle`` (n, 2) of the bounding box, ``radius_m`` (n,) half its diagonal.

    Of plots, ``middle`` is a point on the plot and the circle around it.
    """

    middle: NDArray[np.float64]
    radius_m: NDArray[np.float64]


def _circles(area: AreaAnalysis, tree: STRtree) -> Circles:
    def make() -> tuple[STRtree, Circles]:
        box = shapely.bounds(tree.geometries).reshape(-1, 4)
        return tree, Circles(middle=(box[:, :2] + box[:, 2:]) / 2, radius_m=np.hypot(*(box[:, 2:] - box[:, :2]).T) / 2)

    return area.shared(("circles", id(tree)), make)[1]  # the index is kept, so that its identity stays its own


def plot_circles(area: AreaAnalysis) -> Circles:
    """A circle around a point on each plot that holds all of it."""

    def make() -> Circles:
        plots = boundaries(area)
        box, at = shapely.bounds(plots).reshape(-1, 4), shapely.get_coordinates(shapely.point_on_surface(plots))
        farthest = np.maximum(np.abs(box[:, :2] - at), np.abs(box[:, 2:] - at))
        return Circles(middle=at, radius_m=np.hypot(farthest[:, 0], farthest[:, 1]))

    return area.of_plots("plot_circles", make)


def _perhaps_near(area: AreaAnalysis, tree: STRtree, *, radius_m: float) -> tuple[Near, NDArray[np.float64]]:
    """Features whose boxes come near enough, and the metres between the middle of each and its plot's point."""
    plots = boundaries(area)
    box = shapely.bounds(plots).reshape(-1, 4) + np.array([-radius_m, -radius_m, radius_m, radius_m])
    plot, number = tree.query(shapely.box(*box.T))
    near = Near.of_pairs(plot, number, count=len(plots))
    apart = _circles(area, tree).middle[near.number] - plot_circles(area).middle[near.plot]
    return near, np.hypot(apart[:, 0], apart[:, 1])


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
