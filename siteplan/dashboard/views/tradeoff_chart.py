"""Layouts between the two sides of a trade-off: a chart with both sides as axes, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from siteplan.criterion import CriterionSpec, Tradeoff
from siteplan.criterion_file import CORNERS
from siteplan.dashboard.markup import outcome_tag, table, text
from siteplan.dashboard.words import Words
from siteplan.scorecard import Scorecard
from siteplan.text import quantity
from siteplan.tradeoffs import AxisPlace, Place, places

_WIDTH, _HEIGHT = 620.0, 500.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 84.0, 604.0, 16.0, 436.0
_LETTER, _SOFT_LETTER, _LINE = 8.0, 6.6, 17.0
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_KNOWN = 0.005
"""An interval narrower than this is a point to the reader."""

Box = tuple[float, float, float, float]


def tradeoff_chart(
    tradeoff: Tradeoff, cards: Sequence[Scorecard], specs: Mapping[str, CriterionSpec], words: Words
) -> str:
    """The chart, what its axes are made of, and the table that says the same; those without a place are named."""
    said, placed = tradeoff.text[words.language], places(tradeoff, cards)
    on, off = [p for p in placed if p.across and p.up], [p for p in placed if not (p.across and p.up)]
    parts = [f'<p class="said">{text(said.question)}</p>']
    if on:
        beside = f"<div>{_table(tradeoff, on, specs, words)}{_made_of(tradeoff, specs, words)}</div>"
        parts.append(f'<div class="chart">{_figure(tradeoff, on, words)}{beside}</div>')
        parts.append(_other(tradeoff, [card for card in cards if card.id in {p.id for p in on}], specs, words))
    if off:
        names = words.listing(place.name for place in off)
        parts.append(f'<p class="soft small">{text(words("tradeoff_chart.not_placed", {"names": names}))}</p>')
    title = f'<h3 id="{text(tradeoff.id)}">{text(said.title)}</h3>'
    return f'<section class="tradeoff" data-tradeoff="{text(tradeoff.id)}">{title}{"".join(parts)}</section>'


def _figure(tradeoff: Tradeoff, placed: Sequence[Place], words: Words) -> str:
    said = tradeoff.text[words.language]
    across, up = (said.axes[axis.side] for axis in tradeoff.axes)
    where = "; ".join(
        words("tradeoff_chart.point", {
            "name": place.name, "across": _said(place.across, words), "up": _said(place.up, words),
        }) for place in placed
    )  # fmt: skip
    aria = words("tradeoff_chart.aria", {"across": across, "up": up, "points": where})
    return (
        f'<figure class="axes"><svg viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" role="img" aria-label="{text(aria)}">'
        f"{_ground(words)}{_corners(said.corners)}{_names(across, up)}{_points(placed, said.corners)}</svg></figure>"
    )


def _ground(words: Words) -> str:
    """The square with its lines, and shares on both axes."""
    parts = [f'<rect class="frame" x="{_LEFT}" y="{_TOP}" width="{_RIGHT - _LEFT}" height="{_BOTTOM - _TOP}"/>']
    for tick in _TICKS:
        x, y, number = _x(tick), _y(tick), text(words.share(tick))
        if 0 < tick < 1:
            parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_BOTTOM}"/>')
            parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{x:.1f}" y="{_BOTTOM + 20}" text-anchor="middle">{number}</text>')
        parts.append(f'<text x="{_LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{number}</text>')
    return "".join(parts)


def _corners(corners: Mapping[str, str]) -> str:
    """What a place near each corner means, in words that stand behind the points."""
    parts = []
    for name in CORNERS:
        x, y, right = _corner(name)
        anchor = "end" if right else "start"
        parts.append(f'<text class="corner" x="{x}" y="{y}" text-anchor="{anchor}">{text(corners[name])}</text>')
    return "".join(parts)


def _corner(name: str) -> tuple[float, float, bool]:
    """Where the words of a corner stand, and whether they end there."""
    right, high = name.startswith("high"), name.endswith("high")
    return _RIGHT - 14 if right else _LEFT + 14, _TOP + 84 if high else _BOTTOM - 64, right


def _names(across: str, up: str) -> str:
    middle, height = (_LEFT + _RIGHT) / 2, (_TOP + _BOTTOM) / 2
    return (
        f'<text class="name" x="{middle}" y="{_BOTTOM + 48}" text-anchor="middle">{text(across)} →</text>'
        f'<text class="name" transform="translate(20 {height}) rotate(-90)" text-anchor="middle">{text(up)} →</text>'
    )


def _points(placed: Sequence[Place], corners: Mapping[str, str]) -> str:
    """Intervals first, then points, then names that cover neither a point nor one another."""
    bands, dots, labels = [], [], []
    middles = [(_x(_middle(place.across)), _y(_middle(place.up))) for place in placed]
    taken: list[Box] = [(x - 8, y - 8, x + 8, y + 8) for x, y in middles]
    for name in CORNERS:
        x, y, right = _corner(name)
        width = len(corners[name]) * _SOFT_LETTER
        taken.append((x - width if right else x, y - 12, x if right else x + width, y + 4))
    from_the_top = sorted(zip(placed, middles, strict=True), key=lambda each: each[1][1])
    for place, (x, y) in from_the_top:
        bands.append(_band(place))
        sure = place.across is not None and place.up is not None and None not in (place.across.value, place.up.value)
        dots.append(
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="6"/>'
            if sure
            else f'<circle class="dot open" cx="{x:.1f}" cy="{y:.1f}" r="7"/>'
            f'<text class="open" x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">?</text>'
        )
        box = _free_box(x, y, len(place.name) * _LETTER, taken)
        taken.append(box)
        side = box[0] >= x + 8 or box[2] <= x - 8
        anchor = ("start" if box[0] > x else "end") if side else "middle"
        at, line = {"start": box[0], "end": box[2], "middle": (box[0] + box[2]) / 2}[anchor], box[3] - 4
        anchor_y = box[3] if box[3] < y else box[1] if box[1] > y else y
        far = min(abs(box[0] - x), abs(box[2] - x)) > 16 or abs(anchor_y - y) > 16
        if far:
            anchor_x = min(max(x, box[0] + 10), box[2] - 10)
            dots.append(f'<line class="leader" x1="{x:.1f}" y1="{y:.1f}" x2="{anchor_x:.1f}" y2="{anchor_y:.1f}"/>')
        labels.append(
            f'<text class="label" x="{at:.1f}" y="{line:.1f}" text-anchor="{anchor}">{text(place.name)}</text>'
        )
    return "".join((*bands, *labels, *dots))


def _band(place: Place) -> str:
    """Where the place may lie once what is missing is known: nothing where it is known."""
    if place.across is None or place.up is None:
        return ""
    wide, high = place.across.high - place.across.low, place.up.high - place.up.low
    if max(wide, high) < _KNOWN:
        return ""
    x0, x1 = _x(place.across.low) - 3, _x(place.across.high) + 3
    y0, y1 = _y(place.up.high) - 3, _y(place.up.low) + 3
    return f'<rect class="interval" x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" rx="3"/>'


def _free_box(x: float, y: float, width: float, taken: Sequence[Box]) -> Box:
    """The first place near a point where a name covers nothing, inside the frame: beside it, then above and below."""
    sides = (x + 12, x - 12 - width)
    beside = [(side, y + down - _LINE / 2) for down in (0, -6, 6, -11, 11) for side in sides]
    near = [(x - width / 2, y + down) for down in (12, -12 - _LINE)]
    rows = [(x - width, y + step * _LINE) for k in range(1, 12) for step in (k, -k)]
    for left, top in (*beside, *near, *rows):
        inside = min(max(left, _LEFT + 4), _RIGHT - 4 - width)
        shifted = abs(inside - left) > 1 and (left, top) in beside
        box = (inside, top, inside + width, top + _LINE)
        if not shifted and top > _TOP and box[3] < _BOTTOM and not any(_meet(box, other) for other in taken):
            return box
    left = min(max(x - width / 2, _LEFT + 4), _RIGHT - 4 - width)
    return left, y + 10, left + width, y + 10 + _LINE


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _made_of(tradeoff: Tradeoff, specs: Mapping[str, CriterionSpec], words: Words) -> str:
    said = tradeoff.text[words.language]
    rows = []
    for axis in tradeoff.axes:
        titles = words.listing(f"«{specs[name].text[words.language].title}»" for name in axis.criteria)
        key = "mean_of" if len(axis.criteria) == 1 else "mean_of_several"
        rows.append(words(f"tradeoff_chart.{key}", {"axis": said.axes[axis.side], "titles": titles}))
    rows.append(words("tradeoff_chart.no_best"))
    return "".join(f'<p class="soft small">{text(row)}</p>' for row in rows)


def _table(tradeoff: Tradeoff, placed: Sequence[Place], specs: Mapping[str, CriterionSpec], words: Words) -> str:
    """The chart in words and numbers, for those who do not see it, with what is not assessed."""
    said = tradeoff.text[words.language]
    rows = []
    for place in placed:
        missing = dict.fromkeys(name for axis in (place.across, place.up) if axis for name in axis.open)
        lacking = words.listing(specs[name].text[words.language].title for name in missing) or "–"
        rows.append((text(place.name), _said(place.across, words), _said(place.up, words), text(lacking)))
    head = (
        words("tradeoff_chart.layout"), *(said.axes[axis.side] for axis in tradeoff.axes),
        words("tradeoff_chart.open"),
    )  # fmt: skip
    return table(head, rows, kind="places", numeric=(1, 2))


def _other(tradeoff: Tradeoff, cards: Sequence[Scorecard], specs: Mapping[str, CriterionSpec], words: Words) -> str:
    """What else informs the trade-off and is no axis: each layout's result in a word and a number."""
    used = {name for axis in tradeoff.axes for name in axis.criteria}
    rest = [name for name in tradeoff.informed_by if name not in used and name in specs]
    if not rest:
        return ""
    rows = [
        (text(specs[name].text[words.language].title), *(_result(card, name, words) for card in cards)) for name in rest
    ]
    head = (words("tradeoff_chart.informs"), *(card.name for card in cards))
    return table(head, rows, kind="places")


def _result(card: Scorecard, name: str, words: Words) -> str:
    found = next((result for result in card.results if result.spec.id == name), None)
    if found is None:
        return "–"
    amount = found.finding.quantity
    number = "" if amount is None else f' <span class="measure">{text(quantity(amount, words.language))}</span>'
    return f"{outcome_tag(found.outcome, words)}{number}"


def _said(axis: AxisPlace | None, words: Words) -> str:
    if axis is None:
        return "–"
    if axis.high - axis.low < _KNOWN:
        return words.share(axis.low)
    return f"{words.share(axis.low)} – {words.share(axis.high)}"


def _middle(axis: AxisPlace | None) -> float:
    """What is determined, held inside the bounds; their middle where nothing is."""
    if axis is None:
        return 0.0
    value = (axis.low + axis.high) / 2 if axis.value is None else axis.value
    return min(max(value, axis.low), axis.high)


def _x(value: float) -> float:
    return _LEFT + 14 + value * (_RIGHT - _LEFT - 28)


def _y(value: float) -> float:
    return _BOTTOM - 14 - value * (_BOTTOM - _TOP - 28)
