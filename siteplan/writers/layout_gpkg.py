"""`Layout` -> GeoPackage: one layer for each kind, one column for each property, and a table for the header."""

from __future__ import annotations

import json
import warnings
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import geopandas
import pandas as pd
import pyogrio
from shapely.geometry import shape

from siteplan.model import Layout
from siteplan.writers.layout import layout_to_geojson

HEADER_TABLE = "siteplan"
JSON_COLUMN, ORDER_COLUMN = "siteplan_json", "siteplan_order"
_RESERVED = frozenset({"fid", "geom", "geometry", JSON_COLUMN, ORDER_COLUMN})


def write_layout_gpkg(layout: Layout, path: Path) -> None:
    """Write the layout as a GeoPackage; a file that is there is replaced, whole or not at all.

    ``siteplan_json`` holds each element's properties as the layout file has them; where a column was changed since, the
    column holds when it is read back.
    """
    collection = layout_to_geojson(layout)
    features = cast("list[dict[str, Any]]", collection.pop("features"))
    layers: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    undrawn: list[list[object]] = []
    for order, feature in enumerate(features):
        kind = feature["properties"].get("kind")
        if feature["geometry"] is None or not isinstance(kind, str) or not kind.isidentifier() or kind == HEADER_TABLE:
            undrawn.append([order, feature])
        else:
            layers[kind].append((order, feature))
    partial = path.with_name(f".{path.stem}.part.gpkg")
    partial.unlink(missing_ok=True)
    try:
        with warnings.catch_warnings():
            # A layout that floats free has no CRS, and pyogrio warns of every layer without one.
            warnings.filterwarnings("ignore", message="'crs' was not provided", category=UserWarning)
            for kind, members in layers.items():
                pyogrio.write_dataframe(
                    _frame(members, layout.crs), partial, layer=kind, driver="GPKG", geometry_type="Unknown"
                )
        header = json.dumps({**collection, "undrawn": undrawn})
        pyogrio.write_dataframe(pd.DataFrame({"json": [header]}), partial, layer=HEADER_TABLE, driver="GPKG")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _frame(members: Sequence[tuple[int, dict[str, Any]]], crs: str | None) -> geopandas.GeoDataFrame:
    keys = dict.fromkeys(key for _, feature in members for key in feature["properties"] if key not in _RESERVED)
    columns: dict[str, Any] = {}
    for key in keys:
        columns[key] = column_of([feature["properties"].get(key) for _, feature in members])
    columns[JSON_COLUMN] = [json.dumps(feature["properties"]) for _, feature in members]
    columns[ORDER_COLUMN] = [order for order, _ in members]
    geometry = [shape(feature["geometry"]) for _, feature in members]
    return geopandas.GeoDataFrame(pd.DataFrame(columns), geometry=geometry, crs=crs)


def column_of(values: Sequence[object]) -> Any:
    """Values as a column of one type: booleans, numbers, else text; None where there is none."""
    held = [value for value in values if value is not None]
    if held and all(isinstance(value, bool) for value in held):
        return pd.array(values, dtype="boolean")
    if held and all(isinstance(value, int | float) and not isinstance(value, bool) for value in held):
        whole = all(isinstance(value, int) for value in held)
        return pd.array(values, dtype="Int64" if whole else "Float64")
    texts = [None if v is None else v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values]
    return pd.Series(texts, dtype=object)
