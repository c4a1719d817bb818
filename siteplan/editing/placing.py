"""A layout put on a candidate plot: its drawing moved and turned there, everything round it the plot's own."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import shapely

from siteplan.editing.elements import element_map, shape_of
from siteplan.editing.transforming import moved, turned
from siteplan.model import Area, Layout, Neighbour, Placement, Plot

_OF_THE_PLOT = ("plot", "access")
"""What a layout's properties keep about the plot that it was drawn on."""


def on_plot(layout: Layout, plot: Plot, *, neighbours: Sequence[Neighbour] = ()) -> Layout:
    """The layout on a plot of the same coordinate system.

    A layout that stands on this plot already stays where it is. Any other is turned so that its plot's long side (or
    its own) lies along the plot's, at most a quarter turn, and moved middle on middle; where it then ends up is for a
    person to mend. Boundary, ways in and neighbours are the plot's.

    Parameters
    ----------
    neighbours
        Buildings about the plot.
    """
    placement = Placement(plot=plot.id, x=0.0, y=0.0, rotation_deg=0.0)  # coordinates are the system's own
    properties = {key: value for key, value in layout.properties.items() if key not in _OF_THE_PLOT}
    if not _stands_on(layout, plot):
        ground = _ground(layout)
        members = tuple(element_map(layout))
        turn = (_direction(plot.boundary) - _direction(ground) + 90.0) % 180.0 - 90.0
        old, new = ground.centroid, plot.boundary.centroid
        layout = turned(layout, members, degrees=turn, about=(old.x, old.y))
        layout = moved(layout, members, dx=new.x - old.x, dy=new.y - old.y)
    return dataclasses.replace(
        layout, plot_boundary=plot.boundary, access=plot.entrances, neighbours=tuple(neighbours), placement=placement,
        properties=properties, crs=plot.crs, issues=(), fingerprint="",
    )  # fmt: skip


def _stands_on(layout: Layout, plot: Plot) -> bool:
    if layout.placement is not None and layout.placement.plot is not None:
        return layout.placement.plot == plot.id
    drawn = layout.plot_boundary
    return drawn is not None and drawn.intersection(plot.boundary).area > 0.5 * min(drawn.area, plot.boundary.area)


def _ground(layout: Layout) -> Area:
    """The plot that it was drawn on, or the hull of what is drawn."""
    if layout.plot_boundary is not None:
        return layout.plot_boundary
    shapes = [shape_of(element) for element in element_map(layout).values()]
    hull = shapely.convex_hull(shapely.geometrycollections(np.array(shapes, dtype=object)))
    return hull.buffer(1.0) if hull.area <= 0 else hull


def _direction(area: Area) -> float:
    """Direction of the longer side of the smallest rectangle about an area [deg, counter-clockwise]."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(area))
    runs = np.diff(corners[:3], axis=0)
    longest = runs[int(np.argmax(np.hypot(runs[:, 0], runs[:, 1])))]
    return float(np.degrees(np.arctan2(longest[1], longest[0]))) % 180.0
