"""A layout as opaque panels (INTERFACES section 2, Sight): walls cut by openings, fences, hedges, neighbours."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout_parts import Building, DoorUse, WindowUse, floor_level, storey_height
from siteplan.context.layout_plans import StoreyPlan
from siteplan.measures.openings import FloatArray, segments_of
from siteplan.measures.sight import Barriers
from siteplan.model import OUTSIDE, VIEWPOINT_USES, Area, Door, Window

if TYPE_CHECKING:
    from siteplan.context.layout import LayoutContext

Looker = Literal["staff", "residents", "outdoors"]
"""Who looks: staff out of the base, residents out of their homes, or somebody outdoors."""
NEIGHBOUR_HEIGHT_M = 3.0
"""A neighbour without a stated height is one storey of three metres."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slab:
    """A floor or a roof: a horizontal plate at one height."""

    plate: Area
    z: float
    building: str


@dataclass(slots=True, eq=False)
class _Panels:
    """Panels while they are gathered."""

    segments: list[FloatArray] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def add(self, segment: FloatArray, low: float, high: float, id_: str) -> None:
        if high > low:
            self.segments.append(segment)
            self.low.append(low)
            self.high.append(high)
            self.ids.append(id_)


def barriers_of(context: LayoutContext, *, looker: Looker = "staff") -> tuple[Barriers, tuple[str, ...]]:
    """Every panel of a layout that is opaque to somebody, and the id of the element that each belongs to.

    Walls block over their height (the lowest storey's down to the ground); closed doors block unless glazed; windows
    are open to sight between sill and head unless obscured. One-way glass is clear to those who look out through it and
    opaque to all others: to staff it is clear in the base's rooms, to residents in the homes, to nobody outdoors. A
    tree drawn as a point has no extent and blocks nothing. Fences, hedges and neighbours stand on local ground.
    """
    panels = _Panels()
    clear = _clear_stretches(context, looker)
    for plan in context.plans:
        _add_storey(panels, context, plan, clear)
    _add_outdoors(panels, context)
    count = len(panels.ids)
    return (
        Barriers(
            segments=np.array(panels.segments).reshape(count, 4),
            z_low=np.array(panels.low), z_high=np.array(panels.high),
        ),
        tuple(panels.ids),
    )  # fmt: skip


def slabs_of(context: LayoutContext) -> tuple[Slab, ...]:
    """Floors between storeys, and roofs. The ground itself is no slab."""
    slabs = []
    for building in context.buildings:
        for storey, plate in building.footprints.items():
            members = [space for space in building.spaces if space.storey == storey and space.use != "gallery"]
            if not members:
                continue
            floor = min(floor_level(context.layout, space) for space in members)
            datum = context.ground.datum(building.id)
            if storey != building.storeys[0]:
                slabs.append(Slab(plate=plate, z=datum + floor, building=building.id))
            if storey + 1 not in building.footprints:
                top = max(floor_level(context.layout, s) + storey_height(context.layout, s) for s in members)
                slabs.append(Slab(plate=plate, z=datum + top, building=building.id))
    return tuple(slabs)


def _clear_stretches(context: LayoutContext, looker: Looker) -> Mapping[str, tuple[float, float]]:
    """Heights between which each opening lets a line of sight through; openings that never do are left out."""
    clear: dict[str, tuple[float, float]] = {}
    uses: Iterable[DoorUse | WindowUse] = (*context.doors, *context.windows)
    for use in uses:
        rooms = [context.space_by_id[side] for side in use.sides if side != OUTSIDE]
        if not rooms:
            continue
        floor = context.floor_z(rooms[0])
        if isinstance(use, DoorUse):
            if use.door.glazed:
                clear[use.id] = (floor, floor + use.door.height)
            continue
        own_side = {
            "staff": any(room.unit is None and room.use in VIEWPOINT_USES for room in rooms),
            "residents": any(room.unit is not None for room in rooms),
            "outdoors": False,
        }
        if use.window.glazing == "clear" or (use.window.glazing == "one_way" and own_side[looker]):
            clear[use.id] = (floor + use.window.sill_height, floor + use.window.head_height)
    return clear


def _add_storey(
    panels: _Panels, context: LayoutContext, plan: StoreyPlan, clear: Mapping[str, tuple[float, float]]
) -> None:
    segments, owner = plan.segments
    spans = _wall_spans(context, plan)
    openings = plan.openings
    by_segment: dict[int, list[tuple[float, float, Door | Window]]] = {}
    cuts = plan.cuts
    for row, segment, start, end in zip(
        cuts.opening.tolist(), cuts.segment.tolist(), cuts.start.tolist(), cuts.end.tolist(), strict=True
    ):
        if openings[row].id in clear:
            by_segment.setdefault(segment, []).append((start, end, openings[row]))
    for row, (segment, wall) in enumerate(zip(segments, owner.tolist(), strict=True)):
        if not plan.wall_opaque[wall]:
            continue
        low, high = spans[wall]
        for start, end, holes in _stretches(by_segment.get(row, []), clear):
            step = segment[2:] - segment[:2]
            piece = np.concatenate([segment[:2] + start * step, segment[:2] + end * step])
            for bottom, top in _solid(low, high, holes):
                panels.add(piece, bottom, top, plan.wall_ids[wall])
    _add_openings_without_wall(panels, context, plan, clear)


def _add_openings_without_wall(
    panels: _Panels, context: LayoutContext, plan: StoreyPlan, clear: Mapping[str, tuple[float, float]]
) -> None:
    """Doors and windows in a gap between drawn walls close that gap themselves."""
    cut = set(plan.cuts.opening.tolist())
    side_of = {door.id: door.sides for door in context.doors} | {w.id: w.sides for w in context.windows}
    for row, opening in enumerate(plan.openings):
        rooms = [context.space_by_id[s] for s in side_of[opening.id] if s != OUTSIDE]
        if row in cut or not rooms:
            continue
        low = context.floor_z(rooms[0])
        high = low + storey_height(context.layout, rooms[0])
        for bottom, top in _solid(low, high, [clear[opening.id]] if opening.id in clear else []):
            panels.add(plan.chords[row], bottom, top, opening.id)


def _stretches(
    openings: Sequence[tuple[float, float, Door | Window]], clear: Mapping[str, tuple[float, float]]
) -> list[tuple[float, float, list[tuple[float, float]]]]:
    """A wall segment cut where openings begin and end, with the clear heights of each piece."""
    if not openings:
        return [(0.0, 1.0, [])]
    marks = sorted({0.0, 1.0, *(start for start, _, _ in openings), *(end for _, end, _ in openings)})
    result = []
    for start, end in itertools.pairwise(marks):
        if end - start > 1e-9:
            middle = (start + end) / 2
            result.append((start, end, [clear[o.id] for first, last, o in openings if first < middle < last]))
    return result


def _solid(low: float, high: float, holes: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """What remains of a height span when clear heights are taken out."""
    solid = []
    bottom = low
    for hole_low, hole_high in sorted(holes):
        if hole_low > bottom:
            solid.append((bottom, min(hole_low, high)))
        bottom = max(bottom, hole_high)
    if bottom < high:
        solid.append((bottom, high))
    return solid


def _wall_spans(context: LayoutContext, plan: StoreyPlan) -> list[tuple[float, float]]:
    """Lower and upper edge of each wall of a storey [m]."""
    spans = []
    homes = _buildings_of_walls(context, plan)
    by_id = {building.id: building for building in context.buildings}
    for wall, (id_, height, home) in enumerate(zip(plan.wall_ids, plan.wall_heights, homes, strict=True)):
        space = None if plan.drawn else plan.spaces_by_id[id_]
        if home is None:
            middle = shapely.get_coordinates(shapely.centroid(plan.walls[wall]))
            floor = float(context.ground.at(middle)[0]) + plan.storey.elevation
            top = floor + plan.storey.height
        else:
            floor = context.floor_z(space) if space is not None else context.ground.datum(home) + plan.storey.elevation
            top = _storey_top(context, by_id[home], plan, floor)
            if plan.storey.index == by_id[home].storeys[0]:
                floor = -math.inf
        if height is not None:
            standing = context.ground.datum(home) + plan.storey.elevation if home is not None else floor
            top = standing + height
        spans.append((floor, top))
    return spans


def _storey_top(context: LayoutContext, building: Building, plan: StoreyPlan, floor: float) -> float:
    """Top of a full-height wall: the floor above, so that no line slips through between storeys, else its height."""
    above = [s for s in building.spaces if s.storey == plan.storey.index + 1]
    top = floor + plan.storey.height
    if above:
        datum = context.ground.datum(building.id)
        top = max(top, datum + min(floor_level(context.layout, space) for space in above))
    return top


def _buildings_of_walls(context: LayoutContext, plan: StoreyPlan) -> list[str | None]:
    """The building that each wall belongs to: its room's, or for drawn walls the one within half a metre."""
    if not plan.drawn:
        return [context.building_of[id_] for id_ in plan.wall_ids]
    if not context.buildings:
        return [None] * len(plan.walls)
    shapes = np.array([building.union for building in context.buildings], dtype=object)
    tree = shapely.STRtree(shapes)
    walls = np.empty(len(plan.walls), dtype=object)
    walls[:] = plan.walls
    nearest: list[str | None] = [None] * len(walls)
    rows, found = tree.query_nearest(walls, max_distance=0.5, all_matches=False)
    for row, building in zip(rows.tolist(), found.tolist(), strict=True):
        nearest[row] = context.buildings[building].id
    return nearest


def _add_outdoors(panels: _Panels, context: LayoutContext) -> None:
    layout = context.layout
    solids: list[tuple[BaseGeometry, float | None, float, str]] = [
        *((o.geometry, None, o.height, o.id) for o in layout.obstacles if o.opaque),
        *((v.geometry, v.crown_base, v.height, v.id) for v in layout.vegetation),
        *((n.footprint, None, n.height or NEIGHBOUR_HEIGHT_M, n.id) for n in layout.neighbours),
    ]
    solids = [solid for solid in solids if solid[0].length > 0]
    if not solids:
        return
    segments, owner = segments_of([solid[0] for solid in solids])
    ground = context.ground.at((segments[:, :2] + segments[:, 2:]) / 2)
    for segment, row, z in zip(segments, owner.tolist(), ground.tolist(), strict=True):
        _, base, height, id_ = solids[row]
        low = -math.inf if not base else z + base
        panels.add(segment, low, z + height, id_)
