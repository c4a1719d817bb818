"""What lies around the plots, from every file that says something of it: streets, layers, terrain, in one system."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import shapely
from pyproj import Transformer
from shapely.geometry import Polygon, box

from siteplan.errors import InputError, Issue
from siteplan.model import Area, DataSource, Places, Plot, Surroundings, Terrain
from siteplan.readers.crs import Bounds, is_degrees
from siteplan.readers.layers import joined, read_layer
from siteplan.readers.osm import read_osm
from siteplan.readers.site_file import LayerTable
from siteplan.readers.terrain import read_terrain

TERRAIN_MARGIN_M = 500.0
"""Terrain is read this far beyond the extent of the data and the plots."""


def read_surroundings(
    *, crs: str | None, plots: Sequence[Plot] = (), osm: Sequence[Path] = (), terrain: Path | None = None,
    layers: Mapping[str, LayerTable] | None = None, extent: Bounds | None = None, stated_crs: str | None = None,
) -> tuple[Surroundings | None, tuple[Issue, ...]]:  # fmt: skip
    """Everything known of the area, or None where no file was given.

    Parameters
    ----------
    crs
        The site's system; None: the UTM zone of the OpenStreetMap data.
    plots
        Where terrain is wanted, and the extent where nothing else states one.
    osm, terrain, layers
        Files; a layer or a terrain model that cannot be used is an error among the issues, and the rest goes on.
    extent
        Stated box of complete data, in metres of ``crs``, or in degrees.
    stated_crs
        What somebody stated for files that do not say in which system they are.

    Raises
    ------
    InputError
        Where an OpenStreetMap file cannot be read, or layers are given without any system to read them in.
    """
    layers = layers or {}
    if not (osm or terrain or layers):
        return None, ()
    stated = None if extent is None or crs is None else _stated_extent(extent, crs)
    if osm:
        around, found = read_osm(osm, crs=crs, extent=stated)
        issues = list(found)
    else:
        if crs is None:
            raise InputError(Issue(code="no-site-crs"))
        around, issues = _without_streets(crs, plots, stated), []
    read: dict[str, Places] = {}
    described: list[DataSource] = []
    for name, table in layers.items():
        parts, of_layer = _layer_files(name, table, crs=around.crs, stated_crs=stated_crs)
        issues += of_layer
        if parts is not None:
            read[name] = joined(parts)
            described += [part.source for part in parts if part.source]
    heights, problems = _terrain(terrain, around, plots, stated_crs)
    issues += problems
    sources = (*around.sources, *described, *([heights.source] if heights else []))
    print_of = _fingerprint(around.fingerprint, sources, layers)
    return replace(around, layers=read, terrain=heights, sources=sources, fingerprint=print_of), tuple(issues)


def _layer_files(
    name: str, table: LayerTable, *, crs: str, stated_crs: str | None
) -> tuple[list[Places] | None, list[Issue]]:
    """Every file of a layer; None where one of them cannot be used, because what it held would read as "not there"."""
    parts: list[Places] = []
    issues: list[Issue] = []
    files = (table, *table.also)
    for one in files:
        places, problems = read_layer(name, one.file, crs=crs, fields=one.fields, file_crs=one.crs or stated_crs)
        issues += problems
        parts += [] if places is None else [places]
    return (parts if len(parts) == len(files) else None), issues


def _stated_extent(extent: Bounds, crs: str) -> Area:
    if not is_degrees(extent):
        return box(*extent)
    transformer = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    outline = shapely.segmentize(box(*extent), 0.01)
    moved: Polygon = shapely.transform(outline, transformer.transform, interleaved=False)
    return moved


def _without_streets(crs: str, plots: Sequence[Plot], stated: Area | None) -> Surroundings:
    """Surroundings that carry no streets and no places; their extent decides nothing but where terrain is read."""
    extent = stated
    if extent is None:
        hull = shapely.envelope(shapely.union_all([plot.boundary for plot in plots])) if plots else Polygon()
        extent = hull if isinstance(hull, Polygon) else Polygon()
    return Surroundings(
        crs=crs, extent=extent, extent_basis="assumed" if stated is None else "stated", walking=None, driving=None,
        places={},
    )  # fmt: skip


def _terrain(
    path: Path | None, around: Surroundings, plots: Sequence[Plot], stated_crs: str | None
) -> tuple[Terrain | None, tuple[Issue, ...]]:
    if path is None:
        return None, ()
    wanted = shapely.union_all([around.extent, *(plot.boundary for plot in plots)])
    within = None if wanted.is_empty else tuple(float(v) for v in wanted.buffer(TERRAIN_MARGIN_M).bounds)
    try:
        return read_terrain(
            path, crs=around.crs, within=None if within is None else (within[0], within[1], within[2], within[3]),
            file_crs=stated_crs,
        )  # fmt: skip
    except InputError as error:
        return None, error.issues


def _fingerprint(streets: str, sources: Sequence[DataSource], layers: Mapping[str, LayerTable]) -> str:
    """Of everything read: the streets' own, each file's checksum, and how the layers' fields are mapped."""
    digest = hashlib.sha256(streets.encode())
    for source in sources:
        digest.update(f"{source.name} {source.sha256}\n".encode())
    for name, first in sorted(layers.items()):
        for table in (first, *first.also):
            mapped = sorted((key, repr(source)) for key, source in table.fields.items())
            digest.update(f"{name} {Path(table.file).name} {mapped}\n".encode())
    return digest.hexdigest()
