"""The base lies where residents pass anyway, and they may also choose another way."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units, staffed_base
from siteplan.context.layout_yards import daily_routes
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError

from .evidence import door_feature


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the homes whose way from the street passes the base's door; being forced past it takes a little off."""
    base = staffed_base(layout)
    units = drawn_units(layout)
    if not base.exits:
        raise MissingDataError("layout_base_doors")
    if not layout.access_points:
        raise MissingDataError("layout_access")
    routes = daily_routes(layout, near_m=limits["pass_near"])
    if not routes:
        raise MissingDataError("layout_unit_doors")
    passing = [route for route in routes if route.passes]
    forced = [route for route in passing if not route.free]
    share = len(passing) / len(routes)
    taken_off = (1 - limits["forced_score"]) * (len(forced) / len(passing) if passing else 0)
    return Finding(
        quantity=Quantity(value=share, unit="share"),
        score=min(1, share / limits["passing_full"]) * (1 - taken_off),
        failing=tuple(route.unit.id for route in routes if not route.passes),
        features=(
            *(
                Feature(
                    role="path_seen" if route.passes else "walk", geometry=route.walk.line, element=route.unit.id,
                    quantity=Quantity(value=route.walk.distance_m, unit="m"),
                )
                for route in routes
            ),
            *(door_feature(use, "main_door") for use in base.exits if layout.outdoor_side(use)),
        ),
        values={
            "passing_count": len(passing),
            "forced_count": len(forced),
            "unknown_count": len(units) - len(routes),
            "unit_count": len(units),
        },
    )  # fmt: skip
