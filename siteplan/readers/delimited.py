"""CSV tables with a WKT column, or with x and y: delimiter, decimal comma and encoding settled here."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from siteplan.errors import InputError, Issue

WKT_NAMES = ("wkt", "geometry", "geom", "the_geom", "geometri")
X_NAMES = ("x", "lon", "longitude", "lng", "easting", "east", "øst", "ost", "e", "utm_e", "x_coord")
Y_NAMES = ("y", "lat", "latitude", "northing", "north", "nord", "n", "utm_n", "y_coord")
PROPERTY_KEYS = ("knr", "gnr", "bnr")
_TEXT_COLUMNS = frozenset({"id", "name", "navn", "knr", "gnr", "bnr", "fnr", "snr", "plot"})

Columns = dict[str, NDArray[np.object_]]


def read_delimited(path: Path) -> tuple[Columns, NDArray[np.object_]]:
    """Columns and geometries (n,) of a CSV file.

    The delimiter is the one of ``;``, tab and ``,`` that occurs most in the heading; a decimal comma is read where the
    delimiter is another. Text is UTF-8, else Windows-1252. A row's geometry comes from a WKT column (wkt, geometry,
    geom, the_geom), else from x and y (x/y, lon/lat, easting/northing, øst/nord) as a point. A table of knr, gnr and
    bnr has no geometries: they are found in the parcels layer.

    Raises
    ------
    InputError
        "csv-no-geometry", "csv-wrong-row", "csv-wrong-wkt", "csv-wrong-number": every wrong row, at once.
    """
    rows, heading, comma_decimals = _rows(path)
    columns: Columns = {
        name: np.array([*(row[index].strip() or None for row in rows), None], dtype=object)[:-1]
        for index, name in enumerate(heading)
    }
    named = {name.lower(): name for name in heading}
    wkt = next((named[name] for name in WKT_NAMES if name in named), None)
    x = next((named[name] for name in X_NAMES if name in named), None)
    y = next((named[name] for name in Y_NAMES if name in named), None)
    if wkt is not None:
        geometries = _from_wkt(columns.pop(wkt), file=path.name)
    elif x is not None and y is not None:
        geometries = _from_xy(columns.pop(x), columns.pop(y), decimal_comma=comma_decimals, file=path.name)
    elif all(name in named for name in PROPERTY_KEYS):
        geometries = np.full(len(rows), None, dtype=object)
    else:
        raise InputError(Issue(code="csv-no-geometry", file=path.name, values={"columns": ", ".join(heading)}))
    return {name: _typed(name, values, decimal_comma=comma_decimals) for name, values in columns.items()}, geometries


def _rows(path: Path) -> tuple[list[list[str]], list[str], bool]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise InputError(Issue(code="not-a-vector-file", file=path.name, values={"detail": "binary, not text"}))
    first = text.lstrip().partition("\n")[0]
    delimiter = max((";", "\t", ","), key=first.count)
    csv.field_size_limit(1 << 30)
    table = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row)]
    if not table:
        raise InputError(Issue(code="empty-file", file=path.name))
    heading = [name.strip() for name in table[0]]
    wrong = [number for number, row in enumerate(table[1:], start=1) if len(row) != len(heading)]
    if wrong:
        values = {"columns": str(len(heading))}
        raise InputError([Issue(code="csv-wrong-row", file=path.name, element=str(n), values=values) for n in wrong])
    return table[1:], heading, delimiter != ","


def _from_wkt(texts: NDArray[np.object_], *, file: str) -> NDArray[np.object_]:
    geometries = np.full(len(texts), None, dtype=object)
    issues = []
    for row, text in enumerate(texts):
        if text is None:
            continue
        try:
            geometries[row] = shapely.force_2d(_parsed(str(text)))
        except GEOSException as error:
            values = {"detail": str(error).partition("\n")[0]}
            issues.append(Issue(code="csv-wrong-wkt", file=file, element=str(row + 1), values=values))
    if issues:
        raise InputError(issues)
    return geometries


def _parsed(text: str) -> BaseGeometry:
    """WKT, or EWKT with its SRID prefix left out (the CRS of a CSV file is stated outside it)."""
    if text.upper().startswith("SRID="):
        text = text.partition(";")[2]
    return shapely.from_wkt(text)


def _from_xy(
    xs: NDArray[np.object_], ys: NDArray[np.object_], *, decimal_comma: bool, file: str
) -> NDArray[np.object_]:
    points = np.full(len(xs), None, dtype=object)
    issues = []
    for row, (x, y) in enumerate(zip(xs, ys, strict=True)):
        try:
            points[row] = shapely.Point(number(x, decimal_comma=decimal_comma), number(y, decimal_comma=decimal_comma))
        except ValueError:
            values = {"detail": f"{x}, {y}"}
            issues.append(Issue(code="csv-wrong-number", file=file, element=str(row + 1), values=values))
    if issues:
        raise InputError(issues)
    return points


def number(text: object, *, decimal_comma: bool) -> float:
    """A number as Norwegians and machines write it ("1 234,5", "1234.5"). Raises ValueError."""
    if text is None:
        raise ValueError("no number")
    cleaned = str(text).replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace("\u2212", "-")
    if decimal_comma and "." not in cleaned:
        cleaned = cleaned.replace(",", ".")
    value = float(cleaned)
    if not np.isfinite(value):
        raise ValueError("not a finite number")
    return value


def _typed(name: str, values: NDArray[np.object_], *, decimal_comma: bool) -> NDArray[np.object_]:
    """Numbers where every value of the column is one; codes with leading zeros and ids stay text."""
    texts = [str(value) for value in values if value is not None]
    if name.lower() in _TEXT_COLUMNS or not texts or any(t.startswith("0") and t[1:].isdigit() for t in texts):
        return values
    try:
        numbers = [None if value is None else number(value, decimal_comma=decimal_comma) for value in values]
    except ValueError:
        return values
    whole = all(value is None or value.is_integer() for value in numbers)
    plain = [None if value is None else int(value) if whole else value for value in numbers]
    return np.array([*plain, None], dtype=object)[:-1]
