"""Entry point: straight sight lines past panels, one by one, by the rules of `siteplan.measures.sight`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

TOUCH_M = 1e-8
END_M = 1e-6


@njit(cache=True, nogil=True)
def _precedes(p: Any, q: Any) -> bool:
    if p[0] != q[0]:
        return bool(p[0] < q[0])
    if p[1] != q[1]:
        return bool(p[1] < q[1])
    return bool(p[2] < q[2])


@njit(cache=True, nogil=True)
def first_blockers(
    begin: int, stop: int, eyes: Any, targets: Any, segments: Any, z_low: Any, z_high: Any, blocker: Any, at: Any
) -> None:
    """First blocker of every line from the eyes ``begin`` to ``stop``.

    Parameters
    ----------
    eyes : float64 (m, 3), targets : float64 (k, 3)
        [m], relative to a local origin.
    segments : float64 (n, 4), z_low, z_high : float64 (n,)
        Panels [m].
    blocker : int64 (m, k), at : float64 (m, k)
        Filled: row of the first panel in the way or -1, and its plan distance from the eye [m] or NaN.
    """
    for i in range(begin, stop):
        eye = eyes[i]
        for j in range(len(targets)):
            target = targets[j]
            swapped = _precedes(target, eye)
            p, q = (target, eye) if swapped else (eye, target)
            px, py, pz = p[0], p[1], p[2]
            dx, dy = q[0] - px, q[1] - py
            length = np.hypot(dx, dy)
            shown = max(length, END_M)
            ux, uy, slope = dx / shown, dy / shown, (q[2] - pz) / shown
            lowest, highest = min(pz, q[2]), max(pz, q[2])
            best, nearest = -1, np.inf
            for k in range(len(segments)):
                ax, ay = segments[k, 0] - px, segments[k, 1] - py
                bx, by = segments[k, 2] - px, segments[k, 3] - py
                off_a, off_b = ux * ay - uy * ax, ux * by - uy * bx
                if (off_a > TOUCH_M and off_b > TOUCH_M) or (off_a < -TOUCH_M and off_b < -TOUCH_M):
                    continue
                if z_low[k] > highest + TOUCH_M or z_high[k] < lowest - TOUCH_M:
                    continue
                on_a, on_b = abs(off_a) <= TOUCH_M, abs(off_b) <= TOUCH_M
                if not (on_a or on_b or (off_a > 0.0) != (off_b > 0.0)):
                    continue
                along_a, along_b = ux * ax + uy * ay, ux * bx + uy * by
                if on_a and on_b:
                    first, last = min(along_a, along_b), max(along_a, along_b)
                else:
                    share = min(max(off_a / (off_a - off_b), 0.0), 1.0) if off_a != off_b else min(max(off_a, 0.0), 1.0)
                    first = along_a + share * (along_b - along_a)
                    last = first
                first, last = max(first, END_M), min(last, length - END_M)
                if first > last:
                    continue
                z_first, z_last = pz + slope * first, pz + slope * last
                if max(z_first, z_last) < z_low[k] - TOUCH_M or min(z_first, z_last) > z_high[k] + TOUCH_M:
                    continue
                distance = length - last if swapped else first
                if distance < nearest:
                    best, nearest = k, distance
            blocker[i, j] = best
            at[i, j] = nearest if best >= 0 else np.nan
