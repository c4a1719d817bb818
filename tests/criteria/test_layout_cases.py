"""Every layout and programme criterion on small drawings whose answers were worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from siteplan.content import load_content
from siteplan.context import LayoutContext
from siteplan.criterion import CriterionResult, Outcome
from siteplan.evaluation import Settings, evaluate
from siteplan.profile import Profile, ProfileText
from siteplan.readers.layout import read_layout
from siteplan.text import LANGUAGES, result_sentence
from tests.criteria.make_layout_cases import CASES

FOLDER = Path(__file__).parent / "cases"
FILES = sorted(path for case in CASES for path in (FOLDER / case.__name__).glob("*.geojson"))
PLAIN = Settings(
    profile=Profile(id="plain", text={language: ProfileText(title="", description="") for language in LANGUAGES})
)
NEEDED = {"met", "not_met", "undetermined"}


def result_of(path: Path) -> CriterionResult:
    layout, _ = read_layout(path)
    content = load_content()
    criterion = path.parent.name
    asked = [(content.specs[criterion], content.evaluators.get(criterion))]
    card = evaluate(LayoutContext(layout), asked, settings=PLAIN, candidate=("case", "case"), stage=layout.stage)
    return card.result(criterion)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_drawing_comes_to_what_was_worked_out_by_hand(path: Path) -> None:
    expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["expected"]
    tolerance = expected.get("tolerance", 1e-6)
    result = result_of(path)
    assert result.outcome is Outcome(expected["outcome"])
    assert path.stem.startswith(f"{result.outcome}-")
    if expected["quantity"] is not None:
        assert result.finding.quantity is not None
        assert result.finding.quantity.value == pytest.approx(expected["quantity"], rel=tolerance, abs=tolerance)
        assert result.finding.quantity.unit == result.spec.unit
    if expected["score"] is not None:
        assert result.score == pytest.approx(expected["score"], rel=tolerance, abs=tolerance)
    for name, value in expected.get("values", {}).items():
        close = pytest.approx(value, rel=tolerance, abs=tolerance) if isinstance(value, float) else value
        assert result.finding.values[name] == close, name
    if "failing" in expected:
        assert list(result.finding.failing) == expected["failing"]
    if "missing" in expected:
        assert result.missing == expected["missing"]
    assert set(expected.get("roles", ())) <= {feature.role for feature in result.finding.features}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_outcome_is_said_in_whole_sentences_in_both_languages(path: Path) -> None:
    result = result_of(path)
    for language in LANGUAGES:
        sentence = result_sentence(result, language)
        assert sentence.endswith(".") and "{" not in sentence
        assert sentence[0].isupper() or sentence[0].isdigit()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_each_criterion_has_a_case_for_every_outcome_that_can_arise(case: Any) -> None:
    spec = load_content().specs[case.__name__]
    shown = {path.stem.split("-")[0] for path in (FOLDER / case.__name__).glob("*.geojson")}
    wanted = {"noted", "undetermined"} if spec.importance == "information" else NEEDED
    if "not_applicable" in spec.text["nb"].sentences:
        wanted = wanted | {"not_applicable"}
    assert wanted <= shown
