"""Distance from the staff base to the homes, on foot."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units, staffed_base
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError

from .evidence import base_values


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """The longest of the shortest walks from a door of the base to each entrance; every walk is evidence."""
    if not staffed_base(layout).exits:
        raise MissingDataError("layout_base_doors")
    drawn_units(layout)
    walks = layout.walks.from_base()
    known = {unit: walk for unit, walk in walks.items() if walk is not None}
    if len(known) < len(walks):
        raise MissingDataError("layout_walks", {"units": ", ".join(unit for unit in walks if unit not in known)})
    farthest = max(known, key=lambda unit: known[unit].distance_m)
    metres = [walk.distance_m for walk in known.values()]
    return Finding(
        quantity=Quantity(value=known[farthest].distance_m, unit="m"),
        features=tuple(
            Feature(
                role="walk", geometry=walk.line, element=unit, quantity=Quantity(value=walk.distance_m, unit="m")
            )
            for unit, walk in known.items()
        ),
        values={
            "farthest_unit": farthest,
            "mean_m": sum(metres) / len(metres),
            **base_values(layout),
        },
    )  # fmt: skip
