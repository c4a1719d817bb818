"""The isovist: the exact region seen from a point, its edges told apart, and its measures."""

from __future__ import annotations

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from siteplan.measures import sight_tree
from siteplan.measures.noding import FloatArray, IntArray, cross
from siteplan.measures.regions import Region, moved, region_within
from siteplan.measures.sight_field import Box, SightField, VisibleStretches, sight_field, visible_stretches

ARC_STEP_RAD = math.radians(1.0)
"""A range limit is drawn as chords of at most this angle, inside the circle; measures use the true arc."""
SAME_POINT_M = 1e-8


class EdgeKind(enum.IntEnum):
    """What an edge of an isovist is."""

    WALL = 0
    OCCLUDING = 1
    LIMIT = 2
    RANGE = 3
    VIEW = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Isovist:
    """The region seen from a point.

    Attributes
    ----------
    viewpoint : ndarray, shape (2,)
        Where the eye stands [m].
    outline : ndarray, shape (k, 2)
        Vertices, counterclockwise, RELATIVE to the viewpoint [m], not closed. Empty if nothing is seen.
    edge_kind : ndarray of int, shape (k,)
        `EdgeKind` of the edge from vertex i to i + 1: wall, occluding (a sight line past a corner), limit (the bounds),
        range, view (a side of the field of view).
    edge_wall : ndarray of int, shape (k,)
        Row of the wall; -1 for edges that are not walls.
    max_range_m : float or None
        Range limit that was asked for.

    Notes
    -----
    Measures follow Benedikt (1979) and, where names differ, depthmapX.

    References
    ----------
    Benedikt, M. L. (1979). To take hold of space: isovists and isovist fields. Environment and Planning B 6(1), 47-65.
    https://doi.org/10.1068/b060047
    """

    viewpoint: FloatArray
    outline: FloatArray
    edge_kind: IntArray
    edge_wall: IntArray
    max_range_m: float | None = None

    @property
    def polygon(self) -> Region:
        """The region in the caller's coordinates, valid; arcs of a range limit as chords.

        It is one polygon, unless parts of it touch in the viewpoint alone.
        """
        return moved(region_within(self.outline), self.viewpoint)

    @property
    def area_m2(self) -> float:
        """Area [m2]."""
        chords = float(cross(self.outline, np.roll(self.outline, -1, axis=0)).sum()) / 2
        return chords + float((self._arc_radius**2 * (self._arc_angles - np.sin(self._arc_angles))).sum()) / 2

    @property
    def perimeter_m(self) -> float:
        """Length of the whole outline [m]."""
        arcs = self._arc_radius * (self._arc_angles - 2 * np.sin(self._arc_angles / 2))
        return float(self.edge_lengths_m.sum() + arcs.sum())

    @property
    def edge_lengths_m(self) -> FloatArray:
        """Length of each edge [m], shape (k,)."""
        steps = np.roll(self.outline, -1, axis=0) - self.outline
        lengths: FloatArray = np.hypot(steps[:, 0], steps[:, 1])
        return lengths

    @property
    def compactness(self) -> float:
        """4 pi area / perimeter squared: 1 for a circle seen from anywhere in it (depthmapX)."""
        return 4 * math.pi * self.area_m2 / self.perimeter_m**2 if len(self.outline) else math.nan

    @property
    def circularity(self) -> float:
        """Perimeter squared / (4 pi area): Benedikt's N, 1 for a circle, larger for spiky isovists."""
        return self.perimeter_m**2 / (4 * math.pi * self.area_m2) if len(self.outline) else math.nan

    @property
    def occlusivity_m(self) -> float:
        """Total length of the occluding edges [m]: how much boundary may hide something."""
        return float(self.edge_lengths_m[self.edge_kind == EdgeKind.OCCLUDING].sum())

    @property
    def drift(self) -> tuple[float, float]:
        """Vector [m] from the viewpoint to the centre of gravity of the region."""
        if not len(self.outline):
            return (math.nan, math.nan)
        following = np.roll(self.outline, -1, axis=0)
        weight = cross(self.outline, following)
        centre = ((self.outline + following) * weight[:, None]).sum(axis=0) / (3 * weight.sum())
        return (float(centre[0]), float(centre[1]))

    @property
    def drift_m(self) -> float:
        """Distance from the viewpoint to the centre of gravity [m]."""
        return math.hypot(*self.drift)

    @property
    def longest_sight_m(self) -> float:
        """Longest sight line [m]."""
        return float(np.hypot(*self.outline.T).max()) if len(self.outline) else 0.0

    @property
    def shortest_sight_m(self) -> float:
        """Distance [m] to the nearest point of what bounds the view (walls, limit or range)."""
        solid = np.isin(self.edge_kind, (EdgeKind.WALL, EdgeKind.LIMIT, EdgeKind.RANGE))
        if not solid.any():
            return 0.0
        start, step = self.outline[solid], (np.roll(self.outline, -1, axis=0) - self.outline)[solid]
        share = np.clip(-(start * step).sum(axis=1) / (step**2).sum(axis=1), 0, 1)
        nearest = np.hypot(*(start + share[:, None] * step).T)
        # A chord of the range circle comes closer than the circle does.
        arc = self.edge_kind[solid] == EdgeKind.RANGE
        return float(np.where(arc, self.max_range_m or 0.0, nearest).min())

    @property
    def walls_seen(self) -> tuple[int, ...]:
        """Rows of the walls of which something is seen, ascending."""
        return tuple(int(row) for row in np.unique(self.edge_wall[self.edge_wall >= 0]))

    @property
    def _arc_angles(self) -> FloatArray:
        arc = self.edge_kind == EdgeKind.RANGE
        p, q = self.outline[arc], np.roll(self.outline, -1, axis=0)[arc]
        angles: FloatArray = np.arctan2(cross(p, q), (p * q).sum(axis=1))
        return angles

    @property
    def _arc_radius(self) -> float:
        return self.max_range_m or 0.0


def isovist(
    viewpoint: ArrayLike,
    segments: ArrayLike | SightField,
    *,
    bounds: shapely.Polygon | Box | None = None,
    field_of_view: tuple[float, float] | None = None,
    max_range_m: float | None = None,
) -> Isovist:
    """Exact region seen from a point among opaque walls.

    Parameters
    ----------
    viewpoint : array_like, shape (2,)
        x, y [m].
    segments : array_like, shape (n, 4), or SightField
        Opaque walls x1, y1, x2, y2 [m], or `sight_field` of them where many viewpoints share the same walls.
    bounds : shapely.Polygon or (min x, min y, max x, max y)
        Where sight ends [m]; its convex hull counts, so that the limit hides nothing. Required with plain segments.
    field_of_view : (float, float), optional
        Heading of the middle [deg, clockwise from +y, as for a camera] and full width [deg]. All round by default.
    max_range_m : float, optional
        How far the eye sees [m].

    Returns
    -------
    Isovist

    Raises
    ------
    ValueError
        If the viewpoint is outside the bounds, bounds are missing, or the field of view or range is not positive.

    Notes
    -----
    A wall that is seen end-on hides nothing, nor does a wall on which the viewpoint stands (within 2e-9 m): from there
    both sides are seen. Walls that touch let nothing through between them.
    """
    point = np.asarray(viewpoint, dtype=np.float64)
    if point.shape != (2,) or not np.isfinite(point).all():
        raise ValueError(f"viewpoint must be two finite numbers, got {viewpoint!r}")
    if isinstance(segments, SightField):
        field = segments
    elif bounds is None:
        raise ValueError("bounds are required with plain segments")
    else:
        field = sight_field(segments, bounds=bounds)
    if max_range_m is not None and not max_range_m > 0:
        raise ValueError(f"max_range_m must be positive, got {max_range_m}")
    if shapely.distance(field.limit, shapely.Point(point)) > SAME_POINT_M:
        raise ValueError(f"viewpoint {point.tolist()} is outside the bounds of sight {field.limit.bounds}")
    return _isovist(point, visible_stretches(field, point - field.origin, view=_view(field_of_view)), max_range_m)


def _isovist(point: FloatArray, stretches: VisibleStretches, max_range_m: float | None) -> Isovist:
    if max_range_m is not None:
        stretches = _within_range(stretches, max_range_m)
    outline, kind, wall = _outline(stretches)
    return Isovist(viewpoint=point, outline=outline, edge_kind=kind, edge_wall=wall, max_range_m=max_range_m)


def isovists(
    viewpoints: ArrayLike,
    segments: ArrayLike | SightField,
    *,
    bounds: shapely.Polygon | Box | None = None,
    fields_of_view: Sequence[tuple[float, float] | None] | None = None,
    max_range_m: float | None = None,
) -> list[Isovist]:
    """Isovists from several points among the same walls, which are noded once.

    Parameters
    ----------
    viewpoints : array_like, shape (m, 2)
        x, y [m].
    segments, bounds, max_range_m
        As for `isovist`.
    fields_of_view : sequence of m, optional
        One field of view, or None for all round, a viewpoint.
    """
    points = np.asarray(viewpoints, dtype=np.float64).reshape(-1, 2)
    if not isinstance(segments, SightField):
        if bounds is None:
            raise ValueError("bounds are required with plain segments")
        segments = sight_field(segments, bounds=bounds)
    views = [None] * len(points) if fields_of_view is None else list(fields_of_view)
    if segments.tree is not None:
        return _together(points, segments, segments.tree, views, max_range_m)
    return [
        isovist(point, segments, field_of_view=view, max_range_m=max_range_m)
        for point, view in zip(points, views, strict=True)
    ]


def _together(
    points: FloatArray,
    field: SightField,
    tree: sight_tree.SightTree,
    fields_of_view: Sequence[tuple[float, float] | None],
    max_range_m: float | None,
) -> list[Isovist]:
    """All isovists by one call of the kernel."""
    if max_range_m is not None and not max_range_m > 0:
        raise ValueError(f"max_range_m must be positive, got {max_range_m}")
    rings = _rings(points, field, tree, fields_of_view)
    result = []
    for row, point in enumerate(points):
        own = slice(rings.first[row], rings.first[row + 1])
        stretches = VisibleStretches(
            start=rings.start[own], end=rings.end[own], owner=rings.owner[own], gap_after=rings.blank[own]
        )
        result.append(_isovist(point, stretches, max_range_m))
    return result


def _rings(
    points: FloatArray, field: SightField, tree: sight_tree.SightTree,
    fields_of_view: Sequence[tuple[float, float] | None],
) -> sight_tree.Rings:  # fmt: skip
    if not np.isfinite(points).all():
        raise ValueError("viewpoints must be finite numbers")
    outside = shapely.distance(field.limit, shapely.points(points)) > SAME_POINT_M
    if outside.any():
        raise ValueError(f"viewpoints {points[outside].tolist()} are outside the bounds of sight {field.limit.bounds}")
    if len(points) != len(fields_of_view):
        raise ValueError(f"{len(points)} viewpoints and {len(fields_of_view)} fields of view")
    return sight_tree.rings(tree, points - field.origin, [_view(one) for one in fields_of_view])


def outlines(
    viewpoints: FloatArray, field: SightField, tree: sight_tree.SightTree,
    fields_of_view: Sequence[tuple[float, float] | None],
) -> tuple[FloatArray, IntArray]:  # fmt: skip
    """Outlines of `isovists` without range, of many at once and without what their edges are.

    Returns
    -------
    vertices : ndarray, shape (k, 2)
        One outline after another, RELATIVE to its viewpoint [m], not closed.
    eye : ndarray of int, shape (k,)
        Row of the viewpoint, ascending.
    """
    rings = _rings(viewpoints, field, tree, fields_of_view)
    first, last = rings.first[:-1], rings.first[1:] - 1
    after = np.arange(1, len(rings.start) + 1)
    after[last[last >= first]] = first[last >= first]
    apart = np.hypot(*(rings.start[after] - rings.end).T) > SAME_POINT_M
    # Three slots a stretch, as in `_outline`.
    vertices = np.stack((rings.start, rings.end, np.zeros_like(rings.end)), axis=1).reshape(-1, 2)
    used = np.column_stack((np.ones(len(apart), bool), apart | rings.blank, rings.blank)).ravel()
    eye = np.repeat(np.arange(len(first)), 3 * (last - first + 1))
    return vertices[used], eye[used]


def _view(field_of_view: tuple[float, float] | None) -> tuple[float, float] | None:
    """Heading and width [deg] as first direction and width [rad], counterclockwise from +x."""
    if field_of_view is None:
        return None
    heading_deg, width_deg = field_of_view
    if not 0 < width_deg <= 360 or not math.isfinite(heading_deg):
        raise ValueError(f"field of view must be a heading and a width in (0, 360] degrees, got {field_of_view}")
    if width_deg == 360:
        return None
    return math.radians(90 - heading_deg - width_deg / 2), math.radians(width_deg)


RANGE_OWNER = np.iinfo(np.int64).min


def _within_range(stretches: VisibleStretches, radius: float) -> VisibleStretches:
    """Cut stretches at the range circle; what lies beyond becomes an arc of it."""
    count = len(stretches.owner)
    start, step = stretches.start, stretches.end - stretches.start
    square = (step**2).sum(axis=1)
    half = (start * step).sum(axis=1)
    root = half**2 - square * ((start**2).sum(axis=1) - radius**2)
    reach = np.sqrt(np.maximum(root, 0.0))
    # Tiny stretches (square 0) are judged by their start alone.
    size = np.where(square > 0, square, 1.0)
    first = np.clip((-half - reach) / size, 0.0, 1.0)
    last = np.clip((-half + reach) / size, 0.0, 1.0)
    beyond = (root <= 0) | (first >= last)
    first, last = np.where(beyond, 1.0, first), np.where(beyond, 1.0, last)
    enter, leave = start + first[:, None] * step, start + last[:, None] * step
    ends = np.stack((start, enter, leave, stretches.end), axis=1)
    owner = np.column_stack((np.full(count, RANGE_OWNER), stretches.owner, np.full(count, RANGE_OWNER))).ravel()
    p, q = ends[:, :3].reshape(-1, 2), ends[:, 1:].reshape(-1, 2)
    gap = np.column_stack((np.zeros(count, bool), np.zeros(count, bool), stretches.gap_after)).ravel()
    real = np.hypot(*(q - p).T) > 0
    # A gap belongs to the last piece left of its stretch.
    block = np.repeat(np.arange(count), 3)
    has_gap = np.zeros(count, bool)
    has_gap[block[gap]] = True
    rows = np.flatnonzero(real)
    final = np.append(block[rows][1:] != block[rows][:-1], True)
    arc = owner[rows] == RANGE_OWNER
    p, q = p[rows], q[rows]
    p[arc] *= (radius / np.hypot(*p[arc].T))[:, None]
    q[arc] *= (radius / np.hypot(*q[arc].T))[:, None]
    return _chorded(p, q, owner[rows], has_gap[block[rows]] & final)


def _chorded(p: FloatArray, q: FloatArray, owner: IntArray, gap: NDArray[np.bool_]) -> VisibleStretches:
    """Replace each arc by chords of at most `ARC_STEP_RAD`."""
    turn = np.where(owner == RANGE_OWNER, np.arctan2(cross(p, q), (p * q).sum(axis=1)), 0.0)
    parts = np.maximum(np.ceil(turn / ARC_STEP_RAD).astype(np.int64), 1)
    row = np.repeat(np.arange(len(p)), parts)
    step = np.arange(len(row)) - np.repeat(np.cumsum(parts) - parts, parts)
    begin, final = step == 0, step == parts[row] - 1
    start = np.where(begin[:, None], p[row], _turned(p[row], turn[row] * step / parts[row]))
    end = np.where(final[:, None], q[row], _turned(p[row], turn[row] * (step + 1) / parts[row]))
    return VisibleStretches(start=start, end=end, owner=owner[row], gap_after=gap[row] & final)


def _turned(vector: FloatArray, angle: FloatArray) -> FloatArray:
    """Vectors turned counterclockwise."""
    c, s = np.cos(angle), np.sin(angle)
    return np.column_stack((c * vector[:, 0] - s * vector[:, 1], s * vector[:, 0] + c * vector[:, 1]))


def _outline(stretches: VisibleStretches) -> tuple[FloatArray, IntArray, IntArray]:
    """Close the stretches to a ring: vertices, edge kinds and wall rows."""
    count = len(stretches.owner)
    if not count:
        return np.zeros((0, 2)), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    following = np.roll(stretches.start, -1, axis=0)
    apart = np.hypot(*(following - stretches.end).T) > SAME_POINT_M
    kind = np.where(stretches.owner >= 0, EdgeKind.WALL, EdgeKind.LIMIT)
    kind[stretches.owner == RANGE_OWNER] = EdgeKind.RANGE
    after = np.where(stretches.gap_after, EdgeKind.VIEW, EdgeKind.OCCLUDING)
    gap = stretches.gap_after
    # Three slots a stretch: its own edge, the edge from its end, and for a gap the way back from the viewpoint.
    vertices = np.stack((stretches.start, stretches.end, np.zeros_like(stretches.end)), axis=1).reshape(-1, 2)
    kinds = np.column_stack((kind, after, np.full(count, EdgeKind.VIEW))).ravel()
    own = np.where(stretches.owner >= 0, stretches.owner, -1)
    walls = np.column_stack((own, np.full(count, -1), np.full(count, -1))).ravel()
    used = np.column_stack((np.ones(count, bool), apart | gap, gap)).ravel()
    return vertices[used], kinds[used].astype(np.int64), walls[used].astype(np.int64)
