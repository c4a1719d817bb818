"""What criteria see of a candidate: what several of them share, computed once, on demand."""

from siteplan.context.area import AreaAnalysis
from siteplan.context.layout import LayoutContext
from siteplan.context.plot import PlotContext
from siteplan.context.reach import Reach, Straight

__all__ = ["AreaAnalysis", "LayoutContext", "PlotContext", "Reach", "Straight"]
