"""View into homes from the base, the paths and the other homes."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_onlookers import home_exposures
from siteplan.context.layout_presence import drawn_units, staffed_base
from siteplan.criterion import Finding, Quantity, ramp
from siteplan.errors import MissingDataError

from .evidence import exposure_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Mean share of living and bedroom floor seen from outside, and from the base; no windows drawn is unknown."""
    staffed_base(layout)
    units = drawn_units(layout)
    homes = home_exposures(
        layout, units, eye_m=limits["eye_height"], target_m=limits["target_height"], range_m=limits["range"],
        path_spacing_m=limits["path_spacing"],
    )  # fmt: skip
    if not homes:
        raise MissingDataError("layout_windows")
    unknown = len(units) - len(homes)
    worst = max(homes, key=lambda home: home.share)
    means = {name: sum(home.shares[name] for home in homes) / len(homes) for name in worst.shares}
    seen = sum(home.share for home in homes) / len(homes)
    # A home of which nothing is known is wholly exposed at worst, and not at all at best.
    low, high = (
        _score(
            *((share * len(homes) + exposed * unknown) / len(units) for share in (seen, means["base"])), limits=limits
        )
        for exposed in (1, 0)
    )
    return Finding(
        quantity=None if unknown else Quantity(value=seen, unit="share"),
        score=None if unknown else high,
        score_low=low,
        score_high=high,
        failing=tuple(home.unit.id for home in homes if not _score(home.share, home.shares["base"], limits=limits)),
        features=exposure_features(homes),
        values={
            **{f"{name}_share": mean for name, mean in means.items()},
            "worst_unit": worst.unit.id,
            "worst_share": worst.share,
            "unknown_count": unknown,
            "unit_count": len(units),
        },
    )


def _score(seen: float, base: float, *, limits: Mapping[str, float]) -> float:
    anybody = ramp(seen, zero=limits["seen_zero"], full=limits["seen_full"])
    return min(anybody, ramp(base, zero=limits["base_zero"], full=limits["base_full"]))
