"""Measured again under other limits: ranges covered, users' own limits left alone, turning points measured."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from siteplan.__main__ import main
from siteplan.criterion import Parameter, ParameterUse
from siteplan.decision_table import decision_table
from siteplan.profile import Profile
from siteplan.ranking import Ranking, rank
from siteplan.remeasurement import movable, parameter_turns, remeasured, settings_of
from siteplan.robustness import firmness
from siteplan.scorecard import Scorecard, weighting_of
from tests.strategies import result, spec

PLAIN = Profile(id="plain", text={}, minimum_coverage=0.0)
RADIUS = Parameter(value=500.0, unit="m", basis="assumption", reference="ours", low=300.0, high=800.0)
FIXED = Parameter(value=8.0, unit="m", basis="regulation", reference="TEK17")
COUNTED = replace(spec("counted"), parameters={"radius": RADIUS, "fixed": FIXED})
OTHER = spec("other")
AT = {"near": 450.0, "far": 620.0}
"""How far from each plot its one neighbour stands [m]: counted within the radius, it costs the whole score."""


def card(name: str, radius: float) -> Scorecard:
    use = ParameterUse(value=radius, unit="m", basis="assumption", level="criterion")
    counted = replace(result(COUNTED, 0.0 if AT[name] <= radius else 1.0), parameters={"radius": use})
    other = result(OTHER, {"near": 0.9, "far": 0.4}[name])
    return Scorecard(id=name, name=name, stage="sketch", results=(counted, other))


def ranking(radius: float = 500.0) -> Ranking:
    return rank([card(name, radius) for name in AT], weighting_of([COUNTED, OTHER], PLAIN), PLAIN)


def assess(limits: Mapping[str, float]) -> Sequence[Scorecard]:
    return [card(name, limits.get("counted.radius", 500.0)) for name in AT]


def test_each_limit_takes_one_value_from_every_part_of_its_range() -> None:
    settings = settings_of({"a.x": (300.0, 800.0), "a.y": (0.0, 1.0)}, count=10, seed=3)
    for name, low, high in (("a.x", 300.0, 800.0), ("a.y", 0.0, 1.0)):
        parts = sorted(int((setting[name] - low) / (high - low) * 10) for setting in settings)
        assert parts == list(range(10))
    assert settings == settings_of({"a.x": (300.0, 800.0), "a.y": (0.0, 1.0)}, count=10, seed=3)


def test_only_assumptions_that_nobody_set_are_varied() -> None:
    assert movable({"counted": COUNTED}, ranking()) == {"counted.radius": (300.0, 800.0)}
    whole = ranking()
    own = replace(RADIUS, basis="document")
    assert movable({"counted": replace(COUNTED, parameters={"radius": own})}, whole) == {}
    mine = [replace(c.scorecard.results[0].parameters["radius"], level="site") for c in whole.candidates]
    cards = tuple(
        replace(c, scorecard=replace(c.scorecard, results=(
            replace(c.scorecard.results[0], parameters={"radius": use}), *c.scorecard.results[1:])))
        for c, use in zip(whole.candidates, mine, strict=True)
    )  # fmt: skip
    assert movable({"counted": COUNTED}, replace(whole, candidates=cards)) == {}


def test_measuring_again_shows_what_the_curves_alone_do_not() -> None:
    whole = ranking()
    assert [c.scorecard.id for c in whole.candidates] == ["far", "near"]
    assert firmness(whole).first["limits"] == {"far": 1.0, "near": 0.0}
    variants = remeasured(whole, assess, count=50, seed=1)
    found = firmness(whole, variants=variants, measured_again=True)
    # "near" leads where its neighbour is not counted (radius under 450), or where both are (over 620).
    share = ((450 - 300) + (800 - 620)) / 500
    assert found.first["limits"]["near"] == pytest.approx(share, abs=0.06)
    column = decision_table(whole).column("counted")
    assert np.array_equal(variants[column].score[0], decision_table(whole).score[:, column])


def test_a_limit_s_turning_points_are_measured_and_confirmed_a_hair_on_either_side() -> None:
    whole = ranking()
    variants = remeasured(whole, assess, count=20, seed=1)
    turns = parameter_turns(whole, variants, lambda _, limits: assess(limits))
    assert sorted(round(turn.turns_at, 2) for turn in turns) == [450.0, 620.0]
    for turn in turns:
        sign = 1.0 if turn.turns_at > turn.now else -1.0
        assert ranking(turn.turns_at + sign * 0.01).candidates[0].scorecard.id == "near" == turn.leads
        assert ranking(turn.turns_at - sign * 0.01).candidates[0].scorecard.id == "far"


def test_screening_measured_again_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert main(["screen", "sample_sites/kveldsvag", "--measure-again", "3", "--format", "json"]) == 0
    firm = json.loads(capsys.readouterr().out)["firmness"]
    assert firm["measured_again"] is True and firm["limit_settings"] == 4
    assert any("4 settings" in sentence for sentence in firm["sentences"])
