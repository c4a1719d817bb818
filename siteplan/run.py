"""One run: what was asked, of which data, and the ranking that came out. What writers, reports and pages show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from siteplan.decision import Decision, decide
from siteplan.errors import Issue
from siteplan.model import DataSource
from siteplan.ranking import Ranking
from siteplan.robustness import with_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A ranking with everything that a reader needs to trace it.

    Parameters
    ----------
    command
        "screen", "evaluate" or "compare".
    crs
        Projected CRS of every geometry, e.g. "EPSG:25832"; None for free-floating layouts.
    criteria_fingerprint
        sha256 of the criterion files used.
    issues
        What was found wrong in the input, the candidates' own included.
    decision
        How firm the order is; None where nobody asked yet (:func:`decided`).
    """

    command: str
    ranking: Ranking
    crs: str | None
    criteria_fingerprint: str
    sources: tuple[DataSource, ...]
    issues: tuple[Issue, ...]
    decision: Decision | None = None


def decided(run: Run, decision: Decision | None = None) -> Run:
    """The run with how firm its order is, and its candidates in the groups that follow from it."""
    found = decide(run.ranking) if decision is None else decision
    return replace(run, ranking=with_groups(run.ranking, found.firmness.groups), decision=found)
