"""A run written as it was asked for: to standard output, or to a file."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from siteplan.criterion import Source
from siteplan.errors import InputError, Issue
from siteplan.model import Layout, Plot
from siteplan.run import Run
from siteplan.text import Language
from siteplan.writers.evidence_geojson import evidence_geojson
from siteplan.writers.plain import write_text
from siteplan.writers.results_csv import results_csv, write_csv
from siteplan.writers.results_json import results_json
from siteplan.writers.results_table import results_table

BINARY_FORMATS = ("gpkg", "parquet")


def write_run(
    run: Run, documents: Mapping[str, Source], *, output: str, out: Path | None = None, language: Language = "en",
    plots: Sequence[Plot] = (), layouts: Sequence[Layout] = (),
) -> None:  # fmt: skip
    """Write a run.

    Parameters
    ----------
    run
        What came out.
    documents
        The documents that criteria quote, by id; the table names them.
    output
        "table", "json", "csv", "geojson" (the evidence), "gpkg" or "parquet".
    out
        The file; None: standard output.
    plots, layouts
        The candidates, whose outlines the GIS formats carry.

    Raises
    ------
    InputError
        "format-needs-file", "unknown-format", "not-writable".
    """
    if output in BINARY_FORMATS and out is None:
        raise InputError(Issue(code="format-needs-file", element=output))
    try:
        if output in BINARY_FORMATS and out is not None:
            _write_binary(out, run, output, outlines={**_boundaries(plots), **_footprints(layouts)})
        elif output == "csv" and out is not None:
            write_csv(out, run)
        else:
            _deliver(_text(run, documents, output=output, language=language), out)
    except OSError as error:
        if out is None:
            raise
        values = {"detail": error.strerror or type(error).__name__}
        raise InputError(Issue(code="not-writable", file=str(out), values=values)) from error


def _text(run: Run, documents: Mapping[str, Source], *, output: str, language: Language) -> str:
    if output == "json":
        return results_json(run, language=language)
    if output == "csv":
        return results_csv(run)
    if output == "geojson":
        return evidence_geojson(run)
    if output == "table":
        return results_table(run, documents, language=language)
    known = ", ".join(("table", "json", "csv", "geojson", *BINARY_FORMATS))
    raise InputError(Issue(code="unknown-format", file=output, values={"known": known}))


def _deliver(text: str, out: Path | None) -> None:
    """To the file, or to standard output as UTF-8, whatever the terminal's own encoding is."""
    if out is not None:
        write_text(out, text)
        return
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None or sys.stdout.isatty():
        sys.stdout.write(text)
    else:
        sys.stdout.flush()
        stream.write(text.encode("utf-8"))
    sys.stdout.flush()


def _write_binary(out: Path, run: Run, output: str, *, outlines: Mapping[str, BaseGeometry]) -> None:
    from siteplan.writers.results_gpkg import write_gpkg, write_parquet

    write = write_gpkg if output == "gpkg" else write_parquet
    write(out, run, outlines=outlines)


def _boundaries(plots: Sequence[Plot]) -> dict[str, BaseGeometry]:
    return {plot.id: plot.boundary for plot in plots}


def _footprints(layouts: Sequence[Layout]) -> dict[str, BaseGeometry]:
    return {layout.id: shapely.union_all([space.boundary for space in layout.spaces]) for layout in layouts}
