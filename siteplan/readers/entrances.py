"""Where people come onto a plot: points with a ``plot`` field, else by nearness, each on exactly one plot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
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


def assign_entrances(plots: Sequence[Plot], drawn: Drawn, *, file: str) -> tuple[tuple[Plot, ...], tuple[Issue, ...]]:
    """The plots with their entrances, and a warning for every entrance that belongs to none, or to more than one."""
    found: dict[str, list[Point]] = defaultdict(list)
    issues: list[Issue] = []
    known = {plot.id for plot in plots}
    outlines = np.array([*(plot.boundary.boundary for plot in plots), None], dtype=object)[:-1]
    tree = STRtree(outlines)
    for number, (geometry, stated) in enumerate(drawn, start=1):
        if not isinstance(geometry, Point) or geometry.is_empty:
            issues.append(Issue(code="entrance-not-a-point", file=file, element=str(number), severity="warning"))
            continue
        if stated is not None:
            owners = [stated] if stated in known else []
        else:
            owners = [plots[index].id for index in _nearest(geometry, outlines, tree)]
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


def _nearest(point: Point, outlines: NDArray[np.object_], tree: STRtree) -> list[int]:
    """The outline nearest to a point, and any that is as near (TIE_M); none where the nearest is not near (NEAR_M)."""
    near = np.sort(tree.query(point, predicate="dwithin", distance=NEAR_M))
    distances = shapely.distance(outlines[near], point)
    return [] if len(near) == 0 else [int(index) for index in near[distances <= distances.min() + TIE_M]]
