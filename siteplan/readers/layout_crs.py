"""In what a layout's coordinates are: metres of a stated system, or free-floating metres. Never degrees."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from pyproj import CRS, Proj
from shapely.geometry.base import BaseGeometry

from siteplan.errors import InputError, Issue
from siteplan.model import Placement
from siteplan.readers.crs import is_degrees, lon_lat, name_of, parse_crs, utm_zone_at

LEAST_EXTENT_M = 0.5
"""A drawing smaller than this both ways is no drawing in metres."""
GREATEST_EXTENT_M = 5_000.0
"""A drawing of buildings larger than this is no drawing in metres."""
GREATEST_SCALE_ERROR = 0.01
"""A system whose metres are off by more than this (Web Mercator) is refused."""
_LOCAL_M = 20_000.0


def crs_of(collection: Mapping[str, object], *, file: str) -> CRS | None:
    """The system that the file names in its ``crs`` member (or a plain text there); None for a free-floating layout.

    Raises InputError ("unknown-crs", "layout-crs-member") where the member cannot be read.
    """
    member = collection.get("crs")
    if member is None:
        return None
    name: object = member
    if isinstance(member, Mapping):
        properties = member.get("properties")
        name = properties.get("name") if isinstance(properties, Mapping) else None
    if not isinstance(name, str) or not name:
        raise InputError(Issue(code="layout-crs-member", file=file, element="crs"))
    return parse_crs(name, file=file, element="crs")


def settle_units(crs: CRS | None, shapes: list[BaseGeometry], *, placement: Placement | None, file: str) -> str | None:
    """The name of the layout's system, or None where it floats free; refuses what is not metres.

    A file that states a system and a placement, and whose coordinates lie about the origin, floats free: the placement
    says where it stands in that system.

    Raises
    ------
    InputError
        "layout-in-degrees" and "layout-units-unclear", with both readings named; "layout-crs-not-metres";
        "layout-far-from-crs".
    """
    x0, y0, x1, y1 = (float(v) for v in shapely.total_bounds(np.array(shapes, dtype=object)))
    wide, deep = x1 - x0, y1 - y0
    tiny = wide < LEAST_EXTENT_M and deep < LEAST_EXTENT_M
    degrees = is_degrees((x0, y0, x1, y1))
    system = "-" if crs is None else name_of(crs)
    if degrees and (tiny or (crs is not None and crs.is_geographic)):
        values = {
            "crs": system, "wide": _plain(wide), "deep": _plain(deep), "lat": f"{(y0 + y1) / 2:.4f}",
            "lon": f"{(x0 + x1) / 2:.4f}", "better": utm_zone_at((x0 + x1) / 2, (y0 + y1) / 2),
        }  # fmt: skip
        raise InputError(Issue(code="layout-in-degrees", file=file, element="crs", values=values))
    if max(wide, deep) > GREATEST_EXTENT_M or tiny:
        values = {
            "wide": _plain(wide), "deep": _plain(deep), "wide_mm": _plain(wide / 1000), "deep_mm": _plain(deep / 1000)
        }  # fmt: skip
        raise InputError(Issue(code="layout-units-unclear", file=file, element="features", values=values))
    if crs is None:
        return None
    return _settled(crs, (x0, y0, x1, y1), placement=placement, file=file)


def _settled(
    crs: CRS, bounds: tuple[float, float, float, float], *, placement: Placement | None, file: str
) -> str | None:
    system = name_of(crs)
    if not crs.is_projected or any(axis.unit_name not in ("metre", "meter") for axis in crs.axis_info):
        units = ", ".join(sorted({axis.unit_name for axis in crs.axis_info}))
        values = {"crs": system, "units": units}
        raise InputError(Issue(code="layout-crs-not-metres", file=file, element="crs", values=values))
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    if max(map(abs, bounds)) < _LOCAL_M and placement is not None:
        return None
    place = lon_lat(crs, x, y)
    use = crs.area_of_use
    inside = place is not None and (
        use is None or (use.west - 15 <= place[0] <= use.east + 15 and use.south - 5 <= place[1] <= use.north + 5)
    )
    if place is None or not inside:
        values = {"crs": system, "x": f"{x:.1f}", "y": f"{y:.1f}"}
        raise InputError(Issue(code="layout-far-from-crs", file=file, element="crs", values=values))
    if abs(float(Proj(crs).get_factors(*place).meridional_scale) - 1.0) > GREATEST_SCALE_ERROR:
        values = {"crs": system, "units": "metres of the map, not of the ground"}
        raise InputError(Issue(code="layout-crs-not-metres", file=file, element="crs", values=values))
    return system


def _plain(value: float) -> str:
    """A length as people write it: a decimal or two, and never a power of ten."""
    text = f"{value:.1f}" if value >= 1 else f"{value:.4f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
