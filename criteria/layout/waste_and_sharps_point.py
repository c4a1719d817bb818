"""A place for waste near every home, and a container for used equipment."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import choice_drawn, drawn_units
from siteplan.context.layout_yards import outdoor_areas, way_to
from siteplan.criterion import Finding, Quantity, ramp
from siteplan.errors import MissingDataError

from .evidence import area_features, line_feature


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Longest straight way from a home's door to the nearest waste point; a container for used equipment adds to it."""
    units = drawn_units(layout)
    points = outdoor_areas(layout, {"waste"})
    if not choice_drawn(layout, "waste_point", drawn=bool(points)):
        return Finding(score=0.0, values={"farthest_unit": None, "sharps_box": None})
    ways = {
        unit.id: min(lines, key=lambda line: line.length)
        for unit in units
        if (lines := [line for p in points if (line := way_to(layout, unit, p.geometry)) is not None])
    }
    if not ways:
        raise MissingDataError("layout_unit_doors")
    farthest = max(ways, key=lambda id_: ways[id_].length)
    near = ramp(ways[farthest].length, zero=limits["waste_far"], full=limits["waste_near"])
    box = layout.programme.get("sharps_box")
    base = near * (1 - limits["box_part"])
    low, high = (base + limits["box_part"] * part for part in (box is True, box is not False))
    return Finding(
        quantity=Quantity(value=ways[farthest].length, unit="m"),
        score=low,
        score_low=low,
        score_high=high,
        failing=tuple(id_ for id_, way in ways.items() if way.length > limits["waste_near"]),
        features=(
            *area_features(points),
            *(line_feature(way, element=id_) for id_, way in ways.items() if way.length),
        ),
        values={"farthest_unit": farthest, "sharps_box": box if isinstance(box, bool) else None},
        missing=("declared_sharps_box",) if low < high else (),
    )
