"""The view of green from homes: how much of what one sees out of the living room is garden, hedge, tree or wood."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_town import town_barriers, town_green
from siteplan.measures.horizon import arcs_of, total_width
from siteplan.measures.regions import polygons_of
from siteplan.measures.sight import joined
from siteplan.measures.visible_region import height_field, visible_regions
from siteplan.model import Area, Space

LIVING_USES = ("living", "living_kitchen", "dwelling")
GREEN_USES = frozenset({"garden", "private_outdoor"})
GREEN_SURFACES = frozenset({"grass", "lawn", "green", "garden", "planting", "meadow"})
_FACE_M = 0.1
"""A hedge is seen by its face: what is seen this close outside its outline."""
_WALL_M = 0.05
_SEAM_M2 = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Green:
    """Something green: where it stands, and the heights above its ground between which it is seen [m]."""

    shape: BaseGeometry
    low_m: float
    high_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenView:
    """View out of a home's living room.

    Attributes
    ----------
    unit, room
        The home and its living room.
    eye
        The middle of the room.
    view_rad
        Width of the horizon seen through windows and glazed doors.
    share
        Share of it in which something green is seen before any building; 0 where there is no view out.
    green
        The green that is seen.
    """

    unit: Unit
    room: Space
    eye: Point
    view_rad: float
    share: float
    green: Area


def greens_of(layout: LayoutContext, *, low_m: float, crown_radius_m: float, reach_m: float) -> tuple[Green, ...]:
    """Hedges, trees and gardens as drawn, areas whose ``surface`` is stated as grass, and the map's green near by.

    Parameters
    ----------
    layout
        The layout.
    low_m
        Height at which a lawn or garden is seen: its flowers and grass [m].
    crown_radius_m
        Radius of the crown of a tree drawn as a point, unless its ``crown_radius`` is stated [m].
    reach_m
        How far away green counts [m].
    """
    found = []
    for plant in layout.layout.vegetation:
        stated = plant.properties.get("crown_radius")
        radius = float(stated) if isinstance(stated, int | float) and stated > 0 else crown_radius_m
        around = radius if plant.geometry.geom_type == "Point" else _FACE_M
        found.append(Green(shape=plant.geometry.buffer(around), low_m=plant.crown_base, high_m=plant.height))
    for area in layout.layout.outdoor_areas:
        surface = area.properties.get("surface")
        if (area.use in GREEN_USES and surface is None) or surface in GREEN_SURFACES:
            found.append(Green(shape=area.geometry, low_m=low_m, high_m=low_m))
    near = shapely.union_all([building.union for building in layout.buildings]).buffer(reach_m)
    mapped = [shapely.intersection(shape, near) for shape in town_green(layout, within_m=reach_m)]
    found.extend(Green(shape=shape, low_m=low_m, high_m=low_m) for shape in mapped if not shape.is_empty)
    return tuple(found)


def green_views(
    layout: LayoutContext, units: Sequence[Unit], greens: Sequence[Green], *, eye_m: float, reach_m: float
) -> tuple[GreenView, ...]:
    """The view of green of each unit with a living room and a window or glazed door in it; the others are left out.

    Parameters
    ----------
    layout, units
        The layout and those of its units that are asked about.
    greens
        What is green, from `greens_of`.
    eye_m
        Eye of somebody who sits in the middle of the room, above the floor [m].
    reach_m
        How far away green counts [m].

    Notes
    -----
    Directions are exact: the visible part of each green area is one interval of the horizon for each connected piece. A
    plant is looked at where its green is nearest to eye level, so that a crown is seen over a fence and a lawn is not
    seen past a high sill.
    """
    lit = {side for use in layout.windows for side in use.sides}
    lit |= {side for use in layout.doors if use.door.glazed and use.exterior for side in use.sides}
    seats = []
    for unit in units:
        rooms = [space for space in unit.spaces if space.use in LIVING_USES and space.id in lit]
        if rooms:
            seats.append(_seat(layout, unit, max(rooms, key=lambda r: r.boundary.area), greens, eye_m))
    regions = _regions(layout, seats, reach_m)
    return tuple(_view(seat, regions[row]) for row, seat in enumerate(seats))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    """Somebody in the middle of a living room, and what is green by the height at which it is looked at."""

    unit: Unit
    room: Space
    eye: Point
    eye_z: float
    levels: Mapping[float, Sequence[BaseGeometry]]


def _seat(layout: LayoutContext, unit: Unit, room: Space, greens: Sequence[Green], eye_m: float) -> _Seat:
    eye_z = round(layout.floor_z(room) + eye_m, 3)
    levels: dict[float, list[BaseGeometry]] = {eye_z: []}
    for green in greens:
        # A wide area on a slope is seen at the height of its middle ground.
        ground = float(np.median(layout.ground.at(shapely.get_coordinates(green.shape))))
        z = min(max(eye_z, ground + green.low_m), ground + green.high_m)
        levels.setdefault(round(z, 3), []).append(green.shape)
    return _Seat(unit=unit, room=room, eye=middle_of_room(room.boundary), eye_z=eye_z, levels=levels)


def _regions(layout: LayoutContext, seats: Sequence[_Seat], reach_m: float) -> list[dict[float, BaseGeometry]]:
    """What each seat sees beyond its own home, by height; all that look at one height from one height together."""
    panels = joined([layout.sight.barriers_for("residents"), town_barriers(layout, within_m=reach_m)])
    x0, y0, x1, y1 = shapely.total_bounds([unit.footprint for unit in layout.units])
    box = (float(x0 - reach_m), float(y0 - reach_m), float(x1 + reach_m), float(y1 + reach_m))
    asked: dict[tuple[float, float], list[int]] = {}
    for row, seat in enumerate(seats):
        for z in seat.levels:
            asked.setdefault((seat.eye_z, z), []).append(row)
    found: list[dict[float, BaseGeometry]] = [{} for _ in seats]
    for (eye_z, z), rows in asked.items():
        field = height_field(panels, eye_z=eye_z, target_z=z, bounds=box)
        points = np.array([[seats[row].eye.x, seats[row].eye.y] for row in rows])
        for row, seen in zip(rows, visible_regions(points, field, max_range_m=reach_m), strict=True):
            seat = seats[row]
            region = layout.sight.less_slabs(seen.region, seat.eye, eye_z=eye_z, target_z=z)
            beyond = shapely.difference(region, seat.unit.footprints[seat.room.storey].buffer(_WALL_M))
            # Where a roof ends at its wall their shadows meet in a seam of no width, which is no view.
            parts = [part for part in shapely.get_parts(polygons_of(beyond)) if part.area > _SEAM_M2]
            found[row][z] = shapely.MultiPolygon(parts)
    return found


def _view(seat: _Seat, regions: Mapping[float, BaseGeometry]) -> GreenView:
    here = np.array([seat.eye.x, seat.eye.y])
    seen = [shapely.intersection(regions[z], shapely.union_all(list(shapes))) for z, shapes in seat.levels.items()]
    view = total_width(list(itertools.chain(*(arcs_of(here, region) for region in regions.values()))))
    width = total_width(list(itertools.chain(*(arcs_of(here, part) for part in seen))))
    return GreenView(
        unit=seat.unit, room=seat.room, eye=seat.eye, view_rad=view, share=min(1.0, width / view) if view > 0 else 0.0,
        green=polygons_of(shapely.union_all(seen)),
    )  # fmt: skip


def middle_of_room(room: Polygon) -> Point:
    """Centre of gravity, or of the largest circle where that lies outside the room."""
    centre = room.centroid
    if room.contains(centre):
        return centre
    return Point(shapely.get_coordinates(shapely.maximum_inscribed_circle(room, tolerance=0.01))[0])
