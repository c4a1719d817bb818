"""What the catalogue lists is asked, or a line of the checklist, or a trade-off; nothing of it is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from siteplan.content import load_content

CONTENT = load_content()


@pytest.fixture(scope="module")
def catalogue(shared: Path) -> dict[str, Any]:
    path = shared / "design" / "criteria_catalogue.json"
    if not path.is_file():
        pytest.skip("the catalogue is not at hand")
    listed: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return listed


def kinds(entry: dict[str, Any]) -> set[str]:
    return set(entry["kinds"].split(","))


def test_every_attribute_that_can_only_be_declared_is_asked_with_the_catalogues_weight(
    catalogue: dict[str, Any],
) -> None:
    declared = {e["id"]: e["weight"] for e in catalogue["entries"] if "c" in kinds(e) and not kinds(e) & {"a", "b"}}
    assert len(declared) == 40
    assert set(declared) - set(CONTENT.specs) == set()
    assert {name: CONTENT.specs[name].suggested_weight for name in declared} == declared


def test_every_process_item_is_a_line_of_the_checklist(catalogue: dict[str, Any]) -> None:
    assert {e["id"] for e in catalogue["entries"] if kinds(e) == {"d"}} == set(CONTENT.process)


def test_every_trade_off_is_shown_and_no_side_of_it_is_left_out(catalogue: dict[str, Any]) -> None:
    listed = {t["id"]: {(q["f"], q["a"]) for s in t["sides"] for q in s["quotes"]} for t in catalogue["tradeoffs"]}
    assert set(listed) == set(CONTENT.tradeoffs) and len(listed) == 24
    for name, tradeoff in CONTENT.tradeoffs.items():
        assert len(tradeoff.sides) >= 2 and tradeoff.informed_by, name
        sides = next(t["sides"] for t in catalogue["tradeoffs"] if t["id"] == name)
        cited = [(int(c.source), *_lines(c.locator)) for s in tradeoff.sides for c in s.citations if c.source.isdigit()]
        for side in sides:
            passages = [(q["f"], q["a"] - 4, q["b"] + 4) for q in side["quotes"]]
            assert any(f == g and a <= first and last <= b for f, a, b in passages for g, first, last in cited), name


def _lines(locator: str) -> tuple[int, int]:
    first, _, last = locator.partition("-")
    return int(first), int(last or first)
