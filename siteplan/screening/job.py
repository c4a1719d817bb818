"""What a screening asks, as one object that goes to any worker: surroundings, choices, fingerprint of the criteria."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pyarrow as pa

from siteplan import __version__
from siteplan.assessment import Choices, plot_screen, plot_weighting
from siteplan.content import Content, load_content
from siteplan.criterion import CriterionSpec
from siteplan.errors import InputError, Issue
from siteplan.measures.kernels import network_kernels, outline_kernels
from siteplan.model import Plot, Site
from siteplan.plot_screen import PlotScreen
from siteplan.records.fingerprint import fingerprint
from siteplan.scorecard import Scorecard
from siteplan.screening.records import records_of


@dataclass(frozen=True, kw_only=True)
class ScreenJob:
    """A screening without its plots.

    Parameters
    ----------
    site
        Everything but the plots.
    criteria_fingerprint
        Of the criterion files; a worker with others refuses.
    """

    site: Site
    choices: Choices
    criteria_fingerprint: str

    @classmethod
    def of(cls, site: Site, content: Content, *, choices: Choices) -> ScreenJob:
        """The job of a site; its plots are left out. The layouts stay: they may be drawn for existing buildings."""
        return cls(site=replace(site, plots=()), choices=choices, criteria_fingerprint=content.fingerprint)

    def fingerprint(self, plots_sha256: str, *, tile: int) -> str:
        """Of all that the records depend on: program, criteria, surroundings, choices, plots, and how they are cut."""
        site = self.site
        around = "" if site.surroundings is None else site.surroundings.fingerprint
        timetable = None if site.surroundings is None else site.surroundings.timetable
        parts = {
            "version": __version__, "criteria": self.criteria_fingerprint, "around": around, "crs": site.crs,
            "week": None if timetable is None else [timetable.week, [s.sha256 for s in timetable.sources]],
            "site": [dict(site.programme), site.profile, dict(site.weights), dict(site.limits), dict(site.waivers)],
            "choices": self.choices, "layouts": [layout.fingerprint for layout in site.layouts],
            "plots": plots_sha256, "tile": tile,
        }  # fmt: skip
        return fingerprint(parts)


class Screener:
    """A job ready to be asked: made once in every process, then given one tile of plots after another.

    Raises
    ------
    InputError
        "worker-other-criteria" where this process has other criterion files than the one that planned the job.
    """

    def __init__(self, job: ScreenJob, *, content: Content | None = None) -> None:
        content = content or load_content()
        if content.fingerprint != job.criteria_fingerprint:
            raise InputError(Issue(code="worker-other-criteria"))
        # Compiled kernels and their plain twins agree to rounding, not to the last bit: all plots take the same path.
        network_kernels(wait_s=None)
        outline_kernels(wait_s=None)
        self._job, self._content = job, content
        self._weighting, self._profile = plot_weighting(job.site, content, choices=job.choices)

    @cached_property
    def _screen(self) -> PlotScreen:
        return plot_screen(self._job.site, self._content, choices=self._job.choices)

    @property
    def specs(self) -> list[CriterionSpec]:
        """The criteria asked, in report order."""
        return [question.spec for question in self._screen.questions.asked]

    def cards(self, plots: Sequence[Plot]) -> list[Scorecard]:
        """Scorecards of one block, with their evidence."""
        return list(self._screen.cards(plots))

    def records(self, plots: Sequence[Plot]) -> pa.Table:
        """Records of one block; the scorecards are forgotten."""
        cards = list(self._screen.cards(plots, evidence=False))
        return records_of(cards, plots, self.specs, self._weighting, self._profile)
