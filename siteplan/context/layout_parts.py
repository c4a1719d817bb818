"""What is derived from a drawing by the rules of INTERFACES section 2: doors in use, buildings, units, base."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from siteplan.measures.buildings import closed_union, group_buildings
from siteplan.measures.openings import Cuts, FloatArray, IntArray, chords, cut_walls, opening_sides, segments_of
from siteplan.measures.spaces import Link, LinkKind
from siteplan.model import OUTSIDE, Area, Connector, Door, Layout, Space, Storey, Window

OPEN_USES = frozenset({"gallery"})
"""Uses of spaces that lie open to the outside: no walls are derived from their outline."""
OUTSIDE_POINT_M = 0.5
"""How far outside a door its outside point lies."""
OVERLAP_SHARE = 0.5
"""Stair rooms of two storeys are one stairwell where they share at least this much of the smaller."""
OPEN_SIDE_M = 0.6
"""Rooms side by side are open to one another where at least this length between them has no wall."""
_WALL_REACH_M = 0.25
_NEAR_M = 0.5
_GAP_M = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorUse:
    """A door and what it joins.

    Attributes
    ----------
    sides
        Ids of the spaces on its two sides, or OUTSIDE. The second is OUTSIDE for an exterior door, and the side that
        belongs to no unit for a door out of a unit.
    normal
        Unit vector through the door from the first side to the second.
    outside_point
        0.5 m beyond the wall on the second side.
    drawn_sides
        The sides as the drawing shows them; they differ from ``door.connects`` where the file contradicts itself.
    """

    door: Door
    sides: tuple[str, str]
    midpoint: Point
    normal: tuple[float, float]
    outside_point: Point
    drawn_sides: tuple[str, str]

    @property
    def id(self) -> str:
        """Id of the door."""
        return self.door.id

    @property
    def exterior(self) -> bool:
        """Whether it leads outdoors."""
        return OUTSIDE in self.sides


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowUse:
    """A window and the spaces on its two sides; the second is OUTSIDE for a window in an outer wall.

    Attributes
    ----------
    normal
        Unit vector through the window from the first side to the second.
    depth_m
        Distance from the window's line to where each of the two sides begins [m].
    """

    window: Window
    sides: tuple[str, str]
    midpoint: Point
    normal: tuple[float, float]
    depth_m: tuple[float, float]

    @property
    def id(self) -> str:
        """Id of the window."""
        return self.window.id

    @property
    def exterior(self) -> bool:
        """Whether it looks outdoors from a room."""
        return self.sides[1] == OUTSIDE and self.sides[0] != OUTSIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """Spaces that make one building. ``height_m`` is the top of its highest storey above its datum."""

    id: str
    spaces: tuple[Space, ...]
    footprints: Mapping[int, Area]
    union: Area
    height_m: float
    ground_elevation: float | None

    @property
    def storeys(self) -> tuple[int, ...]:
        """Storey indices, lowest first."""
        return tuple(sorted(self.footprints))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A dwelling unit. ``area_m2`` is BRA over all its storeys; ``main_door`` None where it cannot be told."""

    id: str
    spaces: tuple[Space, ...]
    footprints: Mapping[int, Area]
    footprint: Area
    area_m2: float
    doors: tuple[DoorUse, ...]
    exits: tuple[DoorUse, ...]
    main_door: DoorUse | None
    building: str

    @property
    def storeys(self) -> tuple[int, ...]:
        """Storey indices, lowest first."""
        return tuple(sorted(self.footprints))

    @property
    def space_ids(self) -> frozenset[str]:
        """Ids of its spaces."""
        return frozenset(space.id for space in self.spaces)

    @property
    def divided(self) -> bool:
        """Whether rooms are drawn; a unit of one "dwelling" space is not yet divided."""
        return any(space.use != "dwelling" for space in self.spaces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The staff base: its spaces, every door of theirs, and those that lead out of it."""

    spaces: tuple[Space, ...]
    footprints: Mapping[int, Area]
    footprint: Area
    area_m2: float
    doors: tuple[DoorUse, ...]
    exits: tuple[DoorUse, ...]
    main_door: DoorUse | None
    buildings: tuple[str, ...]

    @property
    def storeys(self) -> tuple[int, ...]:
        """Storey indices, lowest first."""
        return tuple(sorted(self.footprints))

    @property
    def space_ids(self) -> frozenset[str]:
        """Ids of its spaces."""
        return frozenset(space.id for space in self.spaces)


@dataclass(frozen=True, eq=False)
class StoreyPlan:
    """One storey: its rooms, its walls (drawn, or the outlines of its rooms), its doors and windows in them."""

    storey: Storey
    spaces: tuple[Space, ...]
    walls: tuple[BaseGeometry, ...]
    wall_ids: tuple[str, ...]
    wall_heights: tuple[float | None, ...]
    wall_opaque: tuple[bool, ...]
    drawn: bool
    openings: tuple[Door | Window, ...]

    @cached_property
    def segments(self) -> tuple[FloatArray, IntArray]:
        """Wall segments (n, 4) and the row of the wall that each belongs to."""
        return segments_of(self.walls) if self.walls else (np.empty((0, 4)), np.empty(0, dtype=np.intp))

    @cached_property
    def chords(self) -> FloatArray:
        """Openings as (n, 4) segments."""
        return chords([opening.line for opening in self.openings])

    @cached_property
    def cuts(self) -> Cuts:
        """Which openings cut which segments."""
        return cut_walls(self.chords, self.segments[0])

    @cached_property
    def spaces_by_id(self) -> Mapping[str, Space]:
        """Spaces of the storey by id."""
        return {space.id: space for space in self.spaces}

    @cached_property
    def polygons(self) -> NDArray[np.object_]:
        """Outlines of the spaces, (s,)."""
        return _objects([space.boundary for space in self.spaces])

    def off_walls(self) -> list[tuple[Door | Window, float | None]]:
        """Openings that lie on no wall and on no outline of a room, with their distance to the nearest [m]."""
        cut = set(self.cuts.opening.tolist())
        outlines = [*self.walls, *(space.boundary for space in self.spaces)]
        result: list[tuple[Door | Window, float | None]] = []
        for row in (row for row in range(len(self.openings)) if row not in cut):
            # Where walls are drawn, a door may still stand in the outline of a room that no wall follows.
            segments = segments_of(outlines)[0] if outlines else np.empty((0, 4))
            if not cut_walls(self.chords[[row]], segments).opening.size:
                line = self.openings[row].line
                nearest = shapely.distance(line, shapely.linestrings(segments.reshape(-1, 2, 2)))
                result.append((self.openings[row], float(nearest.min()) if len(nearest) else None))
        return result


def storey_plans(layout: Layout) -> tuple[StoreyPlan, ...]:
    """The storeys of a layout that have anything drawn on them, lowest first."""
    plans = []
    for storey in sorted(layout.storeys, key=lambda s: s.index):
        index = storey.index
        spaces = tuple(space for space in layout.spaces if space.storey == index)
        drawn = [wall for wall in layout.walls if wall.storey == index]
        indoor = [space for space in spaces if space.use not in OPEN_USES]
        openings: tuple[Door | Window, ...] = (
            *(door for door in layout.doors if door.storey == index),
            *(window for window in layout.windows if window.storey == index),
        )
        plans.append(
            StoreyPlan(
                storey=storey, spaces=spaces, drawn=bool(drawn), openings=openings,
                walls=tuple(w.line for w in drawn) if drawn else tuple(s.boundary for s in indoor),
                wall_ids=tuple(w.id for w in drawn) if drawn else tuple(s.id for s in indoor),
                wall_heights=tuple(w.height for w in drawn) if drawn else (None,) * len(indoor),
                wall_opaque=tuple(w.opaque for w in drawn) if drawn else (True,) * len(indoor),
            )
        )  # fmt: skip
    return tuple(plan for plan in plans if plan.spaces or plan.walls or plan.openings)


def openings_in_use(plans: Sequence[StoreyPlan]) -> tuple[tuple[DoorUse, ...], tuple[WindowUse, ...]]:
    """Doors and windows with their sides. Where ``connects`` contradicts the drawing, the drawing holds."""
    doors: list[DoorUse] = []
    windows: list[WindowUse] = []
    unit_of = {space.id: space.unit for plan in plans for space in plan.spaces}
    for plan in plans:
        if not plan.openings:
            continue
        sides = opening_sides(plan.chords, plan.cuts, plan.polygons)
        for row, opening in enumerate(plan.openings):
            ids = tuple(plan.spaces[k].id if k >= 0 else OUTSIDE for k in sides.space[row])
            left, right = ids[0], ids[1]
            middle, normal = sides.midpoint[row], sides.normal[row]
            entry = (float(sides.entry_m[row, 0]), float(sides.entry_m[row, 1]))
            if isinstance(opening, Window):
                windows.append(_window_use(opening, (left, right), middle, normal, entry))
            else:
                doors.append(_door_use(opening, (left, right), middle, normal, entry, unit_of))
    order = {id_: k for k, id_ in enumerate(o.id for plan in plans for o in plan.openings)}
    return tuple(sorted(doors, key=lambda d: order[d.id])), tuple(windows)


def _door_use(
    door: Door, drawn: tuple[str, str], middle: FloatArray, normal: FloatArray, entry: tuple[float, float],
    unit_of: Mapping[str, str | None],
) -> DoorUse:  # fmt: skip
    sides = drawn
    if door.connects is not None and drawn[0] == drawn[1]:
        # The drawing does not tell the sides apart (a thick wall, a niche): what the file states is all there is.
        sides = door.connects
    out_first = sides[0] == OUTSIDE or (
        sides[1] != OUTSIDE and unit_of.get(sides[0]) is None and unit_of.get(sides[1]) is not None
    )
    if not out_first:
        # Column 0 is the left side, where the normal points; the normal in use points to the second side.
        normal, entry = -normal, (entry[1], entry[0])
    else:
        sides = (sides[1], sides[0])
    out = middle + normal * (entry[0] + OUTSIDE_POINT_M)
    return DoorUse(
        door=door, sides=sides, midpoint=Point(middle), normal=(float(normal[0]), float(normal[1])),
        outside_point=Point(out), drawn_sides=drawn,
    )  # fmt: skip


def _window_use(
    window: Window, sides: tuple[str, str], middle: FloatArray, normal: FloatArray, entry: tuple[float, float]
) -> WindowUse:
    if sides[0] == OUTSIDE:
        sides, entry = (sides[1], sides[0]), (entry[1], entry[0])
    else:
        normal = -normal
    return WindowUse(
        window=window, sides=sides, midpoint=Point(middle), normal=(float(normal[0]), float(normal[1])), depth_m=entry
    )


def links_between(layout: Layout, plans: Sequence[StoreyPlan], doors: Sequence[DoorUse]) -> list[Link]:
    """Everything that one can pass through: doors, stairs, lifts, ramps, and sides without a wall."""
    links: list[Link] = [(use.id, *use.sides, "door") for use in doors]
    for connector in layout.connectors:
        links.extend(_connector_links(connector, plans))
    if not any(connector.kind == "stair" for connector in layout.connectors):
        links.extend(_stairwell_links(plans))
    for plan in plans:
        if plan.drawn:
            links.extend((id_, a, b, "opening") for id_, a, b, _ in open_sides(plan))
        if plan.storey.index == 0:
            links.extend((f"{s.id}:open", s.id, OUTSIDE, "opening") for s in plan.spaces if s.use in OPEN_USES)
    return links


def connector_places(connector: Connector, plans: Sequence[StoreyPlan]) -> dict[int, str]:
    """The space that a lift, stair or ramp stands in or beside on each storey; OUTSIDE on the ground where none is."""
    at: dict[int, str] = {}
    for plan in plans:
        if plan.storey.index not in connector.storeys or not plan.spaces:
            continue
        shared = shapely.area(shapely.intersection(plan.polygons, connector.geometry))
        distance = shapely.distance(plan.polygons, connector.geometry)
        best = int(np.argmax(shared)) if shared.max() > 0.1 else int(np.argmin(distance))
        # Beside a home a stair does not lead into it: only into rooms that are shared.
        if shared[best] > 0.1 or (distance[best] <= _NEAR_M and plan.spaces[best].unit is None):
            at[plan.storey.index] = plan.spaces[best].id
    if 0 in connector.storeys:
        at.setdefault(0, OUTSIDE)
    return at


def _connector_links(connector: Connector, plans: Sequence[StoreyPlan]) -> list[Link]:
    at = connector_places(connector, plans)
    levels = sorted(at)
    kind: LinkKind = connector.kind
    return [
        (connector.id if len(levels) == 2 else f"{connector.id}:{low}-{high}", at[low], at[high], kind)
        for low, high in itertools.pairwise(levels)
    ]


def _stairwell_links(plans: Sequence[StoreyPlan]) -> list[Link]:
    """Rooms with use "stair" that stand over one another, where no stair is drawn."""
    links: list[Link] = []
    for lower, upper in itertools.pairwise(plans):
        for below in (s for s in lower.spaces if s.use == "stair"):
            for above in (s for s in upper.spaces if s.use == "stair"):
                shared = below.boundary.intersection(above.boundary).area
                if shared >= OVERLAP_SHARE * min(below.boundary.area, above.boundary.area):
                    links.append((f"{below.id}:{above.id}", below.id, above.id, "stair"))
    return links


def open_sides(plan: StoreyPlan) -> list[tuple[str, str, str, LineString]]:
    """Neighbouring rooms with no wall between them over at least `OPEN_SIDE_M`, where walls are drawn.

    (id, one room, the other, the open stretch of the first one's outline).
    """
    if len(plan.spaces) < 2:
        return []
    left, right = shapely.STRtree(plan.polygons).query(plan.polygons, predicate="dwithin", distance=_GAP_M)
    walls = shapely.union_all(shapely.buffer(_objects(plan.walls), _WALL_REACH_M, cap_style="flat"))
    found = []
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if a >= b:
            continue
        one, other = plan.spaces[a], plan.spaces[b]
        facing = other.boundary.buffer(_GAP_M, join_style="mitre")
        open_edge = one.boundary.exterior.intersection(facing).difference(walls)
        for part in shapely.get_parts(shapely.line_merge(open_edge)):
            # What runs along the other room, without the stubs round its corners.
            along = [piece for piece in _straight_pieces(part) if _runs_along(piece, other)]
            for piece in along:
                if piece.length >= OPEN_SIDE_M:
                    found.append((f"{one.id}|{other.id}", one.id, other.id, piece))
    # One opening a pair: the widest.
    widest: dict[str, tuple[str, str, str, LineString]] = {}
    for entry in sorted(found, key=lambda e: e[3].length):
        widest[entry[0]] = entry
    return list(widest.values())


def _straight_pieces(line: BaseGeometry) -> list[LineString]:
    xy = shapely.get_coordinates(line)
    return [LineString(xy[k : k + 2]) for k in range(len(xy) - 1)]


def _runs_along(piece: LineString, room: Space) -> bool:
    """Whether a piece of outline faces the other room over its whole length."""
    ends = [Point(xy).distance(room.boundary) for xy in (piece.coords[0], piece.coords[-1])]
    return bool(abs(ends[0] - ends[1]) < 0.05)


def buildings_of(layout: Layout, plans: Sequence[StoreyPlan]) -> tuple[Building, ...]:
    """Buildings by their label, else by spaces that touch within 0.5 m over all storeys."""
    spaces = [space for plan in plans for space in plan.spaces]
    if not spaces:
        return ()
    number = group_buildings(_objects([s.boundary for s in spaces]), [s.building for s in spaces])
    taken: set[str | None] = {s.building for s in spaces if s.building is not None}
    result: list[Building] = []
    for group in range(int(number.max()) + 1):
        members = tuple(s for s, k in zip(spaces, number.tolist(), strict=True) if k == group)
        label = next((s.building for s in members if s.building is not None), None)
        footprints = footprints_of(members)
        ground = next((g for s in members if isinstance(g := s.properties.get("ground_elevation"), int | float)), None)
        result.append(
            Building(
                id=label if label is not None else _free_id("building", len(result) + 1, taken), spaces=members,
                footprints=footprints, union=_merged(footprints),
                height_m=max(floor_level(layout, s) + storey_height(layout, s) for s in members),
                ground_elevation=None if ground is None else float(ground),
            )
        )  # fmt: skip
    return tuple(result)


def _free_id(stem: str, number: int, taken: set[str | None]) -> str:
    name = f"{stem}_{number}"
    return name if name not in taken else f"{name}_derived"


def floor_level(layout: Layout, space: Space) -> float:
    """Floor of a space above its building's datum [m]."""
    return space.floor_level if space.floor_level is not None else layout.storey(space.storey).elevation


def storey_height(layout: Layout, space: Space) -> float:
    """Height of a space's storey, or its own ceiling height where that is more [m]."""
    return max(layout.storey(space.storey).height, space.ceiling_height or 0.0)


def footprints_of(spaces: Sequence[Space]) -> dict[int, Area]:
    """Closed union of the spaces by storey, lowest first."""
    by_storey: dict[int, list[Space]] = {}
    for space in spaces:
        by_storey.setdefault(space.storey, []).append(space)
    return {index: closed_union([s.boundary for s in by_storey[index]]) for index in sorted(by_storey)}


def _merged(footprints: Mapping[int, Area]) -> Area:
    if len(footprints) == 1:
        return next(iter(footprints.values()))
    merged: Area = shapely.union_all(list(footprints.values()))
    return merged


def units_of(layout: Layout, doors: Sequence[DoorUse], building_of: Mapping[str, str]) -> tuple[Unit, ...]:
    """Units in file order, with their exits and main doors."""
    unit_of = {space.id: space.unit for space in layout.spaces}

    def is_exit(use: DoorUse) -> bool:
        return any(unit_of.get(side) is None for side in use.sides) and use.sides[0] != use.sides[1]

    units = []
    for id_ in layout.unit_ids():
        spaces = layout.unit_spaces(id_)
        own = {space.id for space in spaces}
        footprints = footprints_of(spaces)
        touching = tuple(use for use in doors if own.intersection(use.sides))
        exits = tuple(use for use in touching if is_exit(use))
        units.append(
            Unit(
                id=id_, spaces=spaces, footprints=footprints, footprint=_merged(footprints),
                area_m2=sum(area.area for area in footprints.values()), doors=touching, exits=exits,
                main_door=main_door(exits), building=building_of[spaces[0].id],
            )
        )  # fmt: skip
    return tuple(units)


def main_door(exits: Sequence[DoorUse]) -> DoorUse | None:
    """The one marked ``entrance``, else the only exterior door, else the only exit; None where that does not tell."""
    rules: tuple[Callable[[DoorUse], bool], ...] = (lambda u: u.door.entrance, lambda u: u.exterior, lambda u: True)
    for rule in rules:
        found = [use for use in exits if rule(use)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def base_of(layout: Layout, doors: Sequence[DoorUse], building_of: Mapping[str, str]) -> Base | None:
    """The staff base, or None where none is drawn."""
    spaces = layout.base_spaces()
    if not spaces:
        return None
    own = {space.id for space in spaces}
    footprints = footprints_of(spaces)
    touching = tuple(use for use in doors if own.intersection(use.sides))
    exits = tuple(use for use in touching if not own.issuperset(use.sides))
    return Base(
        spaces=spaces, footprints=footprints, footprint=_merged(footprints),
        area_m2=sum(area.area for area in footprints.values()), doors=touching, exits=exits,
        main_door=main_door(exits), buildings=tuple(dict.fromkeys(building_of[s.id] for s in spaces)),
    )  # fmt: skip


def _objects(geometries: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array
