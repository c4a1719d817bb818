"""Walking as people walk: slower uphill and on steep ground, and not alike in both directions.

References
----------
.. [1] Tobler, W. (1993). Three presentations on geographical analysis and modeling. NCGIA technical report 93-1:
   walking speed 6 exp(-3.5 |slope + 0.05|) km/h, greatest at a gentle downhill of one in twenty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString

from siteplan.measures.sun import heights_at
from siteplan.model import StreetNetwork, Terrain

SAMPLE_M = 10.0
"""Slope is taken over steps of this length: shorter ones would read the noise of the model as hills."""

_TOP_KMH, _DECAY, _DOWNHILL = 6.0, 3.5, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopeWalk:
    """A walk over hills: minutes there and back, metres of climb there and back, the steepest slope (rise over run).

    ``known_share``: share of its length (0-1) whose heights the terrain model knows; the rest counts as level.
    """

    minutes_out: float
    minutes_back: float
    climb_out_m: float
    climb_back_m: float
    steepest: float
    known_share: float


def tobler_kmh(slope: NDArray[np.float64]) -> NDArray[np.float64]:
    """Walking speed [km/h] at slopes (rise over run, positive uphill)."""
    speed: NDArray[np.float64] = _TOP_KMH * np.exp(-_DECAY * np.abs(slope + _DOWNHILL))
    return speed


def walk_over(line: LineString, terrain: Terrain, *, level_kmh: float | None = None) -> SlopeWalk:
    """The walk along a line on the terrain, in both directions.

    Parameters
    ----------
    line
        The way [m].
    terrain
        The model; heights between cell centres are interpolated linearly along the way's steps.
    level_kmh
        Speed on level ground; Tobler's speeds are scaled to it. None: his own (5.04 km/h).

    Notes
    -----
    The last step of a way is as short as it comes out; a way shorter than one step is one step.
    """
    parts = max(1, round(line.length / SAMPLE_M))
    along = np.linspace(0.0, line.length, parts + 1)
    heights = heights_at(terrain, shapely.get_coordinates(shapely.line_interpolate_point(line, along)))
    length = np.diff(along)
    rise = np.diff(heights)
    known = ~np.isnan(rise)
    rise = np.where(known, rise, 0.0)
    slope = np.divide(rise, length, out=np.zeros_like(rise), where=length > 0)
    scale = 1.0 if level_kmh is None else level_kmh / float(tobler_kmh(np.zeros(1))[0])
    out, back = (tobler_kmh(direction * slope) * scale * 1000 / 60 for direction in (1.0, -1.0))
    return SlopeWalk(
        minutes_out=float((length / out).sum()), minutes_back=float((length / back).sum()),
        climb_out_m=float(rise[rise > 0].sum()), climb_back_m=float(-rise[rise < 0].sum()),
        steepest=float(np.abs(slope).max()),
        known_share=float(length[known].sum() / line.length) if line.length else 0.0,
    )  # fmt: skip


def steps_on(network: StreetNetwork, edges: NDArray[np.int_], metres: NDArray[np.float64]) -> tuple[int, float]:
    """How many flights of steps a way takes, and their length [m]: runs of edges tagged ``highway=steps``."""
    is_steps = np.array([network.tag("highway")[way] == "steps" for way in network.edge_way[edges]], dtype=bool)
    is_steps &= metres > 0
    if not is_steps.any():
        return 0, 0.0
    begins = is_steps & ~np.append(False, is_steps[:-1])
    return int(begins.sum()), float(metres[is_steps].sum())
