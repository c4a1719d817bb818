"""Every declared attribute: what it comes to when it is declared, when it is not, and when it is asked too early."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siteplan.content import load_content
from siteplan.context import LayoutContext
from siteplan.criterion import CriterionResult, CriterionSpec, Outcome
from siteplan.errors import InputError
from siteplan.evaluation import Settings, declared_finding, evaluate
from siteplan.model import STAGES, Programme, Stage
from siteplan.profile import Profile, ProfileText
from siteplan.readers.layout import parse_layout
from siteplan.readers.programme import check_programme
from siteplan.text import LANGUAGES, missing_sentence, result_sentence
from tests.criteria.drawing import Drawing

CONTENT = load_content()
TABLE: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "declared_cases.toml").read_text(encoding="utf-8")
)
GENERIC = [spec for name, spec in CONTENT.specs.items() if spec.declared is not None and name not in CONTENT.evaluators]
CHECKLISTS = [spec for spec in GENERIC if spec.declared is not None and spec.unit == "share"]
CASES = [(name, index) for name, cases in TABLE.items() for index in range(len(cases))]
PLAIN = Settings(
    profile=Profile(id="plain", text={language: ProfileText(title="", description="") for language in LANGUAGES})
)


ROOM, _ = parse_layout(Drawing("room").space("room", "living_kitchen", (0, 0, 5, 4), unit="u").mapping(), name="room")


def result_of(
    spec: CriterionSpec, programme: Programme, stage: Stage, *, context: LayoutContext | None = None
) -> CriterionResult:
    context = context or LayoutContext(ROOM, stated_programme=programme)
    asked = [(spec, CONTENT.evaluators.get(spec.id))]
    return evaluate(context, asked, settings=PLAIN, candidate=("room", "room"), stage=stage).result(spec.id)


def said(result: CriterionResult) -> None:
    for language in LANGUAGES:
        sentence = result_sentence(result, language)
        assert sentence.endswith(".") and "{" not in sentence and "_" not in sentence
        assert sentence[0].isupper() or sentence[0].isdigit()


@pytest.mark.parametrize(("name", "index"), CASES, ids=[f"{n}-{TABLE[n][i]['outcome']}-{i}" for n, i in CASES])
def test_what_is_declared_comes_to_what_was_worked_out_by_hand(name: str, index: int) -> None:
    spec, case = CONTENT.specs[name], TABLE[name][index]
    programme = check_programme(case["programme"], specs=CONTENT.specs, file="declared_cases.toml")
    result = result_of(spec, programme, spec.stage)
    assert result.outcome is Outcome(case["outcome"])
    if "score" in case:
        assert result.score == pytest.approx(case["score"], abs=1e-5)
    else:
        assert result.score is None and spec.importance == "information"
    said(result)


@pytest.mark.parametrize("spec", GENERIC, ids=lambda spec: spec.id)
def test_every_declared_attribute_has_a_case_for_each_side(spec: CriterionSpec) -> None:
    outcomes = {case["outcome"] for case in TABLE[spec.id]}
    if spec.importance == "information":
        assert outcomes == {"noted"}
    elif spec.id == "lease_type":  # the least that the catalogue gives a lease is partly met
        assert {"met", "partly_met"} <= outcomes
    else:
        assert {"met", "not_met"} <= outcomes


@pytest.mark.parametrize("spec", GENERIC, ids=lambda spec: spec.id)
def test_what_nobody_has_declared_is_undetermined_and_never_a_zero(spec: CriterionSpec) -> None:
    assert spec.declared is not None
    base: Programme = dict.fromkeys(spec.declared.requires, True)
    result = result_of(spec, base, spec.stage)
    assert result.outcome is Outcome.UNDETERMINED
    assert result.missing == f"declared_{spec.declared.key}"
    assert result.score is None
    said(result)
    for language in LANGUAGES:
        assert missing_sentence(result.missing, language).endswith(".")


@pytest.mark.parametrize(
    "spec", [s for s in GENERIC if s.declared is not None and s.declared.requires], ids=lambda spec: spec.id
)
def test_without_a_staffed_base_the_question_does_not_arise(spec: CriterionSpec) -> None:
    result = result_of(spec, {**TABLE[spec.id][0]["programme"], "staffed_base": False}, spec.stage)
    assert result.outcome is Outcome.NOT_APPLICABLE and result.score is None
    said(result)
    unknown = result_of(spec, {}, spec.stage)
    assert unknown.outcome is Outcome.UNDETERMINED and unknown.missing == "declared_staffed_base"


@pytest.mark.parametrize("spec", [s for s in GENERIC if s.stage != STAGES[0]], ids=lambda spec: spec.id)
def test_a_sketch_is_not_judged_on_what_is_settled_later(spec: CriterionSpec) -> None:
    declared: Programme = TABLE[spec.id][0]["programme"]
    nothing: Programme = {}
    for programme in (nothing, declared):
        result = result_of(spec, programme, "sketch")
        assert result.outcome is Outcome.LATER
        assert (result.score, result.score_low, result.score_high) == (None, None, None)
        said(result)


@pytest.mark.parametrize("spec", CHECKLISTS, ids=lambda spec: spec.id)
@given(data=st.data())
def test_one_item_more_on_a_checklist_never_lowers_the_score(spec: CriterionSpec, data: st.DataObject) -> None:
    assert spec.declared is not None and spec.curve is not None
    items = data.draw(st.lists(st.sampled_from(spec.declared.allowed), unique=True))
    more = [*items, data.draw(st.sampled_from(spec.declared.allowed))]
    base = dict.fromkeys(spec.declared.requires, True)
    scores = []
    for given_items in (items, more, [*more, *more]):
        finding = declared_finding(spec, {**base, spec.declared.key: tuple(given_items)})
        assert finding.quantity is not None
        scores.append(spec.curve.score(finding.quantity.value))
    assert 0 <= scores[0] <= scores[1] == scores[2] <= 1
    assert (scores[1] > scores[0]) == (more[-1] not in items)


@pytest.mark.parametrize("spec", GENERIC, ids=lambda spec: spec.id)
def test_a_value_that_is_not_allowed_is_refused(spec: CriterionSpec) -> None:
    assert spec.declared is not None
    wrong: dict[str, object] = {"boolean": "maybe", "choice": "something else", "list": ["x", 1], "text": 7}
    value = wrong.get(spec.declared.type, -1)
    with pytest.raises(InputError):
        check_programme({spec.declared.key: value}, specs=CONTENT.specs, file="programme.toml")


@pytest.mark.parametrize("spec", GENERIC, ids=lambda spec: spec.id)
def test_what_the_scores_rest_on_is_said(spec: CriterionSpec) -> None:
    assert spec.declared is not None
    if spec.importance == "information":
        return
    rests = spec.curve.reference if spec.curve is not None else spec.declared.reference
    assert "00" in rests
    if spec.declared.type == "choice":
        assert set(spec.declared.scores) == set(spec.declared.allowed)


def test_no_cameras_is_the_best_and_live_pictures_outdoors_come_next() -> None:
    declared = CONTENT.specs["camera_policy"].declared
    assert declared is not None
    best, following, *rest = sorted(declared.scores.items(), key=lambda item: -item[1])
    assert best == ("none", 1.0)
    assert following[0] == "live_outdoors" and following[1] < 1
    assert all(score < following[1] for _, score in rest)


INFORMATION = {
    "sanitary_material", "entrance_sluice", "security_level_fit", "remote_room_control", "units_counted_as_dwellings",
    "rights_impact_check",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(INFORMATION))
def test_what_the_addenda_call_information_never_scores(name: str) -> None:
    assert CONTENT.specs[name].importance == "information"


def test_the_rights_that_are_touched_are_named_with_basis_and_a_gentler_way() -> None:
    spec = CONTENT.specs["rights_impact_check"]
    programme: Programme = {
        "cameras": "live_outdoors", "sluice": True, "room_sensors": "none", "legal_basis": ("cameras",),
    }  # fmt: skip
    values = result_of(spec, programme, "sketch").finding.values
    assert values["present"] == "cameras, sluice"
    assert values["rights"] == "private_life, home, social_life"
    assert values["without_basis"] == "sluice"
    assert values["alternatives"] == "instead_of_cameras, instead_of_sluice"
    assert values["unknown"] == "one_way_glass, key_override, locked_common_room"


def test_glass_that_only_one_side_sees_through_touches_private_life_where_it_is_drawn() -> None:
    spec = CONTENT.specs["rights_impact_check"]
    found = []
    for glazing in ("one_way", "clear"):
        drawing = Drawing("glass").space("room", "living_kitchen", (0, 0, 5, 4), unit="u")
        layout, _ = parse_layout(drawing.window("w", (1, 0), (2, 0), glazing=glazing).mapping(), name="glass")
        found.append(result_of(spec, {}, "sketch", context=LayoutContext(layout)))
    assert [result.finding.values["present"] for result in found] == ["one_way_glass", "nothing"]
    assert found[0].finding.values["rights"] == "private_life"
    for result in found:
        assert result.outcome is Outcome.NOTED and result.score is None
        said(result)


def test_with_nothing_drawn_or_declared_the_rights_stay_open() -> None:
    result = result_of(CONTENT.specs["rights_impact_check"], {}, "sketch")
    assert result.outcome is Outcome.UNDETERMINED and result.missing == "declared_rights"
    said(result)
