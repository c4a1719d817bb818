"""A way to retreat for staff in the unit: how far to an exit, and how much one blocked door would cut off."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_parts import Unit
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.measures.retreat import Retreat, Trapped

from .evidence import door_feature


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Trapped share of the worst unit; its farthest walk, the doors that decide and what they cut off are evidence."""
    units = drawn_units(layout)
    measured = {unit.id: (layout.walks.retreat(unit), layout.walks.trapped(unit)) for unit in units if _drawn(unit)}
    scores = {id_: _score(walk, cut, limits) for id_, (walk, cut) in measured.items()}
    unknown = [unit.id for unit in units if unit.id not in measured]
    worst = min(scores, key=lambda id_: scores[id_], default=None)
    if worst is None:
        return Finding(
            score_low=0.0, score_high=1.0, values={"unknown_count": len(unknown), "unit_count": len(units)}
        )
    walk, cut = measured[worst]
    return Finding(
        quantity=Quantity(value=cut.share, unit="share"),
        score=None if unknown else scores[worst],
        score_low=0.0 if unknown else None,
        score_high=scores[worst] if unknown else None,
        failing=tuple(id_ for id_, score in scores.items() if score == scores[worst]),
        features=tuple(
            feature for unit in units if unit.id in measured for feature in _evidence(layout, unit, *measured[unit.id])
        ),
        values={
            "worst_unit": worst,
            "longest_walk_m": walk.farthest_m,
            "trapped_m2": cut.area_m2,
            "unknown_count": len(unknown),
            "unit_count": len(units),
        },
    )


def _drawn(unit: Unit) -> bool:
    """Whether rooms and exits are drawn, so that a walk can be measured."""
    return unit.divided and bool(unit.exits)


def _score(walk: Retreat, cut: Trapped, limits: Mapping[str, float]) -> float:
    parts = (
        ramp(walk.farthest_m, zero=limits["walk_zero"], full=limits["walk_full"]),
        ramp(cut.share, zero=limits["trapped_zero"], full=limits["trapped_full"]),
    )
    return sum(parts) / len(parts)


def _evidence(layout: LayoutContext, unit: Unit, walk: Retreat, cut: Trapped) -> list[Feature]:
    doors = {use.id: use for use in unit.doors}
    features = [door_feature(doors[id_], "articulation_door") for id_ in cut.by_link if id_ in doors]
    rooms = [layout.space_by_id[id_] for id_ in cut.rooms]
    features += [
        Feature(role="trapped_area", geometry=room.boundary, element=room.id, storey=room.storey) for room in rooms
    ]
    if walk.route is not None:
        length = Quantity(value=walk.farthest_m, unit="m")
        features.append(Feature(role="retreat_route", geometry=walk.route, element=unit.id, quantity=length))
    return features
