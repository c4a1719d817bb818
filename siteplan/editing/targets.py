"""What one takes hold of on a plan: the whole layout, a building, a unit, the base, or one element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.editing.elements import XY, Element, element_map, kind_of, shape_of
from siteplan.measures.buildings import group_buildings
from siteplan.model import BASE_USES, Camera, Connector, Door, Lamp, Layout, Space, Viewpoint, Wall, Window

Level = Literal["whole", "building", "part", "room"]
LEVELS: tuple[Level, ...] = ("whole", "building", "part", "room")
"""How much a click on a room takes hold of; "part" is a unit or the base."""

_OPENING_M = 0.3
"""An opening, wall, lamp or camera this near to rooms belongs to them."""
_INSIDE_M = 0.05
_GARDEN_M = 0.5
"""A private outdoor area this near to a home goes with it, and what stands in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Elements that are edited together.

    Parameters
    ----------
    id
        "whole", "building:<first space>", "unit:<unit>", "base", or "element:<id>"; stays the same over moves.
    kind
        "whole", "building", "unit", "base", or the kind of the element.
    name
        The building's label, the unit's or element's id, the use of a room.
    members
        Ids of its elements.
    centre
        About which it turns [m]: the middle of its box along its own direction.
    angle_deg
        Direction of the first side of its first room or element, or in which a camera looks
        [deg, counter-clockwise from +x, 0 up to 360].
    vertices
        Corners that can be moved one by one, without the closing one; empty where it is no single line or area.
    closed
        Whether ``vertices`` go round an area.
    """

    id: str
    kind: str
    name: str
    members: tuple[str, ...]
    centre: XY
    angle_deg: float
    vertices: tuple[XY, ...] = ()
    closed: bool = False


def targets_of(layout: Layout, level: Level, storey: int) -> tuple[Target, ...]:
    """Everything that can be taken hold of on a storey and outdoors, in the order in which a list shows it."""
    elements = element_map(layout)
    found = [_target(id_, kind, name, members, elements) for id_, kind, name, members in _wholes(layout, level)]
    here = frozenset(space.id for space in layout.spaces if space.storey == storey)
    found = [target for target in found if target.kind == "whole" or here & frozenset(target.members)]
    if level == "room":
        found += _rooms([space for space in layout.spaces if space.storey == storey], layout, elements)
        found += [_single(wall) for wall in layout.walls if wall.storey == storey]
        found += [_single(connector) for connector in layout.connectors if storey in connector.storeys]
    for group in (layout.doors, layout.windows, layout.viewpoints):
        found += [_single(element) for element in group if element.storey == storey]
    for outdoors in (
        layout.obstacles, layout.vegetation, layout.lamps, layout.cameras, layout.paths, layout.outdoor_areas,
    ):  # fmt: skip
        found += [_single(element) for element in outdoors]
    return tuple(found)


def find_target(layout: Layout, id_: str) -> Target | None:
    """The target of that id wherever it stands; None where there is none (any more)."""
    elements = element_map(layout)
    kind, _, name = id_.partition(":")
    if kind == "element":
        element = elements.get(name)
        if element is None:
            return None
        return _rooms([element], layout, elements)[0] if isinstance(element, Space) else _single(element)
    level: Level | None = {"whole": "whole", "building": "building", "unit": "part", "base": "part"}.get(kind)  # type: ignore[assignment]
    for found, what, label, members in _wholes(layout, level) if level else ():
        if found == id_:
            return _target(found, what, label, members, elements)
    return None


def buildings_by_space(layout: Layout) -> dict[str, str]:
    """Id of the building target by space id, by label or touch over all storeys."""
    if not layout.spaces:
        return {}
    footprints = np.array([space.boundary for space in layout.spaces], dtype=object)
    numbers = group_buildings(footprints, [space.building for space in layout.spaces]).tolist()
    first: dict[int, str] = {}
    for space, number in zip(layout.spaces, numbers, strict=True):
        first.setdefault(number, f"building:{space.building or space.id}")
    return {space.id: first[number] for space, number in zip(layout.spaces, numbers, strict=True)}


def _wholes(layout: Layout, level: Level | None) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """(id, kind, name, members) of what is more than one element."""
    if level == "whole":
        yield "whole", "whole", layout.name, tuple(element_map(layout))
        return
    if level not in ("building", "part"):
        return
    groups: dict[str, list[Space]] = {}
    if level == "building":
        building = buildings_by_space(layout)
        for space in layout.spaces:
            groups.setdefault(building[space.id], []).append(space)
    else:
        for space in layout.spaces:
            part = f"unit:{space.unit}" if space.unit is not None else "base" if space.use in BASE_USES else None
            groups.setdefault(part or f"element:{space.id}", []).append(space)
        _with_base_halls(layout, groups)
    members = _members(layout, groups, gardens=True)
    for id_ in groups:
        kind, _, name = id_.partition(":")
        yield id_, "space" if kind == "element" else kind, name or kind, members[id_]


def _with_base_halls(layout: Layout, groups: dict[str, list[Space]]) -> None:
    """The halls of a free-standing base go with it: every room of its building that is no unit's."""
    base = groups.get("base")
    if not base:
        return
    building = buildings_by_space(layout)
    own = {building[space.id] for space in base}
    if any(space.unit is not None and building[space.id] in own for space in layout.spaces):
        return
    for id_ in [id_ for id_ in groups if id_.startswith("element:")]:
        if building[groups[id_][0].id] in own:
            base.extend(groups.pop(id_))


def _members(layout: Layout, groups: Mapping[str, Sequence[Space]], *, gardens: bool) -> dict[str, tuple[str, ...]]:
    """The rooms of each group with their openings, walls, eyes, stairs, lamps and gardens."""
    names = list(groups)
    members: dict[str, list[str]] = {name: [space.id for space in groups[name]] for name in names}
    areas = np.array([MultiPolygon([s.boundary for s in groups[name]]) for name in names], dtype=object)
    if not names:
        return {}
    for storey in sorted({space.storey for space in layout.spaces}):
        here = np.array(
            [MultiPolygon([s.boundary for s in groups[n] if s.storey == storey]) for n in names], dtype=object
        )
        standing: tuple[Door | Window | Viewpoint, ...] = (*layout.doors, *layout.windows, *layout.viewpoints)
        on_it = [element for element in standing if element.storey == storey]
        _near(members, names, here, on_it, _OPENING_M)
        walls = [wall for wall in layout.walls if wall.storey == storey]
        if walls:
            _near(members, names, here, walls, _OPENING_M, whole=True)
    _near(members, names, areas, list(layout.connectors), _INSIDE_M)
    _near(members, names, areas, [*layout.lamps, *layout.cameras], _OPENING_M)
    if gardens:
        _gardens(layout, members, names, areas)
    return {name: tuple(dict.fromkeys(ids)) for name, ids in members.items()}


def _near(
    members: dict[str, list[str]], names: Sequence[str], areas: NDArray[np.object_], elements: Sequence[Element],
    reach: float, *, whole: bool = False,
) -> None:  # fmt: skip
    """Adds to each group the elements whose middle (or, with ``whole``, all of which) lies within its reach [m]."""
    if not elements:
        return
    shapes = np.array([shape_of(element) for element in elements], dtype=object)
    if whole:
        far = np.array([[_farthest(shape, area) for area in areas] for shape in shapes])
    else:
        far = shapely.distance(shapely.centroid(shapes)[:, None], areas[None, :])
    for row, column in zip(*np.nonzero(far <= reach), strict=True):  # an empty area is NaN away
        members[names[column]].append(elements[row].id)


def _farthest(shape: BaseGeometry, area: BaseGeometry) -> float:
    """How far the farthest corner of a shape stands from an area [m]; NaN for an empty area."""
    return float(np.max(shapely.distance(shapely.points(shapely.get_coordinates(shape)), area)))


def _gardens(
    layout: Layout, members: dict[str, list[str]], names: Sequence[str], areas: NDArray[np.object_]
) -> None:  # fmt: skip
    private = [area for area in layout.outdoor_areas if area.use == "private_outdoor"]
    if not private:
        return
    shapes = np.array([area.geometry for area in private], dtype=object)
    apart = shapely.distance(shapes[:, None], areas[None, :])
    centred = shapely.distance(shapely.centroid(shapes)[:, None], areas[None, :])
    centred[~(apart <= _GARDEN_M)] = np.inf
    own: dict[str, list[BaseGeometry]] = {}
    for row, area in enumerate(private):
        best = int(np.argmin(centred[row]))
        if np.isfinite(centred[row, best]):
            members[names[best]].append(area.id)
            own.setdefault(names[best], []).append(area.geometry)
    grown: list[Element] = [*layout.obstacles, *layout.vegetation]
    things = np.array([shape_of(element) for element in grown], dtype=object)
    for name, gardens in own.items():
        within = shapely.union_all(gardens).buffer(_OPENING_M)
        for index in np.flatnonzero(shapely.covered_by(things, within)) if len(grown) else ():
            members[name].append(grown[int(index)].id)


def _rooms(spaces: Sequence[Space], layout: Layout, elements: Mapping[str, Element]) -> list[Target]:
    """Single rooms with the openings in their walls."""
    groups = {f"element:{space.id}": [space] for space in spaces}
    members = _members(layout, groups, gardens=False)
    return [_target(id_, "space", group[0].use, members[id_], elements) for id_, group in groups.items()]


def _single(element: Element) -> Target:
    name = element.use if isinstance(element, Space) else element.id
    return _target(f"element:{element.id}", kind_of(element), name, (element.id,), {element.id: element})


def _target(id_: str, kind: str, name: str, members: tuple[str, ...], elements: Mapping[str, Element]) -> Target:
    shapes = [shape_of(elements[member]) for member in members if member in elements]
    rooms = [shape_of(elements[m]) for m in members if m in elements and isinstance(elements[m], Space | Wall)]
    first = elements.get(members[0]) if members else None
    centre, angle = _middle(rooms or shapes), 0.0 if first is None else _direction(first)
    vertices, closed = _corners(first) if id_.startswith("element:") and first is not None else ((), False)
    return Target(
        id=id_, kind=kind, name=name, members=members, centre=centre, angle_deg=angle, vertices=vertices, closed=closed
    )


def _middle(shapes: Sequence[BaseGeometry]) -> XY:
    """Middle of the smallest rectangle about shapes [m]."""
    if not shapes:
        return 0.0, 0.0
    collected = shapely.geometrycollections(np.array(shapes, dtype=object))
    origin = np.floor(shapely.get_coordinates(collected)[0])  # far from the origin the rectangle would be off by a mm
    middle = shapely.oriented_envelope(shapely.transform(collected, lambda xy: xy - origin)).centroid
    return round(middle.x + float(origin[0]), 6), round(middle.y + float(origin[1]), 6)


def _direction(element: Element) -> float:
    if isinstance(element, Camera):
        return 0.0 if element.heading_deg is None else (90.0 - element.heading_deg) % 360.0
    corners = shapely.get_coordinates(shape_of(element))
    if len(corners) < 2:
        return 0.0
    run = corners[1] - corners[0]
    return round(float(np.degrees(np.arctan2(run[1], run[0]))) % 360.0, 6) % 360.0


def _corners(element: Element) -> tuple[tuple[XY, ...], bool]:
    shape = shape_of(element)
    if isinstance(element, Lamp | Camera | Viewpoint | Connector | Door | Window):
        return (), False
    if isinstance(shape, Polygon) and not shape.interiors:
        return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(shape)[:-1]), True
    if isinstance(shape, LineString):
        return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(shape)), False
    return (), False


__all__ = ["LEVELS", "Level", "Target", "buildings_by_space", "find_target", "targets_of"]
