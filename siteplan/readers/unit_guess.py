"""Which rooms make up which dwelling, where nobody has said so: a guess by zones, numbers or the house as a whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_ZONE = re.compile(r"bolig|boenhet|leilighet|hybel|apartment|\bflat\b|dwelling|\bunit\b|wohnung|residence")
_NATIONAL = re.compile(r"\b([HUKL]\d{4})\b")
"""Numbers of dwellings in the Norwegian cadastre: storey and door, H0101."""
_PREFIX = re.compile(r"^([A-Za-zÆØÅæøå]+)[-_. ]?\d{2,4}[a-z]?$")
_DAY = frozenset({"living", "kitchen", "living_kitchen", "dwelling"})
_NIGHT = frozenset({"bedroom", "living", "living_kitchen", "dwelling"})
_NOT_IN_A_HOME = frozenset({"technical", "gallery", "crawl_space"})


Zone = tuple[str, str]
"""A group of rooms: its name, and everything that the file says of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the guess may go by."""

    id: str
    number: str | None
    name: str | None
    use: str
    zones: tuple[Zone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitGuess:
    """Room id -> unit id; ``rule`` names what it went by: zone, cadastre, number, house."""

    units: Mapping[str, str] = field(default_factory=dict)
    rule: str = "-"


def guess_units(rooms: Sequence[Room]) -> UnitGuess:
    """The first rule that finds a home with a day room and somewhere to sleep; nothing where none does."""
    for rule, key in (("zone", _by_zone), ("cadastre", _by_national_number), ("number", _by_prefix)):
        groups: dict[str, list[Room]] = defaultdict(list)
        for room in rooms:
            name = key(room)
            if name is not None and room.use not in _NOT_IN_A_HOME:
                groups[name].append(room)
        homes = {name: group for name, group in groups.items() if _is_home(group)}
        if homes and (rule != "number" or len(groups) >= 2):
            units = {room.id: name for name, group in homes.items() for room in group}
            return UnitGuess(units=units, rule=rule)
    kitchens = sum(room.use in ("kitchen", "living_kitchen") for room in rooms)
    inside = [room for room in rooms if room.use not in _NOT_IN_A_HOME]
    if kitchens == 1 and _is_home(inside):
        return UnitGuess(units={room.id: "1" for room in inside}, rule="house")
    return UnitGuess()


def _is_home(group: Sequence[Room]) -> bool:
    uses = {room.use for room in group}
    return bool(uses & _DAY) and bool(uses & _NIGHT)


def _by_zone(room: Room) -> str | None:
    return next((name for name, text in room.zones if _ZONE.search(text.casefold())), None)


def _by_national_number(room: Room) -> str | None:
    for text in (room.number, room.name, *(name for name, _ in room.zones)):
        found = _NATIONAL.search(text or "")
        if found:
            return found.group(1)
    return None


def _by_prefix(room: Room) -> str | None:
    found = _PREFIX.match(room.number or "")
    return found.group(1) if found else None
