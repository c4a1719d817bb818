"""Plans of the comparison: the courtyard, the neighbourhood of momepy's data set, and generated interiors."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
SHARED = Path(os.environ.get("SITEPLAN_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def courtyard() -> tuple[FloatArray, tuple[float, float]]:
    """Eight houses round a courtyard and a staff base on a plot of 60 x 50 m: walls and seed."""
    file = SHARED / "reference" / "visibility" / "plans" / "tun.csv"
    return np.loadtxt(file, delimiter=",", skiprows=1), (30.03, 25.04)


def neighbourhood(margin_m: float = 10.0) -> tuple[FloatArray, tuple[float, float]]:
    """Building outlines of momepy's own data set `bubenec` in a box round them."""
    import geopandas
    import shapely

    # Only its data file is wanted, so the package is found and not imported.
    found = find_spec("momepy")
    if found is None or found.origin is None:
        raise SystemExit("pip install -r benchmarks/visibility/requirements.txt")
    frame = geopandas.read_file(Path(found.origin).parent / "datasets" / "bubenec.gpkg", layer="buildings")
    rings = shapely.get_rings(shapely.get_parts(frame.geometry.to_numpy()))
    lines = [shapely.get_coordinates(ring) for ring in rings]
    walls = np.vstack([np.hstack((line[:-1], line[1:])) for line in lines])
    x0, y0, x1, y1 = frame.total_bounds + np.array([-1, -1, 1, 1]) * margin_m
    box = [[x0, y0, x1, y0], [x1, y0, x1, y1], [x1, y1, x0, y1], [x0, y1, x0, y0]]
    return np.vstack((walls, box)), (float(x0) + margin_m / 2, float(y0) + margin_m / 2)


def interiors(
    columns: int = 13, lines: int = 12, *, room_m: float = 4.1, seed: int = 1
) -> tuple[FloatArray, tuple[float, float]]:
    """Rooms of about four metres side by side; in every wall between two a door, open or absent by chance."""
    generator = np.random.default_rng(seed)
    walls: list[list[float]] = []

    def wall(x0: float, y0: float, x1: float, y1: float, door: bool) -> None:
        if not door:
            walls.append([x0, y0, x1, y1])
            return
        at = generator.uniform(0.2, 0.6)
        gap = at + 0.22
        walls.append([x0, y0, x0 + at * (x1 - x0), y0 + at * (y1 - y0)])
        walls.append([x0 + gap * (x1 - x0), y0 + gap * (y1 - y0), x1, y1])

    for i in range(columns + 1):
        for j in range(lines):
            inner = 0 < i < columns
            wall(i * room_m, j * room_m, i * room_m, (j + 1) * room_m, inner and generator.random() < 0.75)
    for j in range(lines + 1):
        for i in range(columns):
            inner = 0 < j < lines
            wall(i * room_m, j * room_m, (i + 1) * room_m, j * room_m, inner and generator.random() < 0.75)
    return np.array(walls), (room_m / 2, room_m / 2)
