"""Programme and weights files: what they may say, and one message for each thing that they may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from siteplan.criterion import CriterionSpec, DeclaredAttribute, Parameter
from siteplan.errors import InputError
from siteplan.readers.programme import check_programme, read_programme
from siteplan.readers.weights import read_weights
from siteplan.text import issue_sentence
from tests.strategies import spec

REACH = Parameter(value=300, unit="m", basis="assumption", reference="test", low=200, high=400)
MATERIAL = DeclaredAttribute(key="sanitary_material", type="choice", allowed=("porcelain", "steel"))
RIGHTS = DeclaredAttribute(key="rights", type="list", allowed=("key", "visit"))
SPECS: dict[str, CriterionSpec] = {
    "walk": replace(spec("walk"), parameters={"reach": REACH}),
    "material": replace(spec("material"), declared=MATERIAL),
    "rights": replace(spec("rights"), declared=RIGHTS),
}


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def problems(read: Callable[[], object]) -> dict[str | None, str]:
    with pytest.raises(InputError) as caught:
        read()
    for issue in caught.value.issues:
        assert "{" not in issue_sentence(issue, "nb") + issue_sentence(issue, "en")
    return {issue.element: issue.code for issue in caught.value.issues}


@pytest.mark.parametrize("heading", ["", "[programme]\n"])
def test_a_programme_is_read_with_or_without_its_heading(tmp_path: Path, heading: str) -> None:
    text = heading + 'units_wanted = 8\nstaffed_base = false\nsanitary_material = "steel"\nrights = ["key"]\n'
    programme = read_programme(written(tmp_path / "p.toml", text), specs=SPECS)
    assert programme == {
        "units_wanted": 8, "staffed_base": False, "sanitary_material": "steel", "rights": ("key",)
    }  # fmt: skip


def test_every_wrong_line_of_a_programme_is_named(tmp_path: Path) -> None:
    text = 'units_wanted = 2.5\nsanitary_material = "gold"\nrights = ["run"]\nstaffing_hours_per_week = -1\nage = 40\n'
    assert problems(lambda: read_programme(written(tmp_path / "p.toml", text), specs=SPECS)) == {
        "units_wanted": "wrong-programme-value", "sanitary_material": "wrong-programme-value",
        "rights": "wrong-programme-value", "staffing_hours_per_week": "wrong-programme-value",
        "age": "unknown-programme-key",
    }  # fmt: skip


def test_a_criterion_rules_over_the_general_meaning_of_a_key() -> None:
    assert check_programme({"sanitary_material": "gold"}, specs={}, file="x") == {"sanitary_material": "gold"}
    assert problems(lambda: check_programme({"sanitary_material": "gold"}, specs=SPECS, file="x")) == {
        "programme.sanitary_material": "wrong-programme-value"
    }


def test_without_criteria_at_hand_any_plain_value_of_another_key_is_kept() -> None:
    assert check_programme({"rights": ["key"], "own": 3.5}, file="x") == {"rights": ("key",), "own": 3.5}
    nested = {"own": [1, 2], "limit": float("nan")}
    assert set(problems(lambda: check_programme(nested, file="x")).values()) == {"wrong-programme-value"}


def test_weights_are_read_flat_or_with_limits(tmp_path: Path) -> None:
    flat = read_weights(written(tmp_path / "w.toml", "walk = 2\naccess = 0\n"), specs=SPECS)
    assert flat.weights == {"walk": 2.0, "access": 0.0} and flat.limits == {}
    text = '[weights]\nwalk = 1.5\n[limits]\n"walk.reach" = 250\n'
    both = read_weights(written(tmp_path / "w.toml", text), specs=SPECS)
    assert both.weights == {"walk": 1.5} and both.limits == {"walk.reach": 250.0}
    dotted = read_weights(written(tmp_path / "w.toml", "[limits]\nwalk.reach = 250\n"), specs=SPECS)
    assert dotted.limits == {"walk.reach": 250.0}


def test_every_wrong_weight_is_named(tmp_path: Path) -> None:
    text = 'walk = -1\nwlak = 2\naccess = "much"\nunit = inf\n'
    assert problems(lambda: read_weights(written(tmp_path / "w.toml", text), specs=SPECS)) == {
        "walk": "not-a-number", "wlak": "unknown-criterion", "access": "not-a-number", "unit": "not-a-number"
    }  # fmt: skip
