"""A scorecard: first whom the candidate serves, then the families, then every result with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from siteplan.criterion import FAMILIES, GROUPS, Outcome, Quantity, Source, Tradeoff
from siteplan.dashboard.markup import outcome_mark, score_bar, table, text
from siteplan.dashboard.views.citations import quotations
from siteplan.dashboard.views.results import result_card
from siteplan.dashboard.words import Words
from siteplan.errors import Issue
from siteplan.ranking import RankedCandidate
from siteplan.run import Run
from siteplan.scorecard import JoinedScore, RequirementCheck
from siteplan.text import issue_sentence, quantity


def scorecard(
    run: Run,
    candidate: RankedCandidate,
    sources: Mapping[str, Source],
    tradeoffs: Iterable[Tradeoff],
    words: Words,
    *,
    note: str = "",
    back: str = "",
) -> str:
    """The whole card as HTML.

    Parameters
    ----------
    note
        What must be said first: that a layout is a reconstruction, say.
    back
        Key of the container of the ranking, for the way back to it on a small screen.
    """
    return "".join(
        (
            _head(run, candidate, words, back), _plain_note(note), _requirements(run, candidate, words),
            _serves(candidate, words),
            _families(candidate, words), _results(run, candidate, sources, words), _later(candidate, words),
            tradeoff_section(tradeoffs, sources, words), _issues(candidate, words),
        )
    )  # fmt: skip


def tradeoff_section(tradeoffs: Iterable[Tradeoff], sources: Mapping[str, Source], words: Words) -> str:
    """Views that the documents set against each other, both sides in their own words; never a score."""
    parts = "".join(_tradeoff(tradeoff, sources, words) for tradeoff in tradeoffs)
    if not parts:
        return ""
    title, note = text(words("tradeoff.title")), text(words("tradeoff.note"))
    return f'<section><h3>{title}</h3><p class="soft small">{note}</p>{parts}</section>'


def _tradeoff(tradeoff: Tradeoff, sources: Mapping[str, Source], words: Words) -> str:
    said = tradeoff.text[words.language]
    sides = "".join(
        f'<div class="side"><p>{text(said.sides[side.key])}</p>'
        f'<details data-fold="{text(tradeoff.id)}-{text(side.key)}"><summary>'
        f"{text(words('result.quotes', {'count': str(len(side.citations)), 'voices': words.voices(side.citations)}))}"
        f'</summary><div class="fold-body">{quotations(side.citations, sources, words)}</div></details></div>'
        for side in tradeoff.sides
    )
    return (
        f'<article class="result"><h4>{text(said.title)}</h4><p class="said soft">{text(said.question)}</p>'
        f'<div class="sides">{sides}</div></article>'
    )


def _head(run: Run, candidate: RankedCandidate, words: Words, back: str) -> str:
    total, count = candidate.scores.total, len(run.ranking.candidates)
    if candidate.rank is None:
        place = words("card.unranked", {"status": words.label("status", candidate.status)})
    elif count == 1:
        place = ""
    else:
        place = words("card.rank", {"rank": str(candidate.rank), "count": str(count)})
    between = words.between(total.low, total.high)
    score = words("score.of", {"score": words.score(total.score)})
    parts = [
        place,
        score if between == words.score(total.score) else words("card.between", {"score": score, "between": between}),
        words("card.coverage", {"coverage": words.share(total.coverage)}),
    ]
    line = " · ".join(part for part in parts if part)
    link = (
        f'<button class="link" type="button" data-act="back" data-to="{back}">{text(words("card.back"))}</button>'
        if back
        else ""
    )
    return (
        f'<header class="card-head"><div><h2>{text(candidate.scorecard.name)}</h2>'
        f'<p class="place soft num">{text(line)}</p></div>{link}</header>'
    )


def _plain_note(note: str) -> str:
    return f'<p class="notice noted">{text(note)}</p>' if note else ""


def _requirements(run: Run, candidate: RankedCandidate, words: Words) -> str:
    kinds = (("unmet", Outcome.NOT_MET), ("waived", Outcome.NOTED), ("undetermined", Outcome.UNDETERMINED))
    parts = []
    for state, outcome in kinds:
        rows = [_requirement(check, candidate, words) for check in candidate.requirements(state)]
        parts.append(_notice(outcome, words(f"requirement.{state}"), rows))
    floors = run.ranking.profile.floors
    below = [
        text(
            words("card.below_floor", {"name": _floor_name(name, candidate, words), "floor": words.score(floors[name])})
        )
        for name in candidate.below_floors
    ]
    parts.append(_notice(Outcome.PARTLY_MET, words("card.floors"), below))
    return "".join(parts)


def _notice(outcome: Outcome, title: str, rows: Sequence[str]) -> str:
    """A box that stands before the scores; nothing where it would have no rows."""
    if not rows:
        return ""
    listed = "".join(f"<li>{row}</li>" for row in rows)
    return f'<div class="notice {outcome.value}"><h4>{outcome_mark(outcome)}{text(title)}</h4><ul>{listed}</ul></div>'


def _requirement(check: RequirementCheck, candidate: RankedCandidate, words: Words) -> str:
    spec = candidate.scorecard.result(check.criterion).spec
    title = spec.text[words.language].title
    effect = words.named("on_fail", check.requirement.on_fail)
    waiver = f" {words('card.waiver', {'reason': check.waiver})}" if check.state == "waived" and check.waiver else ""
    bound = ""
    if check.requirement.min_score is not None:
        bound = f" ({words('card.at_least', {'score': words.score(check.requirement.min_score)})})"
    elif check.requirement.limit is not None:
        limit = quantity(Quantity(value=check.requirement.limit, unit=spec.unit), words.language)
        bound = f" ({words('card.limit', {'limit': limit})})"
    return f"<b>{text(title)}</b>{text(bound)}: {text(effect)}.{text(waiver)}"


def _floor_name(name: str, candidate: RankedCandidate, words: Words) -> str:
    if name in GROUPS:
        return words.label("group", name)
    if name in FAMILIES:
        return words.label("family", name)
    return candidate.scorecard.result(name).spec.text[words.language].title


def _serves(candidate: RankedCandidate, words: Words) -> str:
    cells = "".join(_served(words.label("group", group), candidate.scores.serves.get(group), words) for group in GROUPS)
    title = text(words("card.serves"))
    return f'<section><h3 style="margin-bottom:10px">{title}</h3><dl class="serves">{cells}</dl></section>'


def _served(name: str, joined: JoinedScore | None, words: Words) -> str:
    if joined is None:
        score, bar, below = None, score_bar(None, None, None, words), words("card.nothing_asked")
    else:
        score, bar = joined.score, score_bar(joined.score, joined.low, joined.high, words)
        below = words("card.coverage", {"coverage": words.share(joined.coverage)})
    of = "" if score is None else f" <small>{text(words('score.of_hundred'))}</small>"
    return (
        f'<div class="serve"><dt>{text(name)}</dt><dd>{words.score(score)}{of}</dd>'
        f'{bar}<p class="below">{text(below)}</p></div>'
    )


def _families(candidate: RankedCandidate, words: Words) -> str:
    rows = []
    for family, joined in candidate.scores.families.items():
        rows.append(
            (
                text(words.label("family", family)), score_bar(joined.score, joined.low, joined.high, words),
                f"<b>{words.score(joined.score)}</b>", words.score(joined.minimum), text(words.share(joined.coverage)),
            )
        )  # fmt: skip
    head = (words("card.family"), "", words("ranking.score"), words("card.minimum"), words("ranking.coverage"))
    return (
        f'<section><h3 style="margin-bottom:6px">{text(words("card.families"))}</h3>'
        f"{table(head, rows, kind='families', numeric=(2, 3, 4))}</section>"
    )


def _results(run: Run, candidate: RankedCandidate, sources: Mapping[str, Source], words: Words) -> str:
    parts = []
    for family in FAMILIES:
        members = [r for r in candidate.scorecard.results if r.spec.family == family and r.outcome is not Outcome.LATER]
        if members:
            cards = "".join(result_card(result, run.ranking.weighting, sources, words) for result in members)
            parts.append(f'<p class="family-title">{text(words.label("family", family))}</p>{cards}')
    return f"<section><h3>{text(words('card.results'))}</h3>{''.join(parts)}</section>"


def _later(candidate: RankedCandidate, words: Words) -> str:
    """Questions that belong to a later stage of the project: listed, and no part of any score."""
    asked = [r.spec.text[words.language] for r in candidate.scorecard.results if r.outcome is Outcome.LATER]
    if not asked:
        return ""
    rows = "".join(f"<li><b>{text(said.title)}</b><br>{text(said.question)}</li>" for said in asked)
    title, note = text(words("card.later")), text(words("card.later_note"))
    return f'<section><h3>{title}</h3><p class="soft small">{note}</p><ul class="later">{rows}</ul></section>'


def _issues(candidate: RankedCandidate, words: Words) -> str:
    return issue_list(candidate.scorecard.issues, words)


def issue_list(issues: Iterable[Issue], words: Words) -> str:
    """What the files had wrong, one calm sentence each."""
    rows = "".join(f"<li>{text(issue_sentence(issue, words.language))}</li>" for issue in issues)
    if not rows:
        return ""
    return (
        f'<section><h3>{text(words("issues.title"))}</h3><ul class="small" style="margin-top:6px">{rows}</ul></section>'
    )
