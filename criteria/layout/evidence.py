"""What several layout criteria show or count alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shapely.geometry.base import BaseGeometry

from siteplan.context import LayoutContext
from siteplan.context.layout_hidden import BlindSpot
from siteplan.context.layout_onlookers import HomeExposure
from siteplan.context.layout_parts import DoorUse, Unit
from siteplan.criterion import Feature, Finding, Quantity, Value
from siteplan.model import Area, OutdoorArea, Space


def share_of_units(
    having: int,
    unknown: int,
    *,
    total: int,
    failing: Iterable[str],
    features: Iterable[Feature],
    values: Mapping[str, Value],
) -> Finding:
    """Share of the units that have something; an interval where it is not known of some."""
    low, high = having / total, (having + unknown) / total
    return Finding(
        quantity=None if unknown else Quantity(value=low, unit="share"),
        score_low=low if unknown else None,
        score_high=high if unknown else None,
        failing=tuple(failing),
        features=tuple(features),
        values={**values, "unknown_count": unknown, "unit_count": total},
    )


def door_feature(use: DoorUse, role: str, *, quantity: Quantity | None = None) -> Feature:
    """A door as evidence."""
    return Feature(role=role, geometry=use.door.line, element=use.id, quantity=quantity, storey=use.door.storey)


def unit_features(units: Sequence[Unit], role: str = "unit") -> tuple[Feature, ...]:
    """Whole units as evidence."""
    return tuple(Feature(role=role, geometry=unit.footprint, element=unit.id, storey=unit.storeys[0]) for unit in units)


def room_features(rooms: Iterable[Space], role: str = "room") -> tuple[Feature, ...]:
    """Rooms as evidence, each with its area."""
    return tuple(
        Feature(
            role=role, geometry=room.boundary, element=room.id, storey=room.storey,
            quantity=Quantity(value=room.boundary.area, unit="m2"),
        )
        for room in rooms
    )  # fmt: skip


def viewpoint_features(layout: LayoutContext) -> tuple[Feature, ...]:
    """Where the staff look from."""
    eyes = {eye.viewpoint: eye for eye in layout.viewpoints}
    return tuple(
        Feature(role="viewpoint", geometry=eye.point, element=name, storey=eye.storey) for name, eye in eyes.items()
    )


def base_values(layout: LayoutContext) -> dict[str, Value]:
    """What the view from the base rests on: whether base and viewpoints were stated or inferred from the drawing."""
    return {"base_inferred": layout.staffed_base_inferred, "viewpoints_derived": layout.viewpoints_derived}


def exposure_features(homes: Sequence[HomeExposure]) -> tuple[Feature, ...]:
    """Floor of homes seen from outside, and what of it the base sees; a home that nobody sees is drawn whole."""
    unseen = unit_features([home.unit for home in homes if home.seen.is_empty])
    return unseen + tuple(
        Feature(
            role=role, geometry=area, element=home.unit.id, storey=home.unit.storeys[0],
            quantity=Quantity(value=share, unit="share"),
        )
        for home in homes
        for role, area, share in (
            ("seen_floor", home.seen, home.share), ("seen_region", home.seen_by["base"], home.shares["base"])
        )
        if not area.is_empty
    )  # fmt: skip


def area_features(areas: Iterable[OutdoorArea], role: str = "outdoor_area") -> tuple[Feature, ...]:
    """Outdoor areas as evidence, each with its size."""
    return tuple(
        Feature(
            role=role, geometry=area.geometry, element=area.id, quantity=Quantity(value=area.geometry.area, unit="m2")
        )
        for area in areas
    )


def line_feature(line: BaseGeometry, role: str = "distance", *, element: str | None = None) -> Feature:
    """A distance as evidence."""
    return Feature(role=role, geometry=line, element=element, quantity=Quantity(value=line.length, unit="m"))


def spot_features(spot: BlindSpot, *, element: str | None = None, storey: int | None = None) -> tuple[Feature, ...]:
    """A blind spot with its area, and the broken sight line to its middle with what breaks it."""
    features = [
        Feature(
            role="blind_spot", geometry=spot.area, element=element, storey=storey,
            quantity=Quantity(value=spot.area.area, unit="m2"),
        )
    ]  # fmt: skip
    if spot.line is not None and spot.line.length > 0:
        features.append(Feature(role="blocked_sight_line", geometry=spot.line, element=spot.blocker, storey=storey))
    return tuple(features)


def extent_features(role: str, *areas: Area, element: str | None = None) -> tuple[Feature, ...]:
    """Areas as evidence, each with its size; empty ones are left out."""
    return tuple(
        Feature(role=role, geometry=area, element=element, quantity=Quantity(value=area.area, unit="m2"))
        for area in areas
        if not area.is_empty
    )
