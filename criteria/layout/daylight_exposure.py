"""Daylight in the homes by the simple rule of the building code's guidance."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_daylight import RoomLight, room_lights
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity
from siteplan.errors import MissingDataError


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """The darkest room's glass over what its floor asks for; every room is drawn."""
    units = drawn_units(layout)
    if not layout.windows:
        raise MissingDataError("layout_window_sizes")
    lights = [
        light for unit in units for light in room_lights(
            layout, unit, floor_part=limits["floor_part"], light_transmittance=limits["light_transmittance"],
            glass_from_m=limits["glass_from"], glass_share=limits["glass_share"], obstruction_deg=limits["obstruction"],
        )
    ]  # fmt: skip
    if not lights:
        raise MissingDataError("layout_rooms")
    dark = [light for light in lights if light.ratio < 1]
    worst = min(lights, key=lambda light: light.ratio)
    return Finding(
        quantity=Quantity(value=worst.ratio, unit="1"),
        failing=tuple(light.room.id for light in dark),
        features=tuple(_feature(light) for light in lights),
        values={
            "worst_room": worst.room.id,
            "dark_count": len(dark),
            "room_count": len(lights),
            "shaded_window_count": sum(len(light.shaded) for light in lights),
        },
    )


def _feature(light: RoomLight) -> Feature:
    room = light.room
    return Feature(
        role="room" if light.ratio >= 1 else "short", geometry=room.boundary, element=room.id, storey=room.storey,
        quantity=Quantity(value=light.ratio, unit="1"),
    )  # fmt: skip
