"""The geometry behind every result as GeoJSON in the projected CRS of the run; opens in QGIS as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from siteplan.criterion import CriterionResult, Feature
from siteplan.ranking import RankedCandidate
from siteplan.run import Run
from siteplan.writers.plain import plain, to_json

DECIMALS = 3
"""Coordinates are written to the millimetre."""


def evidence_geojson(run: Run) -> str:
    """All evidence of a run as GeoJSON text."""
    return to_json(evidence_collection(run), indent=None)


def evidence_collection(run: Run) -> dict[str, Any]:
    """All evidence as a FeatureCollection.

    Properties of a feature: candidate, criterion, role, element, value, unit, outcome, storey. The ``crs`` member names
    the system; free-floating layouts have none.
    """
    collection: dict[str, Any] = {"type": "FeatureCollection", "name": f"evidence_{run.command}"}
    if run.crs is not None:
        collection["crs"] = crs_member(run.crs)
    collection["features"] = [
        {"type": "Feature", "properties": properties, "geometry": _geometry(geometry)}
        for properties, geometry in evidence(run)
    ]
    return collection


def crs_member(crs: str) -> dict[str, Any]:
    """The legacy ``crs`` member that QGIS and GDAL read: EPSG:25832 as its urn."""
    authority, _, code = crs.partition(":")
    name = f"urn:ogc:def:crs:{authority}::{code}" if code else crs
    return {"type": "name", "properties": {"name": name}}


def evidence(run: Run) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Properties and geometry [m] of each piece of evidence, by candidate and criterion."""
    for candidate in run.ranking.candidates:
        for result in candidate.scorecard.results:
            for feature in result.finding.features:
                if not feature.geometry.is_empty:
                    yield _properties(candidate, result, feature), feature.geometry


def _properties(candidate: RankedCandidate, result: CriterionResult, feature: Feature) -> dict[str, Any]:
    quantity = feature.quantity
    return {
        "candidate": candidate.scorecard.id, "criterion": result.spec.id, "role": feature.role,
        "element": feature.element, "value": None if quantity is None else plain(quantity.value),
        "unit": None if quantity is None else quantity.unit, "outcome": result.outcome.value, "storey": feature.storey,
    }  # fmt: skip


def _geometry(geometry: BaseGeometry) -> dict[str, Any]:
    """Coordinates to the millimetre, without heights."""
    return dict(_rounded(mapping(shapely.force_2d(geometry))))


def _rounded(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: value if key == "type" else _rounded(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_rounded(value) for value in part]
    return round(part, DECIMALS)
