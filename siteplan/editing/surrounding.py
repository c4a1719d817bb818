"""What stands about a plot and takes light and sight: the area's buildings as neighbours of a layout."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import Polygon

from siteplan.model import Neighbour, Places, Plot, Surroundings

REACH_M = 60.0
"""Buildings within this distance of a plot are drawn as its neighbours."""
_STOREY_M = 3.0
_ON_PLOT = 0.5


def neighbours_of(plot: Plot, surroundings: Surroundings | None) -> tuple[Neighbour, ...]:
    """Buildings near a plot but not mostly on it, with the height that the data state (three metres a storey)."""
    buildings = surroundings.places.get("building") if surroundings is not None else None
    if buildings is None or not len(buildings):
        return ()
    near = np.sort(buildings.tree.query(plot.boundary, predicate="dwithin", distance=REACH_M))
    found = []
    for row in near.tolist():
        shape = buildings.geometries[row]
        if not isinstance(shape, Polygon) or shapely.intersection(shape, plot.boundary).area > _ON_PLOT * shape.area:
            continue
        id_ = f"neighbour-{buildings.ids[row]}"
        found.append(Neighbour(id=id_, footprint=shape, height=_height(buildings, row)))
    return tuple(found)


def _height(buildings: Places, row: int) -> float | None:
    """As stated in metres, or counted in storeys; None where neither is."""
    for column, metres in (("height", 1.0), ("building:levels", _STOREY_M)):
        value = buildings.column(column)[row]
        try:
            number = float(str(value).removesuffix("m").strip())
        except ValueError:
            continue
        if 0 < number < 1_000:
            return number * metres
    return None
