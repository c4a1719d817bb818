"""Barriers sorted for many heights of eyes and targets: those that hide everything are noded once for each set."""

from __future__ import annotations

import numpy as np

from siteplan.measures.noding import FloatArray, IntArray
from siteplan.measures.sight import Barriers
from siteplan.measures.sight_field import Box, SightField, sight_field
from siteplan.measures.visible_region import LEVEL_M, HeightField


class HeightFields:
    """`height_field` of the same barriers for any heights.

    Which barriers hide everything behind them is the same for nearly all heights of a storey, so that the costly part,
    noding and partitioning them, is done a few times only, even where every eye on a slope has a height of its own.

    Parameters
    ----------
    obstacles
        Opaque panels.
    bounds
        Where sight ends: min x, min y, max x, max y [m].
    """

    def __init__(self, obstacles: Barriers, *, bounds: Box) -> None:
        self.obstacles = obstacles
        self.bounds = bounds
        self._fields: dict[tuple[float, float], HeightField] = {}
        self._opaque: dict[bytes, tuple[SightField, IntArray]] = {}

    def holds(self, box: Box) -> bool:
        """Whether sight within a box ends nowhere in it."""
        x0, y0, x1, y1 = self.bounds
        return x0 <= box[0] and y0 <= box[1] and box[2] <= x1 and box[3] <= y1

    def field(self, eye_z: float, target_z: float) -> HeightField:
        """The barriers sorted for these heights [m]."""
        known = self._fields.get((eye_z, target_z))
        if known is not None:
            return known
        first, last = shares_between(self.obstacles, eye_z=eye_z, target_z=target_z)
        whole = (first <= 0) & (last >= 1)
        strip = (first < last) & ~whole
        key = whole.tobytes()
        if key not in self._opaque:
            walls = sight_field(self.obstacles.segments[whole], bounds=self.bounds)
            self._opaque[key] = (walls, np.flatnonzero(whole))
        opaque, rows = self._opaque[key]
        made = HeightField(
            opaque=opaque, opaque_rows=rows, segments=self.obstacles.segments[strip], nearest_share=first[strip],
            farthest_share=last[strip], eye_z=eye_z, target_z=target_z,
        )  # fmt: skip
        self._fields[eye_z, target_z] = made
        return made


def shares_between(obstacles: Barriers, *, eye_z: float, target_z: float) -> tuple[FloatArray, FloatArray]:
    """Part of the way from eye to target, 0-1, from which and to which each barrier blocks; it never does if equal."""
    drop = target_z - eye_z
    if abs(drop) < LEVEL_M:
        blocks = (obstacles.z_low <= eye_z) & (obstacles.z_high >= eye_z)
        return np.where(blocks, 0.0, 1.0), np.where(blocks, 1.0, 0.0)
    ends = np.sort((np.column_stack((obstacles.z_low, obstacles.z_high)) - eye_z) / drop, axis=1)
    return np.maximum(ends[:, 0], 0.0), np.minimum(ends[:, 1], 1.0)
