"""Entry points: a field of least costs kept true while destinations and paths come and go.

Streets stand as lists of arcs: ``first`` (n,) the first arc at each node, ``after`` (2 m,) the next one; arc 2 e stands
at the first end of edge e, arc 2 e + 1 at its last; -1 ends a list.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from siteplan.measures.kernels.network import drop_first, push


@njit(cache=True, nogil=True)
def behind(first: Any, after: Any, ends: Any, via: Any, begin: Any, marked: Any, found: Any) -> int:
    """Nodes whose least way passes one of some nodes, those included: ``found`` is filled; returns how many."""
    count = 0
    for node in begin:
        if not marked[node]:
            marked[node] = True
            found[count] = node
            count += 1
    i = 0
    while i < count:
        arc = first[found[i]]
        while arc >= 0:
            other = ends[arc >> 1, 1 - (arc & 1)]
            if via[other] == arc >> 1 and not marked[other]:
                marked[other] = True
                found[count] = other
                count += 1
            arc = after[arc]
        i += 1
    return count


@njit(cache=True, nogil=True)
def update(
    first: Any, after: Any, ends: Any, length: Any, alive: Any, cost: Any, goal: Any, via: Any, lost: Any, nodes: Any,
    costs: Any, goals: Any, vias: Any,
) -> int:  # fmt: skip
    """Search on from what has changed.

    Parameters
    ----------
    cost : float64 (n,), goal : int64 (n,), via : int64 (n,)
        The field: least cost, destination, and the edge that is taken, -1 where a destination is entered; changed.
    lost : int64 (k,)
        Nodes whose cost holds no more.
    nodes, costs, goals, vias : (s,)
        New ways from nodes: what they cost, where they end, and by which edge they leave.

    Returns
    -------
    How many nodes were given a new cost.
    """
    room = len(nodes) + 64
    keys, heap, marks = np.empty(room), np.empty(room, np.int64), np.empty(room, np.int64)
    size, changed = 0, 0
    for node in lost:
        cost[node], goal[node], via[node] = np.inf, -1, -1
    for i in range(len(nodes)):
        node = nodes[i]
        if costs[i] < cost[node]:
            cost[node], goal[node], via[node] = costs[i], goals[i], vias[i]
            size = push(keys, heap, marks, size, costs[i], node, goals[i])
    for node in lost:
        arc = first[node]
        while arc >= 0:
            edge = arc >> 1
            if alive[edge]:
                other = ends[edge, 1 - (arc & 1)]
                further = cost[other] + length[edge]
                if further < cost[node]:
                    cost[node], goal[node], via[node] = further, goal[other], edge
            arc = after[arc]
        if cost[node] < np.inf:
            if size == len(keys):
                keys, heap, marks = (np.concatenate((keys, np.empty(size))),
                                     np.concatenate((heap, np.empty(size, np.int64))),
                                     np.concatenate((marks, np.empty(size, np.int64))))  # fmt: skip
            size = push(keys, heap, marks, size, cost[node], node, goal[node])
    while size > 0:
        value, node, mark = keys[0], heap[0], marks[0]
        size = drop_first(keys, heap, marks, size)
        if value > cost[node] or mark != goal[node]:
            continue
        changed += 1
        arc = first[node]
        while arc >= 0:
            edge = arc >> 1
            if alive[edge]:
                other = ends[edge, 1 - (arc & 1)]
                further = value + length[edge]
                if further < cost[other]:
                    cost[other], goal[other], via[other] = further, mark, edge
                    if size == len(keys):
                        keys, heap, marks = (np.concatenate((keys, np.empty(size))),
                                             np.concatenate((heap, np.empty(size, np.int64))),
                                             np.concatenate((marks, np.empty(size, np.int64))))  # fmt: skip
                    size = push(keys, heap, marks, size, further, other, mark)
            arc = after[arc]
    return changed
