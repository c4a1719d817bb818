"""The court of a layout: the free area between the buildings that most entrances look out on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import DoorUse
from siteplan.measures.court import covered_by_at_least, enclosure, middle_of, width_of
from siteplan.measures.exit_pairs import angle_between
from siteplan.measures.regions import polygons_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """A court.

    Attributes
    ----------
    area
        The court; empty where there is none.
    enclosure
        Share of the horizon round its middle that buildings of the project take, 0-1.
    width_m
        Diameter of the largest circle that fits in.
    facing
        The doors that face it.
    """

    area: Polygon
    enclosure: float
    width_m: float
    facing: tuple[DoorUse, ...]


def court_of(
    layout: LayoutContext,
    doors: Sequence[DoorUse],
    *,
    count: int,
    reach_m: float,
    eye_m: float,
    target_m: float,
    facing_deg: float,
) -> Court:
    """The largest connected free area between the buildings that at least ``count`` of the doors see.

    Parameters
    ----------
    layout
        The layout.
    doors
        Entrance doors that lead outdoors.
    count
        How many of them must see every point of the court.
    reach_m
        How far a door, or a ray from the middle of the court, looks [m].
    eye_m, target_m
        Eye in the door and height of what is seen, above the ground [m].
    facing_deg
        A door faces the court when the way straight out from it points to the middle of the court within this angle, or
        when the court begins right outside it.

    Notes
    -----
    "Between the buildings" is inside the convex hull of their footprints: what merely lies before a row is no court.
    """
    nothing = Court(area=Polygon(), enclosure=0.0, width_m=0.0, facing=())
    buildings = shapely.union_all([building.union for building in layout.buildings])
    between = polygons_of(layout.outdoor_domain.intersection(buildings.convex_hull))
    if len(doors) < count or between.is_empty:
        return nothing
    outside = shapely.get_coordinates([use.outside_point for use in doors])
    regions = layout.sight.seen_from(outside, eye_m=eye_m, target_m=target_m, domain=between, range_m=reach_m)
    parts = [part for part in shapely.get_parts(covered_by_at_least(regions, count)) if isinstance(part, Polygon)]
    area = max(parts, key=lambda part: part.area, default=Polygon())
    if area.is_empty:
        return nothing
    return Court(
        area=area, enclosure=enclosure(middle_of(area), buildings, reach_m=reach_m),
        width_m=width_of(area), facing=tuple(use for use in doors if _faces(use, area, facing_deg)),
    )  # fmt: skip


def _faces(use: DoorUse, court: Polygon, within_deg: float) -> bool:
    middle = middle_of(court)
    towards = (middle.x - use.midpoint.x, middle.y - use.midpoint.y)
    return court.intersects(use.outside_point) or angle_between(use.normal, towards) < within_deg
