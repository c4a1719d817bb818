"""Records of many plots as one file, written piece by piece: GeoParquet, GeoPackage, or CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from pyproj import CRS

from siteplan.writers.results_csv import safe_cell

RECORD_FORMATS = ("parquet", "gpkg", "csv")
LAYER = "plots"


def write_records(path: Path, tables: Iterable[pa.Table], *, output: str, crs: str) -> None:
    """Write records with an outline as WKB in the column ``geometry``; whole or not at all, one table in memory.

    Parameters
    ----------
    tables
        Pieces with the same columns.
    output
        "parquet", "gpkg" (layer ``plots``) or "csv" (without outlines).
    """
    partial = path.with_name(f".{path.stem}.part{path.suffix}")
    partial.unlink(missing_ok=True)
    write = {"parquet": _parquet, "gpkg": _gpkg, "csv": _csv}[output]
    try:
        write(partial, tables, crs)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _parquet(path: Path, tables: Iterable[pa.Table], crs: str) -> None:
    column = {"encoding": "WKB", "geometry_types": ["MultiPolygon"], "crs": CRS.from_user_input(crs).to_json_dict()}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    writer: pq.ParquetWriter | None = None
    try:
        for table in tables:
            marked = table.replace_schema_metadata({"geo": json.dumps(geo)})
            writer = writer or pq.ParquetWriter(path, marked.schema)
            writer.write_table(marked)
    finally:
        if writer is not None:
            writer.close()


def _gpkg(path: Path, tables: Iterable[pa.Table], crs: str) -> None:
    for number, table in enumerate(tables):
        frame = table.drop_columns(["geometry"]).to_pandas()
        frame = frame.astype({"rank": "Int64", "rank_group": "Int64"})
        outlines = shapely.from_wkb(table.column("geometry").to_pylist())
        pyogrio.write_dataframe(
            geopandas.GeoDataFrame(frame, geometry=outlines, crs=crs), path, layer=LAYER, driver="GPKG",
            append=number > 0,
        )  # fmt: skip


def _csv(path: Path, tables: Iterable[pa.Table], crs: str) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for number, table in enumerate(tables):
            plain = table.drop_columns(["geometry"])
            if number == 0:
                writer.writerow(plain.column_names)
            columns = [column.to_pylist() for column in plain.columns]
            writer.writerows([safe_cell(value) for value in row] for row in zip(*columns, strict=True))
