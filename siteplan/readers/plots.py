"""Candidate plots from any vector file: id, name, boundary, entrances; what cannot be used is listed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from siteplan.errors import InputError, Issue
from siteplan.model import LARGE_PLOT_M2, Area, Plot
from siteplan.readers.crs import convert, settle_site_crs
from siteplan.readers.entrances import ENTRANCE_LAYERS, assign_entrances, is_entrance, read_entrances
from siteplan.readers.polygons import as_area
from siteplan.readers.vector import Table, layer_names, read_table, split_layer

"""A plot above this without entrances is warned of (INTERFACES section 6)."""

POINT_RADIUS_M = 1.0
"""A plot given as a point stands as a disc of this radius; its area is not known."""

PLOT_LAYERS = ("plots", "tomter", "plot", "tomt")
NAME_FIELDS = ("name", "navn")
_LEFT_OUT = frozenset({"id", *NAME_FIELDS})
Rows = list[tuple[str, int]]


def read_plots(
    source: Path | str, *, crs: str | None = None, entrances: Path | str | None = None
) -> tuple[tuple[Plot, ...], tuple[Issue, ...]]:
    """The plots of a file, in one projected CRS.

    Parameters
    ----------
    source
        A file, or "file|layer". Without a layer: the one named plots (tomter), else the only one with areas.
    crs
        Stated CRS: how a file that does not say is to be read and, where it is projected, what the site is measured in.
    entrances
        A file (or "file|layer") of points; else the layer "entrances" of the same file, else its points of
        ``kind = "entrance"``.

    Returns
    -------
    plots
        In the file's order.
    issues
        "error" for each plot that is left out; "warning" for each that is used with a doubt.

    Raises
    ------
    InputError
        Where the file cannot be used at all: wrong format, empty, no CRS, duplicate ids, no usable plot.
    """
    path, layer = located(source)
    table = read_table(path, layer or plot_layer(path))
    if len(table) == 0:
        raise InputError(Issue(code="no-plots", file=table.file))
    source_crs = table.settled_crs(crs)
    bounds = table.bounds()
    assert bounds is not None  # settled_crs has refused a table without geometries
    site_crs, scale_issues = settle_site_crs(crs, plots_crs=source_crs, bounds=bounds, file=table.file)
    geometries = convert(table.geometries, source=source_crs, target=site_crs, file=table.file)
    rows = _identified(table)
    plots, issues = _plots(table, rows, geometries=geometries, crs=site_crs)
    drawn = [(geometries[row], _text(table, "plot", row)) for row in range(len(table)) if is_entrance(table, row)]
    if entrances is not None:
        drawn += read_entrances(*located(entrances), crs=crs or table.crs, target=site_crs)
    elif layer is None and (name := _entrance_layer(path)) is not None:
        drawn += read_entrances(path, name, crs=crs or table.crs, target=site_crs)
    plots, entrance_issues = assign_entrances(plots, drawn, file=table.file)
    if not plots:
        raise InputError([*issues, Issue(code="no-usable-plot", file=table.file)])
    doubts = _identical(plots, file=table.file) + _large(plots, file=table.file)
    return plots, (*scale_issues, *issues, *entrance_issues, *doubts)


def located(source: Path | str) -> tuple[Path, str | None]:
    """ "file.gpkg|layer" as file and layer; a path that exists is a file, whatever its name."""
    if isinstance(source, Path) and source.exists():
        return source, None
    file, layer = split_layer(str(source))
    return Path(file), layer


def plot_layer(path: Path) -> str | None:
    """The layer that holds the plots; InputError where several could."""
    layers = layer_names(path)
    if len(layers) < 2:
        return None
    for name, _ in layers:
        if name.lower() in PLOT_LAYERS:
            return name
    areas = [name for name, kind in layers if kind is not None and ("Polygon" in kind or "Surface" in kind)]
    if len(areas) == 1:
        return areas[0]
    values = {"layers": ", ".join(name for name, _ in layers)}
    raise InputError(Issue(code="which-layer", file=path.name, values=values))


def _entrance_layer(path: Path) -> str | None:
    names = [name for name, _ in layer_names(path)]
    return next((name for name in names if name.lower() in ENTRANCE_LAYERS), None) if len(names) > 1 else None


def _text(table: Table, name: str, row: int) -> str | None:
    values = table.column(name)
    return None if values is None or values[row] is None else str(values[row])


def plots_of_table(
    table: Table, *, crs: str, stated: str | None, first: int = 0
) -> tuple[tuple[Plot, ...], tuple[Issue, ...]]:
    """The plots of some rows of a file without entrances, in the site's system ``crs``.

    ``first``: how many rows of the file stand before these. Whether an id stands twice is for the caller to know.
    """
    if table.bounds() is None:
        rows = _identified(table, first=first)
        return (), tuple(Issue(code="no-geometry", file=table.file, element=identity) for identity, _ in rows)
    geometries = convert(table.geometries, source=table.settled_crs(stated), target=crs, file=table.file)
    plots, issues = _plots(table, _identified(table, first=first), geometries=geometries, crs=crs)
    return plots, (*issues, *_identical(plots, file=table.file), *_large(plots, file=table.file))


def _identified(table: Table, *, first: int = 0) -> Rows:
    """(id, row) of every plot: the ``id`` property, else the feature id, else the row number from 1."""
    rows: Rows = []
    for row in range(len(table)):
        if is_entrance(table, row):
            continue
        identity = _text(table, "id", row) or table.ids[row] or str(first + row + 1)
        rows.append((_whole(str(identity)), row))
    twice = {identity: count for identity, count in Counter(i for i, _ in rows).items() if count > 1}
    if twice:
        raise InputError(
            Issue(code="duplicate-plot-id", file=table.file, element=identity, values={"count": str(count)})
            for identity, count in twice.items()
        )
    return rows


def _whole(identity: str) -> str:
    """ "7" for the 7.0 of formats that keep whole numbers as decimals."""
    return identity[:-2] if identity.endswith(".0") and identity[:-2].isdigit() else identity


def _plots(
    table: Table, rows: Rows, *, geometries: NDArray[np.object_], crs: str
) -> tuple[tuple[Plot, ...], list[Issue]]:
    plots: list[Plot] = []
    issues: list[Issue] = []
    for identity, row in rows:
        point = _as_point(geometries[row])
        boundary: Area | None
        found: tuple[Issue, ...]
        if point is not None:
            boundary, found = point.buffer(POINT_RADIUS_M), (_point_issue(table.file, identity, point),)
        else:
            boundary, found = as_area(
                geometries[row], fault=table.faults.get(row), file=table.file, element=identity
            )  # fmt: skip
        issues += found
        if boundary is None:
            continue
        name = next((text for field in NAME_FIELDS if (text := _text(table, field, row)) is not None), identity)
        plots.append(
            Plot(
                id=identity, name=name, boundary=boundary, crs=crs, boundary_known=point is None,
                entrances=() if point is None else (point,), properties=_properties(table, row),
                sources=(table.source,),
            )
        )  # fmt: skip
    return tuple(plots), issues


def _as_point(geometry: BaseGeometry | None) -> Point | None:
    if isinstance(geometry, Point) and not geometry.is_empty:
        return geometry
    parts = list(getattr(geometry, "geoms", []))
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Point) else None


def _point_issue(file: str, element: str, point: Point) -> Issue:
    return Issue(code="plot-is-a-point", file=file, element=element, severity="warning", geometry=point)


def _properties(table: Table, row: int) -> dict[str, str | float | int | bool]:
    return {
        name: values[row]
        for name, values in table.columns.items()
        if values[row] is not None and name.lower() not in _LEFT_OUT
    }


def _identical(plots: Sequence[Plot], *, file: str) -> tuple[Issue, ...]:
    """One warning for every group of plots with the same boundary (to the millimetre)."""
    groups: dict[bytes, list[Plot]] = defaultdict(list)
    for plot in plots:
        snapped = shapely.normalize(shapely.transform(plot.boundary, lambda xy: np.round(xy, 3)))
        groups[shapely.to_wkb(snapped)].append(plot)
    return tuple(
        Issue(
            code="identical-plots", file=file, element=", ".join(plot.id for plot in group), severity="warning",
            geometry=group[0].boundary,
        )
        for group in groups.values() if len(group) > 1
    )  # fmt: skip


def _large(plots: Sequence[Plot], *, file: str) -> tuple[Issue, ...]:
    return tuple(
        Issue(
            code="large-plot-without-entrances", file=file, element=plot.id, severity="warning",
            values={"area_ha": f"{plot.boundary.area / 10_000:.1f}"}, geometry=plot.boundary,
        )
        for plot in plots if plot.boundary.area > LARGE_PLOT_M2 and not plot.entrances
    )  # fmt: skip


def with_parcel(plot: Plot, boundary: Area) -> Plot:
    """A plot given as a point, with the boundary of the parcel that holds it; its point is no entrance then."""
    return replace(plot, boundary=boundary, boundary_known=True, entrances=())
