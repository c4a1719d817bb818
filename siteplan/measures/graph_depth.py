"""Depths in a visibility graph: mean depth, integration and entropies from every cell, step depth from one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from siteplan.measures import kernels
from siteplan.measures.noding import FloatArray, IntArray
from siteplan.measures.visibility_graph import LOADING_S, PATIENCE_S, VisibilityGraph

NUMPY_MULTIPLY_S = 5e-11
"""Time for one multiplication of a matrix product."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GraphDepths:
    """Breadth-first depths from every cell, all to all. NaN where a measure is not defined.

    Attributes
    ----------
    node_count : ndarray of int, shape (n,)
        Cells reached, the cell itself included.
    total_depth : ndarray of int, shape (n,)
        Sum of the depths.
    entropy, relativised_entropy : ndarray, shape (n,)
        Of the distribution of depths (Turner 2001); the relativised one against the Poisson-like distribution expected
        for the mean depth.

    References
    ----------
    Turner, A. (2001). Depthmap: a program to perform visibility graph analysis. Proceedings of the 3rd International
    Space Syntax Symposium, 31.1-31.9.
    Hillier, B., Hanson, J. (1984). The social logic of space. Cambridge University Press.
    https://doi.org/10.1017/CBO9780511597237
    Teklenburg, J., Timmermans, H., van Wagenberg, A. (1993). Space syntax: standardised integration measures and some
    simulations. Environment and Planning B 20(3), 347-357. https://doi.org/10.1068/b200347
    """

    node_count: IntArray
    total_depth: IntArray
    entropy: FloatArray
    relativised_entropy: FloatArray

    @property
    def mean_depth(self) -> FloatArray:
        """Total depth / (node count - 1)."""
        return _ratio(self.total_depth, self.node_count - 1)

    @property
    def integration_hh(self) -> FloatArray:
        """1 / RRA with the D-value of Hillier and Hanson."""
        k = self.node_count.astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            d_value = 2 * (k * (np.log2((k + 2) / 3) - 1) + 1) / ((k - 1) * (k - 2))
        return self._integration(d_value)

    @property
    def integration_pvalue(self) -> FloatArray:
        """1 / RRA with the P-value (pyramid) in place of the D-value."""
        k = self.node_count.astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            p_value = 2 * (k - np.log2(k) - 1) / ((k - 1) * (k - 2))
        return self._integration(p_value)

    @property
    def integration_tekl(self) -> FloatArray:
        """Standardised integration of Teklenburg et al.: ln((k - 2) / 2) / ln(total depth - k + 1)."""
        k, depth = self.node_count.astype(np.float64), self.total_depth.astype(np.float64)
        defined = (k > 2) & (depth - k + 1 > 1)
        result = np.full(len(k), math.nan)
        result[defined] = np.log((k[defined] - 2) / 2) / np.log(depth[defined] - k[defined] + 1)
        return result

    def _integration(self, value: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            asymmetry = 2 * (self.mean_depth - 1) / (self.node_count - 2)
            return np.where((self.node_count > 2) & (asymmetry > 0), value / asymmetry, math.nan)


def graph_depths(graph: VisibilityGraph, *, workers: int | None = None) -> GraphDepths:
    """Depths from every cell to every other.

    Parameters
    ----------
    graph : VisibilityGraph
    workers : int, optional
        Threads; by default one for each processor.

    Notes
    -----
    Breadth-first search with 64 sources in one word (Then et al. 2014), sources and targets in tiles: a tile of which
    every cell is in the frontier answers for all its cells at once.

    References
    ----------
    Then, M., Kaufmann, M., Chirigati, F., Hoang-Vu, T.-A., Pham, K., Kemper, A., Neumann, T., Vo, H. T. (2014). The
    more the merrier: efficient multi-source graph traversal. PVLDB 8(4), 449-460.
    https://doi.org/10.14778/2735496.2735507
    """
    grid, count = graph.grid, len(graph)
    compiled = kernels.graph_kernels(wait_s=LOADING_S if count**3 * NUMPY_MULTIPLY_S < PATIENCE_S else None)
    if compiled is None:
        nodes, total, logs, factorials = _by_numpy(graph)
    else:
        nodes, total = np.empty(count, np.int64), np.empty(count, np.int64)
        logs, factorials = np.empty(count), np.empty(count)
        first_cell = np.searchsorted(grid.place, 64 * np.arange(len(grid.filled) + 1))
        depth_sums = compiled.depth_sums

        def tiles(begin: int, stop: int) -> None:
            depth_sums(
                begin, stop, graph.bits, graph.summary, grid.filled, grid.place, first_cell, nodes, total, logs,
                factorials,
            )  # fmt: skip

        kernels.in_threads(tiles, len(grid.filled), block=2, workers=workers)
    return _depths(nodes, total, logs, factorials)


def _depths(nodes: IntArray, total: IntArray, logs: FloatArray, factorials: FloatArray) -> GraphDepths:
    """Entropies from sums over depths d of c log2 c and of c log2 (d + 1)!, c cells being at that depth."""
    others = (nodes - 1).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        # sum p log2 p, with p = c / others
        information = logs / others - np.log2(others)
        mean = total / others
        # q(d) = mean^d / (d + 1)! e^-mean: the distribution as depthmapX writes it.
        expected = mean * np.log2(mean) - factorials / others - mean / math.log(2)
    return GraphDepths(
        node_count=nodes, total_depth=total, entropy=np.where(others > 0, 0.0 - information, math.nan),
        relativised_entropy=np.where(others > 0, information - expected, math.nan),
    )  # fmt: skip


def _by_numpy(graph: VisibilityGraph) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """The same sums by matrix products, while kernels are not compiled."""
    count = len(graph)
    links = graph.rows(slice(None)).astype(np.float32)
    nodes, total = np.ones(count, np.int64), np.zeros(count, np.int64)
    logs, factorials = np.zeros(count), np.zeros(count)
    for begin in range(0, count, 1024):
        some = slice(begin, min(begin + 1024, count))
        frontier = links[some] > 0
        seen = frontier.copy()
        seen[np.arange(len(seen)), np.arange(begin, begin + len(seen))] = True
        depth = 1
        while frontier.any():
            at = frontier.sum(axis=1)
            nodes[some] += at
            total[some] += depth * at
            logs[some] += at * np.log2(np.maximum(at, 1))
            factorials[some] += at * math.lgamma(depth + 2.0) / math.log(2)
            frontier = (frontier.astype(np.float32) @ links > 0) & ~seen
            seen |= frontier
            depth += 1
    return nodes, total, logs, factorials


def step_depth(graph: VisibilityGraph, cell: int) -> IntArray:
    """Steps from one cell to every cell: itself 0, what it sees 1; -1 where none leads. Shape (n,)."""
    compiled = kernels.graph_kernels(wait_s=LOADING_S)
    if compiled is not None:
        depth = np.empty(len(graph), np.int64)
        compiled.single_depth(cell, graph.bits, graph.grid.filled, graph.grid.place, graph.grid.cell_at_place, depth)
        return depth
    depth = np.full(len(graph), -1, dtype=np.int64)
    depth[cell] = 0
    frontier, level = np.array([cell]), 0
    while len(frontier):
        level += 1
        frontier = np.flatnonzero(graph.rows(frontier).any(axis=0) & (depth < 0))
        depth[frontier] = level
    return depth


def _ratio(above: IntArray, below: IntArray) -> FloatArray:
    result: FloatArray = np.divide(above, below, out=np.full(len(above), math.nan), where=below > 0)
    return result
