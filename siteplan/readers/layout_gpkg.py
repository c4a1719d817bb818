"""Layouts that siteplan has written as GeoPackage: back as they were, or as they were changed since in a GIS."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry import mapping

from siteplan.errors import InputError, Issue
from siteplan.model import DataSource, Layout
from siteplan.readers.layout import parse_layout
from siteplan.readers.layout_features import GEOMETRY_OF

_HEADER, _JSON, _ORDER = "siteplan", "siteplan_json", "siteplan_order"


def read_layout_gpkg(path: Path) -> tuple[Layout, tuple[Issue, ...]]:
    """Read a layout from a GeoPackage with a layer for each kind and the table ``siteplan``.

    Raises InputError ("file-unreadable", "gpkg-no-layout") where it is none, and what `parse_layout` raises.
    """
    try:
        data = path.read_bytes()
        layers = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        if _HEADER not in layers:
            values = {"layers": ", ".join(layers) or "–"}
            raise InputError(Issue(code="gpkg-no-layout", file=path.name, element=_HEADER, values=values))
        header = json.loads(pyogrio.read_dataframe(path, layer=_HEADER)["json"][0])
        numbered: list[tuple[float, dict[str, Any]]] = [(k, feature) for k, feature in header.pop("undrawn", [])]
        for layer in layers:
            if layer != _HEADER:
                numbered += _features(pyogrio.read_dataframe(path, layer=layer), layer)
    except (OSError, DataSourceError, DataLayerError, ValueError, KeyError) as error:
        detail = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise InputError(Issue(code="file-unreadable", file=path.name, values={"detail": detail})) from error
    features = [feature for _, feature in sorted(numbered, key=lambda pair: pair[0])]
    source = DataSource(name=path.name, sha256=hashlib.sha256(data).hexdigest())
    return parse_layout({**header, "features": features}, name=path.name, source=source)


def _features(frame: Any, layer: str) -> list[tuple[float, dict[str, Any]]]:
    result = []
    columns = [str(name) for name in frame.columns if name not in ("geometry", _JSON, _ORDER)]
    for row in frame.to_dict("records"):
        written = row.get(_JSON)
        properties = json.loads(written) if isinstance(written, str) else {}
        if not properties and layer in GEOMETRY_OF:
            properties = {"kind": layer}
        for key in columns:
            now = _plain(row[key])
            if not _same(now, properties.get(key)):
                properties[key] = now
        geometry = row.get("geometry")
        feature = {
            "type": "Feature", "properties": {key: value for key, value in properties.items() if value is not None},
            "geometry": None if geometry is None else mapping(geometry),
        }  # fmt: skip
        order = _plain(row.get(_ORDER))
        result.append((float(order) if isinstance(order, int | float) else math.inf, feature))
    return result


def _plain(value: object) -> object:
    """A value of a data frame as JSON has it; None where it is missing."""
    if value is None or (not isinstance(value, str | list) and bool(pd.isna(value))):
        return None
    item = getattr(value, "item", None)
    return item() if callable(item) else value


def _same(now: object, before: object) -> bool:
    """Whether a column still says what the element said; lists stand in it as text."""
    if now == before:
        return True
    if isinstance(now, str) and before is not None and not isinstance(before, str):
        return now == json.dumps(before, ensure_ascii=False)
    return False
