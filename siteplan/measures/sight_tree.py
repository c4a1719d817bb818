"""Walls partitioned for the compiled isovist, and what it sees from many points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siteplan.measures import kernels
from siteplan.measures.noding import FloatArray, IntArray

View = tuple[float, float] | None
"""First direction and width [rad], counterclockwise from +x; None: all round."""
AT_ONCE = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SightTree:
    """A binary space partition (Fuchs et al. 1980) made by `kernels.tree.build_tree`, and the kernel that reads it.

    References
    ----------
    Fuchs, H., Kedem, Z. M., Naylor, B. F. (1980). On visible surface generation by a priori tree structures. SIGGRAPH
    Computer Graphics 14(3), 124-133. https://doi.org/10.1145/965105.807481
    """

    lines: FloatArray
    links: IntArray
    walls: FloatArray
    owners: IntArray
    stretches: kernels.Kernel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rings:
    """Visible stretches of several eyes, one after another: of eye i the rows ``first[i]`` to ``first[i + 1]``.

    Attributes
    ----------
    first : ndarray of int, shape (m + 1,)
    start, end : ndarray, shape (k, 2)
        Ends of each stretch, counterclockwise, relative to its eye [m].
    owner : ndarray of int, shape (k,)
    blank : ndarray of bool, shape (k,)
        Nothing is looked at between this stretch and the next.
    """

    first: IntArray
    start: FloatArray
    end: FloatArray
    owner: IntArray
    blank: NDArray[np.bool_]


def sight_tree(pieces: FloatArray, owner: IntArray) -> SightTree | None:
    """Partition noded pieces, if the kernels are loaded; the first call starts loading them and does not wait."""
    compiled = kernels.sight_kernels()
    if compiled is None:
        return None
    lines, links, walls, owners = compiled.build_tree(pieces, owner)
    return SightTree(lines=lines, links=links, walls=walls, owners=owners, stretches=compiled.stretches)


def rings(tree: SightTree, points: FloatArray, views: Sequence[View]) -> Rings:
    """What is seen from each point.

    Parameters
    ----------
    points : ndarray, shape (m, 2)
        Eyes [m], in the coordinates of the pieces.
    views : sequence of m
    """
    open_rows = [_open(view) for view in views]
    first_view = np.cumsum([0, *map(len, open_rows)])
    rows = np.array([row for view in open_rows for row in view]).reshape(-1, 6)
    points = np.array(points, dtype=np.float64)
    parts: list[tuple[Any, ...]] = [()] * -(-len(points) // AT_ONCE)

    def some(begin: int, stop: int) -> None:
        own = rows[first_view[begin] : first_view[stop]]
        parts[begin // AT_ONCE] = tree.stretches(
            points[begin:stop], own, first_view[begin : stop + 1] - first_view[begin], tree.lines, tree.links,
            tree.walls, tree.owners,
        )  # fmt: skip

    kernels.in_threads(some, len(points), block=AT_ONCE)
    if not parts:
        parts = [(np.zeros(1, np.int64), np.zeros((0, 4)), np.zeros(0, np.int64), np.zeros(0, np.bool_))]
    firsts, ring, owner, blank = zip(*parts, strict=True)
    counts, ends = np.concatenate([np.diff(first) for first in firsts]), np.concatenate(ring)
    return Rings(
        first=np.concatenate(([0], np.cumsum(counts))), start=ends[:, :2], end=ends[:, 2:],
        owner=np.concatenate(owner), blank=np.concatenate(blank),
    )  # fmt: skip


def _open(view: View) -> list[tuple[float, ...]]:
    """Directions looked at as the kernel wants them: first and last pseudo-angle, and a vector along each."""
    if view is None:
        return [(0.0, 4.0, 1.0, 0.0, 1.0, 0.0)]
    (ax, ay), (bx, by) = ((math.cos(angle), math.sin(angle)) for angle in (view[0], view[0] + view[1]))
    first, last = _pseudo_angle(ax, ay), _pseudo_angle(bx, by)
    if first < last:
        return [(first, last, ax, ay, bx, by)]
    ahead = (first, 4.0, ax, ay, 1.0, 0.0)
    return [(0.0, last, 1.0, 0.0, bx, by), ahead] if last > 0 else [ahead]


def _pseudo_angle(x: float, y: float) -> float:
    """As `kernels.sweep.direction`."""
    share = y / (abs(x) + abs(y))
    if x < 0:
        return 2.0 - share
    return share if y >= 0 else (4.0 + share) % 4.0
