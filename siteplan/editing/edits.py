"""Edits as a browser sends them: checked one by one, and applied to a layout."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
import shapely

from siteplan.editing.adding import PALETTE, Item, added, copied, without
from siteplan.editing.elements import Element, element_map, replaced, shape_of
from siteplan.editing.reshaping import edge_moved, vertex_inserted, vertex_removed, vertices_moved
from siteplan.editing.seating import seated
from siteplan.editing.targets import Target, find_target
from siteplan.editing.transforming import mirrored, moved, turned
from siteplan.errors import InputError, Issue
from siteplan.measures.buildings import TOUCH_M
from siteplan.model import Layout, Space

Operation = Literal[
    "move", "turn", "mirror", "corner", "side", "insert", "uncorner", "add", "copy", "delete", "undo", "redo"
]
_FARTHEST = 1e8
_REACH_M = 2_000.0
"""Farther than this from the drawing nothing is put."""
_LONGEST_ID = 200
_COPY_STEP_M = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit.

    Parameters
    ----------
    seq
        Counts up; an edit that has been applied is not applied again.
    target
        Of :mod:`siteplan.editing.targets`.
    item
        What is added.
    index
        Number of a corner or side.
    x, y
        A place or, for "move" and "copy", a way [m].
    amount
        Degrees for "turn" and "add", metres for "side".
    """

    seq: int
    operation: Operation
    target: str = ""
    item: Item | None = None
    index: int = 0
    x: float = 0.0
    y: float = 0.0
    amount: float = 0.0
    storey: int = 0


def parse_edits(raw: object) -> tuple[Edit, ...]:
    """What came from the browser, as edits; whatever is not one is dropped, for it may come from anybody."""
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        return ()
    return tuple(edit for entry in raw[:500] if (edit := _edit(entry)) is not None)


def apply_edit(layout: Layout, edit: Edit) -> tuple[Layout, str | None]:
    """The layout after an edit, and the id of the target that is then held; "undo" and "redo" are not for here.

    Raises
    ------
    InputError
        "edit-gone" where the target is no longer there; "edit-too-far"; those of the single edits.
    """
    if edit.operation in ("move", "copy") and math.hypot(edit.x, edit.y) > _REACH_M:
        raise InputError(Issue(code="edit-too-far", values={"reach": f"{_REACH_M:g}"}))
    if edit.operation == "add" and edit.item is not None:
        _check_reach(layout, edit)
        return added(layout, edit.item, (edit.x, edit.y), rotation_deg=edit.amount, storey=edit.storey)
    target = find_target(layout, edit.target)
    if target is None or not target.members:
        raise InputError(Issue(code="edit-gone", element=edit.target.partition(":")[2] or edit.target))
    if edit.operation == "delete":
        return without(layout, target.members), None
    if edit.operation == "copy":
        away = (edit.x, edit.y) if (edit.x, edit.y) != (0.0, 0.0) else _beside(layout, target)
        return copied(layout, target.members, dx=away[0], dy=away[1])
    after = _changed(layout, target, edit)
    return after, edit.target


def _check_reach(layout: Layout, edit: Edit) -> None:
    shapes = [shape_of(element) for element in element_map(layout).values()] + [layout.plot_boundary]
    known = shapely.get_coordinates(np.array([shape for shape in shapes if shape is not None], dtype=object))
    if len(known) and float(np.abs(known - np.array([edit.x, edit.y])).max(axis=1).min()) > _REACH_M:
        raise InputError(Issue(code="edit-too-far", values={"reach": f"{_REACH_M:g}"}))


def _changed(layout: Layout, target: Target, edit: Edit) -> Layout:
    own = target.id.partition(":")[2]
    if edit.operation == "move":
        after = moved(layout, target.members, dx=edit.x, dy=edit.y)
        return seated(after, own) if target.kind in ("door", "window") else _apart(after, target)
    if edit.operation == "turn":
        return _apart(turned(layout, target.members, degrees=edit.amount, about=target.centre), target)
    if edit.operation == "mirror":
        axis = target.angle_deg + 90.0
        return _apart(mirrored(layout, target.members, about=target.centre, axis_deg=axis), target)
    if not target.vertices:
        raise InputError(Issue(code="edit-no-corner", element=own))
    if edit.operation == "corner":
        return vertices_moved(layout, own, [(edit.index, (edit.x, edit.y))])
    if edit.operation == "side":
        return edge_moved(layout, own, edit.index, distance=edit.amount)
    if edit.operation == "insert":
        return vertex_inserted(layout, own, edit.index, (edit.x, edit.y))
    if edit.operation == "uncorner":
        return vertex_removed(layout, own, edit.index)
    return layout


def _apart(layout: Layout, target: Target) -> Layout:
    """Rooms that no longer touch the rest of the building that they name are a building of their own."""
    if target.kind not in ("unit", "base", "space"):
        return layout
    elements = element_map(layout)
    rooms = [e for id_ in target.members if isinstance(e := elements.get(id_), Space) and e.building is not None]
    changes: dict[str, Element | None] = {}
    for label in {room.building for room in rooms}:
        own = [room for room in rooms if room.building == label]
        others = [s.boundary for s in layout.spaces if s.building == label and s.id not in target.members]
        shapes = np.array([room.boundary for room in own], dtype=object)
        if others and float(shapely.distance(shapes[:, None], np.array(others, dtype=object)[None, :]).min()) > TOUCH_M:
            changes |= {room.id: dataclasses.replace(room, building=None) for room in own}
    return replaced(layout, changes) if changes else layout


def _beside(layout: Layout, target: Target) -> tuple[float, float]:
    """A copy stands beside its original, along its own direction."""
    elements = element_map(layout)
    angle = math.radians(target.angle_deg)
    along = np.array([math.cos(angle), math.sin(angle)])
    shapes = [e.boundary for id_ in target.members if isinstance(e := elements[id_], Space)]
    if not shapes:
        return _COPY_STEP_M, 0.0
    reach = shapely.get_coordinates(np.array(shapes, dtype=object)) @ along
    step = along * (float(reach.max() - reach.min()) + _COPY_STEP_M)
    return round(float(step[0]), 6), round(float(step[1]), 6)


def _edit(entry: object) -> Edit | None:
    if not isinstance(entry, Mapping):
        return None
    operation, target, item = entry.get("op"), entry.get("target", ""), entry.get("item")
    numbers = {name: _number(entry.get(name, 0)) for name in ("x", "y", "amount")}
    whole = {name: _whole(entry.get(name, 0)) for name in ("seq", "index", "storey")}
    if operation not in get_args(Operation) or not isinstance(target, str) or len(target) > _LONGEST_ID:
        return None
    if None in numbers.values() or None in whole.values() or (operation == "add") != (item in PALETTE):
        return None
    known = cast("dict[str, float]", numbers) | cast("dict[str, int]", whole)
    return Edit(
        seq=int(known["seq"]), operation=cast(Operation, operation), target=target, item=cast("Item | None", item),
        index=int(known["index"]), storey=int(known["storey"]), x=known["x"], y=known["y"], amount=known["amount"],
    )  # fmt: skip


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if abs(value) <= _FARTHEST else None


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if value == int(value) and abs(value) <= _FARTHEST else None
