"""What could better a result: paths that are missing on the walks from a plot."""

from __future__ import annotations

from collections.abc import Sequence

from siteplan.context import PlotContext, Reach
from siteplan.context.shortcuts import Shortcut, best_shortcut
from siteplan.criterion import Feature, Quantity, Suggestion

Walk = tuple[str, float, Reach]
"""A category, the least area in hectares that counts, and the walk to the nearest place of that kind."""


def walk_of(context: PlotContext, category: str, min_area_ha: float) -> Walk:
    """The walk to the nearest place of a category, with what was asked for."""
    return category, min_area_ha, context.walk_to(category, min_area_ha=min_area_ha)


def missing_paths(
    context: PlotContext, walks: Sequence[Walk], *, longest_m: float, least_gain_m: float, steepest: float
) -> tuple[tuple[Suggestion, ...], tuple[Feature, ...]]:
    """The best missing path on each walk, what saves most first, and what the map draws for it.

    Paths are at most ``longest_m``, save at least ``least_gain_m``, and cross no ground known to be steeper (rise over
    run).
    """
    found = [
        (name, path)
        for name, size, walk in walks
        if (
            path := best_shortcut(
                context, walk, name, min_area_ha=size, longest_m=longest_m, least_saving_m=least_gain_m,
                steepest=steepest,
            )
        ) is not None
    ]  # fmt: skip
    found.sort(key=_saved, reverse=True)
    features = tuple(
        Feature(
            role="missing_link", geometry=path.link.line, element=name,
            quantity=Quantity(value=path.link.saved_m, unit="m"),
        )
        for name, path in found
    )  # fmt: skip
    return tuple(_suggestion(name, path) for name, path in found), features


def _saved(entry: tuple[str, Shortcut]) -> float:
    _, path = entry
    return path.link.saved_m


def _suggestion(target: str, path: Shortcut) -> Suggestion:
    return Suggestion(
        key="missing_link",
        values={
            "target": target,
            "link_m": path.link.length_m,
            "saved_m": path.link.saved_m,
            "before_m": path.before_m,
            "private_count": path.private_count,
            "steepest_share": path.steepest,
        },
        unknown=path.unknown,
    )
