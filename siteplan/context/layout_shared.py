"""Rooms that are nobody's home: which are shared by residents, which are the base's, and how one leaves them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_exits import stair_at
from siteplan.measures.spaces import has_way_out, independent_routes
from siteplan.model import OUTSIDE, Space

COMMON_USES = frozenset({"common", "dining", "hobby", "activity"})
"""Rooms where residents are together."""
MAKING_USES = frozenset({"workshop", "activity", "hobby"})
"""Rooms for making things."""
VISITED_USES = COMMON_USES | MAKING_USES | {"visitor"}
"""Rooms where staff and residents, or their visitors, may be alone together."""
SERVICE_USES = frozenset({"technical", "basement", "crawl_space"})
"""Rooms that only those who run the building enter."""


def shared_rooms(layout: LayoutContext, uses: Collection[str]) -> tuple[Space, ...]:
    """Rooms of these uses that belong to no home."""
    return tuple(space for space in layout.layout.spaces if space.unit is None and space.use in uses)


def resident_areas(layout: LayoutContext) -> frozenset[str]:
    """Ids of the shared rooms that residents use: their common rooms, and what the homes open on to."""
    homes = {id_: space.unit for id_, space in layout.space_by_id.items()}
    beyond = {
        side for use in layout.doors for side in use.sides
        if side != OUTSIDE and homes[side] is None and any(homes.get(other) is not None for other in use.sides)
    }  # fmt: skip
    return frozenset(beyond | {space.id for space in shared_rooms(layout, VISITED_USES)})


def balcony_links(layout: LayoutContext, *, stair_reach_m: float) -> frozenset[str]:
    """Ids of outer doors above the ground at which no stair is drawn: they lead nowhere."""
    return frozenset(
        use.id for use in layout.doors
        if use.exterior and use.door.storey > 0 and stair_at(layout, use, reach_m=stair_reach_m) is None
    )  # fmt: skip


def routes_out(
    layout: LayoutContext, rooms: Collection[str], *, stair_reach_m: float, avoid: Iterable[str] = ()
) -> int:  # fmt: skip
    """How many ways lead out of some rooms taken together that share no door and no room beyond; not through homes."""
    closed = {space.id for space in layout.layout.spaces if space.unit is not None} | set(avoid)
    no_way = layout.lift_links | balcony_links(layout, stair_reach_m=stair_reach_m)
    return independent_routes(layout.spaces_graph, rooms, avoid=closed - set(rooms), without=no_way)


def reached_from_outside(layout: LayoutContext, room: Space, *, through: Collection[str]) -> bool:
    """Whether a room has an outer door, or is reached from one through rooms of the uses ``through`` alone."""
    closed = {space.id for space in layout.layout.spaces if space.unit is not None or space.use not in through}
    return has_way_out(layout.spaces_graph, room.id, avoid=closed)


def joined_indoors(layout: LayoutContext, rooms: Collection[str], others: Collection[str]) -> bool:
    """Whether one walks between two sets of rooms without going outdoors, over galleries not either."""
    graph = layout.spaces_graph
    outdoors = {OUTSIDE} | {space.id for space in layout.layout.spaces if space.use == "gallery"}
    reached, left = set(rooms) - outdoors, list(set(rooms) - outdoors)
    while left:
        for neighbour in graph.neighbors(left.pop()):
            if neighbour not in reached and neighbour not in outdoors:
                reached.add(neighbour)
                left.append(neighbour)
    return bool(reached & set(others))
