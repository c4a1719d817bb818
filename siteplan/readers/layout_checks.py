"""What a drawing gets wrong as a whole: doors off any wall, units without doors, statements against the drawing."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely

from siteplan.context.layout_plans import StoreyPlan, openings_in_use, storey_plans
from siteplan.errors import Issue, Severity
from siteplan.model import OUTSIDE, Door, Layout, Space, Window

OVERLAP_M2 = 0.25
"""Rooms of one storey that overlap by more than this are named."""
GAP_END_M = 0.25
"""A door each of whose ends is this near to a wall stands in the gap between walls: as far as a frame is thick."""


def checked(layout: Layout, *, file: str) -> tuple[Layout, tuple[Issue, ...]]:
    """The layout without what cannot be used, and what was found.

    Doors and windows off any wall are left out, but for doors that stand in a gap between walls; a ``connects`` that
    names what is not there is dropped; all else is used with a warning.
    """
    issues: list[Issue] = []
    layout = _connects_known(layout, file, issues)
    plans = storey_plans(layout)
    layout = _on_walls(layout, plans, file, issues)
    plans = storey_plans(layout)
    _check_doors(layout, plans, file, issues)
    _check_units(layout, plans, file, issues)
    _check_overlaps(plans, file, issues)
    return layout, tuple(issues)


def _connects_known(layout: Layout, file: str, issues: list[Issue]) -> Layout:
    known = {space.id for space in layout.spaces} | {OUTSIDE}
    doors = []
    for door in layout.doors:
        unknown = [side for side in door.connects or () if side not in known]
        if unknown:
            issues.append(_issue("layout-connects-unknown", file, door, "warning", sides=", ".join(unknown)))
            # What was written stays in the file; it is only not used.
            kept = {**door.properties, "connects": list(door.connects or ())}
            door = dataclasses.replace(door, connects=None, properties=kept)
        doors.append(door)
    return dataclasses.replace(layout, doors=tuple(doors))


def _on_walls(layout: Layout, plans: tuple[StoreyPlan, ...], file: str, issues: list[Issue]) -> Layout:
    off: dict[str, Door | Window] = {}
    for plan in plans:
        if not plan.walls and not plan.spaces:
            continue
        for opening, distance in plan.off_walls():
            if isinstance(opening, Door) and plan.drawn and _fills_gap(opening, plan):
                continue
            off[opening.id] = opening
            kind = "door" if isinstance(opening, Door) else "window"
            apart = "-" if distance is None else f"{distance:.2f}"
            issues.append(_issue(f"layout-{kind}-off-wall", file, opening, "error", distance=apart))
    if not off:
        return layout
    return dataclasses.replace(
        layout,
        doors=tuple(door for door in layout.doors if door.id not in off),
        windows=tuple(window for window in layout.windows if window.id not in off),
    )


def _fills_gap(door: Door, plan: StoreyPlan) -> bool:
    """Whether a door stands between drawn walls: both ends at one, and nothing but the door between them."""
    walls = np.array(plan.walls, dtype=object)
    coordinates = shapely.get_coordinates(door.line)
    ends = [float(shapely.distance(walls, shapely.Point(end)).min()) for end in (coordinates[0], coordinates[-1])]
    middle = shapely.Point((coordinates[0] + coordinates[-1]) / 2)
    return max(ends) <= GAP_END_M and float(shapely.distance(walls, middle).min()) > max(ends)


def _check_doors(layout: Layout, plans: tuple[StoreyPlan, ...], file: str, issues: list[Issue]) -> None:
    doors, _ = openings_in_use(plans)
    for use in doors:
        stated, drawn = use.door.connects, use.drawn_sides
        if stated is not None and drawn[0] != drawn[1] and set(stated) != set(drawn):
            values = {"stated": " – ".join(stated), "drawn": " – ".join(drawn)}
            issues.append(_issue("layout-connects-contradicts", file, use.door, "warning", **values))
        if use.sides[0] == use.sides[1]:
            code = "layout-door-to-nothing" if use.sides[0] == OUTSIDE else "layout-door-within-room"
            if layout.spaces:
                issues.append(_issue(code, file, use.door, "warning", space=use.sides[0]))


def _check_units(layout: Layout, plans: tuple[StoreyPlan, ...], file: str, issues: list[Issue]) -> None:
    doors, _ = openings_in_use(plans)
    for unit in layout.unit_ids():
        spaces = layout.unit_spaces(unit)
        own = {space.id for space in spaces}
        if not any(own.intersection(use.sides) for use in doors):
            issues.append(
                Issue(
                    code="layout-unit-without-door", file=file, element=unit, severity="warning",
                    values={"spaces": ", ".join(sorted(own))}, geometry=spaces[0].boundary,
                )
            )  # fmt: skip
            continue
        marked = [use.id for use in doors if use.door.entrance and len(own.intersection(use.sides)) == 1]
        if len(marked) > 1:
            issues.append(
                Issue(
                    code="layout-unit-several-entrances", file=file, element=unit, severity="warning",
                    values={"doors": ", ".join(marked)}, geometry=spaces[0].boundary,
                )
            )  # fmt: skip


def _check_overlaps(plans: tuple[StoreyPlan, ...], file: str, issues: list[Issue]) -> None:
    for plan in plans:
        if len(plan.spaces) < 2:
            continue
        left, right = shapely.STRtree(plan.polygons).query(plan.polygons, predicate="intersects")
        left, right = left[left < right], right[left < right]
        shared = shapely.intersection(plan.polygons[left], plan.polygons[right])
        for k in np.flatnonzero(shapely.area(shared) > OVERLAP_M2).tolist():
            one, other = plan.spaces[int(left[k])], plan.spaces[int(right[k])]
            values = {"other": other.id, "area": f"{shapely.area(shared[k]):.1f}"}
            issue = _issue("layout-spaces-overlap", file, one, "warning", **values)
            issues.append(dataclasses.replace(issue, geometry=shared[k]))


def _issue(code: str, file: str, element: Door | Window | Space, severity: Severity, **values: str) -> Issue:
    shape = element.boundary if isinstance(element, Space) else element.line
    return Issue(code=code, file=file, element=element.id, values=values, severity=severity, geometry=shape)
