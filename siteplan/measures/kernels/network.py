"""Entry points: many searches over the links of a street network, and what they mean for many plots.

Names as in `siteplan.measures.merged_network`. A network stands as rows ``arc_start`` (j + 1,) of ``arc_node`` and
``arc_cost``, turned so that a search from destinations finds the ways to them. Plots' accesses stand ordered by link,
destinations' accesses likewise.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def push(keys: Any, nodes: Any, marks: Any, size: int, key: float, node: Any, mark: Any) -> int:
    """Put an entry into a heap with four children to a parent; returns the new size."""
    i = size
    while i > 0:
        parent = (i - 1) >> 2
        if keys[parent] <= key:
            break
        keys[i], nodes[i], marks[i] = keys[parent], nodes[parent], marks[parent]
        i = parent
    keys[i], nodes[i], marks[i] = key, node, mark
    return size + 1


@njit(cache=True, nogil=True)
def drop_first(keys: Any, nodes: Any, marks: Any, size: int) -> int:
    """Take the least entry, which stands first, out of the heap; returns the new size."""
    size -= 1
    key, node, mark = keys[size], nodes[size], marks[size]
    i = 0
    while True:
        child = 4 * i + 1
        if child >= size:
            break
        least = child
        for other in range(child + 1, min(child + 4, size)):
            if keys[other] < keys[least]:
                least = other
        if keys[least] >= key:
            break
        keys[i], nodes[i], marks[i] = keys[least], nodes[least], marks[least]
        i = least
    keys[i], nodes[i], marks[i] = key, node, mark
    return size


@njit(cache=True, nogil=True)
def offer(
    cost: Any, access: Any, beside: Any, row: int, found: int, value: float, new: Any, other: Any, owner: Any
) -> int:
    """Put a destination into a row of the nearest so far, each owner once.

    Returns the number in the row, or -1 where it is no nearer than what stands there.
    """
    most = cost.shape[1]
    place = found
    for i in range(found):
        if owner[access[row, i]] == owner[new]:
            if cost[row, i] <= value:
                return -1
            place = i
            break
    if place == found:
        if found == most:
            if cost[row, most - 1] <= value:
                return -1
            place = most - 1
        else:
            found += 1
    while place > 0 and cost[row, place - 1] > value:
        cost[row, place], access[row, place] = cost[row, place - 1], access[row, place - 1]
        beside[row, place] = beside[row, place - 1]
        place -= 1
    cost[row, place], access[row, place], beside[row, place] = value, new, other
    return found


@njit(cache=True, nogil=True)
def leads_on(arc_start: Any, arc_node: Any, node: Any, behind: Any) -> bool:
    """Whether a search goes on from a junction: at a dead end it would only turn back."""
    arcs = arc_start[node + 1] - arc_start[node]
    return bool(arcs > 1 or (arcs == 1 and arc_node[arc_start[node]] != behind))


@njit(cache=True, nogil=True)
def nearest_of_junctions(
    arc_start: Any, arc_node: Any, arc_cost: Any, entry_node: Any, entry_cost: Any, entry_access: Any, owner: Any,
    cost: Any, access: Any, before: Any, found: Any,
) -> None:  # fmt: skip
    """The nearest destinations of every junction, one after the other, by one search with several labels at a node.

    Parameters
    ----------
    entry_node, entry_cost, entry_access : (e,)
        Junctions beside destinations, the cost from each to a destination's access, and which.
    owner : int64 (t,)
        Destination of each access.
    cost : float64 (j, k), access : int64 (j, k), before : int64 (j, k), found : int64 (j,)
        Filled: costs, the least first, infinite where there are fewer; accesses entered; the junction through which the
        way goes on, -1 at the last; how many.
    """
    room = len(entry_node) + cost.shape[1] * len(arc_node)
    keys, nodes, marks = np.empty(room), np.empty(room, np.int32), np.empty(room, np.int32)
    size = 0
    for i in range(len(entry_node)):
        node = entry_node[i]
        now = offer(cost, access, before, node, found[node], entry_cost[i], entry_access[i], -1, owner)
        if now >= 0:
            found[node] = now
            size = push(keys, nodes, marks, size, entry_cost[i], node, entry_access[i])
    while size > 0:
        value, node, mark = keys[0], np.int64(nodes[0]), np.int64(marks[0])
        size = drop_first(keys, nodes, marks, size)
        valid, behind = False, -1
        for i in range(found[node]):
            if access[node, i] == mark:
                valid, behind = cost[node, i] == value, before[node, i]
                break
        if not valid:
            continue
        for arc in range(arc_start[node], arc_start[node + 1]):
            other = arc_node[arc]
            if other == behind:
                continue
            further = value + arc_cost[arc]
            now = offer(cost, access, before, other, found[other], further, mark, node, owner)
            if now < 0:
                continue
            found[other] = now
            if leads_on(arc_start, arc_node, other, node):
                size = push(keys, nodes, marks, size, further, other, mark)


@njit(cache=True, nogil=True)
def between(
    forward: Any, backward: Any, position: Any, straight: Any, start: int, goal: int, t_forward: Any, t_backward: Any,
    t_position: Any, t_straight: Any,
) -> float:  # fmt: skip
    """Cost from a start to a goal on the same link, along it."""
    if t_position[goal] >= position[start]:
        moving = t_forward[goal] - forward[start] if np.isfinite(t_forward[goal]) else np.inf
    else:
        moving = t_backward[goal] - backward[start] if np.isfinite(t_backward[goal]) else np.inf
    if t_position[goal] == position[start]:
        moving = 0.0
    return float(straight[start] + t_straight[goal] + max(moving, 0.0))


@njit(cache=True, nogil=True)
def nearest_of_plots(
    plot: Any, first: Any, last: Any, link: Any, to_first: Any, to_last: Any, forward: Any, backward: Any,
    position: Any, straight: Any, j_cost: Any, j_access: Any, j_found: Any, target_start: Any, by_link: Any,
    owner: Any, asked_by: Any, t_forward: Any, t_backward: Any, t_position: Any, t_straight: Any, cost: Any,
    access: Any, start: Any, found: Any,
) -> None:  # fmt: skip
    """The nearest destinations of every plot, from those of the junctions beside its accesses.

    ``cost``, ``access``, ``start`` (p, k) and ``found`` (p,) are filled: costs, accesses entered, accesses left by.
    """
    for s in range(len(plot)):
        row, here = plot[s], link[s]
        for side in range(2):
            node = first[here] if side == 0 else last[here]
            leaving = to_first[s] if side == 0 else to_last[s]
            if leaving == np.inf:
                continue
            for i in range(j_found[node]):
                value = leaving + j_cost[node, i]
                now = offer(cost, access, start, row, found[row], value, j_access[node, i], s, owner)
                if now >= 0:
                    found[row] = now
                elif found[row] == cost.shape[1] and value >= cost[row, found[row] - 1]:
                    break
        for t in range(target_start[here], target_start[here + 1]):
            goal = by_link[t]
            if asked_by[goal] >= 0 and asked_by[goal] != row:
                continue
            value = between(
                forward, backward, position, straight, s, goal, t_forward, t_backward, t_position, t_straight
            )
            if value < np.inf:
                now = offer(cost, access, start, row, found[row], value, goal, s, owner)
                if now >= 0:
                    found[row] = now


@njit(cache=True, nogil=True)
def search_within(
    arc_start: Any, arc_node: Any, arc_cost: Any, limit: float, cost: Any, goal: Any, seen: Any, count: int, keys: Any,
    nodes: Any, marks: Any, size: int,
) -> int:  # fmt: skip
    """Search on from what stands in the heap, up to a limit; returns how many nodes were seen (``seen``)."""
    while size > 0:
        value, node, mark = keys[0], np.int64(nodes[0]), np.int64(marks[0])
        size = drop_first(keys, nodes, marks, size)
        if value > cost[node]:
            continue
        goal[node] = mark
        for arc in range(arc_start[node], arc_start[node + 1]):
            other = arc_node[arc]
            further = value + arc_cost[arc]
            if further <= limit and further < cost[other]:
                if cost[other] == np.inf:
                    seen[count] = other
                    count += 1
                cost[other], goal[other] = further, mark
                if leads_on(arc_start, arc_node, other, node):
                    size = push(keys, nodes, marks, size, further, other, mark)
    return count


@njit(cache=True, nogil=True)
def all_within(
    arc_start: Any, arc_node: Any, arc_cost: Any, entry_start: Any, entry_node: Any, entry_cost: Any,
    entry_access: Any, beside_start: Any, beside: Any, start_of_link: Any, plot: Any, to_first: Any, to_last: Any,
    forward: Any, backward: Any, position: Any, straight: Any, goal_start: Any, goals: Any, link: Any, asked_by: Any,
    t_forward: Any, t_backward: Any, t_position: Any, t_straight: Any, limit: float, decay: float, count: Any,
    weight: Any, listed: Any, pairs: Any, pair_cost: Any,
) -> int:  # fmt: skip
    """Every plot and destination within a limit of each other, by one bounded search from each destination.

    Parameters
    ----------
    entry_start : (d + 1,)
        Entries of each destination.
    beside_start : (j + 1,), beside : (b,)
        Links at each junction, twice their number, plus one where the junction is the link's last.
    goal_start : (d + 1,), goals : (g,)
        Accesses of each destination.
    decay : float
        Sums are of exp(-cost / decay).
    count : int64 (p,), weight : float64 (p,)
        Filled: how many destinations, and their sum.
    listed : bool (1,)
        Whether to write the pairs down.
    pairs : int64 (r, 4), pair_cost : float64 (r,)
        Filled as far as there is room: plot, destination, access left by, access entered; and the cost.

    Returns
    -------
    Number of pairs.
    """
    junctions, plots = len(arc_start) - 1, len(count)
    cost, goal = np.full(junctions, np.inf), np.empty(junctions, np.int64)
    seen = np.empty(junctions, np.int64)
    room = len(arc_node) + len(entry_node) + 1
    keys, nodes, marks = np.empty(room), np.empty(room, np.int32), np.empty(room, np.int32)
    best, by, to = np.full(plots, np.inf), np.empty(plots, np.int64), np.empty(plots, np.int64)
    met = np.empty(plots, np.int64)
    total = 0
    for destination in range(len(entry_start) - 1):
        size, nodes_seen, plots_met = 0, 0, 0
        for i in range(entry_start[destination], entry_start[destination + 1]):
            node = entry_node[i]
            if entry_cost[i] <= limit and entry_cost[i] < cost[node]:
                if cost[node] == np.inf:
                    seen[nodes_seen] = node
                    nodes_seen += 1
                cost[node] = entry_cost[i]
                size = push(keys, nodes, marks, size, entry_cost[i], node, entry_access[i])
        nodes_seen = search_within(
            arc_start, arc_node, arc_cost, limit, cost, goal, seen, nodes_seen, keys, nodes, marks, size
        )
        for i in range(nodes_seen):
            node = seen[i]
            for b in range(beside_start[node], beside_start[node + 1]):
                here, at_last = beside[b] >> 1, beside[b] & 1
                for s in range(start_of_link[here], start_of_link[here + 1]):
                    value = cost[node] + (to_last[s] if at_last else to_first[s])
                    row = plot[s]
                    if value <= limit and value < best[row]:
                        if best[row] == np.inf:
                            met[plots_met] = row
                            plots_met += 1
                        best[row], by[row], to[row] = value, s, goal[node]
        for g in range(goal_start[destination], goal_start[destination + 1]):
            t = goals[g]
            for s in range(start_of_link[link[t]], start_of_link[link[t] + 1]):
                row = plot[s]
                if asked_by[t] >= 0 and asked_by[t] != row:
                    continue
                value = between(
                    forward, backward, position, straight, s, t, t_forward, t_backward, t_position, t_straight
                )
                if value <= limit and value < best[row]:
                    if best[row] == np.inf:
                        met[plots_met] = row
                        plots_met += 1
                    best[row], by[row], to[row] = value, s, t
        for i in range(plots_met):
            row = met[i]
            count[row] += 1
            weight[row] += np.exp(-best[row] / decay)
            if listed[0] and total < len(pair_cost):
                pairs[total, 0], pairs[total, 1], pairs[total, 2], pairs[total, 3] = row, destination, by[row], to[row]
                pair_cost[total] = best[row]
            total += 1
            best[row] = np.inf
        for i in range(nodes_seen):
            cost[seen[i]] = np.inf
    return total
