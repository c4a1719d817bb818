"""Plots as a list of properties (knr, gnr, bnr) in CSV or Excel, joined to the parcels; unmatched rows are listed."""

from __future__ import annotations

import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import openpyxl
import shapely
from numpy.typing import NDArray
from openpyxl.utils.exceptions import InvalidFileException
from shapely.geometry import MultiPolygon, Polygon

from siteplan.errors import InputError, Issue
from siteplan.model import Area, Places, Plot
from siteplan.readers.delimited import PROPERTY_KEYS, read_delimited
from siteplan.readers.provenance import data_source
from siteplan.readers.vector import DELIMITED, plain

Key = tuple[int, int, int, int, int]
Columns = dict[str, NDArray[np.object_]]
_PARTS = (*PROPERTY_KEYS, "fnr", "snr")


def is_property_list(path: Path) -> bool:
    """Whether a file is a table of properties without geometries: any .xlsx, or a CSV with knr, gnr, bnr only."""
    if path.suffix.lower() == ".xlsx":
        return True
    if path.suffix.lower() not in DELIMITED or not path.is_file() or path.stat().st_size == 0:
        return False
    columns, geometries = read_delimited(path)
    named = {name.lower() for name in columns}
    return set(PROPERTY_KEYS) <= named and all(geometry is None for geometry in geometries)


def read_property_list(path: Path, parcels: Places | None, *, crs: str) -> tuple[tuple[Plot, ...], tuple[Issue, ...]]:
    """The plots that a list of properties names.

    Parameters
    ----------
    path
        Columns knr, gnr, bnr, optionally fnr and snr (0 where left out), id, name; further columns are kept.
    parcels
        The parcels layer [m]; several areas of one property become one plot of several parts.
    crs
        The site's system.

    Raises
    ------
    InputError
        "property-list-without-parcels"; "csv-no-geometry" without the columns; "duplicate-plot-id"; "no-usable-plot".
    """
    columns = _columns(path)
    if parcels is None:
        raise InputError(Issue(code="property-list-without-parcels", file=path.name))
    named = {name.lower(): values for name, values in columns.items()}
    if not set(PROPERTY_KEYS) <= set(named):
        raise InputError(Issue(code="csv-no-geometry", file=path.name, values={"columns": ", ".join(columns) or "-"}))
    boundaries = _boundaries(parcels)
    source = data_source(path)
    plots: list[Plot] = []
    issues: list[Issue] = []
    for row in range(len(named["knr"])):
        key = _key(named, row)
        label = "-" if key is None else _label(key)
        boundary = None if key is None else boundaries.get(key)
        if boundary is None:
            values = {"property": label}
            issues.append(Issue(code="property-without-parcel", file=path.name, element=str(row + 1), values=values))
            continue
        identity = str(_value(named, "id", row) or label)
        name = str(_value(named, "name", row) or _value(named, "navn", row) or identity)
        properties = {k: v[row] for k, v in columns.items() if v[row] is not None and k.lower() not in ("id", "name")}
        plots.append(Plot(id=identity, name=name, boundary=boundary, crs=crs, properties=properties, sources=(source,)))
    twice = [(identity, count) for identity, count in Counter(p.id for p in plots).items() if count > 1]
    if twice:
        raise InputError(
            Issue(code="duplicate-plot-id", file=path.name, element=identity, values={"count": str(count)})
            for identity, count in twice
        )
    if not plots:
        raise InputError([*issues, Issue(code="no-usable-plot", file=path.name)])
    return tuple(plots), tuple(issues)


def _columns(path: Path) -> Columns:
    if path.suffix.lower() != ".xlsx":
        return read_delimited(path)[0]
    if not path.is_file():
        raise InputError(Issue(code="file-missing", file=path.name))
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError) as error:
        raise InputError(Issue(code="not-a-vector-file", file=path.name, values={"detail": str(error)})) from error
    rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if any(cell is not None for cell in row)]
    book.close()
    if len(rows) < 2:
        raise InputError(Issue(code="no-plots", file=path.name))
    return {
        str(name).strip(): np.array([*(plain(row[index]) for row in rows[1:]), None], dtype=object)[:-1]
        for index, name in enumerate(rows[0]) if name is not None
    }  # fmt: skip


def _value(columns: Columns, name: str, row: int) -> object:
    values = columns.get(name)
    return None if values is None else values[row]


def _key(columns: Columns, row: int) -> Key | None:
    """Municipality, farm, holding, lease and section number; None where one of the first three is no number."""
    numbers = []
    for part in _PARTS:
        value = _value(columns, part, row)
        try:
            numbers.append(0 if value is None and part not in PROPERTY_KEYS else int(float(str(value))))
        except ValueError:
            return None
    return numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]


def _label(key: Key) -> str:
    knr, gnr, bnr, fnr, snr = key
    tail = f"/{fnr}/{snr}" if snr else f"/{fnr}" if fnr else ""
    return f"{knr:04d}-{gnr}/{bnr}{tail}"


def _boundaries(parcels: Places) -> dict[Key, Area]:
    columns = {part: np.asarray(parcels.column(part), dtype=object) for part in _PARTS}
    parts: dict[Key, list[Polygon]] = defaultdict(list)
    for row, geometry in enumerate(parcels.geometries):
        key = _key(columns, row)
        if key is not None:
            parts[key] += [part for part in shapely.get_parts([geometry]) if isinstance(part, Polygon)]
    joined = {key: shapely.union_all(polygons) for key, polygons in parts.items() if polygons}
    return {key: area for key, area in joined.items() if isinstance(area, Polygon | MultiPolygon)}
