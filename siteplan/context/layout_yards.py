"""Outdoor places of a layout and how they lie to homes and neighbours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.context.building_use import OUTBUILDINGS
from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import Unit
from siteplan.measures.walking import Walk
from siteplan.model import OutdoorArea, Places

GREEN_USES = frozenset({"garden", "private_outdoor"})
"""Outdoor areas that are gardens."""
NOISY_USES = frozenset({"gathering", "smoking", "grill", "ball"})
"""Outdoor areas where people gather."""
TOUCH_M = 0.5
"""An area this near a home lies right outside it."""


def outdoor_areas(layout: LayoutContext, uses: Collection[str]) -> tuple[OutdoorArea, ...]:
    """Drawn outdoor areas of these uses."""
    return tuple(area for area in layout.layout.outdoor_areas if area.use in uses)


def own_outdoors(layout: LayoutContext) -> Mapping[str, tuple[OutdoorArea, ...]]:
    """Private outdoor areas by home: the home that an area states as ``unit``, else the one it lies against most."""
    own: dict[str, list[OutdoorArea]] = {unit.id: [] for unit in layout.units}
    outlines = np.array([unit.footprint.boundary for unit in layout.units], dtype=object)
    for area in outdoor_areas(layout, {"private_outdoor"}):
        stated = area.properties.get("unit")
        if stated is None and len(outlines):
            beside = shapely.length(shapely.intersection(outlines, area.geometry.buffer(TOUCH_M)))
            stated = layout.units[int(np.argmax(beside))].id if beside.any() else None
        if isinstance(stated, str) and stated in own:
            own[stated].append(area)
    return {id_: tuple(areas) for id_, areas in own.items()}


def way_to(layout: LayoutContext, unit: Unit, area: BaseGeometry) -> LineString | None:
    """Straight line from a home's nearest door to an area; without length where the area lies before a door."""
    starts = [use.outside_point for use in unit.exits if layout.outdoor_side(use)]
    lines = [shapely.shortest_line(point, area) for point in starts]
    return min(lines, key=lambda line: line.length, default=None)


def neighbour_houses(layout: LayoutContext, *, radius_m: float) -> tuple[tuple[str, BaseGeometry], ...] | None:
    """Houses of neighbours within reach of the layout's site or buildings; None where nothing tells of them.

    Drawn neighbours, else the buildings around on the map, sheds and garages left out.
    """
    drawn = tuple((n.id, n.footprint) for n in layout.layout.neighbours)
    places = _map_buildings(layout)
    if places is None:
        return drawn or None
    around = shapely.union_all([b.union for b in layout.buildings])
    if layout.site_boundary is not None:
        around = shapely.union(around, layout.site_boundary)
    near = np.sort(places.tree.query(around, predicate="dwithin", distance=radius_m))
    own = shapely.union_all([b.union for b in layout.buildings])
    tags = places.column("building")
    found = tuple(
        (str(places.ids[row]), places.geometries[row]) for row in near.tolist()
        if str(tags[row]) not in OUTBUILDINGS and not own.intersects(places.geometries[row])
        and isinstance(places.geometries[row], Polygon | shapely.MultiPolygon)
    )  # fmt: skip
    return drawn + found


def _map_buildings(layout: LayoutContext) -> Places | None:
    surroundings = layout.surroundings
    if surroundings is None or layout.layout.crs is None:
        return None
    if "buildings" in surroundings.layers:
        return surroundings.layers["buildings"]
    known = "building" in surroundings.places and "building" not in surroundings.not_carried
    return surroundings.places["building"] if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRoute:
    """A home's way from the street. ``passes``: by the base's door; ``free``: another way keeps away from it."""

    unit: Unit
    walk: Walk
    passes: bool
    free: bool


def daily_routes(layout: LayoutContext, *, near_m: float) -> tuple[DailyRoute, ...]:
    """Shortest way from the plot's access to each home, and whether it passes the base's door within ``near_m``.

    Another way is free where the outdoor area without a disc of that radius round the base's doors still joins the
    home's door and an access. Homes without a told entrance or without a way are left out.
    """
    doors = [use.midpoint for use in (layout.base.exits if layout.base is not None else ())]
    discs = shapely.union_all(shapely.buffer(doors, near_m))
    open_parts = shapely.get_parts(shapely.difference(layout.outdoor_domain, discs))
    entered = [part for part in open_parts if any(part.distance(point) < TOUCH_M for point in layout.access_points)]
    routes = []
    for unit in layout.units:
        walk = layout.walks.from_access(unit.main_door) if unit.main_door is not None else None
        if walk is None or unit.main_door is None:
            continue
        at = unit.main_door.outside_point
        routes.append(
            DailyRoute(
                unit=unit, walk=walk, passes=any(walk.line.distance(door) <= near_m for door in doors),
                free=any(part.distance(at) < TOUCH_M for part in entered),
            )
        )  # fmt: skip
    return tuple(routes)
