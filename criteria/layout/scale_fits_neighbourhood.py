"""How large the largest house of the project is beside the houses around it."""

from __future__ import annotations

from collections.abc import Mapping

import shapely

from siteplan.context import LayoutContext
from siteplan.context.layout_form import rank_among
from siteplan.context.layout_yards import neighbour_houses
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Where the largest footprint stands among the footprints around: 0 smaller than all, 1 larger than all."""
    if not layout.buildings:
        raise MissingDataError("layout_spaces")
    around = neighbour_houses(layout, radius_m=limits["scale_radius"]) or ()
    if len(around) < limits["least_buildings"]:
        raise MissingDataError("layout_buildings_around")
    largest = max(layout.buildings, key=lambda building: building.union.area)
    areas = [float(shape.area) for _, shape in around]
    middle = sorted(areas)[len(areas) // len(("smaller", "larger"))]
    return Finding(
        quantity=Quantity(value=rank_among(largest.union.area, areas), unit="share"),
        features=(
            Feature(
                role="short" if largest.union.area > max(areas) else "unit", geometry=largest.union,
                element=largest.id, quantity=Quantity(value=largest.union.area, unit="m2"),
            ),
            *(
                Feature(
                    role="neighbour_building", geometry=shapely.simplify(shape, 0), element=id_,
                    quantity=Quantity(value=float(shape.area), unit="m2"),
                )
                for id_, shape in around
            ),
        ),
        values={
            "largest_m2": largest.union.area,
            "middle_m2": middle,
            "around_count": len(around),
            "height_m": largest.height_m,
        },
    )  # fmt: skip
