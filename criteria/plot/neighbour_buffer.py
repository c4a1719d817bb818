"""How far from the neighbours' homes the plot lets a shared outdoor place lie."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from siteplan.context import PlotContext
from siteplan.context.building_use import homes_within
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError
from siteplan.measures.clearance import farthest_point
from siteplan.measures.exposure import distances_m


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """The distance at the best point of the plot, a place's own radius inside the boundary.

    Buildings whose use nobody knows may be homes: they count for the low end and not for the high.
    """
    if not context.plot.boundary_known:
        raise MissingDataError("plot_boundary")
    reach = limits["reach"]
    homes, perhaps = homes_within(context, radius_m=reach)
    inner = shapely.buffer(context.plot.boundary, -limits["place_radius"])
    where = context.plot.boundary.representative_point().buffer(1) if inner.is_empty else inner
    every = np.concatenate([homes.geometries, perhaps.geometries])
    point, least = farthest_point(where, every, reach_m=reach)
    _, most = farthest_point(where, homes.geometries, reach_m=reach)
    nearest = distances_m(context.plot.boundary, homes.geometries)
    near = homes.take(nearest <= limits["near"])
    metres = Quantity(value=least, unit="m")
    return Finding(
        quantity=metres, low=least, high=most,
        features=(
            Feature(role="court", geometry=point.buffer(limits["place_radius"]), quantity=metres),
            *(
                Feature(role="neighbour_building", geometry=geometry, element=str(id_))
                for geometry, id_ in zip(near.geometries, near.ids, strict=True)
            ),
        ),
        values={
            "nearest_m": float(nearest.min()) if len(nearest) else None, "homes_count": len(homes),
            "perhaps_count": len(perhaps), "near_count": len(near), "near_m": limits["near"],
        },
        missing=("building_use_open",) if most > least else (),
    )  # fmt: skip
