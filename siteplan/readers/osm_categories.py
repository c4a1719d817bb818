"""Which OpenStreetMap tags make which kind of place: one explicit table, and the columns that are kept.

A place may be in several categories (a forest of 30 ha is green, land use, and terrain).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

Shape = Literal["any", "area", "line", "node"]
"""What a feature of the category may be drawn as; "any" reads closed ways as areas."""

ANY_VALUE = "*"
"""Stands for every value of a key but "no"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category: the tag values that belong to it, and how its closed ways are read.

    Parameters
    ----------
    tags
        Values by key; one match is enough.
    shape
        "area": only areas count; "line": ways stay lines; "node": only nodes count.
    columns
        Tag keys kept as columns of :class:`siteplan.model.Places` (only those that occur).
    carried_by
        Keys of which one must occur in the data for "none found" to mean "none there"; default: the keys of ``tags``.
        Narrower where a key also says other things (every street has ``highway``; that tells nothing of stops).
    """

    tags: Mapping[str, tuple[str, ...]]
    shape: Shape = "any"
    columns: tuple[str, ...] = ()
    carried_by: tuple[str, ...] = ()


_GREEN_TAGS: Mapping[str, tuple[str, ...]] = {
    "leisure": ("park", "garden", "nature_reserve"),
    "landuse": ("forest", "recreation_ground", "grass", "meadow", "village_green"),
    "natural": ("wood", "heath", "grassland", "scrub", "fell", "beach"),
}

CATEGORIES: Mapping[str, Category] = {
    "stop": Category(
        tags={
            "highway": ("bus_stop",),
            "public_transport": ("platform", "stop_position", "station"),
            "railway": ("station", "halt", "tram_stop", "platform"),
            "amenity": ("ferry_terminal", "bus_station"),
        },
        columns=("highway", "public_transport", "railway", "amenity", "ref", "bus", "tram", "train", "subway"),
        carried_by=("public_transport",),
    ),
    "grocery": Category(
        tags={"shop": ("supermarket", "convenience", "grocery", "general")}, columns=("shop", "opening_hours", "brand")
    ),
    "kiosk": Category(tags={"shop": ("kiosk",), "amenity": ("fuel",)}, columns=("shop", "amenity", "opening_hours")),
    "green": Category(tags=_GREEN_TAGS, shape="area", columns=("leisure", "landuse", "natural", "access")),
    "meeting_place": Category(
        tags={"amenity": ("cafe", "fast_food", "restaurant", "library"), "shop": ("mall",)},
        columns=("amenity", "shop", "opening_hours"),
    ),
    "hospital": Category(
        tags={"amenity": ("hospital",), "healthcare": ("hospital",)},
        columns=("amenity", "healthcare", "healthcare:speciality", "emergency"),
    ),
    "dps": Category(
        tags={"amenity": ("clinic", "doctors", "hospital", "social_facility"), "healthcare": (ANY_VALUE,)},
        columns=("amenity", "healthcare", "healthcare:speciality"),
        carried_by=("healthcare",),
    ),
    "police": Category(tags={"amenity": ("police",)}, columns=("amenity", "opening_hours")),
    "fire_station": Category(tags={"amenity": ("fire_station",)}, columns=("amenity",)),
    "ambulance": Category(tags={"emergency": ("ambulance_station",)}, columns=("emergency",)),
    "place_node": Category(
        tags={"place": ("city", "town", "village", "suburb", "hamlet")}, shape="node", columns=("place", "population")
    ),
    "school": Category(tags={"amenity": ("school",)}, columns=("amenity",)),
    "kindergarten": Category(tags={"amenity": ("kindergarten",)}, columns=("amenity",)),
    "playground": Category(tags={"leisure": ("playground",)}, columns=("leisure", "access")),
    "crossing": Category(
        tags={"highway": ("crossing",)}, shape="node", columns=("crossing", "crossing:markings"),
        carried_by=("crossing",),
    ),
    "water": Category(
        tags={
            "natural": ("water", "coastline"),
            "waterway": ("river", "canal", "riverbank", "stream"),
            "landuse": ("reservoir", "basin"),
        },
        columns=("natural", "waterway", "landuse", "water", "intermittent", "tunnel"),
    ),
    "railway": Category(
        tags={"railway": ("rail", "light_rail", "tram", "subway", "narrow_gauge")},
        shape="line",
        columns=("railway", "service", "tunnel", "bridge", "maxspeed", "layer"),
    ),
    "fast_road": Category(
        tags={
            "highway": (
                "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link",
                "secondary", "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential",
            ),
        },
        shape="line",
        columns=("highway", "maxspeed", "tunnel", "bridge", "ref", "layer"),
    ),
    "landuse": Category(tags={"landuse": (ANY_VALUE,)}, shape="area", columns=("landuse",)),
    "building": Category(
        tags={"building": (ANY_VALUE,)},
        shape="area",
        columns=(
            "building", "building:levels", "building:use", "building:flats", "height", "amenity", "shop", "office",
            "healthcare", "tourism", "leisure", "social_facility", "addr:street", "addr:housenumber", "addr:city",
            "addr:postcode", "ref:bygningsnr", "location", "layer",
        ),
    ),
    "barrier": Category(
        tags={"barrier": ("fence", "wall", "hedge", "retaining_wall", "city_wall", "guard_rail", "handrail")},
        shape="line",
        columns=("barrier", "height", "fence_type"),
    ),
    "address": Category(
        tags={"addr:housenumber": (ANY_VALUE,)},
        columns=("addr:street", "addr:housenumber", "addr:city", "addr:postcode", "building"),
    ),
    "pharmacy": Category(tags={"amenity": ("pharmacy",), "healthcare": ("pharmacy",)}, columns=("amenity",)),
    "doctors": Category(
        tags={"amenity": ("doctors", "clinic"), "healthcare": ("doctor", "clinic")}, columns=("amenity", "healthcare")
    ),
    "community": Category(
        tags={"amenity": ("community_centre", "social_centre")}, columns=("amenity", "community_centre")
    ),
    "activity": Category(
        tags={
            "amenity": ("community_centre", "social_centre", "library", "arts_centre"),
            "leisure": ("pitch", "sports_centre", "swimming_area", "fitness_station", "ice_rink"),
            "social_facility": ("day_care", "workshop"),
        },
        columns=("amenity", "leisure", "social_facility", "access"),
    ),
    "worship": Category(tags={"amenity": ("place_of_worship",)}, columns=("amenity", "religion")),
}  # fmt: skip

FAST_ROAD_MAXSPEED_KMH = 70
"""A road of any class is fast from this signed speed; motorways and trunk roads are always."""

ALWAYS_FAST = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})

NOT_PUBLIC = frozenset({"private", "no", "customers", "members", "permit"})

NOT_ENTRANCES = frozenset({"no", "emergency", "exit", "service", "garage"})
"""Values of the key ``entrance`` through which visitors do not come in."""

_DPS_NAME = re.compile(r"\bDPS\b|distriktspsykiatri", re.IGNORECASE)
_NO_VALUES = frozenset({"no", "none"})


def tag_lookup() -> dict[str, dict[str, tuple[str, ...]]]:
    """The table turned round: key -> value (or ``ANY_VALUE``) -> names of the categories."""
    lookup: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, category in CATEGORIES.items():
        for key, values in category.tags.items():
            by_value = lookup.setdefault(key, {})
            for value in values:
                by_value[value] = (*by_value.get(value, ()), name)
    return lookup


def categories_of(tags: Mapping[str, str], lookup: Mapping[str, Mapping[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """Names of the categories that an element with these tags belongs to, each once."""
    found: dict[str, None] = {}
    for key, value in tags.items():
        by_value = lookup.get(key)
        if by_value is None:
            continue
        for name in by_value.get(value, ()):
            found[name] = None
        if ANY_VALUE in by_value and value not in _NO_VALUES:
            for name in by_value[ANY_VALUE]:
                found[name] = None
    if found.keys().isdisjoint(CONDITIONS):  # nearly all: this runs for every element of a city
        return tuple(found)
    return tuple(name for name in found if name not in CONDITIONS or CONDITIONS[name](tags))


def _public(tags: Mapping[str, str]) -> bool:
    return tags.get("access") not in NOT_PUBLIC


def _district_psychiatric(tags: Mapping[str, str]) -> bool:
    if _DPS_NAME.search(tags.get("name", "")):
        return True
    hospital = tags.get("healthcare") == "hospital" or tags.get("amenity") == "hospital"
    return not hospital and "psychiatry" in tags.get("healthcare:speciality", "")


def _fast(tags: Mapping[str, str]) -> bool:
    return tags["highway"] in ALWAYS_FAST or (speed_kmh(tags.get("maxspeed")) or 0.0) >= FAST_ROAD_MAXSPEED_KMH


CONDITIONS: Mapping[str, Callable[[Mapping[str, str]], bool]] = {
    "green": _public,
    "activity": _public,
    "dps": _district_psychiatric,
    "fast_road": _fast,
}
"""What a table of single tags cannot say: further conditions, by category."""


def not_carried(found: Mapping[str, int], tag_keys: Collection[str]) -> frozenset[str]:
    """Categories of which nothing was found and of whose keys none occurs: silence that says nothing.

    Parameters
    ----------
    found
        Number of features by category.
    tag_keys
        Every key in the data.
    """
    silent = {
        name
        for name, category in CATEGORIES.items()
        if not found[name] and not any(key in tag_keys for key in category.carried_by or category.tags)
    }
    return frozenset(silent | ({"nearby_terrain"} if "green" in silent else set()))


def psychiatric(tags: Mapping[str, str]) -> str:
    """Whether a hospital is psychiatric: "yes" or "no" only where its speciality is tagged, else "unknown"."""
    speciality = tags.get("healthcare:speciality")
    if speciality is None:
        return "unknown"
    return "yes" if "psychiatry" in speciality else "no"


def green_kind(tags: Mapping[str, str]) -> str:
    """The tag value that makes an area green: park, forest, wood ..."""
    for key, values in _GREEN_TAGS.items():
        if tags.get(key) in values:
            return tags[key]
    raise ValueError("not a green area")


def speed_kmh(maxspeed: str | None) -> float | None:
    """Signed speed in km/h, None where it is absent or not a number ("none", "signals", "NO:urban")."""
    if maxspeed is None:
        return None
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(km/h|kmh|mph)?\s*", maxspeed.split(";")[0])
    if match is None:
        return None
    return float(match[1]) * (1.609344 if match[2] == "mph" else 1.0)
