"""Between which heights a window's sill may lie so that people get out, light comes in and nobody looks in."""

from __future__ import annotations

from dataclasses import dataclass

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import Unit, WindowUse
from siteplan.model import UNIT_LIVING_USES


@dataclass(frozen=True, slots=True, kw_only=True)
class SillBand:
    """A window and the sills above the floor that would do [m]; ``high_m`` below ``low_m``: none does.

    ``outside_m``: the floor above the ground outside the window.
    """

    use: WindowUse
    low_m: float
    high_m: float
    outside_m: float

    @property
    def feasible(self) -> bool:
        """Whether one sill serves privacy and escape at once."""
        return self.low_m <= self.high_m

    @property
    def sill_fits(self) -> bool:
        """Whether the sill as drawn lies in the band."""
        return self.low_m <= self.use.window.sill_height <= self.high_m


def sill_bands(
    layout: LayoutContext, unit: Unit, *, escape_sill_m: float, drop_m: float, privacy_outside_m: float,
    privacy_inside_m: float,
) -> tuple[SillBand, ...]:  # fmt: skip
    """The band of each outer window of a home's living rooms and bedrooms.

    Escape asks for a sill at most ``escape_sill_m`` above the floor and ``drop_m`` above the ground. Privacy asks for
    one at least ``privacy_outside_m`` above the ground outside or ``privacy_inside_m`` above the floor, whichever is
    lower. Glass below 0.8 m counts for no daylight but does no harm, so that daylight sets no bound of its own.
    """
    bands = []
    for use in layout.windows:
        if not use.exterior or use.sides[0] not in unit.space_ids:
            continue
        room = layout.space_by_id[use.sides[0]]
        if room.use not in UNIT_LIVING_USES:
            continue
        up = layout.floor_z(room) - layout.ground.outside(layout.building_of[room.id], use.midpoint)
        low = max(0.0, min(privacy_inside_m, privacy_outside_m - up))
        bands.append(SillBand(use=use, low_m=low, high_m=min(escape_sill_m, drop_m - up), outside_m=up))
    return tuple(bands)
