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


def choice_drawn(layout: LayoutContext, what: str, *, drawn: bool) -> bool:
    """Whether something that a project may choose to do without is on the drawing.

    A sketch that does not show it says nothing: it may come later. From the preliminary stage on, or where the
    programme declares it wanted, what is not drawn is not there.

    Parameters
    ----------
    layout
        The layout.
    what
        Key of the programme under which it is declared wanted (true) or not wanted (false): "common_room", "garden" ...
    drawn
        Whether it is drawn.

    Raises
    ------
    NotApplicableError
        "unwanted_<what>" where it is not drawn and declared not wanted.
    MissingDataError
        "layout_<what>" where a sketch does not show it and nothing is declared.
    """
    if drawn:
        return True
    wanted = layout.programme.get(what)
    if wanted is False:
        raise NotApplicableError(f"unwanted_{what}")
    if wanted is None and layout.stage == "sketch":
        raise MissingDataError(f"layout_{what}")
    return False
