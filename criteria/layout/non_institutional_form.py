"""How far the plan looks like an institution: corridors, homes behind them, unbroken fronts, barriers."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_form import CORRIDOR_USES, corridor_share, longest_front, through_corridor
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Finding, Quantity, ramp, weighted_mean

from .evidence import line_feature, room_features, unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Weighted mean of four signs of an institution, 0 none and 1 all; what shows them is drawn."""
    units = drawn_units(layout)
    behind = through_corridor(layout)
    passing = corridor_share(layout)
    front = max((longest_front(building) for building in layout.buildings), key=lambda side: side.length)
    barriers = _barriers(layout, limits)
    signs = {
        "corridor": ramp(passing, zero=0, full=limits["corridor_full"]),
        "behind": len(behind) / len(units),
        "front": ramp(front.length, zero=limits["front_zero"], full=limits["front_full"]),
        "barrier": min(1, len(barriers) / limits["barriers_full"]),
    }
    likeness = weighted_mean(list(signs.values()), [limits[f"{name}_weight"] for name in signs])
    corridors = [space for space in layout.layout.spaces if space.use in CORRIDOR_USES and space.unit is None]
    return Finding(
        quantity=Quantity(value=likeness, unit="share"),
        failing=(*behind, *barriers),
        features=(
            *room_features(corridors),
            *unit_features([unit for unit in units if unit.id in behind], "short"),
            line_feature(front, "facade"),
        ),
        values={
            "corridor_share": passing,
            "behind_corridor_count": len(behind),
            "longest_front_m": front.length,
            "barrier_count": len(barriers),
            "unit_count": len(units),
        },
    )


def _barriers(layout: LayoutContext, limits: Mapping[str, float]) -> list[str]:
    """A sluice drawn or declared, glass that one sees through one way only, high fences."""
    sluices = [space.id for space in layout.layout.spaces if space.use == "sluice"]
    if not sluices and layout.programme.get("sluice") is True:
        sluices = ["sluice"]
    glass = [window.id for window in layout.layout.windows if window.glazing == "one_way"]
    fences = [o.id for o in layout.layout.obstacles if o.geometry.length and not o.geometry.area]
    high = {o.id for o in layout.layout.obstacles if o.height >= limits["fence_height"]}
    return [*sluices, *glass[:1], *[id_ for id_ in fences if id_ in high][:1]]
