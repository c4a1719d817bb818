"""Sun and outlook on a plot: its points, the buildings and the green around it, and the sun's path over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj

from siteplan.context.building_use import building_numbers
from siteplan.context.plot import PlotContext
from siteplan.errors import MissingDataError
from siteplan.measures.clearance import sample_points
from siteplan.measures.exposure import Interval, lies_on
from siteplan.measures.sun import SunPath, hours_of_sun, sun_path, view_share
from siteplan.model import Places

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
    around = context.near(name, radius_m=reach_m)
    around = around.take(~lies_on(context.plot.boundary, around.geometries)) if len(around) else around
    surroundings = context.surroundings
    terrain = None if surroundings is None else surroundings.terrain
    points = points_on(context)

    def hours(storeys: float) -> float:
        heights = _heights(around, storey_m=storey_m, unknown=storeys * storey_m)
        found = hours_of_sun(
            points, path, footprints=around.geometries, heights_m=heights, terrain=terrain, horizon_m=horizon_m
        )
        return float(found.mean())

    most = hours(unknown_low_storeys)
    if terrain is None:
        return Outlook(hours=Interval(low=0.0, high=most), terrain_known=False)
    settled = not np.isnan(_heights(around, storey_m=storey_m, unknown=np.nan)).any()
    return Outlook(hours=Interval(low=most if settled else hours(unknown_high_storeys), high=most), terrain_known=True)


def view_from_plot(context: PlotContext, *, reach_m: float) -> float:
    """Share of the view around the plot that ends in green or water outside it, buildings standing in the way."""
    scenery = []
    refused: list[MissingDataError] = []
    for name in _SCENERY:
        try:
            scenery.append(context.near(name, radius_m=reach_m).geometries)
        except MissingDataError as error:
            refused.append(error)
    if len(refused) == len(_SCENERY):
        raise refused[0]
    window = shapely.buffer(context.plot.boundary, reach_m)
    green = shapely.difference(np.concatenate(scenery), context.plot.boundary)
    wanted = shapely.intersection(green, window)
    buildings = context.near("building", radius_m=reach_m)
    hiding = buildings.geometries[~lies_on(context.plot.boundary, buildings.geometries)] if len(buildings) else (
        buildings.geometries
    )  # fmt: skip
    return view_share(points_on(context), wanted[~shapely.is_empty(wanted)], hiding, reach_m=reach_m, rays=_RAYS)


def _path(context: PlotContext, day: date) -> SunPath:
    """The sun over the area's middle: a town is so small that the sun stands alike over all of it."""
    crs = context.plot.crs

    def make() -> SunPath:
        centre = context.plot.boundary.centroid
        projection = Proj(crs)
        longitude, latitude = projection(centre.x, centre.y, inverse=True)
        turned = projection.get_factors(longitude, latitude).meridian_convergence
        return sun_path(longitude, latitude, day=day, step_min=_STEP_MIN, convergence_deg=turned)

    return context.area.shared(("sun_path", crs, day), make)


def _heights(buildings: Places, *, storey_m: float, unknown: float) -> NDArray[np.float64]:
    stated = building_numbers(buildings, "height_m", "height")
    levels = building_numbers(buildings, "levels", "building:levels")
    return np.array([
        height if height is not None else unknown if level is None else level * storey_m
        for height, level in zip(stated, levels, strict=True)
    ])  # fmt: skip
