"""Features of a layout file -> elements of the model, kind by kind (INTERFACES section 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, cast

import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.model import (
    Camera,
    Connector,
    Door,
    Glazing,
    Lamp,
    Neighbour,
    Obstacle,
    OutdoorArea,
    Path,
    Space,
    Vegetation,
    Viewpoint,
    Wall,
    Window,
)
from siteplan.readers.layout_properties import Properties

SPACE_USES = frozenset(
    {
        "living", "kitchen", "living_kitchen", "bedroom", "bathroom", "laundry", "hall", "storage", "dwelling",
        "office", "meeting", "medication", "staff_room", "wardrobe", "base", "common", "dining", "hobby", "workshop",
        "visitor", "corridor", "gallery", "stair", "lobby", "sluice", "technical", "activity", "basement",
        "crawl_space",
    }
)  # fmt: skip
OUTDOOR_USES = frozenset(
    {
        "court", "garden", "private_outdoor", "gathering", "smoking", "ball", "grill", "seating", "workshop_yard",
        "parking", "bicycle_parking", "waste", "turning_area",
    }
)  # fmt: skip

GEOMETRY_OF: Mapping[str, tuple[str, ...]] = {
    "plot": ("Polygon", "MultiPolygon"),
    "access": ("Point", "LineString"),
    "space": ("Polygon",),
    "wall": ("LineString", "Polygon"),
    "door": ("LineString",),
    "window": ("LineString",),
    "obstacle": ("LineString", "Polygon"),
    "vegetation": ("Polygon", "Point"),
    "path": ("LineString", "Polygon"),
    "outdoor": ("Polygon",),
    "viewpoint": ("Point",),
    "lamp": ("Point",),
    "camera": ("Point",),
    "lift": ("Polygon",),
    "stair": ("Polygon",),
    "ramp": ("Polygon",),
    "neighbour": ("Polygon",),
}
"""Geometry types that each kind may have."""

Element = (
    Space | Wall | Door | Window | Obstacle | Vegetation | Path | OutdoorArea | Viewpoint | Lamp | Camera | Connector
    | Neighbour
)  # fmt: skip


def _space(p: Properties, shape: BaseGeometry) -> Space:
    use = p.text("use", required=True) or ""
    if use and use not in SPACE_USES:
        p.say("layout-unknown-use", "warning", use=use, known=", ".join(sorted(SPACE_USES)))
    return Space(
        id=p.element, use=use, storey=p.integer("storey"), boundary=cast(Polygon, shape), unit=p.text("unit"),
        building=p.text("building"), floor_level=p.number("floor_level"),
        ceiling_height=p.number("ceiling_height", above=0), properties=p.rest(),
    )  # fmt: skip


def _wall(p: Properties, shape: BaseGeometry) -> Wall:
    return Wall(
        id=p.element, storey=p.integer("storey"), line=cast(LineString | Polygon, shape),
        height=p.number("height", above=0), opaque=p.flag("opaque", True) is not False, properties=p.rest(),
    )  # fmt: skip


def _door(p: Properties, shape: BaseGeometry) -> Door:
    line = cast(LineString, shape)
    return Door(
        id=p.element, storey=p.integer("storey"), line=line,
        clear_width=p.number("clear_width", above=0) or round(float(line.length), 6),
        height=p.number("height", above=0) or 2.1, glazed=p.flag("glazed", False) is True,
        entrance=p.flag("entrance", False) is True, connects=p.pair("connects"), properties=p.rest(),
    )  # fmt: skip


def _window(p: Properties, shape: BaseGeometry) -> Window:
    sill, head = p.number("sill_height", required=True), p.number("head_height", required=True)
    if sill is not None and head is not None and sill >= head:
        p.broken = True
        p.say("layout-sill-above-head", "error", sill=f"{sill:g}", head=f"{head:g}")
    glazing = p.choice("glazing", ("clear", "obscured", "one_way"), "clear")
    return Window(
        id=p.element, storey=p.integer("storey"), line=cast(LineString, shape), sill_height=sill or 0.0,
        head_height=head or 0.0, glazing=cast(Glazing, glazing), openable=p.flag("openable", None),
        clear_width=p.number("clear_width", above=0), clear_height=p.number("clear_height", above=0),
        properties=p.rest(),
    )  # fmt: skip


def _obstacle(p: Properties, shape: BaseGeometry) -> Obstacle:
    return Obstacle(
        id=p.element, geometry=shape, height=p.number("height", required=True, above=0) or 0.0,
        opaque=p.flag("opaque", True) is not False, properties=p.rest(),
    )  # fmt: skip


def _vegetation(p: Properties, shape: BaseGeometry) -> Vegetation:
    return Vegetation(
        id=p.element, geometry=shape, height=p.number("height", required=True, above=0) or 0.0,
        evergreen=p.flag("evergreen", None), crown_base=p.number("crown_base", least=0, default=0.0) or 0.0,
        properties=p.rest(),
    )  # fmt: skip


def _path(p: Properties, shape: BaseGeometry) -> Path:
    return Path(
        id=p.element, geometry=shape, width=p.number("width", above=0), surface=p.text("surface"),
        lit=p.flag("lit", None), properties=p.rest(),
    )  # fmt: skip


def _outdoor(p: Properties, shape: BaseGeometry) -> OutdoorArea:
    use = p.text("use", required=True) or ""
    if use and use not in OUTDOOR_USES:
        p.say("layout-unknown-use", "warning", use=use, known=", ".join(sorted(OUTDOOR_USES)))
    return OutdoorArea(id=p.element, geometry=cast(Polygon, shape), use=use, properties=p.rest())


def _viewpoint(p: Properties, shape: BaseGeometry) -> Viewpoint:
    standing_only = p.values.get("seated") is False
    if standing_only:
        p.flag("seated", None)
    return Viewpoint(
        id=p.element, point=cast(Point, shape), storey=p.integer("storey"), role=p.text("role") or "staff",
        eye_height=p.number("eye_height", above=0) or 1.6,
        seated=None if standing_only else p.number("seated", above=0, default=1.2),
        main=p.flag("main", False) is True, properties=p.rest(),
    )  # fmt: skip


def _lamp(p: Properties, shape: BaseGeometry) -> Lamp:
    return Lamp(
        id=p.element, point=cast(Point, shape), height=p.number("height", required=True, above=0) or 0.0,
        flux_lm=p.number("flux_lm", above=0), range_m=p.number("range_m", above=0), properties=p.rest(),
    )  # fmt: skip


def _camera(p: Properties, shape: BaseGeometry) -> Camera:
    return Camera(
        id=p.element, point=cast(Point, shape), height=p.number("height", required=True, above=0) or 0.0,
        heading_deg=p.number("heading_deg"), fov_deg=p.number("fov_deg", above=0),
        range_m=p.number("range_m", above=0), recording=p.flag("recording", None), properties=p.rest(),
    )  # fmt: skip


def _connector(p: Properties, shape: BaseGeometry) -> Connector:
    return Connector(
        id=p.element, kind=cast(Literal["lift", "stair", "ramp"], p.kind), geometry=cast(Polygon, shape),
        storeys=p.integers("storeys"), slope=p.number("slope"), properties=p.rest(),
    )  # fmt: skip


def _neighbour(p: Properties, shape: BaseGeometry) -> Neighbour:
    return Neighbour(
        id=p.element, footprint=cast(Polygon, shape), height=p.number("height", above=0), use=p.text("use"),
        properties=p.rest(),
    )  # fmt: skip


_ELEMENTS: Mapping[str, Callable[[Properties, BaseGeometry], Element]] = {
    "space": _space, "wall": _wall, "door": _door, "window": _window, "obstacle": _obstacle,
    "vegetation": _vegetation, "path": _path, "outdoor": _outdoor, "viewpoint": _viewpoint, "lamp": _lamp,
    "camera": _camera, "lift": _connector, "stair": _connector, "ramp": _connector, "neighbour": _neighbour,
}  # fmt: skip


def element_of(properties: Properties, shape: BaseGeometry) -> Element | None:
    """The element that a feature of a known kind stands for; None, with issues, where it cannot be used."""
    element = _ELEMENTS[properties.kind](properties, shape)
    return None if properties.broken else element


def simplest(shape: BaseGeometry) -> BaseGeometry:
    """A collection of one part as that part (QGIS saves every layer as Multi), and no heights."""
    flat = shapely.force_2d(shape)
    parts = shapely.get_parts(flat)
    one = parts[0] if len(parts) == 1 else flat
    return one if isinstance(one, BaseGeometry) else MultiPolygon()
