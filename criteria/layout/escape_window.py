"""Ways of escape by the building code: doors wide enough, and windows that may serve where one door is all there is."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_exits import EscapeSize, escape_windows, ways_out
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import drawn_units, possible_main_doors
from siteplan.context.layout_sills import SillBand, sill_bands
from siteplan.criterion import Feature, Finding, Quantity

from .evidence import door_feature, unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the homes that hold; for each window the sills that would serve both privacy and escape."""
    units = drawn_units(layout)
    spans = {unit.id: _holds(layout, unit, limits) for unit in units}
    low, high = (sum(span[end] for span in spans.values()) / len(units) for end in (0, 1))
    bands = [band for unit in units for band in _bands(layout, unit, limits)]
    fail = [unit for unit in units if not spans[unit.id][1]]
    narrow = [u.id for u in units if _narrow(u, limits)]
    worst = [min(span[end] for span in spans.values()) for end in (0, 1)]
    return Finding(
        quantity=Quantity(value=low, unit="share") if low == high else None,
        score=float(worst[0]) if worst[0] == worst[1] else None,
        score_low=float(worst[0]),
        score_high=float(worst[1]),
        failing=tuple(unit.id for unit in fail),
        features=(
            *(door_feature(use, "exit") for unit in units for use in unit.exits),
            *unit_features(fail, "short"),
            *(_band_feature(band) for band in bands),
        ),
        values={
            "holding_count": sum(span[0] for span in spans.values()),
            "narrow_door_count": len(narrow),
            "window_count": len(bands),
            "one_sill_serves_all_count": sum(band.feasible for band in bands),
            "sill_serves_all_count": sum(band.sill_fits for band in bands),
            "unit_count": len(units),
        },
        missing=("layout_openable",) if worst[0] != worst[1] else (),
    )


def _narrow(unit: Unit, limits: Mapping[str, float]) -> bool:
    doors = possible_main_doors(unit)
    return bool(doors) and all(use.door.clear_width < limits["door_width"] for use in doors)


def _holds(layout: LayoutContext, unit: Unit, limits: Mapping[str, float]) -> tuple[bool, bool]:
    """Whether a home surely holds, and whether it may: they differ where the drawing leaves windows or doors open."""
    if _narrow(unit, limits):
        return False, False
    if not unit.exits:
        return False, True
    ways = ways_out(layout, unit, stair_reach_m=limits["stair_reach"])
    straight_out = any(use.exterior and use.door.storey <= 0 for use in unit.exits)
    if straight_out or ways.routes >= limits["routes"]:
        return True, True
    risk_class = layout.programme.get("fire_risk_class")
    if not ways.routes or (isinstance(risk_class, int) and risk_class >= limits["risk_class"]):
        return False, False
    size = EscapeSize(
        width_m=limits["window_width"], height_m=limits["window_height"], sum_m=limits["window_sum"],
        sill_m=limits["window_sill"], drop_m=limits["window_drop"],
    )  # fmt: skip
    certain, possible = escape_windows(layout, unit, size=size)
    return bool(certain), bool(certain or possible)


def _bands(layout: LayoutContext, unit: Unit, limits: Mapping[str, float]) -> tuple[SillBand, ...]:
    return sill_bands(
        layout, unit, escape_sill_m=limits["window_sill"], drop_m=limits["window_drop"],
        privacy_outside_m=limits["privacy_outside"], privacy_inside_m=limits["privacy_inside"],
    )  # fmt: skip


def _band_feature(band: SillBand) -> Feature:
    """A window with the height of the band; nothing is left of it where no sill serves."""
    window = band.use.window
    width = Quantity(value=max(0.0, band.high_m - band.low_m), unit="m")
    return Feature(role="window", geometry=window.line, element=band.use.id, storey=window.storey, quantity=width)
