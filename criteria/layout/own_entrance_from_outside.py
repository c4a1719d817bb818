"""Own entrance straight from outside, not through a corridor."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_parts import DoorUse
from siteplan.context.layout_presence import drawn_units, possible_main_doors
from siteplan.criterion import Finding, Quantity

from .evidence import door_feature


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of units entered from the open air, a gallery counted in part; an untold entrance leaves an interval."""
    units = drawn_units(layout)
    doors = {unit.id: possible_main_doors(unit) for unit in units}
    worths = {id_: [_worth(layout, use, limits) for use in uses] or [0.0, 1.0] for id_, uses in doors.items()}
    settled = {id_: min(found) for id_, found in worths.items() if min(found) == max(found)}
    unknown = len(units) - len(settled)
    low = sum(min(found) for found in worths.values()) / len(units)
    high = sum(max(found) for found in worths.values()) / len(units)
    indoors = [unit for unit in units if settled.get(unit.id) == 0]
    return Finding(
        quantity=None if unknown else Quantity(value=low, unit="share"),
        score_low=low if unknown else None,
        score_high=high if unknown else None,
        failing=tuple(unit.id for unit in indoors),
        features=tuple(door_feature(use, "main_door") for uses in doors.values() for use in uses),
        values={
            "direct_count": sum(worth == 1 for worth in settled.values()),
            "gallery_count": sum(0 < worth < 1 for worth in settled.values()),
            "unknown_count": unknown,
            "unit_count": len(units),
        },
    )


def _worth(layout: LayoutContext, use: DoorUse, limits: Mapping[str, float]) -> float:
    """1 for a door to the open air, the gallery's score for one to an open gallery, 0 for one indoors."""
    if use.exterior:
        return 1.0
    return limits["gallery_score"] if layout.outdoor_side(use) else 0.0
