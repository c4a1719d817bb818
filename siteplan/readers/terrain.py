"""A terrain model from a GeoTIFF (or any raster rasterio opens) in the site's system, with square cells."""

from __future__ import annotations

from math import ceil, floor
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.crs import CRS as RasterCRS
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from siteplan.errors import InputError, Issue
from siteplan.model import Terrain
from siteplan.readers.crs import Bounds, parse_crs
from siteplan.readers.provenance import data_source

MOST_CELLS = 100_000_000
"""Above this (400 MB) a terrain model is refused: it must be cut to the area first."""

_HEIGHTS_M = (-500.0, 9000.0)


def read_terrain(
    path: Path, *, crs: str, within: Bounds | None = None, file_crs: str | None = None
) -> tuple[Terrain, tuple[Issue, ...]]:
    """Heights above sea level [m].

    Parameters
    ----------
    path
        A raster with one band of heights.
    crs
        The site's system; a raster in another, or with cells that are not square and north-up, is resampled
        (bilinear), and the issues say so.
    within
        xmin, ymin, xmax, ymax [m] in ``crs``: nothing farther out is read.
    file_crs
        Stated system of a raster that does not say.

    Raises
    ------
    InputError
        "file-missing", "empty-file", "not-a-raster", "no-crs-raster", "raster-too-large", "raster-elsewhere".
    """
    if not path.is_file():
        raise InputError(Issue(code="file-missing", file=path.name))
    if path.stat().st_size == 0:
        raise InputError(Issue(code="empty-file", file=path.name))
    try:
        with rasterio.open(path) as raster:
            return _read(raster, path, crs=crs, within=within, file_crs=file_crs)
    except RasterioError as error:
        detail = str(error).replace(str(path), path.name)
        raise InputError(Issue(code="not-a-raster", file=path.name, values={"detail": detail})) from error


def _read(
    raster: DatasetReader, path: Path, *, crs: str, within: Bounds | None, file_crs: str | None
) -> tuple[Terrain, tuple[Issue, ...]]:
    stated = raster.crs.to_wkt() if raster.crs is not None else file_crs
    if stated is None:
        raise InputError(Issue(code="no-crs-raster", file=path.name))
    own = parse_crs(stated, file=path.name, element="crs")
    wanted = parse_crs(crs, file=path.name, element="crs")
    turned = raster.transform.b != 0 or raster.transform.d != 0 or raster.transform.e > 0
    square = abs(raster.transform.a + raster.transform.e) <= 1e-6 * abs(raster.transform.a)
    issues: list[Issue] = []
    if own == wanted and square and not turned:
        terrain, outside = _cut(raster, path, within=within)
    else:
        values = {"crs": crs}
        issues.append(Issue(code="raster-resampled", file=path.name, values=values, severity="information"))
        with WarpedVRT(
            raster, src_crs=RasterCRS.from_wkt(own.to_wkt()), crs=RasterCRS.from_wkt(wanted.to_wkt()),
            resampling=Resampling.bilinear, nodata=np.nan, dtype="float32",
        ) as warped:  # fmt: skip
            terrain, outside = _cut(warped, path, within=within)
    if raster.count > 1:
        values = {"count": str(raster.count)}
        issues.append(Issue(code="raster-first-band", file=path.name, values=values, severity="warning"))
    if outside:
        issues.append(Issue(code="heights-out-of-range", file=path.name, values={"count": str(outside)}))
    return terrain, tuple(issues)


def _cut(raster: DatasetReader | WarpedVRT, path: Path, *, within: Bounds | None) -> tuple[Terrain, int]:
    """The cells inside ``within``, and how many of them were no heights (made unknown)."""
    window = Window(0, 0, raster.width, raster.height) if within is None else _window(raster, within)
    if window is None:
        raise InputError(Issue(code="raster-elsewhere", file=path.name))
    if window.width * window.height > MOST_CELLS:
        values = {"cells": f"{int(window.width * window.height)}", "most": str(MOST_CELLS)}
        raise InputError(Issue(code="raster-too-large", file=path.name, values=values))
    band = raster.read(1, window=window, masked=True)
    heights: NDArray[np.float32] = np.ma.filled(band.astype(np.float32), np.nan)
    wrong = (heights < _HEIGHTS_M[0]) | (heights > _HEIGHTS_M[1])
    heights[wrong] = np.nan
    transform = raster.window_transform(window)
    terrain = Terrain(
        heights=heights, x0=float(transform.c), y0=float(transform.f), cell=float(transform.a), source=data_source(path)
    )
    return terrain, int(wrong.sum())


def _window(raster: DatasetReader | WarpedVRT, within: Bounds) -> Window | None:
    """The whole cells that touch ``within``, or None where the raster has none."""
    xmin, ymin, xmax, ymax = within
    west, north, cell = raster.transform.c, raster.transform.f, raster.transform.a
    first_column, last_column = max(0, floor((xmin - west) / cell)), min(raster.width, ceil((xmax - west) / cell))
    first_row, last_row = max(0, floor((north - ymax) / cell)), min(raster.height, ceil((north - ymin) / cell))
    if first_column >= last_column or first_row >= last_row:
        return None
    return Window(first_column, first_row, last_column - first_column, last_row - first_row)
