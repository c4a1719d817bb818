"""Storeys with their walls and openings: which rooms each door and window joins, and what else one can pass through."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from siteplan.measures.openings import Cuts, FloatArray, IntArray, chords, cut_walls, opening_sides, segments_of
from siteplan.measures.spaces import Link, LinkKind
from siteplan.model import OUTSIDE, Connector, Door, Layout, Space, Storey, Window

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
    homes: set[str | None] = {None}
    beside: list[StoreyPlan] = []
    for plan in plans:
        if plan.storey.index not in connector.storeys or not plan.spaces:
            continue
        shared = shapely.area(shapely.intersection(plan.polygons, connector.geometry))
        best = int(np.argmax(shared))
        if shared[best] > 0.1:
            at[plan.storey.index] = plan.spaces[best].id
            homes.add(plan.spaces[best].unit)
        else:
            beside.append(plan)
    for plan in beside:
        # Beside a home a stair does not lead into it, only into rooms that are shared; unless it stands in that very
        # home on another storey, and comes up through a hole in the floor.
        distance = shapely.distance(plan.polygons, connector.geometry)
        near = int(np.argmin(distance))
        if distance[near] <= _NEAR_M and plan.spaces[near].unit in homes:
            at[plan.storey.index] = plan.spaces[near].id
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


def _objects(geometries: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array
