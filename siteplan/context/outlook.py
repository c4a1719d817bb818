"""Sun and outlook on a plot: its points, the buildings and the green around it, and the sun's path over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj

from siteplan.context.building_use import building_numbers, own_numbers
from siteplan.context.plot import PlotContext
from siteplan.errors import MissingDataError
from siteplan.measures.clearance import sample_points
from siteplan.measures.exposure import Interval
from siteplan.measures.sun import SunPath, hours_of_sun, sun_path, view_share

_ABOUT_POINTS = 5
_STEP_MIN = 20.0
_RAYS = 48
_SCENERY = ("green", "nearby_terrain", "water")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Mean hours of sun, bounded by what is not known of heights; ``terrain_known``: there is a terrain model."""

    hours: Interval
    terrain_known: bool


def points_on(context: PlotContext) -> NDArray[np.float64]:
    """(p, 2) a few points spread over the plot."""
    inside = sample_points(context.plot.boundary, about=_ABOUT_POINTS)
    kept = inside[shapely.contains_properly(context.plot.boundary, inside)]
    chosen = kept if len(kept) else context.plot.boundary.representative_point()
    within: NDArray[np.float64] = shapely.get_coordinates(chosen)
    return within


def sun_on_plot(
    context: PlotContext, *, day: date, reach_m: float, horizon_m: float, storey_m: float,
    unknown_low_storeys: float, unknown_high_storeys: float,
) -> Outlook:  # fmt: skip
    """Mean hours of direct sun on the plot's ground on one day.

    Buildings of unknown height count as low for the high end and as high for the low end; without a terrain model a
    hill may hide all of it. MissingDataError(``category_building``) without buildings.
    """
    path = _path(context, day)
    name = "buildings" if context.surroundings and "buildings" in context.surroundings.layers else "building"
    near = np.setdiff1d(context.numbers_near(name, radius_m=reach_m), own_numbers(context, name))
    footprints, stated = context.places(name).geometries[near], _stated_heights(context, name, storey_m=storey_m)[near]
    surroundings = context.surroundings
    terrain = None if surroundings is None else surroundings.terrain
    points = points_on(context)

    def hours(storeys: float) -> float:
        heights = np.where(np.isnan(stated), storeys * storey_m, stated)
        found = hours_of_sun(
            points, path, footprints=footprints, heights_m=heights, terrain=terrain, horizon_m=horizon_m
        )
        return float(found.mean())

    most = hours(unknown_low_storeys)
    if terrain is None:
        return Outlook(hours=Interval(low=0.0, high=most), terrain_known=False)
    settled = not np.isnan(stated).any()
    return Outlook(hours=Interval(low=most if settled else hours(unknown_high_storeys), high=most), terrain_known=True)


def view_from_plot(context: PlotContext, *, reach_m: float) -> float:
    """Share of the view around the plot that ends in green or water outside it, buildings standing in the way."""
    scenery = []
    refused: list[MissingDataError] = []
    for name in _SCENERY:
        try:
            scenery.append(context.places(name).geometries[context.numbers_near(name, radius_m=reach_m)])
        except MissingDataError as error:
            refused.append(error)
    if len(refused) == len(_SCENERY):
        raise refused[0]
    every = np.concatenate(scenery)
    on_plot = np.flatnonzero(shapely.intersects(context.plot.boundary, every))
    every[on_plot] = shapely.difference(every[on_plot], context.plot.boundary)  # what is on the plot is no outlook
    near = np.setdiff1d(context.numbers_near("building", radius_m=reach_m), own_numbers(context, "building"))
    hiding = context.places("building").geometries[near]
    return view_share(points_on(context), every[~shapely.is_empty(every)], hiding, reach_m=reach_m, rays=_RAYS)


def _path(context: PlotContext, day: date) -> SunPath:
    """The sun over the area's middle: a town is so small that the sun stands alike over all of it."""
    crs = context.plot.crs

    def make() -> SunPath:
        # of the map, not of the plot that asks first: the order of the plots must change nothing
        extent = context.area.surroundings.extent
        centre = (context.plot.boundary if extent.is_empty else extent).centroid
        projection = Proj(crs)
        longitude, latitude = projection(centre.x, centre.y, inverse=True)
        turned = projection.get_factors(longitude, latitude).meridian_convergence
        return sun_path(longitude, latitude, day=day, step_min=_STEP_MIN, convergence_deg=turned)

    return context.area.shared(("sun_path", crs, day), make)


def _stated_heights(context: PlotContext, name: str, *, storey_m: float) -> NDArray[np.float64]:
    """Height of every building of the area [m], by its storeys where it is not stated; NaN where neither is."""

    def make() -> NDArray[np.float64]:
        buildings = context.places(name)
        stated = building_numbers(buildings, "height_m", "height")
        levels = building_numbers(buildings, "levels", "building:levels")
        return np.array([
            height if height is not None else np.nan if level is None else level * storey_m
            for height, level in zip(stated, levels, strict=True)
        ], dtype=float)  # fmt: skip

    return context.area.shared(("stated_heights", name, storey_m), make)
