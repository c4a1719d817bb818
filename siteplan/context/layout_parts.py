"""What is derived from a drawing by the rules of INTERFACES section 2: buildings, units, base."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from siteplan.context.layout_plans import DoorUse, StoreyPlan, WindowUse
from siteplan.measures.buildings import closed_union, group_buildings
from siteplan.model import Area, Layout, Space

__all__ = ["Base", "Building", "DoorUse", "Unit", "WindowUse", "base_of", "buildings_of", "units_of"]


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


def buildings_of(layout: Layout, plans: Sequence[StoreyPlan]) -> tuple[Building, ...]:
    """Buildings by their label, else by spaces that touch within 0.5 m over all storeys."""
    spaces = [space for plan in plans for space in plan.spaces]
    if not spaces:
        return ()
    number = group_buildings(np.array([s.boundary for s in spaces], dtype=object), [s.building for s in spaces])
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
