"""A layout drawn again by a less steady hand: walls, openings and viewpoints a little off, every room still closed.

What a result rests on should be the design and not the pen. Each straight wall line of a storey moves as one along its
normal, so that what shares a wall goes on sharing it and corners stay corners; doors and windows go with their wall and
slide along it; viewpoints move within their room. Nothing outdoors moves. Every error is drawn from a uniform
distribution between minus and plus its bound.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point, Polygon

from siteplan.context.layout import LayoutContext
from siteplan.measures.openings import FloatArray, IntArray, chords, segments_of
from siteplan.model import Door, Layout, Viewpoint, Wall, Window

_COLLINEAR_M = 0.02
"""Pieces of outline that lie within this distance of one line, and touch, are one wall line."""
_PARALLEL_SINE = 0.02
_TOUCH_M = 0.05
_CORNER_M = 0.02
"""An opening keeps this distance to the corners of its rooms."""
_FROM_WALL_M = 0.1
"""A viewpoint keeps this distance to the walls of its room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Bounds of the errors: how far a wall line, a door along its wall, and a viewpoint may be off [m].

    Windows slide along their wall by as much as the walls move.
    """

    wall_m: float
    door_m: float = 0.2
    viewpoint_m: float = 0.5


@dataclass(frozen=True, eq=False)
class _WallLines:
    """The straight pieces of all room and wall outlines of one storey, and which of them are one line.

    ``segments`` (n, 4) [m]; ``line`` (n,) number of the line; ``direction`` (l, 2) unit vector of each line.
    """

    segments: FloatArray
    line: IntArray
    direction: FloatArray

    def normal(self) -> FloatArray:
        """(l, 2) unit normals, left of each direction."""
        return np.stack([-self.direction[:, 1], self.direction[:, 0]], axis=1)


class Redrawing:
    """One layout, ready to be drawn again any number of times.

    Parameters
    ----------
    layout
        As it was drawn. Outlines with rings inside them keep these.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        storeys = sorted({s.storey for s in layout.spaces} | {w.storey for w in layout.walls})
        self._lines = {storey: _wall_lines(_outlines(layout, storey)) for storey in storeys}

    def drawn(self, seed: int, errors: Errors) -> Layout:
        """The layout as drawn once more; the same seed and errors give the same drawing."""
        rng = np.random.default_rng(seed)
        layout = self._layout
        shift = {
            storey: rng.uniform(-errors.wall_m, errors.wall_m, len(lines.direction))
            for storey, lines in self._lines.items()
        }
        spaces = tuple(
            dataclasses.replace(space, boundary=self._polygon(space.boundary, space.storey, shift[space.storey]))
            for space in layout.spaces
        )
        walls = tuple(dataclasses.replace(wall, line=self._wall(wall, shift[wall.storey])) for wall in layout.walls)
        moved = dataclasses.replace(layout, spaces=spaces, walls=walls)
        lines = self._openings(moved, shift, errors, rng)
        moved = dataclasses.replace(
            moved,
            doors=tuple(dataclasses.replace(door, line=lines[door.id]) for door in layout.doors),
            windows=tuple(dataclasses.replace(window, line=lines[window.id]) for window in layout.windows),
        )
        return dataclasses.replace(moved, viewpoints=_viewpoints(moved, errors.viewpoint_m, rng), fingerprint="")

    def _polygon(self, polygon: Polygon, storey: int, shift: FloatArray) -> Polygon:
        ring = self._moved(np.asarray(polygon.exterior.coords)[:-1], storey, shift, closed=True)
        moved = Polygon(ring, [hole.coords for hole in polygon.interiors])
        return moved if moved.is_valid else polygon

    def _wall(self, wall: Wall, shift: FloatArray) -> LineString | Polygon:
        if isinstance(wall.line, Polygon):
            return self._polygon(wall.line, wall.storey, shift)
        return LineString(self._moved(np.asarray(wall.line.coords), wall.storey, shift, closed=False))

    def _moved(self, xy: FloatArray, storey: int, shift: FloatArray, *, closed: bool) -> FloatArray:
        """The corners (k, 2) where their moved wall lines meet; at a vertex within a wall, moved with that wall."""
        lines = self._lines[storey]
        normal = lines.normal()
        count = len(xy)
        pieces = [(k, (k + 1) % count) for k in range(count if closed else count - 1)]
        line_of = [_line_at(lines, xy[a], xy[b]) for a, b in pieces]
        out = xy.astype(np.float64).copy()
        for k in range(count):
            before = line_of[k - 1] if closed or k > 0 else None
            after = line_of[k] if k < len(line_of) else None
            ends = list(dict.fromkeys(line for line in (before, after) if line is not None))
            if len(ends) == 2 and abs(np.linalg.det(normal[ends])) > 0.2:
                out[k] += np.linalg.solve(normal[ends], shift[ends])
            elif ends:
                out[k] += (normal[ends] * shift[ends][:, None]).mean(axis=0)
        return out

    def _openings(
        self, moved: Layout, shift: dict[int, FloatArray], errors: Errors, rng: np.random.Generator
    ) -> dict[str, LineString]:
        """Every door's and window's line by id, on its moved wall and slid along it as far as there is room."""
        every: list[Door | Window] = [*moved.doors, *moved.windows]
        result = {opening.id: opening.line for opening in every}
        for storey, lines in self._lines.items():
            openings = [opening for opening in every if opening.storey == storey]
            if not openings:
                continue
            bounds = np.array([errors.door_m if isinstance(o, Door) else errors.wall_m for o in openings])
            wished = rng.uniform(-bounds, bounds)
            xy = chords([opening.line for opening in openings])
            own = np.array([_nearest_line(lines, one) for one in xy], dtype=np.intp)
            corners = segments_of(_outlines(moved, storey))[0]
            for number in np.unique(own):
                rows = np.flatnonzero(own == number)
                if number < 0:
                    continue  # in no wall: it stays where it was drawn
                along = lines.direction[number]
                extents = np.sort(np.stack([xy[rows, :2] @ along, xy[rows, 2:] @ along], axis=1), axis=1)
                free = _room_to_slide(extents, _edges_along(lines, corners, int(number), along))
                slid = np.clip(wished[rows], free[:, 0] - extents[:, 0], free[:, 1] - extents[:, 1])
                for row, by in zip(rows.tolist(), slid.tolist(), strict=True):
                    step = lines.normal()[number] * shift[storey][number] + along * by
                    result[openings[row].id] = shapely.transform(openings[row].line, lambda c, s=step: c + s)
        return result


def _outlines(layout: Layout, storey: int) -> list[Polygon | LineString]:
    rooms = [space.boundary for space in layout.spaces if space.storey == storey]
    return [*rooms, *(wall.line for wall in layout.walls if wall.storey == storey)]


def _wall_lines(outlines: Sequence[Polygon | LineString]) -> _WallLines:
    """Pieces that are parallel, lie on one line and touch are one wall line."""
    segments, _ = segments_of(outlines)
    step = segments[:, 2:] - segments[:, :2]
    unit = step / np.hypot(*step.T)[:, None]
    # One sense for both ways of drawing a piece.
    unit = np.where((unit[:, :1] < -1e-6) | ((np.abs(unit[:, :1]) <= 1e-6) & (unit[:, 1:] < 0)), -unit, unit)
    sine = np.abs(unit[:, None, 0] * unit[None, :, 1] - unit[:, None, 1] * unit[None, :, 0])
    normal = np.stack([-unit[:, 1], unit[:, 0]], axis=1)
    middle = (segments[:, :2] + segments[:, 2:]) / 2
    off = np.abs(((middle[None] - middle[:, None]) * normal[:, None]).sum(axis=2))
    half = np.hypot(*step.T) / 2
    apart = np.abs(((middle[None] - middle[:, None]) * unit[:, None]).sum(axis=2))
    touch = apart <= half[:, None] + half[None] + _TOUCH_M
    same = (sine < _PARALLEL_SINE) & (off < _COLLINEAR_M) & touch
    line = _components(same | same.T)
    first = [int(np.flatnonzero(line == number)[0]) for number in range(int(line.max(initial=-1)) + 1)]
    return _WallLines(segments, line, unit[first].reshape(-1, 2))


def _components(joined: NDArray[np.bool_]) -> IntArray:
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    _, labels = connected_components(csr_matrix(joined), directed=False)
    return np.asarray(labels, dtype=np.intp)


def _line_at(lines: _WallLines, a: FloatArray, b: FloatArray) -> int:
    """The line that the piece from ``a`` to ``b`` is a part of."""
    at = np.abs(lines.segments - np.concatenate([a, b])).max(axis=1)
    return int(lines.line[int(np.argmin(at))])


def _nearest_line(lines: _WallLines, opening: FloatArray) -> int:
    """The wall line that an opening stands in: the nearest parallel piece within half a metre; -1 where none is."""
    step = opening[2:] - opening[:2]
    unit, middle = step / np.hypot(*step), (opening[2:] + opening[:2]) / 2
    direction = lines.direction[lines.line]
    parallel = np.abs(direction[:, 0] * unit[1] - direction[:, 1] * unit[0]) < 0.17
    distance = shapely.distance(shapely.linestrings(lines.segments.reshape(-1, 2, 2)), Point(middle))
    distance = np.where(parallel, distance, np.inf)
    nearest = int(np.argmin(distance)) if len(distance) else -1
    return int(lines.line[nearest]) if nearest >= 0 and distance[nearest] <= 0.5 else -1


def _edges_along(lines: _WallLines, corners: FloatArray, number: int, along: FloatArray) -> FloatArray:
    """Extents (m, 2) along a line of the moved pieces that lie on it. Pieces keep their order when they move."""
    pieces = corners[lines.line == number]
    return np.sort(np.stack([pieces[:, :2] @ along, pieces[:, 2:] @ along], axis=1), axis=1)


def _room_to_slide(extents: FloatArray, edges: FloatArray) -> FloatArray:
    """From where to where each opening (k, 2) may slide: within its rooms' sides, half-way to the next opening."""
    free = np.empty_like(extents)
    middle = extents.mean(axis=1)
    for k, (low, high) in enumerate(extents):
        holding = edges[(edges[:, 0] <= middle[k]) & (edges[:, 1] >= middle[k])]
        least = float(holding[:, 0].max(initial=-np.inf)) + _CORNER_M
        most = float(holding[:, 1].min(initial=np.inf)) - _CORNER_M
        before = extents[middle < middle[k] - 1e-6][:, 1]
        after = extents[middle > middle[k] + 1e-6][:, 0]
        least = max(least, float((before.max(initial=-np.inf) + low) / 2))
        most = min(most, float((after.min(initial=np.inf) + high) / 2))
        if not len(holding) or most - least < high - low:
            # Wider than its room's side, or in no side at all: it stays where it was drawn.
            least, most = low, high
        free[k] = least, most
    return free


def _viewpoints(layout: Layout, off_m: float, rng: np.random.Generator) -> tuple[Viewpoint, ...]:
    """The viewpoints moved; where the staff's are derived, they are drawn where they would be derived, and moved."""
    context = LayoutContext(layout)
    drawn = list(layout.viewpoints)
    if context.viewpoints_derived and context.base is not None and _looks_out(context):
        drawn += [
            Viewpoint(id=f"{eye.viewpoint}@{k}", point=eye.point, storey=eye.storey)
            for k, eye in enumerate(context.viewpoints)
            if eye.posture == "standing"
        ]
    return tuple(dataclasses.replace(each, point=_near(layout, each, off_m, rng)) for each in drawn)


def _looks_out(context: LayoutContext) -> bool:
    """Whether the base has anything to look out through; without, its viewpoints are not derived either."""
    base = context.base
    if base is None:
        return False
    own = base.space_ids
    windows = any(own.intersection(use.sides) for use in context.windows)
    return windows or any(use.door.glazed for use in base.doors)


def _near(layout: Layout, viewpoint: Viewpoint, off_m: float, rng: np.random.Generator) -> Point:
    """A point in the disc about the viewpoint, in the same room; outdoors anywhere in the disc."""
    room = next(
        (s.boundary for s in layout.spaces if s.storey == viewpoint.storey and s.boundary.covers(viewpoint.point)), None
    )
    inner = room.buffer(-_FROM_WALL_M) if room is not None else None
    for _ in range(20):
        radius, angle = off_m * np.sqrt(rng.uniform()), rng.uniform(0, 2 * np.pi)
        point = Point(viewpoint.point.x + radius * np.cos(angle), viewpoint.point.y + radius * np.sin(angle))
        if inner is None or inner.covers(point):
            return point
    return viewpoint.point
