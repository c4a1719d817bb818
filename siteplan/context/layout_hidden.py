"""A blind spot in words: how wide it is, and what stands between it and those who look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_eyes import Eye

_TOLERANCE_M = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    """A connected area that nobody who was asked sees.

    Attributes
    ----------
    area
        The area.
    width_m
        Diameter of the largest circle that fits in: from about a metre a person can stand there unseen.
    line
        Broken sight line from the nearest eye to the middle of that circle; None where nobody looks.
    blocker
        Id of the element that first breaks it; None where it is only too far away, or a floor or the ground hides it.
    """

    area: Polygon
    width_m: float
    line: LineString | None
    blocker: str | None


def blind_spot(
    layout: LayoutContext, area: Polygon, *, eyes: Sequence[Eye], target_z: float, range_m: float
) -> BlindSpot:
    """A blind area with its width and what hides it; ``target_z`` [m] in the datum of the eyes."""
    circle = shapely.maximum_inscribed_circle(area, tolerance=_TOLERANCE_M)
    x, y = (float(c) for c in shapely.get_coordinates(circle)[0])
    found = None
    if eyes:
        found = layout.sight.sightings(eyes, np.array([[x, y, target_z]]), range_m=range_m).line(0)
    line, blocker = found if found is not None else (None, None)
    return BlindSpot(area=area, width_m=2 * float(circle.length), line=line, blocker=blocker)
