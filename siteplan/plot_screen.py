"""Many plots, asked the same questions: what a run settles once, and its plots block by block.

A block is asked about together, so that searches and look-ups serve all its plots; a plot's results depend on no other
plot, whatever stands in the same block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from siteplan.context import AreaAnalysis, PlotContext
from siteplan.evaluation import Questions, evaluate
from siteplan.model import Plot, Programme, Stage
from siteplan.scorecard import Scorecard

BLOCK = 500
"""Plots asked about together: enough to share the work, few enough to be forgotten soon."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PlotScreen:
    """Everything that all plots of a run share.

    Parameters
    ----------
    area
        Analysis of what lies around; None where nothing was given. Its own plots do not matter.
    buildings
        Results of existing buildings by the id of the plot on which they stand.
    """

    questions: Questions
    area: AreaAnalysis | None
    programme: Programme
    stage: Stage
    buildings: Mapping[str, Scorecard] = field(default_factory=dict)

    def cards(self, plots: Sequence[Plot], *, evidence: bool = True) -> Iterator[Scorecard]:
        """The scorecards of one block of plots, in order.

        ``evidence``: False leaves out the geometry and the further values behind each result, where finding them costs
        time; outcomes, scores and quantities are the same.
        """
        area = None if self.area is None else self.area.with_plots(plots)
        for plot in plots:
            context = PlotContext(
                plot, area=area, programme=self.programme, building=self.buildings.get(plot.id), evidence=evidence
            )
            yield evaluate(
                context, self.questions, settings=self.questions.settings, candidate=(plot.id, plot.name),
                stage=self.stage, sources=plot.sources,
            )  # fmt: skip


def blocks_of(plots: Sequence[Plot], *, size: int = BLOCK) -> Iterator[Sequence[Plot]]:
    """The plots, some at a time."""
    for first in range(0, len(plots), size):
        yield plots[first : first + size]
