"""A kit for tests: layouts composed of modules, written in the layout file's own format.

>>> drawing = layout(*unit("u1", at=(0, 0)), *base(at=(20, 0)), plot((-10, -10, 40, 30)))
>>> context = context_of(drawing)

Everything is in metres. A module stands with its front (its main door) towards -y; ``turn`` degrees counter-clockwise
about its own corner ``at`` turns it. Walls have no thickness: rooms share their edges.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shapely import affinity
from shapely.geometry import LineString, Point, box, mapping, shape
from shapely.geometry.base import BaseGeometry

from siteplan.context import LayoutContext
from siteplan.errors import Issue
from siteplan.model import Layout, Plot, Programme, Surroundings
from siteplan.readers.layout import parse_layout

Feature = dict[str, Any]
Box = tuple[float, float, float, float]
XY = tuple[float, float]

UNIT_WIDTH, UNIT_DEPTH = 6.0, 6.7
"""A unit module: 6.0 x 6.7 m = 40.2 m2: hall 5.4, bathroom 5.4, bedroom 7.2, living and kitchen 22.2 m2."""
BASE_WIDTH, BASE_DEPTH = 9.0, 4.0
"""A base module: office 4 x 4, meeting 3 x 4, medication 2 x 4 m."""


# --- one feature ----------------------------------------------------------------------------------------------------


def feature(kind: str, id_: str, geometry: BaseGeometry, **properties: object) -> Feature:
    """Any feature; properties that are None are left out."""
    kept = {key: value for key, value in properties.items() if value is not None}
    return {"type": "Feature", "properties": {"kind": kind, "id": id_, **kept}, "geometry": mapping(geometry)}


def space(
    id_: str, bounds: Box, use: str, *, storey: int = 0, unit: str | None = None, building: str | None = None,
    floor_level: float | None = None,
) -> Feature:  # fmt: skip
    """A rectangular room: x1, y1, x2, y2."""
    return feature(
        "space", id_, box(*bounds), use=use, storey=storey, unit=unit, building=building, floor_level=floor_level
    )


def wall(id_: str, start: XY, end: XY, *, storey: int = 0, height: float | None = None) -> Feature:
    return feature("wall", id_, LineString([start, end]), storey=storey, height=height)


def door(
    id_: str, start: XY, end: XY, *, storey: int = 0, entrance: bool | None = None, glazed: bool | None = None,
    connects: Sequence[str] | None = None,
) -> Feature:  # fmt: skip
    stated = None if connects is None else list(connects)
    line = LineString([start, end])
    return feature("door", id_, line, storey=storey, entrance=entrance, glazed=glazed, connects=stated)


def window(
    id_: str, start: XY, end: XY, *, storey: int = 0, sill: float = 0.8, head: float = 2.1, glazing: str | None = None,
    openable: bool | None = None, clear_width: float | None = None, clear_height: float | None = None,
) -> Feature:  # fmt: skip
    return feature(
        "window", id_, LineString([start, end]), storey=storey, sill_height=sill, head_height=head, glazing=glazing,
        openable=openable, clear_width=clear_width, clear_height=clear_height,
    )  # fmt: skip


def plot(bounds: Box, id_: str = "plot") -> Feature:
    return feature("plot", id_, box(*bounds))


def access(at: XY, id_: str = "access_1") -> Feature:
    return feature("access", id_, Point(at))


def path(id_: str, *points: XY) -> Feature:
    return feature("path", id_, LineString(points))


def fence(id_: str, *points: XY, height: float = 1.8, opaque: bool | None = None) -> Feature:
    return feature("obstacle", id_, LineString(points), height=height, opaque=opaque)


def shed(id_: str, bounds: Box, *, height: float = 2.2) -> Feature:
    return feature("obstacle", id_, box(*bounds), height=height)


def hedge(id_: str, bounds: Box, *, height: float = 2.0, crown_base: float | None = None) -> Feature:
    return feature("vegetation", id_, box(*bounds), height=height, crown_base=crown_base)


def neighbour(id_: str, bounds: Box, *, height: float | None = None) -> Feature:
    return feature("neighbour", id_, box(*bounds), height=height)


def viewpoint(id_: str, at: XY, *, storey: int = 0, main: bool | None = None, seated: object = None) -> Feature:
    return feature("viewpoint", id_, Point(at), storey=storey, main=main, seated=seated)


def outdoor(id_: str, bounds: Box, use: str) -> Feature:
    return feature("outdoor", id_, box(*bounds), use=use)


def stair(id_: str, bounds: Box, storeys: Sequence[int]) -> Feature:
    return feature("stair", id_, box(*bounds), storeys=list(storeys))


# --- modules --------------------------------------------------------------------------------------------------------


def unit(
    id_: str, *, at: XY = (0.0, 0.0), turn: float = 0.0, storey: int = 0, building: str | None = None,
    back_door: bool = True, windows: bool = True, bathroom: bool = True, bedroom: bool = True, entrance: bool = True,
) -> list[Feature]:  # fmt: skip
    """A unit with hall, bathroom, bedroom and living room with kitchen; a front door, a back door and three windows.

    ``bathroom`` and ``bedroom`` False turn that room into storage. Ids: u1_hall, u1_main, u1_back, u1_window_living ...
    """

    def room(name: str, bounds: Box, use: str) -> Feature:
        return space(f"{id_}_{name}", bounds, use, storey=storey, unit=id_, building=building)

    features = [
        room("hall", (0, 0, 1.8, 3), "hall"),
        room("bath", (1.8, 0, 3.6, 3), "bathroom" if bathroom else "storage"),
        room("bed", (3.6, 0, 6, 3), "bedroom" if bedroom else "storage"),
        room("living", (0, 3, 6, 6.7), "living_kitchen"),
        door(f"{id_}_main", (0.4, 0), (1.4, 0), storey=storey, entrance=True if entrance else None),
        door(f"{id_}_bath_door", (1.8, 1), (1.8, 1.8), storey=storey),
        door(f"{id_}_living_door", (0.4, 3), (1.3, 3), storey=storey),
        door(f"{id_}_bed_door", (4.2, 3), (5.1, 3), storey=storey),
    ]
    if back_door:
        features.append(door(f"{id_}_back", (2.5, 6.7), (3.5, 6.7), storey=storey))
    if windows:
        features += [
            window(f"{id_}_window_living", (4, 6.7), (5.5, 6.7), storey=storey),
            window(f"{id_}_window_front", (4.2, 0), (5.4, 0), storey=storey, sill=0.9),
            window(f"{id_}_window_side", (0, 4.5), (0, 5.7), storey=storey),
        ]
    return moved(features, at=at, turn=turn)


def dwelling(
    id_: str, bounds: Box, *, doors: Sequence[tuple[XY, XY]] = (), storey: int = 0, building: str | None = None
) -> list[Feature]:
    """A unit not yet divided, with the doors given; the first is its entrance."""
    return [
        space(id_, bounds, "dwelling", storey=storey, unit=id_, building=building),
        *(
            door(f"{id_}_door_{k}", start, end, storey=storey, entrance=True if k == 1 else None)
            for k, (start, end) in enumerate(doors, start=1)
        ),
    ]


def base(
    *, at: XY = (0.0, 0.0), turn: float = 0.0, storey: int = 0, building: str | None = None, windows: bool = True
) -> list[Feature]:
    """A staff base: office, meeting room and medication room in a row; a door in front, one behind, wide windows."""
    features = [
        space("base_office", (0, 0, 4, 4), "office", storey=storey, building=building),
        space("base_meeting", (4, 0, 7, 4), "meeting", storey=storey, building=building),
        space("base_medication", (7, 0, 9, 4), "medication", storey=storey, building=building),
        door("base_main", (0.2, 0), (1.2, 0), storey=storey, entrance=True),
        door("base_back", (5, 4), (6, 4), storey=storey),
        door("base_inner_1", (4, 1.5), (4, 2.4), storey=storey),
        door("base_inner_2", (7, 1.5), (7, 2.4), storey=storey),
    ]
    if windows:
        features += [
            window("base_window_front", (1.5, 0), (3.5, 0), storey=storey),
            window("base_window_left", (0, 1), (0, 3), storey=storey),
            window("base_window_back", (1, 4), (3, 4), storey=storey),
            window("base_window_meeting", (4.5, 0), (6.5, 0), storey=storey),
        ]
    return moved(features, at=at, turn=turn)


def moved(features: Sequence[Feature], *, at: XY = (0.0, 0.0), turn: float = 0.0) -> list[Feature]:
    """Copies of features, turned counter-clockwise about (0, 0) and moved."""
    result = copy.deepcopy(list(features))
    for each in result:
        turned = affinity.rotate(shape(each["geometry"]), turn, origin=(0, 0))
        each["geometry"] = mapping(affinity.translate(turned, *at))
    return result


# --- the whole ------------------------------------------------------------------------------------------------------


def layout(
    *features: Feature, name: str = "drawing", stage: str = "sketch", storeys: Sequence[int] = (0,),
    programme: Mapping[str, object] | None = None, crs: str | None = None, height: float = 2.7,
) -> dict[str, Any]:  # fmt: skip
    """A layout file as JSON values; storeys stand 3 m apart."""
    header: dict[str, Any] = {
        "version": 1, "name": name, "stage": stage,
        "storeys": [{"index": k, "elevation": 3.0 * k, "height": height} for k in storeys],
    }  # fmt: skip
    if programme is not None:
        header["programme"] = dict(programme)
    drawing: dict[str, Any] = {"type": "FeatureCollection", "siteplan": header, "features": list(features)}
    if crs is not None:
        code = crs.replace("EPSG:", "")
        drawing["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}
    # Through JSON, so that tuples become lists as in a file.
    return json.loads(json.dumps(drawing))  # type: ignore[no-any-return]


def courtyard_of(count: int = 4, *, with_base: bool = True) -> list[Feature]:
    """Units in two rows that face one another across a court of 16 m, and a base at its end; plot, access and path."""
    features: list[Feature] = []
    per_row = (count + 1) // 2
    for k in range(count):
        row, column = k % 2, k // 2
        if row == 0:
            features += unit(f"u{k + 1}", at=(column * 9.0, 16.0))
        else:
            # Turned by 180 degrees the module's corner is its upper right one.
            features += unit(f"u{k + 1}", at=(column * 9.0 + UNIT_WIDTH, 0.0), turn=180.0)
    width = per_row * 9.0
    if with_base:
        # Its front looks along the court, towards -x.
        features += base(at=(width + 2.0, 12.5), turn=-90.0)
    features += [
        plot((-8, -12, width + 14, 30)),
        access((-8, 8)),
        path("court_path", (-8, 8), (width, 8)),
    ]
    return features


def read(drawing: Mapping[str, Any], *, name: str = "drawing.geojson") -> Layout:
    """The layout; fails where the reader found an error in it."""
    result, issues = parse_layout(drawing, name=name)
    assert not [issue for issue in issues if issue.severity == "error"], issues
    return result


def issues_of(drawing: Mapping[str, Any], *, name: str = "drawing.geojson") -> tuple[Issue, ...]:
    """What the reader says about a drawing that it can use."""
    return parse_layout(drawing, name=name)[1]


def context_of(
    drawing: Mapping[str, Any], *, plot: Plot | None = None, surroundings: Surroundings | None = None,
    programme: Programme | None = None,
) -> LayoutContext:  # fmt: skip
    """The context of a drawing; ``programme`` is what the site declares."""
    return LayoutContext(read(drawing), plot=plot, surroundings=surroundings, site_programme=programme)


def written(drawing: Mapping[str, Any], path: Path) -> Path:
    """The drawing as a file."""
    path.write_text(json.dumps(drawing), encoding="utf-8")
    return path
