"""The walks from a plot as people walk them: over hills, there and back, and up and down steps."""

from __future__ import annotations

from dataclasses import dataclass

from siteplan.context.plot import PlotContext
from siteplan.context.reach import Reach
from siteplan.measures.slope_walk import SlopeWalk, steps_on, walk_over


@dataclass(frozen=True, slots=True, kw_only=True)
class HillWalk:
    """``slope``: over the terrain, None without a model; ``steps``: flights of steps on the way; ``steps_m``."""

    slope: SlopeWalk | None
    steps: int
    steps_m: float


def over_hills(context: PlotContext, walk: Reach, *, level_kmh: float) -> HillWalk | None:
    """What hills and steps make of a walk; None where there is no walk.

    ``level_kmh``: speed on level ground, to which Tobler's speeds are scaled.
    """
    if walk.route is None:
        return None
    edges, metres = walk.route_edges
    steps, steps_m = steps_on(context.area.walking().network, edges, metres)
    terrain = None if context.surroundings is None else context.surroundings.terrain
    slope = None if terrain is None else walk_over(walk.route, terrain, level_kmh=level_kmh)
    return HillWalk(slope=slope, steps=steps, steps_m=steps_m)
