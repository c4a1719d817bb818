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
from siteplan.readers.layers import read_layer
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
    for name, table in layers.items():
        places, problems = read_layer(
            name, table.file, crs=around.crs, fields=table.fields, file_crs=table.crs or stated_crs
        )
        issues += problems
        if places is not None:
            read[name] = places
    heights, problems = _terrain(terrain, around, plots, stated_crs)
    issues += problems
    sources = (*around.sources, *(p.source for p in read.values() if p.source), *([heights.source] if heights else []))
    print_of = _fingerprint(around.fingerprint, sources, layers)
    return replace(around, layers=read, terrain=heights, sources=sources, fingerprint=print_of), tuple(issues)


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
    for name, table in sorted(layers.items()):
        digest.update(f"{name} {Path(table.file).name} {sorted(table.fields.items())}\n".encode())
    return digest.hexdigest()
