"""Blind spots in shared rooms and corridors: from the staff base, and round the corner as one comes in."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_indoors import room_views, shared_rooms
from siteplan.context.layout_presence import drawn_units
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError, NotApplicableError

from .evidence import room_features, viewpoint_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of shared floor hidden from the doorways, and, where staff are there, unseen from the base."""
    drawn_units(layout)
    rooms = shared_rooms(layout)
    if not rooms:
        raise NotApplicableError("layout_no_shared_rooms")
    if layout.staffed_base is None:
        raise MissingDataError("declared_staffed_base")
    eyes = layout.sight.staff_eyes() if layout.staffed_base else ()
    views = room_views(
        layout, rooms, eyes=eyes, eye_m=limits["eye_height"], target_m=limits["target_height"], range_m=limits["range"]
    )
    floor = sum(room.boundary.area for room in rooms)
    corner = sum(view.corner.area for view in views) / floor
    blind = sum(view.blind.area for view in views) / floor if eyes else None
    scores = [ramp(corner, zero=limits["corner_zero"], full=limits["corner_full"])]
    if blind is not None:
        scores.append(ramp(blind, zero=limits["blind_zero"], full=limits["blind_full"]))
    hidden = [
        Feature(
            role=role, geometry=area, element=view.room.id, storey=view.room.storey,
            quantity=Quantity(value=area.area, unit="m2"),
        )
        for view in views
        for role, area in (("corner", view.corner), *([("blind_spot", view.blind)] if eyes else []))
        if not area.is_empty
    ]  # fmt: skip
    worst = max(views, key=lambda view: view.blind.area if eyes else view.corner.area)
    return Finding(
        quantity=Quantity(value=corner if blind is None else blind, unit="share"),
        score=sum(scores) / len(scores),
        failing=tuple(view.room.id for view in views if not view.corner.is_empty or (eyes and not view.blind.is_empty)),
        features=(*room_features(rooms), *hidden, *(viewpoint_features(layout) if eyes else ())),
        values={
            "corner_share": corner,
            "blind_share": "without_base" if blind is None else blind,
            "worst_room": worst.room.id,
            "shared_m2": floor,
        },
    )
