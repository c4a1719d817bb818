"""A run in every format: what INTERFACES section 5 promises, and what no format may contain."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import pytest
from shapely.geometry import LineString, Point, box

from siteplan.criterion import (
    CriterionResult,
    CriterionText,
    Feature,
    Finding,
    ParameterUse,
    Quantity,
    Source,
)
from siteplan.errors import InputError, Issue
from siteplan.model import DataSource, Plot
from siteplan.profile import Profile, Requirement
from siteplan.ranking import rank
from siteplan.run import Run
from siteplan.scorecard import RequirementCheck, Scorecard, weighting_of
from siteplan.text import issue_sentence
from siteplan.writers.evidence_geojson import evidence_collection, evidence_geojson
from siteplan.writers.plain import plain, to_json
from siteplan.writers.results import write_run
from siteplan.writers.results_csv import candidates_csv, results_csv
from siteplan.writers.results_json import results_json, results_record
from siteplan.writers.results_table import comparison_table, results_table
from siteplan.writers.table import Column, aligned
from tests.strategies import result, spec

EAST, NORTH = 569_500.0, 7_034_500.0
SENTENCES = {
    "met": "Nearest: {nearest}, {quantity}.", "not_met": "Far: {quantity}.", "undetermined": "Not assessed: {missing}",
    "noted": "Noted {quantity}.",
}  # fmt: skip
WORDS = CriterionText(title="Walk to a stop", question="How far?", sentences=SENTENCES)
WALK = replace(spec("walk", serves=("residents", "services")), text={"nb": WORDS, "en": WORDS})
HOMELY = replace(WORDS, title="Home", sentences=dict.fromkeys(SENTENCES, "As drawn."))
HOME = replace(spec("home", family="unit", serves=("staff",), weight=2.0), text={"nb": HOMELY, "en": HOMELY})
NOTE = replace(spec("note", importance="information"), text={"nb": WORDS, "en": WORDS})
DOCUMENT = Source(id="002", title="Botilbud", publisher="NTNU", year=2020, url=None, file=None, language="nb")


def walked(metres: float, score: float) -> CriterionResult:
    """A measured walk with a route, values of every kind, and one number that is none."""
    values: dict[str, Any] = {
        "nearest": "Øvre stasjon", "minutes": np.float64(3.7), "lit": np.bool_(True), "worst_m": math.nan,
        "count": np.int64(2), "nothing": None,
    }  # fmt: skip
    finding = Finding(
        quantity=Quantity(value=metres, unit="m"), low=metres, high=math.inf if score < 0.3 else metres,
        failing=("way/1",) if score < 0.3 else (),
        features=(
            Feature(role="route", geometry=LineString([(EAST, NORTH), (EAST + 10.12345, NORTH)]), element="way/1",
                    quantity=Quantity(value=metres, unit="m")),
            Feature(role="nearest", geometry=Point(EAST + 10, NORTH, 5.0), element="node/2", storey=1),
            Feature(role="risk", geometry=Point()),
        ),
        values=values,
    )  # fmt: skip
    used = {"speed": ParameterUse(value=5.0, unit="km", basis="assumption", level="site")}
    return replace(result(WALK, score), finding=finding, parameters=used)


def run(command: str = "screen") -> Run:
    """Three candidates: near, far and excluded with a name that a spreadsheet would run."""
    requirement = Requirement(on_fail="exclude", min_score=0.5)
    unknown = replace(result(HOME, None), missing="without_staffed_base")
    noted = replace(result(NOTE, None), finding=Finding(quantity=Quantity(value=1.0, unit="count")))
    cards = [
        Scorecard(id="near", name="Østmarka", stage="sketch", results=(walked(312.4, 1.0), result(HOME, 0.8), noted),
                  requirements=(RequirementCheck(criterion="walk", requirement=requirement, state="met"),)),
        Scorecard(id="far", name="far", stage="sketch", results=(walked(1500.0, 0.4), unknown, noted),
                  requirements=(RequirementCheck(criterion="home", requirement=requirement, state="undetermined"),
                                RequirementCheck(criterion="walk", requirement=requirement, state="waived",
                                                 waiver="Vedtak 12/26"))),
        Scorecard(id="out", name="=HYPERLINK(1)", stage="sketch",
                  results=(walked(9000.0, 0.0), result(HOME, 1.0), noted),
                  requirements=(RequirementCheck(criterion="walk", requirement=requirement, state="unmet"),
                                RequirementCheck(criterion="home", state="unmet",
                                                 requirement=replace(requirement, on_fail="warn")))),
    ]  # fmt: skip
    profile = Profile(id="default", text={}, minimum_coverage=0.3)
    ranking = rank(cards, weighting_of([WALK, HOME, NOTE], profile, command={"walk": 4.0, "unit": 1.0}), profile)
    issue = Issue(code="open-ring", file="plots.gpkg", element="7", values={"place": "1, 2"})
    source = DataSource(name="area.osm.pbf", date="2023-04-06", licence="ODbL-1.0", sha256="ab")
    return Run(command=command, ranking=ranking, crs="EPSG:25832", criteria_fingerprint="f00", sources=(source,),
               issues=(issue,))  # fmt: skip


def test_the_json_has_the_promised_keys_in_their_order() -> None:
    record = json.loads(results_json(run()))
    assert list(record) == [
        "siteplan", "criteria_hash", "command", "profile", "crs", "sources", "candidates", "weights", "issues",
        "firmness",
    ]  # fmt: skip
    assert (record["command"], record["profile"], record["crs"]) == ("screen", "default", "EPSG:25832")
    assert record["sources"][0] | {"url": None} == {
        "name": "area.osm.pbf", "date": "2023-04-06", "licence": "ODbL-1.0", "sha256": "ab", "url": None
    }  # fmt: skip
    assert record["weights"] == {"walk": 4.0, "home": 2.0, "unit": 1.0}
    (issue,) = record["issues"]
    assert (issue["code"], issue["file"], issue["element"], issue["severity"]) == (
        "open-ring", "plots.gpkg", "7", "error"
    )  # fmt: skip
    assert "plots.gpkg" in issue["message"]


def test_a_candidate_in_json_says_what_it_scored_and_what_stands_in_its_way() -> None:
    near, far, out = results_record(run())["candidates"]
    assert (near["id"], near["rank"], far["rank"], out["id"], out["rank"]) == ("near", 1, 2, "out", None)
    assert near["serves"] == {"residents": 1.0, "staff": 0.8, "services": 1.0}
    assert near["families"]["access"] == {"score": 1.0, "min": 1.0, "coverage": 1.0}
    assert far["families"]["unit"] == {"score": None, "min": None, "coverage": 0.0}
    assert near["score"] == pytest.approx(0.96) and near["coverage"] == 1.0
    assert (far["score_low"], far["score"], far["score_high"]) == (pytest.approx(0.32), 0.4, pytest.approx(0.52))
    assert far["undetermined_requirements"] == ["home"] and far["unmet_requirements"] == []
    assert far["waived"] == [{"criterion": "walk", "reason": "Vedtak 12/26"}]
    assert out["unmet_requirements"] == ["walk"] and out["warnings"] == ["home"] and out["status"] == "excluded"


def test_a_result_in_json_has_its_number_its_values_and_the_level_of_its_parameters() -> None:
    near, far, out = results_record(run())["candidates"]
    walk = near["results"][0]
    assert list(walk)[:8] == [
        "criterion", "family", "importance", "outcome", "score", "score_low", "score_high", "requirement"
    ]  # fmt: skip
    assert walk["quantity"] == {"value": 312.4, "unit": "m"} and walk["weight"] == 4.0
    assert walk["values"] == {
        "nearest": "Øvre stasjon", "minutes": 3.7, "lit": True, "worst_m": None, "count": 2, "nothing": None
    }  # fmt: skip
    assert walk["parameters"]["speed"] == {"value": 5.0, "unit": "km", "basis": "assumption", "level": "site"}
    assert walk["weight_level"] == "command" and walk["requirement"]["state"] == "met"
    assert far["results"][1]["missing"] == "without_staffed_base" and far["results"][1]["requirement"] is not None
    assert far["results"][1]["score"] is None and far["results"][1]["quantity"] is None
    assert (far["results"][1]["score_low"], far["results"][1]["score_high"]) == (0.0, 1.0)
    assert near["results"][2]["weight"] is None and near["results"][2]["outcome"] == "noted"
    assert out["results"][0]["high"] is None and out["results"][0]["failing"] == ["way/1"]


def test_no_format_contains_nan_and_the_same_run_gives_the_same_text() -> None:
    for text in (results_json(run()), evidence_geojson(run()), results_csv(run()), candidates_csv(run())):
        assert "nan" not in text.lower() and "infinity" not in text.lower()
    assert results_json(run()) == results_json(run()) and evidence_geojson(run()) == evidence_geojson(run())


def test_what_has_no_plain_form_is_an_error_and_not_its_repr() -> None:
    assert plain({"a": (np.float32(0.5), -0.0, math.inf)}) == {"a": [0.5, 0.0, None]}
    assert plain(np.array([[1.0, np.nan]])) == [[1.0, None]]
    with pytest.raises(TypeError):
        plain(Point(0, 0))
    with pytest.raises(ValueError, match="JSON compliant"):
        to_json({"a": math.nan})


def test_evidence_opens_as_geojson_in_its_own_system(tmp_path: Path) -> None:
    collection = evidence_collection(run())
    assert collection["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::25832"
    first = collection["features"][0]
    assert first["properties"] == {
        "candidate": "near", "criterion": "walk", "role": "route", "element": "way/1", "value": 312.4, "unit": "m",
        "outcome": "met", "storey": None,
    }  # fmt: skip
    assert first["geometry"]["coordinates"][1] == [EAST + 10.123, NORTH]
    assert len(collection["features"]) == 6
    path = tmp_path / "evidence.geojson"
    path.write_text(evidence_geojson(run()), encoding="utf-8")
    read = geopandas.read_file(path)
    assert read.crs.to_epsg() == 25832 and set(read["role"]) == {"route", "nearest"} and not read.geometry.has_z.any()


def test_evidence_of_a_free_floating_layout_names_no_system() -> None:
    assert "crs" not in evidence_collection(replace(run("evaluate"), crs=None))


def test_csv_has_one_row_a_result_and_runs_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(results_csv(run()))))
    assert len(rows) == 9 and rows[0]["criterion"] == "walk" and float(rows[0]["value"]) == 312.4
    assert rows[-1]["name"] == "'=HYPERLINK(1)" and json.loads(rows[0]["values"])["nearest"] == "Øvre stasjon"
    wide = list(csv.DictReader(io.StringIO(candidates_csv(run()))))
    assert [row["candidate"] for row in wide] == ["near", "far", "out"]
    assert wide[1]["home"] == "" and wide[1]["home_outcome"] == "undetermined" and wide[0]["walk"] == "312.4"


PLOTS = [
    Plot(id=name, name=name, boundary=box(EAST, NORTH, EAST + 9, NORTH + 9), crs="EPSG:25832")
    for name in ("near", "far", "out")
]


def test_a_geopackage_has_plots_evidence_and_results(tmp_path: Path) -> None:
    path = tmp_path / "results.gpkg"
    for _ in range(2):
        write_run(run(), {}, output="gpkg", out=path, plots=PLOTS)
    assert {str(name) for name, _ in pyogrio.list_layers(path)} == {"plots", "evidence", "results"}
    plots = geopandas.read_file(path, layer="plots")
    assert plots.crs.to_epsg() == 25832 and plots["walk"].tolist() == [312.4, 1500.0, 9000.0]
    assert plots["rank"].tolist()[:2] == [1, 2] and np.isnan(plots["rank"].tolist()[2])
    evidence = geopandas.read_file(path, layer="evidence")
    assert len(evidence) == 6 and set(evidence.geometry.geom_type) == {"LineString", "Point"}
    assert len(pyogrio.read_dataframe(path, layer="results")) == 9
    assert [entry.name for entry in tmp_path.iterdir()] == ["results.gpkg"]


def test_candidates_without_an_outline_are_a_plain_table(tmp_path: Path) -> None:
    path = tmp_path / "results.gpkg"
    write_run(replace(run("compare"), crs=None), {}, output="gpkg", out=path)
    assert len(pyogrio.read_dataframe(path, layer="layouts")) == 3


def test_parquet_carries_the_outlines(tmp_path: Path) -> None:
    path = tmp_path / "results.parquet"
    write_run(run(), {}, output="parquet", out=path, plots=PLOTS)
    read = geopandas.read_parquet(path)
    assert read.crs.to_epsg() == 25832 and read["score"].tolist()[0] == pytest.approx(0.96)


def test_a_format_that_is_a_file_needs_one_and_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    for output, out in (("gpkg", None), ("json", tmp_path / "absent" / "r.json")):
        with pytest.raises(InputError) as caught:
            write_run(run(), {}, output=output, out=out)
        assert issue_sentence(caught.value.issues[0], "nb") and issue_sentence(caught.value.issues[0], "en")


def test_a_file_is_written_whole_or_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.json"
    path.write_text("before", encoding="utf-8")

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError):
        write_run(run(), {}, output="json", out=path)
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "before" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("language", "word", "decided"), [("nb", "Beboere", "ikke vurdert"), ("en", "Residents", "not assessed")]
)
def test_the_table_speaks_both_languages_and_lines_up(language: Any, word: str, decided: str) -> None:
    text = results_table(run(), language=language)
    assert word in text and decided in text and "Østmarka [near]" in text and "plots.gpkg" in text
    lines = text.splitlines()
    start = lines[0].index(word) + len(word)
    assert all(line[:start].rstrip()[-1:].isdigit() or line[:start].endswith("–") for line in lines[2:5])
    assert not any(line.endswith(" ") for line in lines)


def test_one_candidate_alone_is_shown_with_its_sentences_and_a_quotation() -> None:
    alone = run("evaluate")
    alone = replace(alone, ranking=replace(alone.ranking, candidates=alone.ranking.candidates[:1]))
    text = results_table(alone, {"002": DOCUMENT}, language="en")
    assert "Nearest: Øvre stasjon, 312" in text and "«q»" in text and "Botilbud" in text


def test_columns_stay_aligned_beside_letters_that_take_no_or_two_places() -> None:
    text = aligned([Column(head="a"), Column(head="b", right=True)], [["e\u0301", "1"], ["日本", "22"]])
    assert text.splitlines() == ["a      b", "----  --", "e\u0301      1", "日本  22"]


def test_many_candidates_are_continued_below_and_none_is_lost() -> None:
    text = comparison_table(run().ranking.candidates, language="en", width=40)
    blocks = text.split("\n\n")
    assert [block.splitlines()[0].split() for block in blocks] == [
        ["criterion", "near"], ["criterion", "far"], ["criterion", "out"]
    ]  # fmt: skip
    assert "312\u00a0m – met" in blocks[0] and "not assessed" in blocks[1]


def test_numbers_in_the_sentence_of_an_issue_have_the_decimal_sign_of_its_language() -> None:
    issue = Issue(code="large-plot-without-entrances", file="v1.2.gpkg", element="p8", values={"area_ha": "2.2"})
    assert "2,2 ha" in issue_sentence(issue, "nb") and "v1.2.gpkg" in issue_sentence(issue, "nb")
    assert "2.2 ha" in issue_sentence(issue, "en")
