"""Outdoor places where people gather, and how far the neighbours' houses are."""

from __future__ import annotations

from collections.abc import Mapping

import shapely

from siteplan.context import LayoutContext
from siteplan.context.layout_yards import NOISY_USES, neighbour_houses, outdoor_areas
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError

from .evidence import area_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Distance to the nearest neighbour's house; where none is known, to the boundary, which is nearer still."""
    places = outdoor_areas(layout, NOISY_USES)
    if not places:
        raise MissingDataError("layout_gathering")
    around = neighbour_houses(layout, radius_m=limits["neighbour_radius"])
    everywhere = shapely.union_all([place.geometry for place in places])
    if around is None:
        if layout.site_boundary is None:
            raise MissingDataError("layout_neighbours")
        line = shapely.shortest_line(everywhere, layout.site_boundary.boundary)
        # Neighbours live beyond the boundary: it is a lower bound.
        return _finding(layout, line, "plot", area_features(places), high=float("inf"))
    lines = {id_: shapely.shortest_line(everywhere, shape) for id_, shape in around}
    if not lines:
        return Finding(
            low=limits["neighbour_radius"], high=float("inf"), features=area_features(places),
            values={"nearest_house": None, "screened": None, "place_count": len(places)},
        )  # fmt: skip
    nearest = min(lines, key=lambda id_: lines[id_].length)
    return _finding(layout, lines[nearest], nearest, area_features(places))


def _finding(
    layout: LayoutContext, line: shapely.LineString, to: str, places: tuple[Feature, ...], *, high: float | None = None
) -> Finding:
    fences = [obstacle.geometry for obstacle in layout.layout.obstacles]
    screens = [layout.built_area, *fences, *(hedge.geometry for hedge in layout.layout.vegetation)]
    distance = Quantity(value=line.length, unit="m")
    return Finding(
        quantity=distance if high is None else None,
        low=line.length,
        high=line.length if high is None else high,
        failing=(to,),
        features=(*places, Feature(role="distance", geometry=line, element=to, quantity=distance)),
        values={
            "nearest_house": to,
            "screened": bool(shapely.union_all(screens).crosses(line)),
            "place_count": len(places),
        },
        missing=("layout_neighbours",) if high is not None else (),
    )
