"""Results on a terminal: plain aligned text in Norwegian or English."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Literal

from siteplan.criterion import GROUPS, CriterionResult, Source
from siteplan.decision_words import firm_lines
from siteplan.ranking import RankedCandidate
from siteplan.run import Run
from siteplan.text import Language, issue_sentence, label, quantity, result_sentence, say, score, sensitivity
from siteplan.writers.table import Column, aligned, width_of

WIDTH = 100
"""Sentences are folded at this many columns."""
TABLE_WIDTH = 160
"""Tables that would be wider are continued below."""


def results_table(
    run: Run, documents: Mapping[str, Source] | None = None, *, language: Language = "en", width: int = WIDTH
) -> str:
    """The run as text: the ranking first, then the single candidate's results, or all candidates side by side.

    ``documents`` by id: with them, each result of a single candidate stands with a quotation that it rests on.
    """
    candidates = run.ranking.candidates
    parts = firmness_lines(run, language=language, width=width)
    parts.append(ranking_table(run, language=language))
    if len(candidates) == 1:
        parts.append(scorecard_table(candidates[0], documents or {}, language=language, width=width))
    else:
        parts.append(comparison_table(candidates, language=language))
    if run.issues:
        parts.append(issue_list(run, language=language, width=width))
    return "\n\n".join(parts) + "\n"


def firmness_lines(run: Run, *, language: Language, width: int = WIDTH) -> list[str]:
    """How firm the order is, before any number is shown; nothing where it was not asked or nothing is compared."""
    if run.decision is None or len(run.ranking.candidates) < 2:
        return []
    said = firm_lines(run.ranking, run.decision, language)
    return ["\n".join(line for text in said for line in textwrap.wrap(text, width=width, subsequent_indent="  "))]


def ranking_table(run: Run, *, language: Language) -> str:
    """One line a candidate: rank, whom it serves, score with its interval, coverage, and what stands in its way."""
    columns = [
        Column(head=label("word", "rank", language), right=True),
        Column(head=say("table", "group", language), right=True), Column(head=label("word", "candidate", language)),
        *(Column(head=label("group", group, language), right=True) for group in GROUPS),
        Column(head=label("word", "score", language), right=True),
        Column(head=say("table", "interval", language), right=True),
        Column(head=label("word", "coverage", language), right=True), Column(head=""),
    ]  # fmt: skip
    return aligned(columns, [_ranking_row(candidate, language) for candidate in run.ranking.candidates])


def _ranking_row(candidate: RankedCandidate, language: Language) -> list[str]:
    total, serves = candidate.scores.total, candidate.scores.serves
    return [
        "–" if candidate.rank is None else str(candidate.rank),
        "–" if candidate.rank_group is None else str(candidate.rank_group), _named(candidate),
        *(score(serves[group].score if group in serves else None, language) for group in GROUPS),
        score(total.score, language), f"({score(total.low, language)}–{score(total.high, language)})",
        score(total.coverage, language) + " %", _remarks(candidate, language),
    ]  # fmt: skip


def _named(candidate: RankedCandidate) -> str:
    card = candidate.scorecard
    return card.id if card.name == card.id else f"{card.name} [{card.id}]"


def _remarks(candidate: RankedCandidate, language: Language) -> str:
    remarks = [] if candidate.status == "ranked" else [label("status", candidate.status, language)]
    names = {result.spec.id: result.spec.text[language].title for result in candidate.scorecard.results}
    states: tuple[Literal["unmet", "waived", "undetermined"], ...] = ("unmet", "waived", "undetermined")
    for state in states:
        checks = dict.fromkeys(
            f"{names[check.criterion]} (“{check.waiver}”)" if state == "waived" else names[check.criterion]
            for check in candidate.requirements(state)
        )
        if checks:
            remarks.append(f"{say('table', f'requirements_{state}', language)}: {', '.join(checks)}")
    return "; ".join(remarks)


def scorecard_table(
    candidate: RankedCandidate, documents: Mapping[str, Source], *, language: Language, width: int = WIDTH
) -> str:
    """Every result of one candidate, family by family, with its whole sentence and a quotation that it rests on."""
    lines = []
    families = dict.fromkeys(result.spec.family for result in candidate.scorecard.results)
    for family in families:
        joined = candidate.scores.families.get(family)
        value = "" if joined is None else f"  {score(joined.score, language)}"
        lines += [f"{label('family', family, language)}{value}"]
        for result in candidate.scorecard.results:
            if result.spec.family == family:
                lines += _result_lines(result, language, width)
                lines += _quotation(result, documents, language, width)
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def _result_lines(result: CriterionResult, language: Language, width: int) -> list[str]:
    head = f"{result.spec.text[language].title}: {label('outcome', result.outcome.value, language)}"
    points = "" if result.score is None else f" ({score(result.score, language)})"
    body = textwrap.wrap(result_sentence(result, language), width=width - 4) or [""]
    why = sensitivity(result.spec, language) if result.sensitive else None
    if why is not None:
        body += textwrap.wrap(f"~ {say('redraw', 'mark', language)}: {why}", width=width - 4, subsequent_indent="  ")
    return [f"  {head}{points}", *(f"    {line}" for line in body)]


def _quotation(result: CriterionResult, documents: Mapping[str, Source], language: Language, width: int) -> list[str]:
    """The first quotation with who says it and where, and how many more there are."""
    citations = result.spec.citations
    if not citations or citations[0].source not in documents:
        return []
    first, document = citations[0], documents[citations[0].source]
    more = "" if len(citations) == 1 else f" (+{len(citations) - 1})"
    text = f"«{first.quote}» {label('voice', first.voice, language)}, {document.title}, {first.locator}{more}"
    return textwrap.wrap(text, width=width, initial_indent="    ", subsequent_indent="    ")


def comparison_table(candidates: Sequence[RankedCandidate], *, language: Language, width: int = TABLE_WIDTH) -> str:
    """One line a criterion, one column a candidate: what was measured, and what it came to.

    Where the candidates are too many for one page, the table is continued below for the next of them.
    """
    found = [{result.spec.id: result for result in c.scorecard.results} for c in candidates]
    criteria = {result.spec.id: result.spec for c in candidates for result in c.scorecard.results}
    titles = [label("word", "criterion", language), *(spec.text[language].title for spec in criteria.values())]
    cells = [
        [candidate.scorecard.id, *(_cell(results.get(name), language) for name in criteria)]
        for candidate, results in zip(candidates, found, strict=True)
    ]
    blocks = []
    for group in _pages(cells, width - max(width_of(title) for title in titles)):
        columns = [Column(head=titles[0]), *(Column(head=column[0]) for column in group)]
        rows = [[title, *row] for title, *row in zip(titles[1:], *(column[1:] for column in group), strict=True)]
        blocks.append(aligned(columns, rows))
    return "\n\n".join(blocks)


def _pages(columns: Sequence[Sequence[str]], width: int) -> list[list[Sequence[str]]]:
    """The columns in as many groups as are needed for each to fit ``width``; a column too wide stands alone."""
    pages: list[list[Sequence[str]]] = [[]]
    used = 0
    for column in columns:
        wide = max(width_of(cell) for cell in column) + 2
        if pages[-1] and used + wide > width:
            pages.append([])
            used = 0
        pages[-1].append(column)
        used += wide
    return pages


def _cell(result: CriterionResult | None, language: Language) -> str:
    if result is None:
        return ""
    outcome = label("outcome", result.outcome.value, language)
    if result.finding.quantity is None or result.outcome.value in ("undetermined", "not_applicable", "later"):
        return outcome
    return f"{quantity(result.finding.quantity, language)} – {outcome}"


def issue_list(run: Run, *, language: Language, width: int = WIDTH) -> str:
    """Every issue as a sentence, the gravest first."""
    order = ("error", "warning", "information")
    lines = []
    for issue in sorted(run.issues, key=lambda one: order.index(one.severity)):
        text = f"{label('severity', issue.severity, language)}: {issue_sentence(issue, language)}"
        lines += textwrap.wrap(text, width=width, subsequent_indent="  ", break_long_words=False)
    return "\n".join(lines)
