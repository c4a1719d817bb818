"""Homes on different levels, some of them without steps, so that there is a choice."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_levels import living_storey, step_free
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Number of levels with homes; one half for a home without steps, the other for a choice where there are many."""
    units = drawn_units(layout)
    step = limits["grading"] if layout.ground.from_terrain else limits["step"]
    told = step_free(layout, step_m=step, reach_m=limits["ramp_reach"])
    level = [id_ for id_, free in told.items() if free]
    if not level and None in told.values():
        raise MissingDataError("layout_main_doors")
    floors = {unit.id: min(layout.floor_z(s) for s in unit.spaces if s.storey == living_storey(unit)) for unit in units}
    heights: list[float] = []
    for height in sorted(floors.values()):
        if not heights or height - heights[-1] >= limits["level_difference"]:
            heights.append(height)
    varied = len(heights) > 1 or len(units) <= limits["many_units"]
    parts = (1 if level else 0, 1 if varied else limits["same_level_score"])
    return Finding(
        quantity=Quantity(value=len(heights), unit="count"),
        score=sum(parts) / len(parts),
        failing=() if level else tuple(told),
        features=tuple(
            Feature(
                role="unit" if told[unit.id] else "storey_high", geometry=unit.footprint, element=unit.id,
                storey=unit.storeys[0], quantity=Quantity(value=floors[unit.id] - min(heights), unit="m"),
            )
            for unit in units
        ),
        values={
            "step_free_count": len(level),
            "lift": any(connector.kind == "lift" for connector in layout.layout.connectors),
            "unit_count": len(units),
        },
    )  # fmt: skip
