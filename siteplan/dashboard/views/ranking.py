"""The ranking as a table: one row a candidate, to be clicked."""

from __future__ import annotations

from siteplan.criterion import GROUPS, Outcome
from siteplan.dashboard.markup import outcome_mark, score_bar, text
from siteplan.dashboard.words import Words
from siteplan.ranking import RankedCandidate
from siteplan.run import Run

PICK = "pick:"
"""What a click on a row says, before the candidate's id."""


def ranking_table(run: Run, words: Words, *, subject: str) -> str:
    """Rank, name, score with its interval, whom it serves, coverage and requirements of every candidate."""
    heads = [
        ("n", words("ranking.rank")),
        ("", words(f"subject.{subject}")),
        ("", words("ranking.score")),
        *(("n narrow-off", words.label("group", group)) for group in GROUPS),
        ("n narrow-off", words("ranking.coverage")),
        ("n", words("ranking.requirements")),
    ]
    top = "".join(f'<th scope="col" class="{kind}">{text(name)}</th>' for kind, name in heads)
    rows = "".join(_row(candidate, words) for candidate in run.ranking.candidates)
    return (
        '<section><div class="wide"><table class="ranking">'
        f'<caption class="hidden">{text(words("ranking.title"))}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table></div>"
        f'<p class="soft small" style="margin-top:8px">{text(words("ranking.note"))}</p></section>'
    )


def _row(candidate: RankedCandidate, words: Words) -> str:
    card, total, serves = candidate.scorecard, candidate.scores.total, candidate.scores.serves
    named = text(words("ranking.choose", {"name": card.name}))
    place = "–" if candidate.rank is None else str(candidate.rank)
    status = ""
    if candidate.status != "ranked":
        status = f'<span class="status">{text(words.label("status", candidate.status))}</span>'
    groups = "".join(
        f'<td class="n narrow-off">{words.score(serves[group].score if group in serves else None)}</td>'
        for group in GROUPS
    )
    between = words.between(total.low, total.high)
    spread = "" if between == words.score(total.score) else between
    score = (
        f'<span class="score-cell"><b>{words.score(total.score)}</b>'
        f'{score_bar(total.score, total.low, total.high, words)}<span class="range">{text(spread)}</span></span>'
    )
    return (
        f'<tr data-act="{PICK}{text(card.id)}" tabindex="0" aria-label="{named}">'
        f'<td class="n">{place}</td><td class="name"><b>{text(card.name)}</b>{status}</td><td>{score}</td>{groups}'
        f'<td class="n narrow-off">{text(words.share(total.coverage))}</td>'
        f'<td class="n">{_flags(candidate, words)}</td></tr>'
    )


def _flags(candidate: RankedCandidate, words: Words) -> str:
    """How many requirements are not met, waived, or not assessed; nothing where all are met."""
    kinds = (("unmet", Outcome.NOT_MET), ("waived", Outcome.NOTED), ("undetermined", Outcome.UNDETERMINED))
    parts = []
    for state, outcome in kinds:
        count = len({check.criterion for check in candidate.requirements(state)})
        if count:
            said = text(words(f"requirement.{state}"))
            parts.append(
                f'<span class="flags" title="{said}">{outcome_mark(outcome)}'
                f'<span class="hidden">{said}: </span>{count}</span>'
            )
    return " ".join(parts) or "–"
