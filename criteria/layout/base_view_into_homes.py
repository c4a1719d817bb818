"""View into homes from the base, the paths and the other homes."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_onlookers import PRIVATE_USES, HomeExposure, home_exposures
from siteplan.context.layout_presence import drawn_units, staffed_base
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Mean share of living and bedroom floor seen from outside, and from the base; no windows drawn is unknown."""
    staffed_base(layout)
    units = drawn_units(layout)
    homes = home_exposures(
        layout, units, eye_m=limits["eye_height"], target_m=limits["target_height"], range_m=limits["range"],
        path_spacing_m=limits["path_spacing"],
    )  # fmt: skip
    if not homes:
        raise MissingDataError("layout_windows", {"uses": ", ".join(sorted(PRIVATE_USES))})
    unknown = len(units) - len(homes)
    seen, base = _mean([home.share for home in homes]), _mean([home.shares["base"] for home in homes])
    worst = max(homes, key=lambda home: home.share)
    return Finding(
        quantity=None if unknown else Quantity(value=seen, unit="share"),
        score=None if unknown else _score(seen, base, limits),
        score_low=_score(*_filled(seen, base, len(homes), unknown, exposed=1), limits) if unknown else None,
        score_high=_score(*_filled(seen, base, len(homes), unknown, exposed=0), limits) if unknown else None,
        failing=tuple(home.unit.id for home in homes if _score(home.share, home.shares["base"], limits) == 0),
        features=tuple(feature for home in homes for feature in _evidence(home)),
        values={
            **{f"{name}_share": _mean([home.shares[name] for home in homes]) for name in worst.shares},
            "worst_unit": worst.unit.id,
            "worst_share": worst.share,
            "unknown_count": unknown,
            "unit_count": len(units),
        },
    )


def _mean(shares: list[float]) -> float:
    return sum(shares) / len(shares)


def _score(seen: float, base: float, limits: Mapping[str, float]) -> float:
    return min(
        ramp(seen, zero=limits["seen_zero"], full=limits["seen_full"]),
        ramp(base, zero=limits["base_zero"], full=limits["base_full"]),
    )


def _filled(seen: float, base: float, known: int, unknown: int, *, exposed: int) -> tuple[float, float]:
    """The two means with every unknown home wholly exposed, or not at all."""
    seen_sum, base_sum = seen * known + exposed * unknown, base * known + exposed * unknown
    return seen_sum / (known + unknown), base_sum / (known + unknown)


def _evidence(home: HomeExposure) -> list[Feature]:
    """The floor that is seen; what the base sees is told apart."""
    parts = (("seen_floor", home.seen, home.share), ("seen_region", home.seen_by["base"], home.shares["base"]))
    return [
        Feature(
            role=role, geometry=area, element=home.unit.id, storey=home.unit.storeys[0],
            quantity=Quantity(value=share, unit="share"),
        )
        for role, area, share in parts
        if not area.is_empty
    ]  # fmt: skip
