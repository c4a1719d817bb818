"""Ways out of a unit: which doors lead to safety on their own, and which windows would do instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import DoorUse, Unit, WindowUse
from siteplan.model import Connector


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysOut:
    """Ways out of one unit.

    Attributes
    ----------
    routes
        How many ways lead to the open that share no door and no space beyond the unit.
    doors
        The exits that count.
    balcony_doors
        Outer doors above the ground at which no stair is drawn, or whose stair another door already counts for.
    stairs
        The outdoor stair or ramp that serves an exit above the ground, by door id.
    """

    routes: int
    doors: tuple[DoorUse, ...]
    balcony_doors: tuple[DoorUse, ...]
    stairs: Mapping[str, Connector]


def ways_out(layout: LayoutContext, unit: Unit, *, stair_reach_m: float) -> WaysOut:
    """The exits of a unit that lead to the open, and how many of them are independent of one another.

    Parameters
    ----------
    layout
        The layout.
    unit
        One of its units.
    stair_reach_m
        An outer door above the ground floor counts where a drawn stair or ramp to its storey stands within this
        distance of the point outside it; several doors to one stair count once.
    """
    stairs: dict[str, Connector] = {}
    balconies: list[DoorUse] = []
    for use in unit.exits:
        if not use.exterior or use.door.storey <= 0:
            continue
        stair = stair_at(layout, use, reach_m=stair_reach_m)
        if stair is None or stair in stairs.values():
            balconies.append(use)
        else:
            stairs[use.id] = stair
    return WaysOut(
        routes=layout.independent_routes(unit, without=frozenset(use.id for use in balconies)),
        doors=tuple(use for use in unit.exits if use not in balconies),
        balcony_doors=tuple(balconies),
        stairs=stairs,
    )


def stair_at(layout: LayoutContext, use: DoorUse, *, reach_m: float) -> Connector | None:
    """The nearest drawn stair or ramp to the door's storey within reach of the point outside it, or None."""
    near = [
        (connector.geometry.distance(use.outside_point), connector)
        for connector in layout.layout.connectors
        if connector.kind != "lift" and use.door.storey in connector.storeys
    ]
    within = [(distance, connector) for distance, connector in near if distance <= reach_m]
    return min(within, key=lambda pair: pair[0])[1] if within else None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscapeSize:
    """What a window must have to be an escape window [m]: least clear width, height and sum, largest sill and drop."""

    width_m: float
    height_m: float
    sum_m: float
    sill_m: float
    drop_m: float


def escape_windows(
    layout: LayoutContext, unit: Unit, *, size: EscapeSize
) -> tuple[tuple[WindowUse, ...], tuple[WindowUse, ...]]:
    """The unit's windows that are escape windows, and those that may be one.

    A window of which it is not stated whether it opens, or how large its clear opening is, may be one as long as its
    whole size would do; one that is too small, too high above the floor or the ground, or fixed, is none.
    """
    own = unit.space_ids
    certain: list[WindowUse] = []
    possible: list[WindowUse] = []
    for use in layout.windows:
        if not use.exterior or use.sides[0] not in own or use.window.openable is False:
            continue
        window = use.window
        width = window.line.length if window.clear_width is None else window.clear_width
        height = window.head_height - window.sill_height if window.clear_height is None else window.clear_height
        fits = width >= size.width_m and height >= size.height_m and width + height >= size.sum_m
        if not fits or window.sill_height > size.sill_m or _drop(layout, use) > size.drop_m:
            continue
        stated = window.openable is True and window.clear_width is not None and window.clear_height is not None
        (certain if stated else possible).append(use)
    return tuple(certain), tuple(possible)


def _drop(layout: LayoutContext, use: WindowUse) -> float:
    """Height of the sill above the ground outside [m]."""
    space = layout.space_by_id[use.sides[0]]
    return (
        layout.floor_z(space)
        + use.window.sill_height
        - layout.ground.outside(layout.building_of[space.id], use.midpoint)
    )
