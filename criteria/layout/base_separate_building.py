"""The staff base as a building of its own, against the homes, or inside their corridor."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_form import gap
from siteplan.context.layout_presence import drawn_units, staffed_base
from siteplan.context.layout_shared import joined_indoors
from siteplan.criterion import Finding, Quantity

from .evidence import line_feature, room_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Distance from the base to the nearest home; what joins the two decides the score."""
    base = staffed_base(layout)
    units = drawn_units(layout)
    nearest = min((gap((unit.id, unit.footprint), ("base", base.footprint)) for unit in units), key=lambda g: g.metres)
    homes = {space for unit in units for space in unit.space_ids}
    indoors = joined_indoors(layout, base.space_ids, homes)
    together = nearest.metres < limits["touch"] or bool(set(base.buildings) & {unit.building for unit in units})
    score = limits["indoors_score"] if indoors else limits["attached_score"] if together else 1.0
    return Finding(
        quantity=Quantity(value=nearest.metres, unit="m"),
        score=score,
        failing=nearest.between[:1] if together or indoors else (),
        features=(
            *room_features(base.spaces),
            *([line_feature(nearest.line, element=nearest.between[0])] if nearest.line.length else ()),
        ),
        values={"nearest_unit": nearest.between[0], "attached": together, "joined_indoors": indoors},
    )
