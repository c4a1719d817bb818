"""How firm the order is: what a reader is told before any number is compared."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from siteplan.dashboard.markup import fold, table, text
from siteplan.dashboard.words import Words
from siteplan.decision import Decision
from siteplan.decision_words import DecisionWords
from siteplan.explanation import difference, standing
from siteplan.ranking import RankedCandidate
from siteplan.run import Run

_GROUPS_SHOWN = 5


def firmness_panel(run: Run, compared: Sequence[RankedCandidate], words: Words) -> str:
    """How firm, in groups; on what it hangs; what separates those that are compared; the shares behind it."""
    if run.decision is None:
        return ""
    said = DecisionWords(run.ranking, run.decision, words.language)
    placed = [candidate for candidate in compared if candidate.rank is not None]
    parts = [
        f'<h3>{text(words("firm.title"))}</h3><p class="firm-lead">{text(said.headline())}</p>',
        _groups(run.decision, said, compared, words),
        _outside(compared, words),
        '<div class="firm-two">',
        _list(words("firm.hinges"), said.hinges()),
        _list(words("firm.unknowns"), said.unknowns()),
        "</div>",
        _list(words("firm.between"), _differences(run, placed, said)),
        _folds(run, placed, said, words),
    ]
    return f'<section class="firm" aria-label="{text(words("firm.title"))}">{"".join(parts)}</section>'


def _groups(decision: Decision, said: DecisionWords, compared: Sequence[RankedCandidate], words: Words) -> str:
    """The rank groups in order; those that are compared stand out. Later groups without them are only counted."""
    shown = {c.scorecard.id for c in compared}
    rows, left = [], 0
    for number, (head, members) in enumerate(said.groups()):
        if number >= _GROUPS_SHOWN and not shown & set(members):
            left += len(members)
            continue
        names = " · ".join(
            f"<b>{text(said.name(name))}</b>" if name in shown else text(said.name(name)) for name in members
        )
        rows.append(f'<li class="{"first" if number == 0 else ""}"><span>{text(head)}</span><p>{names}</p></li>')
    more = f"<li><span></span><p>{text(words('firm.further', {'count': str(left)}))}</p></li>" if left else ""
    if not decision.firmness.groups:
        return ""
    return f'<ol class="firm-groups">{"".join(rows)}{more}</ol>'


def _outside(compared: Sequence[RankedCandidate], words: Words) -> str:
    """Those that have no place in the order, and why."""
    rows = [
        words("firm.outside", {"name": c.scorecard.name, "status": words.label("status", c.status)})
        for c in compared if c.rank is None
    ]  # fmt: skip
    return "".join(f'<p class="small soft">{text(row)}</p>' for row in rows)


def _list(title: str, rows: Sequence[str]) -> str:
    if not rows:
        return ""
    lines = "".join(f"<li>{text(row)}</li>" for row in rows)
    return f'<div><p class="block-title">{text(title)}</p><ul class="firm-list">{lines}</ul></div>'


def _differences(run: Run, placed: Sequence[RankedCandidate], said: DecisionWords) -> list[str]:
    return [said.difference(difference(run.ranking, one, other)) for one, other in pairwise(placed)]


def _folds(run: Run, placed: Sequence[RankedCandidate], said: DecisionWords, words: Words) -> str:
    if not placed:
        return ""
    points = "".join(
        f"<h4>{text(c.scorecard.name)}</h4>"
        + "".join(f"<p>{text(line)}</p>" for line in said.standing(standing(run.ranking, c)))
        for c in placed
    )
    return (
        f'<div class="folds">{fold(words("firm.points"), points, key="firm_points")}'
        f"{fold(words('firm.shares'), _shares(placed, said, words), key='firm_shares')}</div>"
    )


def _shares(placed: Sequence[RankedCandidate], said: DecisionWords, words: Words) -> str:
    """In how many of 100 trials each of the compared comes first, by what was varied."""
    head = [words("firm.varied"), *(c.scorecard.name for c in placed)]
    rows = [
        [text(name), *(said.of_hundred(shares.get(c.scorecard.id, 0.0)) for c in placed)]
        for name, shares in said.shares()
    ]
    drawn = table(head, rows, kind="firm-shares", numeric=range(1, len(head)))
    return f'{drawn}<p class="small soft">{text(words("firm.how"))} {text(said.limits_note())}</p>'
