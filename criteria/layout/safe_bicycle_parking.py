"""Bicycle parking with room enough, in sight of the base, where bicycles can be locked."""

from __future__ import annotations

from collections.abc import Mapping

import shapely

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import choice_drawn, drawn_units
from siteplan.criterion import Feature, Finding, Quantity

from .evidence import unit_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Mean of what is asked: places for staff and half the homes, share seen from the base, and bicycles locked."""
    units = drawn_units(layout)
    areas = [area for area in layout.layout.outdoor_areas if area.use == "bicycle_parking"]
    declared = layout.programme.get("min_staff_on_duty")
    staff = declared if isinstance(declared, int | float) else limits["staff"]
    needed = len(units) * limits["per_unit"] + (staff if layout.staffed_base else 0)
    if not choice_drawn(layout, "bicycle_parking", drawn=bool(areas)):
        values = {"place_count": 0, "needed": needed, "seen_share": 0, "lockable": False}
        return Finding(
            quantity=Quantity(value=0, unit="share"), score=0.0, features=unit_features(units), values=values
        )
    stated = [area.properties.get("places") for area in areas]
    places = sum(
        said if isinstance(said, int | float) else int(area.geometry.area / limits["place_area"])
        for said, area in zip(stated, areas, strict=True)
    )
    locks = [area.properties.get("lockable") for area in areas]
    shares = [min(1, places / needed)]
    whole = shapely.union_all([area.geometry for area in areas])
    if layout.staffed_base:
        seen = layout.sight.seen_outdoors(target_m=limits["target_height"], range_m=limits["range"])
        shares.append(whole.intersection(seen).area / whole.area)
    least, most = (all(lock is True or (lock is None and hope) for lock in locks) for hope in (False, True))
    low, high = ((sum(shares) + lock) / (len(shares) + 1) for lock in (least, most))
    return Finding(
        quantity=Quantity(value=low, unit="share") if low == high else None,
        low=low,
        high=high,
        missing=() if low == high else ("layout_bicycle_lock",),
        features=tuple(Feature(role="outdoor_area", geometry=area.geometry, element=area.id) for area in areas),
        values={
            "place_count": places,
            "needed": needed,
            "seen_share": shares[-1] if layout.staffed_base else "without_base",
            "lockable": least if least == most else None,
        },
    )
