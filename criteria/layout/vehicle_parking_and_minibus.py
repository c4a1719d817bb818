"""Room to park a car or a minibus, and a vehicle for trips."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import choice_drawn
from siteplan.context.layout_yards import outdoor_areas
from siteplan.criterion import Finding, Quantity
from siteplan.measures.buildings import dimensions
from siteplan.model import OutdoorArea

from .evidence import area_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Drawn parking that takes a minibus or a car; whether there is a vehicle is declared."""
    drawn = outdoor_areas(layout, {"parking"})
    if not choice_drawn(layout, "parking", drawn=bool(drawn)):
        return Finding(quantity=Quantity(value=0, unit="m2"), score=0.0, values={"minibus": False, "vehicle": None})
    bus = [area for area in drawn if _takes(area, limits["bus_width"], limits["bus_length"])]
    car = [area for area in drawn if _takes(area, limits["car_width"], limits["car_length"])]
    place = 1.0 if bus else limits["car_score"] if car else 0.0
    vehicle = layout.programme.get("vehicle")
    part = limits["vehicle_part"] if place else 0
    low, high = (place * (1 - limits["vehicle_part"]) + part * has for has in (vehicle is True, vehicle is not False))
    return Finding(
        quantity=Quantity(value=sum(area.geometry.area for area in drawn), unit="m2"),
        score=low,
        score_low=low,
        score_high=high,
        failing=tuple(area.id for area in drawn if area not in car),
        features=(*area_features(car), *area_features([area for area in drawn if area not in car], "short")),
        values={"minibus": bool(bus), "vehicle": vehicle if isinstance(vehicle, bool) else None},
        missing=("declared_vehicle",) if low < high else (),
    )


def _takes(area: OutdoorArea, width: float, length: float) -> bool:
    size = dimensions(area.geometry)
    return size.width_m >= width and size.length_m >= length
