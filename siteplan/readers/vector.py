"""Any vector file as a plain table: ids, columns and plane geometries, as written; nothing is judged here.

Read through pyogrio (GDAL); CSV by :mod:`siteplan.readers.delimited`, because GDAL guesses there.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError
from pyproj import CRS
from shapely.errors import GEOSException

from siteplan.errors import InputError, Issue
from siteplan.model import DataSource
from siteplan.readers.crs import Bounds, settle_file_crs
from siteplan.readers.delimited import read_delimited
from siteplan.readers.provenance import data_source

DELIMITED = frozenset({".csv", ".tsv", ".txt"})
SOSI = frozenset({".sos", ".sosi"})
OPENSTREETMAP = frozenset({".pbf", ".osm", ".osc"})
GEOJSON_DRIVERS = frozenset({"GeoJSON", "GeoJSONSeq"})
DRIVERS_WITH_IDS = frozenset({"GPKG", "OpenFileGDB", "SQLite"})
_GATEWAYS = (b"<ogrvrt", b"<ogrwfs", b"<wfs_", b"gdal_streamed_alg", b'"links"')
"""Openings of files that tell GDAL to open other files or addresses; an upload must not be able to."""

_GML = frozenset({".gml", ".xml"})
_GML_OPTIONS = {"WRITE_GFS": "NO", "DOWNLOAD_SCHEMA": "NO"}
_MOST_LAYERS = 500
_HEAD = 4096


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """One layer of one file. Arrays are (n,) of objects; an absent value is None, never NaN.

    Parameters
    ----------
    file
        Its name as messages give it.
    layer
        Name of the layer, or None where the format has one only.
    crs
        What the file says of its coordinates, or None.
    crs_by_default
        True where the file says nothing and the format then means ``crs`` (GeoJSON).
    ids
        Feature ids as text, None where the format or the feature has none.
    columns
        Attributes by name.
    geometries
        Shapely, in the plane; None where a feature has none.
    faults
        By row: "open-ring" or "broken-geometry" where a geometry cannot stand as it is written.
    """

    file: str
    layer: str | None
    driver: str
    crs: str | None
    crs_by_default: bool = False
    ids: NDArray[np.object_]
    columns: Mapping[str, NDArray[np.object_]]
    geometries: NDArray[np.object_]
    faults: Mapping[int, str] = field(default_factory=dict)
    source: DataSource

    def __len__(self) -> int:
        return len(self.ids)

    def column(self, name: str) -> NDArray[np.object_] | None:
        """The column of that name, else of that name in other letter case, else None."""
        found = self.columns.get(name)
        if found is not None:
            return found
        for key, values in self.columns.items():
            if key.lower() == name.lower():
                return values
        return None

    def rows(self, which: slice) -> Table:
        """Some of the rows."""
        numbers = range(*which.indices(len(self)))
        return replace(
            self, ids=self.ids[which], columns={name: values[which] for name, values in self.columns.items()},
            geometries=self.geometries[which],
            faults={row - numbers.start: fault for row, fault in self.faults.items() if row in numbers},
        )  # fmt: skip

    def bounds(self) -> Bounds | None:
        """xmin, ymin, xmax, ymax of all geometries as written, or None where there is none."""
        box = shapely.total_bounds(self.geometries)
        return None if np.isnan(box).any() else (float(box[0]), float(box[1]), float(box[2]), float(box[3]))

    def settled_crs(self, stated: str | None) -> CRS:
        """The system of these coordinates (:func:`siteplan.readers.crs.settle_file_crs`); the table has a geometry."""
        bounds = self.bounds()
        if bounds is None:
            raise InputError(Issue(code="no-geometries", file=self.file))
        return settle_file_crs(self.crs, by_default=self.crs_by_default, stated=stated, bounds=bounds, file=self.file)


def split_layer(source: str) -> tuple[str, str | None]:
    """ "file.gpkg|layer" as file and layer; without a bar the layer is None."""
    file, bar, layer = source.partition("|")
    return file.strip(), (layer.strip() or None) if bar else None


def layer_names(path: Path) -> list[tuple[str, str | None]]:
    """The layers of a file with their geometry types (None for a plain table). Raises InputError as read_table."""
    _check_readable(path)
    if path.suffix.lower() in DELIMITED:
        return [(path.stem, "Unknown")]
    try:
        if path.suffix.lower() in _GML:
            return _gml_layers(path)
        return [(str(name), None if kind is None else str(kind)) for name, kind in pyogrio.list_layers(path)]
    except (DataSourceError, DataLayerError) as error:
        raise _not_readable(path, error) from error


def _gml_layers(path: Path) -> list[tuple[str, str | None]]:
    """As ``pyogrio.list_layers``, which would write a .gfs beside the file and follow its schema to the network."""
    layers: list[tuple[str, str | None]] = []
    while len(layers) < _MOST_LAYERS:
        try:
            info = pyogrio.read_info(path, layer=len(layers), **_GML_OPTIONS)
        except DataLayerError:
            break
        layers.append((str(info["layer_name"]), info["geometry_type"]))
    return layers


def read_table(path: Path, layer: str | None = None) -> Table:
    """One layer of a vector file; without ``layer``, the first.

    Raises
    ------
    InputError
        "file-missing", "empty-file", "sosi-file", "osm-file-as-vector", "gateway-file", "not-a-vector-file",
        "unknown-layer", "unknown-crs".
    """
    _check_readable(path)
    if path.suffix.lower() in DELIMITED:
        columns, geometries = read_delimited(path)
        count = len(geometries)
        return Table(
            file=path.name, layer=None, driver="CSV", crs=None, ids=np.full(count, None, dtype=object),
            columns=columns, geometries=geometries, source=data_source(path),
        )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            options = _GML_OPTIONS if path.suffix.lower() in _GML else {}
            driver = str(pyogrio.read_info(path, layer=layer, **options)["driver"])
            meta, fids, wkb, fields = pyogrio.raw.read(path, layer=layer, return_fids=True, **options)
    except DataLayerError as error:
        names = ", ".join(name for name, _ in layer_names(path))
        raise InputError(
            Issue(code="unknown-layer", file=path.name, element=layer, values={"layers": names})
        ) from error
    except (DataSourceError, FieldError, GeometryError, UnicodeDecodeError) as error:
        raise _not_readable(path, error) from error
    columns = {
        str(name): _plain_column(values, str(kind))
        for name, values, kind in zip(meta["fields"], fields, meta["ogr_types"], strict=True)
    }
    geometries, faults = _geometries(wkb, len(fids))
    crs, by_default, ids = _identity(path, driver, meta, fids, columns)
    return Table(
        file=path.name, layer=layer, driver=driver, crs=crs, crs_by_default=by_default, ids=ids, columns=columns,
        geometries=geometries, faults=faults, source=data_source(path),
    )  # fmt: skip


def read_rows(path: Path, layer: str | None, *, first: int, count: int, source: DataSource) -> Table:
    """Some rows of a file that can be read so (GeoPackage, FlatGeobuf, shapefile), as :func:`read_table` reads all.

    ``source`` is handed over, because its checksum takes a whole reading.
    """
    driver = str(pyogrio.read_info(path, layer=layer)["driver"])
    try:
        meta, fids, wkb, fields = pyogrio.raw.read(
            path, layer=layer, return_fids=True, skip_features=first, max_features=count
        )
    except (DataSourceError, FieldError, GeometryError, UnicodeDecodeError) as error:
        raise _not_readable(path, error) from error
    columns = {
        str(name): _plain_column(values, str(kind))
        for name, values, kind in zip(meta["fields"], fields, meta["ogr_types"], strict=True)
    }
    geometries, faults = _geometries(wkb, len(fids))
    crs, by_default, ids = _identity(path, driver, meta, fids, columns)
    return Table(
        file=path.name, layer=layer, driver=driver, crs=crs, crs_by_default=by_default, ids=ids, columns=columns,
        geometries=geometries, faults=faults, source=source,
    )  # fmt: skip


def _check_readable(path: Path) -> None:
    name = path.name
    if not path.exists():
        raise InputError(Issue(code="file-missing", file=name))
    if path.is_dir():
        if path.suffix.lower() != ".gdb":
            raise InputError(Issue(code="not-a-vector-file", file=name, values={"detail": "a folder"}))
        return
    if path.stat().st_size == 0:
        raise InputError(Issue(code="empty-file", file=name))
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if path.suffix.lower() in SOSI or head.lstrip(b"\xef\xbb\xbf \r\n!").upper().startswith(b".HODE"):
        raise InputError(Issue(code="sosi-file", file=name))
    if path.suffix.lower() in OPENSTREETMAP:
        raise InputError(Issue(code="osm-file-as-vector", file=name))
    lowered = head.lower()
    if any(mark in lowered for mark in _GATEWAYS[:-1]) or (b'"links"' in lowered and b'"features"' not in lowered):
        raise InputError(Issue(code="gateway-file", file=name))


def _not_readable(path: Path, error: Exception) -> InputError:
    detail = str(error).split(";")[0].replace(str(path), path.name)
    return InputError(Issue(code="not-a-vector-file", file=path.name, values={"detail": detail}))


def _plain_column(values: NDArray[Any], kind: str) -> NDArray[np.object_]:
    """Values as str, int, float, bool or None; dates as ISO 8601; lists as text; bytes are left out."""
    whole = kind.startswith("OFTInteger")
    return np.array([*(plain(value, whole=whole) for value in values), None], dtype=object)[:-1]


def plain(value: Any, *, whole: bool = False) -> str | int | float | bool | None:
    """One attribute as plain Python; what means "nothing here" (NaN, NaT, empty text) becomes None."""
    if isinstance(value, np.ndarray):
        return ", ".join(str(part) for part in value.tolist()) or None
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if not np.isfinite(value):
            return None
        return int(value) if whole and value.is_integer() else value
    if isinstance(value, str):
        return value.strip() or None
    return None


def _geometries(wkb: NDArray[np.object_] | None, count: int) -> tuple[NDArray[np.object_], dict[int, str]]:
    if wkb is None:
        return np.full(count, None, dtype=object), {}
    geometries = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    faults: dict[int, str] = {}
    for row in np.flatnonzero([g is None and raw is not None for g, raw in zip(geometries, wkb, strict=True)]):
        try:
            geometries[row] = shapely.from_wkb(wkb[row], on_invalid="fix")
            faults[int(row)] = "open-ring"
        except GEOSException:
            faults[int(row)] = "broken-geometry"
        if geometries[row] is None:
            faults[int(row)] = "broken-geometry"
    return np.asarray(shapely.force_2d(geometries), dtype=object), faults


def _identity(
    path: Path, driver: str, meta: Mapping[str, Any], fids: NDArray[np.int64], columns: dict[str, NDArray[np.object_]]
) -> tuple[str | None, bool, NDArray[np.object_]]:
    """CRS, whether it is the format's default, and feature ids."""
    crs = None if meta["crs"] is None else str(meta["crs"])
    ids = np.full(len(fids), None, dtype=object)
    if driver == "GeoJSON":
        return _geojson_identity(path, crs, ids, columns)
    if driver in DRIVERS_WITH_IDS:
        ids[:] = [str(fid) for fid in fids]
    elif "gml_id" in columns:
        ids = columns.pop("gml_id")
    return crs, driver in GEOJSON_DRIVERS, ids


def _geojson_identity(
    path: Path, crs: str | None, ids: NDArray[np.object_], columns: dict[str, NDArray[np.object_]]
) -> tuple[str | None, bool, NDArray[np.object_]]:
    """GDAL takes an unknown or null ``crs`` for EPSG:4326 and mixes feature ids with ``id`` properties: look here."""
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    features = content.get("features", [content] if content.get("type") == "Feature" else [])
    if len(features) == len(ids):
        ids[:] = [None if f.get("id") is None else str(f["id"]) for f in features]
        stated = [plain((f.get("properties") or {}).get("id")) for f in features]
        columns.pop("id", None)
        if any(identity is not None for identity in stated):
            columns["id"] = np.array([*stated, None], dtype=object)[:-1]
    if "crs" not in content:
        return crs, True, ids
    member = content["crs"]
    if member is None:
        return None, False, ids
    name = member.get("properties", {}).get("name") if isinstance(member, dict) else None
    return (str(name) if name else json.dumps(member)), False, ids
