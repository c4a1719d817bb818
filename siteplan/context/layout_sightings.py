"""What came of looking: lines, doors, paths and homes that are seen or not."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPoint, Point

from siteplan.context.layout_eyes import Eye
from siteplan.context.layout_parts import DoorUse, Unit
from siteplan.measures.openings import FloatArray
from siteplan.measures.regions import polygons_of
from siteplan.model import Area


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sightings:
    """Which eye sees which target.

    Attributes
    ----------
    eyes
        The m eyes.
    targets : ndarray, shape (k, 3)
        x, y, z [m].
    visible : ndarray of bool, shape (m, k)
        Seen within range and past every barrier.
    in_range : ndarray of bool, shape (m, k)
        Near enough.
    blocker : ndarray of object, shape (m, k)
        Id of the first element in the way, None where nothing is.
    distance_m : ndarray, shape (m, k)
        In plan.
    """

    eyes: tuple[Eye, ...]
    targets: FloatArray
    visible: NDArray[np.bool_]
    in_range: NDArray[np.bool_]
    blocker: NDArray[np.object_]
    distance_m: FloatArray

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Targets that any eye sees, (k,)."""
        return np.asarray(self.visible.any(axis=0), dtype=np.bool_)

    def by_viewpoint(self) -> dict[str, NDArray[np.bool_]]:
        """Targets seen from each viewpoint, standing or seated: id -> (k,)."""
        result: dict[str, NDArray[np.bool_]] = {}
        for row, eye in enumerate(self.eyes):
            before = result.get(eye.viewpoint)
            seen = self.visible[row]
            result[eye.viewpoint] = seen if before is None else np.logical_or(before, seen)
        return result

    def line(self, target: int) -> tuple[LineString, str | None] | None:
        """Sight line to a target from the nearest eye that sees it, else from the nearest eye, and what blocks it.

        None where there is no eye.
        """
        if not self.eyes:
            return None
        distance = np.where(self.visible[:, target], self.distance_m[:, target], np.inf)
        row = int(np.argmin(distance))
        if not np.isfinite(distance[row]):
            row = int(np.argmin(self.distance_m[:, target]))
        line = LineString([self.eyes[row].point, self.targets[target, :2]])
        return line, None if self.visible[row, target] else self.blocker[row, target]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorSight:
    """Whether a door is seen: the sight line to it (to the nearest eye where unseen), and what stands in its way."""

    door: DoorUse
    seen: bool
    line: LineString | None
    blocker: str | None
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PathsSeen:
    """How much of the paths is seen.

    Attributes
    ----------
    points : ndarray, shape (k, 2)
        Samples [m]; ``path`` (k,) the id of each one's path, ``length_m`` (k,) what each stands for.
    seen : ndarray of bool, shape (k,)
    share, best_share : float
        Seen share of the length, from all viewpoints and from the best single one.
    best_viewpoint : str or None
    share_by_viewpoint : dict
        Viewpoint id -> share.
    drawn : bool
        False where no path is drawn and the walks from the access to the main doors were taken instead.
    """

    points: FloatArray
    path: tuple[str, ...]
    length_m: FloatArray
    seen: NDArray[np.bool_]
    share: float
    best_share: float
    best_viewpoint: str | None
    share_by_viewpoint: dict[str, float]
    drawn: bool

    def pieces(self) -> tuple[Area, Area]:
        """Seen and unseen stretches, as wide as the samples stand apart, as evidence."""
        if not len(self.points):
            return polygons_of(MultiPoint()), polygons_of(MultiPoint())
        apart = float(self.length_m.max())
        step = np.hypot(*np.diff(self.points, axis=0).T)
        same = np.array([one == other for one, other in itertools.pairwise(self.path)], dtype=np.bool_)
        # Two samples belong to one stretch where they are neighbours on a path and both are seen, or neither is.
        breaks = ~same | (step > 1.5 * apart) | (self.seen[1:] != self.seen[:-1])
        first = np.concatenate(([0], np.flatnonzero(breaks) + 1))
        stop = np.append(first[1:], len(self.points))
        shapes = [
            LineString(self.points[a:b]) if b - a > 1 else Point(self.points[a])
            for a, b in zip(first.tolist(), stop.tolist(), strict=True)
        ]
        stretches = shapely.buffer(np.array(shapes, dtype=object), apart / 2, quad_segs=2)
        seen, unseen = (polygons_of(shapely.union_all(stretches[self.seen[first] == told])) for told in (True, False))
        return seen, unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSeen:
    """Floor of a unit's living rooms and bedrooms, and the part of it that is seen from outside."""

    unit: Unit
    floor_m2: float
    seen: Area
    seen_m2: float

    @property
    def share(self) -> float:
        """Seen share of the floor, 0-1."""
        return self.seen_m2 / self.floor_m2
