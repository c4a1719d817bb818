"""A way to retreat for staff in the unit: how far to an exit, and how much one blocked door would cut off."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_exits import ways_out
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.measures.retreat import Retreat, Trapped

from .evidence import door_feature, room_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Trapped share of the worst unit; its farthest walk, the doors that decide and what they cut off are evidence."""
    units = drawn_units(layout)
    measured = {unit.id: _measure(layout, unit, limits) for unit in units if unit.divided and unit.exits}
    scores = {id_: _score(walk, cut, limits) for id_, (walk, cut) in measured.items()}
    unknown = len(units) - len(measured)
    worst = min(scores, key=lambda id_: scores[id_], default=None)
    counts = {"unknown_count": unknown, "unit_count": len(units)}
    if worst is None:
        return Finding(score_low=0, score_high=1, values=counts)
    walk, cut = measured[worst]
    return Finding(
        quantity=Quantity(value=cut.share, unit="share"),
        score=None if unknown else scores[worst],
        score_low=0 if unknown else scores[worst],
        score_high=scores[worst],
        failing=tuple(id_ for id_, score in scores.items() if score == scores[worst]),
        features=tuple(
            part for unit in units if unit.id in measured for part in _evidence(layout, unit, *measured[unit.id])
        ),
        values={
            "worst_unit": worst,
            "longest_walk_m": walk.farthest_m,
            "trapped_m2": cut.area_m2,
            "dead_end_count": sum(_dead_ends(layout, unit) for unit in units if unit.id in measured),
            **counts,
        },
    )


def _dead_ends(layout: LayoutContext, unit: Unit) -> int:
    """Rooms with one door only."""
    return sum(layout.spaces_graph.degree(space.id) <= 1 for space in unit.spaces)


def _measure(layout: LayoutContext, unit: Unit, limits: Mapping[str, float]) -> tuple[Retreat, Trapped]:
    """From everywhere in the unit; a balcony is no way out."""
    balconies = frozenset(use.id for use in ways_out(layout, unit, stair_reach_m=limits["stair_reach"]).balcony_doors)
    return layout.walks.retreat(unit, without=balconies), layout.walks.trapped(unit, without=balconies)


def _score(walk: Retreat, cut: Trapped, limits: Mapping[str, float]) -> float:
    near = ramp(walk.farthest_m, zero=limits["walk_zero"], full=limits["walk_full"])
    free = ramp(cut.share, zero=limits["trapped_zero"], full=limits["trapped_full"])
    return sum((near, free)) / len((near, free))


def _evidence(layout: LayoutContext, unit: Unit, walk: Retreat, cut: Trapped) -> tuple[Feature, ...]:
    doors = [door_feature(use, "articulation_door") for use in unit.doors if use.id in cut.by_link]
    rooms = room_features([layout.space_by_id[id_] for id_ in cut.rooms], "trapped_area")
    length = Quantity(value=walk.farthest_m, unit="m")
    if walk.route is None:
        return (*doors, *rooms)
    return (*doors, *rooms, Feature(role="retreat_route", geometry=walk.route, element=unit.id, quantity=length))
