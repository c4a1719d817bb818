"""Screening tile by tile into a file: bounded memory, resumable, on one process or many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa

from siteplan.assessment import CardsOf, Choices
from siteplan.content import Content
from siteplan.errors import Issue
from siteplan.model import Plot, Site
from siteplan.plot_screen import BLOCK, blocks_of
from siteplan.ranking import STATUSES
from siteplan.records.fingerprint import fingerprint
from siteplan.scorecard import Scorecard
from siteplan.screening.cluster import screening
from siteplan.screening.job import Screener, ScreenJob
from siteplan.screening.parts import Parts
from siteplan.screening.records import EXACT, delivered, places_of_records
from siteplan.writers.records_file import write_records

_SHOWN = 20
"""Issues of one kind that are kept; the rest are counted."""

Progress = Callable[[int, int], None]


class PlotFeed(Protocol):
    """Plots that come tile by tile."""

    @property
    def rows(self) -> int:
        """How many there are, the unusable ones included."""

    def plots(self, size: int, *, wanted: Sequence[int]) -> Iterator[tuple[int, tuple[Plot, ...], tuple[Issue, ...]]]:
        """The wanted tiles of ``size`` rows."""


@dataclass(frozen=True, kw_only=True)
class HeldPlots:
    """Plots that were read whole, as a feed."""

    held: Sequence[Plot]

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.held)

    def plots(self, size: int, *, wanted: Sequence[int]) -> Iterator[tuple[int, tuple[Plot, ...], tuple[Issue, ...]]]:
        """The wanted tiles of ``size`` plots."""
        for number, block in enumerate(blocks_of(self.held, size=size)):
            if number in wanted:
                yield number, tuple(block), ()


@dataclass(kw_only=True)
class _Found:
    """Issues by kind: the first of each, and how many more there were."""

    first: list[Issue] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, issues: Sequence[Issue]) -> None:
        """Keep the first of each kind, count the others."""
        for issue in issues:
            self.counts[issue.code] += 1
            if self.counts[issue.code] <= _SHOWN:
                self.first.append(issue)

    def issues(self) -> tuple[Issue, ...]:
        """The kept ones, and a line for each kind of which there were more."""
        more = [
            Issue(code="many-alike", element=code, values={"count": str(count - _SHOWN)}, severity="information")
            for code, count in self.counts.items()
            if count > _SHOWN
        ]
        return (*self.first, *more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What came of it: how many plots stand in the file, by status; the best ones' records; what was found wrong."""

    plots: int
    by_status: dict[str, int]
    best: pa.Table
    issues: tuple[Issue, ...]


def screen_to_file(
    site: Site, feed: PlotFeed, content: Content, *, choices: Choices, out: Path, output: str, plots_sha256: str,
    workers: int | None = None, cluster: str | None = None, resume: bool = False, tile: int = BLOCK,
    progress: Progress | None = None,
) -> Screened:  # fmt: skip
    """Screen plots tile by tile into a file; the records are those of one run over all plots at once.

    Parameters
    ----------
    site
        Everything but the plots.
    out, output
        The file, and "parquet", "gpkg" or "csv". Finished tiles stand in ``<out>.parts`` until all are there.
    plots_sha256
        What the plots are known by when a run is resumed.
    workers, cluster
        Local processes, or the address of a Dask scheduler; neither: this process.
    resume
        Go on where an earlier run of the same inputs stopped.
    tile
        Plots a tile.

    Raises
    ------
    InputError
        "resume-other-inputs", "not-writable", "cluster-unreachable"; whatever the plots' file is refused for.
    """
    job = ScreenJob.of(site, content, choices=choices)
    screener = Screener(job, content=content)
    tiles = -(-feed.rows // tile)
    parts = Parts.begin(out, fingerprint=job.fingerprint(plots_sha256, tile=tile), tiles=tiles, resume=resume)
    missing = parts.missing()
    done = tiles - len(missing)
    found = _Found()
    if missing:
        with screening(job, screener, workers=workers, address=cluster, what="records") as screen:

            def wanted() -> Iterator[tuple[int, tuple[Plot, ...]]]:
                for number, plots, issues in feed.plots(tile, wanted=missing):
                    found.add(issues)
                    yield number, plots

            for number, records in screen(wanted()):
                parts.write(number, records)
                done += 1
                if progress is not None:
                    progress(min(done * tile, feed.rows), feed.rows)
    best, by_status = _deliver(parts, out, output, crs=site.crs)
    parts.remove()
    return Screened(plots=sum(by_status.values()), by_status=by_status, best=best, issues=found.issues())


class _Ids(Sequence[str]):
    """Ids as they stand in their column, each made into text when it is asked for."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    def __getitem__(self, which: int) -> str:  # type: ignore[override]
        return str(self._column[which].as_py())


def _deliver(parts: Parts, out: Path, output: str, *, crs: str) -> tuple[pa.Table, dict[str, int]]:
    """Rank all records by their exact columns, write the file piece by piece; the ten best, and counts by status."""
    exact = parts.column([*EXACT, "candidate"])
    columns = {name: exact.column(name).to_numpy() for name in EXACT}
    placing = places_of_records(columns, _Ids(exact.column("candidate")))
    counts = np.bincount(columns["_status"], minlength=len(STATUSES))
    best: list[pa.Table] = []

    def pieces() -> Iterator[pa.Table]:
        first = 0
        for table in parts.tables():
            rows = slice(first, first + len(table))
            piece = delivered(table, rank=placing.rank[rows], group=placing.group[rows])
            top = np.flatnonzero((placing.rank[rows] > 0) & (placing.rank[rows] <= 10))
            best.append(piece.take(top))
            first += len(table)
            yield piece

    write_records(out, pieces(), output=output, crs=crs)
    ten = pa.concat_tables(best).sort_by("rank") if best else pa.table({})
    return ten, {name: int(count) for name, count in zip(STATUSES, counts, strict=True)}


def cards_on_cluster(job: ScreenJob, *, workers: int | None, cluster: str | None, content: Content) -> CardsOf:
    """Whole scorecards of few plots by workers, in the order of the plots: for outputs that show all evidence."""

    def cards_of(plots: Sequence[Plot]) -> Iterator[Scorecard]:
        size = max(1, min(BLOCK, -(-len(plots) // (4 * (workers or 1)))))
        tiles = ((number, tuple(block)) for number, block in enumerate(blocks_of(plots, size=size)))
        screener = Screener(job, content=content)
        with screening(job, screener, workers=workers, address=cluster, what="cards") as screen:
            for _, cards in sorted(screen(tiles), key=lambda entry: entry[0]):
                yield from cards

    return cards_of


def plots_print(plots: Sequence[Plot]) -> str:
    """What plots that were read whole are known by."""
    return fingerprint([[plot.id, plot.name, plot.boundary, dict(plot.properties)] for plot in plots])
