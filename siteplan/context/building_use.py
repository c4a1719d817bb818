"""Which buildings are ordinary homes: the tags of OpenStreetMap and the uses of the municipality's building layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from siteplan.context.area import AreaAnalysis
from siteplan.context.around import Near, boundaries, places_near
from siteplan.context.plot import PlotContext
from siteplan.errors import MissingDataError
from siteplan.measures.housing_mix import BuildingStock, HousingMix, HousingMixes, Use, housing_mixes
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
    from_layer = _from_layer(context)
    if not from_layer and context.extent_margin_m < radius_m:
        raise MissingDataError("extent_near")
    name = "buildings" if from_layer else "building"
    area, row = context.area.place_of(context.plot)
    mixes = area.of_plots(
        ("housing", name, radius_m, area_per_dwelling_m2),
        lambda: _mixes(area, name, radius_m=radius_m, area_per_dwelling_m2=area_per_dwelling_m2),
    )
    mix = mixes.of(row)
    if mix.known_share < least_known_share:
        raise MissingDataError("building_use", {"share": f"{mix.known_share * 100:.0f}"})
    if not context.evidence:
        return context.places(name).take(np.empty(0, dtype=int)), replace(mix, housing=np.empty(0, dtype=int))
    return context.near(name, radius_m=radius_m), mix


def _mixes(area: AreaAnalysis, name: str, *, radius_m: float, area_per_dwelling_m2: float) -> HousingMixes:
    table, near = _table(area, name), places_near(area, name, radius_m=radius_m)
    stock = area.shared(
        ("stock", name, area_per_dwelling_m2), lambda: table.stock(area_per_dwelling_m2=area_per_dwelling_m2)
    )
    return housing_mixes(stock, near.plot, near.number, plots=boundaries(area), radius_m=radius_m)


@dataclass(frozen=True, kw_only=True, eq=False)
class BuildingTable:
    """Every building of an area, looked at once. ``use`` (n,); ``levels``, ``flats`` (n,): None where not stated."""

    geometries: NDArray[np.object_]
    use: NDArray[np.object_]
    housing_use: NDArray[np.object_]
    levels: list[float | None]
    flats: list[float | None]

    def stock(self, *, area_per_dwelling_m2: float) -> BuildingStock:
        """Footprints with their use, co-located homes of the municipality counted as another use, and homes."""
        flats = [None if n is None else int(n) for n in self.flats]
        return BuildingStock.of(
            self.geometries, self.housing_use, self.levels, flats, area_per_dwelling_m2=area_per_dwelling_m2
        )


def _table(area: AreaAnalysis, name: str) -> BuildingTable:
    return area.shared(("building_table", name), lambda: _building_table(area, area.places(name), name == "buildings"))


def _building_table(area: AreaAnalysis, buildings: Places, from_layer: bool) -> BuildingTable:
    uses = np.array([*building_uses(buildings, from_layer=from_layer), None], dtype=object)[:-1]
    housing = uses.copy()
    homes = area.surroundings.layers.get("municipal_housing")
    if homes is not None and len(homes) and len(buildings):
        housing[np.unique(buildings.tree.query(homes.geometries, predicate="intersects")[1])] = "other"
    return BuildingTable(
        geometries=buildings.geometries, use=uses, housing_use=housing,
        levels=building_numbers(buildings, "levels", "building:levels"),
        flats=building_numbers(buildings, "building:flats"),
    )  # fmt: skip


def building_uses(buildings: Places, *, from_layer: bool) -> list[Use]:
    """Use of each building; "unknown" where the data do not say."""
    if from_layer:
        return [LAYER_USES.get(str(use), "unknown") for use in buildings.column("use")]
    keys = ("building", "building:use", *OTHER_BY_TAG)
    known: dict[tuple[object, ...], Use] = {}
    found = []
    for tags in zip(*(buildings.column(key) for key in keys), strict=True):
        if tags not in known:
            known[tags] = _osm_use(dict(zip(keys, tags, strict=True)))
        found.append(known[tags])
    return found


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
    name = _name(context)
    buildings, table = context.places(name), _table(context.area, name)
    near = buildings.tree.query(line, predicate="dwithin", distance=within_m)
    use = table.use[near[~np.isin(near, own_numbers(context, name))]]
    return int(np.isin(use, ("single_home", "homes")).sum()), int((use == "unknown").sum())


def homes_within(context: PlotContext, *, radius_m: float) -> tuple[Places, Places]:
    """Buildings around a plot that are ordinary homes, and those that may be; what stands on the plot is left out.

    MissingDataError: ``category_building`` without buildings; ``extent_near`` where the reach leaves the map.
    """
    name = _name(context)
    if name == "building" and context.extent_margin_m < radius_m:
        raise MissingDataError("extent_near")
    buildings, table = context.places(name), _table(context.area, name)
    near = np.setdiff1d(context.numbers_near(name, radius_m=radius_m), own_numbers(context, name))
    use = table.use[near]
    homes, perhaps = near[np.isin(use, ("single_home", "homes"))], near[use == "unknown"]
    return buildings.take(homes), buildings.take(perhaps)


def own_numbers(context: PlotContext, name: str) -> NDArray[np.int_]:
    """Numbers of the buildings that stand on the plot."""
    area, row = context.area.place_of(context.plot)
    return area.of_plots(("own_buildings", name), lambda: _standing_on(area, name)).of(row)


def _standing_on(area: AreaAnalysis, name: str) -> Near:
    """Buildings that stand on each plot of a block: a point inside them lies on it."""
    touching = places_near(area, name, radius_m=0.0)
    points = shapely.point_on_surface(area.places(name).geometries[touching.number])
    plots = boundaries(area)
    shapely.prepare(plots)
    return touching.take(shapely.covers(plots[touching.plot], points))


def _from_layer(context: PlotContext) -> bool:
    return context.surroundings is not None and "buildings" in context.surroundings.layers


def _name(context: PlotContext) -> str:
    return "buildings" if _from_layer(context) else "building"
