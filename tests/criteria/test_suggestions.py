"""Missing paths reach those who read the results: as a suggestion with its gain, never as a promise."""

from __future__ import annotations

import re
from typing import Any

import pytest

from siteplan.criterion import CriterionResult, Suggestion
from siteplan.dashboard.evidence import evidence_of, legend_of
from siteplan.dashboard.words import Words
from siteplan.text import LANGUAGES, suggestion_sentence, suggestions_caveat
from siteplan.writers.results_json import suggestion_record
from tests.criteria.layer_plot_cases import around_the_block
from tests.criteria.make_plot_cases import Scene, ring
from tests.criteria.test_plot_cases import result_of


def judged(scene: Scene, criterion: str = "safe_shortcuts") -> CriterionResult:
    return result_of({"type": "FeatureCollection", **scene.members, "features": scene.features}, criterion)


def far_round(stop_x: float = -200) -> Scene:
    """As :func:`around_the_block`, with the way round 300 m farther east, so that a path saves much."""
    scene = Scene(members={}, features=list(around_the_block(stop_x).features))
    for feature in scene.features:
        if "highway" in feature["properties"].get("tags", {}) and feature["geometry"]["type"] == "LineString":
            points = feature["geometry"]["coordinates"]
            feature["geometry"]["coordinates"] = [[360, y] if x == 60 else [x, y] for x, y in points]
    return scene


def test_a_path_that_saves_much_is_suggested_with_its_length_and_its_gain() -> None:
    (found,) = judged(far_round()).finding.suggestions
    assert found.key == "missing_link" and found.values["target"] == "stop"
    before = 10 + 335 + 110 + 360 + 200
    assert found.values["before_m"] == before
    line = next(f for f in judged(far_round()).finding.features if f.role == "missing_link")
    assert line.geometry.length == pytest.approx(found.values["link_m"]) and line.geometry.length <= 120
    saved = found.values["saved_m"]
    assert isinstance(saved, float) and saved > 500
    assert line.quantity is not None and line.quantity.value == saved
    assert "owner" in found.unknown and "slope" in found.unknown and "barrier" not in found.unknown


def test_a_suggestion_is_no_part_of_the_score() -> None:
    with_path, fenced = judged(far_round()), judged(far_round().line((-500, 54), (358, 54), (358, -5), barrier="fence"))
    assert with_path.finding.suggestions and not fenced.finding.suggestions
    assert (with_path.score_low, with_path.score_high) == (fenced.score_low, fenced.score_high)


def test_the_sentence_says_length_gain_owner_and_slope_and_promises_nothing() -> None:
    owned = far_round().in_layer(
        "parcels", "Polygon", [ring((-600, 50, 400, 100))], id="p1", knr="5001", gnr="1", bnr="2", owner_kind="private"
    )
    owned.having(terrain={"x0": -1000.0, "y0": 1000.0, "cell": 10.0, "heights": [[5.0] * 200 for _ in range(200)]})
    (found,) = judged(owned).finding.suggestions
    assert (found.values["private_count"], found.values["steepest_share"]) == (1, 0.0)
    nb, en = (
        f"{suggestion_sentence(found, language)} {suggestions_caveat([found], language)}" for language in LANGUAGES
    )
    assert re.match(r"\d+\xa0m sti her ville gjort gangveien til holdeplassen \d+\xa0m kortere enn dagens ", nb)
    assert "Private eiendommer på veien: 1." in nb and nb.endswith("Om en sti kan bygges, er ikke avgjort.")
    assert re.match(r"\d+\xa0m of path here would make the walk to the stop \d+\xa0m shorter than today's ", en)
    assert "who owns the ground" not in en and "railways" in en and en.endswith("is not settled.")


def test_every_suggestion_has_words_for_every_target_and_every_unknown() -> None:
    numbers: dict[str, Any] = {"link_m": 40.0, "saved_m": 350.0, "before_m": 600.0}
    unknown = ("owner", "slope", "building", "barrier", "water", "railway", "fast_road")
    for target in ("stop", "grocery", "green"):
        suggestion = Suggestion(key="missing_link", values={"target": target, **numbers}, unknown=unknown)
        for language in LANGUAGES:
            said = f"{suggestion_sentence(suggestion, language)} {suggestions_caveat([suggestion] * 2, language)}"
            assert "350" in said and "{" not in said and "_" not in said


def test_scripts_find_the_suggestion_beside_the_values() -> None:
    (found,) = judged(far_round()).finding.suggestions
    record = suggestion_record(found)
    assert record["suggestion"] == "missing_link" and record["target"] == "stop"
    assert record["saved_m"] == round(float(found.values["saved_m"] or 0), 6) and "owner" in record["unknown"]


def test_the_map_draws_the_path_with_its_gain_and_a_line_in_the_legend() -> None:
    words = Words("nb")
    drawn = evidence_of(judged(far_round()), words)
    path = next(feature for feature in drawn if feature.role == "missing_link")
    assert path.label is not None and path.label.startswith("−") and path.label.endswith("m")
    assert any(entry.key == "missing_link" and entry.label == "Sti som mangler" for entry in legend_of(drawn, words))
