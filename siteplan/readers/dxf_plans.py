"""Storeys drawn side by side on one sheet, laid over one another; and the stairs between storeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import shapely
from shapely import affinity
from shapely.geometry import Point, Polygon

from siteplan.readers.dxf_entities import Drawn, storey_named
from siteplan.readers.import_mapping import ImportMapping
from siteplan.readers.imported import Import, feature

_TREADS_M = 0.35
"""Lines of a stair that lie no farther apart belong to one flight."""
_STAIR_M2 = (1.0, 60.0)
_SHARED = 0.3
"""Flights of two storeys are one stair where they share this much of the smaller."""
_INDOORS = 0.5
_LONGEST_TITLE = 30


def laid_over(drawn: Drawn, mapping: ImportMapping, read: Import) -> Drawn:
    """What is drawn in each box of ``[plans]``, moved so that the boxes' points ``at`` come to lie on one another.

    Boxes are in the drawing's own unit. What lies in none of them is left out and counted. Without boxes the drawing
    is returned as it is; titles of several storeys in it are then named, with the remedy.
    """
    if not mapping.plans:
        _say_titles(drawn, mapping, read)
        return drawn
    boxes = {int(index): plan for index, plan in mapping.plans.items()}
    first = min(boxes, key=abs)
    anchor = boxes[first].anchor
    result = Drawn(layers=drawn.layers, skipped=drawn.skipped, cut_short=drawn.cut_short)
    for kind in ("pieces", "swings", "labels", "symbols"):
        for each in getattr(drawn, kind):
            index = next((k for k, plan in boxes.items() if plan.holds(_place(each))), None)
            if index is None:
                result.skipped["[plans]"] += 1
                continue
            x, y = (anchor[k] - boxes[index].anchor[k] for k in (0, 1))
            getattr(result, kind).append(_moved(each, x, y, index))
    result.storey_names = {f"[plans] {index}": index for index in sorted(boxes)}
    return result


def add_stairs(by_storey: Mapping[int, Drawn], read: Import) -> None:
    """Stairs on their layers as features, each joining the storeys on which it is drawn.

    Drawn on one storey alone, a stair indoors leads to the next storey above, on the highest from the one below;
    outdoors it is the steps before a door, and joins nothing.
    """
    if len(by_storey) < 2:
        return
    flights = {index: _flights(drawn) for index, drawn in sorted(by_storey.items())}
    number = 0
    for stair, storeys in _joined(flights):
        if len(storeys) == 1:
            storeys = _guessed(stair, storeys[0], sorted(by_storey), read)
        if len(storeys) < 2:
            at = stair.representative_point()
            values = {"x": f"{at.x:.2f}", "y": f"{at.y:.2f}", "storey": ", ".join(map(str, storeys))}
            read.say("dxf-stair-alone", f"({at.x:.2f}, {at.y:.2f})", severity="information", geometry=stair, **values)
            continue
        number += 1
        id_ = f"stair_{number}"
        values = {"storeys": " – ".join(map(str, storeys))}
        read.say("dxf-stair", id_, severity="information", geometry=stair, **values)
        read.features.append(feature("stair", id_, stair, {"storeys": list(storeys)}))


def _flights(drawn: Drawn) -> list[Polygon]:
    """The outline of each stair of one storey."""
    lines = [piece.line for piece in drawn.pieces if piece.kind == "stair"]
    near = shapely.union_all(shapely.buffer(lines, _TREADS_M / 2)) if lines else Polygon()
    hulls = []
    for part in shapely.get_parts(near):
        hull = shapely.union_all([line for line in lines if line.intersects(part)]).minimum_rotated_rectangle
        if isinstance(hull, Polygon) and _STAIR_M2[0] <= hull.area <= _STAIR_M2[1]:
            hulls.append(hull)
    return hulls


def _joined(flights: Mapping[int, Sequence[Polygon]]) -> list[tuple[Polygon, tuple[int, ...]]]:
    """Flights that lie over one another from storey to storey as one stair: its lowest outline, its storeys."""
    order = sorted(flights)
    open_: list[tuple[Polygon, Polygon, tuple[int, ...]]] = []
    done: list[tuple[Polygon, Polygon, tuple[int, ...]]] = []
    for position, index in enumerate(order):
        below = order[position - 1] if position else None
        still: list[tuple[Polygon, Polygon, tuple[int, ...]]] = []
        for flight in flights[index]:
            match = next((s for s in open_ if s[2][-1] == below and _over(s[1], flight)), None)
            if match is None:
                still.append((flight, flight, (index,)))
            else:
                open_.remove(match)
                still.append((match[0], flight, (*match[2], index)))
        done += open_
        open_ = still
    return [(lowest, storeys) for lowest, _, storeys in (*done, *open_)]


def _over(one: Polygon, other: Polygon) -> bool:
    return bool(one.intersection(other).area >= _SHARED * min(one.area, other.area))


def _guessed(stair: Polygon, index: int, order: Sequence[int], read: Import) -> tuple[int, ...]:
    rooms = shapely.union_all([room.polygon for room in read.rooms if room.storey == index])
    if rooms.intersection(stair).area < _INDOORS * stair.area:
        return (index,)
    above = [k for k in order if k > index]
    return (index, above[0]) if above else (max(k for k in order if k < index), index)


def _say_titles(drawn: Drawn, mapping: ImportMapping, read: Import) -> None:
    """Titles of several storeys in a drawing whose layers and blocks name none: it is a sheet of plans side by side."""
    if drawn.storey_names:
        return
    titles = {
        label.text: found
        for label in drawn.labels
        if len(label.text) <= _LONGEST_TITLE and (found := storey_named(label.text, mapping)) is not None
    }
    if len(set(titles.values())) > 1:
        named = ", ".join(f"«{text}»" for text in titles)
        read.say("dxf-storeys-side-by-side", severity="warning", titles=named[:300])


def _place(each: Any) -> Point:
    for name in ("line", "box"):
        shape = getattr(each, name, None)
        if shape is not None:
            return Point(shape.centroid)
    return Point(each.hinge if hasattr(each, "hinge") else each.at)


def _moved(each: Any, x: float, y: float, storey: int) -> Any:
    """A piece, swing, label or symbol on its storey, moved."""

    def xy(at: tuple[float, float]) -> tuple[float, float]:
        return at[0] + x, at[1] + y

    if hasattr(each, "hinge"):
        return replace(each, storey=storey, hinge=xy(each.hinge), ends=(xy(each.ends[0]), xy(each.ends[1])))
    if hasattr(each, "at"):
        return replace(each, storey=storey, at=xy(each.at), start=xy(each.start))
    if hasattr(each, "box"):
        swings = tuple(_moved(swing, x, y, storey) for swing in each.swings)
        return replace(each, storey=storey, box=affinity.translate(each.box, x, y), swings=swings)
    return replace(each, storey=storey, line=affinity.translate(each.line, x, y))
