"""Windows that are quick to replace: few kinds, ordinary sizes, short delivery."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError
from siteplan.model import Window


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Number of window kinds, share in standard modules and the declared days of delivery."""
    windows = layout.layout.windows
    if not windows:
        raise MissingDataError("layout_window_sizes")
    kinds = len({_kind(window, limits["same"]) for window in windows})
    odd = [window for window in windows if not _standard(window, limits)]
    share = (len(windows) - len(odd)) / len(windows)
    known = (
        ramp(kinds, zero=limits["window_kinds_zero"], full=limits["window_kinds_full"]),
        ramp(share, zero=limits["standard_zero"], full=limits["standard_full"]),
    )
    days = layout.programme.get("window_lead_days")
    told = isinstance(days, int | float)
    lead = ramp(float(days), zero=limits["lead_zero"], full=limits["lead_full"]) if isinstance(days, int | float) else 0
    low, high = ((sum(known) + end) / len((*known, end)) for end in (lead, lead if told else 1))
    return Finding(
        quantity=Quantity(value=kinds, unit="count"),
        score=low,
        score_low=low,
        score_high=high,
        failing=tuple(window.id for window in odd),
        features=tuple(
            Feature(
                role="short" if window in odd else "window", geometry=window.line, element=window.id,
                storey=window.storey, quantity=Quantity(value=window.line.length, unit="m"),
            )
            for window in windows
        ),
        values={
            "standard_share": share,
            "window_count": len(windows),
            "lead_days": float(days) if isinstance(days, int | float) else None,
        },
        missing=() if told else ("declared_window_lead_days",),
    )  # fmt: skip


def _kind(window: Window, same: float) -> object:
    stated = window.properties.get("type_id")
    size = (window.line.length, window.head_height - window.sill_height)
    return stated if stated is not None else tuple(round(part / same) for part in size)


def _standard(window: Window, limits: Mapping[str, float]) -> bool:
    """Whether width and height are whole modules, within the tolerance of a drawing."""
    sizes = (window.line.length, window.head_height - window.sill_height)
    return all(abs(size - round(size / limits["module"]) * limits["module"]) <= limits["tolerance"] for size in sizes)
