"""The checklist for the process: read strictly, asked in both languages, quoted, and never scored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from siteplan.__main__ import main
from siteplan.content import load_content
from siteplan.criterion import ProcessItem
from siteplan.criterion_file import read_criterion, read_process_item
from siteplan.errors import InputError
from siteplan.text import LANGUAGES, label

CONTENT = load_content()
FOLDER = Path(__file__).resolve().parents[2] / "criteria" / "process"
ITEM = (FOLDER / "user_council.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("item", CONTENT.process.values(), ids=lambda item: item.id)
def test_every_line_asks_one_question_in_both_languages(item: ProcessItem) -> None:
    assert set(item.text) == set(LANGUAGES) and item.citations
    for language in LANGUAGES:
        text = item.text[language]
        assert text.title[0].isupper() and text.question[0].isupper()
        assert text.question.endswith("?") and text.question.count("?") == 1
        assert label("phase", item.phase, language)


def test_no_line_of_the_checklist_is_a_criterion_or_carries_a_weight() -> None:
    assert len(CONTENT.process) == 36
    assert not set(CONTENT.process) & (set(CONTENT.specs) | set(CONTENT.tradeoffs))
    for profile in CONTENT.profiles.values():
        assert not set(CONTENT.process) & (set(profile.weights) | set(profile.requirements))


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        (ITEM.replace('id = "user_council"', 'id = "another"'), "id"),
        (ITEM.replace('id = "user_council"', 'id = "user_council"\nweight = 2'), "weight"),
        (ITEM.replace('phase = "operation"', 'phase = "some day"'), "phase"),
        (ITEM[: ITEM.index("[text.en]")], "text"),
        (ITEM.replace(ITEM[ITEM.index("[[citations]]") : ITEM.index("[text.nb]")], "citations = []\n"), "citations"),
    ],
    ids=["other_name", "weight", "unknown_phase", "one_language", "no_quotation"],
)
def test_a_line_that_is_not_whole_is_refused_and_the_key_named(changed: str, key: str, tmp_path: Path) -> None:
    path = tmp_path / "user_council.toml"
    path.write_text(ITEM, encoding="utf-8")
    assert read_process_item(path).id == "user_council"
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_process_item(path)
    assert {issue.element for issue in caught.value.issues} == {key}


def test_a_value_that_may_be_declared_has_a_word_in_both_languages(tmp_path: Path) -> None:
    source = FOLDER.parent / "programme" / "camera_policy.toml"
    path = tmp_path / source.name
    path.write_text(
        source.read_text(encoding="utf-8").replace('none = "no cameras"\n', "").replace("none = 1.0", "nobody = 1.0"),
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_criterion(path)
    assert {issue.element for issue in caught.value.issues} == {"text.en.words.none", "declared.scores"}


def test_the_checklist_is_listed_and_one_line_is_shown_with_its_quotations(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "--kind", "process", "--language", "nb"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in CONTENT.process)
    assert "two_exits_per_unit" not in listed
    assert main(["criteria", "police_dialogue"]) == 0
    shown = capsys.readouterr().out
    assert "Opprett og vedlikehold en tett dialog med politiet." in shown and "→" not in shown
    assert main(["criteria", "--kind", "process", "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [item["id"] for item in record["process"]] == list(CONTENT.process)
    assert record["criteria"] == [] and record["tradeoffs"] == []


def test_the_list_of_declared_attributes_names_key_type_and_values_and_ends_with_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["criteria", "--kind", "declared"]) == 0
    lines = capsys.readouterr().out.strip().split("\n")
    cameras = next(line for line in lines if line.startswith("cameras "))
    assert "choice" in cameras and "live_outdoors" in cameras and cameras.rstrip().endswith("camera_policy")
    specs = CONTENT.specs.values()
    scored = sum(spec.importance == "scored" for spec in specs)
    assert f"scored: {scored} · information, never scored: {len(CONTENT.specs) - scored}" in lines[-1]
    assert f"trade-off: {len(CONTENT.tradeoffs)} · process: {len(CONTENT.process)}" in lines[-1]
