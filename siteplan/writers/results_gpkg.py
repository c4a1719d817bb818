"""Results for a GIS: a GeoPackage with candidates, evidence and results, or the candidates as GeoParquet."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path

import geopandas
import pandas as pd
import pyogrio
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.run import Run
from siteplan.writers.evidence_geojson import evidence
from siteplan.writers.result_rows import candidate_rows, result_rows

EVIDENCE_COLUMNS = ("candidate", "criterion", "role", "element", "value", "unit", "outcome", "storey")


def write_gpkg(path: Path, run: Run, *, outlines: Mapping[str, BaseGeometry]) -> None:
    """A GeoPackage with the layers ``plots`` (``layouts`` of evaluate and compare), ``evidence`` and ``results``.

    Parameters
    ----------
    path
        Written whole or not at all; a file that is there is replaced.
    run
        What came out.
    outlines
        Geometry [m] of each candidate by id: a plot's boundary, a layout's footprint. One without is left empty.
    """
    partial = path.with_name(f".{path.stem}.part.gpkg")
    partial.unlink(missing_ok=True)
    layer = "plots" if run.command == "screen" else "layouts"
    try:
        with warnings.catch_warnings():
            # A layout that floats free has no CRS, and pyogrio warns of every layer without one.
            warnings.filterwarnings("ignore", message="'crs' was not provided", category=UserWarning)
            pyogrio.write_dataframe(_candidates(run, outlines), partial, layer=layer, driver="GPKG")
            pyogrio.write_dataframe(_evidence(run), partial, layer="evidence", driver="GPKG", geometry_type="Unknown")
        pyogrio.write_dataframe(pd.DataFrame(result_rows(run)), partial, layer="results", driver="GPKG")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_parquet(path: Path, run: Run, *, outlines: Mapping[str, BaseGeometry]) -> None:
    """The candidates with their outlines as GeoParquet, a column a criterion."""
    partial = path.with_name(f".{path.name}.part")
    try:
        _candidates(run, outlines).to_parquet(partial, index=False)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _candidates(run: Run, outlines: Mapping[str, BaseGeometry]) -> pd.DataFrame:
    """A GeoDataFrame, or a plain table where no candidate has an outline."""
    rows = candidate_rows(run)
    geometry = [_multi(outlines.get(str(row["candidate"]))) for row in rows]
    frame = pd.DataFrame(rows).astype({"rank": "Int64", "rank_group": "Int64"})
    if all(outline is None for outline in geometry):
        return frame
    return geopandas.GeoDataFrame(frame, geometry=geometry, crs=run.crs)


def _multi(geometry: BaseGeometry | None) -> BaseGeometry | None:
    """Every area as a MultiPolygon, so that a layer has one geometry type."""
    return MultiPolygon([geometry]) if isinstance(geometry, Polygon) else geometry


def _evidence(run: Run) -> geopandas.GeoDataFrame:
    pieces = list(evidence(run))
    frame = pd.DataFrame([properties for properties, _ in pieces], columns=list(EVIDENCE_COLUMNS))
    frame = frame.astype({"storey": "Int64", "value": "Float64"})
    return geopandas.GeoDataFrame(frame, geometry=[shapely.force_2d(g) for _, g in pieces], crs=run.crs)
