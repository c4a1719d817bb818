"""What a set of viewpoints sees of a place together, and the blind spots that remain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from siteplan.measures.height_fields import HeightFields
from siteplan.measures.kernels import in_threads
from siteplan.measures.noding import FloatArray
from siteplan.measures.regions import Region, moved, polygons_of
from siteplan.measures.sight import Barriers, lines_of_sight
from siteplan.measures.visible_region import regions_seen

CIRCLE_TOLERANCE_M = 0.005
"""Accuracy of the largest inscribed circle."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlindSpot:
    """A connected area that no eye sees.

    Attributes
    ----------
    polygon : shapely.Polygon
        The area in the caller's coordinates.
    area_m2 : float
    width_m : float
        Diameter [m] of the largest circle that fits in: a person can stand unseen where it is wide enough.
    centre : (float, float)
        Centre of that circle [m].
    nearest : int or None
        Row of the nearest of the given places (doors, paths); None where none were given.
    nearest_distance_m : float or None
        Distance [m] to it from the nearest point of the spot.
    blockers : tuple of int
        For each eye the row of the first barrier on the line to the centre; -1 where range or field of view ends it.
    """

    polygon: shapely.Polygon
    area_m2: float
    width_m: float
    centre: tuple[float, float]
    nearest: int | None
    nearest_distance_m: float | None
    blockers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coverage:
    """Seen and blind parts of a domain; together they are the domain.

    Attributes
    ----------
    seen, blind : shapely geometry
        Parts of the domain in the caller's coordinates.
    domain_area_m2, seen_area_m2, blind_area_m2 : float
    seen_by_m2 : tuple of float
        Area of the domain that each eye sees by itself [m2]; empty where that was not asked for.
    spots : tuple of BlindSpot
        Largest first.
    """

    seen: Region
    blind: Region
    domain_area_m2: float
    seen_area_m2: float
    blind_area_m2: float
    seen_by_m2: tuple[float, ...]
    spots: tuple[BlindSpot, ...]

    @property
    def seen_share(self) -> float:
        """Seen share of the domain, 0-1; NaN for a domain without area."""
        return self.seen_area_m2 / self.domain_area_m2 if self.domain_area_m2 > 0 else math.nan


def coverage(
    eyes: ArrayLike,
    obstacles: Barriers,
    *,
    domain: Region,
    target_z: float,
    max_range_m: float | None = None,
    fields_of_view: Sequence[tuple[float, float] | None] | None = None,
    places: Sequence[shapely.Geometry] = (),
    min_spot_area_m2: float = 0.01,
    each_eye: bool = True,
) -> Coverage:
    """Region of a domain seen from at least one eye, and the blind spots.

    Parameters
    ----------
    eyes : array_like, shape (m, 3)
        x, y, z [m]; they may stand outside the domain, as at a window. Standing and seated are two eyes.
    obstacles : Barriers
        Opaque panels.
    domain : Polygon or MultiPolygon
        Free area that ought to be seen [m], without the solids in it.
    target_z : float
        Height [m] of what should be seen, in the barriers' datum.
    max_range_m : float, optional
        How far an eye sees [m].
    fields_of_view : sequence of m, optional
        Heading and width [deg], or None for all round, for each eye.
    places : sequence of geometry
        Doors, paths ...: each blind spot names the nearest.
    min_spot_area_m2 : float
        Smaller blind pieces count in the area but are not listed.
    each_eye : bool
        Whether to reckon what each eye sees by itself; it takes a third of the time.

    Raises
    ------
    ValueError
        If the domain is empty or not valid, or eyes are malformed.
    """
    points = np.asarray(eyes, dtype=np.float64).reshape(-1, 3)
    if domain.is_empty or not domain.is_valid:
        raise ValueError("the domain of a coverage must be a valid polygon with an area")
    origin = np.floor(np.asarray(domain.bounds).reshape(2, 2).mean(axis=0))
    here = shapely.transform(domain, lambda xy: xy - origin)
    points = points - np.append(origin, 0.0)
    panels = Barriers(segments=obstacles.segments - np.tile(origin, 2), z_low=obstacles.z_low, z_high=obstacles.z_high)
    views = [None] * len(points) if fields_of_view is None else list(fields_of_view)
    regions = _regions(points, panels, here, target_z=target_z, max_range_m=max_range_m, views=views)
    each = shapely.intersection(np.array(regions, dtype=object), here) if each_eye else []
    # One union for both halves: seen and blind share every boundary and so add up to the domain.
    # Eyes of several heights often see the same, which is united once.
    union = polygons_of(shapely.union_all(list({id(region): region for region in regions}.values())))
    seen, blind = polygons_of(shapely.intersection(here, union)), polygons_of(shapely.difference(here, union))
    near = [shapely.transform(place, lambda xy: xy - origin) for place in places]
    spots = _spots(blind, points, panels, near, target_z=target_z, min_area_m2=min_spot_area_m2, origin=origin)
    return Coverage(
        seen=moved(seen, origin),
        blind=moved(blind, origin),
        domain_area_m2=float(here.area),
        seen_area_m2=float(seen.area),
        blind_area_m2=float(blind.area),
        seen_by_m2=tuple(float(part.area) for part in each),
        spots=spots,
    )


def _regions(
    eyes: FloatArray,
    panels: Barriers,
    domain: Region,
    *,
    target_z: float,
    max_range_m: float | None,
    views: Sequence[tuple[float, float] | None],
) -> list[shapely.Geometry]:
    """What each eye sees, in local coordinates; the very same region for eyes that see the same."""
    if not len(eyes):
        return []
    corners = np.vstack((np.asarray(domain.bounds).reshape(2, 2), eyes[:, :2]))
    low, high = corners.min(axis=0) - 1.0, corners.max(axis=0) + 1.0
    bounds = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    inside = _box_touches(panels.segments, bounds)
    kept = Barriers(segments=panels.segments[inside], z_low=panels.z_low[inside], z_high=panels.z_high[inside])
    fields = HeightFields(kept, bounds=bounds)
    regions: list[shapely.Geometry] = [shapely.Polygon()] * len(eyes)
    known: dict[tuple[object, ...], shapely.Geometry] = {}
    for z in np.unique(eyes[:, 2]).tolist():
        field = fields.field(z, target_z)
        # Among barriers that hide everything behind them or nothing the height of the eye makes no difference.
        height = z if len(field.segments) else id(field.opaque)
        keys = {row: (height, *eyes[row, :2].tolist(), views[row]) for row in np.flatnonzero(eyes[:, 2] == z).tolist()}
        new = list({key: row for row, key in keys.items() if key not in known}.values())
        found = regions_seen(eyes[new, :2], field, fields_of_view=[views[row] for row in new], max_range_m=max_range_m)
        known.update(zip((keys[row] for row in new), found, strict=True))
        for row, key in keys.items():
            regions[row] = known[key]
    return regions


def _box_touches(segments: FloatArray, box: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    """Segments whose own box meets a box."""
    x, y = np.sort(segments[:, [0, 2]], axis=1), np.sort(segments[:, [1, 3]], axis=1)
    touches: NDArray[np.bool_] = (x[:, 1] >= box[0]) & (x[:, 0] <= box[2]) & (y[:, 1] >= box[1]) & (y[:, 0] <= box[3])
    return touches


def _spots(
    blind: Region,
    eyes: FloatArray,
    panels: Barriers,
    places: Sequence[shapely.Geometry],
    *,
    target_z: float,
    min_area_m2: float,
    origin: FloatArray,
) -> tuple[BlindSpot, ...]:
    """Describe the connected pieces of the blind area, largest first."""
    pieces = [piece for piece in shapely.get_parts(blind) if piece.area >= min_area_m2]
    pieces.sort(key=lambda piece: -piece.area)
    circles = _inscribed_circles(pieces)
    centres = np.array([shapely.get_coordinates(circle)[0] for circle in circles]).reshape(-1, 2)
    targets = np.column_stack((centres, np.full(len(centres), target_z)))
    blocker = lines_of_sight(eyes, targets, panels).blocker
    spots = []
    for row, (piece, circle) in enumerate(zip(pieces, circles, strict=True)):
        nearest, distance = _nearest(piece, places)
        centre = centres[row] + origin
        spots.append(
            BlindSpot(
                polygon=shapely.transform(piece, lambda xy: xy + origin),
                area_m2=float(piece.area),
                width_m=2 * float(circle.length),
                centre=(float(centre[0]), float(centre[1])),
                nearest=nearest,
                nearest_distance_m=distance,
                blockers=tuple(int(panel) for panel in blocker[:, row]),
            )
        )
    return tuple(spots)


def _inscribed_circles(pieces: Sequence[shapely.Polygon]) -> list[shapely.LineString]:
    """The largest circle in each piece, as its radius; GEOS works without the interpreter's lock."""
    circles: list[shapely.LineString] = [shapely.LineString()] * len(pieces)

    def inscribe(begin: int, stop: int) -> None:
        for row in range(begin, stop):
            circles[row] = shapely.maximum_inscribed_circle(pieces[row], tolerance=CIRCLE_TOLERANCE_M)

    in_threads(inscribe, len(pieces), block=1)
    return circles


def _nearest(piece: shapely.Polygon, places: Sequence[shapely.Geometry]) -> tuple[int | None, float | None]:
    """Row of and distance to the nearest place."""
    if not places:
        return None, None
    distances = shapely.distance(piece, np.array(places, dtype=object))
    row = int(np.argmin(distances))
    return row, float(distances[row])
