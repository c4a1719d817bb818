"""Entry points: outlines cut by a convex window, distances to them, and what rays meet first.

Outlines of n features are laid end to end: feature f has rings ``first_ring[f]`` to ``first_ring[f + 1]``, ring r the
closed or open line ``xy[ring_start[r]:ring_start[r + 1]]``; ``sign`` is 1 of a shell, -1 of a hole, 0 of a line.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_FARTHEST = 1e30


@njit(cache=True, nogil=True)
def clipped_areas(
    feature: Any, window: Any, first_ring: Any, ring_start: Any, xy: Any, sign: Any, window_start: Any, window_xy: Any,
    out: Any,
) -> None:  # fmt: skip
    """Area of k features inside convex windows (Sutherland and Hodgman 1974, doi:10.1145/360767.360802).

    Parameters
    ----------
    feature, window : int64 (k,)
        Pairs.
    window_start, window_xy
        Corners of each window, counter-clockwise, the first not repeated.
    out : float64 (k,)
        Filled [m2]; NaN where an outline is so winding that it needs more room than was set aside.
    """
    longest = 0
    for r in range(len(ring_start) - 1):
        longest = max(longest, ring_start[r + 1] - ring_start[r])
    widest = 0
    for w in range(len(window_start) - 1):
        widest = max(widest, window_start[w + 1] - window_start[w])
    room = 4 * longest + 2 * widest + 8
    one, other = np.empty((room, 2)), np.empty((room, 2))
    for k in range(len(feature)):
        begin, stop = window_start[window[k]], window_start[window[k] + 1]
        x0, y0 = window_xy[begin, 0], window_xy[begin, 1]
        total = 0.0
        for r in range(first_ring[feature[k]], first_ring[feature[k] + 1]):
            count = ring_start[r + 1] - ring_start[r] - 1
            for i in range(count):
                one[i, 0], one[i, 1] = xy[ring_start[r] + i, 0] - x0, xy[ring_start[r] + i, 1] - y0
            for e in range(begin, stop):
                after = begin if e + 1 == stop else e + 1
                ax, ay = window_xy[e, 0] - x0, window_xy[e, 1] - y0
                dx, dy = window_xy[after, 0] - x0 - ax, window_xy[after, 1] - y0 - ay
                cuts = False
                for i in range(count):
                    if dx * (one[i, 1] - ay) - dy * (one[i, 0] - ax) < 0.0:
                        cuts = True
                        break
                if not cuts:
                    continue
                kept = 0
                for i in range(count):
                    j = i + 1 if i + 1 < count else 0
                    here = dx * (one[i, 1] - ay) - dy * (one[i, 0] - ax)
                    there = dx * (one[j, 1] - ay) - dy * (one[j, 0] - ax)
                    if kept + 2 > room:
                        total, kept = np.nan, 0
                        break
                    if here >= 0.0:
                        other[kept, 0], other[kept, 1] = one[i, 0], one[i, 1]
                        kept += 1
                    if (here >= 0.0) != (there >= 0.0):
                        share = here / (here - there)
                        other[kept, 0] = one[i, 0] + share * (one[j, 0] - one[i, 0])
                        other[kept, 1] = one[i, 1] + share * (one[j, 1] - one[i, 1])
                        kept += 1
                one, other = other, one
                count = kept
                if count == 0:
                    break
            twice = 0.0
            for i in range(count):
                j = i + 1 if i + 1 < count else 0
                twice += one[i, 0] * one[j, 1] - one[j, 0] * one[i, 1]
            total += sign[r] * abs(twice) / 2.0
        out[k] = total if total > 0.0 or np.isnan(total) else 0.0


@njit(cache=True, nogil=True)
def _inside(px: float, py: float, f: int, first_ring: Any, ring_start: Any, xy: Any, sign: Any) -> bool:
    """Whether a point lies inside a feature's area, by how often a ray to the right crosses its rings."""
    within = False
    for r in range(first_ring[f], first_ring[f + 1]):
        if sign[r] == 0:
            continue
        for i in range(ring_start[r], ring_start[r + 1] - 1):
            ay, by = xy[i, 1], xy[i + 1, 1]
            if (ay > py) != (by > py) and px < xy[i, 0] + (py - ay) / (by - ay) * (xy[i + 1, 0] - xy[i, 0]):
                within = not within
    return within


@njit(cache=True, nogil=True)
def nearest_outlines(
    points: Any, features: Any, first_ring: Any, ring_start: Any, xy: Any, sign: Any, out: Any
) -> None:  # fmt: skip
    """Distance from each of (m, 2) points to the nearest of some features, 0 inside one; fills ``out`` (m,)."""
    for p in range(len(points)):
        px, py = points[p, 0], points[p, 1]
        best = _FARTHEST
        for k in range(len(features)):
            f = features[k]
            if _inside(px, py, f, first_ring, ring_start, xy, sign):
                best = 0.0
                break
            for r in range(first_ring[f], first_ring[f + 1]):
                for i in range(ring_start[r], ring_start[r + 1] - 1):
                    ax, ay = xy[i, 0], xy[i, 1]
                    dx, dy = xy[i + 1, 0] - ax, xy[i + 1, 1] - ay
                    square = dx * dx + dy * dy
                    along = 0.0
                    if square > 0.0:
                        along = min(1.0, max(0.0, ((px - ax) * dx + (py - ay) * dy) / square))
                    ex, ey = ax + along * dx - px, ay + along * dy - py
                    best = min(best, ex * ex + ey * ey)
        out[p] = np.sqrt(best)


@njit(cache=True, nogil=True)
def ray_hits(
    points: Any, direction: Any, reach: Any, features: Any, slope: Any, first_ring: Any, ring_start: Any, xy: Any,
    sign: Any, middle: Any, radius: Any, nearest: Any, hidden: Any,
) -> None:  # fmt: skip
    """What rays meet first, and whether something tall stands on them.

    Parameters
    ----------
    points : float64 (m, 2), direction : float64 (n, 2), reach : float64 (n,)
        Rays from every point; unit directions, length [m].
    features : int64 (k,)
        What may be met; ``middle`` and ``radius`` of all features: circles around them.
    slope : float64 (k, n)
        A feature hides a ray where it is met nearer than this distance [m].
    nearest : float64 (m, n), hidden : bool (m, n)
        Filled: metres to the first feature met, infinite where there is none; whether one hides the ray.
    """
    for p in range(len(points)):
        px, py = points[p, 0], points[p, 1]
        for k in range(len(features)):
            f = features[k]
            cx, cy, round_ = middle[f, 0] - px, middle[f, 1] - py, radius[f] + 1e-6
            around = cx * cx + cy * cy <= round_ * round_
            holds = around and _inside(px, py, f, first_ring, ring_start, xy, sign)
            for n in range(len(direction)):
                ux, uy = direction[n, 0], direction[n, 1]
                if holds:
                    nearest[p, n] = 0.0
                    hidden[p, n] = hidden[p, n] or slope[k, n] > 0.0
                    continue
                ahead = cx * ux + cy * uy
                if ahead < -round_ or ahead > reach[n] + round_ or abs(cx * uy - cy * ux) > round_:
                    continue
                met = _FARTHEST
                for r in range(first_ring[f], first_ring[f + 1]):
                    for i in range(ring_start[r], ring_start[r + 1] - 1):
                        ax, ay = xy[i, 0] - px, xy[i, 1] - py
                        bx, by = xy[i + 1, 0] - px, xy[i + 1, 1] - py
                        left, right = ux * ay - uy * ax, ux * by - uy * bx
                        if (left > 0.0 and right > 0.0) or (left < 0.0 and right < 0.0):
                            continue
                        if left == right:
                            near = min(ax * ux + ay * uy, bx * ux + by * uy)
                            far = max(ax * ux + ay * uy, bx * ux + by * uy)
                            t = max(near, 0.0) if far >= 0.0 else -1.0
                        else:
                            share = left / (left - right)
                            t = (ax + share * (bx - ax)) * ux + (ay + share * (by - ay)) * uy
                        if 0.0 <= t < met:
                            met = t
                if met <= reach[n]:
                    nearest[p, n] = min(nearest[p, n], met)
                    hidden[p, n] = hidden[p, n] or met < slope[k, n]
