"""Where people come onto a plot: points with a ``plot`` field, else by nearness, each on exactly one plot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from siteplan.errors import Issue
from siteplan.model import Plot
from siteplan.readers.crs import convert
from siteplan.readers.vector import Table, read_table

ENTRANCE_LAYERS = ("entrances", "entrance", "innganger", "adkomst", "adkomster")
NEAR_M = 5.0
"""An entrance without a ``plot`` field belongs to the plot whose boundary is this near (assumption: a gate is drawn on
the boundary, give or take the drawing)."""
TIE_M = 0.05

Drawn = list[tuple[BaseGeometry | None, str | None]]


def is_entrance(table: Table, row: int) -> bool:
    """Whether a row of a plots file is a point of ``kind = "entrance"``."""
    kinds = table.column("kind")
    return kinds is not None and kinds[row] == "entrance" and isinstance(table.geometries[row], Point)


def read_entrances(path: Path, layer: str | None, *, crs: str | None, target: str) -> Drawn:
    """Entrance points with the plot id that each states, or None. Raises InputError as ``read_table`` does."""
    table = read_table(path, layer)
    if table.bounds() is None:
        return []
    points = convert(table.geometries, source=table.settled_crs(crs), target=target, file=table.file)
    plots = table.column("plot")
    stated = np.full(len(table), None, dtype=object) if plots is None else plots
    return [(point, None if plot is None else str(plot)) for point, plot in zip(points, stated, strict=True)]


def assign_entrances(
    plots: Sequence[Plot], drawn: Drawn, *, file: str
) -> tuple[tuple[Plot, ...], tuple[Issue, ...]]:
    """The plots with their entrances, and a warning for every entrance that belongs to none, or to more than one."""
    found: dict[str, list[Point]] = defaultdict(list)
    issues: list[Issue] = []
    for number, (geometry, stated) in enumerate(drawn, start=1):
        if not isinstance(geometry, Point) or geometry.is_empty:
            issues.append(Issue(code="entrance-not-a-point", file=file, element=str(number), severity="warning"))
            continue
        owners = _owners(plots, geometry, stated)
        if len(owners) == 1:
            found[owners[0]].append(geometry)
            continue
        code = "entrance-without-plot" if not owners else "entrance-between-plots"
        values = {"plots": ", ".join(owners), "plot": stated or "-"}
        issues.append(
            Issue(code=code, file=file, element=str(number), values=values, severity="warning", geometry=geometry)
        )
    return tuple(
        replace(plot, entrances=(*plot.entrances, *found[plot.id])) if plot.id in found else plot for plot in plots
    ), tuple(issues)


def _owners(plots: Sequence[Plot], point: Point, stated: str | None) -> list[str]:
    if stated is not None:
        return [plot.id for plot in plots if plot.id == stated]
    distances = [(float(plot.boundary.boundary.distance(point)), plot.id) for plot in plots]
    near = [(distance, identity) for distance, identity in distances if distance <= NEAR_M]
    if not near:
        return []
    least = min(near)[0]
    return [identity for distance, identity in near if distance <= least + TIE_M]
