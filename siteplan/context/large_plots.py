"""Plots so large that it matters where they are left: what holds at their best point need not hold at their worst.

INTERFACES section 6: a distance from a plot without entrances is the least over its access points. On a plot over two
hectares that is true of its luckiest corner alone. Where the plot is left is a free choice, so the score stays that of
the best point; its low end is that of the worst.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point

from siteplan.context.plot import PlotContext
from siteplan.context.reach import Reach
from siteplan.criterion import Finding
from siteplan.model import LARGE_PLOT_M2

STANDPOINTS = 8
"""So many points of the outline, as far apart as they come, stand for all ways out."""


def is_large(context: PlotContext) -> bool:
    """Whether a plot is over two hectares and nobody has drawn its entrances."""
    return not context.plot.entrances and context.plot.boundary.area > LARGE_PLOT_M2


def worst_m(context: PlotContext, reach: Reach) -> float | None:
    """The greatest distance to the nearest place over a large plot's ways out; None for other plots."""
    return reach.worst_m if is_large(context) else None


def ways_out(context: PlotContext) -> Sequence[PlotContext]:
    """The plot as if its one entrance stood at each of some access points far apart; none for other plots."""
    if not is_large(context):
        return ()
    return context.area.of_plots(("ways_out", context.plot.id, context.plot.boundary.wkb), lambda: _ways_out(context))


def _ways_out(context: PlotContext) -> tuple[PlotContext, ...]:
    points = _far_apart(context.area.plot_accesses(context.plot, context.area.walking()).xy, STANDPOINTS)
    plots = [
        replace(context.plot, id=f"{context.plot.id}@{number}", entrances=(Point(xy),))
        for number, xy in enumerate(points)
    ]
    area = context.area.with_plots(plots)
    return tuple(PlotContext(plot, area=area, programme=context.programme, evidence=False) for plot in plots)


def _far_apart(points: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Of (n, 2) points at most ``count``: the first, and then always the one farthest from all that are chosen."""
    chosen = [0]
    nearest = np.hypot(*(points - points[0]).T)
    while len(chosen) < count and nearest.max() > 0:
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, np.hypot(*(points - points[chosen[-1]]).T))
    return points[chosen]


def with_worst(finding: Finding, others: Sequence[Finding]) -> Finding:
    """A finding that knows what the worst of the other ways out would give: the least score, or the least quantity.

    For quantities of which more is better.
    """
    known = [found for found in map(_low, others) if found is not None]
    return replace(finding, worst=min(known)) if known else finding


def _low(finding: Finding) -> float | None:
    if finding.score_low is not None or finding.score is not None:
        return finding.score if finding.score_low is None else finding.score_low
    return None if finding.quantity is None else finding.quantity.value
