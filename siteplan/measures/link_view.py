"""Plots and destinations brought together on the links of a network, ready for a search by either path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siteplan.measures.cost_field import CostField
from siteplan.measures.merged_network import MergedNetwork, OnLinks
from siteplan.measures.network import facing
from siteplan.measures.snapping import Accesses

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinkView:
    """s starts and t targets on the links.

    ``starts`` in the order of their links, ``targets`` in their own order and after them the points that stand there
    for one plot alone (``asked_by`` (t,), -1 for all plots); ``placed`` and ``goals`` say where both lie; ``owner``
    (t,) destination of each target, 0 ... d - 1.
    """

    merged: MergedNetwork
    arcs: tuple[IntArray, IntArray, FloatArray]
    starts: Accesses
    placed: OnLinks
    targets: Accesses
    goals: OnLinks
    owner: IntArray
    asked_by: IntArray

    @classmethod
    def of(
        cls,
        merged: MergedNetwork,
        arcs: tuple[IntArray, IntArray, FloatArray],
        *,
        starts: Accesses,
        targets: Accesses,
        names: IntArray,
        straight_rate: float,
    ) -> LinkView:
        """Bring starts and targets together; ``names``: the distinct owners of the targets, ascending."""
        nothing = np.empty(0, dtype=int)
        alone = CostField(targets=targets, cost=np.empty(0), next_node=nothing, entered=nothing)
        faced, starts = facing(alone, starts)
        starts = starts.take(np.argsort(merged.link[starts.edge], kind="stable"))
        asked_by = np.full(len(targets), -1) if faced.asked_by is None else faced.asked_by
        return cls(
            merged=merged, arcs=arcs, starts=starts, placed=merged.place(starts, straight_rate=straight_rate),
            targets=faced.targets, goals=merged.place(faced.targets, straight_rate=straight_rate),
            owner=np.searchsorted(names, faced.targets.owner), asked_by=asked_by,
        )  # fmt: skip

    def starts_by_link(self) -> IntArray:
        """(l + 1,) where the starts of each link begin."""
        return np.searchsorted(self.placed.link, np.arange(len(self.merged.first) + 1))

    def targets_by_link(self) -> tuple[IntArray, IntArray]:
        """(l + 1,) where the targets of each link begin in the second array, (t,) targets ordered by link."""
        order = np.argsort(self.goals.link, kind="stable")
        return np.searchsorted(self.goals.link[order], np.arange(len(self.merged.first) + 1)), order

    def targets_by_destination(self, count: int) -> tuple[IntArray, IntArray]:
        """(d + 1,) where the targets of each destination begin in the second array, (t,) targets ordered by them."""
        order = np.argsort(self.owner, kind="stable")
        return np.searchsorted(self.owner[order], np.arange(count + 1)), order

    def on_one_link(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Pairs of a start and a target on the same link that are meant for each other, and the cost along it."""
        begin, order = self.targets_by_link()
        low, high = begin[self.placed.link], begin[self.placed.link + 1]
        start = np.repeat(np.arange(len(low)), high - low)
        before = np.repeat(np.cumsum(high - low) - (high - low), high - low)
        target = order[np.repeat(low, high - low) + np.arange(len(start)) - before]
        meant = (self.asked_by[target] < 0) | (self.asked_by[target] == self.starts.owner[start])
        start, target = start[meant], target[meant]
        placed, goals = self.placed, self.goals
        ahead = goals.position[target] - placed.position[start]
        with np.errstate(invalid="ignore"):  # closed in one direction: infinite less infinite
            moving = np.where(
                ahead > 0, goals.forward[target] - placed.forward[start],
                goals.backward[target] - placed.backward[start],
            )  # fmt: skip
        moving = np.where(ahead == 0, 0.0, np.where(np.isnan(moving), np.inf, np.maximum(moving, 0.0)))
        return start, target, placed.straight[start] + goals.straight[target] + moving
