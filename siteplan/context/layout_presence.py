"""What must be drawn or declared before a question about a layout can be asked."""

from __future__ import annotations

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_parts import Base, DoorUse, Unit
from siteplan.errors import MissingDataError, NotApplicableError


def drawn_units(layout: LayoutContext) -> tuple[Unit, ...]:
    """The units; MissingDataError("layout_units") where none is drawn."""
    if not layout.units:
        raise MissingDataError("layout_units")
    return layout.units


def staffed_base(layout: LayoutContext) -> Base:
    """The staff base, where one is staffed.

    Raises
    ------
    NotApplicableError
        "without_staffed_base" where it is declared that none is staffed.
    MissingDataError
        "declared_staffed_base" where nothing is declared and none is drawn; "layout_base" where a staffed base is
        declared and none is drawn.
    """
    if layout.staffed_base is False:
        raise NotApplicableError("without_staffed_base")
    if layout.staffed_base is None:
        raise MissingDataError("declared_staffed_base")
    if layout.base is None:
        raise MissingDataError("layout_base")
    return layout.base


def possible_main_doors(unit: Unit) -> tuple[DoorUse, ...]:
    """The main door, or every exit that may be it where the drawing does not tell; empty where no exit is drawn."""
    if unit.main_door is not None:
        return (unit.main_door,)
    marked = tuple(use for use in unit.exits if use.door.entrance)
    exterior = tuple(use for use in unit.exits if use.exterior)
    return marked or exterior or unit.exits
