"""What a search from all destinations of a kind leaves behind: the least cost from everywhere, and which way to go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from siteplan.measures.snapping import Accesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """For each of k accesses, the least cost to any target.

    ``cost`` (k,), infinite where there is no way; ``first_node`` (k,) the node through which one leaves the edge, -1
    where the target is on the same edge; ``target`` (k,) access of the target where it is on the same edge, else -1.
    """

    cost: NDArray[np.float64]
    first_node: NDArray[np.int_]
    target: NDArray[np.int_]


def cheapest_by_owner(accesses: Accesses, reached: Reached, *, limit: float) -> NDArray[np.int_]:
    """Numbers of the accesses that reach most cheaply, one for each owner within the limit, the cheapest first."""
    order = np.lexsort((reached.cost, accesses.owner))
    owner, cost = accesses.owner[order], reached.cost[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = owner[1:] != owner[:-1]
    best = order[first & (cost <= limit)]
    return best[np.argsort(reached.cost[best], kind="stable")]


@dataclass(frozen=True, eq=False, kw_only=True)
class CostField:
    """Least cost from every node to a set of targets, and how to get there.

    ``cost`` (n,); ``next_node`` (n,) the node after this one on the way, n where the way goes straight to a target,
    negative where there is none; ``entered`` (n,) the target's access that is entered from this node, -1 where that is
    none. ``asked_by`` (k,): the owner of the starts for which alone a target's access stands there, -1 for all.
    """

    targets: Accesses
    cost: NDArray[np.float64]
    next_node: NDArray[np.int_]
    entered: NDArray[np.int_]
    asked_by: NDArray[np.int_] | None = None

    @cached_property
    def target_from(self) -> NDArray[np.int_]:
        """(n,) the target that the way from each node ends at, -1 where there is no way."""
        n = len(self.cost)
        final = np.where(self.next_node == n, np.arange(n), self.next_node)
        lost = final < 0
        final[lost] = np.flatnonzero(lost)
        while (further := final[final] != final).any():  # the way left to go halves with every round
            final[further] = final[final[further]]
        return np.where(lost, -1, self.entered[final])

    def targets_of(self, reached: Reached) -> NDArray[np.int_]:
        """(k,) the target that each start reaches most cheaply, -1 where there is no way."""
        by_node = self.target_from[np.maximum(reached.first_node, 0)]
        return np.where(reached.target >= 0, reached.target, np.where(np.isfinite(reached.cost), by_node, -1))

    def target_of(self, reached: Reached, which: int) -> int:
        """The target that a start reaches most cheaply."""
        direct = int(reached.target[which])
        return direct if direct >= 0 else int(self.target_from[reached.first_node[which]])

    @cached_property
    def by_edge(self) -> NDArray[np.int_]:
        """(k,) targets in the order of their edges."""
        return np.argsort(self.targets.edge, kind="stable")

    @cached_property
    def stretches_by_edge(self) -> NDArray[np.int_]:
        """Stretches of the targets in the order of their edges."""
        stretches = self.targets.stretches
        return np.empty(0, dtype=int) if stretches is None else np.argsort(stretches.edge, kind="stable")
