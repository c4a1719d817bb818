"""The trade-offs page: the chart with both sides as axes, the same in a table, and the sills window by window."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from siteplan.content import load_content
from siteplan.context import LayoutContext
from siteplan.context.layout_sills import sill_bands
from siteplan.criterion import CriterionResult, Finding, Outcome, Quantity
from siteplan.dashboard.views.sill_view import sill_section
from siteplan.dashboard.views.tradeoff_chart import tradeoff_chart
from siteplan.dashboard.words import Words
from siteplan.readers.layout import parse_layout
from siteplan.scorecard import Scorecard
from siteplan.text import LANGUAGES, Language
from tests.criteria.drawing import Drawing
from tests.dashboard.test_pages import page, sheets

CONTENT = load_content()
TRADEOFF = CONTENT.tradeoffs["tradeoff_overview_vs_privacy"]


def card(name: str, **shares: float | None) -> Scorecard:
    """A layout with these measured shares; None: not assessed."""
    results = [
        CriterionResult(
            spec=CONTENT.specs[criterion], outcome=Outcome.UNDETERMINED if share is None else Outcome.MET,
            score=share, score_low=0.0, score_high=1.0,
            finding=Finding(quantity=None if share is None else Quantity(value=share, unit="share")),
        )
        for criterion, share in shares.items()
    ]  # fmt: skip
    return Scorecard(id=name, name=name, stage="sketch", results=tuple(results))


def placed(name: str, across: float | None, seen: float | None) -> Scorecard:
    return card(name, base_overview_of_paths=across, base_overview_of_unit_doors=across, base_view_into_homes=seen)


def chart(*cards: Scorecard, language: Language = "en") -> str:
    return tradeoff_chart(TRADEOFF, cards, CONTENT.specs, Words(language))


def labels(html: str) -> dict[str, tuple[float, float, float, float]]:
    """Each name in the chart with its box, at 7.5 px a letter."""
    found = {}
    pattern = r'<text class="label" x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">([^<]*)</text>'
    for x, y, anchor, name in re.findall(pattern, html):
        width = 7.5 * len(name)
        left = float(x) - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        found[name] = (left, float(y) - 12, left + width, float(y) + 3)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_layout_is_a_named_point_in_chart_and_table(language: Language) -> None:
    html = chart(placed("Court & base", 1.0, 0.05), placed("Block", 0.2, 0.5), language=language)
    assert html.count('class="dot"') == 2
    assert "Court &amp; base</text>" in html and "<td>Court &amp; base</td>" in html
    assert 'role="img"' in html and 'class="interval"' not in html
    aria = re.search(r'aria-label="([^"]*)"', html)
    assert aria is not None and "Block" in aria.group(1) and "95" in aria.group(1)


def test_more_overview_lies_to_the_right_and_more_privacy_higher_up() -> None:
    html = chart(placed("low", 0.1, 0.9), placed("high", 0.9, 0.1))
    dots = [(float(x), float(y)) for x, y in re.findall(r'class="dot" cx="([\d.]+)" cy="([\d.]+)"', html)]
    (left, below), (right, above) = sorted(dots)
    assert left < right and below > above


def test_what_is_not_assessed_is_drawn_as_a_field_and_never_as_zero() -> None:
    html = chart(placed("open", None, 0.2))
    assert 'class="interval"' in html and 'class="dot open"' in html
    assert "0% – 100%" in html and CONTENT.specs["base_overview_of_paths"].text["en"].title in html


def test_a_layout_without_a_staffed_base_is_named_beside_the_chart() -> None:
    html = chart(placed("with", 1.0, 0.0), card("without"))
    assert "no staffed base: without" in html
    assert html.count("<circle") == 1


def test_names_of_layouts_that_stand_together_do_not_cover_one_another() -> None:
    html = chart(*(placed(f"A layout with a long name {k}", 0.97 + k / 200, 0.01) for k in range(6)))
    boxes = list(labels(html).values())
    assert len(boxes) == 6
    for k, one in enumerate(boxes):
        for other in boxes[k + 1 :]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


@pytest.mark.parametrize(
    ("sill", "floor", "said"),
    [(0.8, 0.0, "no height gives both"), (0.9, 0.9, "gives both"), (0.5, 0.9, "higher is possible")],
)
def test_each_window_says_whether_one_sill_gives_privacy_and_escape(sill: float, floor: float, said: str) -> None:
    drawing = Drawing("home").flat("u0", 0, 0).window("w", (1, 8), (2, 8), sill=sill)
    data = drawing.mapping()
    for feature in data["features"]:
        if feature["properties"]["kind"] == "space":
            feature["properties"]["floor_level"] = floor
    layout, _ = parse_layout(data, name="home")
    context = LayoutContext(layout)
    bands = sill_bands(
        context, context.units[0], escape_sill_m=1.0, drop_m=5.0, privacy_outside_m=1.7, privacy_inside_m=1.2
    )
    html = sill_section({"home": bands}, Words("en"))
    assert said in html and "<b>1</b>" in html
    assert (' class="both"' in html) == (floor > 0)


def test_the_page_places_the_four_sketches_and_quotes_both_sides(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody's own sketches beside the site's four.
    monkeypatch.setenv("SITEPLAN_HOME", str(tmp_path))
    html = sheets(page(root, "tradeoffs", lang="nb"))
    for name in ("Tun med frittstående base", "Rekke med base i enden", "Korridorblokk i to etasjer", "Spredte småhus"):
        assert name in labels(html)
    assert "Vindu for vindu" in html and "Andre beboere føler seg overvåket" in html
