"""The invented town, read once for all tests of it."""

from __future__ import annotations

import pytest
from shapely import Point, Polygon

from tests.sample_sites.town_files import FOOT_ONLY, SITE, Extract, Walk, layer, read_extract


@pytest.fixture(scope="session")
def extract() -> Extract:
    return read_extract(SITE / "area.osm.pbf")


@pytest.fixture(scope="session")
def on_foot(extract: Extract) -> Walk:
    return Walk(extract.streets)


@pytest.fixture(scope="session")
def by_street(extract: Extract) -> Walk:
    return Walk(street for street in extract.streets if street.tags["highway"] not in FOOT_ONLY)


@pytest.fixture(scope="session")
def plots() -> dict[str, Polygon]:
    frame = layer("plots.gpkg", "plots")
    return dict(zip(frame["id"], frame.geometry, strict=True))


@pytest.fixture(scope="session")
def gates() -> dict[str, list[Point]]:
    frame = layer("plots.gpkg", "entrances")
    return {plot: list(rows.geometry) for plot, rows in frame.groupby("plot")}
