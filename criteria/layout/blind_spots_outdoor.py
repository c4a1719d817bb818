"""Outdoor blind spots as seen from the staff base."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_blind import blind_area
from siteplan.context.layout_presence import staffed_base
from siteplan.criterion import Feature, Finding, Quantity, ramp

from .evidence import base_values, spot_features, viewpoint_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Blind share of the shared outdoor area, and the largest pocket beside an entrance or path."""
    staffed_base(layout)
    area = blind_area(
        layout, near_m=limits["near"], target_m=limits["target_height"], range_m=limits["range"],
        pocket_near_m=limits["pocket_near"], pocket_width_m=limits["pocket_width"], eye_m=limits["eye_height"],
    )  # fmt: skip
    largest = max((pocket.area.area for pocket in area.pockets), default=0.0)
    blind = [] if area.blind.is_empty else [Feature(role="blind_spot", geometry=area.blind)]
    pockets = [part for pocket in area.pockets for part in spot_features(pocket.spot, element=pocket.element)]
    worst = area.pockets[0].spot if area.pockets else None
    return Finding(
        quantity=Quantity(value=area.share, unit="share"),
        score=min(
            ramp(area.share, zero=limits["blind_zero"], full=limits["blind_full"]),
            ramp(largest, zero=limits["pocket_zero"], full=limits["pocket_full"]),
        ),
        failing=tuple(dict.fromkeys(pocket.element for pocket in area.pockets)),
        features=(
            Feature(role="seen_region", geometry=area.seen), *blind, *pockets, *viewpoint_features(layout)
        ),
        values={
            "largest_pocket_m2": largest,
            "largest_pocket_width_m": worst.width_m if worst is not None else 0.0,
            "largest_pocket_behind": worst.blocker if worst is not None else None,
            "pocket_count": len(area.pockets),
            "hidden_from_all_m2": area.hidden_m2,
            "blind_m2": area.blind.area,
            "asked_m2": area.asked_m2,
            "plot_drawn": not layout.outdoor_domain_assumed,
            **base_values(layout),
        },
    )  # fmt: skip
