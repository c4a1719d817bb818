"""Small pieces of HTML that every sheet shares. Whatever comes from a file goes through :func:`text`."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from siteplan.criterion import Curve, Outcome
from siteplan.dashboard.words import Words
from siteplan.theme import OUTCOME_MARKS


def text(value: object) -> str:
    """Any text, escaped: markup in a name or a quotation is shown, not obeyed."""
    return html.escape(str(value), quote=True)


def outcome_mark(outcome: Outcome) -> str:
    """The outcome's shape; its word stands beside it."""
    mark = OUTCOME_MARKS[outcome]
    cut = f'<path class="cut" d="{mark.detail}"/>' if mark.detail else ""
    return (
        f'<svg class="mark {outcome.value}" viewBox="0 0 24 24" aria-hidden="true">'
        f'<path class="body" d="{mark.body}"/>{cut}</svg>'
    )


def outcome_tag(outcome: Outcome, words: Words) -> str:
    """Shape, word and colour."""
    word = text(words.label("outcome", outcome.value))
    return f'<span class="outcome {outcome.value}">{outcome_mark(outcome)}{word}</span>'


def score_bar(score: float | None, low: float | None, high: float | None, words: Words) -> str:
    """A score on the axis that is the same everywhere, 0 to 100; the lighter band is what is not known for certain."""
    if score is None:
        return f'<span class="bar unknown" role="img" aria-label="{text(words("score.none"))}"></span>'
    said = words("score.aria", {"score": words.score(score)})
    band = ""
    if low is not None and high is not None and high - low >= 0.005:
        said = words("score.aria_between", {"score": words.score(score), "between": words.between(low, high)})
        band = f'<i class="between" style="left:{low * 100:.1f}%;width:{(high - low) * 100:.1f}%"></i>'
    return (
        f'<span class="bar" role="img" aria-label="{text(said)}"><i style="width:{score * 100:.1f}%"></i>{band}</span>'
    )


def fold(summary: str, body: str, *, key: str) -> str:
    """Something that unfolds; it stays unfolded while the sheet is drawn anew."""
    return (
        f'<details data-fold="{text(key)}"><summary>{text(summary)}</summary>'
        f'<div class="fold-body">{body}</div></details>'
    )


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values in two columns."""
    rows = "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in pairs)
    return f'<dl class="facts">{rows}</dl>' if rows else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, kind: str, numeric: Sequence[int] = ()) -> str:
    """A table of cells that are HTML already; ``numeric`` columns are set to the right."""

    def cell(tag: str, index: int, content: str) -> str:
        return f"<{tag}{' class=n' if index in numeric else ''}>{content}</{tag}>"

    top = "".join(cell("th", index, text(name)) for index, name in enumerate(head))
    body = "".join("<tr>" + "".join(cell("td", i, c) for i, c in enumerate(row)) + "</tr>" for row in rows)
    return f'<div class="wide"><table class="{kind}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def curve_figure(curve: Curve, *, unit_text: str, words: Words, here: float | None = None) -> str:
    """The value curve: quantity across, score up, and where this candidate stands on it.

    The axis across is drawn a seventh of the curve's width beyond its points, where the score stays as it is.
    """
    xs, ys = [x for x, _ in curve.points], [y for _, y in curve.points]
    width = (xs[-1] - xs[0]) or 1.0
    first = max(0.0, xs[0] - width / 7)
    last = xs[-1] + width / 7
    if here is not None:
        last = min(max(last, here), xs[-1] + width)

    def across(x: float) -> float:
        return 46 + (min(max(x, first), last) - first) / (last - first) * 350

    def named(x: float) -> str:
        return words.number(x * 100) if unit_text == "%" else words.weight(x)

    line = " ".join(f"{across(x):.1f},{_up(y):.1f}" for x, y in ((first, ys[0]), *curve.points, (last, ys[-1])))
    dots = "".join(f'<circle cx="{across(x):.1f}" cy="{_up(y):.1f}" r="3.5"/>' for x, y in curve.points)
    if here is not None:
        dots += f'<circle class="here" cx="{across(here):.1f}" cy="{_up(curve.score(here)):.1f}" r="5.5"/>'
    ticks = "".join(
        f'<text x="{across(x):.1f}" y="{141 if crowded else 128}" text-anchor="middle">{text(named(x))}</text>'
        for x, crowded in _staggered(xs, last - first)
    )
    points = words.listing(f"{named(x)} {unit_text}: {words.score(y)}" for x, y in curve.points)
    said = words("curve.aria", {"points": points})
    return (
        f'<svg class="curve" viewBox="0 0 420 150" role="img" aria-label="{text(said)}">{_score_lines(words)}'
        f'<line class="axis" x1="46" x2="396" y1="110" y2="110"/><polyline class="line" points="{line}"/>'
        f'{dots}{ticks}<text x="400" y="114">{text(unit_text)}</text></svg>'
    )


def _up(score: float) -> float:
    """Height of a score in the figure of a curve [px from its top]."""
    return 18 + (1 - score) * 92


def _score_lines(words: Words) -> str:
    """Lines at the ends of the axis and at the cuts between the outcomes."""
    return "".join(
        f'<line class="grid" x1="46" x2="396" y1="{_up(y):.1f}" y2="{_up(y):.1f}"/>'
        f'<text x="38" y="{_up(y) + 4:.1f}" text-anchor="end">{words.score(y)}</text>'
        for y in (0.0, 0.3, 0.7, 1.0)
    )


def _staggered(xs: Sequence[float], width: float) -> list[tuple[float, bool]]:
    """Each tick, and whether it stands so near the one before it that its number goes a line lower."""
    placed: list[tuple[float, bool]] = []
    for x in xs:
        near = bool(placed) and (x - placed[-1][0]) / width < 0.085
        placed.append((x, near and not placed[-1][1]))
    return placed
