"""What siteplan says of projects that have been judged by others, beside what was said of them.

Agreement with the documents from which criteria were written is calibration. It becomes validation where everything
that rests on the document in question is left out first, or where the verdict comes from elsewhere.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from siteplan.assessment import Choices, assess_layouts
from siteplan.content import Content
from siteplan.criterion import CriterionSpec
from siteplan.measures.agreement import chance_agreement
from siteplan.model import Layout
from siteplan.ranking import RankedCandidate

Verdict = Literal["good", "mixed", "bad"]
VERDICTS: tuple[Verdict, ...] = ("bad", "mixed", "good")
GOOD_FROM, MIXED_FROM = 0.7, 0.5
"""Totals from which a project without a failed requirement is called good, and mixed (the cuts of docs/scoring.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A verdict on a project, word for word. ``outside``: not one of the documents that criteria were written from."""

    project: str
    verdict: Verdict
    source: str
    locator: str
    quote: str
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A statement beside what siteplan says: with everything, and without what rests on the statement's document.

    ``total`` is None where nothing was determined; ``without`` counts the criteria left out.
    """

    statement: Statement
    says: Verdict
    total: float | None
    blind: Verdict
    blind_total: float | None
    without: int


def read_statements(path: Path) -> tuple[Statement, ...]:
    """The statements of a file of verdicts."""
    return tuple(Statement(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["verdicts"])


def rests_on(spec: CriterionSpec, source: str) -> bool:
    """Whether a criterion quotes a document, or states it as the reference of a limit or of its curve."""
    references = [parameter.reference for parameter in spec.parameters.values()]
    references += [] if spec.curve is None else [spec.curve.reference]
    return any(c.source == source for c in spec.citations) or any(f"{source}:" in text for text in references)


def compared(statements: Sequence[Statement], layouts: Sequence[Layout], content: Content) -> tuple[Compared, ...]:
    """Each statement beside siteplan's own verdict, with and without what rests on its document."""
    whole = _verdicts(layouts, content)
    blind: dict[str, tuple[Mapping[str, tuple[Verdict, float | None]], int]] = {}
    for source in dict.fromkeys(s.source for s in statements if not s.outside):
        left = {name: spec for name, spec in content.specs.items() if not rests_on(spec, source)}
        asked = {name for name, spec in content.specs.items() if spec.subject in ("layout", "programme")}
        blind[source] = (_verdicts(layouts, _without(content, left)), len(asked - set(left)))
    rows = []
    for one in statements:
        says, total = whole[one.project]
        own, count = (whole, 0) if one.outside else blind[one.source]
        blind_says, blind_total = own[one.project]
        rows.append(
            Compared(statement=one, says=says, total=total, blind=blind_says, blind_total=blind_total, without=count)
        )
    return tuple(rows)


def agreement(rows: Sequence[Compared], *, blind: bool) -> tuple[int, int, float]:
    """How many agree, of how many, and how many would by chance."""
    said = [row.statement.verdict for row in rows]
    own = [row.blind if blind else row.says for row in rows]
    same = sum(a == b for a, b in zip(said, own, strict=True))
    return same, len(rows), chance_agreement(said, own) * len(rows)


def _without(content: Content, specs: Mapping[str, CriterionSpec]) -> Content:
    """The content with these criteria alone, and no requirement, weight or floor on the others."""
    profiles = {
        name: replace(
            profile,
            requirements={k: r for k, r in profile.requirements.items() if k.split(":", 1)[0] in specs},
            weights={k: w for k, w in profile.weights.items() if k in specs},
            floors={k: f for k, f in profile.floors.items() if k in specs or k not in content.specs},
        )
        for name, profile in content.profiles.items()
    }
    return replace(content, specs=specs, profiles=profiles)


def _verdicts(layouts: Sequence[Layout], content: Content) -> dict[str, tuple[Verdict, float | None]]:
    run = assess_layouts(layouts, content, choices=Choices())
    return {c.scorecard.id: (_verdict(c), c.scores.total.score) for c in run.ranking.candidates}


def _verdict(candidate: RankedCandidate) -> Verdict:
    """Bad: excluded or a low total; mixed: below a floor, a flagged requirement or a middling total; else good."""
    total = candidate.scores.total.score or 0.0
    flagged = any(check.requirement.on_fail == "flag" for check in candidate.requirements("unmet"))
    if candidate.status == "excluded" or total < MIXED_FROM:
        return "bad"
    return "mixed" if flagged or candidate.status == "below_floor" or total < GOOD_FROM else "good"
