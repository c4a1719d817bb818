"""Where an IFC model stands: map conversion, or the site's latitude and longitude, and true north."""

from __future__ import annotations

import math

import ifcopenshell
import ifcopenshell.util.element as elements
import ifcopenshell.util.unit as units
import numpy as np
from pyproj import Transformer
from shapely import affinity
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from siteplan.errors import InputError
from siteplan.readers.crs import parse_crs, utm_zone_at
from siteplan.readers.ifc_shapes import Entity
from siteplan.readers.imported import Import

_PREFIXES = {"KILO": 1000.0, "DECI": 0.1, "CENTI": 0.01, "MILLI": 0.001}
Conversion = tuple[float, float, float, float, float]
"""Eastings, northings [m], cosine and sine of the turn (each times the scale), height [m]."""


def settle_place(model: ifcopenshell.file, read: Import) -> None:
    """Move what was read to the map where the file says how; else leave it floating, and say what is known."""
    stated = _map_conversion(model, read)
    system = read.mapping.crs or (stated[1] if stated else None)
    if stated is not None and system is not None:
        try:
            parse_crs(system, file=read.file, element="IfcProjectedCRS")
        except InputError as error:
            read.issues.extend(error.issues)
            system = None
    if stated is not None and system is not None:
        _move(read, stated[0])
        read.crs = system
        east, north = f"{stated[0][0]:.1f}", f"{stated[0][1]:.1f}"
        read.say("ifc-georeferenced", "IfcMapConversion", severity="information", crs=system, x=east, y=north)
        return
    read.north_deg = _true_north(model)
    place = _latitude_longitude(model)
    if read.mapping.place == "site" and place is not None:
        _place_by_site(read, place, system or utm_zone_at(place[1], place[0]))
        return
    if system is not None:
        # The mapping says that the model's own coordinates are the map's.
        read.crs, read.north_deg = system, 0.0
        return
    if place is None:
        read.say("ifc-no-place", "IfcSite", severity="information", north=f"{read.north_deg:.1f}")
        return
    zone = utm_zone_at(place[1], place[0])
    read.header["ifc_site"] = {"latitude": round(place[0], 7), "longitude": round(place[1], 7)}
    values = {"lat": f"{place[0]:.5f}", "lon": f"{place[1]:.5f}", "crs": zone, "north": f"{read.north_deg:.1f}"}
    read.say("ifc-site-only", "IfcSite", severity="information", **values)


def _place_by_site(read: Import, place: tuple[float, float], system: str) -> None:
    """The model's zero at the site's latitude and longitude, and its north towards true north on the map."""
    crs = parse_crs(system, file=read.file, element="crs")
    to_map = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    east, north = to_map.transform(place[1], place[0])
    ahead = to_map.transform(place[1], place[0] + 1e-4)
    on_map = math.atan2(ahead[1] - north, ahead[0] - east)
    own = math.radians(90.0 - read.north_deg)
    turn = on_map - own
    _move(read, (east, north, math.cos(turn), math.sin(turn), 0.0))
    read.crs, read.north_deg = system, 0.0
    values = {"lat": f"{place[0]:.5f}", "lon": f"{place[1]:.5f}", "crs": system}
    read.say("ifc-placed-by-site", "IfcSite", severity="warning", **values)


def _map_conversion(model: ifcopenshell.file, read: Import) -> tuple[Conversion, str | None] | None:
    """The conversion in metres and the system's name: IfcMapConversion, or the property sets that IFC2x3 files use."""
    if model.schema.startswith("IFC4"):
        found = model.by_type("IfcMapConversion")
        if not found:
            return None
        each = found[0]
        target = each.TargetCRS
        unit = getattr(target, "MapUnit", None)
        to_m = units.calculate_unit_scale(model) if unit is None else _unit_in_m(unit)
        file_scale = units.calculate_unit_scale(model)
        # The scale takes the model's own unit to the map's: 0.001 for millimetres; 1 or none is often written for it.
        scale = (each.Scale or 1.0) * to_m / file_scale
        scale = scale if 0.9 < scale < 1.1 else 1.0
        return _conversion(each.Eastings, each.Northings, each.OrthogonalHeight, each.XAxisAbscissa,
                           each.XAxisOrdinate, scale=scale, to_m=to_m), target.Name  # fmt: skip
    for holder in (*model.by_type("IfcSite"), *model.by_type("IfcProject")):
        sets = {name.casefold(): table for name, table in elements.get_psets(holder).items() if name}
        table, crs = sets.get("epset_mapconversion"), sets.get("epset_projectedcrs", {})
        if table and table.get("Eastings") is not None:
            to_m = units.calculate_unit_scale(model)
            return _conversion(
                table["Eastings"], table.get("Northings"), table.get("OrthogonalHeight"), table.get("XAxisAbscissa"),
                table.get("XAxisOrdinate"), scale=1.0, to_m=to_m,
            ), crs.get("Name")  # fmt: skip
    return None


def _conversion(
    east: float, north: float | None, height: float | None, abscissa: float | None, ordinate: float | None, *,
    scale: float, to_m: float,
) -> Conversion:  # fmt: skip
    x, y = (1.0, 0.0) if abscissa is None or ordinate is None else (float(abscissa), float(ordinate))
    length = math.hypot(x, y) or 1.0
    return (
        float(east) * to_m, float(north or 0.0) * to_m, x / length * scale, y / length * scale,
        float(height or 0.0) * to_m,
    )  # fmt: skip


def _move(read: Import, by: Conversion) -> None:
    east, north, cosine, sine, _ = by
    matrix = [cosine, -sine, sine, cosine, east, north]

    def moved(geometry: BaseGeometry) -> BaseGeometry:
        return affinity.affine_transform(geometry, matrix)

    for room in read.rooms:
        room.polygon = moved(room.polygon)
    for each in read.features:
        each["geometry"] = mapping(moved(shape(each["geometry"])))


def _unit_in_m(unit: Entity) -> float:
    if unit.is_a("IfcSIUnit"):
        return _PREFIXES.get(unit.Prefix, 1.0)
    measure = unit.ConversionFactor
    return float(measure.ValueComponent.wrappedValue) * _unit_in_m(measure.UnitComponent)


def _true_north(model: ifcopenshell.file) -> float:
    """Degrees clockwise from +y to true north."""
    for context in model.by_type("IfcGeometricRepresentationContext", include_subtypes=False):
        if context.TrueNorth is not None:
            x, y = (float(v) for v in context.TrueNorth.DirectionRatios[:2])
            return round(math.degrees(math.atan2(x, y)) % 360.0, 4) % 360.0
    return 0.0


def _latitude_longitude(model: ifcopenshell.file) -> tuple[float, float] | None:
    for site in model.by_type("IfcSite"):
        if site.RefLatitude and site.RefLongitude:
            lat, lon = (_degrees(part) for part in (site.RefLatitude, site.RefLongitude))
            if (lat, lon) != (0.0, 0.0) and abs(lat) <= 90 and abs(lon) <= 180:
                return lat, lon
    return None


def _degrees(parts: tuple[int, ...]) -> float:
    full = [*parts, 0, 0, 0, 0][:4]
    return float(np.dot(full, [1, 1 / 60, 1 / 3600, 1 / 3.6e9]))
