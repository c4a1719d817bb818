"""Height of the homes' floors above the ground outside, on every façade."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_levels import Facade, facades
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """The lowest façade of any home, and the mean of the homes' own scores; each façade carries its height."""
    drawn_units(layout)
    walls = facades(layout)
    if not walls:
        raise MissingDataError("layout_rooms")
    lowest = {id_: min(wall.height_m for wall in found) for id_, found in walls.items()}
    scores = [_score(height, limits) for height in lowest.values()]
    heights = [wall.height_m for found in walls.values() for wall in found]
    return Finding(
        quantity=Quantity(value=min(heights), unit="m"),
        score=sum(scores) / len(scores),
        failing=tuple(id_ for id_, height in lowest.items() if height < limits["full_from"]),
        features=tuple(_feature(id_, wall) for id_, found in walls.items() for wall in found),
        values={
            "highest_m": max(heights),
            "raised_count": sum(height >= limits["full_from"] for height in lowest.values()),
            "unit_count": len(walls),
            "ground_from_terrain": layout.ground.from_terrain,
        },
    )


def _feature(unit: str, wall: Facade) -> Feature:
    height = Quantity(value=wall.height_m, unit="m")
    return Feature(role="facade", geometry=wall.line, element=unit, quantity=height)


def _score(height: float, limits: Mapping[str, float]) -> float:
    """Nothing well below ground, ``level_score`` at ground, full a little above, ``storey_score`` a storey up."""
    sunk = ramp(height, zero=-limits["sunk"], full=0) * limits["level_score"]
    rise = ramp(height, zero=0, full=limits["full_from"]) * (1 - limits["level_score"])
    high = ramp(height, zero=limits["full_to"], full=limits["storey"]) * (1 - limits["storey_score"])
    return sunk + rise - high
