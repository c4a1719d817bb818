from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from siteplan.__main__ import main
from siteplan.readers.layout import read_layout
from siteplan.text import LANGUAGES, catalogue
from tests.drawings import single_line_home, small_home
from tests.layouts import layout, unit, written


def test_import_writes_a_layout_and_lists_what_to_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = small_home().save(tmp_path / "home.dxf")
    assert main(["import", str(path), "--out", str(tmp_path / "home.geojson")]) == 0
    said = capsys.readouterr().out
    assert "Rooms: 4" in said
    assert "Doors: 5 (between two rooms: 3, to the outside: 2)" in said
    assert "Note: home.dxf: the whole house is guessed to be one unit" in said
    drawing, _ = read_layout(tmp_path / "home.geojson")
    assert len(drawing.spaces) == 4
    assert len(drawing.windows) == 2


def test_import_says_with_its_status_that_something_was_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = single_line_home(gap=0.3).save(tmp_path / "leak.dxf")
    assert main(["import", str(path), "--out", str(tmp_path / "leak.geojson"), "--language", "nb"]) == 1
    said = capsys.readouterr().out
    assert said.index("Ikke lest: leak.dxf: romnavnet «Stue»") < said.index("Merk:")
    assert (tmp_path / "leak.geojson").is_file()


@pytest.mark.parametrize(
    ("name", "more", "word"),
    [
        ("plan.dwg", [], "DXF"),
        ("plan.pdf", [], ".dxf, .ifc"),
        ("gone.dxf", [], "cannot be read"),
        ("gone.ifc", ["--units", "mm"], "--units"),
    ],
)
def test_what_cannot_be_imported_is_bad_input_in_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, more: list[str], word: str
) -> None:
    assert main(["import", str(tmp_path / name), "--out", str(tmp_path / "x.geojson"), *more]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"siteplan: {name}")
    assert word in said
    assert "Traceback" not in said
    assert not (tmp_path / "x.geojson").exists()


def test_units_and_mapping_are_taken_from_the_command_line(tmp_path: Path) -> None:
    path = small_home(insunits=4).save(tmp_path / "home.dxf")
    (tmp_path / "map.toml").write_text('[units]\nA = ["10*"]\n', encoding="utf-8")
    out = tmp_path / "home.geojson"
    assert main(["import", str(path), "--out", str(out)]) == 2
    assert main(["import", str(path), "--units", "m", "--mapping", str(tmp_path / "map.toml"), "--out", str(out)]) == 0
    assert read_layout(out)[0].unit_ids() == ("A",)


@pytest.mark.parametrize("ending", ["gpkg", "dxf", "ifc", "geojson"])
def test_export_and_import_give_the_layout_back(tmp_path: Path, ending: str) -> None:
    path = written(layout(*unit("u1")), tmp_path / "one.geojson")
    out = tmp_path / f"two.{ending}"
    assert main(["export", str(path), "--out", str(out)]) == 0
    back = tmp_path / "three.geojson"
    assert main(["export" if ending == "geojson" else "import", str(out), "--out", str(back)]) == 0
    first, last = (json.loads(p.read_text(encoding="utf-8")) for p in (path, back))
    assert len(first["features"]) == len(last["features"])
    drawings = [read_layout(p)[0] for p in (path, back)]
    assert list(drawings[0].elements()) == list(drawings[1].elements())


def test_export_names_the_formats_it_knows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(layout(*unit("u1")), tmp_path / "one.geojson")
    assert main(["export", str(path), "--out", str(tmp_path / "one.rvt")]) == 2
    assert ".gpkg, .dxf, .ifc, .geojson" in capsys.readouterr().err
    for ending in ("dxf", "ifc", "gpkg", "geojson"):
        assert main(["export", str(path), "--out", str(tmp_path / "no" / f"one.{ending}")]) == 2
        assert f"one.{ending}" in capsys.readouterr().err


def test_every_issue_of_the_importers_has_its_sentence(root: Path) -> None:
    said: set[str] = set()
    for path in (root / "siteplan/readers").glob("*.py"):
        said |= set(re.findall(r'\.say\(\s*"([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    said = {code for code in said if code.split("-")[0] in ("dxf", "ifc", "import")}
    said |= {f"import-units-by-{rule}" for rule in ("zone", "cadastre", "number", "house")}
    said |= {"ifc-door-without-place", "ifc-window-without-place", "dxf-outlines-guessed", "dxf-walls-guessed"}
    assert len(said) > 35
    assert sorted(said - set(catalogue("issues"))) == []
    for code in said:
        holes = [set(re.findall(r"{(\w+)}", catalogue("issues")[code][language])) for language in LANGUAGES]
        assert holes[0] == holes[1]
