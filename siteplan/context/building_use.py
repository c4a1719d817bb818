"""Which buildings are ordinary homes: the tags of OpenStreetMap and the uses of the municipality's building layer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from shapely.geometry.base import BaseGeometry

from siteplan.context.plot import PlotContext
from siteplan.errors import MissingDataError
from siteplan.measures.exposure import lies_on
from siteplan.measures.housing_mix import HousingMix, Use, housing_mix
from siteplan.model import Places

SINGLE_HOMES = frozenset({"house", "detached", "bungalow", "farm", "semidetached_house", "semi", "cabin"})
SEVERAL_HOMES = frozenset({"apartments", "residential", "terrace"})
OUTBUILDINGS = frozenset({
    "garage", "garages", "carport", "shed", "roof", "greenhouse", "hut", "boathouse", "outbuilding", "barn",
    "farm_auxiliary", "storage_tank", "container", "ruins", "bridge", "allotment_house", "annexe", "silo", "stable",
    "cowshed", "sty", "houseboat", "transformer_tower", "service", "kiosk", "toilets", "bicycle_shed", "conservatory",
})  # fmt: skip
"""Buildings that are neither homes nor anything else to live among; they do not count."""

NOT_STATED = frozenset({"yes", "undefined", "unknown", "unclassified", "construction", "proposed", "abandoned"})
OTHER_BY_TAG = ("amenity", "shop", "office", "healthcare", "tourism", "leisure", "social_facility")
"""A building tagged with one of these is something else than an ordinary home where its own tag says nothing."""

LAYER_USES: Mapping[str, Use] = {
    "detached": "single_home", "terraced": "homes", "flats": "homes", "other_housing": "other", "office": "other",
    "industry": "other", "school": "other", "kindergarten": "other", "health": "other", "other": "other",
}  # fmt: skip


def housing_around(
    context: PlotContext, *, radius_m: float, area_per_dwelling_m2: float, least_known_share: float
) -> tuple[Places, HousingMix]:
    """The buildings within reach of a plot, and what they are used for.

    The municipality's building layer where it was given, else OpenStreetMap. Buildings in which the municipality's own
    co-located homes are marked count as another use than ordinary homes.

    Raises
    ------
    MissingDataError
        ``category_building`` without buildings; ``extent_near`` where the reach leaves the OpenStreetMap data;
        ``building_use`` where less than ``least_known_share`` of the footprint has a known use.
    """
    surroundings = context.surroundings
    from_layer = surroundings is not None and "buildings" in surroundings.layers
    if not from_layer and context.extent_margin_m < radius_m:
        raise MissingDataError("extent_near")
    buildings = context.near("buildings" if from_layer else "building", radius_m=radius_m)
    uses = building_uses(buildings, from_layer=from_layer)
    if surroundings is not None and "municipal_housing" in surroundings.layers and len(buildings):
        marked = surroundings.layers["municipal_housing"].geometries
        own = np.unique(buildings.tree.query(marked, predicate="intersects")[1]) if len(marked) else ()
        uses = ["other" if i in set(own) else use for i, use in enumerate(uses)]
    flats = building_numbers(buildings, "building:flats")
    mix = housing_mix(
        buildings.geometries, uses, building_numbers(buildings, "levels", "building:levels"),
        [None if n is None else int(n) for n in flats], plot=context.plot.boundary, radius_m=radius_m,
        area_per_dwelling_m2=area_per_dwelling_m2,
    )  # fmt: skip
    if mix.known_share < least_known_share:
        raise MissingDataError("building_use", {"share": f"{mix.known_share * 100:.0f}"})
    return buildings, mix


def building_uses(buildings: Places, *, from_layer: bool) -> list[Use]:
    """Use of each building; "unknown" where the data do not say."""
    if from_layer:
        return [LAYER_USES.get(str(use), "unknown") for use in buildings.column("use")]
    keys = ("building", "building:use", *OTHER_BY_TAG)
    columns = {key: buildings.column(key) for key in keys}
    return [_osm_use({key: columns[key][i] for key in keys}) for i in range(len(buildings))]


def _osm_use(tags: Mapping[str, object]) -> Use:
    said = str(tags["building"])
    if said in NOT_STATED and tags["building:use"] is not None:
        said = str(tags["building:use"])
    if said in SINGLE_HOMES:
        return "single_home"
    if said in SEVERAL_HOMES:
        return "homes"
    if said in OUTBUILDINGS:
        return "outbuilding"
    if said not in NOT_STATED:
        return "other"
    return "other" if any(tags[key] is not None for key in OTHER_BY_TAG) else "unknown"


def building_numbers(buildings: Places, *names: str) -> list[float | None]:
    """The first of these columns that holds a number, building by building; None where none does."""
    columns = [buildings.column(name) for name in names]
    return [next((n for n in (_number(column[i]) for column in columns) if n is not None), None)
            for i in range(len(buildings))]  # fmt: skip


def _number(value: object) -> float | None:
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def homes_along(context: PlotContext, line: BaseGeometry, *, within_m: float) -> tuple[int, int]:
    """Buildings beside a line that are ordinary homes, and those that may be; what stands on the plot is left out.

    MissingDataError(``category_building``) without buildings.
    """
    found = _around(context, line, within_m=within_m)
    uses = building_uses(found, from_layer=_from_layer(context))
    return sum(use in ("single_home", "homes") for use in uses), sum(use == "unknown" for use in uses)


def homes_within(context: PlotContext, *, radius_m: float) -> tuple[Places, Places]:
    """Buildings around a plot that are ordinary homes, and those that may be; what stands on the plot is left out.

    MissingDataError: ``category_building`` without buildings; ``extent_near`` where the reach leaves the map.
    """
    if not _from_layer(context) and context.extent_margin_m < radius_m:
        raise MissingDataError("extent_near")
    found = _around(context, context.plot.boundary, within_m=radius_m)
    uses = np.array(building_uses(found, from_layer=_from_layer(context)), dtype=object)
    return found.take(np.isin(uses, ("single_home", "homes"))), found.take(uses == "unknown")


def _from_layer(context: PlotContext) -> bool:
    return context.surroundings is not None and "buildings" in context.surroundings.layers


def _around(context: PlotContext, geometry: BaseGeometry, *, within_m: float) -> Places:
    buildings = context.places("buildings" if _from_layer(context) else "building")
    if not len(buildings):
        return buildings
    near = buildings.take(np.sort(buildings.tree.query(geometry, predicate="dwithin", distance=within_m)))
    return near.take(~lies_on(context.plot.boundary, near.geometries)) if len(near) else near
