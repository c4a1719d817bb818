"""Outdoor blind spots of a layout: where people come and go, and what of it the staff do not see."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_hidden import BlindSpot, blind_spot
from siteplan.context.layout_onlookers import home_eyes
from siteplan.context.layout_presence import possible_main_doors
from siteplan.errors import MissingDataError
from siteplan.measures.regions import polygons_of
from siteplan.model import Area

_TOLERANCE_M = 0.01
MEETING_USES = frozenset({"court", "gathering", "seating", "grill"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pocket:
    """A blind area right beside an entrance or path; ``element`` is the id of the nearest one."""

    spot: BlindSpot
    element: str

    @property
    def area(self) -> Polygon:
        """The area itself."""
        return self.spot.area


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
    places, asked = shared_ground(layout, near_m=near_m)
    shapes = [shape for _, shape in places]
    seen = polygons_of(asked.intersection(layout.sight.seen_outdoors(target_m=target_m, range_m=range_m)))
    blind = polygons_of(asked.difference(seen))
    beside = blind.intersection(shapely.union_all(shapely.buffer(shapes, pocket_near_m)))
    parts = [part for part in shapely.get_parts(polygons_of(beside)) if not part.is_empty]
    spots = [_spot(layout, part, target_m=target_m, range_m=range_m) for part in parts]
    spots = sorted((s for s in spots if s.width_m >= pocket_width_m - _TOLERANCE_M), key=lambda s: -s.area.area)
    pockets = tuple(
        Pocket(spot=spot, element=min(places, key=lambda place: place[1].distance(spot.area))[0]) for spot in spots
    )
    hidden = _hidden(layout, [spot.area for spot in spots], target_m=target_m, range_m=range_m, eye_m=eye_m)
    return BlindArea(
        asked_m2=float(asked.area), seen=seen, blind=blind, pockets=pockets, hidden_m2=hidden
    )  # fmt: skip


def shared_ground(layout: LayoutContext, *, near_m: float) -> tuple[tuple[tuple[str, BaseGeometry], ...], Area]:
    """Shared places, and the free outdoor area this near to them, less private outdoor areas.

    Raises
    ------
    MissingDataError
        "layout_doors" where neither door nor path is drawn, "layout_outdoors" where no free area is left.
    """
    places = shared_places(layout)
    if not places:
        raise MissingDataError("layout_doors")
    near = shapely.union_all(shapely.buffer([shape for _, shape in places], near_m))
    private = [area.geometry for area in layout.layout.outdoor_areas if area.use == "private_outdoor"]
    asked = polygons_of(layout.outdoor_domain.intersection(near).difference(shapely.union_all(private)))
    if asked.is_empty:
        raise MissingDataError("layout_outdoors")
    return places, asked


def meeting_ground(layout: LayoutContext, *, near_m: float) -> tuple[Area, bool]:
    """Where residents are together outdoors, and whether it is drawn: courts and gathering areas.

    Where none is drawn, the free ground this near the homes' entrances, else (entrances indoors) this near the outer
    doors on the ground. MissingDataError as for `shared_ground`.
    """
    drawn = [area.geometry for area in layout.layout.outdoor_areas if area.use in MEETING_USES]
    ground = polygons_of(layout.outdoor_domain.intersection(shapely.union_all(drawn)))
    if not ground.is_empty:
        return ground, True
    main = [use for unit in layout.units for use in possible_main_doors(unit) if layout.outdoor_side(use)]
    outer = [use for use in layout.doors if use.exterior]
    entrances = [use.outside_point for use in main or outer if use.door.storey == 0]
    if not entrances:
        raise MissingDataError("layout_doors")
    ground = polygons_of(layout.outdoor_domain.intersection(shapely.union_all(shapely.buffer(entrances, near_m))))
    if ground.is_empty:
        raise MissingDataError("layout_outdoors")
    return ground, False


def _spot(layout: LayoutContext, part: Polygon, *, target_m: float, range_m: float) -> BlindSpot:
    ground = float(layout.ground.at(shapely.get_coordinates(part.representative_point()))[0])
    eyes = layout.sight.staff_eyes()
    return blind_spot(layout, part, eyes=eyes, target_z=ground + target_m, range_m=range_m)


def _hidden(layout: LayoutContext, parts: list[Polygon], *, target_m: float, range_m: float, eye_m: float) -> float:
    """Area of the pockets that is not seen from the homes' windows either."""
    if not parts:
        return 0.0
    eyes = [eye for unit in layout.units for eye in home_eyes(layout, unit, eye_m=eye_m) if eye.window is not None]
    area = polygons_of(shapely.union_all(parts))
    if not eyes:
        return float(area.area)
    seen = layout.sight.seen_of(area, eyes, target_m=target_m, range_m=range_m, looker="residents")
    return float(shapely.difference(area, seen).area)
