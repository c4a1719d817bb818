"""Plots from a file some at a time, so that a million of them never stand in memory together."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path

import numpy as np
import pyogrio
import pyogrio.raw
from pyproj import CRS

from siteplan.errors import InputError, Issue
from siteplan.model import DataSource, Plot
from siteplan.readers.crs import Bounds, settle_file_crs, settle_site_crs
from siteplan.readers.plots import located, plot_layer, plots_of_table
from siteplan.readers.provenance import data_source
from siteplan.readers.vector import DRIVERS_WITH_IDS, layer_names, read_rows

STREAMED = frozenset({".gpkg", ".fgb", ".shp", ".sqlite"})
"""Endings of files of which some rows can be read without the others."""
_ROWS = 20_000
_LISTED = 20


@dataclass(frozen=True, kw_only=True)
class PlotFile:
    """A file of plots that is read some rows at a time.

    ``rows`` in the file; ``crs`` of the site; ``bounds`` of all plots in the file's own system; ``issues`` of the file
    as a whole.
    """

    path: Path
    layer: str | None
    rows: int
    own_crs: CRS
    crs: str
    bounds: Bounds
    source: DataSource
    stated_crs: str | None
    issues: tuple[Issue, ...]

    @classmethod
    def open(cls, source: Path | str, *, crs: str | None = None) -> PlotFile | None:
        """The file, ids checked; None where it must be read whole: another format, or entrances drawn in it.

        Raises
        ------
        InputError
            As ``readers.plots.read_plots`` for a file that cannot be used at all.
        """
        path, layer = located(source)
        if path.suffix.lower() not in STREAMED or not path.is_file():
            return None
        layer = layer or plot_layer(path)
        info = pyogrio.read_info(path, layer=layer, force_feature_count=True, force_total_bounds=True)
        if "kind" in {str(name).lower() for name in info["fields"]} or len(layer_names(path)) > 1:
            return None
        rows = int(info["features"])
        if rows == 0:
            raise InputError(Issue(code="no-plots", file=path.name))
        bounds: Bounds = tuple(float(v) for v in info["total_bounds"])  # type: ignore[assignment]
        own = None if info["crs"] is None else str(info["crs"])
        settled = settle_file_crs(own, by_default=False, stated=crs, bounds=bounds, file=path.name)
        site_crs, issues = settle_site_crs(crs, plots_crs=settled, bounds=bounds, file=path.name)
        _check_ids(path, layer, info, rows)
        return cls(
            path=path, layer=layer, rows=rows, own_crs=settled, crs=site_crs, bounds=bounds, source=data_source(path),
            stated_crs=crs, issues=issues,
        )  # fmt: skip

    def tiles(self, size: int) -> int:
        """How many tiles of ``size`` rows the file has."""
        return -(-self.rows // size)

    def plots(self, size: int, *, wanted: Container[int]) -> Iterator[tuple[int, tuple[Plot, ...], tuple[Issue, ...]]]:
        """The wanted tiles: number, usable plots, and what was found wrong with the rows.

        ``size`` rows a tile, in the file's order; the last may be shorter.
        """
        per_read = max(1, _ROWS // size)
        for first in range(0, self.tiles(size), per_read):
            numbers = [n for n in range(first, min(first + per_read, self.tiles(size))) if n in wanted]
            if not numbers:
                continue
            table = read_rows(self.path, self.layer, first=first * size, count=per_read * size, source=self.source)
            for number in numbers:
                rows = slice((number - first) * size, (number - first + 1) * size)
                plots, issues = plots_of_table(table.rows(rows), crs=self.crs, stated=self.stated_crs,
                                               first=number * size)  # fmt: skip
                yield number, plots, issues


def _check_ids(path: Path, layer: str | None, info: dict[str, object], rows: int) -> None:
    """Refuse ids that stand twice, in eight bytes a plot."""
    fields = {str(name) for name in info["fields"]}  # type: ignore[attr-defined]
    if "id" not in fields:
        return  # feature ids and row numbers are distinct
    marks = np.empty(rows, dtype=np.uint64)
    for first in range(0, rows, _ROWS):
        _, fids, _, (ids,) = pyogrio.raw.read(
            path, layer=layer, columns=["id"], read_geometry=False, return_fids=True, skip_features=first,
            max_features=_ROWS,
        )  # fmt: skip
        with_fids = str(info["driver"]) in DRIVERS_WITH_IDS
        for row, value in enumerate(ids.tolist()):
            text = value if value not in (None, "") else (fids[row] if with_fids else first + row + 1)
            marks[first + row] = int.from_bytes(blake2b(str(text).encode(), digest_size=8).digest(), "big")
    kinds, counts = np.unique(marks, return_counts=True)
    twice = set(kinds[counts > 1].tolist())
    if twice:
        first_rows = {int(marks[row]): row for row in np.flatnonzero(np.isin(marks, list(twice)))[::-1].tolist()}
        raise InputError(
            Issue(
                code="duplicate-plot-id", file=path.name, element=_id_at(path, layer, row),
                values={"count": str(int(counts[np.searchsorted(kinds, np.uint64(mark))]))},
            )
            for mark, row in sorted(first_rows.items(), key=itemgetter(1))[:_LISTED]
        )  # fmt: skip


def _id_at(path: Path, layer: str | None, row: int) -> str:
    _, _, _, (ids,) = pyogrio.raw.read(
        path, layer=layer, columns=["id"], read_geometry=False, skip_features=row, max_features=1
    )
    return str(ids[0])
