"""Risks to residents around a plot, each bounded by what the data say. People are never taken as a risk."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from siteplan.context.around import within_reach
from siteplan.context.plot import PlotContext
from siteplan.errors import MissingDataError
from siteplan.measures.exposure import UNKNOWN, Interval, covered_share, distances_m, nearness
from siteplan.model import Places

RAILWAYS = frozenset({"rail", "light_rail", "narrow_gauge", "subway"})
"""Railways that one must keep away from; trams run in streets that people cross."""

FLOOD_WORDS = ("flood", "flom", "storm")
OTHERS = ("school", "kindergarten", "playground")


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """One kind of risk: exposure 0-1, what would settle it, the nearest of its places [m], the places within reach."""

    exposure: Interval
    missing: str = ""
    nearest_m: float | None = None
    role: str = "risk"
    elements: tuple[str, ...] = ()
    geometries: tuple[BaseGeometry, ...] = ()


def marked_places(context: PlotContext, kind: str, *, radius_m: float) -> Risk:
    """Places of a kind that the municipality marked in its ``risks`` layer; unknown without the layer."""
    try:
        layer = context.layer("risks")
    except MissingDataError:
        return Risk(exposure=UNKNOWN, missing="layer_risks")
    places = layer.take(layer.column("kind") == kind)
    distances = distances_m(context.plot.boundary, places.geometries)
    near = nearness(distances, radius_m=radius_m)
    return _risk(places, distances, Interval(low=near, high=near), radius_m=radius_m, layer="risks/")


def traffic(context: PlotContext, *, radius_m: float) -> Risk:
    """Fast roads and railways above ground, and traffic that the municipality marked; the nearest counts.

    Unknown upwards where the data carry no speeds or no railways, where a main road nearby has no signed speed, and
    where the reach leaves the extent of the data.
    """
    parts = [marked_places(context, "traffic", radius_m=radius_m)]
    unknown = False
    for category in ("fast_road", "railway"):
        try:
            near = _above_ground_near(context, category, radius_m=radius_m)
        except MissingDataError:
            unknown = True
            continue
        if len(near):
            places = context.places(category).take(near)
            distances = distances_m(context.plot.boundary, places.geometries)
            exposure = nearness(distances, radius_m=radius_m)
            parts.append(_risk(places, distances, Interval(low=exposure, high=exposure), radius_m=radius_m))
    surroundings = context.surroundings
    carried = surroundings is not None and "maxspeed" in surroundings.tag_keys
    unsigned = _unsigned_nearness(context, radius_m=radius_m)
    if unknown or not carried or context.extent_margin_m < radius_m:
        unsigned = UNKNOWN
    least = max(part.exposure.low for part in parts)
    known = [part.nearest_m for part in parts if part.nearest_m is not None]
    return Risk(
        exposure=Interval(low=least, high=max(least, unsigned.high)),
        missing="risk_traffic",
        nearest_m=min(known, default=None),
        elements=tuple(element for part in parts for element in part.elements),
        geometries=tuple(geometry for part in parts for geometry in part.geometries),
    )


def _above_ground_near(context: PlotContext, category: str, *, radius_m: float) -> NDArray[np.int_]:
    """Numbers of the fast roads or railways near the plot that one meets on the ground."""
    near = context.numbers_near(category, radius_m=radius_m)
    above = context.area.shared(("above_ground", category), lambda: _above_ground(context.places(category)))
    kept: NDArray[np.intp] = near[above[near]]
    return kept


def _above_ground(places: Places) -> NDArray[np.bool_]:
    tunnel, kind = places.column("tunnel"), places.column("railway")
    above = [t in (None, "no") for t in tunnel]
    counts = [k is None or k in RAILWAYS for k in kind]
    met: NDArray[np.bool_] = np.array(above, dtype=bool) & np.array(counts, dtype=bool)
    return met


def _unsigned_nearness(context: PlotContext, *, radius_m: float) -> Interval:
    """How near a main road without a signed speed lies: it may be fast, or not."""
    try:
        roads = context.area.unsigned_main_roads()
    except MissingDataError:
        return UNKNOWN
    area, row = context.area.place_of(context.plot)
    near = area.of_plots(("unsigned", radius_m), lambda: within_reach(area, roads, radius_m=radius_m)).of(row)
    distances = distances_m(context.plot.boundary, roads.geometries[near]) if len(near) else np.empty(0)
    return Interval(low=0.0, high=nearness(distances, radius_m=radius_m))


def hazards(context: PlotContext, *, flood_years: float, landslide_years: float, radius_m: float) -> Risk:
    """Share of the plot in flood or landslide zones of at most these return periods, or a marked hazard within reach.

    Zones without a stated return period may count or not; without the ``hazards`` layer more may be there.
    """
    marked = marked_places(context, "hazard", radius_m=radius_m)
    least = marked.exposure.low
    try:
        layer, here = context.layer("hazards"), context.near("hazards", radius_m=0.0)
    except MissingDataError:
        return replace(marked, exposure=Interval(low=least, high=1.0), missing="layer_hazards", role="hazard")
    boundary = context.plot.boundary
    counted, perhaps = _zones_that_count(here, flood_years=flood_years, landslide_years=landslide_years)
    share, share_at_most = (covered_share(boundary, zones.geometries) for zones in (counted, perhaps))
    nearest = [] if marked.nearest_m is None else [marked.nearest_m]
    if len(layer):
        nearest.append(float(distances_m(boundary, layer.geometries).min()))
    return Risk(
        exposure=Interval(low=max(share, least), high=max(share_at_most, least)),
        missing="hazard_period",
        nearest_m=min(nearest, default=None),
        role="hazard",
        elements=(*marked.elements, *(f"hazards/{i}" for i in perhaps.ids)),
        geometries=(*marked.geometries, *shapely.intersection(perhaps.geometries, boundary)),
    )


def _zones_that_count(zones: Places, *, flood_years: float, landslide_years: float) -> tuple[Places, Places]:
    """Zones whose stated return period is within the limit for their kind, and those together with the unstated."""
    years = np.array([np.nan if y is None else float(y) for y in zones.column("return_period_y")], dtype=float)
    limits = [flood_years if _is_flood(kind) else landslide_years for kind in zones.column("kind")]
    limit = np.array(limits, dtype=float)
    return zones.take(years <= limit), zones.take((years <= limit) | np.isnan(years))


def _is_flood(kind: object) -> bool:
    return any(word in str(kind).lower() for word in FLOOD_WORDS)


def neighbours_count(context: PlotContext, *, radius_m: float) -> dict[str, int | None]:
    """How many schools, kindergartens and playgrounds lie nearby: who else lives and moves here. Never a score."""
    counts: dict[str, int | None] = {}
    for category in OTHERS:
        try:
            counts[f"{category}s_count"] = len(context.numbers_near(category, radius_m=radius_m))
        except MissingDataError:
            counts[f"{category}s_count"] = None
    return counts


def _risk(
    places: Places, distances: NDArray[np.float64], exposure: Interval, *, radius_m: float, layer: str = ""
) -> Risk:
    """``layer`` stands before the ids, so that an edition for the public can leave out what is protected."""
    within = distances < radius_m
    near = places.take(within)
    return Risk(
        exposure=exposure,
        nearest_m=float(distances.min()) if len(distances) else None,
        elements=tuple(f"{layer}{i}" for i in near.ids),
        geometries=tuple(near.geometries),
    )
