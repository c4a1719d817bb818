"""The searches of the distance engine without compiled kernels: SciPy's search from every destination's accesses.

Slower by an order of magnitude, equal in its answers; for machines without Numba, and while kernels are being loaded.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from siteplan.measures.link_view import LinkView

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

_CELLS = 8_000_000
"""Numbers held at a time in one table of costs."""


def nearest(view: LinkView, *, plots: int, count: int) -> tuple[FloatArray, IntArray, IntArray]:
    """The nearest destinations of every plot: costs, targets and starts, (p, count) each."""
    cost, target = np.full((plots, count), np.inf), np.full((plots, count), -1)
    start = np.full((plots, count), -1)
    for found, by, to, _ in _by_destination(view, plots, np.inf):
        merged = np.concatenate([cost, found.T], axis=1)
        least = np.argsort(merged, axis=1, kind="stable")[:, :count]
        row = np.arange(plots)[:, None]
        cost = merged[row, least]
        target = np.concatenate([target, to.T], axis=1)[row, least]
        start = np.concatenate([start, by.T], axis=1)[row, least]
    return cost, np.where(np.isfinite(cost), target, -1), np.where(np.isfinite(cost), start, -1)


def within(
    view: LinkView, *, plots: int, limit: float, decay: float, pairs: bool
) -> tuple[IntArray, FloatArray, IntArray, FloatArray]:
    """Counts and sums of every plot, and on demand pairs (r, 4) of plot, destination, start, target, with costs."""
    count, weight = np.zeros(plots, dtype=np.int64), np.zeros(plots)
    listed, costs = [np.empty((0, 4), dtype=np.int64)], [np.empty(0)]
    for found, by, to, first in _by_destination(view, plots, limit):
        near = (found <= limit) & np.isfinite(found)
        count += near.sum(axis=0)
        weight += np.where(near, np.exp(-np.where(near, found, 0.0) / decay), 0.0).sum(axis=0)
        if pairs:
            destination, plot = np.nonzero(near)
            listed.append(np.column_stack([plot, destination + first, by[near], to[near]]))
            costs.append(found[near])
    return count, weight, np.concatenate(listed), np.concatenate(costs)


def _by_destination(view: LinkView, plots: int, limit: float) -> Iterator[tuple[FloatArray, IntArray, IntArray, int]]:
    """Some destinations at a time: (d, p) least costs, starts and targets, and the first destination's number."""
    everywhere = (view.asked_by < 0).nonzero()[0]
    everywhere = everywhere[np.argsort(view.owner[everywhere], kind="stable")]
    if not len(everywhere) or not len(view.starts):
        return
    owner = view.owner[everywhere]
    begins = np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))
    at_once = max(1, _CELLS // max(len(view.starts), len(view.merged.junction)))
    direct = _Direct(view)
    by_plot = np.argsort(view.starts.owner, kind="stable")
    low = 0
    while low < len(begins):
        high = max(low + 1, int(np.searchsorted(begins, begins[low] + at_once, "right")) - 1)
        rows = everywhere[begins[low] : begins[high] if high < len(begins) else len(everywhere)]
        table = _costs(view, rows, limit)
        cost, target = _least_by_owner(table, view.owner[rows] - low)
        target = rows[target]
        direct.into(cost, target, low)
        yield *_least_by_plot(cost, target, view.starts.owner, by_plot, plots), low
        low = high


def _costs(view: LinkView, rows: IntArray, limit: float) -> FloatArray:
    """(r, s) cost from every start to each of some targets by way of a junction."""
    merged, goals, placed = view.merged, view.goals, view.placed
    junctions = len(merged.junction)
    begin, node, cost = view.arcs
    own = np.repeat(np.arange(junctions), np.diff(begin))
    source = junctions + np.arange(len(rows))
    link = goals.link[rows]
    row = np.concatenate([own, source, source])
    column = np.concatenate([node, merged.first[link], merged.last[link]])
    value = np.concatenate([cost, goals.from_first[rows], goals.from_last[rows]])
    order = np.lexsort((value, column, row))
    row, column, value = row[order], column[order], value[order]
    keep = np.isfinite(value)
    keep[1:] &= (row[1:] != row[:-1]) | (column[1:] != column[:-1])  # a matrix would add up what stands twice
    size = junctions + len(rows)
    starts = np.searchsorted(row[keep], np.arange(size + 1))
    found = dijkstra(csr_array((value[keep], column[keep], starts), shape=(size, size)), indices=source, limit=limit)
    by_first = placed.to_first + found[:, merged.first[placed.link]]
    by_last = placed.to_last + found[:, merged.last[placed.link]]
    least: FloatArray = np.minimum(by_first, by_last)
    return least


def _least_by_owner(table: FloatArray, owner: IntArray) -> tuple[FloatArray, IntArray]:
    """(d, s) least cost over the targets of each destination, and the target that gives it."""
    begins = np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))
    least = np.minimum.reduceat(table, begins, axis=0)
    which = np.empty(least.shape, dtype=np.int64)
    for number, (low, high) in enumerate(zip(begins, [*begins[1:], len(owner)], strict=True)):
        which[number] = low + table[low:high].argmin(axis=0)
    return least, which


def _least_by_plot(
    cost: FloatArray, target: IntArray, plot: IntArray, by_plot: IntArray, plots: int
) -> tuple[FloatArray, IntArray, IntArray]:
    """(d, p) least cost over the starts of each plot, the start and the target that give it."""
    ordered = plot[by_plot]
    begins = np.searchsorted(ordered, np.arange(plots + 1))
    least = np.full((len(cost), plots), np.inf)
    start, goal = np.full(least.shape, -1), np.full(least.shape, -1)
    row = np.arange(len(cost))
    for number in range(plots):
        mine = by_plot[begins[number] : begins[number + 1]]
        if len(mine):
            best = mine[cost[:, mine].argmin(axis=1)]
            least[:, number], start[:, number], goal[:, number] = cost[row, best], best, target[row, best]
    return least, start, goal


class _Direct:
    """Starts and targets on the same link, by destination."""

    def __init__(self, view: LinkView) -> None:
        start, target, cost = view.on_one_link()
        order = np.lexsort((-cost, view.owner[target]))  # of one destination and start, the cheapest comes last
        self.start, self.target, self.cost = start[order], target[order], cost[order]
        self.owner = view.owner[self.target]

    def into(self, cost: FloatArray, target: IntArray, first: int) -> None:
        """Lower the costs of the destinations from ``first`` on where the way along the link is cheaper."""
        low, high = np.searchsorted(self.owner, [first, first + len(cost)])
        row, start, value = self.owner[low:high] - first, self.start[low:high], self.cost[low:high]
        cheaper = value <= cost[row, start]
        row, start = row[cheaper], start[cheaper]
        cost[row, start], target[row, start] = value[cheaper], self.target[low:high][cheaper]
