"""The redraw test's figures: what was counted is what the product reads and the document says, and still holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.redraw.run import layouts, outcomes
from benchmarks.redraw.tables import WALLS_M, data_text, summarised, table_text
from siteplan.assessment import Choices, assess_layouts
from siteplan.content import load_content
from siteplan.context.redraw import Errors, Redrawing
from siteplan.criterion import STEADY_SHARE, CriterionResult, Finding, Outcome, Quantity, RedrawTest
from siteplan.criterion_file import read_redraw
from siteplan.dashboard.views.results import result_card
from siteplan.dashboard.words import Words
from siteplan.errors import InputError
from siteplan.readers.layout import read_layout
from siteplan.scorecard import Weighting
from siteplan.text import LANGUAGES, Language, sensitivity
from siteplan.writers.result_rows import result_rows
from siteplan.writers.results_json import results_record
from siteplan.writers.results_table import scorecard_table

CONTENT = load_content()
SHAKY = RedrawTest(kept_5_cm=0.949, kept_10_cm=0.8, least_5_cm=0.5, least_10_cm=0.1, layouts=3)
STEADY = replace(SHAKY, kept_5_cm=0.99, kept_10_cm=0.95)


@pytest.fixture(scope="module")
def record(root: Path) -> dict[str, Any]:
    counted: dict[str, Any] = json.loads((root / "benchmarks/redraw/outcomes.json").read_text(encoding="utf-8"))
    return counted


def test_every_layout_was_drawn_as_often_as_is_said_and_all_were_drawn(record: dict[str, Any]) -> None:
    assert set(record["seeds"]) == set(layouts()) == set(record["layouts"])
    for name, criteria in record["layouts"].items():
        for counts in criteria.values():
            assert [sum(counts[str(wall)].values()) for wall in WALLS_M] == [record["seeds"][name]] * 2


def test_the_product_reads_and_the_document_says_what_was_counted(root: Path, record: dict[str, Any]) -> None:
    assert (root / "criteria/redraw.toml").read_text(encoding="utf-8") == data_text(record)
    assert table_text(record) in (root / "docs/redraw.md").read_text(encoding="utf-8")
    for name, kept in summarised(record).items():
        test = CONTENT.specs[name].redraw
        assert test is not None and test.layouts == len(kept.layouts)
        assert test.kept_10_cm == pytest.approx(kept.kept[1], abs=1e-4)


def test_a_criterion_under_95_percent_is_called_sensitive(record: dict[str, Any]) -> None:
    shaky = {name for name, kept in summarised(record).items() if min(kept.kept) < STEADY_SHARE}
    assert {name for name, spec in CONTENT.specs.items() if spec.redraw is not None and spec.redraw.sensitive} == shaky


@pytest.mark.parametrize("name", ["melhus_33", "steinkjer_module", "kommune_a_tun_3", "andas_4"])
def test_three_redrawings_turn_nothing_that_never_turned_in_the_whole_run(record: dict[str, Any], name: str) -> None:
    """Where this fails a measure has changed: run ``python benchmarks/redraw/run.py --fresh`` again."""
    counted, again = record["layouts"][name], Redrawing(read_layout(layouts()[name])[0])
    found = [outcomes(again.drawn(seed, Errors(wall_m=0.1))) for seed in range(3)]
    new = [
        (criterion, one[criterion])
        for one in found
        for criterion in one
        if one[criterion] not in counted[criterion]["0.1"]
    ]
    assert new == []


def judged(test: RedrawTest | None, outcome: Outcome = Outcome.MET) -> CriterionResult:
    spec = replace(CONTENT.specs["max_storeys"], redraw=test)
    return CriterionResult(
        spec=spec,
        outcome=outcome,
        score=0.9,
        score_low=0.9,
        score_high=0.9,
        finding=Finding(quantity=Quantity(value=1, unit="storeys")),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mark_says_in_one_sentence_how_often_the_outcome_was_kept(language: Language) -> None:
    said = sensitivity(judged(SHAKY).spec, language)
    assert said is not None and said.endswith(".") and said.count(". ") == 0
    # Rounded down: a criterion under the limit never reads as one at it.
    assert re.findall(r"\d+(?=[\s\u00a0]?%)", said) == ["94", "80"]
    assert sensitivity(judged(STEADY).spec, language) is None
    assert sensitivity(judged(None).spec, language) is None


def test_the_card_of_a_sensitive_result_carries_the_mark_and_others_do_not() -> None:
    def card(result: CriterionResult) -> str:
        return result_card(result, Weighting(criteria={}), CONTENT.sources, Words("nb"))

    assert "Følsomt for tegningen" in card(judged(SHAKY))
    assert "Følsomt for tegningen" not in card(judged(STEADY))
    assert not judged(SHAKY, Outcome.NOT_APPLICABLE).sensitive


def test_json_table_and_rows_carry_the_mark() -> None:
    spec = replace(CONTENT.specs["max_storeys"], redraw=SHAKY)
    content = replace(
        CONTENT, specs={"max_storeys": spec, "unit_area": replace(CONTENT.specs["unit_area"], redraw=None)}
    )
    plain = replace(CONTENT.profile("default"), requirements={}, weights={}, leaves_out=(), criteria=())
    content = replace(content, profiles={"default": plain})
    layout, _ = read_layout(layouts()["melhus_33"])
    run = assess_layouts([layout], content, choices=Choices())
    results = {r["criterion"]: r for r in results_record(run)["candidates"][0]["results"]}
    assert results["max_storeys"]["redraw"] == {
        "sensitive": True, "kept_5_cm": 0.949, "kept_10_cm": 0.8, "least_5_cm": 0.5, "least_10_cm": 0.1, "layouts": 3,
    }  # fmt: skip
    assert results["unit_area"]["redraw"] is None
    assert {row["criterion"]: row["sensitive_to_drawing"] for row in result_rows(run)} == {
        "max_storeys": True, "unit_area": False,
    }  # fmt: skip
    table = scorecard_table(run.ranking.candidates[0], content.sources, language="en")
    assert table.count("Sensitive to the drawing") == 1


def test_a_faulty_table_is_refused_with_the_key(tmp_path: Path) -> None:
    (tmp_path / "redraw.toml").write_text("[max_storeys]\nkept_5_cm = 'often'\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_redraw(tmp_path / "redraw.toml")
    assert "kept_5_cm" in {issue.element for issue in raised.value.issues}
    assert read_redraw(tmp_path / "none.toml") == {}
