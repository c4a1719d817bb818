"""Several chosen plots as one: how far apart they lie, and how the homes are shared among them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import combinations

import numpy as np

from siteplan.context.area import AreaAnalysis
from siteplan.errors import MissingDataError
from siteplan.measures.network import facing
from siteplan.model import Plot, Programme


class PortfolioContext:
    """A set of plots that a municipality means to use together.

    Parameters
    ----------
    plots
        The chosen plots.
    area
        Analysis of their surroundings; None where there are none.
    programme
        Declared values.
    """

    def __init__(
        self, plots: Sequence[Plot], *, area: AreaAnalysis | None = None, programme: Programme | None = None
    ) -> None:
        self.plots = tuple(plots)
        self.programme: Programme = {} if programme is None else programme
        self._area = area

    def walks(self) -> dict[tuple[int, int], float]:
        """Metres on foot between each two plots, by their numbers; infinite where there is no way.

        MissingDataError: ``streets``; ``extent`` where a plot lies outside the data.
        """
        if self._area is None:
            raise MissingDataError("streets")
        graph = self._area.walking()
        for plot in self.plots:
            if not plot.boundary.intersects(self._area.surroundings.extent):
                raise MissingDataError("extent", {"plot": plot.name or plot.id})
        accesses = [self._area.plot_accesses(plot, graph) for plot in self.plots]
        found: dict[tuple[int, int], float] = {}
        for i, j in combinations(range(len(self.plots)), 2):
            field = self._area.shared(("from_plot", self.plots[i].id), partial(graph.field_to, accesses[i]))
            towards, starts = facing(field, accesses[j])
            found[i, j] = float(np.min(graph.reach(towards, starts).cost))
        return found

    def units(self) -> tuple[float, ...]:
        """Homes on each plot: each plot's own property ``units``, else as many on each as the programme wants.

        MissingDataError(``portfolio_units``) where some plots state them and others do not, or nobody does.
        """
        stated = [plot.properties.get("units") for plot in self.plots]
        numbers = [float(n) for n in stated if isinstance(n, int | float) and not isinstance(n, bool) and n >= 0]
        if len(numbers) == len(self.plots) and sum(numbers) > 0:
            return tuple(numbers)
        wanted = self.programme.get("units_wanted")
        if numbers or not isinstance(wanted, int):
            raise MissingDataError("portfolio_units")
        return tuple(float(wanted) for _ in self.plots)
