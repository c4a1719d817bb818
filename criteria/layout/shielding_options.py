"""An outdoor place of one's own that others do not look into."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units
from siteplan.context.layout_screens import private_zones, seen_by_others
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

from .evidence import extent_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the units whose private outdoor area is mostly hidden from other homes, paths and shared areas."""
    units = drawn_units(layout)
    zones = private_zones(layout, spacing_m=limits["cell"])
    if not zones:
        raise MissingDataError("layout_private_outdoor")
    sight = seen_by_others(
        layout, zones, eye_m=limits["eye_height"], target_m=limits["target_height"], range_m=limits["range"],
        spacing_m=limits["spacing"],
    )  # fmt: skip
    own = {unit.id: [zone for zone in zones if zone.unit == unit.id] for unit in units}
    seen = {id_: sight.share(places) for id_, places in own.items() if places}
    shielded = [id_ for id_, share in seen.items() if share <= 1 - limits["shield"]]
    return Finding(
        quantity=Quantity(value=len(shielded) / len(units), unit="share"),
        failing=tuple(unit.id for unit in units if unit.id not in shielded),
        features=(
            *(part for zone in zones for part in extent_features("outdoor_area", zone.area, element=zone.id)),
            *(
                part for zone in zones
                for part in extent_features("overlooked", zone.part(sight.seen[zone.id]), element=zone.id)
            ),
        ),
        values={
            "shielded_count": len(shielded),
            "unit_count": len(units),
            "without_count": len(units) - len(seen),
            "mean_hidden_share": 1 - sum(seen.values()) / len(seen) if seen else None,
        },
    )  # fmt: skip
