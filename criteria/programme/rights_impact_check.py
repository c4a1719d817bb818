"""Which of the residents' rights the house and its rules touch: read from drawing and programme, never a score."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext, PlotContext
from siteplan.criterion import Finding, Quantity, Value
from siteplan.errors import MissingDataError
from siteplan.model import ProgrammeValue

RIGHTS: Mapping[str, tuple[str, ...]] = {
    "cameras": ("private_life",),
    "sluice": ("home", "social_life"),
    "one_way_glass": ("private_life",),
    "sensors": ("private_life", "home"),
    "key_override": ("home",),
    "locked_common_room": ("social_life",),
}
"""What touches rights -> the rights that it touches (002:1230-1244; European Convention on Human Rights, article 8)."""
DAY_HOURS = 24


def evaluate(context: LayoutContext | PlotContext, limits: Mapping[str, float]) -> Finding:
    """What is there, the rights it touches, where no legal basis is declared, and what would interfere less.

    What nobody has stated is named as not stated; with nothing stated at all the question stays open.
    """
    stated = _stated(context)
    present = [name for name, there in stated.items() if there]
    unknown = [name for name, there in stated.items() if there is None]
    if len(unknown) == len(stated):
        raise MissingDataError("declared_rights")
    grounds = context.programme.get("legal_basis")
    grounds = grounds if isinstance(grounds, tuple) else ()
    rights = [right for right in ("private_life", "home", "social_life") if any(right in RIGHTS[n] for n in present)]
    values: dict[str, Value] = {
        "present": _joined(present),
        "rights": _joined(rights),
        "without_basis": _joined([name for name in present if name not in grounds]),
        "alternatives": _joined([f"instead_of_{name}" for name in present]),
        "unknown": _joined(unknown),
    }
    return Finding(quantity=Quantity(value=float(len(present)), unit="count"), values=values)


def _stated(context: LayoutContext | PlotContext) -> dict[str, bool | None]:
    """Each element as drawn or declared: there, not there, or not stated."""
    programme = context.programme
    cameras, sensors = programme.get("cameras"), programme.get("room_sensors")
    lets_in = programme.get("welfare_check_after_hours")
    open_hours = programme.get("common_rooms_open_hours")
    windows = context.windows if isinstance(context, LayoutContext) else ()
    return {
        "cameras": None if cameras is None else cameras != "none",
        "sluice": _yes(programme.get("sluice")),
        "one_way_glass": any(use.window.glazing == "one_way" for use in windows) if windows else None,
        "sensors": None if sensors is None else sensors != "none",
        "key_override": True if lets_in is not None else _yes(programme.get("staff_key_override")),
        "locked_common_room": open_hours < DAY_HOURS if isinstance(open_hours, int | float) else None,
    }


def _yes(value: ProgrammeValue | None) -> bool | None:
    return value if isinstance(value, bool) else None


def _joined(names: list[str]) -> str:
    return ", ".join(names) or "nothing"
