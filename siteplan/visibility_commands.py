"""The commands ``visibility``, ``isovist`` and ``warm-up``: read a layout, look, write."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import shapely

from siteplan.errors import InputError, Issue
from siteplan.model import Layout
from siteplan.text import Language, issue_sentence, number, say
from siteplan.writers.plain import write_text

Point = tuple[float, float]
ENDINGS = {".csv": "csv", ".gpkg": "gpkg", ".tif": "tif", ".tiff": "tif", ".json": "json", ".txt": "table"}
MARGIN_M = 50.0
"""So far beyond everything drawn an isovist reaches where nothing stops it."""


def visibility(options: argparse.Namespace) -> int:
    """Visibility graph analysis of one storey; one row a cell."""
    import numpy as np

    from siteplan.context.layout import LayoutContext
    from siteplan.context.layout_lines import analysis_extent, blocking_lines, default_seed
    from siteplan.measures.analysis_grid import GridTooLargeError, SeedBlockedError
    from siteplan.measures.cell_table import WHOLE, cell_table
    from siteplan.measures.visibility_graph import visibility_graph
    from siteplan.writers.grid import GridTable

    output = options.format or _format_of(options.out)
    columns = _columns(options.measures)
    if not (options.spacing > 0 and math.isfinite(options.spacing)):
        raise InputError(Issue(code="wrong-spacing", element=f"{options.spacing:g}"))
    layout, failed = _layout(options)
    context = LayoutContext(layout)
    lines = blocking_lines(
        layout,
        context.plans,
        storey=options.storey,
        eye_m=options.eye,
        target_m=options.target,
        doors_open=options.doors == "open",
    )
    if not len(lines):
        raise InputError(Issue(code="visibility-no-lines", file=options.layout, element=str(options.storey)))
    seed = _point(options.seed) if options.seed else None
    if seed is None:
        begin = default_seed(context, storey=options.storey)
        if begin is None:
            raise InputError(Issue(code="visibility-no-seed", file=options.layout, element=str(options.storey)))
        seed = (begin.x, begin.y)
    low_x, low_y, high_x, high_y = analysis_extent(layout, lines)
    # One cell more: a seed on the very edge of the drawing lies in a cell whose centre is just beyond it.
    extent = (low_x - options.spacing, low_y - options.spacing, high_x + options.spacing, high_y + options.spacing)
    try:
        graph = visibility_graph(lines, seed=seed, spacing=options.spacing, extent=extent)
    except SeedBlockedError as error:
        named = f"{seed[0]:.10g},{seed[1]:.10g}"
        raise InputError(Issue(code="visibility-seed-blocked", file=options.layout, element=named)) from error
    except GridTooLargeError as error:
        values = {"cells": str(error.cells), "limit": str(error.limit), "spacing": f"{error.spacing:g}"}
        issue = Issue(
            code="visibility-too-many-cells", file=options.layout, element=f"{options.spacing:g}", values=values
        )
        raise InputError(issue) from error
    # Column by column from the west, as depthmapX writes them; in memory cells lie tile by tile.
    order = np.lexsort((graph.grid.line, graph.grid.column))
    table = GridTable(
        layout=layout.name,
        storey=options.storey,
        crs=layout.crs,
        spacing=options.spacing,
        centres=graph.grid.centres[order],
        column=graph.grid.column[order],
        line=graph.grid.line[order],
        values={name: values[order] for name, values in cell_table(graph, columns=columns).items()},
        whole=WHOLE,
    )
    _write_grid(table, output, options.out, cast(Language, options.language))
    return 1 if failed else 0


def _write_grid(table: object, output: str, out: Path | None, language: Language) -> None:
    from siteplan.writers import grid

    cells = cast(grid.GridTable, table)
    files: dict[str, Callable[[Path, grid.GridTable], None]] = {
        "gpkg": grid.write_grid_gpkg,
        "tif": grid.write_grid_tif,
    }
    if output in files:
        if out is None:
            raise InputError(Issue(code="format-needs-file", element=output))
        _guarded(out, lambda: files[output](out, cells))
        return
    texts: dict[str, Callable[[], str]] = {
        "csv": lambda: grid.grid_csv(cells),
        "json": lambda: grid.grid_json(cells),
        "table": lambda: grid.grid_summary(cells, language),
    }
    _deliver(texts[output](), out)


def isovist(options: argparse.Namespace) -> int:
    """The region seen from a point, past walls, windows, fences and hedges of their heights, as GeoJSON."""
    from siteplan.context.layout import LayoutContext
    from siteplan.context.layout_lines import analysis_extent
    from siteplan.measures.visible_region import height_field, visible_region
    from siteplan.writers.isovist_geojson import isovist_geojson, isovist_summary

    layout, failed = _layout(options)
    context = LayoutContext(layout)
    x, y = _point(options.at)
    floor = _floor(context, (x, y), options.storey)
    barriers, ids = context.sight.barriers, context.sight.barrier_ids
    low_x, low_y, high_x, high_y = analysis_extent(layout, barriers.segments)
    bounds = (
        min(low_x, x) - MARGIN_M,
        min(low_y, y) - MARGIN_M,
        max(high_x, x) + MARGIN_M,
        max(high_y, y) + MARGIN_M,
    )
    field = height_field(barriers, eye_z=floor + options.eye, target_z=floor + options.target, bounds=bounds)
    seen = visible_region((x, y), field)
    if seen.region.is_empty:
        raise InputError(Issue(code="isovist-point-blocked", file=options.layout, element=options.at))
    language = cast(Language, options.language)
    if options.format == "table":
        _deliver(isovist_summary(seen, layout=layout.name, language=language), options.out)
    else:
        names = [ids[row] for row in field.opaque_rows.tolist()]
        _deliver(isovist_geojson(seen, names, layout=layout, storey=options.storey), options.out)
    return 1 if failed else 0


def _floor(context: object, point: Point, storey: int) -> float:
    """Floor under the eye: of the room it stands in, else the ground, in the datum of the barriers."""
    import numpy as np

    from siteplan.context.layout import LayoutContext

    here = cast(LayoutContext, context)
    place = shapely.Point(point)
    for space in here.layout.spaces:
        if space.storey == storey and space.use != "gallery" and space.boundary.covers(place):
            return here.floor_z(space)
    elevation = next((s.elevation for s in here.layout.storeys if s.index == storey), 0.0)
    return float(here.ground.at(np.array([point]))[0]) + elevation


def warm_up(options: argparse.Namespace) -> int:
    """Compile and cache the kernels."""
    from siteplan.measures import kernels

    language = cast(Language, options.language)
    seconds = number(kernels.warm_up(), language, decimals=1)
    print(say("visibility", "kernels.ready", language, {"seconds": seconds}), file=sys.stderr)
    return 0


def _layout(options: argparse.Namespace) -> tuple[Layout, bool]:
    """The layout, and whether something in it could not be read; issues go to standard error."""
    from siteplan.readers.layout import read_layout

    layout, issues = read_layout(Path(options.layout))
    for issue in issues:
        if issue.severity != "information":
            print(f"siteplan: {issue_sentence(issue, cast(Language, options.language))}", file=sys.stderr)
    return layout, any(issue.severity == "error" for issue in issues)


def _columns(asked: str | None) -> Sequence[str]:
    from siteplan.measures.cell_table import COLUMNS, FURTHER_COLUMNS

    if asked is None:
        return COLUMNS
    names = [name.strip() for name in asked.split(",") if name.strip()]
    known = (*COLUMNS, *FURTHER_COLUMNS)
    unknown = [name for name in names if name not in known] or ([] if names else [asked])
    if unknown:
        raise InputError(
            [Issue(code="unknown-measure", element=name, values={"known": ", ".join(known)}) for name in unknown]
        )
    return names


def _point(text: str) -> Point:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError as error:
        raise InputError(Issue(code="wrong-point", element=text)) from error
    if not (math.isfinite(x) and math.isfinite(y)):
        raise InputError(Issue(code="wrong-point", element=text))
    return x, y


def _format_of(out: Path | None) -> str:
    if out is None:
        return "table" if sys.stdout.isatty() else "json"
    if out.suffix.lower() not in ENDINGS:
        raise InputError(Issue(code="unknown-format", file=out.name, values={"known": ", ".join(ENDINGS)}))
    return ENDINGS[out.suffix.lower()]


def _deliver(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        _guarded(out, lambda: write_text(out, text))


def _guarded(out: Path, write: Callable[[], None]) -> None:
    try:
        write()
    except OSError as error:
        values = {"detail": error.strerror or type(error).__name__}
        raise InputError(Issue(code="not-writable", file=str(out), values=values)) from error
