"""High-set windows towards the ground where other people are."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_facing import FacingWindow, facing_windows, openings_of
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError

from .evidence import unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Mean over the units of the high-set share of window length towards shared ground; 1 where none faces it."""
    units = drawn_units(layout)
    known = [unit for unit in units if openings_of(layout, unit)]
    if not known:
        raise MissingDataError("layout_windows")
    facing = facing_windows(
        layout, known, eye_m=limits["eye_height"], near_m=limits["near"], spacing_m=limits["spacing"],
        angle_deg=limits["facing_angle"],
    )  # fmt: skip
    high = {window.id: _high(window, limits) for window in facing}
    shares = []
    for unit in known:
        own = [window for window in facing if window.unit == unit.id]
        length = sum(window.line.length for window in own)
        shares.append(sum(high[window.id] * window.line.length for window in own) / length if own else 1)
    unknown = len(units) - len(known)
    low = sum(shares) / len(units)
    return Finding(
        quantity=None if unknown else Quantity(value=low, unit="share"),
        score_low=low if unknown else None,
        score_high=low + unknown / len(units) if unknown else None,
        failing=tuple(id_ for id_, score in high.items() if score < 1),
        features=(
            *(
                Feature(
                    role="window", geometry=window.line, element=window.id, storey=window.storey,
                    quantity=Quantity(value=window.sill_m, unit="m"),
                )
                for window in facing
            ),
            *unit_features([unit for unit in known if not any(window.unit == unit.id for window in facing)]),
        ),
        values={
            "facing_count": len(facing),
            "low_count": sum(score < 1 for score in high.values()),
            "lowest_m": min((window.sill_m for window in facing), default=None),
        },
    )  # fmt: skip


def _high(window: FacingWindow, limits: Mapping[str, float]) -> float:
    inside = ramp(window.sill_m, zero=limits["sill_zero"], full=limits["sill_full"])
    outside = ramp(window.above_ground_m, zero=limits["outside_zero"], full=limits["outside_full"])
    return max(inside, outside) if window.see_through else 1
