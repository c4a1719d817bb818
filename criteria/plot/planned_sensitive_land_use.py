"""What the ground around the plot is planned for. Neutral information."""

from __future__ import annotations

from collections.abc import Mapping

import shapely

from siteplan.context import PlotContext
from siteplan.context.zoning import purpose_kinds
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.measures.exposure import covered_share


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Shares of the ground within reach of the plot, by planned use."""
    context.layer("zoning")
    near = context.near("zoning", radius_m=limits["radius"])
    boundary = context.plot.boundary
    around = shapely.difference(shapely.buffer(boundary, limits["radius"]), boundary)
    kinds = purpose_kinds(near)
    shares = {
        kind: covered_share(around, near.geometries[[kind in of for of in kinds]])
        for kind in ("school", "kindergarten", "housing")
    }
    planned = [i for i, of in enumerate(kinds) if of & {"school", "kindergarten"}]
    return Finding(
        quantity=Quantity(value=shares["school"] + shares["kindergarten"], unit="share"),
        features=tuple(
            Feature(role="planned_use", geometry=shapely.intersection(near.geometries[i], around), element=near.ids[i])
            for i in planned
        ),
        values={
            **{f"{kind}_share": share for kind, share in shares.items()},
            "known_share": covered_share(around, near.geometries),
            "radius_m": limits["radius"],
        },
    )
