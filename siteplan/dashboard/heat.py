"""Visibility graph analysis of one storey as a heat map: cells, classes of equal counts, and one area a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_lines import analysis_extent, blocking_lines, default_seed
from siteplan.dashboard.words import Words
from siteplan.measures.analysis_grid import GridTooLargeError, SeedBlockedError
from siteplan.measures.cell_table import WHOLE, cell_table
from siteplan.measures.graph_depth import step_depth
from siteplan.measures.noding import FloatArray
from siteplan.measures.visibility_graph import VisibilityGraph, visibility_graph
from siteplan.model import Layout
from siteplan.theme import HEAT_CLASSES

HeatMeasure = Literal["connectivity", "isovist_area", "mean_depth", "integration_hh", "step_depth"]
MEASURES: tuple[HeatMeasure, ...] = ("connectivity", "isovist_area", "mean_depth", "integration_hh", "step_depth")
Start = Literal["base", "access"]

SPACING_M = 1.0
MAX_CELLS = 8_000
"""More cells than this are drawn on a coarser grid."""
EYE_M = 1.6
"""Height of the eye and of what it looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnalysis:
    """Why there is nothing to draw: a key of ``heat_none`` in the pages' words."""

    reason: Literal["seed", "lines", "blocked", "large"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnalysedCells:
    """Every cell and its measures.

    Attributes
    ----------
    spacing : float
        [m]
    centres : ndarray, shape (n, 2)
        [m]
    values : mapping of ndarray, shape (n,)
        NaN where a measure is not defined.
    start : {"base", "access"}
        Where step depth is counted from.
    """

    spacing: float
    centres: FloatArray
    values: Mapping[str, FloatArray]
    start: Start


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatClass:
    """Cells of one class: least and largest value among them, and the area they cover."""

    key: str
    low: float
    high: float
    area: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """Classes of a measure, the least first; ``undefined`` is the area of cells that have no value."""

    measure: HeatMeasure
    classes: tuple[HeatClass, ...]
    undefined: BaseGeometry | None
    spacing: float
    start: Start


def analyse(layout: Layout, storey: int) -> AnalysedCells | NoAnalysis:
    """Visibility graph analysis of one storey, with doors open; storey 0 has the ground outdoors with it.

    The grid is filled as by ``siteplan visibility``. Step depth is counted from the base's main door where that is
    among the cells, else from where the grid is filled from.
    """
    context = LayoutContext(layout)
    lines = blocking_lines(layout, context.plans, storey=storey, eye_m=EYE_M, target_m=EYE_M, doors_open=True)
    if not len(lines):
        return NoAnalysis(reason="lines")
    seed = default_seed(context, storey=storey)
    if seed is None:
        return NoAnalysis(reason="seed")
    graph = _graph(layout, lines, (seed.x, seed.y))
    if isinstance(graph, NoAnalysis):
        return graph
    cell, start = _start(context, graph, storey)
    values = cell_table(graph, columns=[name for name in MEASURES if name != "step_depth"])
    depth = step_depth(graph, cell).astype(float)
    return AnalysedCells(
        spacing=graph.grid.spacing, centres=graph.grid.centres, values={**values, "step_depth": depth}, start=start
    )


def heat_map(cells: AnalysedCells, measure: HeatMeasure) -> HeatMap:
    """At most as many classes as there are heat colours, each with about as many cells, as areas.

    Parameters
    ----------
    cells
        At least one.
    measure
        One of `MEASURES`.

    Returns
    -------
    HeatMap
        The classes and ``undefined`` together cover exactly the squares of the cells, and do not overlap.
    """
    values = cells.values[measure]
    half = cells.spacing / 2
    x, y = cells.centres[:, 0], cells.centres[:, 1]
    squares = shapely.box(x - half, y - half, x + half, y + half)
    number = value_classes(values, most=len(HEAT_CLASSES))
    count = int(number.max()) + 1
    shades = np.rint(np.linspace(0, len(HEAT_CLASSES) - 1, count)).astype(int) if count > 1 else np.array([3])
    classes = tuple(
        HeatClass(
            key=HEAT_CLASSES[shades[index]].key,
            low=float(values[number == index].min()),
            high=float(values[number == index].max()),
            area=shapely.union_all(squares[number == index]),
        )
        for index in range(count)
    )
    missing = squares[number < 0]
    undefined = shapely.union_all(missing) if len(missing) else None
    return HeatMap(measure=measure, classes=classes, undefined=undefined, spacing=cells.spacing, start=cells.start)


def value_classes(values: FloatArray, *, most: int) -> NDArray[np.int_]:
    """Class of each value (n,): 0 for the least, without gaps; -1 where a value is not finite.

    Up to ``most`` different values are a class each; more are cut at quantiles, and equal values stay together.
    """
    number = np.full(len(values), -1, dtype=np.int_)
    known = np.isfinite(values)
    if not known.any():
        return number
    distinct = np.unique(values[known])
    few = len(distinct) <= most
    cuts = distinct[1:] if few else np.unique(np.quantile(values[known], np.arange(1, most) / most))
    coarse = np.searchsorted(cuts, values[known], side="right")
    number[known] = np.unique(coarse, return_inverse=True)[1]
    return number


def heat_bounds(heat: HeatMap, entry: HeatClass, words: Words) -> str:
    """Least and largest value of a class, or the one value that it has."""
    low, high = heat_number(heat, entry.low, words), heat_number(heat, entry.high, words)
    return low if low == high else words("heat.bounds", {"low": low, "high": high})


def named_bounds(heat: HeatMap, entry: HeatClass, words: Words) -> str:
    """As :func:`heat_bounds`, with what is counted before it."""
    values = {"unit": words(f"heat_unit.{heat.measure}"), "bounds": heat_bounds(heat, entry, words)}
    return words("heat.row", values)


def heat_number(heat: HeatMap, value: float, words: Words) -> str:
    """A value of the measure as it is written: whole where it is counted or an area."""
    return words.number(value, decimals=0 if heat.measure in WHOLE or heat.measure == "isovist_area" else 2)


def _graph(layout: Layout, lines: FloatArray, seed: tuple[float, float]) -> VisibilityGraph | NoAnalysis:
    """The graph at `SPACING_M`, or at the round spacing above it that keeps the cells few enough."""
    low_x, low_y, high_x, high_y = analysis_extent(layout, lines)
    spacing = SPACING_M
    for _ in range(3):
        # One cell more: a seed on the very edge of the drawing lies in a cell whose centre is just beyond it.
        extent = (low_x - spacing, low_y - spacing, high_x + spacing, high_y + spacing)
        try:
            return visibility_graph(lines, seed=seed, spacing=spacing, extent=extent, max_cells=MAX_CELLS)
        except SeedBlockedError:
            return NoAnalysis(reason="blocked")
        except GridTooLargeError as error:
            spacing = max(error.spacing, spacing * 1.25)
    return NoAnalysis(reason="large")


def _start(context: LayoutContext, graph: VisibilityGraph, storey: int) -> tuple[int, Start]:
    """The cell outside the base's main door, else the seed's."""
    main = context.base.main_door if context.base is not None else None
    if main is not None and main.door.storey == storey and main.outside_point is not None:
        cell = graph.grid.cell_of(main.outside_point.x, main.outside_point.y)
        if cell is not None:
            return cell, "base"
    return graph.grid.seed, "access"
