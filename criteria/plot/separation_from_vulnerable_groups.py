"""How near other housing lies whose residents the documents name as vulnerable. Information, never a score.

The documents ask for ordinary neighbourhoods and the law for a free choice of where and with whom to live; this only
shows what a municipality must weigh.
"""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext, Reach
from siteplan.criterion import Feature, Finding, Quantity

from .parts import nearest_of
from .reaching import reach_features

GROUPS: Mapping[str, tuple[str, ...]] = {
    "intellectual_disability": ("utviklingshem", "intellectual", "learning disab"),
    "mental_illness": ("psykisk", "mental"),
    "youth": ("ung", "youth", "young"),
}
"""The groups that the documents name, and the words by which a layer's field ``group`` is recognised."""

SUBSTANCE_USE = ("rus", "rop", "substance", "drug", "addict")
"""Homes for people who use substances are not those that the quotations speak of."""


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Metres on foot to the nearest housing of each group; nothing within sight of a score."""
    named = [str(group) for group in context.layer("municipal_housing").column("group") if group is not None]
    found = {name: reach for name in GROUPS if (reach := _nearest(context, name, named)) is not None}
    reached = {name: reach for name, reach in found.items() if reach.distance_m is not None}
    nearest = nearest_of(list(reached.values())).distance_m if reached else None
    return Finding(
        quantity=None if nearest is None else Quantity(value=nearest, unit="m"),
        features=tuple(
            Feature(role=f.role, geometry=f.geometry, element=f"municipal_housing/{f.element}", quantity=f.quantity)
            for reach in reached.values()
            for f in reach_features(reach)
        ),
        values={
            **{f"{name}_m": reached[name].distance_m if name in reached else "none_mapped" for name in GROUPS},
            "homes_without_group_count": len(context.layer("municipal_housing")) - len(named),
        },
    )


def _nearest(context: PlotContext, name: str, named: list[str]) -> Reach | None:
    """The nearest housing of a group; None where no housing on the map is of it."""
    values = tuple(dict.fromkeys(group for group in named if _is_of(group.lower(), name)))
    return context.walk_to("municipal_housing", where=("group", values)) if values else None


def _is_of(group: str, name: str) -> bool:
    return any(word in group for word in GROUPS[name]) and not any(word in group for word in SUBSTANCE_USE)
