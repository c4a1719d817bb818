"""Lines that block sight in the plan of one storey, for grid analysis: yes or no, whatever stands how far away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout_barriers import NEIGHBOUR_HEIGHT_M
from siteplan.context.layout_plans import StoreyPlan
from siteplan.measures.openings import FloatArray, segments_of
from siteplan.model import Door, Layout

if TYPE_CHECKING:
    from siteplan.context.layout import LayoutContext


def blocking_lines(
    layout: Layout, plans: Sequence[StoreyPlan], *, storey: int, eye_m: float, target_m: float, doors_open: bool
) -> FloatArray:
    """Segments (n, 4) [m] that no line of sight may touch.

    Parameters
    ----------
    layout, plans
        The layout and its `storey_plans`.
    storey
        Fences, hedges and neighbours count on storey 0 only.
    eye_m, target_m
        Heights above the floor or the ground. Whatever stands in the way at any height between the two blocks: a fence
        blocks if it is higher than the lower of them.
    doors_open
        Open doors leave a gap; windows never do. A wall that is not opaque does not block.
    """
    low, high = sorted((eye_m, target_m))
    parts = [_walls(plan, low=low, doors_open=doors_open) for plan in plans if plan.storey.index == storey]
    if storey == 0:
        outdoors: list[BaseGeometry] = [
            *(o.geometry for o in layout.obstacles if o.opaque and o.height > low),
            *(v.geometry for v in layout.vegetation if v.height > low and v.crown_base <= high),
            *(n.footprint for n in layout.neighbours if (n.height or NEIGHBOUR_HEIGHT_M) > low),
        ]
        outdoors = [shape for shape in outdoors if shape.length > 0]
        if outdoors:
            parts.append(segments_of(outdoors)[0])
    return np.vstack(parts) if parts else np.empty((0, 4))


def _walls(plan: StoreyPlan, *, low: float, doors_open: bool) -> FloatArray:
    """Walls of a storey that are high enough, cut by doors where these stand open."""
    segments, owner = plan.segments
    blocks = np.array(
        [opaque and (height is None or height > low)
         for opaque, height in zip(plan.wall_opaque, plan.wall_heights, strict=True)], dtype=bool
    )  # fmt: skip
    is_door = np.array([isinstance(opening, Door) for opening in plan.openings], dtype=bool)
    cuts = plan.cuts
    by_segment: dict[int, list[tuple[float, float]]] = {}
    if doors_open:
        for row in np.flatnonzero(is_door[cuts.opening]).tolist():
            stretch = (float(cuts.start[row]), float(cuts.end[row]))
            by_segment.setdefault(int(cuts.segment[row]), []).append(stretch)
    pieces: list[FloatArray] = []
    for row in np.flatnonzero(blocks[owner]).tolist() if len(owner) else []:
        start, step = segments[row, :2], segments[row, 2:] - segments[row, :2]
        pieces.extend(
            np.concatenate([start + a * step, start + b * step]) for a, b in _remaining(by_segment.get(row, []))
        )
    pieces.extend(_jambs(plan, is_door) if doors_open else _closed_gaps(plan, is_door))
    return np.array(pieces).reshape(-1, 4)


def _remaining(cut: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """What is left of 0-1 without the stretches."""
    left, at = [], 0.0
    for start, end in sorted(cut):
        if start > at:
            left.append((at, start))
        at = max(at, end)
    if at < 1.0:
        left.append((at, 1.0))
    return left


def _jambs(plan: StoreyPlan, is_door: NDArray[np.bool_]) -> list[FloatArray]:
    """The reveals of open doors: without them one would look into the hollow between the two faces of a wall."""
    jambs: list[FloatArray] = []
    cuts = plan.cuts
    for row in np.flatnonzero(is_door).tolist():
        offsets = cuts.offset_m[cuts.opening == row]
        chord = plan.chords[row]
        step = chord[2:] - chord[:2]
        if not len(offsets) or np.ptp(offsets) < 1e-6:
            continue
        normal = np.array([-step[1], step[0]]) / np.hypot(*step)
        jambs.extend(
            np.concatenate([end + offsets.min() * normal, end + offsets.max() * normal])
            for end in (chord[:2], chord[2:])
        )
    return jambs


def _closed_gaps(plan: StoreyPlan, is_door: NDArray[np.bool_]) -> list[FloatArray]:
    """Closed doors that stand in a gap between walls close it themselves."""
    cut = set(plan.cuts.opening.tolist())
    return [plan.chords[row] for row in np.flatnonzero(is_door).tolist() if row not in cut]


def analysis_extent(layout: Layout, lines: FloatArray) -> tuple[float, float, float, float]:
    """Box of everything drawn [m]: beyond it nothing is known, and nothing is analysed."""
    shapes: list[BaseGeometry] = [
        *(space.boundary for space in layout.spaces), *(wall.line for wall in layout.walls),
        *(area.geometry for area in layout.outdoor_areas), *(path.geometry for path in layout.paths),
        *(obstacle.geometry for obstacle in layout.obstacles), *(n.footprint for n in layout.neighbours),
        *layout.access,
    ]  # fmt: skip
    if layout.plot_boundary is not None:
        shapes.append(layout.plot_boundary)
    boxes = np.array([shape.bounds for shape in shapes if not shape.is_empty]).reshape(-1, 4)
    boxes = np.vstack([boxes, np.hstack([lines[:, :2], lines[:, :2]]), np.hstack([lines[:, 2:], lines[:, 2:]])])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def default_seed(context: LayoutContext, *, storey: int) -> Point | None:
    """Where the grid is filled from: an access point (storey 0), else outside the base's main door, else None."""
    if storey == 0 and context.access_points:
        return context.access_points[0]
    main = context.base.main_door if context.base is not None else None
    return main.outside_point if main is not None and main.door.storey == storey else None
