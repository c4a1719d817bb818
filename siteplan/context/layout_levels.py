"""Floors against the ground outside them: how high each façade stands, and which homes are reached without a step."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import DoorUse, Unit
from siteplan.measures.openings import FloatArray
from siteplan.measures.spaces import reached_from
from siteplan.model import OUTSIDE, UNIT_LIVING_USES

BEFORE_M = 0.5
"""The ground is asked this far outside a façade."""
LEAST_FACADE_M = 0.5
"""Shorter pieces of an outline are no façade."""
STEP_M = 1.0
"""Distance between the points of a façade or walk at which the ground is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facade:
    """A straight outer wall of a home and the mean height of the floor above the ground outside it [m]."""

    line: LineString
    height_m: float


def living_storey(unit: Unit) -> int:
    """The lowest storey on which somebody lives: an entrance hall with a stair below does not bring a flat down."""
    living = [space.storey for space in unit.spaces if space.use in UNIT_LIVING_USES]
    return min(living or unit.storeys)


def facades(layout: LayoutContext) -> Mapping[str, tuple[Facade, ...]]:
    """Outer walls of each home on its lowest living storey, each with its floor above the ground outside.

    A wall against another room is none; one against an open gallery is. Homes without an outer wall are left out.
    """
    indoors: dict[int, BaseGeometry] = {}
    found: dict[str, tuple[Facade, ...]] = {}
    for unit in layout.units:
        storey = living_storey(unit)
        if storey not in indoors:
            rooms = [s.boundary for s in layout.layout.spaces if s.storey == storey and s.use != "gallery"]
            indoors[storey] = shapely.union_all(rooms)
            shapely.prepare(indoors[storey])
        floor = min(layout.floor_z(space) for space in unit.spaces if space.storey == storey)
        walls = []
        for line, beyond in _outer_edges(unit.footprints[storey]):
            if line.length < LEAST_FACADE_M or shapely.contains_xy(indoors[storey], *beyond.mean(axis=0)):
                continue
            ground = layout.ground.outside_all(unit.building, beyond)
            walls.append(Facade(line=line, height_m=floor - float(ground.mean())))
        if walls:
            found[unit.id] = tuple(walls)
    return found


def _outer_edges(area: shapely.Polygon | shapely.MultiPolygon) -> Iterator[tuple[LineString, FloatArray]]:
    """Straight pieces of an outline, each with points (n, 2) a little outside it."""
    for part in shapely.get_parts(area):
        assert isinstance(part, Polygon)
        ring = shapely.get_coordinates(part.exterior.simplify(0.01))
        outward = 1.0 if part.exterior.is_ccw else -1.0
        for a, b in itertools.pairwise(ring):
            length = math.dist(a, b)
            if not length:
                continue
            normal = np.array([b[1] - a[1], a[0] - b[0]]) / length * outward
            count = max(1, math.ceil(length / STEP_M))
            along = (np.arange(count) + 0.5) / count
            yield LineString([a, b]), a + along[:, None] * (b - a) + BEFORE_M * normal


def step_free(layout: LayoutContext, *, step_m: float, reach_m: float) -> Mapping[str, bool | None]:
    """Which homes are reached without steps, by unit; None where the entrance is not told.

    An outer door counts where the floor inside lies at most ``step_m`` above or below the ground outside, or where a
    drawn ramp or lift to its storey stands within ``reach_m`` of it. A door to a shared room counts where that room is
    reached from such an outer door without a stair, through no home.
    """
    doors = [use for use in layout.doors if use.exterior]
    level = {use.id for use in doors if _level_door(layout, use, step_m=step_m, reach_m=reach_m)}
    graph = layout.spaces_graph
    stepped = {key for _, _, key, kind in graph.edges(keys=True, data="kind") if kind == "stair"}
    stepped |= {use.id for use in doors if use.id not in level}
    homes = {space.id for space in layout.layout.spaces if space.unit is not None}
    shared = reached_from(graph, OUTSIDE, avoid=homes, without=stepped)
    told: dict[str, bool | None] = {}
    for unit in layout.units:
        use = unit.main_door
        told[unit.id] = None if use is None else use.id in level if use.exterior else use.sides[1] in shared
    return told


def _level_door(layout: LayoutContext, use: DoorUse, *, step_m: float, reach_m: float) -> bool:
    if use.sides[0] in layout.space_by_id and abs(layout.floor_above_ground(use)) <= step_m:
        return True
    return any(
        connector.kind in ("ramp", "lift") and use.door.storey in connector.storeys
        and connector.geometry.distance(use.outside_point) <= reach_m
        for connector in layout.layout.connectors
    )  # fmt: skip


def steepest(layout: LayoutContext, line: LineString, *, over_m: float) -> float | None:
    """Steepest rise of the ground along a walk, as rise over length over stretches of ``over_m``; None without terrain.

    The model's own roughness below that length does not count.
    """
    if not layout.ground.from_terrain:
        return None
    if line.length < over_m:
        return 0.0
    at = np.arange(0.0, line.length + 1e-9, STEP_M)
    height = layout.ground.at(shapely.get_coordinates(shapely.line_interpolate_point(line, at)))
    apart = round(over_m / STEP_M)
    return float(np.abs(height[apart:] - height[:-apart]).max() / over_m)
