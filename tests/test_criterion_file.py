"""Criterion files are checked strictly: every error at once, each with the path of its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from siteplan.criterion_file import read_criterion, read_profile, read_tradeoff
from siteplan.errors import InputError
from siteplan.text import LANGUAGES, issue_sentence

GOOD = """
id = "{id}"
family = "access"
subject = "plot"
importance = "scored"
suggested_weight = 5
serves = ["residents"]
stage = "sketch"
unit = "m"
[curve]
points = [[400, 1.0], [1000, 0]]
basis = "assumption"
reference = "a test"
[[citations]]
source = "002"
locator = "751"
quote = "nær"
stance = "supports"
voice = "researcher"
"""
TEXT = """
[text.{language}]
title = "t"
question = "q"
[text.{language}.sentences]
met = "{{quantity}}"
partly_met = "p"
not_met = "n"
undetermined = "u"
"""


def write(folder: Path, text: str, name: str = "near_stop") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def whole(name: str = "near_stop") -> str:
    return GOOD.format(id=name) + "".join(TEXT.format(language=language) for language in LANGUAGES)


def problems(path: Path) -> dict[str | None, str]:
    with pytest.raises(InputError) as caught:
        read_criterion(path)
    for issue in caught.value.issues:
        for language in LANGUAGES:
            assert path.name in issue_sentence(issue, language)
    return {issue.element: issue.code for issue in caught.value.issues}


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    spec = read_criterion(write(tmp_path, whole()))
    assert spec.curve is not None
    assert spec.curve.score(700) == pytest.approx(0.5)
    assert spec.curve.score(float("inf")) == 0.0
    assert spec.curve.score_range(300, 1000) == (0.0, 1.0)


def test_an_unknown_key_is_named_with_its_path(tmp_path: Path) -> None:
    assert problems(write(tmp_path, "colour = 1\n" + whole())) == {"colour": "unknown-key"}


def test_every_error_is_reported_at_once(tmp_path: Path) -> None:
    text = (
        whole()
        .replace('stance = "supports"', 'stance = "likes"')
        .replace('family = "access"\n', "")
        .replace('unit = "m"', "unit = 3")
    )
    assert problems(write(tmp_path, text)) == {
        "citations.0.stance": "wrong-value", "family": "missing-key", "unit": "wrong-value"
    }  # fmt: skip


def test_a_missing_language_and_a_missing_sentence_are_named(tmp_path: Path) -> None:
    text = GOOD.format(id="near_stop") + TEXT.format(language="nb").replace('not_met = "n"\n', "")
    assert problems(write(tmp_path, text)) == {"text.en": "missing-key", "text.nb.sentences.not_met": "missing-key"}


def test_a_placeholder_in_one_language_only_is_refused(tmp_path: Path) -> None:
    text = whole().replace('met = "{quantity}"', 'met = "{distance}"', 1)
    assert problems(write(tmp_path, text)) == {"text.*.sentences.met": "wrong-value"}


def test_an_assumption_without_its_range_is_refused(tmp_path: Path) -> None:
    text = whole() + '[parameters.speed]\nvalue = 5\nunit = "km"\nbasis = "assumption"\nreference = "r"\n'
    assert problems(write(tmp_path, text)) == {"parameters.speed.low": "missing-key"}


def test_a_curve_that_runs_backwards_or_leaves_zero_to_one_is_refused(tmp_path: Path) -> None:
    text = whole().replace("[[400, 1.0], [1000, 0]]", "[[400, 1.5], [300, 0]]")
    assert problems(write(tmp_path, text)) == {"curve.points": "wrong-value"}


def test_broken_toml_is_one_message_with_line_and_column(tmp_path: Path) -> None:
    path = write(tmp_path, "id = ??\n")
    with pytest.raises(InputError) as caught:
        read_criterion(path)
    assert "line 1, column 6" in issue_sentence(caught.value.issues[0], "en")


def test_a_profile_requirement_needs_exactly_one_bound(tmp_path: Path) -> None:
    words = 'text.nb = {title = "t", description = "d"}\ntext.en = {title = "t", description = "d"}\n'
    path = write(tmp_path, 'id = "p"\n' + words + '[requirements.a]\non_fail = "flag"\n', "p")
    with pytest.raises(InputError) as caught:
        read_profile(path)
    assert [issue.element for issue in caught.value.issues] == ["requirements.a"]


def test_a_tradeoff_with_one_side_is_refused(tmp_path: Path) -> None:
    sides = 'id = "t"\ninformed_by = []\n[[sides]]\nkey = "a"\ncitations = []\n'
    text = sides + '[text.nb]\ntitle="t"\nquestion="q"\n[text.nb.sides]\na="s"\n'
    with pytest.raises(InputError) as caught:
        read_tradeoff(write(tmp_path, text, "t"))
    assert {issue.element for issue in caught.value.issues} >= {"sides", "text.en.sides"}
