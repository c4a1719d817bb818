"""The rooms that staff need in the base, as the areas and functions programme lists them."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import staffed_base
from siteplan.context.layout_yards import outdoor_areas
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

from .evidence import area_features, room_features

NEEDS = {
    "office": frozenset({"office"}),
    "meeting": frozenset({"meeting"}),
    "dining": frozenset({"staff_room", "dining"}),
    "medication": frozenset({"medication"}),
    "wardrobe": frozenset({"wardrobe"}),
    "washroom": frozenset({"bathroom"}),
}


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the list that is drawn; a sketch may leave rooms to later, so what it lacks stays open."""
    base = staffed_base(layout)
    if all(space.use == "base" for space in base.spaces):
        raise MissingDataError("layout_base_rooms")
    houses = set(base.buildings)
    inside = [
        space for space in layout.layout.spaces if space.unit is None and layout.building_of[space.id] in houses
    ]  # fmt: skip
    drawn = {space.use for space in inside}
    bicycles = outdoor_areas(layout, {"bicycle_parking"})
    have = [name for name, uses in NEEDS.items() if uses & drawn]
    count = len(have) + (1 if bicycles else 0)
    wanted = len(NEEDS) + 1
    share = count / wanted
    later = layout.stage == "sketch"
    listed = frozenset().union(*NEEDS.values())
    return Finding(
        quantity=Quantity(value=share, unit="share"),
        score=share,
        score_low=share,
        score_high=1.0 if later else share,
        failing=tuple(name for name in NEEDS if name not in have) + (() if bicycles else ("bicycle_parking",)),
        features=(*room_features(space for space in inside if space.use in listed), *area_features(bicycles)),
        values={"drawn_count": count, "wanted_count": wanted},
        missing=("layout_base_rooms_later",) if later else (),
    )
