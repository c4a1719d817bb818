"""Where one leaves a plot, or enters an area: INTERFACES section 6, made exact.

An access point is a point of the outline that a walkable way crosses or touches, or that has a way alongside within
1 m; from it one steps straight onto that way. Along such a stretch the walk onwards is, for one segment of the outline
and one edge, concave between a few breakpoints, so its minimum over the whole stretch is at a breakpoint:

- where outline and edge cross;
- the ends of the outline's segment, and the points of it nearest to the ends of the edge;
- where the foot on the edge reaches one of its ends;
- where the distance reaches 1 m.

Those points are taken; nothing is sampled. Where a plot and a destination lie along one and the same edge, any point
between two breakpoints may be the best, so the stretches between them are kept as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from siteplan.measures.snapping import Accesses, EdgeIndex, Stretches, foot_on_segment

ALONGSIDE_M = 1.0
"""A way within this distance of an outline runs along it (INTERFACES section 6)."""

_ROUNDING_M = 1e-9


def outline_accesses(index: EdgeIndex, geometries: Sequence[BaseGeometry]) -> Accesses:
    """Every access point of outlines of areas or lines; where there is none, the outline's point nearest to a way.

    Parameters
    ----------
    index
        Edges of the network.
    geometries
        Polygons, multipolygons, or lines; the owner of an access is the geometry's position.
    """
    outlines = np.array([shapely.boundary(g) if g.area > 0 else g for g in geometries], dtype=object)
    segments, owner = _segments(outlines)
    which, position = index.tree.query(shapely.linestrings(segments), predicate="dwithin", distance=ALONGSIDE_M)
    met = _breakpoints(segments[which], owner[which], index, position)
    without = np.setdiff1d(np.arange(len(outlines)), met.owner)
    return Accesses.joined(met, _nearest(index, outlines, without)) if len(without) else met


def _segments(outlines: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.int_]]:
    """(k, 2, 2) segments of lines and multilines, and (k,) the outline that each is of."""
    parts, of_outline = shapely.get_parts(outlines, return_index=True)
    xy, of_part = shapely.get_coordinates(parts, return_index=True)
    joined = of_part[:-1] == of_part[1:]
    segments = np.stack([xy[:-1][joined], xy[1:][joined]], axis=1)
    return segments, of_outline[of_part[:-1][joined]]


def _breakpoints(
    outline: NDArray[np.float64], owner: NDArray[np.int_], index: EdgeIndex, position: NDArray[np.int_]
) -> Accesses:
    """Access points for k pairs of an outline's segment and an edge within reach of it."""
    edge = index.ends[position]
    share = np.sort(np.clip(_breakpoint_shares(outline, edge), 0.0, 1.0), axis=1)
    tries = share.shape[1]
    xy = outline[:, None, 0] + share[:, :, None] * (outline[:, None, 1] - outline[:, None, 0])
    offset, straight = foot_on_segment(xy.reshape(-1, 2), np.repeat(edge, tries, axis=0))
    near = straight <= ALONGSIDE_M + _ROUNDING_M
    useful = near & ~_outdone(offset.reshape(-1, tries), straight.reshape(-1, tries)).ravel()
    every = Accesses(
        owner=np.repeat(owner, tries), edge=np.repeat(index.edges[position], tries), offset=offset,
        straight=straight, xy=xy.reshape(-1, 2),
    )  # fmt: skip
    found = every.take(useful)
    same = np.column_stack([found.owner, found.edge, np.round(found.offset, 7), np.round(found.straight, 7)])
    found = found.take(np.unique(same, axis=0, return_index=True)[1])
    return replace(found, stretches=_stretches(every, near, tries))


def _outdone(offset: NDArray[np.float64], straight: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(k, 9) whether another breakpoint of the same pair does better whichever way one walks on.

    Beside a crossing, the points within 1 m are farther from everything than the crossing itself.
    """
    through = straight[:, None, :] + np.abs(offset[:, :, None] - offset[:, None, :])
    outdone: NDArray[np.bool_] = through.min(axis=2) < straight - _ROUNDING_M
    return outdone


def _stretches(every: Accesses, near: NDArray[np.bool_], tries: int) -> Stretches:
    """Stretches between neighbouring breakpoints of one segment and one edge that are both within reach.

    All between them is within reach too, because the distance to an edge is convex along a segment.
    """
    first = np.arange(len(every)).reshape(-1, tries)[:, :-1].ravel()
    moved = np.abs(every.offset[first + 1] - every.offset[first])
    nearer = np.abs(every.straight[first + 1] - every.straight[first])  # steeper than 45 degrees: its low end is better
    kept = first[(moved > _ROUNDING_M) & (nearer < moved) & near[first] & near[first + 1]]
    ends = np.column_stack([kept, kept + 1])
    return Stretches(owner=every.owner[kept], edge=every.edge[kept], offset=every.offset[ends],
                     straight=every.straight[ends], xy=every.xy[ends])  # fmt: skip


def _breakpoint_shares(outline: NDArray[np.float64], edge: NDArray[np.float64]) -> NDArray[np.float64]:
    """(k, 9) positions along the outline's segment, 0 at its start and 1 at its end, at which the minimum may lie."""
    p, b = outline[:, 0], outline[:, 1] - outline[:, 0]
    q, e = edge[:, 0], edge[:, 1] - edge[:, 0]
    length = np.maximum(np.hypot(e[:, 0], e[:, 1]), _ROUNDING_M)
    across = b[:, 0] * e[:, 1] - b[:, 1] * e[:, 0]  # how fast one leaves the edge's line when moving along the outline
    beside = (q[:, 0] - p[:, 0]) * e[:, 1] - (q[:, 1] - p[:, 1]) * e[:, 0]
    reach = ALONGSIDE_M * length
    along = (b * e).sum(axis=1)  # how fast the foot moves
    ahead = ((q - p) * e).sum(axis=1)
    own = np.maximum((b * b).sum(axis=1), _ROUNDING_M**2)
    to_start = ((q - p) * b).sum(axis=1) / own
    to_end = ((q + e - p) * b).sum(axis=1) / own
    zero = np.zeros(len(p))
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.column_stack([
            zero, zero + 1.0, to_start, to_end,
            beside / across, (beside + reach) / across, (beside - reach) / across,
            ahead / along, (ahead + length**2) / along,
        ])  # fmt: skip
    finite: NDArray[np.float64] = np.nan_to_num(shares, nan=0.0, posinf=1.0, neginf=0.0)
    return finite


def _nearest(index: EdgeIndex, outlines: NDArray[np.object_], chosen: NDArray[np.int_]) -> Accesses:
    """The point of each chosen outline that is nearest to an edge, and that edge."""
    which, position = index.tree.query_nearest(outlines[chosen], all_matches=False)
    bridge = shapely.shortest_line(outlines[chosen][which], index.tree.geometries[position])
    xy = shapely.get_coordinates(shapely.get_point(bridge, 0))
    offset, straight = foot_on_segment(xy, index.ends[position])
    return Accesses(owner=chosen[which], edge=index.edges[position], offset=offset, straight=straight, xy=xy)
