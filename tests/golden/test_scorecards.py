"""No result of a sample layout changes without being seen: the golden scorecards, line by line."""

from __future__ import annotations

import json

import pytest

from tests.golden.scorecards import SETS, golden_file, scorecards


@pytest.mark.parametrize("name", SETS)
def test_every_sample_layout_scores_as_it_did(name: str) -> None:
    kept = json.loads(golden_file(name).read_text(encoding="utf-8"))
    found = scorecards(SETS[name])
    assert list(found) and set(found) == set(kept)
    changed = [
        f"{layout}: {criterion} was {kept[layout].get(criterion)}, is {found[layout].get(criterion)}"
        for layout in sorted(kept)
        for criterion in sorted(set(kept[layout]) | set(found[layout]))
        if kept[layout].get(criterion) != found[layout].get(criterion)
    ]
    assert not changed, "python -m tests.golden.scorecards writes them again:\n" + "\n".join(changed)
