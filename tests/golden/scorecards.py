"""Scorecards of the four sketches and the reference projects as small tables that a person can read and compare.

Run ``python -m tests.golden.scorecards`` to write them again after a change that is meant to change results, and read
the difference (``git diff tests/golden``) before it is committed: every line that moved needs a reason.
"""

from __future__ import annotations

import json
from pathlib import Path

from siteplan.assessment import Choices, assess_layouts
from siteplan.content import content_folder, load_content
from siteplan.ranking import RankedCandidate
from siteplan.readers.layout import read_layout

FOLDER = Path(__file__).parent
SAMPLES = content_folder() / "sample_sites"
SETS = {
    "sketches": SAMPLES / "kveldsvag" / "layouts",
    "reference_projects": SAMPLES / "reference_projects",
}
"""Golden file -> the folder of the layouts that are scored side by side in it."""
DECIMALS = 2

Rows = dict[str, dict[str, str]]


def scorecards(folder: Path) -> Rows:
    """Outcome and rounded score of every criterion for every layout of a folder, and where each layout stands."""
    layouts = [read_layout(path)[0] for path in sorted(folder.glob("*.geojson"))]
    run = assess_layouts(layouts, load_content(), choices=Choices())
    return {candidate.scorecard.id: _rows(candidate) for candidate in run.ranking.candidates}


def _rows(candidate: RankedCandidate) -> dict[str, str]:
    total = candidate.scores.total
    rows = {"(status)": candidate.status, "(total)": _shown(total.score), "(coverage)": _shown(total.coverage)}
    for result in sorted(candidate.scorecard.results, key=lambda result: result.spec.id):
        if result.score is not None:
            said = _shown(result.score)
        elif result.score_low is not None and result.outcome.value == "undetermined":
            said = f"{_shown(result.score_low)}-{_shown(result.score_high)}"
        else:
            said = ""
        rows[result.spec.id] = f"{result.outcome.value} {said}".strip()
    return rows


def _shown(value: float | None) -> str:
    # Adding 0.0 turns "-0.00" into "0.00"; the small lift keeps a half from rounding by the last bit of a platform.
    return "-" if value is None else f"{value + 1e-9:.{DECIMALS}f}"


def golden_file(name: str) -> Path:
    """Where the scorecards of one set are kept."""
    return FOLDER / f"{name}.json"


def main() -> None:
    """Write every golden file."""
    for name, folder in SETS.items():
        text = json.dumps(scorecards(folder), ensure_ascii=False, indent=1, sort_keys=True)
        golden_file(name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
