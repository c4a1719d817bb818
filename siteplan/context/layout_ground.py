"""Heights: the ground outdoors and the datum of each building, in one datum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import Point

from siteplan.context.layout_parts import Building, DoorUse
from siteplan.measures.openings import FloatArray
from siteplan.model import Layout, Surroundings, Terrain


class Ground:
    """Ground heights for one layout.

    With a terrain model under the whole layout, heights are metres above sea. Otherwise the ground is flat: 0 is the
    lowest datum of the layout's buildings, and a building with a stated ``ground_elevation`` stands that much above it.
    """

    def __init__(
        self, layout: Layout, buildings: Sequence[Building], doors: Sequence[DoorUse], surroundings: Surroundings | None
    ) -> None:
        terrain = surroundings.terrain if surroundings is not None and layout.crs is not None else None
        self._terrain = terrain if terrain is not None and _covers(terrain, buildings) else None
        stated = {b.id: b.ground_elevation for b in buildings if b.ground_elevation is not None}
        lowest = min(stated.values(), default=0.0) if self._terrain is None else 0.0
        entrance = _main_entrances(buildings, doors)
        self._datum: dict[str, float] = {}
        for building in buildings:
            if building.id in stated:
                self._datum[building.id] = stated[building.id] - lowest
            else:
                self._datum[building.id] = float(self.at(np.array([entrance[building.id]]))[0])

    @property
    def from_terrain(self) -> bool:
        """Whether heights come from a terrain model."""
        return self._terrain is not None

    def datum(self, building: str) -> float:
        """Height of a building's datum [m]."""
        return self._datum[building]

    def at(self, points: FloatArray) -> FloatArray:
        """Ground height at (n, 2) points [m]; 0 without terrain, the nearest cell's where the model has a hole."""
        xy = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        return np.zeros(len(xy)) if self._terrain is None else _sample(self._terrain, xy)

    def outside(self, building: str, point: Point) -> float:
        """Ground outside a building's door [m]: the terrain there, else the building's own datum."""
        return float(self.outside_all(building, shapely.get_coordinates(point))[0])

    def outside_all(self, building: str, points: FloatArray) -> FloatArray:
        """Ground outside a building at (n, 2) points [m]: the terrain there, else the building's own datum."""
        return np.full(len(points), self.datum(building)) if self._terrain is None else self.at(points)


def _covers(terrain: Terrain, buildings: Sequence[Building]) -> bool:
    if not buildings:
        return False
    x0, y0, x1, y1 = shapely.total_bounds(np.array([b.union for b in buildings], dtype=object))
    rows, columns = terrain.heights.shape
    inside = (
        terrain.x0 <= x0 and x1 <= terrain.x0 + columns * terrain.cell
        and terrain.y0 - rows * terrain.cell <= y0 and y1 <= terrain.y0
    )  # fmt: skip
    return inside and bool(np.isfinite(_sample(terrain, np.array([[x0, y0], [x1, y1], [x0, y1], [x1, y0]]))).all())


def _sample(terrain: Terrain, xy: FloatArray) -> FloatArray:
    """Bilinear height between cell centres, clamped to the model's edge; nearest cell where a neighbour is unknown."""
    rows, columns = terrain.heights.shape
    column = np.clip((xy[:, 0] - terrain.x0) / terrain.cell - 0.5, 0, columns - 1)
    row = np.clip((terrain.y0 - xy[:, 1]) / terrain.cell - 0.5, 0, rows - 1)
    c0, r0 = np.floor(column).astype(int), np.floor(row).astype(int)
    c1, r1 = np.minimum(c0 + 1, columns - 1), np.minimum(r0 + 1, rows - 1)
    u, v = column - c0, row - r0
    # Only what is asked about is turned into double precision: the model of a whole town is large.
    corners = terrain.heights[np.stack([r0, r0, r1, r1]), np.stack([c0, c1, c0, c1])].astype(np.float64)
    mixed = (corners[0] * (1 - u) + corners[1] * u) * (1 - v) + (corners[2] * (1 - u) + corners[3] * u) * v
    nearest = terrain.heights[np.rint(row).astype(int), np.rint(column).astype(int)].astype(np.float64)
    heights: FloatArray = np.where(np.isfinite(mixed), mixed, nearest)
    return heights


def _main_entrances(buildings: Sequence[Building], doors: Sequence[DoorUse]) -> dict[str, tuple[float, float]]:
    """Just outside the marked entrance on the lowest storey, else any outer door there, else the building's middle."""
    result = {}
    for building in buildings:
        own = {space.id for space in building.spaces}
        outer = [use for use in doors if use.exterior and use.sides[0] in own]
        outer.sort(key=lambda use: (abs(use.door.storey), not use.door.entrance))
        point = outer[0].outside_point if outer else building.union.representative_point()
        result[building.id] = (float(point.x), float(point.y))
    return result
