"""What the score of a drawing says: the numbers beside the plan, and which results an edit has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from siteplan.criterion import GROUPS, CriterionResult, Outcome
from siteplan.dashboard.words import Words
from siteplan.ranking import RankedCandidate
from siteplan.text import result_sentence, say

_MOST_ROWS = 12
_SAME = 0.005
"""Two scores closer than this are one number to the reader."""


def score_data(
    candidate: RankedCandidate, words: Words, *, applied: int, first: RankedCandidate | None
) -> dict[str, object]:
    """The score of a drawing after its last edit, with what changed since it was opened."""
    total = candidate.scores.total
    between = words.between(total.low, total.high)
    groups = [
        {"label": words.label("group", group), "score": words.score(joined.score)}
        for group in GROUPS
        if (joined := candidate.scores.serves.get(group)) is not None
    ]
    before = {} if first is None else {r.spec.id: r for r in first.scorecard.results}
    changed = [r for r in candidate.scorecard.results if _differs(r, before.get(r.spec.id))]
    language = words.language
    return {
        "applied": applied,
        "total": words.score(total.score),
        "between": "" if between == words.score(total.score) else f" · {say('editor', 'between', language)} {between}",
        "of": words("score.of_hundred"),
        "groups": groups,
        "rows": score_rows(changed[:_MOST_ROWS], words, before=tuple(before.values())),
        "rows_title": say("editor", "changed", language, {"count": str(len(changed))}),
    }


def score_rows(
    results: Iterable[CriterionResult], words: Words, *, before: Sequence[CriterionResult]
) -> list[dict[str, object]]:  # fmt: skip
    """Results as rows: mark and word, sentence, and the score before and now."""
    known = {result.spec.id: result for result in before}
    return [
        {
            "title": result.spec.text[words.language].title,
            "outcome": result.outcome.value,
            "word": words.label("outcome", result.outcome.value),
            "said": result_sentence(result, words.language),
            "change": _change(result, known.get(result.spec.id), words),
        }
        for result in results
    ]


def _change(result: CriterionResult, before: CriterionResult | None, words: Words) -> str:
    if before is None or (result.score is None and before.score is None):
        return "" if result.score is None else words.score(result.score)
    was, now = words.score(before.score), words.score(result.score)
    return now if was == now else f"{was} → {now}"


def _differs(result: CriterionResult, before: CriterionResult | None) -> bool:
    if before is None or Outcome.LATER in (result.outcome, before.outcome):
        return False
    if result.outcome is not before.outcome or (result.score is None) != (before.score is None):
        return True
    return result.score is not None and before.score is not None and abs(result.score - before.score) >= _SAME


def live_data(
    results: Sequence[CriterionResult], words: Words, *, applied: int, number: int, before: RankedCandidate | None
) -> dict[str, object]:  # fmt: skip
    """The results that follow a drag; the whole score is left as it was and shown as out of date.

    Parameters
    ----------
    applied, number
        The last edit, and the last drag message, that they answer.
    before
        The last whole score: what each result was.
    """
    known = () if before is None else before.scorecard.results
    title = say("editor", "live", words.language)
    return {
        "applied": applied, "number": number, "rows": score_rows(results, words, before=known), "rows_title": title
    }  # fmt: skip
