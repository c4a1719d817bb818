"""Small pieces of HTML that every sheet shares. Whatever comes from a file goes through :func:`text`."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from siteplan.criterion import Curve, Outcome
from siteplan.dashboard.theme import OUTCOME_MARKS
from siteplan.dashboard.words import Words


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
    return f'<span class="outcome {outcome.value}">{outcome_mark(outcome)}{text(words.label("outcome", outcome.value))}</span>'


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
    return f'<details data-fold="{text(key)}"><summary>{text(summary)}</summary><div class="fold-body">{body}</div></details>'


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
    first, last = (xs[0] - width / 7 if xs[0] > 0 else xs[0]), xs[-1] + width / 7
    if here is not None:
        last = min(max(last, here), xs[-1] + width)
    first = max(0.0, first)

    def at(x: float, y: float) -> str:
        return f"{46 + (x - first) / (last - first) * 350:.1f},{18 + (1 - y) * 92:.1f}"

    line = " ".join([at(first, ys[0]), *(at(x, y) for x, y in curve.points), at(last, ys[-1])])
    grid = "".join(
        f'<line class="grid" x1="46" x2="396" y1="{18 + (1 - y) * 92:.1f}" y2="{18 + (1 - y) * 92:.1f}"/>'
        f'<text x="38" y="{22 + (1 - y) * 92:.1f}" text-anchor="end">{words.score(y)}</text>'
        for y in (0.0, 0.3, 0.7, 1.0)
    )
    ticks = "".join(
        f'<text x="{at(x, 0).split(",")[0]}" y="{128 + (13 if crowded else 0)}" text-anchor="middle">{text(words.weight(x) if unit_text != "%" else words.number(x * 100))}</text>'
        for x, crowded in _staggered(xs, last - first)
    )
    dots = "".join(f'<circle cx="{c[0]}" cy="{c[1]}" r="3.5"/>' for c in (at(x, y).split(",") for x, y in curve.points))
    if here is not None:
        cx, cy = at(min(max(here, first), last), curve.score(here)).split(",")
        dots += f'<circle class="here" cx="{cx}" cy="{cy}" r="5.5"/>'
    said = words.listing(
        f"{words.number(x * 100) if unit_text == '%' else words.weight(x)} {unit_text}: {words.score(y)}"
        for x, y in curve.points
    )
    return (
        f'<svg class="curve" viewBox="0 0 420 150" role="img" aria-label="{text(words("curve.aria", {"points": said}))}">'
        f'{grid}<line class="axis" x1="46" x2="396" y1="110" y2="110"/><polyline class="line" points="{line}"/>{dots}{ticks}'
        f'<text x="400" y="114">{text(unit_text)}</text></svg>'
    )


def _staggered(xs: Sequence[float], width: float) -> list[tuple[float, bool]]:
    """Each tick, and whether it stands so near the one before it that its number goes a line lower."""
    placed: list[tuple[float, bool]] = []
    for x in xs:
        near = bool(placed) and (x - placed[-1][0]) / width < 0.085
        placed.append((x, near and not placed[-1][1]))
    return placed
