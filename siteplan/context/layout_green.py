"""The view of green from homes: how much of what one sees out of the living room is garden, hedge, tree or wood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_town import town_green
from siteplan.measures.horizon import arcs_of, total_width
from siteplan.measures.regions import polygons_of
from siteplan.measures.seen_parts import seen_parts
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
    # A wide area on a slope is seen at the height of its middle ground.
    grounds = [float(np.median(layout.ground.at(shapely.get_coordinates(green.shape)))) for green in greens]
    seats = []
    for unit in units:
        rooms = [space for space in unit.spaces if space.use in LIVING_USES and space.id in lit]
        if rooms:
            seats.append(_seat(layout, unit, max(rooms, key=lambda r: r.boundary.area), greens, grounds, eye_m))
    regions = _regions(layout, seats, reach_m)
    joined_: dict[tuple[int, ...], BaseGeometry] = {}
    return tuple(_view(seat, regions[row], greens, joined_) for row, seat in enumerate(seats))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    """Somebody in the middle of a living room, and rows of what is green by the height at which it is looked at."""

    unit: Unit
    room: Space
    eye: Point
    eye_z: float
    levels: Mapping[float, Sequence[int]]


def _seat(
    layout: LayoutContext, unit: Unit, room: Space, greens: Sequence[Green], grounds: Sequence[float], eye_m: float
) -> _Seat:
    eye_z = round(layout.floor_z(room) + eye_m, 3)
    levels: dict[float, list[int]] = {eye_z: []}
    for row, (green, ground) in enumerate(zip(greens, grounds, strict=True)):
        z = min(max(eye_z, ground + green.low_m), ground + green.high_m)
        levels.setdefault(round(z, 3), []).append(row)
    return _Seat(unit=unit, room=room, eye=middle_of_room(room.boundary), eye_z=eye_z, levels=levels)


def _regions(layout: LayoutContext, seats: Sequence[_Seat], reach_m: float) -> list[dict[float, BaseGeometry]]:
    """What each seat sees beyond its own home, by height; all that look at one height from one height together."""
    x0, y0, x1, y1 = shapely.total_bounds([unit.footprint for unit in layout.units])
    whole = shapely.box(x0 - reach_m, y0 - reach_m, x1 + reach_m, y1 + reach_m)
    beyond = [shapely.difference(whole, seat.unit.footprints[seat.room.storey].buffer(_WALL_M)) for seat in seats]
    fields = layout.sight.fields_with_town(whole.bounds, within_m=reach_m)
    points = np.array([[seat.eye.x, seat.eye.y] for seat in seats]).reshape(-1, 2)
    asked: dict[tuple[float, float], list[int]] = {}
    for row, seat in enumerate(seats):
        for z in seat.levels:
            asked.setdefault((seat.eye_z, z), []).append(row)
    found: list[dict[float, BaseGeometry]] = [dict.fromkeys(seat.levels, MultiPolygon()) for seat in seats]
    for (eye_z, z), rows in asked.items():
        pairs = np.column_stack([rows, rows])
        seen, parts = seen_parts(points, beyond, pairs, fields.field(eye_z, z), range_m=reach_m)
        parts = layout.sight.less_slabs(parts, points[pairs[seen, 0]], eye_z=eye_z, target_z=z)
        for row, part in zip(pairs[seen, 0].tolist(), parts, strict=True):
            # Where a roof ends at its wall their shadows meet in a seam of no width, which is no view.
            views = shapely.get_parts(polygons_of(part))
            found[row][z] = MultiPolygon(list(views[shapely.area(views) > _SEAM_M2]))
    return found


def _view(
    seat: _Seat, regions: Mapping[float, BaseGeometry], greens: Sequence[Green],
    together: dict[tuple[int, ...], BaseGeometry],
) -> GreenView:  # fmt: skip
    """``together``: what is green at one height as one shape, by its rows, for all who sit at one height."""
    here = np.array([seat.eye.x, seat.eye.y])
    seen = []
    for z, rows in seat.levels.items():
        key = tuple(rows)
        if key not in together:
            together[key] = shapely.union_all([greens[row].shape for row in rows])
            shapely.prepare(together[key])
        seen.append(shapely.intersection(regions[z], together[key]))
    view, width = total_width(arcs_of(here, list(regions.values()))), total_width(arcs_of(here, seen))
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
