"""The worked example of docs/scoring.md, computed by the program from the page's own table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from siteplan.scorecard import JoinedScore, Weight, Weighting, join_scores
from tests.strategies import result, spec


def test_the_worked_example_of_the_scoring_page_is_what_the_program_computes(root: Path) -> None:
    page = (root / "docs" / "scoring.md").read_text(encoding="utf-8").split("## A worked example")[1]
    rows = re.findall(r"^\| ([a-z ]+) \| (access|overview|unit) \| (\d) \| ([\w. ]+) \|$", page, re.M)
    assert len(rows) == 6
    results = [
        result(spec(name, family=family), None if score == "not assessed" else float(score))
        for name, family, _, score in rows
    ]
    weighting = Weighting(
        criteria={name: Weight(value=float(w), stated=float(w), level="criterion") for name, _, w, _ in rows},
        means={"overview": "geometric"},
    )
    scores = join_scores(results, weighting)
    stated = {
        line.split(":")[0].split(" (")[0]: re.findall(r"\*\*([\d.]+)\*\*", line)
        for line in re.findall(r"^\* (.+)$", page, re.M)
    }

    def rounded(*values: float | None) -> list[str]:
        return [f"{value:.3f}" for value in values]

    def access(family: JoinedScore) -> list[str]:
        return rounded(family.score, family.low, family.high)

    assert stated["access"] == access(scores.families["access"])
    assert stated["overview"] == rounded(scores.families["overview"].score)
    assert stated["unit"] == rounded(scores.families["unit"].score)
    assert stated["total"] == rounded(scores.total.score)
    assert stated["lowest"] == rounded(scores.total.low, scores.total.high)
    assert stated["coverage"] == rounded(scores.total.coverage)
    assert scores.families["access"].coverage == pytest.approx(2 / 3)
