"""Blind forms written, answers read back, and agreement computed from what came back."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from siteplan.__main__ import main
from siteplan.errors import InputError
from siteplan.rating import QUESTIONS, agreement_lines, agreements, icc_of, letters, read_answers
from siteplan.text import LANGUAGES, catalogue

SKETCHES = [f"sample_sites/kveldsvag/layouts/{name}.geojson" for name in ("courtyard", "terrace")]


def test_letters_hide_the_order_in_which_layouts_were_given() -> None:
    ids = [f"layout{n}" for n in range(8)]
    key = letters(ids, seed=1)
    assert sorted(key.values()) == ids and list(key) == list("ABCDEFGH")
    assert key == letters(ids, seed=1) != letters(ids, seed=2)
    with pytest.raises(InputError):
        letters([str(n) for n in range(27)], seed=1)


def test_raters_who_agree_have_a_kappa_of_one_and_skipped_answers_count_for_nobody() -> None:
    answers = {("R1", "A", q): 1 + n % 5 for n, q in enumerate(QUESTIONS)}
    answers |= {("R2", "A", q): 1 + n % 5 for n, q in enumerate(QUESTIONS[:-1])}
    own = {("A", q): 3 for q in QUESTIONS}
    found = {(a.one, a.other): a for a in agreements(answers, own)}
    assert found["R1", "R2"].kappa == pytest.approx(1.0) and found["R1", "R2"].count == len(QUESTIONS) - 1
    assert found["R1", "siteplan"].kappa == pytest.approx(0.0)
    icc = icc_of(answers)
    assert icc is not None and icc[0] == pytest.approx(1.0) and icc[1:] == (len(QUESTIONS) - 1, 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_answers_no_agreement_is_claimed(language: str) -> None:
    said = agreement_lines({}, {}, "nb" if language == "nb" else "en")
    assert said == [catalogue("rating")["agreement.few"][language]]


@pytest.mark.parametrize("bad", ["R1,A,overall,6", "R1,A,overall,good", "R1,A,beauty,3", ",A,overall,3"])
def test_an_answer_that_is_none_is_named_with_its_line(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "answers-R1.csv"
    path.write_text(f"rater,layout,question,rating\nR1,A,unit,\n{bad}\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_answers([path])
    assert (raised.value.issues[0].code, raised.value.issues[0].element) == ("wrong-rating", "3")


def test_forms_are_blind_and_come_back(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert main(["rating-forms", *SKETCHES, "--out", str(tmp_path), "--language", "nb"]) == 0
    assert {p.name for p in tmp_path.iterdir()} == {
        "form-A.html", "form-B.html", "answers-R1.csv", "answers-R2.csv", "key.csv"
    }  # fmt: skip
    for letter in "AB":
        page = (tmp_path / f"form-{letter}.html").read_text(encoding="utf-8")
        assert "<svg" in page and all(name not in page for name in ("courtyard", "terrace", "Tun med", "Rekke med"))
    for rater, shift in (("R1", 0), ("R2", 1)):
        path = tmp_path / f"answers-{rater}.csv"
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        for number, row in enumerate(rows):
            row["rating"] = str(1 + (number + shift * (number % 2)) % 5)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    capsys.readouterr()
    assert main(["agreement", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert said.count("weighted kappa") == 3 and "ICC(2,1)" in said
    assert "nan" not in said.lower()


def test_a_kappa_that_does_not_exist_is_not_shown_as_a_number() -> None:
    answers = {("R1", "A", q): 3 for q in QUESTIONS} | {("R2", "A", q): 3 for q in QUESTIONS}
    (both, *_) = agreements(answers, {})
    assert math.isnan(both.kappa)
    assert "–" in agreement_lines(answers, {}, "en")[0]
