"""Where to look from: the best single viewpoint, the best few, and how few see everything, with proof."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity

from siteplan.measures.noding import FloatArray, IntArray
from siteplan.measures.regions import Region
from siteplan.measures.sight import points_along

BoolArray = NDArray[np.bool_]

ROWS_AT_ONCE = 1024
SEARCH_WORK = 5_000_000
"""Pairs of a target and a candidate looked at where the solver could not prove its answer: two or three seconds."""
MOST_TARGETS_COMPARED = 6_000
"""Comparing more targets pair by pair costs more than it saves the solver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Viewpoints chosen, and what is proven about the choice.

    Attributes
    ----------
    chosen : tuple of int
        Rows of the candidates, ascending.
    seen : float
        Weight of the targets that the chosen ones see together.
    bound : float
        Proven: with `fewest_viewpoints` no fewer viewpoints see all; with `best_viewpoints` no choice sees more weight.
    gap : float
        What is left between the choice and the bound, relative to the choice; 0: proven best.
    unseen : tuple of int
        Targets that no candidate sees at all; they are left out of the question.
    """

    chosen: tuple[int, ...]
    seen: float
    bound: float
    gap: float
    unseen: tuple[int, ...]

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.gap == 0


def fewest_viewpoints(sees: ArrayLike, *, time_limit_s: float = 10.0) -> Placement:
    """The smallest set of candidates that sees every target that any of them sees.

    Parameters
    ----------
    sees : array_like of bool, shape (m, k)
        Candidate i sees target j; a candidate that is a target too must see itself.
    time_limit_s : float
        Then the best found so far is returned, with its gap.

    Returns
    -------
    Placement
        ``bound`` is a number of viewpoints.

    Notes
    -----
    Set cover as an integer program (HiGHS), after dominance reduction: a candidate that sees nothing that another does
    not see is dropped, and so is a target that is seen whenever another is. Both keep an optimum. Where the solver runs
    out of time, its answer is improved by exchanges with weights on the targets that stay unseen (Gao et al. 2015).

    References
    ----------
    Huangfu, Q., Hall, J. A. J. (2018). Parallelizing the dual revised simplex method. Mathematical Programming
    Computation 10(1), 119-142. https://doi.org/10.1007/s12532-017-0130-5
    Couto, M. C., de Rezende, P. J., de Souza, C. C. (2011). An exact algorithm for minimizing vertex guards on art
    galleries. International Transactions in Operational Research 18(4), 425-448.
    https://doi.org/10.1111/j.1475-3995.2011.00804.x
    Gao, C., Yao, X., Weise, T., Li, J. (2015). An efficient local search heuristic with row weighting for the unicost
    set covering problem. European Journal of Operational Research 246(3), 750-761.
    https://doi.org/10.1016/j.ejor.2015.05.038
    """
    matrix = _matrix(sees)
    covered = matrix.any(axis=0)
    unseen = tuple(np.flatnonzero(~covered).tolist())
    if not covered.any():
        return Placement(chosen=(), seen=0.0, bound=0.0, gap=0.0, unseen=unseen)
    rows, columns = _reduced(matrix[:, covered])
    small = matrix[:, covered][np.ix_(rows, columns)]
    greedy = _greedy(small)
    answer = milp(
        np.ones(len(rows)),
        constraints=LinearConstraint(csr_array(small.T.astype(np.float64)), lb=1.0),
        integrality=np.ones(len(rows)),
        bounds=Bounds(0, 1),
        options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
    )
    chosen = np.flatnonzero(answer.x > 0.5) if answer.x is not None else greedy
    if len(greedy) < len(chosen) or not small[chosen].any(axis=0).all():
        chosen = greedy
    if answer.status != 0:
        searched = _by_exchanges(small, chosen)
        chosen = searched if len(searched) < len(chosen) else chosen
    # A whole number of viewpoints: the bound may be rounded up.
    dual = answer.mip_dual_bound
    bound = 1.0 if dual is None or not math.isfinite(dual) else max(1.0, math.ceil(dual - 1e-6))
    count = len(chosen)
    bound = min(bound, float(count))
    picked = tuple(sorted(rows[chosen].tolist()))
    return Placement(
        chosen=picked,
        seen=float(matrix[list(picked)].any(axis=0).sum()),
        bound=bound,
        gap=(count - bound) / count,
        unseen=unseen,
    )


def best_viewpoint(sees: ArrayLike, *, weights: ArrayLike | None = None) -> Placement:
    """The one candidate that sees the most weight (each target counts one by default); of equals the first."""
    matrix = _matrix(sees)
    weight = _weights(weights, matrix.shape[1])
    if not len(matrix):
        raise ValueError("a best viewpoint needs at least one candidate")
    total = matrix @ weight
    row = int(np.argmax(total))
    unseen = tuple(np.flatnonzero(~matrix.any(axis=0)).tolist())
    return Placement(chosen=(row,), seen=float(total[row]), bound=float(total[row]), gap=0.0, unseen=unseen)


def best_viewpoints(
    sees: ArrayLike, count: int, *, weights: ArrayLike | None = None, time_limit_s: float = 10.0
) -> Placement:
    """The candidates, at most ``count``, that see the most weight together.

    Parameters
    ----------
    sees : array_like of bool, shape (m, k)
    count : int
    weights : array_like, shape (k,), optional
        What each target counts, at least 0; one by default.
    time_limit_s : float
        Then the best found so far is returned, with its gap.

    Returns
    -------
    Placement
        ``bound`` is a weight.
    """
    matrix = _matrix(sees)
    weight = _weights(weights, matrix.shape[1])
    if count < 1:
        raise ValueError(f"count must be at least 1, got {count}")
    unseen = tuple(np.flatnonzero(~matrix.any(axis=0)).tolist())
    rows = np.flatnonzero(_undominated(matrix[:, weight > 0]))
    # Targets seen by the same candidates are one target of their joint weight.
    distinct, group = np.unique(matrix[rows].T, axis=0, return_inverse=True)
    joint = np.zeros(len(distinct))
    np.add.at(joint, group.reshape(-1), weight)
    useful = distinct.any(axis=1) & (joint > 0)
    distinct, joint = distinct[useful], joint[useful]
    m, k = len(rows), len(distinct)
    greedy = _greedy_weight(distinct.T, joint, count)
    chosen, bound = greedy, float(joint.sum())
    if m and k:
        # y <= sum of the x that see it; at most count of the x.
        cover = hstack([csr_array(distinct.astype(np.float64)), -identity(k)])
        limit = csr_array(np.concatenate((np.ones(m), np.zeros(k)))[None])
        answer = milp(
            np.concatenate((np.zeros(m), -joint)),
            constraints=[LinearConstraint(cover, lb=0.0), LinearConstraint(limit, ub=count)],
            integrality=np.concatenate((np.ones(m), np.zeros(k))),
            bounds=Bounds(0, 1),
            options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
        )
        if answer.mip_dual_bound is not None and math.isfinite(answer.mip_dual_bound):
            bound = min(bound, -float(answer.mip_dual_bound))
        if answer.x is not None:
            found = np.flatnonzero(answer.x[:m] > 0.5)
            chosen = max(greedy, found, key=lambda some: _seen_weight(distinct.T, joint, some))
    picked = tuple(sorted(rows[chosen].tolist()))
    seen = float(weight[matrix[list(picked)].any(axis=0)].sum()) if picked else 0.0
    gap = max(bound - seen, 0.0) / seen if seen > 0 else 0.0
    return Placement(
        chosen=picked, seen=seen, bound=max(bound, seen), gap=gap if gap > 1e-9 else 0.0, unseen=unseen
    )  # fmt: skip


def candidates_in(area: Region, *, spacing: float) -> FloatArray:
    """Points of a square grid inside an area, shape (m, 2) [m]."""
    if not spacing > 0:
        raise ValueError(f"spacing must be positive, got {spacing}")
    if area.is_empty:
        return np.zeros((0, 2))
    x0, y0, x1, y1 = area.bounds
    columns, lines = max(1, math.floor((x1 - x0) / spacing)), max(1, math.floor((y1 - y0) / spacing))
    # The grid is centred, so that a turned or shifted drawing gets the same candidates.
    x = (x0 + x1) / 2 + (np.arange(columns) - (columns - 1) / 2) * spacing
    y = (y0 + y1) / 2 + (np.arange(lines) - (lines - 1) / 2) * spacing
    points = np.column_stack([part.ravel() for part in np.meshgrid(x, y)])
    shapely.prepare(area)
    inside: FloatArray = points[shapely.contains_xy(area, points[:, 0], points[:, 1])]
    return inside


def candidates_along(
    facade: shapely.LineString | shapely.MultiLineString, *, spacing: float, inset_m: float = 0.5
) -> FloatArray:
    """Points along a façade, moved to its left by an inset (inside, where the outline runs counterclockwise) [m]."""
    found = [np.zeros((0, 2))]
    for line in shapely.get_parts(facade):
        vertices = shapely.get_coordinates(line)
        for start, end in itertools.pairwise(vertices):
            length = float(np.hypot(*(end - start)))
            if length > 0:
                points, _ = points_along(shapely.LineString([start, end]), spacing_m=spacing)
                left = np.array([start[1] - end[1], end[0] - start[0]]) / length
                found.append(points + inset_m * left)
    return np.vstack(found)


def _matrix(sees: ArrayLike) -> BoolArray:
    matrix = np.asarray(sees, dtype=np.bool_)
    if matrix.ndim != 2:
        raise ValueError(f"sees must have shape (candidates, targets), got {matrix.shape}")
    return matrix


def _weights(weights: ArrayLike | None, count: int) -> FloatArray:
    weight = np.ones(count) if weights is None else np.asarray(weights, dtype=np.float64)
    if weight.shape != (count,) or not (weight >= 0).all():
        raise ValueError(f"weights must be {count} numbers of at least 0")
    return weight


def _reduced(matrix: BoolArray) -> tuple[IntArray, IntArray]:
    """Rows and columns that are left when dominated candidates and implied targets are dropped."""
    rows, columns = np.arange(len(matrix)), np.arange(matrix.shape[1])
    while True:
        before = len(rows), len(columns)
        part = matrix[np.ix_(rows, columns)]
        _, first = np.unique(np.packbits(part, axis=0), axis=1, return_index=True)
        columns = columns[np.sort(first)]
        rows = rows[_undominated(matrix[np.ix_(rows, columns)])]
        if len(columns) <= MOST_TARGETS_COMPARED:
            columns = columns[_undominated(~matrix[np.ix_(rows, columns)].T)]
        if (len(rows), len(columns)) == before:
            break  # nothing more gives way
    return rows.astype(np.int64), columns.astype(np.int64)


def _undominated(matrix: BoolArray) -> BoolArray:
    """Rows that are no part of another row; of equal rows the first is kept.

    Applied to the complement of targets' rows it keeps the targets that the fewest candidates see.
    """
    values = matrix.astype(np.float32)
    size = values.sum(axis=1)
    keep = np.ones(len(matrix), dtype=np.bool_)
    for begin in range(0, len(matrix), ROWS_AT_ONCE):
        some = slice(begin, min(begin + ROWS_AT_ONCE, len(matrix)))
        shared = values[some] @ values.T
        within = shared >= size[some, None]
        # Equal rows hold each other: only the later one counts as held.
        later = np.arange(len(matrix))[None] < np.arange(some.start, some.stop)[:, None]
        held = within & ((size[None] > size[some, None]) | ((size[None] == size[some, None]) & later))
        keep[some] = ~held.any(axis=1)
    return keep


def _greedy(matrix: BoolArray) -> IntArray:
    """A cover by taking, again and again, the candidate that sees the most that is unseen."""
    left, chosen = np.ones(matrix.shape[1], dtype=np.bool_), []
    while left.any():
        row = int(np.argmax(matrix[:, left].sum(axis=1)))
        chosen.append(row)
        left &= ~matrix[row]
    return np.array(sorted(chosen), dtype=np.int64)


def _by_exchanges(matrix: BoolArray, cover: IntArray) -> IntArray:
    """A cover at most as large as the given one, by exchanging candidates; the same for the same input."""
    chance = random.Random(0)
    size, targets = matrix.shape
    sees = [np.flatnonzero(row).tolist() for row in matrix]
    seen_by = [np.flatnonzero(column).tolist() for column in matrix.T]
    weight, times, since = [1] * targets, [0] * targets, [0] * size
    chosen: set[int] = set()
    # What the weight of unseen targets falls by if a candidate is chosen, or rises by if it is given up.
    worth = [len(row) for row in sees]
    unseen = set(range(targets))

    def put(one: int) -> None:
        chosen.add(one)
        for target in sees[one]:
            times[target] += 1
            if times[target] == 1:
                unseen.discard(target)
                for other in seen_by[target]:
                    if other != one:
                        worth[other] -= weight[target]
            elif times[target] == 2:
                worth[next(o for o in seen_by[target] if o in chosen and o != one)] -= weight[target]
        worth[one] = sum(weight[target] for target in sees[one] if times[target] == 1)

    def take(one: int) -> None:
        chosen.discard(one)
        for target in sees[one]:
            times[target] -= 1
            if times[target] == 0:
                unseen.add(target)
                for other in seen_by[target]:
                    if other != one:
                        worth[other] += weight[target]
            elif times[target] == 1:
                worth[next(o for o in seen_by[target] if o in chosen)] += weight[target]
        worth[one] = sum(weight[target] for target in sees[one] if times[target] == 0)

    for one in cover.tolist():
        put(one)
    best, last = sorted(chosen), -1
    steps = int(SEARCH_WORK / max(1.0, matrix.sum() ** 2 / (size * targets)))
    for step in range(1, steps + 1):
        while not unseen:
            best = sorted(chosen)
            take(min(chosen, key=lambda one: (worth[one], since[one])))
        gone = min((one for one in chosen if one != last), key=lambda one: (worth[one], since[one]), default=None)
        if gone is None:
            break
        take(gone)
        target = chance.choice(sorted(unseen))
        last = max((one for one in seen_by[target] if one != gone), key=lambda one: (worth[one], -since[one]),
                   default=gone)  # fmt: skip
        put(last)
        since[gone] = since[last] = step
        for target in unseen:
            weight[target] += 1
            for one in seen_by[target]:
                worth[one] += 1
    return np.array(best, dtype=np.int64)


def _greedy_weight(matrix: BoolArray, weight: FloatArray, count: int) -> IntArray:
    left, chosen = weight.copy(), []
    for _ in range(min(count, len(matrix))):
        gain = matrix @ left
        row = int(np.argmax(gain))
        if gain[row] <= 0:
            break
        chosen.append(row)
        left[matrix[row]] = 0.0
    return np.array(sorted(chosen), dtype=np.int64)


def _seen_weight(matrix: BoolArray, weight: FloatArray, rows: IntArray) -> float:
    return float(weight[matrix[rows].any(axis=0)].sum()) if len(rows) else 0.0
