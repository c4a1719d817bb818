"""Moving corners and walls. Rooms that share a corner or a wall keep sharing it, and openings stay in their wall."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.editing.elements import PLACES, XY, Element, element_map, replaced, shape_of, storey_of, with_shape
from siteplan.errors import InputError, Issue
from siteplan.model import Door, Layout, Space, Wall, Window

_SAME_M = 0.02
"""Corners nearer than this are one corner."""
_IN_WALL_M = 0.1
"""An opening this near to a wall sits in it."""
_LEAST_M2 = 0.5
_LEAST_M = 0.3

Corners = dict[tuple[str, int], XY]
"""New place of a corner by element and its number."""


def vertices_moved(layout: Layout, element_id: str, moves: Sequence[tuple[int, XY]]) -> Layout:
    """Corners of one element put elsewhere [m]; the same corners of other rooms and walls of its storey go along.

    Parameters
    ----------
    moves
        Number of the corner (the closing one is the first) and its new place.

    Raises
    ------
    InputError
        "edit-crossing" where an outline would cross itself or vanish; "edit-wall-too-short" for an opening in it;
        "edit-no-corner".
    """
    elements = element_map(layout)
    own = _corners(elements[element_id])
    changed: Corners = {}
    for index, to in moves:
        if not 0 <= index < len(own):
            raise InputError(Issue(code="edit-no-corner", element=element_id))
        changed[element_id, index] = to
        if isinstance(elements[element_id], Space | Wall):
            changed |= dict.fromkeys(_same_corners(elements, element_id, own[index]), to)
    return _with_corners(layout, elements, changed)


def edge_moved(layout: Layout, element_id: str, index: int, *, distance: float) -> Layout:
    """One side moved square to itself [m]; positive is to the left of its direction.

    A wall between rooms moves as a whole: every side that lies in one line with it and overlaps it moves too.
    """
    elements = element_map(layout)
    own = _corners(elements[element_id])
    closed = isinstance(shape_of(elements[element_id]), Polygon)
    if not 0 <= index < len(own) - (0 if closed else 1):
        raise InputError(Issue(code="edit-no-corner", element=element_id))
    edge = np.array([own[index], own[(index + 1) % len(own)]])
    run = edge[1] - edge[0]
    shift = np.array([-run[1], run[0]]) / np.hypot(*run) * distance
    sides = {(element_id, index)}
    if isinstance(elements[element_id], Space | Wall):
        sides = _one_wall(elements, element_id, index)
    changed: Corners = {}
    for id_, side in sides:
        corners = _corners(elements[id_])
        for number in (side, (side + 1) % len(corners)):
            x, y = corners[number] + shift
            changed[id_, number] = (float(x), float(y))
    return _with_corners(layout, elements, changed)


def vertex_inserted(layout: Layout, element_id: str, index: int, at: XY) -> Layout:
    """A new corner after corner ``index`` of a line or an area."""
    elements = element_map(layout)
    corners = np.insert(_corners(elements[element_id]), index + 1, at, axis=0)
    return replaced(layout, {element_id: _drawn(elements[element_id], corners)})


def vertex_removed(layout: Layout, element_id: str, index: int) -> Layout:
    """A corner taken out; InputError "edit-no-corner" where too few would be left."""
    elements = element_map(layout)
    corners = _corners(elements[element_id])
    least = 3 if isinstance(shape_of(elements[element_id]), Polygon) else 2
    if not 0 <= index < len(corners) or len(corners) <= least:
        raise InputError(Issue(code="edit-no-corner", element=element_id))
    return replaced(layout, {element_id: _drawn(elements[element_id], np.delete(corners, index, axis=0))})


def _corners(element: Element) -> NDArray[np.float64]:
    shape = shape_of(element)
    if isinstance(shape, Polygon) and not shape.interiors:
        return np.asarray(shapely.get_coordinates(shape)[:-1], dtype=np.float64)
    return np.asarray(shapely.get_coordinates(shape) if isinstance(shape, LineString) else np.empty((0, 2)))


def _same_corners(elements: dict[str, Element], element_id: str, at: NDArray[np.float64]) -> list[tuple[str, int]]:
    storey = storey_of(elements[element_id])
    found = []
    for id_, other in elements.items():
        if id_ == element_id or not isinstance(other, Space | Wall) or other.storey != storey:
            continue
        near = np.hypot(*(_corners(other) - at).T) <= _SAME_M
        found += [(id_, int(number)) for number in np.flatnonzero(near)]
    return found


def _one_wall(elements: dict[str, Element], element_id: str, index: int) -> set[tuple[str, int]]:
    """Sides of rooms and walls in one line with a side that overlap it, or overlap one that does."""
    storey = storey_of(elements[element_id])
    sides: list[tuple[str, int]] = []
    runs: list[NDArray[np.float64]] = []
    for id_, other in elements.items():
        if not isinstance(other, Space | Wall) or other.storey != storey:
            continue
        corners = _corners(other)
        count = len(corners) if isinstance(shape_of(other), Polygon) else len(corners) - 1
        for number in range(count):
            sides.append((id_, number))
            runs.append(np.array([corners[number], corners[(number + 1) % len(corners)]]))
    edge = runs[sides.index((element_id, index))]
    along = (edge[1] - edge[0]) / np.hypot(*(edge[1] - edge[0]))
    across = np.array([-along[1], along[0]])
    every = np.array(runs) - edge[0]
    in_line = (np.abs(every @ across) <= _SAME_M).all(axis=1)
    spans = np.sort(every @ along, axis=1)
    chosen = {sides.index((element_id, index))}
    waiting = list(chosen)
    while waiting:
        low, high = spans[waiting.pop()]
        overlap = np.minimum(spans[:, 1], high) - np.maximum(spans[:, 0], low) > _SAME_M
        fresh = set(np.flatnonzero(in_line & overlap).tolist()) - chosen
        chosen |= fresh
        waiting += fresh
    return {sides[number] for number in chosen}


def _with_corners(layout: Layout, elements: dict[str, Element], changed: Corners) -> Layout:
    after: dict[str, Element | None] = {}
    moved: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for id_ in dict.fromkeys(id_ for id_, _ in changed):
        before = _corners(elements[id_])
        corners = before.copy()
        for (owner, number), to in changed.items():
            if owner == id_:
                corners[number] = to
        after[id_] = _drawn(elements[id_], corners)
        if isinstance(elements[id_], Space | Wall):
            moved += _moved_sides(before, corners, closed=isinstance(shape_of(elements[id_]), Polygon))
    storeys = {storey_of(elements[id_]) for id_ in after}
    openings: tuple[Door | Window, ...] = (*layout.doors, *layout.windows)
    for opening in openings:
        if opening.storey in storeys:
            line = _carried(opening, moved)
            if line is not None:
                after[opening.id] = with_shape(opening, line)
    return replaced(layout, after)


def _moved_sides(
    before: NDArray[np.float64], after: NDArray[np.float64], *, closed: bool
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    count = len(before) if closed else len(before) - 1
    pairs = []
    for number in range(count):
        ends = [number, (number + 1) % len(before)]
        if not np.array_equal(before[ends], after[ends]):
            pairs.append((before[ends], after[ends]))
    return pairs


def _carried(
    opening: Door | Window, sides: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]]
) -> LineString | None:  # fmt: skip
    """Where an opening in one of the moved sides stands afterwards; None where it may stay."""
    line = opening.line
    ends = shapely.get_coordinates(line)
    for before, after in sides:
        if max(_apart(ends[0], before), _apart(ends[-1], before)) > _IN_WALL_M:
            continue
        if max(_apart(ends[0], after), _apart(ends[-1], after)) <= _SAME_M:
            return None
        run, new = before[1] - before[0], after[1] - after[0]
        share = float(((ends[0] + ends[-1]) / 2 - before[0]) @ run / (run @ run))
        length, width = float(np.hypot(*new)), float(line.length)
        half = width / 2 / length
        if half > 0.5:
            raise InputError(Issue(code="edit-wall-too-short", element=opening.id))
        middle = after[0] + new * min(max(share, half), 1 - half)
        step = new / length * width / 2 * (1 if (ends[-1] - ends[0]) @ run >= 0 else -1)
        return LineString(np.round([middle - step, middle + step], PLACES) + 0.0)
    return None


def _apart(point: NDArray[np.float64], edge: NDArray[np.float64]) -> float:
    run = edge[1] - edge[0]
    share = min(max(float((point - edge[0]) @ run / (run @ run)), 0.0), 1.0)
    return float(np.hypot(*(edge[0] + run * share - point)))


def _drawn(element: Element, corners: NDArray[np.float64]) -> Element:
    """The element with those corners; InputError "edit-crossing" where that is no proper outline."""
    rounded = np.round(corners, PLACES) + 0.0
    shape: BaseGeometry
    if isinstance(shape_of(element), Polygon):
        shape = Polygon(rounded)
        proper = shape.is_valid and shape.area >= _LEAST_M2
    else:
        shape = LineString(rounded)
        proper = shape.length >= _LEAST_M
    if not proper:
        raise InputError(Issue(code="edit-crossing", element=element.id))
    return with_shape(element, shape)
