"""Adding from the palette, copying and deleting."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Literal, cast

import numpy as np
from shapely.geometry import LineString, Point, Polygon

from siteplan.editing.elements import PLACES, XY, Element, element_map, group_of, replaced, with_shape
from siteplan.editing.modules import BASE_MODULE, UNIT_MODULE, Module
from siteplan.editing.seating import line_on_wall
from siteplan.editing.transforming import moved
from siteplan.model import (
    Camera,
    Door,
    Lamp,
    Layout,
    Obstacle,
    Space,
    Vegetation,
    Viewpoint,
    Window,
)

Item = Literal["unit", "base", "door", "window", "fence", "hedge", "tree", "lamp", "camera", "viewpoint"]
PALETTE: tuple[Item, ...] = (
    "unit", "base", "door", "window", "fence", "hedge", "tree", "lamp", "camera", "viewpoint",
)  # fmt: skip
"""What can be added, in the order of the palette."""

_FENCE_M, _HEDGE_M, _HEDGE_DEEP_M = 6.0, 5.0, 0.6
_NUMBERED = re.compile(r"^(.*?)[-_]?(\d+)$")


def added(layout: Layout, item: Item, at: XY, *, rotation_deg: float = 0.0, storey: int = 0) -> tuple[Layout, str]:
    """The layout with one more thing, and the id of the target that it makes.

    Parameters
    ----------
    at
        Its middle [m]; a door or window slides onto the nearest wall.
    rotation_deg
        Counter-clockwise [deg]; a camera looks that way, 0 = along +x.

    Raises
    ------
    InputError
        "edit-no-wall" for a door or window with no wall near.
    """
    if item in ("unit", "base"):
        module = UNIT_MODULE if item == "unit" else BASE_MODULE
        return _module_added(layout, module, at, rotation_deg=rotation_deg, storey=storey)
    element = _single(layout, item, at, rotation_deg=rotation_deg, storey=storey)
    return _with(layout, [element]), f"element:{element.id}"


def copied(layout: Layout, members: Collection[str], *, dx: float, dy: float) -> tuple[Layout, str]:
    """A second one of the members, moved [m]; its units have names of their own. Gives the id of its target."""
    elements = element_map(layout)
    taken = element_ids(layout)
    units: dict[str, str] = {}
    for id_ in members:
        element = elements[id_]
        if isinstance(element, Space) and element.unit is not None and element.unit not in units:
            units[element.unit] = fresh_id(element.unit, taken | set(layout.unit_ids()) | set(units.values()))
    copies: list[Element] = []
    renamed: dict[str, str] = {}
    for id_ in members:
        owner = next((unit for unit in units if id_.startswith(f"{unit}-")), None)
        name = f"{units[owner]}{id_[len(owner) :]}" if owner is not None else id_
        renamed[id_] = fresh_id(name, taken)
        taken = taken | {renamed[id_]}
    labels = {e.building for id_ in members if isinstance(e := elements[id_], Space) and e.building is not None}
    buildings = {s.building for s in layout.spaces if s.building is not None}
    named = {label: fresh_id(label, taken | buildings) for label in labels}
    for id_ in members:
        copies.append(_copy(elements[id_], renamed, units, named))
    after = _with(layout, copies)
    first = copies[0]
    target = f"element:{first.id}"
    if isinstance(first, Space) and len(units) == 1:
        target = f"unit:{first.unit}"
    elif isinstance(first, Space):
        target = f"building:{first.building or first.id}"
    return moved(after, [copy.id for copy in copies], dx=dx, dy=dy), target


def without(layout: Layout, members: Collection[str]) -> Layout:
    """The layout without the members."""
    return replaced(layout, dict.fromkeys(members))


def element_ids(layout: Layout) -> frozenset[str]:
    """Every id that the layout's file uses."""
    own = {"plot", *(f"access_{k + 1}" for k in range(len(layout.access)))}
    for key in ("plot", "access"):
        for stated in cast(Sequence[Mapping[str, object]], layout.properties.get(key, ())):
            own.add(str(stated.get("id", "")))
    for kept in cast(Sequence[Mapping[str, object]], layout.properties.get("kept", ())):
        values = kept.get("properties")
        if isinstance(values, Mapping):
            own.add(str(values.get("id", "")))
    return frozenset({*element_map(layout), *(n.id for n in layout.neighbours)} | own)


def fresh_id(wanted: str, taken: Collection[str]) -> str:
    """``wanted``, or the next name of its kind that is not taken: u8 after u7."""
    if wanted not in taken:
        return wanted
    found = _NUMBERED.match(wanted)
    stem, number = (found[1], int(found[2])) if found else (f"{wanted}-", 1)
    separator = wanted[len(stem) : len(wanted) - len(found[2])] if found else ""
    while f"{stem}{separator}{number}" in taken:
        number += 1
    return f"{stem}{separator}{number}"


def _with(layout: Layout, elements: Sequence[Element]) -> Layout:
    """The layout with elements appended, each in its group."""
    groups: dict[str, tuple[Element, ...]] = {}
    for element in elements:
        group = group_of(element)
        groups[group] = (*groups.get(group, getattr(layout, group)), element)
    return dataclasses.replace(layout, fingerprint="", **groups)  # type: ignore[arg-type]


def _module_added(
    layout: Layout, module: Module, at: XY, *, rotation_deg: float, storey: int
) -> tuple[Layout, str]:  # fmt: skip
    taken = element_ids(layout) | set(layout.unit_ids()) | {s.building for s in layout.spaces if s.building}
    unit = module is UNIT_MODULE
    name = fresh_id("u1" if unit else module.stem, taken)
    while any(id_.startswith(f"{name}-") for id_ in taken):
        taken |= {name}
        name = fresh_id(name, taken)
    angle = math.radians(rotation_deg)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    middle = np.array([module.width / 2, module.depth / 2])

    def out(points: Sequence[XY]) -> list[list[float]]:
        placed = (np.array(points) - middle) @ turn + np.array(at)
        return cast("list[list[float]]", (np.round(placed, PLACES) + 0.0).tolist())

    elements: list[Element] = []
    for room in module.rooms:
        west, south, east, north = room.box
        ring = Polygon(out([(west, south), (east, south), (east, north), (west, north)]))
        # The base states its building, so that it stays one building of its own beside a home.
        elements.append(
            Space(
                id=f"{name}-{room.name}", use=room.use, storey=storey, boundary=ring, unit=name if unit else None,
                building=None if unit else name,
            )
        )  # fmt: skip
    for door in module.doors:
        line = LineString(out([door.start, door.end]))
        elements.append(Door(id=f"{name}-{door.name}", storey=storey, line=line, **door.values))  # type: ignore[arg-type]
    for window in module.windows:
        line = LineString(out([window.start, window.end]))
        elements.append(Window(id=f"{name}-{window.name}", storey=storey, line=line, **window.values))  # type: ignore[arg-type]
    return _with(layout, elements), f"unit:{name}" if unit else f"building:{name}"


def _single(layout: Layout, item: Item, at: XY, *, rotation_deg: float, storey: int) -> Element:
    taken = element_ids(layout)
    id_ = fresh_id(f"{item}-1", taken)
    point = Point(round(at[0], PLACES), round(at[1], PLACES))
    if item == "door":
        line = line_on_wall(layout, storey, at, width=1.0)
        return Door(id=id_, storey=storey, line=line, clear_width=0.9)
    if item == "window":
        line = line_on_wall(layout, storey, at, width=1.2)
        return Window(id=id_, storey=storey, line=line, sill_height=0.8, head_height=2.1)
    if item == "fence":
        return Obstacle(id=id_, geometry=LineString(_along(at, rotation_deg, _FENCE_M)), height=1.6)
    if item == "hedge":
        line = LineString(_along(at, rotation_deg, _HEDGE_M))
        ring = line.buffer(_HEDGE_DEEP_M / 2, cap_style="flat")
        return with_shape(Vegetation(id=id_, geometry=ring, height=1.4), _rounded(ring))
    if item == "tree":
        return Vegetation(id=id_, geometry=point, height=7.0, crown_base=2.5)
    if item == "lamp":
        return Lamp(id=id_, point=point, height=4.0, flux_lm=3000.0)
    if item == "camera":
        heading = (90.0 - rotation_deg) % 360.0
        return Camera(id=id_, point=point, height=2.8, heading_deg=heading, fov_deg=90.0, range_m=20.0)
    return Viewpoint(id=id_, point=point, storey=storey)


def _along(at: XY, rotation_deg: float, length: float) -> list[XY]:
    angle = math.radians(rotation_deg)
    dx, dy = math.cos(angle) * length / 2, math.sin(angle) * length / 2
    return [
        (round(at[0] - dx, PLACES), round(at[1] - dy, PLACES)), (round(at[0] + dx, PLACES), round(at[1] + dy, PLACES))
    ]  # fmt: skip


def _rounded(ring: Polygon) -> Polygon:
    return Polygon([(round(x, PLACES), round(y, PLACES)) for x, y in ring.exterior.coords])


def _copy(
    element: Element, renamed: Mapping[str, str], units: Mapping[str, str], buildings: Mapping[str, str]
) -> Element:
    changes: dict[str, object] = {"id": renamed[element.id]}
    if isinstance(element, Space):
        changes["unit"] = None if element.unit is None else units[element.unit]
        changes["building"] = None if element.building is None else buildings[element.building]
    if isinstance(element, Door) and element.connects is not None:
        left, right = element.connects
        changes["connects"] = (renamed.get(left, left), renamed.get(right, right))
    if isinstance(element, Viewpoint) and element.main:
        changes["main"] = False  # one desk is manned
    return dataclasses.replace(element, **changes)  # type: ignore[arg-type]
