"""The measures of a visibility graph by the names of their columns (INTERFACES section 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from siteplan.measures.graph_depth import graph_depths, step_depth
from siteplan.measures.graph_measures import local_measures, point_moments, through_vision
from siteplan.measures.noding import FloatArray
from siteplan.measures.visibility_graph import VisibilityGraph

COLUMNS = (
    "connectivity", "node_count", "mean_depth", "step_depth", "integration_hh", "integration_tekl",
    "integration_pvalue", "entropy", "relativised_entropy", "control", "controllability", "clustering",
    "point_first_moment", "point_second_moment", "isovist_area", "isovist_perimeter", "isovist_compactness",
)  # fmt: skip
"""Columns after x and y, in the order in which they are written."""
FURTHER_COLUMNS = ("through_vision",)
"""Columns that are written only if they are asked for."""
WHOLE = frozenset({"connectivity", "node_count", "step_depth", "through_vision"})
"""Columns of whole numbers."""

Group = Mapping[str, FloatArray]


def cell_table(
    graph: VisibilityGraph, *, columns: Sequence[str] = COLUMNS, workers: int | None = None
) -> dict[str, FloatArray]:
    """Measures of every cell; only what the columns need is computed.

    Parameters
    ----------
    graph : VisibilityGraph
        Step depth is counted from the cell of its seed.
    columns : sequence of str
        Out of `COLUMNS` and `FURTHER_COLUMNS`.
    workers : int, optional
        Threads; by default one for each processor.

    Returns
    -------
    dict of ndarray, shape (n,)
        In the order of `COLUMNS`; NaN where a measure is not defined. Metres and square metres.

    Raises
    ------
    KeyError
        For a column that does not exist.
    """
    known = (*COLUMNS, *FURTHER_COLUMNS)
    for name in columns:
        if name not in known:
            raise KeyError(name)
    groups: tuple[tuple[tuple[str, ...], Callable[[], Group]], ...] = (
        (("connectivity", "isovist_area", "isovist_perimeter", "isovist_compactness"), lambda: _own(graph)),
        (
            ("node_count", "mean_depth", "integration_hh", "integration_tekl", "integration_pvalue", "entropy",
             "relativised_entropy"),
            lambda: _depths(graph, workers),
        ),
        (("step_depth",), lambda: {"step_depth": step_depth(graph, graph.grid.seed).astype(float)}),
        (("control", "controllability", "clustering"), lambda: _local(graph, workers)),
        (("point_first_moment", "point_second_moment"), lambda: _moments(graph, workers)),
        (("through_vision",), lambda: {"through_vision": through_vision(graph).astype(float)}),
    )  # fmt: skip
    found: dict[str, FloatArray] = {}
    for names, compute in groups:
        if set(names) & set(columns):
            found |= compute()
    return {name: found[name] for name in known if name in columns}


def _own(graph: VisibilityGraph) -> Group:
    return {
        "connectivity": graph.connectivity.astype(float), "isovist_area": graph.isovist_area_m2,
        "isovist_perimeter": graph.isovist_perimeter_m, "isovist_compactness": graph.isovist_compactness,
    }  # fmt: skip


def _depths(graph: VisibilityGraph, workers: int | None) -> Group:
    depths = graph_depths(graph, workers=workers)
    return {
        "node_count": depths.node_count.astype(float), "mean_depth": depths.mean_depth,
        "integration_hh": depths.integration_hh, "integration_tekl": depths.integration_tekl,
        "integration_pvalue": depths.integration_pvalue, "entropy": depths.entropy,
        "relativised_entropy": depths.relativised_entropy,
    }  # fmt: skip


def _local(graph: VisibilityGraph, workers: int | None) -> Group:
    local = local_measures(graph, workers=workers)
    return {"control": local.control, "controllability": local.controllability, "clustering": local.clustering}


def _moments(graph: VisibilityGraph, workers: int | None) -> Group:
    first, second = point_moments(graph, workers=workers)
    return {"point_first_moment": first, "point_second_moment": second}
