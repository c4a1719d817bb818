"""Small street networks for tests, given as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from siteplan.model import Places, Plot, StreetNetwork, Surroundings
from siteplan.readers.osm_streets import street_network

CRS = "EPSG:25832"
XY = tuple[float, float]
WIDE = box(-100_000, -100_000, 100_000, 100_000)


def network(
    lines: Sequence[Sequence[XY]], *, tags: Sequence[Mapping[str, str]] | None = None, directed: bool = False
) -> StreetNetwork:
    """Lines that share a coordinate share a node."""
    number: dict[XY, int] = {}
    refs = [[number.setdefault(xy, len(number) + 1) for xy in line] for line in lines]
    said = tags or [{"highway": "residential"}] * len(lines)
    ways = [(i + 1, said[i], refs[i]) for i in range(len(lines))]
    built = street_network(
        ways,
        lambda chosen: np.array([xy for i in chosen for xy in lines[i]], dtype=float),
        keep=lambda _: True,
        directed=directed,
    )
    assert built is not None
    return built


def places(geometries: Sequence[BaseGeometry]) -> Places:
    """Features with the ids node/0, node/1 ..."""
    ids = np.array([f"node/{i}" for i in range(len(geometries))], dtype=object)
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return Places(ids=ids, names=ids, geometries=array)


def surroundings(
    lines: Sequence[Sequence[XY]], *, extent: Polygon = WIDE, **categories: Sequence[BaseGeometry]
) -> Surroundings:
    """Surroundings with a walking network and some places by category."""
    return Surroundings(
        crs=CRS, extent=extent, extent_basis="stated", walking=network(lines), driving=None,
        places={name: places(geometries) for name, geometries in categories.items()},
    )  # fmt: skip


def plot(boundary: Polygon, *entrances: XY) -> Plot:
    """A plot, with entrances where given."""
    return Plot(id="p", name="p", boundary=boundary, crs=CRS, entrances=tuple(Point(xy) for xy in entrances))
