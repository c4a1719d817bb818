"""Every plot criterion on small invented scenes whose answers were worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from siteplan.content import load_content
from siteplan.criterion import CriterionResult, Outcome
from siteplan.evaluation import Settings, evaluate
from siteplan.profile import Profile, ProfileText
from siteplan.text import LANGUAGES, result_sentence
from tests.criteria.layer_plot_cases import EVERY_CASE as CASES
from tests.criteria.scenes import context_of

FOLDER = Path(__file__).parent / "cases"
FILES = sorted(path for name in CASES for path in (FOLDER / name).glob("*.geojson"))
PLAIN = Settings(
    profile=Profile(id="plain", text={language: ProfileText(title="", description="") for language in LANGUAGES})
)
ids = [f"{path.parent.name}-{path.stem}" for path in FILES]


def result_of(scene: dict[str, Any], criterion: str) -> CriterionResult:
    content = load_content()
    asked = [(content.specs[criterion], content.evaluators[criterion])]
    return evaluate(context_of(scene), asked, settings=PLAIN, candidate=("plot", "Plot"), stage="sketch").results[0]


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_a_scene_comes_to_what_was_worked_out_by_hand(path: Path) -> None:
    scene = json.loads(path.read_text(encoding="utf-8"))
    expected = scene["expected"]
    tolerance = expected.get("tolerance", 1e-6)
    result = result_of(scene, path.parent.name)

    def close(value: float) -> Any:
        return pytest.approx(value, rel=tolerance, abs=1e-6)

    assert result.outcome is Outcome(expected["outcome"])
    assert path.stem.startswith(f"{result.outcome}-")
    quantity = result.finding.quantity
    if "quantity" in expected:
        assert (None if quantity is None else quantity.value) == (
            None if expected["quantity"] is None else close(expected["quantity"])
        )
        assert quantity is None or quantity.unit == result.spec.unit
    for name in ("score", "score_low", "score_high", "missing"):
        if name in expected:
            value = expected[name]
            assert getattr(result, name) == (close(value) if isinstance(value, float) else value), name
    if "low" in expected:
        assert result.finding.low == close(expected["low"])
    for name, value in expected.get("values", {}).items():
        measured = result.finding.values[name]
        assert measured == (close(value) if isinstance(value, float) else value), name
    if "failing" in expected:
        assert list(result.finding.failing) == expected["failing"]
    assert set(expected.get("roles", ())) <= {feature.role for feature in result.finding.features}


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_every_outcome_is_said_in_whole_sentences_in_both_languages(path: Path) -> None:
    result = result_of(json.loads(path.read_text(encoding="utf-8")), path.parent.name)
    for language in LANGUAGES:
        sentence = result_sentence(result, language)
        assert sentence.endswith(".") and "{" not in sentence
        assert sentence[0].isupper() or sentence[0].isdigit()
        if result.outcome in (Outcome.MET, Outcome.PARTLY_MET, Outcome.NOT_MET):
            assert "ukjent" not in sentence and "unknown" not in sentence


@pytest.mark.parametrize("criterion", CASES)
def test_each_plot_criterion_has_a_scene_for_every_outcome_that_can_arise(criterion: str) -> None:
    spec = load_content().specs[criterion]
    shown = {path.stem.split("-")[0] for path in (FOLDER / criterion).glob("*.geojson")}
    wanted = {"noted"} if spec.importance == "information" else {"met", "partly_met", "not_met"}
    assert wanted | {"undetermined"} <= shown


def test_every_plot_criterion_has_scenes() -> None:
    assert set(CASES) == {spec.id for spec in load_content().specs.values() if spec.subject == "plot"}
