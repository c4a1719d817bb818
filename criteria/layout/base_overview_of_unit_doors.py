"""The staff base sees every entrance door."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import drawn_units, possible_main_doors, staffed_base
from siteplan.context.layout_sight import DoorSight
from siteplan.criterion import Feature, Finding, Quantity


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of entrance doors seen; a sight line to each, and for an unseen one what blocks the view first."""
    staffed_base(layout)
    units = drawn_units(layout)
    main = [use for unit in units for use in possible_main_doors(unit)]
    others = [use for unit in units for use in unit.exits if use not in main and use.exterior]
    heights = {"target_m": limits["target_height"], "range_m": limits["range"]}
    sights = {sight.door.id: sight for sight in layout.sight.doors_seen(main, **heights)}
    further = layout.sight.doors_seen(others, **heights) if others else ()
    answers = {unit.id: {sights[use.id].seen for use in possible_main_doors(unit)} for unit in units}
    seen = sum(answer == {True} for answer in answers.values())
    unseen = sum(answer == {False} for answer in answers.values())
    unknown = len(units) - seen - unseen
    return Finding(
        quantity=None if unknown else Quantity(value=seen / len(units), unit="share"),
        score_low=seen / len(units) if unknown else None,
        score_high=(seen + unknown) / len(units) if unknown else None,
        failing=tuple(sight.door.id for sight in sights.values() if not sight.seen),
        features=(
            *(feature for sight in sights.values() for feature in _evidence(sight)),
            *(
                Feature(role="viewpoint", geometry=eye.point, element=eye.viewpoint, storey=eye.storey)
                for eye in layout.viewpoints
            ),
        ),
        values={
            "seen_count": seen,
            "unseen_count": unseen,
            "unknown_count": unknown,
            "unit_count": len(units),
            "other_exits_seen_share": sum(sight.seen for sight in further) / len(further) if further else None,
            "viewpoints_derived": layout.viewpoints_derived,
            "base_inferred": layout.staffed_base_inferred,
        },
    )


def _evidence(sight: DoorSight) -> list[Feature]:
    """The door, and the sight line to it; a blocked line names what blocks it."""
    door = sight.door
    role = "door_seen" if sight.seen else "door_unseen"
    features = [Feature(role=role, geometry=door.door.line, element=door.id, storey=door.door.storey)]
    if sight.line is not None:
        features.append(
            Feature(
                role="sight_line" if sight.seen else "blocked_sight_line", geometry=sight.line,
                element=door.id if sight.seen else sight.blocker, storey=door.door.storey,
                quantity=Quantity(value=sight.distance_m, unit="m"),
            )
        )  # fmt: skip
    return features
