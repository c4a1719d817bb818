"""Windows that are quick to replace: few kinds, ordinary sizes, short delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from siteplan.context import LayoutContext
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError
from siteplan.model import Window

_WRITTEN_M = 2e-3
"""Coordinates are written to the millimetre: a size at the very limit must not hang on how it was rounded."""


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Number of window kinds, share in standard modules and the declared days of delivery."""
    windows = layout.layout.windows
    if not windows:
        raise MissingDataError("layout_window_sizes")
    kinds = _kinds(windows, limits["same"])
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


def _kinds(windows: Sequence[Window], same: float) -> int:
    """Stated kinds, and of the others those whose sizes differ; what differs by less than a drawing may miss is one."""
    stated = {str(window.properties["type_id"]) for window in windows if "type_id" in window.properties}
    kinds: list[tuple[float, float]] = []
    for width, height in sorted(_size(window) for window in windows if "type_id" not in window.properties):
        if not any(width - w <= same + _WRITTEN_M and abs(height - h) <= same + _WRITTEN_M for w, h in kinds):
            kinds.append((width, height))
    return len(stated) + len(kinds)


def _size(window: Window) -> tuple[float, float]:
    return window.line.length, window.head_height - window.sill_height


def _standard(window: Window, limits: Mapping[str, float]) -> bool:
    """Whether width and height are whole modules, within the tolerance of a drawing."""
    most = limits["tolerance"] + _WRITTEN_M
    return all(abs(size - round(size / limits["module"]) * limits["module"]) <= most for size in _size(window))
