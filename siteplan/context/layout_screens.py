"""Who sees the residents' own outdoor areas: neighbours in the layout, people on the paths, and the public outside."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_eyes import Eye
from siteplan.context.layout_onlookers import home_eyes, path_eyes
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_town import street_points, town_barriers
from siteplan.measures.openings import FloatArray
from siteplan.measures.regions import polygons_of
from siteplan.measures.sight import points_along
from siteplan.model import Area

SHARED_USES = frozenset({"court", "gathering", "smoking", "ball", "grill", "seating", "workshop_yard"})
"""Outdoor areas where residents, visitors and staff are together."""
_OWN_WITHIN_M = 1.0
"""A private outdoor area belongs to the home at most this far from it, unless its ``unit`` is stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A private outdoor area cut into about equal cells, turned with the area; ``unit`` None where it is nobody's.

    ``points`` (k, 2) are the cells' middles [m].
    """

    id: str
    unit: str | None
    area: Polygon
    points: FloatArray
    cells: NDArray[np.object_]

    def part(self, mask: NDArray[np.bool_]) -> Area:
        """The cells of a (k,) mask as an area."""
        return polygons_of(shapely.union_all(self.cells[mask])) if mask.any() else MultiPolygon()


def private_zones(layout: LayoutContext, *, spacing_m: float) -> tuple[Zone, ...]:
    """Private outdoor areas with the home that each belongs to."""
    return layout.once(("private_zones", spacing_m), lambda: _private_zones(layout, spacing_m))


def _private_zones(layout: LayoutContext, spacing_m: float) -> tuple[Zone, ...]:
    zones = []
    for area in layout.layout.outdoor_areas:
        if area.use != "private_outdoor" or area.geometry.is_empty:
            continue
        stated = area.properties.get("unit")
        unit = stated if isinstance(stated, str) else _beside(layout.units, area.geometry)
        points, cells = _cells(area.geometry, spacing_m)
        zones.append(Zone(id=area.id, unit=unit, area=area.geometry, points=points, cells=cells))
    return tuple(zones)


def shared_zones(layout: LayoutContext, *, spacing_m: float) -> tuple[Zone, ...]:
    """Outdoor areas where residents are together, cut into cells."""
    areas = [area for area in layout.layout.outdoor_areas if area.use in SHARED_USES and not area.geometry.is_empty]
    cells = [_cells(area.geometry, spacing_m) for area in areas]
    return tuple(
        Zone(id=area.id, unit=None, area=area.geometry, points=points, cells=parts)
        for area, (points, parts) in zip(areas, cells, strict=True)
    )


def _beside(units: Sequence[Unit], area: Polygon) -> str | None:
    apart = shapely.distance([unit.footprint for unit in units], area).tolist() if units else []
    within = [
        (metres, -unit.footprint.buffer(0.1).intersection(area).area, unit.id)
        for unit, metres in zip(units, apart, strict=True)
        if metres <= _OWN_WITHIN_M
    ]
    return min(within)[2] if within else None


def _cells(area: Polygon, spacing_m: float) -> tuple[FloatArray, NDArray[np.object_]]:
    """Cells along the area's own sides, so that turning the drawing turns them with it."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(area))[:4]
    u, v = corners[1] - corners[0], corners[3] - corners[0]
    count_u, count_v = (max(1, math.ceil(np.hypot(*side) / spacing_m - 1e-6)) for side in (u, v))
    s, t = (grid.ravel() for grid in np.meshgrid(np.arange(count_u) / count_u, np.arange(count_v) / count_v))
    step = [(0.0, 0.0), (1 / count_u, 0.0), (1 / count_u, 1 / count_v), (0.0, 1 / count_v)]
    rings = np.stack([corners[0] + (s + a)[:, None] * u + (t + b)[:, None] * v for a, b in step], axis=1)
    cells = shapely.intersection(shapely.polygons(rings), area)
    cells = cells[shapely.area(cells) > 0]
    return shapely.get_coordinates(shapely.point_on_surface(cells)), cells


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZoneSight:
    """Which cells of each zone are seen: ``seen`` by zone id, (k,) bool."""

    zones: tuple[Zone, ...]
    seen: Mapping[str, NDArray[np.bool_]]

    def share(self, zones: Sequence[Zone]) -> float:
        """Seen share of the area of some zones, 0-1."""
        area = sum(zone.area.area for zone in zones)
        seen = sum(float(shapely.area(zone.cells[self.seen[zone.id]]).sum()) for zone in zones)
        return float(seen / area)


def seen_by_others(
    layout: LayoutContext, zones: Sequence[Zone], *, eye_m: float, target_m: float, range_m: float, spacing_m: float
) -> ZoneSight:
    """Cells seen from other homes' doors and windows, from the paths, or from where people gather.

    Parameters
    ----------
    layout, zones
        The layout and its private outdoor areas.
    eye_m, target_m
        Eye of an onlooker, and head of somebody who sits outdoors, above floor or ground [m].
    range_m
        How far somebody looks in [m].
    spacing_m
        Distance of the points on paths and round shared areas from which people look [m].
    """
    eyes: list[tuple[Eye, str | None]] = [(eye, None) for eye in _passers(layout, eye_m=eye_m, spacing_m=spacing_m)]
    for unit in layout.units:
        eyes.extend((eye, unit.id) for eye in home_eyes(layout, unit, eye_m=eye_m))
    return _sight(layout, zones, eyes, target_m=target_m, range_m=range_m)


def seen_by_public(
    layout: LayoutContext, zones: Sequence[Zone], eyes: Sequence[Eye], *, target_m: float, range_m: float
) -> ZoneSight:
    """Cells seen by people outside the plot, past the map's buildings too."""
    return _sight(layout, zones, [(eye, None) for eye in eyes], target_m=target_m, range_m=range_m, town=True)


def _sight(
    layout: LayoutContext, zones: Sequence[Zone], eyes: Sequence[tuple[Eye, str | None]], *, target_m: float,
    range_m: float, town: bool = False,
) -> ZoneSight:  # fmt: skip
    near = shapely.multipolygons([zone.area for zone in zones])
    close = shapely.dwithin(near, np.array([eye.point for eye, _ in eyes], dtype=object), range_m)
    eyes = [pair for pair, ok in zip(eyes, close, strict=True) if ok]
    points = np.vstack([zone.points for zone in zones])
    targets = np.column_stack([points, layout.ground.at(points) + target_m])
    sight = layout.sight.sightings(
        [eye for eye, _ in eyes], targets, range_m=range_m, looker="residents",
        beyond=town_barriers(layout, within_m=range_m) if town else None,
    )  # fmt: skip
    owner = np.array([unit for _, unit in eyes], dtype=object)
    seen, first = {}, 0
    for zone in zones:
        rows = sight.visible[:, first : first + len(zone.points)]
        others = owner != zone.unit if zone.unit is not None else np.ones(len(eyes), dtype=np.bool_)
        seen[zone.id] = np.asarray(rows[others].any(axis=0), dtype=np.bool_)
        first += len(zone.points)
    return ZoneSight(zones=tuple(zones), seen=seen)


def _passers(layout: LayoutContext, *, eye_m: float, spacing_m: float) -> list[Eye]:
    shared = [area.geometry.exterior for area in layout.layout.outdoor_areas if area.use in SHARED_USES]
    points = [points_along(ring, spacing_m=spacing_m)[0] for ring in shared]
    return [
        *path_eyes(layout, eye_m=eye_m, spacing_m=spacing_m),
        *eyes_at(layout, np.vstack(points) if points else np.empty((0, 2)), eye_m=eye_m, name="shared"),
    ]


def public_eyes(
    layout: LayoutContext, zones: Sequence[Zone], *, eye_m: float, range_m: float, spacing_m: float
) -> tuple[list[Eye], list[Eye], bool]:
    """Where the public may stand: at least and at most, and whether a map settles it.

    With a map: on the ways outside the plot near the zones. Without: at least where one comes onto the plot, at most
    all along the plot's boundary (none where no plot is drawn).
    """
    around = polygons_of(shapely.union_all([zone.area for zone in zones]))
    streets = street_points(layout, around, within_m=range_m, spacing_m=spacing_m)
    if streets is not None:
        eyes = eyes_at(layout, streets, eye_m=eye_m, name="street")
        return eyes, eyes, True
    gates = np.array([[p.x, p.y] for p in layout.access_points]).reshape(-1, 2)
    boundary = layout.site_boundary
    ring = np.empty((0, 2)) if boundary is None else points_along(boundary.boundary, spacing_m=spacing_m)[0]
    least = eyes_at(layout, gates, eye_m=eye_m, name="gate")
    return least, [*least, *eyes_at(layout, ring, eye_m=eye_m, name="boundary")], False


def eyes_at(layout: LayoutContext, points: FloatArray, *, eye_m: float, name: str) -> list[Eye]:
    """Eyes of people who stand at (k, 2) points outdoors."""
    ground = layout.ground.at(points) if len(points) else np.empty(0)
    return [
        Eye(viewpoint=f"{name}:{k}", point=point, storey=0, z=z + eye_m, height_m=eye_m, posture="standing")
        for k, (point, z) in enumerate(zip(shapely.points(points), ground.tolist(), strict=True))
    ]
