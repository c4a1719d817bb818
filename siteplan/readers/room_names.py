"""What a room is used for, from what it is called: Norwegian, English and German words. A guess, and said to be one."""

from __future__ import annotations

import re
from collections.abc import Iterable

UNKNOWN_USE = "unknown"
"""The use of a room whose name says nothing; criteria count it as a room of no stated use."""
OUTDOOR_USE = "private_outdoor"

_DAY, _COOK = r"(?:stue|living|great room|family room|wohn)", r"(?:kjøkken|kitchen|küche)"
_WORDS: tuple[tuple[str, str], ...] = (
    ("living_kitchen", rf"{_DAY}.*{_COOK}|{_COOK}.*{_DAY}|wohnküche|allrom"),
    ("medication", r"medisin|medikament|medication"),
    ("meeting", r"møte|meeting|besprechung|seminar|konferan|conference"),
    ("staff_room", r"personalrom|staff|pauserom|vaktrom|ansatt"),
    ("bathroom", r"\bw\.?c\b|toalett|\btoil|\bbad\b|bade|bath|dusj|dusch|shower|lavatory"),
    ("laundry", r"vask|laundry|waschk|\butil"),
    ("bedroom", r"soverom|\bsov\b|bedroom|schlaf|kinderzimmer|\bmaster\b"),
    ("living", r"stue|living|wohn|great room|family room|lounge|opphold"),
    ("kitchen", r"kjøkken|kitchen|küche|kueche"),
    ("dining", r"spise|dining|esszimmer"),
    ("stair", r"trapp|stair|treppe|stiege"),
    ("gallery", r"svalgang|altangang|access gallery|laubengang"),
    ("sluice", r"sluse|sluice"),
    ("lobby", r"lobby|heis|\blift\b|elevator|aufzug"),
    ("corridor", r"korridor|corridor|flur|passage|\bgang\b"),
    ("hall", r"\bhall\b|hallway|entr[eéy]|foyer|vindfang|vestib|diele|windfang"),
    ("storage", r"\bbod\b|storage|abstell|lager|pantry|closet|\bclo\b|w\.?i\.?c\b|attic|dachboden|garage|carport"),
    ("wardrobe", r"garderobe|wardrobe|umkleide"),
    ("technical", r"teknisk|technik|technical|mechanical|sjakt|shaft|boiler|heizung|\broof\b|server"),
    ("office", r"kontor|office|büro|buero"),
    ("base", r"\bbase\b"),
    ("common", r"felles|common|gemeinschaft"),
    ("workshop", r"verksted|workshop|werkstatt|labor"),
    ("hobby", r"hobby"),
    ("visitor", r"besøk|visitor|guest|gjest"),
    ("activity", r"aktivitet|activity|galerie|loft|mezzanin"),
    ("crawl_space", r"kryp|crawl"),
    ("basement", r"kjeller|basement|keller"),
    ("dwelling", r"leilighet|bolig\b|dwelling|apartment|wohnung|studio|hybel"),
)
_OUTDOOR = re.compile(r"balkong|balcon|balkon|terrass|\bdeck\b|porch|veranda|patio")
_COMPILED = tuple((use, re.compile(pattern)) for use, pattern in _WORDS)


def use_of(names: Iterable[str | None]) -> str | None:
    """The use that a room's names point to, or None; the first name that says anything counts."""
    for name in names:
        folded = (name or "").casefold()
        for use, pattern in _COMPILED:
            if folded and pattern.search(folded):
                return use
    return None


def is_outdoor(names: Iterable[str | None]) -> bool:
    """Whether the names are those of a balcony, terrace or porch."""
    return any(_OUTDOOR.search((name or "").casefold()) is not None for name in names)
