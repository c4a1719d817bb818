"""The reference projects' own verdicts beside siteplan's: quoted word for word, agreeing or not, as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from siteplan.content import load_content
from siteplan.readers.layout import read_layout
from siteplan.verdicts import Compared, agreement, compared, read_statements, rests_on

FOLDER = Path(__file__).parents[2] / "sample_sites" / "reference_projects"
PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
STATEMENTS = read_statements(FOLDER / "verdicts.toml")


def rows_of_the_page() -> list[list[str]]:
    """Cells of every row that names a project."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \w+_\d+ \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.fixture(scope="module")
def rows() -> tuple[Compared, ...]:
    """The statements from elsewhere, and those of the one document whose blind run is the shortest."""
    layouts = [read_layout(path)[0] for path in sorted(FOLDER.glob("*.geojson"))]
    return compared([s for s in STATEMENTS if s.outside or s.source == "000"], layouts, load_content())


def test_every_statement_stands_on_the_page_with_its_verdict() -> None:
    found = [(row[0], row[2]) for row in rows_of_the_page()]
    assert found == [(s.project, s.verdict) for s in STATEMENTS]


def test_every_verdict_is_quoted_word_for_word_from_its_document(shared: Path) -> None:
    def plain(text: str) -> str:
        return re.sub(r"\s+", " ", re.sub(r"-\s*\n\s*", "", text))

    for one in STATEMENTS:
        if not one.outside:
            (document,) = (shared / "documents").glob(f"{one.source}_*.txt")
            assert one.quote in plain(document.read_text(encoding="utf-8")), one.project


def test_what_the_page_says_of_siteplan_is_what_siteplan_says(rows: tuple[Compared, ...]) -> None:
    page = {(row[0], row[2], len(row)): row for row in rows_of_the_page()}
    for one in rows:
        wide = 5 if one.statement.outside else 8
        row = page[one.statement.project, one.statement.verdict, wide]
        assert (row[3], int(row[4])) == (one.says, round((one.total or 0) * 100)), one.statement.project
        if not one.statement.outside:
            assert row[5:] == [one.blind, str(round((one.blind_total or 0) * 100)), str(one.without)]


def test_a_blind_verdict_rests_on_nothing_that_quotes_its_document() -> None:
    specs = load_content().specs
    assert rests_on(specs["cluster_size_units"], "000")
    assert not any(rests_on(spec, "000") for spec in specs.values() if all(c.source != "000" for c in spec.citations)
                   and "000:" not in repr(spec.parameters) + repr(spec.curve))  # fmt: skip


def test_agreement_is_set_beside_what_chance_would_give(rows: tuple[Compared, ...]) -> None:
    outside = [row for row in rows if row.statement.outside]
    assert agreement(outside, blind=False) == (4, 4, 4.0)


def test_the_page_counts_its_own_rows_right() -> None:
    rows = [row for row in rows_of_the_page() if len(row) == 8]
    same, blind = sum(row[2] == row[3] for row in rows), sum(row[2] == row[5] for row in rows)
    said = PAGE.read_text(encoding="utf-8")
    assert f"Calibration: {same} of {len(rows)} agree" in said
    assert f"Blind: {blind} of {len(rows)} agree" in said
