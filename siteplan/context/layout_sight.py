"""What is seen in a layout: by the staff, from doors, and into homes. Exact where it is an area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout_barriers import Looker, Slab, barriers_of, slabs_of
from siteplan.context.layout_eyes import Eye
from siteplan.context.layout_floors import floor_parts, less_slab
from siteplan.context.layout_parts import DoorUse, Unit
from siteplan.context.layout_sightings import DoorSight, HomeSeen, PathsSeen, Sightings
from siteplan.context.layout_slopes import behind_ground, level_parts, stepped_coverage, through_ground
from siteplan.context.layout_town import town_barriers
from siteplan.errors import MissingDataError, NotApplicableError
from siteplan.measures.coverage import Coverage, coverage
from siteplan.measures.height_fields import HeightFields
from siteplan.measures.openings import FloatArray
from siteplan.measures.regions import moved, polygons_of
from siteplan.measures.seen_parts import Geometries, local_parts, seen_parts
from siteplan.measures.sight import Barriers, joined, lines_of_sight, points_along
from siteplan.measures.sight_field import Box
from siteplan.model import Area, Space

if TYPE_CHECKING:
    from siteplan.context.layout import LayoutContext

__all__ = ["DoorSight", "Eye", "HomeSeen", "LayoutSight", "PathsSeen", "Sightings"]
FRAME_M = 120.0
"""Sight is asked this far round the barriers with one sorting of them."""


class LayoutSight:
    """Sight in one layout; barriers are built once.

    Heights: eyes and targets in the datum of the barriers (`LayoutContext.floor_z`, `LayoutContext.ground`).
    """

    def __init__(self, context: LayoutContext) -> None:
        self._context = context
        self._seen_outdoors: dict[tuple[float, float, Looker], Area] = {}

    @cached_property
    def _built(self) -> tuple[Barriers, tuple[str, ...]]:
        return barriers_of(self._context)

    @property
    def barriers(self) -> Barriers:
        """Opaque panels of the whole layout, all storeys, as the staff meet them."""
        return self._built[0]

    @cached_property
    def _built_for(self) -> dict[Looker, tuple[Barriers, tuple[str, ...]]]:
        lookers: tuple[Looker, ...] = ("residents", "outdoors")
        if not any(use.window.glazing == "one_way" for use in self._context.windows):
            return dict.fromkeys(lookers, self._built)
        return {looker: barriers_of(self._context, looker=looker) for looker in lookers}

    def barriers_for(self, looker: Looker) -> Barriers:
        """Opaque panels as somebody meets them: one-way glass is clear only to those who look out through it."""
        return self._built[0] if looker == "staff" else self._built_for[looker][0]

    @property
    def barrier_ids(self) -> tuple[str, ...]:
        """Id of the element that each barrier belongs to."""
        return self._built[1]

    @cached_property
    def slabs(self) -> tuple[Slab, ...]:
        """Floors between storeys, and roofs."""
        return slabs_of(self._context)

    # --- who looks --------------------------------------------------------------------------------------------------

    def staff_eyes(self) -> tuple[Eye, ...]:
        """Eyes of the staff.

        Raises
        ------
        NotApplicableError
            "without_staffed_base" where no staffed base stands on the plot.
        MissingDataError
            "layout_base" where none is drawn; "layout_base_windows" where viewpoints would have to be derived and the
            base has neither window nor glazed door drawn.
        """
        context = self._context
        if context.staffed_base is False:
            raise NotApplicableError("without_staffed_base")
        if not context.viewpoints_derived:
            return context.viewpoints
        if context.base is None:
            raise MissingDataError("layout_base")
        own = context.base.space_ids
        windows = any(own.intersection(use.sides) for use in context.windows)
        if not windows and not any(use.door.glazed for use in context.base.doors):
            raise MissingDataError("layout_base_windows")
        return context.viewpoints

    # --- lines ------------------------------------------------------------------------------------------------------

    def sightings(
        self, eyes: Sequence[Eye], targets: FloatArray, *, range_m: float, looker: Looker = "staff",
        beyond: Barriers | None = None,
    ) -> Sightings:  # fmt: skip
        """Lines from eyes to (k, 3) targets, past walls, openings, floors, roofs and the ground itself.

        ``beyond``: panels that belong to no element of the layout, as the buildings of the map.
        """
        looking = np.array([[eye.point.x, eye.point.y, eye.z] for eye in eyes]).reshape(-1, 3)
        targets = np.asarray(targets, dtype=np.float64).reshape(-1, 3)
        distance = np.hypot(*(looking[:, None, :2] - targets[None, :, :2]).transpose(2, 0, 1))
        near = distance <= range_m
        panels, ids = self._built if looker == "staff" else self._built_for[looker]
        if beyond is not None:
            panels, ids = joined([panels, beyond]), (*ids, *[""] * len(beyond))
        sight = lines_of_sight(looking, targets, panels)
        visible = sight.visible & near & ~self._through_slab(looking, targets, sight.visible & near)
        if self._context.ground.from_terrain:
            visible &= ~through_ground(self._context, looking, targets, visible)
        names = np.array([*ids, None], dtype=object)
        return Sightings(
            eyes=tuple(eyes), targets=targets, visible=visible, in_range=near, blocker=names[sight.blocker],
            distance_m=distance,
        )  # fmt: skip

    def _through_slab(self, eyes: FloatArray, targets: FloatArray, asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
        blocked = np.zeros_like(asked)
        for slab in self.slabs:
            across = asked & ((eyes[:, 2] - slab.z)[:, None] * (targets[:, 2] - slab.z)[None, :] < 0)
            rows, columns = np.nonzero(across)
            if len(rows):
                share = (slab.z - eyes[rows, 2]) / (targets[columns, 2] - eyes[rows, 2])
                at = eyes[rows, :2] + share[:, None] * (targets[columns, :2] - eyes[rows, :2])
                shapely.prepare(slab.plate)
                blocked[rows, columns] |= shapely.contains_xy(slab.plate, at[:, 0], at[:, 1])
        return blocked

    def doors_seen(self, doors: Sequence[DoorUse], *, target_m: float, range_m: float) -> tuple[DoorSight, ...]:
        """Whether the staff see each door: a point 0.5 m outside it, ``target_m`` above the ground (or floor) there."""
        targets = self.door_targets(doors, target_m=target_m)
        sight = self.sightings(self.staff_eyes(), targets, range_m=range_m)
        result = []
        for column, door in enumerate(doors):
            line = sight.line(column)
            result.append(
                DoorSight(
                    door=door, seen=bool(sight.seen[column]), line=line[0] if line else None,
                    blocker=line[1] if line else None,
                    distance_m=float(line[0].length) if line else math.inf,
                )
            )  # fmt: skip
        return tuple(result)

    def door_targets(self, doors: Sequence[DoorUse], *, target_m: float) -> FloatArray:
        """Points 0.5 m outside doors, ``target_m`` above the ground or floor there: (k, 3)."""
        rows = []
        for use in doors:
            beyond = self._context.space_by_id.get(use.sides[1])
            inside = self._context.space_by_id.get(use.sides[0])
            if beyond is not None:
                floor = self._context.floor_z(beyond)
            elif inside is not None and use.door.storey > 0:
                floor = self._context.floor_z(inside)
            else:
                floor = float(self._context.ground.at(shapely.get_coordinates(use.outside_point))[0])
            rows.append((use.outside_point.x, use.outside_point.y, floor + target_m))
        return np.array(rows, dtype=np.float64).reshape(-1, 3)

    def ground_targets(self, points: FloatArray, *, target_m: float) -> FloatArray:
        """(k, 2) points lifted to ``target_m`` above the ground: (k, 3)."""
        return np.column_stack([points, self._context.ground.at(points) + target_m])

    def paths_seen(self, *, spacing_m: float, target_m: float, range_m: float) -> PathsSeen:
        """How much of the paths the staff see, sampled every ``spacing_m``.

        Paths drawn as areas are sampled on a grid of that spacing. Where no path is drawn, the shortest walks from the
        access points to the units' main doors are taken; MissingDataError("layout_paths") without access or doors.
        """
        eyes = self.staff_eyes()
        points, path, length, drawn = self.path_samples(spacing_m)
        sight = self.sightings(eyes, self.ground_targets(points, target_m=target_m), range_m=range_m)
        total = float(length.sum())
        single = {name: float(length[seen].sum()) / total for name, seen in sight.by_viewpoint().items()}
        best = max(single, key=lambda name: single[name], default=None)
        return PathsSeen(
            points=points, path=path, length_m=length, seen=sight.seen, drawn=drawn,
            share=float(length[sight.seen].sum()) / total, best_share=single[best] if best is not None else 0.0,
            best_viewpoint=best, share_by_viewpoint=single,
        )  # fmt: skip

    def path_samples(self, spacing_m: float) -> tuple[FloatArray, tuple[str, ...], FloatArray, bool]:
        """Points on the paths, (k, 2), the id of each one's path, the length [m] it stands for; whether they are drawn.

        MissingDataError("layout_paths") without paths and without walks from the access to main doors.
        """
        context = self._context
        shapes: list[tuple[str, BaseGeometry]] = [(path.id, path.geometry) for path in context.layout.paths]
        drawn = bool(shapes)
        if not drawn:
            doors = [unit.main_door for unit in context.units if unit.main_door is not None]
            shapes = [
                (f"walk:{use.id}", walk.line)
                for use in doors
                if (walk := context.walks.from_access(use)) is not None and walk.line.length > 0
            ]
        if not shapes:
            raise MissingDataError("layout_paths")
        points, lengths, names = [np.empty((0, 2))], [np.empty(0)], []
        for name, shape in shapes:
            at, metres = _samples(shape, spacing_m)
            points.append(at)
            lengths.append(metres)
            names.extend([name] * len(at))
        return np.vstack(points), tuple(names), np.concatenate(lengths), drawn

    # --- areas ------------------------------------------------------------------------------------------------------

    def seen_outdoors(self, *, target_m: float, range_m: float, looker: Looker = "staff") -> Area:
        """The part of the outdoor area that the staff see ``target_m`` above the ground, computed once.

        With looker "outdoors": from where somebody with that eye height sees the staff at their viewpoints.
        """
        key = (target_m, range_m, looker)
        if looker == "outdoors" and self.barriers_for(looker) is self.barriers:
            return self.seen_outdoors(target_m=target_m, range_m=range_m)
        if key not in self._seen_outdoors:
            self._seen_outdoors[key] = self.seen_of(
                self._context.outdoor_domain, self.staff_eyes(), target_m=target_m, range_m=range_m, looker=looker
            )
        return self._seen_outdoors[key]

    def seen_of(self, domain: Area, eyes: Sequence[Eye], *, target_m: float, range_m: float, looker: Looker) -> Area:
        """The part of an outdoor area in which any of the eyes sees something ``target_m`` above the ground. Exact.

        Without terrain the ground is one plane; with it, steps of half a metre (`layout_slopes`).
        """
        if not eyes or domain.is_empty:
            return MultiPolygon()
        looking = np.array([[eye.point.x, eye.point.y, eye.z] for eye in eyes])
        fields = self.height_fields(np.vstack([looking[:, :2], np.reshape(domain.bounds, (2, 2))]), looker=looker)
        sloping = self._context.ground.from_terrain
        steps = level_parts(self._context, domain) if sloping else ((self._outdoor_level(eyes), domain),)
        found: dict[tuple[float, ...], list[Geometries]] = {}
        for level, step in steps:
            parts = shapely.get_parts(step)
            for z in np.unique(looking[:, 2]).tolist():
                rows = np.flatnonzero(looking[:, 2] == z)
                pairs = np.column_stack([np.repeat(rows, len(parts)), np.tile(np.arange(len(parts)), len(rows))])
                field = fields.field(z, level + target_m)
                seen_here = local_parts(looking[:, :2], parts, pairs, field, range_m=range_m)[1]
                found.setdefault(tuple(field.opaque.origin.tolist()), []).append(seen_here)
        joined_ = [
            moved(polygons_of(shapely.union_all(np.concatenate(one))), np.array(at)) for at, one in found.items()
        ]
        seen = joined_[0] if len(joined_) == 1 else shapely.union_all(joined_)
        if sloping:
            seen = shapely.difference(seen, behind_ground(self._context, looking, domain, target_m))
        return polygons_of(seen)

    def outdoor_coverage(
        self, *, target_m: float, range_m: float | None = None, domain: Area | None = None,
        eyes: Sequence[Eye] | None = None, looker: Looker = "staff", least_spot_m2: float = 0.01,
    ) -> Coverage:  # fmt: skip
        """Seen and blind parts of the outdoor area, exact, at ``target_m`` above the ground.

        Without terrain the ground is one plane; with it, steps of half a metre (`layout_slopes`). Blind spots name the
        nearest of `outdoor_places`; those smaller than ``least_spot_m2`` are not listed.
        """
        eyes = self.staff_eyes() if eyes is None else eyes
        area = self._context.outdoor_domain if domain is None else domain
        places = [shape for _, shape in self.outdoor_places]
        level = self._outdoor_level(eyes)
        looking = np.array([[eye.point.x, eye.point.y, eye.z] for eye in eyes]).reshape(-1, 3)
        if self._context.ground.from_terrain:
            return stepped_coverage(
                self._context, looking, self.barriers_for(looker), domain=area, target_m=target_m, range_m=range_m,
                places=places, least_spot_m2=least_spot_m2,
            )  # fmt: skip
        return coverage(
            looking, self.barriers_for(looker), domain=area, target_z=level + target_m, max_range_m=range_m,
            places=places, each_eye=False, min_spot_area_m2=least_spot_m2,
        )  # fmt: skip

    def _outdoor_level(self, eyes: Sequence[Eye]) -> float:
        points = np.array([[eye.point.x, eye.point.y] for eye in eyes]).reshape(-1, 2)
        return float(np.median(self._context.ground.at(points))) if len(points) else 0.0

    @cached_property
    def outdoor_places(self) -> tuple[tuple[str, BaseGeometry], ...]:
        """Outer doors and paths with their ids: where a blind spot matters."""
        doors = [(use.id, use.outside_point) for use in self._context.doors if use.exterior and use.door.storey == 0]
        return (*doors, *((path.id, path.geometry) for path in self._context.layout.paths))

    @cached_property
    def _fields(self) -> HeightFields:
        """Everybody's barriers sorted for any heights, over the whole site."""
        ends = self.barriers.segments.reshape(-1, 2)
        low, high = (ends.min(axis=0), ends.max(axis=0)) if len(ends) else (np.zeros(2), np.zeros(2))
        (x0, y0), (x1, y1) = (low - FRAME_M).tolist(), (high + FRAME_M).tolist()
        return HeightFields(self.barriers, bounds=(x0, y0, x1, y1))

    def height_fields(self, points: FloatArray, *, looker: Looker = "staff") -> HeightFields:
        """Barriers sorted for any heights, so wide that sight from and to (k, 2) points ends nowhere."""
        low, high = points.min(axis=0) - 1.0, points.max(axis=0) + 1.0
        box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        same = self.barriers_for(looker) is self.barriers
        return self._fields if same and self._fields.holds(box) else HeightFields(self.barriers_for(looker), bounds=box)

    def fields_with_town(self, box: Box, *, within_m: float) -> HeightFields:
        """The residents' barriers and the map's buildings within a distance of the plot, sorted for any heights."""
        key = (box, within_m)
        if key not in self._town_fields:
            own, town = self.barriers_for("residents"), town_barriers(self._context, within_m=within_m)
            alike = own is self.barriers and not len(town)
            shared = alike and self._fields.holds(box)
            self._town_fields[key] = self._fields if shared else HeightFields(joined([own, town]), bounds=box)
        return self._town_fields[key]

    @cached_property
    def _town_fields(self) -> dict[tuple[Box, float], HeightFields]:
        return {}

    def seen_from(
        self, points: FloatArray, *, eye_m: float, target_m: float, domain: Area, range_m: float | None = None
    ) -> tuple[Area, ...]:
        """The part of a domain seen from each (k, 2) point outdoors, eye and target above the ground."""
        ground = self._context.ground.at(points)
        fields = self.height_fields(np.vstack([points, np.asarray(domain.bounds).reshape(2, 2)]))
        regions: list[Area] = [MultiPolygon()] * len(points)
        for z in np.unique(ground).tolist():
            rows = np.flatnonzero(ground == z)
            pairs = np.column_stack([rows, np.zeros_like(rows)])
            reach = math.inf if range_m is None else range_m
            seen, parts = seen_parts(points, [domain], pairs, fields.field(z + eye_m, z + target_m), range_m=reach)
            for row, part in zip(rows[seen].tolist(), parts, strict=True):
                regions[row] = polygons_of(part)
        return tuple(regions)

    def homes_seen(
        self, units: Sequence[Unit], *, uses: frozenset[str], target_m: float, range_m: float,
        eyes: Sequence[Eye] | None = None,
    ) -> tuple[HomeSeen, ...]:  # fmt: skip
        """The floor of each unit's rooms of the given uses that the eyes see, ``target_m`` above it. Exact areas.

        Units without such rooms are left out. MissingDataError("layout_unit_windows") for a unit with no window drawn.
        """
        eyes = self.staff_eyes() if eyes is None else eyes
        rooms = {unit.id: [space for space in unit.spaces if space.use in uses] for unit in units}
        asked = [unit for unit in units if rooms[unit.id]]
        for unit in asked:
            if not any(unit.space_ids.intersection(use.sides) for use in self._context.windows):
                raise MissingDataError("layout_unit_windows", {"unit": unit.id})
        seen = self.floors_seen(
            [room for unit in asked for room in rooms[unit.id]], eyes=eyes, target_m=target_m, range_m=range_m
        )
        return tuple(
            HomeSeen(
                unit=unit, floor_m2=sum(room.boundary.area for room in rooms[unit.id]),
                seen=polygons_of(shapely.union_all([seen[room.id] for room in rooms[unit.id]])),
                seen_m2=sum(seen[room.id].area for room in rooms[unit.id]),
            )
            for unit in asked
        )  # fmt: skip

    def floors_seen(
        self, rooms: Sequence[Space], *, eyes: Sequence[Eye], target_m: float, range_m: float
    ) -> dict[str, Area]:
        """The part of each room's floor that any eye outside it sees ``target_m`` above it, by room id."""
        found = floor_parts(self._context, rooms, eyes, target_m=target_m, range_m=range_m)
        return {room.id: polygons_of(shapely.union_all(found.of(found.room == row))) for row, room in enumerate(rooms)}

    def less_slabs(self, parts: Geometries, eyes: FloatArray, *, eye_z: float, target_z: float) -> Geometries:
        """What floors and roofs do not hide of (n,) regions, each from its (n, 2) eye."""
        for slab in self.slabs:
            if (eye_z - slab.z) * (target_z - slab.z) < 0:
                parts = less_slab(parts, eyes, slab, eye_z=eye_z, target_z=target_z)
        return parts


def _samples(shape: BaseGeometry, spacing_m: float) -> tuple[FloatArray, FloatArray]:
    if shapely.get_dimensions(shape) == 1:
        return points_along(shape, spacing_m=spacing_m)
    x0, y0, x1, y1 = shape.bounds
    x, y = np.meshgrid(
        np.arange(x0 + spacing_m / 2, x1, spacing_m), np.arange(y0 + spacing_m / 2, y1, spacing_m)
    )  # fmt: skip
    inside = shapely.contains_xy(shape, x, y)
    points = np.column_stack([x[inside], y[inside]])
    return points, np.full(len(points), spacing_m)
