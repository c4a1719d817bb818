"""Candidates side by side: a card a criterion, a column a candidate, one axis for all."""

from __future__ import annotations

from collections.abc import Sequence

from siteplan.criterion import FAMILIES, GROUPS, CriterionResult, Outcome
from siteplan.dashboard.markup import outcome_mark, outcome_tag, score_bar, text
from siteplan.dashboard.words import Words
from siteplan.ranking import RankedCandidate
from siteplan.scorecard import JoinedScore
from siteplan.text import quantity, result_sentence

_SAME_POINTS = 5
"""Scores, of 100, that lie nearer than this are called alike."""


def comparison(candidates: Sequence[RankedCandidate], words: Words, *, only_different: bool) -> str:
    """The totals, whom each serves, and every criterion; with ``only_different``, those on which they differ."""
    parts = [_legend(words), _heads(candidates, words)]
    parts += [
        _joined(words.label("group", group), [c.scores.serves.get(group) for c in candidates], candidates, words)
        for group in GROUPS
    ]
    left_out, later = 0, []
    for family in FAMILIES:
        cards = []
        for criterion in _criteria(candidates, family):
            results = [_result(candidate, criterion) for candidate in candidates]
            if all(result is not None and result.outcome is Outcome.LATER for result in results):
                later.append(next(r.spec.text[words.language].title for r in results if r is not None))
                continue
            if only_different and not _differ(results):
                left_out += 1
                continue
            cards.append(_card(results, candidates, words))
        if cards:
            parts.append(f'<p class="family-title">{text(words.label("family", family))}</p>{"".join(cards)}')
    if left_out:
        said = text(words("compare.left_out", {"count": str(left_out)}))
        parts.append(f'<p class="soft small" style="margin-top:14px">{said}</p>')
    if later:
        said = text(words("compare.later", {"titles": words.listing(later)}))
        parts.append(f'<p class="soft small" style="margin-top:14px">{said}</p>')
    return f'<section style="--columns:{len(candidates)}">{"".join(parts)}</section>'


def _legend(words: Words) -> str:
    return (
        f'<div class="legend-row"><span>{score_bar(0.6, 0.5, 0.8, words)}{text(words("compare.legend_score"))}</span>'
        f"<span>{score_bar(None, None, None, words)}{text(words('compare.legend_unknown'))}</span></div>"
    )


def _heads(candidates: Sequence[RankedCandidate], words: Words) -> str:
    columns = "".join(
        f'<div class="column"><h4>{text(c.scorecard.name)}</h4><b>{words.score(c.scores.total.score)}</b> '
        f'<span class="small soft">{text(words("score.of_hundred"))}</span>'
        f"{score_bar(c.scores.total.score, c.scores.total.low, c.scores.total.high, words)}"
        f'<div class="line soft"><span>{text(_place(c, words))}</span><span>{_coverage(c, words)}</span></div></div>'
        for c in candidates
    )
    stand = [outstanding(c, words) for c in candidates]
    if any(stand):
        cells = "".join(f'<div class="column">{one}</div>' for one in stand)
        return _pinned(columns) + f'<div class="columns small">{cells}</div>'
    return _pinned(columns)


def outstanding(candidate: RankedCandidate, words: Words) -> str:
    """What stands in the candidate's way, or was waived and why, wherever it is named."""
    rows = []
    for state, outcome in (("unmet", Outcome.NOT_MET), ("waived", Outcome.NOTED)):
        said = dict.fromkeys(
            candidate.scorecard.result(check.criterion).spec.text[words.language].title
            + (f": {check.waiver}" if state == "waived" and check.waiver else "")
            for check in candidate.requirements(state)
        )
        if said:
            listed = "".join(f"<li>{text(one)}</li>" for one in said)
            head = f"{outcome_mark(outcome)}{text(words(f'requirement.{state}'))}"
            rows.append(f'<div class="notice {outcome.value}"><h4>{head}</h4><ul>{listed}</ul></div>')
    return "".join(rows)


def _pinned(columns: str) -> str:
    return f'<div class="head-columns"><div class="columns" style="margin-top:0">{columns}</div></div>'


def _place(candidate: RankedCandidate, words: Words) -> str:
    if candidate.rank is None:
        return words.label("status", candidate.status)
    return words("compare.rank", {"rank": str(candidate.rank)})


def _coverage(candidate: RankedCandidate, words: Words) -> str:
    return text(words("card.coverage", {"coverage": words.share(candidate.scores.total.coverage)}))


def _joined(
    name: str, joined: Sequence[JoinedScore | None], candidates: Sequence[RankedCandidate], words: Words
) -> str:
    if not any(joined):
        return ""
    columns = "".join(
        f'<div class="column"><h4 class="soft">{text(c.scorecard.name)}</h4>'
        f"{score_bar(j.score if j else None, j.low if j else None, j.high if j else None, words)}{_axis()}"
        f'<div class="line"><b class="num">{words.score(j.score if j else None)}</b></div></div>'
        for j, c in zip(joined, candidates, strict=True)
    )
    scores = [j.score if j else None for j in joined]
    return (
        f'<article class="compare"><h4>{text(name)}</h4>{_difference(scores, candidates, words)}'
        f'<div class="columns">{columns}</div></article>'
    )


def _criteria(candidates: Sequence[RankedCandidate], family: str) -> list[str]:
    ids = [r.spec.id for c in candidates for r in c.scorecard.results if r.spec.family == family]
    return list(dict.fromkeys(ids))


def _result(candidate: RankedCandidate, criterion: str) -> CriterionResult | None:
    return next((r for r in candidate.scorecard.results if r.spec.id == criterion), None)


def _differ(results: Sequence[CriterionResult | None]) -> bool:
    kinds = {None if r is None else r.outcome for r in results}
    scores = [r.score for r in results if r is not None and r.score is not None]
    return len(kinds) > 1 or (bool(scores) and (max(scores) - min(scores)) * 100 >= _SAME_POINTS)


def _card(results: Sequence[CriterionResult | None], candidates: Sequence[RankedCandidate], words: Words) -> str:
    spec = next(r.spec for r in results if r is not None)
    said = spec.text[words.language]
    columns = "".join(_column(r, c, words) for r, c in zip(results, candidates, strict=True))
    scored = spec.importance == "scored"
    difference = _difference([r.score if r else None for r in results], candidates, words) if scored else ""
    kind = "" if scored else f'<span class="soft small">{text(words.label("importance", "information"))}</span>'
    return (
        f'<article class="compare" data-criterion="{text(spec.id)}">'
        f'<div class="result-head"><h4>{text(said.title)}</h4>{kind}</div>'
        f'{difference}<div class="columns">{columns}</div></article>'
    )


def _column(result: CriterionResult | None, candidate: RankedCandidate, words: Words) -> str:
    name = f'<h4 class="soft">{text(candidate.scorecard.name)}</h4>'
    if result is None:
        return f'<div class="column">{name}<p class="small soft">{text(words("compare.not_asked"))}</p></div>'
    drawn = ""
    if result.spec.importance == "scored" and result.outcome not in (Outcome.NOT_APPLICABLE, Outcome.LATER):
        drawn = score_bar(result.score, result.score_low, result.score_high, words) + _axis()
    measured = ""
    if result.finding.quantity is not None and result.score is None:
        measured = f'<b class="measure">{text(quantity(result.finding.quantity, words.language))}</b> · '
    said = result_sentence(result, words.language)
    score = "" if result.score is None else f'<b class="num">{words.score(result.score)}</b>'
    return (
        f'<div class="column">{name}{drawn}<div class="line">{outcome_tag(result.outcome, words)}{score}</div>'
        f'<p class="small soft" style="margin-top:4px">{measured}{text(said)}</p></div>'
    )


def _axis() -> str:
    return '<div class="axis" aria-hidden="true"><span>0</span><span>100</span></div>'


def _difference(scores: Sequence[float | None], candidates: Sequence[RankedCandidate], words: Words) -> str:
    """The difference in words: who stands highest and lowest, by how much, and who is not assessed."""
    known = [(score, c.scorecard.name) for score, c in zip(scores, candidates, strict=True) if score is not None]
    unknown = [c.scorecard.name for score, c in zip(scores, candidates, strict=True) if score is None]
    sentences = []
    if len(known) >= 2:
        best, worst = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])
        points = round(best[0] * 100) - round(worst[0] * 100)
        if points < _SAME_POINTS:
            sentences.append(words("compare.alike"))
        else:
            values = {
                "best": best[1], "worst": worst[1], "points": str(points), "high": words.score(best[0]),
                "low": words.score(worst[0]),
            }  # fmt: skip
            sentences.append(words("compare.difference", values))
    if unknown and known:
        sentences.append(words("compare.unknown", {"names": words.listing(unknown)}))
    return f'<p class="difference small soft">{text(" ".join(sentences))}</p>' if sentences else ""
