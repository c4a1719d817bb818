"""Units around a courtyard: the area between the buildings that most entrances look out on, its enclosure and size."""

from __future__ import annotations

import math
from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_court import Court, court_of
from siteplan.context.layout_groups import groups
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError, NotApplicableError

from .evidence import door_feature


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of entrance doors that face the court, with its enclosure and size; the court is the evidence."""
    units = drawn_units(layout)
    if len(units) == 1 or (len(units) < limits["least_units"] and len(layout.buildings) == 1):
        raise NotApplicableError("layout_single_house")
    if len(groups(layout, distance_m=limits["grouping_distance"])[0]) == 1:
        raise NotApplicableError("layout_dispersed")
    told = [unit.main_door for unit in units if unit.main_door is not None]
    if len(told) < limits["court_share"] * len(units):
        raise MissingDataError("layout_main_doors")
    court = court_of(
        layout, [use for use in told if layout.outdoor_side(use)], count=math.ceil(limits["court_share"] * len(told)),
        reach_m=limits["reach"], eye_m=limits["eye_height"], target_m=limits["target_height"],
        facing_deg=limits["facing_angle"],
    )  # fmt: skip
    share = len(court.facing) / len(told)
    height = sum(building.height_m for building in layout.buildings) / len(layout.buildings)
    return Finding(
        quantity=Quantity(value=share, unit="share"),
        score=0.0 if court.area.is_empty else _score(share, court, limits),
        failing=tuple(use.id for use in told if use not in court.facing),
        features=(
            *([] if court.area.is_empty else [Feature(role="court", geometry=court.area)]),
            *(door_feature(use, "main_door") for use in told),
        ),
        values={
            "enclosure_share": court.enclosure,
            "width_m": court.width_m,
            "court_m2": court.area.area,
            "height_to_width": height / court.width_m if court.width_m else None,
            "unknown_count": len(units) - len(told),
        },
    )


def _score(facing: float, court: Court, limits: Mapping[str, float]) -> float:
    open_side = ramp(court.enclosure, zero=limits["enclosure_open"], full=limits["enclosure_full"])
    shut = ramp(court.enclosure, zero=limits["enclosure_tight"], full=1) * (1 - limits["enclosed_score"])
    wide_enough = ramp(court.width_m, zero=limits["width_least"], full=limits["width_from"])
    close_enough = ramp(court.width_m, zero=limits["width_lost"], full=limits["width_to"])
    parts = (min(1, facing / limits["facing_full"]), open_side - shut)
    return min(wide_enough, close_enough) * sum(parts) / len(parts)
