"""Outdoor blind spots of a layout: where people come and go, and what of it the staff do not see."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_onlookers import home_eyes
from siteplan.context.layout_presence import possible_main_doors
from siteplan.errors import MissingDataError
from siteplan.measures.regions import polygons_of
from siteplan.model import Area

_TOLERANCE_M = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Pocket:
    """A blind area right beside an entrance or path; ``element`` is the id of the nearest one."""

    area: Polygon
    element: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindArea:
    """What of the asked outdoor area the staff see (``seen``) and do not (``blind``), and the pockets, largest first.

    ``hidden_m2``: the part of the pockets that no window of the homes sees either.
    """

    asked_m2: float
    seen: Area
    blind: Area
    pockets: tuple[Pocket, ...]
    hidden_m2: float

    @property
    def share(self) -> float:
        """Blind share of the asked area, 0-1."""
        return float(self.blind.area) / self.asked_m2


def shared_places(layout: LayoutContext) -> tuple[tuple[str, BaseGeometry], ...]:
    """Where people come and go outdoors: entrances of homes, outer doors of the base, paths, with their ids.

    Back doors of homes are not among them: what lies there is the residents' own.
    """
    entrances = [use for unit in layout.units for use in possible_main_doors(unit)]
    doors = [*entrances, *(layout.base.exits if layout.base is not None else ())]
    outdoors = {use.id: use.outside_point for use in doors if layout.outdoor_side(use) and use.door.storey == 0}
    return (*outdoors.items(), *((path.id, path.geometry) for path in layout.layout.paths))


def blind_area(
    layout: LayoutContext,
    *,
    near_m: float,
    target_m: float,
    range_m: float,
    pocket_near_m: float,
    pocket_width_m: float,
    eye_m: float,
) -> BlindArea:
    """Blind part of the shared outdoor area, exact, as the staff see it.

    Parameters
    ----------
    layout
        A layout with a staffed base.
    near_m
        The asked area is the free outdoor area this near a shared place, less private outdoor areas.
    target_m, range_m
        Height above the ground of what is to be seen, and how far the staff see [m].
    pocket_near_m, pocket_width_m
        A pocket is a connected blind area within this distance of a shared place, in which a circle of this diameter
        fits [m].
    eye_m
        Eye of a resident at a window, above the floor [m].

    Raises
    ------
    MissingDataError
        "layout_doors" where neither door nor path is drawn, "layout_outdoors" where no free area is left, and what
        `LayoutSight.staff_eyes` raises.
    """
    places = shared_places(layout)
    if not places:
        raise MissingDataError("layout_doors")
    shapes = [shape for _, shape in places]
    private = [area.geometry for area in layout.layout.outdoor_areas if area.use == "private_outdoor"]
    near = shapely.union_all(shapely.buffer(shapes, near_m))
    asked = polygons_of(layout.outdoor_domain.intersection(near).difference(shapely.union_all(private)))
    if asked.is_empty:
        raise MissingDataError("layout_outdoors")
    seen = polygons_of(asked.intersection(layout.sight.seen_outdoors(target_m=target_m, range_m=range_m)))
    blind = polygons_of(asked.difference(seen))
    beside = blind.intersection(shapely.union_all(shapely.buffer(shapes, pocket_near_m)))
    parts = [part for part in shapely.get_parts(polygons_of(beside)) if not part.is_empty]
    parts = sorted((part for part in parts if _wide(part, pocket_width_m)), key=lambda part: -part.area)
    pockets = tuple(
        Pocket(area=part, element=min(places, key=lambda place: place[1].distance(part))[0]) for part in parts
    )
    hidden = _hidden(layout, parts, target_m=target_m, range_m=range_m, eye_m=eye_m)
    return BlindArea(
        asked_m2=float(asked.area), seen=seen, blind=blind, pockets=pockets, hidden_m2=hidden
    )  # fmt: skip


def _wide(part: Polygon, width_m: float) -> bool:
    circle = shapely.maximum_inscribed_circle(part, tolerance=_TOLERANCE_M)
    return 2 * float(circle.length) >= width_m - _TOLERANCE_M


def _hidden(layout: LayoutContext, parts: list[Polygon], *, target_m: float, range_m: float, eye_m: float) -> float:
    """Area of the pockets that is not seen from the homes' windows either."""
    if not parts:
        return 0.0
    eyes = [eye for unit in layout.units for eye in home_eyes(layout, unit, eye_m=eye_m) if eye.window is not None]
    area = polygons_of(shapely.union_all(parts))
    if not eyes:
        return float(area.area)
    return layout.sight.outdoor_coverage(
        target_m=target_m, range_m=range_m, domain=area, eyes=eyes, looker="residents", least_spot_m2=math.inf
    ).blind_area_m2
