"""A drawn area as a valid one, or why not: repaired only where every reading of it has the same area."""

from __future__ import annotations

import re

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.errors import Issue, Severity
from siteplan.model import Area

SAME_AREA_M2 = 0.01
SAME_AREA_SHARE = 1e-6
"""Two readings of a crossing outline are one when their areas differ by no more than the larger of these."""

_PLACE = re.compile(r"\[(\S+) (\S+)\]")


def as_area(
    geometry: BaseGeometry | None, *, fault: str | None = None, file: str, element: str
) -> tuple[Area | None, tuple[Issue, ...]]:
    """The area that a plot's geometry stands for, with what had to be said about it.

    Parameters
    ----------
    geometry
        In metres, in the plane; Polygon, MultiPolygon, or a collection of them.
    fault
        What the file's reader found ("open-ring", "broken-geometry"), or None.

    Returns
    -------
    The valid area and a warning where it was repaired; None and an error where it has no single meaning.

    Notes
    -----
    An outline that crosses itself is read in three ways: the area its rings enclose by their direction (shoelace), by
    the even-odd rule, and by the rings' own hierarchy (``make_valid``, methods "linework" and "structure"). Only where
    all three agree does the crossing change nothing (a spike, a ring drawn in two pieces) and the repair stands.
    """
    if fault is not None:
        where = None if geometry is None else _ring_end(geometry)
        return None, (_issue(fault, file=file, element=element, place=where),)
    if geometry is None or geometry.is_empty:
        return None, (_issue("no-geometry", file=file, element=element),)
    polygons = _polygons(geometry)
    if not polygons:
        return None, (_issue("not-an-area", file=file, element=element, values={"type": geometry.geom_type}),)
    area: Area = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    if area.is_valid:
        if area.area <= SAME_AREA_M2:
            return None, (_issue("no-area", file=file, element=element),)
        return area, ()
    return _repaired(area, file=file, element=element)


def _repaired(area: Area, *, file: str, element: str) -> tuple[Area | None, tuple[Issue, ...]]:
    reason = str(shapely.is_valid_reason(area))
    place = _place(reason)
    repaired = shapely.make_valid(area, method="structure", keep_collapsed=False)
    readings = (area.area, shapely.make_valid(area, method="linework").area, repaired.area)
    values = {"reason": reason.partition("[")[0], "least_m2": f"{min(readings):.1f}", "most_m2": f"{max(readings):.1f}"}
    polygons = _polygons(repaired)
    if max(readings) - min(readings) > max(SAME_AREA_M2, SAME_AREA_SHARE * max(readings)) or not polygons:
        return None, (_issue("self-crossing", file=file, element=element, place=place, values=values),)
    fixed: Area = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    if fixed.area <= SAME_AREA_M2:
        return None, (_issue("no-area", file=file, element=element, place=place),)
    severity: Severity = "warning"
    return fixed, (
        _issue("self-crossing-repaired", file=file, element=element, place=place, values=values, severity=severity),
    )


def _issue(
    code: str, *, file: str, element: str, place: Point | None = None, values: dict[str, str] | None = None,
    severity: Severity = "error",
) -> Issue:  # fmt: skip
    where = {"place": "-" if place is None else f"{place.x:.1f}, {place.y:.1f}"}
    return Issue(
        code=code, file=file, element=element, values={**where, **(values or {})}, severity=severity, geometry=place
    )


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    return [part for part in _leaves(geometry) if isinstance(part, Polygon) and not part.is_empty]


def _leaves(geometry: BaseGeometry) -> list[BaseGeometry]:
    parts = getattr(geometry, "geoms", None)
    return [geometry] if parts is None else [leaf for part in parts for leaf in _leaves(part)]


def _place(reason: str) -> Point | None:
    found = _PLACE.search(reason)
    return None if found is None else Point(float(found[1]), float(found[2]))


def _ring_end(geometry: BaseGeometry) -> Point | None:
    coordinates = shapely.get_coordinates(geometry)
    return None if len(coordinates) < 2 else Point(*coordinates[-2])


def valid_or_repaired(geometry: BaseGeometry) -> BaseGeometry:
    """A layer's geometry made valid (even-odd rule); layers describe surroundings, their outlines decide no plot."""
    return geometry if geometry.is_valid else shapely.make_valid(geometry)
