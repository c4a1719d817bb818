"""A garden for every home: how much green, how near, and whether there is a place of one's own."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import choice_drawn, drawn_units
from siteplan.context.layout_yards import GREEN_USES, outdoor_areas, own_outdoors, way_to
from siteplan.criterion import Finding, Quantity, ramp

from .evidence import area_features, line_feature


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Garden for each home; its size, the farthest home's distance and places of one's own give the score."""
    units = drawn_units(layout)
    gardens = outdoor_areas(layout, GREEN_USES)
    if not choice_drawn(layout, "garden", drawn=bool(gardens)):
        return Finding(
            quantity=Quantity(value=0, unit="m2"), score=0.0,
            values={"farthest_m": None, "own_count": 0, "unit_count": len(units)},
        )  # fmt: skip
    shared = [area for area in gardens if area.use == "garden"]
    own = own_outdoors(layout)
    private = [u for u in units if sum(a.geometry.area for a in own[u.id]) >= limits["own_area"]]
    reach = {
        unit.id: [way for area in (*shared, *own[unit.id]) if (way := way_to(layout, unit, area.geometry)) is not None]
        for unit in units
    }
    ways = {id_: min(lines, key=lambda line: line.length) for id_, lines in reach.items() if lines}
    near = [ramp(way.length, zero=limits["garden_far"], full=limits["garden_near"]) for way in ways.values()]
    each = sum(area.geometry.area for area in gardens) / len(units)
    parts = (min(1, each / limits["garden_full"]), sum(near) / len(units), len(private) / len(units))
    return Finding(
        quantity=Quantity(value=each, unit="m2"),
        score=sum(parts) / len(parts),
        failing=tuple(unit.id for unit in units if unit not in private),
        features=(
            *area_features(gardens),
            *(line_feature(way, element=id_) for id_, way in ways.items() if way.length),
        ),
        values={
            "farthest_m": max((way.length for way in ways.values()), default=None),
            "own_count": len(private),
            "unit_count": len(units),
        },
    )
