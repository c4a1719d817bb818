"""The field sheet goes out as a spreadsheet and comes back as declared data."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from siteplan.content import load_content
from siteplan.errors import InputError
from siteplan.readers.programme import read_programme
from siteplan.text import LANGUAGES, Language
from siteplan.writers.field_sheet import write_field_sheet


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_written_into_a_field_sheet_are_read_back(tmp_path: Path, language: Language) -> None:
    specs = load_content().specs
    path = tmp_path / "sheet.csv"
    write_field_sheet(path, specs.values(), language=language)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    answers = {"staffing_hours_per_week": "84,5", "overnight": "awake", "sluice": "nei"}
    assert set(answers) <= {row["key"] for row in rows}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows({**row, "answer": answers.get(row["key"], "")} for row in rows)
    assert read_programme(path, specs=specs) == {"staffing_hours_per_week": 84.5, "overnight": "awake", "sluice": False}


def test_an_answer_that_does_not_fit_is_refused_with_what_would(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("key,answer\nstaffing_hours_per_week,mange\n", encoding="utf-8")
    with pytest.raises(InputError) as found:
        read_programme(path, specs=load_content().specs)
    assert found.value.issues[0].code == "wrong-programme-value"


def test_a_spreadsheet_that_is_no_field_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as found:
        read_programme(path, specs=load_content().specs)
    assert found.value.issues[0].code == "field-sheet-without-columns"
