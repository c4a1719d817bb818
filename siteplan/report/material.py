"""What a report is written from: a run as one edition shows it, and what surrounds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from siteplan.criterion import CriterionSpec, ProcessItem, Source, Tradeoff
from siteplan.edition import EditedRun
from siteplan.model import Layout, Site
from siteplan.ranking import RankedCandidate
from siteplan.text import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of the decision log, in words: when, which role, what, why."""

    when: str
    role: str
    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that the chapters draw on.

    Parameters
    ----------
    edited
        The run as its edition shows it.
    language
        Of every sentence; quotations stay in theirs.
    site, layouts
        For maps and plans; without them a report has none.
    remarks
        What a workshop left: whole lines, already safe for this edition.
    ground
        The ground on which an internal edition is exempt from public access, as the user chose it.
    date
        ISO date of the report.
    """

    edited: EditedRun
    language: Language
    specs: Mapping[str, CriterionSpec]
    tradeoffs: Mapping[str, Tradeoff]
    process: Mapping[str, ProcessItem]
    sources: Mapping[str, Source]
    site: Site | None
    layouts: Sequence[Layout]
    date: str
    ground: str = ""
    remarks: Sequence[str] = ()
    log: Sequence[LogLine] = field(default_factory=tuple)

    @property
    def candidates(self) -> tuple[RankedCandidate, ...]:
        """The candidates in order."""
        return self.edited.run.ranking.candidates

    @property
    def about_plots(self) -> bool:
        """Whether the candidates are plots; otherwise layouts."""
        return self.edited.run.command in ("screen", "portfolio")

    def layout(self, name: str) -> Layout | None:
        """The layout of a candidate, by id."""
        return next((layout for layout in self.layouts if layout.id == name), None)
