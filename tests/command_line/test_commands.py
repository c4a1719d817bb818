"""The commands as a person types them: exit status, what goes where, and the promised JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from siteplan.__main__ import main

SITE = "sample_sites/kveldsvag"
LAYOUTS = [f"{SITE}/layouts/{name}.geojson" for name in ("courtyard", "terrace", "corridor_block", "scattered")]


@pytest.fixture(autouse=True)
def at_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)


@pytest.fixture(scope="module")
def screened(root: Path) -> dict[str, object]:
    from siteplan.assessment import Choices, screen_plots
    from siteplan.content import load_content
    from siteplan.readers.site import read_site
    from siteplan.writers.results_json import results_record

    content = load_content()
    site, issues = read_site(root / SITE, specs=content.specs)
    return results_record(screen_plots(site, content, choices=Choices(), issues=issues))


def test_help_answers_without_a_heavy_import(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    assert "screen" in capsys.readouterr().out


def test_screening_the_sample_site_gives_the_promised_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", SITE, "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert set(record) >= {
        "siteplan", "criteria_hash", "command", "profile", "crs", "sources", "candidates", "weights", "issues"
    }  # fmt: skip
    assert (record["command"], record["profile"], record["crs"]) == ("screen", "default", "EPSG:25832")
    assert len(record["candidates"]) == 12
    first = record["candidates"][0]
    assert set(first) >= {
        "id", "name", "rank", "rank_group", "score", "score_low", "score_high", "coverage", "stage", "serves",
        "families",
        "unmet_requirements", "undetermined_requirements", "waived", "warnings", "results",
    }  # fmt: skip
    assert first["rank"] == 1
    assert set(first["results"][0]) >= {
        "criterion", "family", "importance", "outcome", "score", "score_low", "score_high", "requirement", "quantity",
        "values", "failing", "missing", "weight",
    }  # fmt: skip
    stop = next(r for r in first["results"] if r["criterion"] == "transit_stop_walk_distance")
    assert stop["quantity"]["unit"] == "m"
    assert {"nearest", "access"} <= set(stop["values"])
    assert "NaN" not in json.dumps(record)


def test_the_plots_of_the_sample_site_differ_for_reasons_one_can_see(screened: dict[str, object]) -> None:
    candidates = {c["id"]: c for c in screened["candidates"]}  # type: ignore[attr-defined]

    def distance(plot: str, criterion: str) -> float:
        found = next(r for r in candidates[plot]["results"] if r["criterion"] == criterion)
        return float(found["quantity"]["value"])

    assert distance("p7", "transit_stop_walk_distance") < 100 < distance("p2", "transit_stop_walk_distance")
    assert distance("p12", "transit_stop_walk_distance") < 400
    housing = {
        p: next(r for r in c["results"] if r["criterion"] == "concentration_of_municipal_housing")
        for p, c in candidates.items()
    }
    assert housing["p5"]["outcome"] == "not_met"
    assert candidates["p2"]["rank"] > candidates["p7"]["rank"]


def test_evaluating_a_layout_lists_evidence_as_geojson(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", LAYOUTS[0], "--site", SITE, "--format", "geojson"]) == 0
    collection = json.loads(capsys.readouterr().out)
    assert collection["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::25832"
    properties = [feature["properties"] for feature in collection["features"]]
    assert all({"candidate", "criterion", "role", "element", "value", "unit", "outcome"} <= set(p) for p in properties)
    assert {"base_overview_of_unit_doors", "two_exits_per_unit"} <= {p["criterion"] for p in properties}


def test_comparing_the_four_sketches_ranks_them_and_excludes_the_corridor_block(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["compare", *LAYOUTS, "--format", "json"]) == 0
    candidates = json.loads(capsys.readouterr().out)["candidates"]
    assert candidates[0]["id"] == "courtyard"
    assert (candidates[-1]["id"], candidates[-1]["rank"]) == ("corridor_block", None)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_table_is_printed_in_either_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", LAYOUTS[0], "--format", "table", "--language", language]) == 0
    shown = capsys.readouterr().out
    assert ("Beboere" if language == "nb" else "Residents") in shown


def test_criteria_are_listed_and_one_is_shown_with_its_quotations(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria"]) == 0
    listed = capsys.readouterr().out
    assert "two_exits_per_unit" in listed
    assert "tradeoff_floor_level" in listed
    assert main(["criteria", "two_exits_per_unit", "--language", "nb"]) == 0
    assert "«" in capsys.readouterr().out
    assert main(["criteria", "--kind", "declared"]) == 0
    assert "min_staff_on_duty" in capsys.readouterr().out


def test_weights_of_the_command_line_reach_the_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = tmp_path / "weights.toml"
    weights.write_text("[weights]\nunit_area = 0\n[limits]\n", encoding="utf-8")
    assert main(["evaluate", LAYOUTS[0], "--weights", str(weights), "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["weights"]["unit_area"] == 0


@pytest.mark.parametrize("ending", ["json", "csv", "geojson", "gpkg", "parquet", "txt"])
def test_a_run_is_written_to_a_file_whose_ending_names_the_format(ending: str, tmp_path: Path) -> None:
    out = tmp_path / f"result.{ending}"
    assert main(["evaluate", LAYOUTS[0], "--out", str(out)]) == 0
    assert out.stat().st_size > 500


def test_a_criterion_shown_whole_says_how_its_score_is_composed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "staff_facilities_programme", "--language", "nb"]) == 0
    assert "poeng: share of office, meeting room" in " ".join(capsys.readouterr().out.split())
