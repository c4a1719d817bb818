"""The decision said in words: nothing rounded away, requirements and reasons visible, both languages alike."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from siteplan.__main__ import main
from siteplan.criterion import Finding, Quantity
from siteplan.decision import decide
from siteplan.decision_words import DecisionWords, firm_lines
from siteplan.explanation import difference
from siteplan.profile import Profile, Requirement
from siteplan.ranking import Ranking, rank
from siteplan.scorecard import RequirementCheck, Scorecard, weighting_of
from siteplan.text import LANGUAGES, Language, catalogue
from siteplan.writers.results_table import results_table
from tests.strategies import result, spec
from tests.writers.test_results import run

SITE = "sample_sites/kveldsvag"
PLAIN = Profile(id="plain", text={}, minimum_coverage=0.0)


def doors(name: str, seen: int, walk: float) -> Scorecard:
    """A layout of eight homes with so many doors seen from the base, and a walk [m]."""
    seen_spec = replace(spec("base_overview_of_unit_doors"), unit="share")
    found = Finding(
        quantity=Quantity(value=seen / 8, unit="share"), values={"seen_count": seen, "unit_count": 8}
    )  # fmt: skip
    way = Finding(quantity=Quantity(value=walk, unit="m"))
    return Scorecard(
        id=name, name=name, stage="sketch",
        results=(
            replace(result(seen_spec, seen / 8), finding=found),
            replace(result(spec("other"), 1 - walk / 1000), finding=way),
        ),
    )  # fmt: skip


def ranked(*cards: Scorecard) -> Ranking:
    return rank(cards, weighting_of([r.spec for r in cards[0].results], PLAIN), PLAIN)


@pytest.mark.parametrize(
    ("language", "seen", "said"),
    [
        ("nb", 6, "basen ser 2 flere dører (8 mot 6)"), ("en", 6, "the base sees 2 more doors (8 against 6)"),
        ("nb", 7, "basen ser én dør mer (8 mot 7)"), ("en", 7, "the base sees one more door (8 against 7)"),
    ],
)  # fmt: skip
def test_a_difference_in_doors_is_said_in_doors(language: Language, seen: int, said: str) -> None:
    ranking = ranked(doors("B", 8, 200), doors("A", seen, 205))
    words = DecisionWords(ranking, decide(ranking), language)
    sentence = words.difference(difference(ranking, *ranking.candidates))
    assert said in sentence
    assert sentence.startswith("B ")


def test_what_speaks_for_the_lower_candidate_is_said_too() -> None:
    ranking = ranked(doors("B", 8, 300), doors("A", 4, 100))
    words = DecisionWords(ranking, decide(ranking), "en")
    assert "In favour of A: t (100\u00a0m against 300\u00a0m)." in words.difference(
        difference(ranking, *ranking.candidates)
    )


@pytest.mark.parametrize(("share", "said"), [(1.0, "100"), (0.999, "99"), (0.5, "50"), (0.0004, "1"), (0.0, "0")])
def test_a_share_is_never_rounded_up_to_all_or_down_to_none(share: float, said: str) -> None:
    ranking = ranked(doors("B", 8, 300), doors("A", 4, 100))
    assert DecisionWords(ranking, decide(ranking), "en").of_hundred(share) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_candidate_or_none_is_said_plainly(language: Language) -> None:
    alone = ranked(doors("B", 8, 300))
    assert firm_lines(alone, decide(alone), language) == [catalogue("decision")["headline.alone"][language]]
    nobody = replace(alone, candidates=())
    assert firm_lines(nobody, decide(nobody), language) == [catalogue("decision")["headline.none"][language]]


def test_both_languages_say_the_same_with_the_same_numbers() -> None:
    pattern = re.compile(r"{([^{}]*)}")
    for key, said in catalogue("decision").items():
        assert sorted(pattern.findall(said["nb"])) == sorted(pattern.findall(said["en"])), key


def test_a_waived_requirement_stands_with_its_reason_where_the_candidate_is_named() -> None:
    check = RequirementCheck(
        criterion="other", requirement=Requirement(on_fail="exclude", min_score=0.9), state="waived",
        waiver="The council decided so in case 26/114",
    )  # fmt: skip
    ranking = ranked(replace(doors("B", 8, 300), requirements=(check, check)), doors("A", 4, 100))
    shown = results_table(replace(run(), ranking=ranking, decision=None), language="en", width=300)
    line = next(line for line in shown.splitlines() if " B " in line and "26/114" in line)
    assert line.count("26/114") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_says_how_firm_it_is_before_it_shows_a_number(
    language: Language, capsys: pytest.CaptureFixture[str], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert main(["screen", SITE, "--format", "table", "--language", language]) == 0
    shown = capsys.readouterr().out
    first = {"nb": "Skulebakken ligger", "en": "Skulebakken is"}[language]
    assert shown.startswith(first)
    assert shown.index(first) < shown.index({"nb": "plass  gruppe", "en": "rank  group"}[language])


def test_json_carries_how_firm_the_order_is_with_groups_and_turning_points(
    capsys: pytest.CaptureFixture[str], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert main(["screen", SITE, "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    firm = record["firmness"]
    assert firm["leader"] == record["candidates"][0]["id"] and firm["draws"] == 2000
    assert sum(firm["first"]["together"].values()) == pytest.approx(1.0)
    assert {turn["kind"] for turn in firm["turns"]} == {"weight", "limit"}
    assert all(turn["leads"] != firm["leader"] for turn in firm["turns"])
    groups = [c["rank_group"] for c in record["candidates"] if c["rank"] is not None]
    assert groups[0] == 1 and set(groups) == set(range(1, max(groups) + 1))
    parts = firm["differences"][0]
    assert sum(part["points"] for part in parts["parts"]) == pytest.approx(parts["points"])
