"""What stands on a plot today, and whether it is to go."""

from __future__ import annotations

import numpy as np
import shapely

from siteplan.context.plot import PlotContext
from siteplan.errors import MissingDataError
from siteplan.model import Places

YES = (True, 1, "true", "yes", "ja")
NO = (False, 0, "false", "no", "nei")
CLEARED = "cleared"
"""A plot's property: whether the buildings on it are to be torn down."""


def standing_buildings(context: PlotContext) -> Places | None:
    """Buildings of which the greater part stands on the plot; None where no map shows buildings.

    The municipality's building layer where it was given, else OpenStreetMap.
    """
    surroundings = context.surroundings
    name = "buildings" if surroundings is not None and "buildings" in surroundings.layers else "building"
    if surroundings is None:
        return None
    try:
        buildings = context.places(name)
    except MissingDataError:
        return None
    near = np.sort(buildings.tree.query(context.plot.boundary, predicate="intersects"))
    return _mostly_on(context, buildings.take(near))


def to_be_cleared(context: PlotContext) -> bool | None:
    """Whether the buildings are to go, by the plot's property ``cleared``; None where nobody says.

    Where the candidate is the building that stands there (``existing_building``), it stays.
    """
    if context.plot.properties.get("existing_building") in YES:
        return False
    stated = context.plot.properties.get(CLEARED)
    said = stated.strip().lower() if isinstance(stated, str) else stated
    return True if said in YES else False if said in NO else None


def _mostly_on(context: PlotContext, found: Places) -> Places:
    if not len(found):
        return found
    inside = shapely.area(shapely.intersection(found.geometries, context.plot.boundary))
    return found.take(inside > 0.5 * shapely.area(found.geometries))
