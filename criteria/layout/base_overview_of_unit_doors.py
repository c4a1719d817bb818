"""The staff base sees every entrance door."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units, possible_main_doors, staffed_base
from siteplan.context.layout_sight import DoorSight
from siteplan.criterion import Feature, Finding, Quantity

from .evidence import base_values, door_feature, share_of_units, viewpoint_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of entrance doors seen; a sight line to each, and for an unseen one what blocks the view first."""
    staffed_base(layout)
    units = drawn_units(layout)
    main = {unit.id: possible_main_doors(unit) for unit in units}
    entrances = [use for uses in main.values() for use in uses]
    others = [use for unit in units for use in unit.exits if use not in entrances and use.exterior]
    heights = {"target_m": limits["target_height"], "range_m": limits["range"]}
    sights = {sight.door.id: sight for sight in layout.sight.doors_seen(entrances, **heights)}
    further = layout.sight.doors_seen(others, **heights) if others else ()
    answers = [{sights[use.id].seen for use in uses} for uses in main.values()]
    seen, unseen = (sum(answer == {told} for answer in answers) for told in (True, False))
    return share_of_units(
        seen,
        len(units) - seen - unseen,
        total=len(units),
        failing=(id_ for id_, sight in sights.items() if not sight.seen),
        features=(*(part for sight in sights.values() for part in _evidence(sight)), *viewpoint_features(layout)),
        values={
            "seen_count": seen,
            "unseen_count": unseen,
            "other_exits_seen_share": sum(sight.seen for sight in further) / len(further) if further else None,
            **base_values(layout),
        },
    )


def _evidence(sight: DoorSight) -> list[Feature]:
    """The door, and the sight line to it; a blocked line names what blocks it."""
    features = [door_feature(sight.door, "door_seen" if sight.seen else "door_unseen")]
    if sight.line is not None:
        features.append(
            Feature(
                role="sight_line" if sight.seen else "blocked_sight_line", geometry=sight.line,
                element=sight.door.id if sight.seen else sight.blocker, storey=sight.door.door.storey,
                quantity=Quantity(value=sight.distance_m, unit="m"),
            )
        )  # fmt: skip
    return features
