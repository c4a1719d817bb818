"""Units around a courtyard: the free area that most entrances look out on, how it is enclosed and how large it is."""

from __future__ import annotations

import math
from collections.abc import Mapping

import shapely
from shapely.geometry import Polygon

from siteplan.context import LayoutContext
from siteplan.context.layout_parts import DoorUse
from siteplan.context.layout_presence import drawn_units
from siteplan.context.layout_sight import seen_by_at_least
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError, NotApplicableError
from siteplan.measures.court import enclosure, equal_circle_m, middle_of
from siteplan.measures.exit_pairs import angle_between


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of entrance doors that face the court, with its enclosure and size; the court is the evidence."""
    units = drawn_units(layout)
    if len(units) == 1:
        raise NotApplicableError("layout_single_unit")
    told = [unit.main_door for unit in units if unit.main_door is not None]
    if len(told) < limits["court_share"] * len(units):
        raise MissingDataError("layout_main_doors")
    doors = [use for use in told if layout.outdoor_side(use)]
    court = _court(layout, doors, count=math.ceil(limits["court_share"] * len(told)), limits=limits)
    facing = [use for use in doors if not court.is_empty and _faces(use, court, limits["facing_angle"])]
    buildings = shapely.union_all([building.union for building in layout.buildings])
    enclosed = 0.0 if court.is_empty else enclosure(middle_of(court), buildings, reach_m=limits["reach"])
    diameter = equal_circle_m(court.area)
    share = len(facing) / len(told)
    height = sum(building.height_m for building in layout.buildings) / len(layout.buildings)
    return Finding(
        quantity=Quantity(value=share, unit="share"),
        score=0.0 if court.is_empty else _score(share, enclosed, diameter, limits),
        failing=tuple(use.id for use in told if use not in facing),
        features=(
            *([] if court.is_empty else [Feature(role="court", geometry=court)]),
            *(Feature(role="main_door", geometry=use.door.line, element=use.id, storey=use.door.storey) for use in told),
        ),
        values={
            "enclosure_share": enclosed,
            "diameter_m": diameter,
            "court_m2": court.area,
            "height_to_diameter": height / diameter if diameter else None,
            "unknown_count": len(units) - len(told),
        },
    )


def _court(layout: LayoutContext, doors: list[DoorUse], *, count: int, limits: Mapping[str, float]) -> Polygon:
    """The largest connected free area that at least ``count`` of the doors see; empty where there is none."""
    if len(doors) < count:
        return Polygon()
    regions = layout.sight.seen_from(
        shapely.get_coordinates([use.outside_point for use in doors]), eye_m=limits["eye_height"],
        target_m=limits["target_height"], domain=layout.outdoor_domain, range_m=limits["reach"],
    )  # fmt: skip
    parts = [part for part in shapely.get_parts(seen_by_at_least(regions, count)) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area, default=Polygon())


def _faces(use: DoorUse, court: Polygon, within_deg: float) -> bool:
    """Whether the door opens onto the court, or the way straight out from it points to the middle of it."""
    middle = middle_of(court)
    towards = (middle.x - use.midpoint.x, middle.y - use.midpoint.y)
    return court.covers(use.outside_point) or angle_between(use.normal, towards) < within_deg


def _score(facing: float, enclosed: float, diameter: float, limits: Mapping[str, float]) -> float:
    tight = ramp(enclosed, zero=limits["enclosure_tight"], full=1) * (1 - limits["enclosed_score"])
    parts = (
        min(1, facing / limits["facing_full"]),
        ramp(enclosed, zero=limits["enclosure_open"], full=limits["enclosure_full"]) - tight,
        min(
            ramp(diameter, zero=limits["diameter_least"], full=limits["diameter_from"]),
            ramp(diameter, zero=limits["diameter_lost"], full=limits["diameter_to"]),
        ),
    )
    return sum(parts) / len(parts)
