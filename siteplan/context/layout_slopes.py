"""Sight over sloping ground: where the ground itself hides, and what is seen of an area that is not level."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from siteplan.measures.coverage import Coverage, coverage
from siteplan.measures.openings import FloatArray
from siteplan.measures.regions import polygons_of
from siteplan.measures.sight import Barriers
from siteplan.model import Area

if TYPE_CHECKING:
    from siteplan.context.layout import LayoutContext

STEP_M = 0.5
"""Ground is taken as steps of this height; with more than `STEPS` of them the steps are higher."""
STEPS = 8
CELL_M = 2.0
"""Side of the squares that a step is made of."""
SAMPLE_M = 1.0
"""A sight line is compared with the ground at this distance."""
SKIM_M = 0.02
"""A line this little below the ground still skims it: heights between cells are interpolated."""


def through_ground(
    context: LayoutContext, eyes: FloatArray, targets: FloatArray, asked: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which lines of (m, 3) eyes to (k, 3) targets the ground interrupts, shape (m, k); False where not asked.

    Under buildings there is no ground in the way: their floors are dug in.
    """
    blocked = np.zeros_like(asked)
    rows, columns = np.nonzero(asked)
    if not len(rows):
        return blocked
    p, q = eyes[rows], targets[columns]
    count = max(2, int(np.ceil(np.hypot(*(q - p)[:, :2].T).max() / SAMPLE_M)))
    share = (np.arange(count) + 0.5) / count
    line = p[:, None, :] + share[None, :, None] * (q - p)[:, None, :]
    flat = line.reshape(-1, 3)
    low = context.ground.at(flat[:, :2]) > flat[:, 2] + SKIM_M
    if low.any():
        built = context.built_area
        shapely.prepare(built)
        at = np.flatnonzero(low)
        low[at] = ~shapely.contains_xy(built, flat[at, 0], flat[at, 1])
    blocked[rows, columns] = low.reshape(len(rows), count).any(axis=1)
    return blocked


def level_parts(context: LayoutContext, area: Area) -> tuple[tuple[float, Area], ...]:
    """An area cut into steps of nearly level ground: (height of the ground [m], part)."""
    cells = _cells_over(area)
    z = context.ground.at(shapely.bounds(cells)[:, :2] + CELL_M / 2)
    step = max(STEP_M, float(np.ptp(z)) / STEPS)
    band = np.floor((z - z.min()) / step).astype(int)
    parts = []
    for k in np.unique(band):
        part = polygons_of(shapely.intersection(shapely.coverage_union_all(cells[band == k]), area))
        if not part.is_empty:
            parts.append((float(z[band == k].mean()), part))
    return tuple(parts)


def stepped_coverage(
    context: LayoutContext,
    eyes: FloatArray,
    obstacles: Barriers,
    *,
    domain: Area,
    target_m: float,
    range_m: float | None,
    places: Sequence[BaseGeometry],
    least_spot_m2: float = 0.01,
) -> Coverage:
    """`coverage` of a sloping area: exact on each step, less the squares that the ground hides from every eye.

    Parameters
    ----------
    context
        A layout on a terrain model.
    eyes : ndarray, shape (m, 3)
        x, y, z [m].
    obstacles
        Opaque panels.
    domain
        The area asked about.
    target_m
        Height above local ground of what should be seen [m].
    range_m
        How far an eye sees [m].
    places
        Blind spots name the nearest of these.
    least_spot_m2
        Smaller blind spots are not listed.
    """
    seen = []
    alone = np.zeros(len(eyes))
    for level, part in level_parts(context, domain):
        found = coverage(
            eyes, obstacles, domain=part, target_z=level + target_m, max_range_m=range_m, min_spot_area_m2=math.inf
        )
        seen.append(found.seen)
        alone += found.seen_by_m2
    visible = polygons_of(shapely.difference(shapely.union_all(seen), behind_ground(context, eyes, domain, target_m)))
    blind = polygons_of(shapely.difference(domain, visible))
    level = float(np.median(context.ground.at(shapely.get_coordinates(domain))))
    nobody = np.empty((0, 3))
    spots = () if blind.is_empty else coverage(
        nobody, obstacles, domain=blind, target_z=level + target_m, places=places, min_spot_area_m2=least_spot_m2
    ).spots  # fmt: skip
    return Coverage(
        seen=visible, blind=blind, domain_area_m2=float(domain.area), seen_area_m2=float(visible.area),
        blind_area_m2=float(blind.area), seen_by_m2=tuple(float(a) for a in alone), spots=spots,
    )  # fmt: skip


def behind_ground(context: LayoutContext, eyes: FloatArray, domain: Area, target_m: float) -> BaseGeometry:
    """Squares whose middle the ground hides from every eye."""
    cells = _cells_over(domain)
    cells = cells[shapely.intersects(cells, domain)]
    middles = shapely.bounds(cells)[:, :2] + CELL_M / 2
    targets = np.column_stack([middles, context.ground.at(middles) + target_m])
    hidden = np.ones(len(cells), dtype=np.bool_)
    for eye in eyes:
        left = np.flatnonzero(hidden)
        if not len(left):
            break
        asked = np.ones((1, len(left)), dtype=np.bool_)
        hidden[left] = through_ground(context, eye[None, :], targets[left], asked)[0]
    return shapely.coverage_union_all(cells[hidden])


def _cells_over(area: Area) -> NDArray[np.object_]:
    """Squares over the box round an area; neighbours share their corners digit for digit, and so join at no cost."""
    x0, y0, x1, y1 = area.bounds
    x, y = np.arange(x0, x1 + CELL_M, CELL_M), np.arange(y0, y1 + CELL_M, CELL_M)
    left, low = (axis.ravel() for axis in np.meshgrid(x[:-1], y[:-1]))
    right, high = (axis.ravel() for axis in np.meshgrid(x[1:], y[1:]))
    return np.asarray(shapely.box(left, low, right, high), dtype=object)
