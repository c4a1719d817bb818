"""The log of decisions: appended, never rewritten; a reason is asked for; what nobody explained is named."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from siteplan.__main__ import main
from siteplan.errors import InputError
from siteplan.records.decision_log import FILE, Setting, changes_since, read_log, record_decision

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def test_each_entry_holds_what_changed_since_the_one_before(tmp_path: Path) -> None:
    record_decision(tmp_path, {"weights.unit_area": 4.0}, role="planner", why="Small homes wanted", now=NOW)
    first = (tmp_path / FILE).read_bytes()
    settings: dict[str, Setting] = {"weights.unit_area": 2.0, "waivers.cluster_size_units": "Case 26/114"}
    record_decision(tmp_path, settings, role="council", why="Decided on 12 November", now=NOW)
    entries = read_log(tmp_path)
    assert [(c.what, c.before, c.after) for c in entries[1].changes] == [
        ("waivers.cluster_size_units", None, "Case 26/114"), ("weights.unit_area", 4.0, 2.0)
    ]  # fmt: skip
    assert (entries[1].role, entries[1].when) == ("council", "2026-11-22T01:00:00+00:00")
    assert (tmp_path / FILE).read_bytes().startswith(first)
    assert changes_since(entries, settings) == ()


def test_what_did_not_change_is_no_decision(tmp_path: Path) -> None:
    assert record_decision(tmp_path, {}, role="planner", why="nothing") is None
    assert read_log(tmp_path) == () and not (tmp_path / FILE).exists()


@pytest.mark.parametrize(("role", "why"), [("", "because"), ("planner", "  ")])
def test_a_decision_without_a_role_or_a_reason_is_not_recorded(tmp_path: Path, role: str, why: str) -> None:
    with pytest.raises(InputError) as raised:
        record_decision(tmp_path, {"weights.unit_area": 4.0}, role=role, why=why)
    assert raised.value.issues[0].code == "decision-without-reason"
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("line", ["not json", "[]", json.dumps({"when": "x"})])
def test_a_damaged_line_is_named_and_nothing_is_written_after_it(tmp_path: Path, line: str) -> None:
    record_decision(tmp_path, {"weights.unit_area": 4.0}, role="planner", why="a")
    with (tmp_path / FILE).open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    with pytest.raises(InputError) as raised:
        record_decision(tmp_path, {}, role="planner", why="b")
    assert (raised.value.issues[0].code, raised.value.issues[0].element) == ("damaged-log", "2")
    assert len((tmp_path / FILE).read_text(encoding="utf-8").splitlines()) == 2


def test_the_command_records_what_changed_in_the_site_s_file_and_names_what_nobody_explained(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(root / "sample_sites" / "kveldsvag", folder, ignore=shutil.ignore_patterns("town", "*.py"))
    file = folder / "site.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("[weights]", "[weights]\naccess = 9"), encoding="utf-8")
    assert main(["log", str(folder)]) == 0
    assert "without anybody having written why" in capsys.readouterr().out
    assert main(["log", str(folder), "--role", "planlegger", "--why", "Bussen teller mest", "--language", "nb"]) == 0
    said = capsys.readouterr().out
    assert "planlegger: Bussen teller mest" in said and "weights.access: ikke satt → 9" in said
    assert "uten at noen" not in said
