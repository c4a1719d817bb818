"""Doors and windows sit in walls: an opening put down anywhere slides onto the nearest wall that can hold it."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString

from siteplan.editing.elements import PLACES, XY, replaced
from siteplan.errors import InputError, Issue
from siteplan.model import Door, Layout, Window

REACH_M = 3.0
"""Farther from any wall than this an opening is not put down."""
_MARGIN_M = 0.05
"""An opening stays this far from the ends of its wall."""

Edges = NDArray[np.float64]


def edges_of(layout: Layout, storey: int) -> Edges:
    """Straight runs of wall on a storey, shape (n, 2, 2) [m]: the drawn walls, or the sides of rooms."""
    walls = [wall.line for wall in layout.walls if wall.storey == storey]
    lines = [wall if isinstance(wall, LineString) else wall.exterior for wall in walls]
    if not lines:
        lines = [space.boundary.exterior for space in layout.spaces if space.storey == storey]
    runs = [np.stack([xy[:-1], xy[1:]], axis=1) for xy in map(shapely.get_coordinates, lines)]
    return np.concatenate(runs) if runs else np.empty((0, 2, 2))


def line_on_wall(layout: Layout, storey: int, at: XY, *, width: float) -> LineString:
    """The place of an opening of that width [m] in the wall nearest to a point.

    Raises
    ------
    InputError
        "edit-no-wall": no wall within three metres is long enough.
    """
    edges = edges_of(layout, storey)
    run = edges[:, 1] - edges[:, 0]
    length = np.hypot(run[:, 0], run[:, 1])
    able = length >= width + 2 * _MARGIN_M
    edges, run, length = edges[able], run[able], length[able]
    if not len(edges):
        raise InputError(Issue(code="edit-no-wall", values={"reach": f"{REACH_M:g}"}))
    unit = run / length[:, None]
    along = np.einsum("ij,ij->i", np.array(at) - edges[:, 0], unit)
    half = width / 2 + _MARGIN_M
    held = np.clip(along, half, length - half)
    middle = edges[:, 0] + unit * held[:, None]
    apart = np.hypot(*(middle - np.array(at)).T)
    best = int(np.argmin(apart))
    if apart[best] > REACH_M:
        raise InputError(Issue(code="edit-no-wall", values={"reach": f"{REACH_M:g}"}))
    ends = np.round([middle[best] - unit[best] * width / 2, middle[best] + unit[best] * width / 2], PLACES) + 0.0
    return LineString(ends)


def seated(layout: Layout, opening_id: str) -> Layout:
    """The layout with one door or window slid onto the nearest wall; InputError "edit-no-wall" where there is none."""
    openings: tuple[Door | Window, ...] = (*layout.doors, *layout.windows)
    found = next((opening for opening in openings if opening.id == opening_id), None)
    if found is None:
        return layout
    middle = found.line.interpolate(0.5, normalized=True)
    line = line_on_wall(layout, found.storey, (middle.x, middle.y), width=float(found.line.length))
    changed: Door | Window = dataclasses.replace(found, line=line)
    if isinstance(changed, Door) and changed.connects is not None:
        # What it joins is told by the drawing again: it may stand in another wall now.
        changed = dataclasses.replace(changed, connects=None)
    return replaced(layout, {opening_id: changed})
