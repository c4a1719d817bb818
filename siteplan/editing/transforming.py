"""Moving, turning and mirroring elements. There and back again restores every coordinate."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Collection

import numpy as np

from siteplan.editing.elements import XY, Coordinates, Element, replaced, transformed
from siteplan.model import Camera, Layout

_PLACES_DEG = 9
"""Decimals of a degree to which headings are rounded."""


def moved(layout: Layout, members: Collection[str], *, dx: float, dy: float) -> Layout:
    """The members moved [m]; coordinates that stand on the micrometre come back exactly when moved back."""
    return transformed(layout, members, lambda xy: xy + np.array([dx, dy]))[0]


def turned(layout: Layout, members: Collection[str], *, degrees: float, about: XY) -> Layout:
    """The members turned counter-clockwise about a point [m]; cameras look the turned way."""
    angle = math.radians(degrees)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])

    def move(xy: Coordinates) -> Coordinates:
        turned_xy: Coordinates = (xy - np.array(about)) @ turn + np.array(about)
        return turned_xy

    after, changed = transformed(layout, members, move)
    return _headed(after, changed, lambda heading: heading - degrees)


def mirrored(layout: Layout, members: Collection[str], *, about: XY, axis_deg: float) -> Layout:
    """The members mirrored in the line through a point [m] with that direction [deg, counter-clockwise from +x]."""
    twice = math.radians(2 * axis_deg)
    flip = np.array([[math.cos(twice), math.sin(twice)], [math.sin(twice), -math.cos(twice)]])

    def move(xy: Coordinates) -> Coordinates:
        mirrored_xy: Coordinates = (xy - np.array(about)) @ flip + np.array(about)
        return mirrored_xy

    after, changed = transformed(layout, members, move)
    return _headed(after, changed, lambda heading: 180.0 - 2 * axis_deg - heading)


def _headed(layout: Layout, changed: dict[str, Element], turn: Callable[[float], float]) -> Layout:
    """Cameras that state a heading [deg clockwise from north] with that heading turned."""
    cameras: dict[str, Element | None] = {
        id_: dataclasses.replace(element, heading_deg=round(turn(element.heading_deg) % 360.0, _PLACES_DEG))
        for id_, element in changed.items()
        if isinstance(element, Camera) and element.heading_deg is not None
    }
    return replaced(layout, cameras) if cameras else layout
