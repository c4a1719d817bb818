"""Measures of grid cells as CSV, JSON, a table of summaries, GeoPackage or GeoTIFF."""

from __future__ import annotations

import csv
import io
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from siteplan import __version__
from siteplan.text import Language, number, say
from siteplan.writers.plain import to_json
from siteplan.writers.table import Column, aligned

FloatArray = NDArray[np.float64]
DIGITS = 12
"""Significant digits of a written number: far finer than any drawing, free of rounding noise."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GridTable:
    """Measures of the cells of a grid.

    Attributes
    ----------
    layout, storey
        Name of the layout, and which storey.
    crs
        Of the coordinates, or None for a layout that floats free.
    spacing
        [m]
    centres : ndarray, shape (n, 2)
    column, line : ndarray of int, shape (n,)
        Place in the grid, from its south-west cell.
    values
        Column name -> ndarray, shape (n,); NaN where not defined.
    whole
        Names of the columns that hold whole numbers.
    """

    layout: str
    storey: int
    crs: str | None
    spacing: float
    centres: FloatArray
    column: NDArray[np.int64]
    line: NDArray[np.int64]
    values: Mapping[str, FloatArray]
    whole: frozenset[str]


def grid_csv(table: GridTable) -> str:
    """One row a cell: x, y and the measures; what is not defined is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["x", "y", *table.values])
    writer.writerows(zip(*_written(table), strict=True))
    return text.getvalue()


def _written(table: GridTable) -> list[list[str]]:
    columns = [table.centres[:, 0], table.centres[:, 1], *table.values.values()]
    return [["" if math.isnan(v) else f"{v:.{DIGITS}g}" for v in column.tolist()] for column in columns]


def grid_json(table: GridTable) -> str:
    """Column names once, and a row a cell; what is not defined is null."""
    columns = [table.centres[:, 0], table.centres[:, 1], *table.values.values()]
    whole = [name in table.whole for name in ("x", "y", *table.values)]
    cells = [
        [_plain(value, as_int) for value, as_int in zip(row, whole, strict=True)]
        for row in np.column_stack(columns).tolist()
    ]
    return to_json(
        {"siteplan": __version__, "command": "visibility", "layout": table.layout, "storey": table.storey,
         "crs": table.crs, "spacing": table.spacing, "columns": ["x", "y", *table.values], "cells": cells},
        indent=None,
    )  # fmt: skip


def _plain(value: float, as_int: bool) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if as_int else float(f"{value:.{DIGITS}g}")


def grid_summary(table: GridTable, language: Language) -> str:
    """Least, mean and largest value of each measure, and where the largest is."""
    head = say("visibility", "summary.head", language, {
        "layout": table.layout, "storey": str(table.storey), "cells": number(len(table.centres), language),
        "spacing": f"{table.spacing:g}",
    })  # fmt: skip
    columns = [
        Column(head=say("visibility", f"summary.{name}", language), right=name != "measure")
        for name in ("measure", "least", "mean", "largest", "at")
    ]
    rows = []
    for name, values in table.values.items():
        known = np.flatnonzero(~np.isnan(values))
        label = say("visibility", f"column.{name}", language)
        if not len(known):
            rows.append([label, "–", "–", "–", "–"])
            continue
        best = known[int(np.argmax(values[known]))]
        parts = [values[known].min(), values[known].mean(), values[best]]
        x, y = table.centres[best]
        rows.append([label, *(f"{part:.4g}" for part in parts), f"{x:.10g}, {y:.10g}"])
    return f"{head}\n\n{aligned(columns, rows)}\n"


def write_grid_gpkg(path: Path, table: GridTable) -> None:
    """A GeoPackage with the layer ``cells``: a square a cell. Written whole or not at all."""
    import geopandas
    import pandas as pd
    import pyogrio
    import shapely

    half = table.spacing / 2
    x, y = table.centres.T
    frame = pd.DataFrame({"x": x, "y": y, **table.values})
    frame = frame.astype({name: "Int64" for name in table.values if name in table.whole})
    squares = geopandas.GeoDataFrame(frame, geometry=shapely.box(x - half, y - half, x + half, y + half), crs=table.crs)
    partial = path.with_name(f".{path.stem}.part.gpkg")
    partial.unlink(missing_ok=True)
    try:
        with warnings.catch_warnings():
            # A layout that floats free has no CRS, and pyogrio warns of every layer without one.
            warnings.filterwarnings("ignore", message="'crs' was not provided", category=UserWarning)
            pyogrio.write_dataframe(squares, partial, layer="cells", driver="GPKG")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_grid_tif(path: Path, table: GridTable) -> None:
    """A GeoTIFF with a band a measure, named; NaN outside and where not defined. Written whole or not at all."""
    import rasterio
    from rasterio.transform import from_origin

    columns, lines = int(table.column.max()) + 1, int(table.line.max()) + 1
    west = float(table.centres[0, 0]) - (int(table.column[0]) + 0.5) * table.spacing
    north = float(table.centres[:, 1].max()) + table.spacing / 2
    partial = path.with_name(f".{path.stem}.part.tif")
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=rasterio.errors.NotGeoreferencedWarning)
            with rasterio.open(
                partial, "w", driver="GTiff", width=columns, height=lines, count=len(table.values), dtype="float32",
                nodata=math.nan, crs=table.crs, transform=from_origin(west, north, table.spacing, table.spacing),
                compress="deflate",
            ) as image:  # fmt: skip
                for band, (name, values) in enumerate(table.values.items(), start=1):
                    raster = np.full((lines, columns), np.nan, dtype=np.float32)
                    raster[lines - 1 - table.line, table.column] = values
                    image.write(raster, band)
                    image.set_band_description(band, name)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
