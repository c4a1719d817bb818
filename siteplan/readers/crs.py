"""The coordinate reference system, settled once, at the door: stated, else the UTM zone of the plots.

Nothing is guessed silently: what cannot be settled is refused with both readings named.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError

from siteplan.errors import InputError, Issue

NORWEGIAN_ZONES: dict[int, float] = {32: 9.0, 33: 15.0, 35: 27.0}
"""UTM zones in official Norwegian use and their central meridians [deg]; EPSG:25832, 25833, 25835."""

GREATEST_SCALE_ERROR = 0.001
"""Projected lengths that are wrong by more than this are worth a warning (a UTM zone used two zones away)."""

_NORWAY = (4.0, 57.8, 31.6, 71.4)
_USE_MARGIN_DEG = (20.0, 5.0)
_METRE_NAMES = {"metre", "meter"}

Bounds = tuple[float, float, float, float]


def parse_crs(text: str, *, file: str | None, element: str | None = None) -> CRS:
    """The system that ``text`` names ("EPSG:25832", an urn, WKT), without its heights.

    Raises InputError ("unknown-crs") where nothing is known by that name.
    """
    try:
        crs = CRS.from_user_input(text)
    except CRSError as error:
        raise InputError(Issue(code="unknown-crs", file=file, element=element, values={"crs": text})) from error
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    return crs.to_2d() if len(crs.axis_info) > 2 else crs


def name_of(crs: CRS) -> str:
    """ "EPSG:25832" where the system has such a name, else its own."""
    code = crs.to_epsg(min_confidence=70)
    return f"EPSG:{code}" if code is not None else str(crs.name)


def is_degrees(bounds: Bounds) -> bool:
    """Whether every coordinate could be a longitude and a latitude."""
    xmin, ymin, xmax, ymax = bounds
    return max(abs(xmin), abs(xmax)) <= 180.0 and max(abs(ymin), abs(ymax)) <= 90.0


def settle_file_crs(
    found: str | None, *, by_default: bool = False, stated: str | None, bounds: Bounds, file: str
) -> CRS:
    """The system of one file's coordinates.

    Parameters
    ----------
    found
        What the file says, or None.
    by_default
        The file says nothing, and its format then means ``found`` (GeoJSON: EPSG:4326).
    stated
        What the user or the site states for files that do not say.
    bounds
        xmin, ymin, xmax, ymax of the file's coordinates as written.

    Raises
    ------
    InputError
        "no-crs": neither the file nor the user says. "degrees-as-metres", "metres-as-degrees", "swapped-axes",
        "coordinates-outside-crs": what is said does not fit the numbers; both readings are named.
    """
    stated_crs = None if stated is None else parse_crs(stated, file=file, element="crs")
    if found is None and stated_crs is None:
        reading = "degrees" if is_degrees(bounds) else "metres"
        raise InputError(Issue(code=f"no-crs-{reading}", file=file, values=_corner(bounds)))
    if found is None or (by_default and stated_crs is not None and not is_degrees(bounds)):
        assert stated_crs is not None
        crs = stated_crs
    else:
        crs = parse_crs(found, file=file, element="crs")
    _check_units(crs, bounds=bounds, file=file)
    _check_place(crs, bounds=bounds, file=file)
    return crs


def _check_units(crs: CRS, *, bounds: Bounds, file: str) -> None:
    values = {"crs": name_of(crs), **_corner(bounds)}
    if crs.is_geographic and not is_degrees(bounds):
        raise InputError(Issue(code="metres-as-degrees", file=file, element="crs", values=values))
    if not crs.is_geographic and is_degrees(bounds):
        raise InputError(Issue(code="degrees-as-metres", file=file, element="crs", values=values))


def _check_place(crs: CRS, *, bounds: Bounds, file: str) -> None:
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    here, swapped = lon_lat(crs, x, y), lon_lat(crs, y, x)
    if _in_norway(here):
        return
    values = {"crs": name_of(crs), "here": _place(here), "swapped": _place(swapped), **_corner(bounds)}
    if _in_norway(swapped):
        raise InputError(Issue(code="swapped-axes", file=file, element="crs", values=values))
    if not _in_use(crs, here):
        raise InputError(Issue(code="coordinates-outside-crs", file=file, element="crs", values=values))


def _in_norway(place: tuple[float, float] | None) -> bool:
    if place is None:
        return False
    west, south, east, north = _NORWAY
    return west <= place[0] <= east and south <= place[1] <= north


def _in_use(crs: CRS, place: tuple[float, float] | None) -> bool:
    if place is None:
        return False
    use = crs.area_of_use
    if use is None:
        return True
    margin_lon, margin_lat = _USE_MARGIN_DEG
    return (
        use.west - margin_lon <= place[0] <= use.east + margin_lon
        and use.south - margin_lat <= place[1] <= use.north + margin_lat
    )


def _corner(bounds: Bounds) -> dict[str, str]:
    return {"x": f"{bounds[0]:.6g}" if is_degrees(bounds) else f"{bounds[0]:.0f}",
            "y": f"{bounds[1]:.6g}" if is_degrees(bounds) else f"{bounds[1]:.0f}"}  # fmt: skip


def _place(place: tuple[float, float] | None) -> str:
    return "-" if place is None else f"{place[1]:.3f}°, {place[0]:.3f}°"


def lon_lat(crs: CRS, x: float, y: float) -> tuple[float, float] | None:
    """Longitude and latitude [deg, WGS 84] of a point, or None where the system cannot reach it."""
    lon, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y)
    return (float(lon), float(lat)) if np.isfinite(lon) and np.isfinite(lat) else None


def utm_zone_at(lon: float, lat: float) -> str:
    """The UTM zone for a place: in Norway the nearest of the zones in official use, else the ordinary six degrees.

    Parameters
    ----------
    lon, lat
        Degrees.

    Notes
    -----
    Norway is covered by zones 32 (south), 33 (Nordland, Troms) and 35 (Finnmark) of EUREF89; zone 34 and the special
    zones of Svalbard are not in official use on the mainland.
    """
    if _in_norway((lon, lat)):
        zone = min(NORWEGIAN_ZONES, key=lambda number: abs(NORWEGIAN_ZONES[number] - lon))
        return f"EPSG:{25800 + zone}"
    zone = int((lon + 180.0) // 6.0) % 60 + 1
    if 28 <= zone <= 38 and 34.0 <= lat <= 84.0:
        return f"EPSG:{25800 + zone}"
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def settle_site_crs(stated: str | None, *, plots_crs: CRS, bounds: Bounds, file: str) -> tuple[str, tuple[Issue, ...]]:
    """The one system of a site, projected, in metres: stated, else the UTM zone of the plots.

    The zone of the plots is the zone that their file is written in; where that is no UTM zone (degrees, NTM, Web
    Mercator), the zone in which they lie.

    Parameters
    ----------
    stated
        ``crs`` of site.toml or ``--crs``. Degrees say how a file is to be read, not what the site is measured in.
    plots_crs, bounds
        The system of the plots' file, and xmin, ymin, xmax, ymax in it.

    Returns
    -------
    The system, and a warning where its lengths are off by more than GREATEST_SCALE_ERROR at the plots.

    Raises
    ------
    InputError
        "site-crs-not-metres" where what is stated is projected, but not in metres, or distorts lengths by over 1 %.
    """
    place = lon_lat(plots_crs, (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    if place is None:
        raise InputError(Issue(code="unknown-crs", file=file, element="crs", values={"crs": name_of(plots_crs)}))
    wanted = None if stated is None else parse_crs(stated, file=file, element="crs")
    if wanted is not None and not wanted.is_geographic:
        _check_metres(wanted, place=place, file=file)
        settled = wanted
    else:
        settled = CRS.from_user_input(_zone_of_file(plots_crs) or utm_zone_at(*place))
    error = abs(_scale(settled, place) - 1.0)
    if error <= GREATEST_SCALE_ERROR:
        return name_of(settled), ()
    values = {"crs": name_of(settled), "per_km": f"{error * 1000:.1f}", "better": utm_zone_at(*place)}
    return name_of(settled), (Issue(code="crs-far-from-zone", file=file, values=values, severity="warning"),)


def _zone_of_file(crs: CRS) -> str | None:
    """ETRS89 name of the UTM zone in which a file is written (WGS 84 and ETRS89 are one here), or None."""
    if crs.is_geographic or crs.utm_zone is None or not crs.utm_zone.endswith("N"):
        return None
    zone = int(crs.utm_zone[:-1])
    return f"EPSG:{25800 + zone}" if 28 <= zone <= 38 else f"EPSG:{32600 + zone}"


def _check_metres(crs: CRS, *, place: tuple[float, float], file: str) -> None:
    in_metres = all(axis.unit_name in _METRE_NAMES for axis in crs.axis_info)
    if not in_metres or abs(_scale(crs, place) - 1.0) > 0.01:
        values = {"crs": name_of(crs), "better": utm_zone_at(*place)}
        raise InputError(Issue(code="site-crs-not-metres", file=file, element="crs", values=values))


def _scale(crs: CRS, place: tuple[float, float]) -> float:
    return float(Proj(crs).get_factors(place[0], place[1]).meridional_scale)


def check_stated(text: str, *, file: str | None) -> None:
    """Refuses, before any file is read, a ``crs`` that is no system of coordinates. Raises InputError."""
    parse_crs(text, file=file, element="crs")


def convert(geometries: NDArray[np.object_], *, source: CRS, target: str, file: str) -> NDArray[np.object_]:
    """The geometries (n,) in the site's system [m], in the plane (heights dropped); None stays None.

    Raises InputError ("coordinates-outside-crs") where a coordinate has no place in the target system.
    """
    flat = shapely.force_2d(geometries)
    wanted = CRS.from_user_input(target)
    if source == wanted:
        return np.asarray(flat, dtype=object)
    transformer = Transformer.from_crs(source, wanted, always_xy=True)

    def project(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
        if not np.isfinite(moved).all():
            lost = xy[~np.isfinite(moved).all(axis=1)][0]
            values = {"crs": name_of(source), "x": f"{lost[0]:.6g}", "y": f"{lost[1]:.6g}", "here": "-", "swapped": "-"}
            raise InputError(Issue(code="coordinates-outside-crs", file=file, element="crs", values=values))
        return moved

    return np.asarray(shapely.transform(flat, project), dtype=object)
