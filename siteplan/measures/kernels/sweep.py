"""What is seen from a point among partitioned walls: front to back, with a sorted list of directions still open."""

from __future__ import annotations

from typing import Any

from numba import njit

END_ON_M = 2e-9
"""As in `siteplan.measures.sight_field`: walls seen end-on hide nothing, narrower openings are shut."""
TURN = 4.0
"""A whole turn in pseudo-angles."""
NEAR = 1e-12
"""A box this close to an open direction is looked into."""
FEW = 12
"""So many gaps are looked through one by one."""
OWNER, BEFORE, NEXT = 0, 1, 2
"""Columns of the notes."""


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def direction(x: float, y: float) -> float:
    """Pseudo-angle of a vector in [0, 4): grows with the angle, needs no arc tangent, equal for equal vectors."""
    # Choices rather than branches: which quadrant comes next cannot be foreseen. Adding zero makes -0.0 0.0.
    share = y / (abs(x) + abs(y)) + 0.0
    result = share if x >= 0.0 else 2.0 - share
    result = result if result >= 0.0 else TURN + result
    return result if result < TURN else 0.0


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _first_open(gaps: Any, count: int, angle: float) -> int:
    """Row of the first gap that ends after an angle."""
    if count <= FEW:
        row = 0
        while row < count and gaps[row, 1] <= angle:
            row += 1
        return row
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if gaps[middle, 1] > angle:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _box_is_open(gaps: Any, count: int, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Whether any direction in which a box lies, relative to the eye, is still open."""
    if x0 <= 0.0 <= x1 and y0 <= 0.0 <= y1:
        return True
    middle_x, middle_y = x0 if x0 > 0.0 else x1, y0 if y0 > 0.0 else y1
    right_x, left_x = (x1, x0) if y0 > 0.0 else ((x0, x1) if y1 < 0.0 else (middle_x, middle_x))
    right_y, left_y = (y0, y1) if x0 > 0.0 else ((y1, y0) if x1 < 0.0 else (middle_y, middle_y))
    first, last = direction(right_x, right_y) - NEAR, direction(left_x, left_y) + NEAR
    if first <= last:
        row = _first_open(gaps, count, first)
        return row < count and gaps[row, 0] < last
    return count > 0 and (gaps[count - 1, 1] > first or gaps[0, 0] < last)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _met(ax: float, ay: float, bx: float, by: float, rx: float, ry: float) -> tuple[float, float]:
    """Where the ray r from the eye meets the wall a-b."""
    ex, ey = bx - ax, by - ay
    turn = ex * ry - ey * rx
    share = (ay * rx - ax * ry) / turn if turn != 0.0 else 0.0
    share = min(max(share, 0.0), 1.0)
    return ax + share * ex, ay + share * ey


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _copy(gaps: Any, source: int, target: int) -> None:
    for k in range(6):
        gaps[target, k] = gaps[source, k]


@njit(cache=True, nogil=True, error_model="numpy")
def _cover(
    gaps: Any, row: int, count: int, first: float, last: float, ax: float, ay: float, bx: float, by: float,
    own_first: bool, own_last: bool, whose: int, seen: Any, notes: Any, found: int, views: int,
) -> tuple[int, int]:  # fmt: skip
    """Let the wall a-b fill the open directions between two angles, from a gap on; returns the counts of gaps and of
    stretches."""
    while row < count and gaps[row, 0] < last:
        low, high = gaps[row, 0], gaps[row, 1]
        starts, ends = first > low, last < high
        begin, end = first if starts else low, last if ends else high
        from_a, to_b = abs(ax) + abs(ay), abs(bx) + abs(by)
        from_low, to_high = abs(gaps[row, 2]) + abs(gaps[row, 3]), abs(gaps[row, 4]) + abs(gaps[row, 5])
        if (end - begin) * min(from_a if starts else from_low, to_b if ends else to_high) <= END_ON_M:
            row += 1
            continue
        if (starts and own_first) or (low == first and own_first):
            sx, sy = ax, ay
        else:
            sx, sy = _met(ax, ay, bx, by, gaps[row, 2], gaps[row, 3])
        if (ends and own_last) or (high == last and own_last):
            ex, ey = bx, by
        else:
            ex, ey = _met(ax, ay, bx, by, gaps[row, 4], gaps[row, 5])
        seen[found, 0], seen[found, 1] = begin, end
        seen[found, 2], seen[found, 3], seen[found, 4], seen[found, 5] = sx, sy, ex, ey
        link = views + found
        notes[found, OWNER] = whose
        notes[link, NEXT] = notes[notes[row, BEFORE], NEXT]
        notes[notes[row, BEFORE], NEXT] = link
        found += 1
        # What stays open on either side; slivers narrower than END_ON_M are shut.
        left = starts and (first - low) * min(from_low, from_a) > END_ON_M
        right = ends and (high - last) * min(to_high, to_b) > END_ON_M
        if left and right:
            for k in range(count, row + 1, -1):
                _copy(gaps, k - 1, k)
                notes[k, BEFORE] = notes[k - 1, BEFORE]
            _copy(gaps, row, row + 1)
            notes[row + 1, BEFORE] = link
            gaps[row + 1, 0], gaps[row + 1, 2], gaps[row + 1, 3] = last, bx, by
            gaps[row, 1], gaps[row, 4], gaps[row, 5] = first, ax, ay
            return count + 1, found
        if left:
            gaps[row, 1], gaps[row, 4], gaps[row, 5] = first, ax, ay
            row += 1
        elif right:
            gaps[row, 0], gaps[row, 2], gaps[row, 3] = last, bx, by
            notes[row, BEFORE] = link
            row += 1
        else:
            for k in range(row, count - 1):
                _copy(gaps, k + 1, k)
                notes[k, BEFORE] = notes[k + 1, BEFORE]
            count -= 1
    return count, found


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(
    x: float, y: float, lines: Any, links: Any, walls: Any, owners: Any, gaps: Any, count: int, seen: Any,
    notes: Any, stack: Any, end_on: Any,
) -> tuple[int, int, int]:  # fmt: skip
    """Find the nearest wall in every open direction.

    Parameters
    ----------
    x, y : float
        The eye [m], in the coordinates of the walls.
    lines, links, walls, owners
        The partition of `build_tree`.
    gaps : float64 (., 6)
        Open directions, ascending: first and last pseudo-angle, a vector along each. What remains open is left here.
    count : int
        Rows of ``gaps`` in use.
    seen : float64 (., 6)
        Filled with stretches: first and last pseudo-angle, start and end relative to the eye [m].
    notes : int64 (., 3)
        Filled: whose each stretch is; for each gap the link before it; and the next link of each: first one for each
        view, then one for each stretch, counterclockwise, -1 after the last.
    stack : int64 (.)
        Room for at least 2 x nodes + 2.
    end_on : float64 (., 2)
        Filled with the nearer ends of walls seen end-on; those there is no room for are dropped.

    Returns
    -------
    Stretches found, gaps left, walls seen end-on.
    """
    found, grazed, top, views = 0, 0, 0, count
    for k in range(views):
        notes[k, BEFORE], notes[k, NEXT] = k, k + 1
    notes[views - 1, NEXT] = -1
    if len(links):
        stack[0], top = 0, 1
    while top and count:
        top -= 1
        node = stack[top]
        if node >= 0:
            line = lines[node]
            leaf = links[node, 0] < 0 and links[node, 1] < 0
            # To look at a single wall costs no more than to look at its box.
            if not (leaf and links[node, 3] == 1) and not _box_is_open(
                gaps, count, line[3] - x, line[4] - y, line[5] - x, line[6] - y
            ):
                continue
            if not leaf:
                front = line[0] * x + line[1] * y >= line[2]
                near, far = (links[node, 0], links[node, 1]) if front else (links[node, 1], links[node, 0])
                if far >= 0:
                    stack[top] = far
                    top += 1
                if near >= 0:
                    stack[top], stack[top + 1] = -node - 1, near
                    top += 2
                    continue
        else:
            node = -node - 1
        for wall in range(links[node, 2], links[node, 2] + links[node, 3]):
            ax, ay, bx, by = walls[wall, 0] - x, walls[wall, 1] - y, walls[wall, 2] - x, walls[wall, 3] - y
            depth = ax * by - ay * bx
            step_x, step_y = bx - ax, by - ay
            if depth * depth <= END_ON_M * END_ON_M * (step_x * step_x + step_y * step_y):
                if grazed < len(end_on):
                    nearer = ax * ax + ay * ay <= bx * bx + by * by
                    end_on[grazed, 0], end_on[grazed, 1] = (ax, ay) if nearer else (bx, by)
                    grazed += 1
                continue
            if depth < 0.0:
                ax, ay, bx, by = bx, by, ax, ay
            first, last = direction(ax, ay), direction(bx, by)
            if first < last:
                row = _first_open(gaps, count, first)
                if row < count and gaps[row, 0] < last:
                    count, found = _cover(
                        gaps, row, count, first, last, ax, ay, bx, by, True, True, owners[wall], seen, notes, found,
                        views,
                    )  # fmt: skip
            elif first > last:
                row = _first_open(gaps, count, first)
                count, found = _cover(
                    gaps, row, count, first, TURN, ax, ay, bx, by, True, last == 0.0, owners[wall], seen, notes, found,
                    views,
                )  # fmt: skip
                if last > 0.0:
                    count, found = _cover(
                        gaps, 0, count, 0.0, last, ax, ay, bx, by, False, True, owners[wall], seen, notes, found, views
                    )
    return found, count, grazed


@njit(cache=True, nogil=True, error_model="numpy")
def _blank_between(gaps: Any, count: int, view: Any, views: int, last: float, first: float) -> bool:
    """Whether nothing is looked at, or nothing met, between the end of a stretch and the start of the next."""
    width = first - last if first >= last else first + TURN - last
    if width <= 0.0:
        return False
    middle = last + width / 2
    middle = middle if middle < TURN else middle - TURN
    looked = False
    for k in range(views):
        looked = looked or view[k, 0] <= middle <= view[k, 1]
    if not looked:
        return True
    row = _first_open(gaps, count, middle)
    return row < count and gaps[row, 0] <= middle


@njit(cache=True, nogil=True, error_model="numpy")
def ordered(
    seen: Any, notes: Any, found: int, gaps: Any, count: int, view: Any, views: int, order: Any,
    ring: Any, ring_owner: Any, ring_blank: Any,
) -> int:  # fmt: skip
    """Stretches counterclockwise, neighbouring ones of one wall joined; returns how many.

    ``ring`` (., 4): start and end of each relative to the eye [m]; ``ring_blank``: nothing is seen after it.
    """
    if not found:
        return 0
    k, link = 0, 0
    while link >= 0:
        if link >= views:
            order[k] = link - views
            k += 1
        link = notes[link, NEXT]
    # Begin after a break, so that no joined stretch runs across the end of the list.
    begin = 0
    for i in range(found):
        row, after = order[i], order[(i + 1) % found]
        blank = _blank_between(gaps, count, view, views, seen[row, 1], seen[after, 0])
        if blank or notes[row, OWNER] != notes[after, OWNER]:
            begin = i + 1 if i + 1 < found else 0
            break
    size, opened = 0, True
    for i in range(found):
        k = begin + i
        row = order[k if k < found else k - found]
        after = order[k + 1 if k + 1 < found else k + 1 - found]
        if opened:
            ring[size, 0], ring[size, 1], ring_owner[size] = seen[row, 2], seen[row, 3], notes[row, OWNER]
        blank = _blank_between(gaps, count, view, views, seen[row, 1], seen[after, 0])
        opened = blank or notes[row, OWNER] != notes[after, OWNER] or i + 1 == found
        if opened:
            ring[size, 2], ring[size, 3], ring_blank[size] = seen[row, 4], seen[row, 5], blank
            size += 1
    return size
