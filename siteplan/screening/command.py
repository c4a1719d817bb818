"""How ``siteplan screen`` runs: few plots whole, with all their evidence; many tile by tile, one record a plot."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

from siteplan.assessment import Choices, screen_plots
from siteplan.content import Content
from siteplan.criterion import CriterionSpec
from siteplan.errors import InputError, Issue
from siteplan.model import Plot, Site
from siteplan.readers.plot_blocks import PlotFile
from siteplan.readers.site import read_site_apart, with_parcels
from siteplan.screening.job import ScreenJob
from siteplan.screening.stream import (
    HeldPlots,
    PlotFeed,
    Progress,
    Screened,
    cards_on_cluster,
    plots_print,
    screen_to_file,
)
from siteplan.text import Language, issue_sentence, say
from siteplan.writers.records_file import RECORD_FORMATS

WHOLE_UP_TO = 5_000
"""So many plots are held with all their evidence; more are screened tile by tile where the output is a table."""


@dataclass(frozen=True, kw_only=True)
class SiteOptions:
    """Where everything stands: a site folder, and what is named beside it."""

    folder: Path | None
    plots: str | None
    osm: tuple[Path, ...]
    gtfs: tuple[Path, ...]
    terrain: Path | None
    layers: Mapping[str, str]
    crs: str | None
    week: date | None
    specs: Mapping[str, CriterionSpec]


@dataclass(frozen=True, kw_only=True)
class _OnParcels:
    """Plots of a file; points stand on the parcel that holds them, where parcels are known."""

    file: PlotFile
    site: Site

    @property
    def rows(self) -> int:
        """Rows of the file."""
        return self.file.rows

    def plots(self, size: int, *, wanted: Sequence[int]) -> Iterator[tuple[int, tuple[Plot, ...], tuple[Issue, ...]]]:
        """The wanted tiles."""
        for number, plots, issues in self.file.plots(size, wanted=frozenset(wanted)):
            standing, joined = with_parcels(plots, self.site.surroundings)
            yield number, standing, (*issues, *joined)


def screen_tiles(
    options: argparse.Namespace, content: Content, *, asked: SiteOptions, choices: Choices, output: str,
    progress: Progress | None,
) -> int | None:  # fmt: skip
    """Screen a file of many plots tile by tile; None where they are few, or are to be read whole.

    Raises
    ------
    InputError
        "resume-needs-file" where there is nothing to be resumed into; what :func:`screen_to_file` raises.
    """
    if options.resume and (output not in RECORD_FORMATS or options.out is None):
        raise InputError(Issue(code="resume-needs-file", values={"known": ", ".join(RECORD_FORMATS)}))
    if output not in RECORD_FORMATS or options.out is None or options.from_parcels:
        return None
    spread = options.workers is not None or options.cluster is not None or options.resume
    apart = read_site_apart(
        asked.folder, plots=asked.plots, osm=asked.osm, gtfs=asked.gtfs, terrain=asked.terrain, layers=asked.layers,
        crs=asked.crs, timetable_week=asked.week, specs=asked.specs, at_least=0 if spread else WHOLE_UP_TO + 1,
    )  # fmt: skip
    if apart is None:
        return None
    site, file, issues = apart
    return _to_file(
        options, content, site, _OnParcels(file=file, site=site), sha256=str(file.source.sha256), issues=issues,
        choices=choices, output=output, progress=progress,
    )  # fmt: skip


def finish_screen(
    options: argparse.Namespace, content: Content, *, site: Site, issues: Sequence[Issue], choices: Choices,
    output: str, progress: Progress | None, finish: Callable[..., int],
) -> int:  # fmt: skip
    """Screen plots that were read whole: as records where they are many or spread, else with their evidence."""
    spread = options.workers is not None or options.cluster is not None
    to_file = output in RECORD_FORMATS and options.out is not None and bool(site.plots)
    if to_file and (spread or options.resume or len(site.plots) > WHOLE_UP_TO):
        return _to_file(
            options, content, replace(site, plots=()), HeldPlots(held=site.plots), sha256=plots_print(site.plots),
            issues=issues, choices=choices, output=output, progress=progress,
        )  # fmt: skip
    cards_of = None
    if spread and site.plots:
        job = ScreenJob.of(site, content, choices=choices)
        cards_of = cards_on_cluster(job, workers=options.workers, cluster=options.cluster, content=content)
    run = screen_plots(site, content, choices=choices, issues=issues, progress=progress, cards_of=cards_of)
    return finish(run, content, options, plots=site.plots, asked=issues)


def _to_file(
    options: argparse.Namespace, content: Content, site: Site, feed: PlotFeed, *, sha256: str,
    issues: Sequence[Issue], choices: Choices, output: str, progress: Progress | None,
) -> int:  # fmt: skip
    found = screen_to_file(
        site, feed, content, choices=choices, out=options.out, output=output, plots_sha256=sha256,
        workers=options.workers, cluster=options.cluster, resume=options.resume, progress=progress,
    )  # fmt: skip
    language = cast(Language, options.language)
    every = (*issues, *found.issues)
    for issue in every:
        sys.stderr.write(f"siteplan: {issue_sentence(issue, language)}\n")
    sys.stderr.write(_told(found, options.out, language) + "\n")
    return 1 if any(issue.severity == "error" for issue in every) else 0


def _told(found: Screened, out: Path, language: Language) -> str:
    """What stands in the file: plots in all, ranked, below a floor, too little known, excluded."""
    counts = {name: str(count) for name, count in found.by_status.items()}
    return say("table", "screened", language, {"plots": str(found.plots), "file": str(out), **counts})
