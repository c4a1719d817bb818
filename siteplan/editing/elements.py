"""The drawn elements of a layout by id, and a layout with some of them replaced."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from siteplan.model import (
    Camera,
    Connector,
    Door,
    Lamp,
    Layout,
    Obstacle,
    OutdoorArea,
    Path,
    Space,
    Vegetation,
    Viewpoint,
    Wall,
    Window,
)

Element = (
    Space | Wall | Door | Window | Obstacle | Vegetation | Path | OutdoorArea | Viewpoint | Lamp | Camera | Connector
)
"""What can be edited. Neighbours, the plot and the ways onto it belong to the site."""

XY = tuple[float, float]
PLACES = 6
"""Decimals of a metre to which edited coordinates are rounded: those of a layout's fingerprint."""

GROUPS = (
    "spaces", "walls", "doors", "windows", "obstacles", "vegetation", "paths", "outdoor_areas", "viewpoints", "lamps",
    "cameras", "connectors",
)  # fmt: skip
"""The fields of a layout that hold editable elements."""

_SHAPE: Mapping[type, str] = MappingProxyType(
    {
        Space: "boundary", Wall: "line", Door: "line", Window: "line", Obstacle: "geometry", Vegetation: "geometry",
        Path: "geometry", OutdoorArea: "geometry", Viewpoint: "point", Lamp: "point", Camera: "point",
        Connector: "geometry",
    }
)  # fmt: skip

_KINDS: Mapping[type, str] = MappingProxyType(
    {
        Space: "space", Wall: "wall", Door: "door", Window: "window", Obstacle: "obstacle", Vegetation: "vegetation",
        Path: "path", OutdoorArea: "outdoor", Viewpoint: "viewpoint", Lamp: "lamp", Camera: "camera",
        Connector: "connector",
    }
)  # fmt: skip

_GROUP_OF: Mapping[type, str] = MappingProxyType(dict(zip(_KINDS, GROUPS, strict=True)))

Coordinates = NDArray[np.float64]


def element_map(layout: Layout) -> dict[str, Element]:
    """Every editable element by id, in file order of kinds."""
    return {element.id: element for group in GROUPS for element in getattr(layout, group)}


def kind_of(element: Element) -> str:
    """The kind that a layout file writes for it; "connector" for lifts, stairs and ramps."""
    return _KINDS[type(element)]


def group_of(element: Element) -> str:
    """The field of a layout that holds elements of its type."""
    return _GROUP_OF[type(element)]


def shape_of(element: Element) -> BaseGeometry:
    """The element's geometry."""
    return cast(BaseGeometry, getattr(element, _SHAPE[type(element)]))


def with_shape(element: Element, shape: BaseGeometry) -> Element:
    """The element with another geometry."""
    changes = {_SHAPE[type(element)]: shape}
    return dataclasses.replace(element, **changes)


def storey_of(element: Element) -> int | None:
    """The storey on which it stands; None outdoors and for what joins several."""
    return element.storey if isinstance(element, Space | Wall | Door | Window | Viewpoint) else None


def replaced(layout: Layout, changes: Mapping[str, Element | None]) -> Layout:
    """The layout with elements replaced by id, or left out where the change is None. Its fingerprint is cleared."""
    groups: dict[str, tuple[Element, ...]] = {}
    for group in GROUPS:
        before: tuple[Element, ...] = getattr(layout, group)
        if any(element.id in changes for element in before):
            after = (changes.get(element.id, element) for element in before)
            groups[group] = tuple(element for element in after if element is not None)
    return dataclasses.replace(layout, fingerprint="", **groups)  # type: ignore[arg-type]


def transformed(
    layout: Layout, members: Collection[str], move: Callable[[Coordinates], Coordinates]
) -> tuple[Layout, dict[str, Element]]:
    """The layout with the members' coordinates moved and rounded, and the moved members by id.

    Parameters
    ----------
    move
        Takes and returns coordinates [m], shape (n, 2).
    """
    chosen = [element for id_, element in element_map(layout).items() if id_ in members]
    shapes = np.array([shape_of(element) for element in chosen], dtype=object)
    # Adding zero turns -0.0 into 0.0: one place, one way to write it.
    after = shapely.transform(shapes, lambda xy: np.round(move(xy), PLACES) + 0.0) if len(shapes) else shapes
    changed = {element.id: with_shape(element, shape) for element, shape in zip(chosen, after.tolist(), strict=True)}
    return replaced(layout, changed), changed
