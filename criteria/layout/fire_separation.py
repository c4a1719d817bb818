"""Distances between houses, to the neighbours' and to the boundary, against the building code and the planning act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from siteplan.context import LayoutContext
from siteplan.context.layout_form import Gap, boundary_gaps, house_gaps
from siteplan.context.layout_yards import neighbour_houses
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """The shortest distance between houses; what falls short is open until fire walls are declared."""
    neighbours = neighbour_houses(layout, radius_m=limits["fire_distance"]) or ()
    gaps = house_gaps(layout, neighbours)
    edges = [
        (gap, max(limits["boundary"], limits["height_part"] * house.height_m)) for gap, house in boundary_gaps(layout)
    ]  # fmt: skip
    if not gaps and not edges:
        raise MissingDataError("layout_one_building")
    close = [gap for gap in gaps if gap.metres < limits["fire_distance"] - limits["tolerance"]]
    near = [gap for gap, least in edges if gap.metres < least - limits["tolerance"]]
    rated = layout.programme.get("fire_rated_walls")
    sure = not close or rated is True
    possible = sure or (rated is None and layout.stage == "sketch")
    low, high = (0.0 if near or not held else 1.0 for held in (sure, possible))
    shortest = min((gap.metres for gap in gaps), default=None)
    return Finding(
        quantity=None if shortest is None else Quantity(value=shortest, unit="m"),
        score=low if low == high else None,
        score_low=low,
        score_high=high,
        failing=tuple(dict.fromkeys(gap.between[0] for gap in (*close, *near))),
        features=tuple(
            Feature(
                role="short" if gap in (*close, *near) else "distance", geometry=gap.line,
                element="|".join(gap.between), quantity=Quantity(value=gap.metres, unit="m"),
            )
            for gap in _shown(gaps, [edge for edge, _ in edges], [*close, *near])
        ),
        values={
            "shortest_m": shortest,
            "close_count": len(close),
            "boundary_m": min((gap.metres for gap, _ in edges), default=None),
            "near_boundary_count": len(near),
        },
        missing=("declared_fire_rated_walls",) if low < high else (),
    )  # fmt: skip


def _shown(gaps: Sequence[Gap], edges: Sequence[Gap], short: Sequence[Gap]) -> list[Gap]:
    """What falls short, and the shortest distance of each kind."""
    nearest = [min(kind, key=lambda gap: gap.metres) for kind in (gaps, edges) if kind]
    return [gap for gap in (*short, *(gap for gap in nearest if gap not in short)) if gap.metres]
