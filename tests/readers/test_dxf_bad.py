"""Bad drawings: each a clear list of issues, what could be read read, nothing lost, no traceback."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from siteplan.errors import InputError, Issue
from siteplan.exchange_commands import read_drawing
from siteplan.readers.dxf import read_dxf
from siteplan.text import LANGUAGES, issue_sentence
from tests.drawings import Plan, single_line_home, small_home


def refused(path: Path, *, units: str | None = None) -> tuple[Issue, ...]:
    with pytest.raises(InputError) as raised:
        read_drawing(path, units=units)
    for issue in raised.value.issues:
        for language in LANGUAGES:
            assert "{" not in issue_sentence(issue, language)
    assert raised.value.issues[0].file == path.name
    return raised.value.issues


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


BAD_BYTES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty-file"),
    "blank": (b"\n \n", "empty-file"),
    "noise": (os.urandom(4096), "dxf-not-dxf"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "dxf-not-dxf"),
    "dwg": (b"AC1027" + bytes(500), "dxf-is-dwg"),
    "old_dwg": (b"AC1015" + bytes(500), "dxf-is-dwg"),
    "json": (b'{"type": "FeatureCollection"}', "dxf-not-dxf"),
    "only_start": (b"0\nSECTION\n2\nHEADER\n", "dxf-empty"),
    "binary_cut": (b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(30), "dxf-broken"),
    "words": (b"0\nSECTION\nabc\ndef\nghi\njkl\n", "dxf-broken"),
}


@pytest.mark.parametrize("name", BAD_BYTES)
def test_what_is_no_drawing_is_refused_in_words(tmp_path: Path, name: str) -> None:
    data, code = BAD_BYTES[name]
    assert refused(written(tmp_path / f"{name}.dxf", data))[0].code == code


def test_twenty_megabytes_of_noise_are_refused_at_once(tmp_path: Path) -> None:
    start = process_time()
    noise = os.urandom(1_000_000) * 20
    assert refused(written(tmp_path / "noise.dxf", noise))[0].code == "dxf-not-dxf"
    lines = b"0\nSECTION\n2\nENTITIES\n" + b"999\nnoise \xf8\n" * 150_000
    assert refused(written(tmp_path / "lines.dxf", lines))[0].code in ("dxf-empty", "dxf-broken")
    assert process_time() - start < 20


def test_two_hundred_megabytes_are_refused_at_once_with_the_limit(tmp_path: Path) -> None:
    start = process_time()
    for name, head in (("noise.dxf", b"0\nSECTION\n2\nENTITIES\n"), ("noise.ifc", b"ISO-10303-21;\nHEADER;\n")):
        path = written(tmp_path / name, head)
        with path.open("r+b") as stream:
            stream.truncate(200_000_000)
        (issue,) = refused(path)
        assert issue.code == "import-too-large"
        assert issue.values == {"size": "200", "most": "150"}
    assert process_time() - start < 3


def test_too_many_elements_to_be_read_in_time_are_refused_at_once(tmp_path: Path) -> None:
    start = process_time()
    lines = b"0\nSECTION\n2\nENTITIES\n" + b"0\nLINE\n8\n0\n" * 600_000 + b"0\nENDSEC\n0\nEOF\n"
    assert refused(written(tmp_path / "many.dxf", lines))[0].code == "import-too-many"
    head = b"ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
    points = b"#1=IFCWALL();\n" * 3_100_000
    assert refused(written(tmp_path / "many.ifc", head + points))[0].code == "import-too-many"
    assert process_time() - start < 5


def test_a_dwg_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (issue,) = refused(written(tmp_path / "plan.dwg", b"AC1032" + bytes(100)))
    assert issue.code == "dxf-is-dwg"
    assert "DXF" in issue_sentence(issue, "nb")


def test_a_missing_file_and_an_unknown_ending_are_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.dxf")[0].code == "file-unreadable"
    assert refused(tmp_path / "plan.pdf")[0].code == "import-unknown-format"


def test_a_drawing_cut_short_is_read_as_far_as_it_goes_or_refused(tmp_path: Path) -> None:
    whole = small_home().save(tmp_path / "plan.dxf").read_bytes()
    for share in (0.3, 0.6, 0.9, 0.97):
        path = written(tmp_path / "cut.dxf", whole[: int(len(whole) * share)])
        try:
            layout, issues = read_dxf(path)
        except InputError as error:
            assert error.issues[0].code in ("dxf-broken", "dxf-empty", "dxf-no-rooms")
        else:
            assert layout.spaces
            assert "dxf-recovered" in [issue.code for issue in issues]


def test_an_old_drawing_without_its_model_space_is_refused_in_words(tmp_path: Path) -> None:
    text = small_home().save(tmp_path / "plan.dxf").read_text(encoding="utf-8")
    (tmp_path / "old.dxf").write_text(text.replace("\nModel\n", "\nModell\n"), encoding="utf-8")
    (issue,) = refused(tmp_path / "old.dxf")
    assert issue.code == "dxf-broken"
    assert "KeyError: 'MODEL'" in issue.values["detail"]
    assert "QGIS" in issue_sentence(issue, "en")


UNIT_FAULTS: dict[str, tuple[Callable[[], Plan], str, tuple[str, ...]]] = {
    "metres called millimetres": (lambda: small_home(insunits=4), "dxf-units-disagree", ("mm", "m: 8.0 × 6.0 m")),
    "millimetres called metres": (
        lambda: small_home(insunits=6, scale=1000), "dxf-units-disagree", ("8000.0 × 6000.0 m", "mm: 8.0 × 6.0 m"),
    ),
    "no unit, several fit": (
        lambda: Plan(insunits=0).outline((0, 0, 40, 30)).text("Stue", (1, 1)),
        "dxf-units-unknown", ("m: 40.0 × 30.0 m", "ft: 12.2 × 9.1 m"),
    ),
    "no unit, none fits": (lambda: Plan(insunits=0).outline((0, 0, 0.01, 0.02)), "dxf-units-unknown", ("--units",)),
}  # fmt: skip


@pytest.mark.parametrize("name", UNIT_FAULTS)
def test_a_unit_that_cannot_be_settled_is_refused_with_every_reading(tmp_path: Path, name: str) -> None:
    plan, code, words = UNIT_FAULTS[name]
    (issue,) = refused(plan().save(tmp_path / "plan.dxf"))
    assert issue.code == code
    for word in words:
        assert word in issue_sentence(issue, "en")


def test_a_unit_on_the_command_line_settles_it_and_must_fit_as_well(tmp_path: Path) -> None:
    path = small_home(insunits=4).save(tmp_path / "plan.dxf")
    layout, issues = read_dxf(path, units="m")
    assert len(layout.spaces) == 4
    assert "dxf-units-overruled" in [issue.code for issue in issues]
    assert refused(path, units="mm")[0].code == "dxf-units-stated"
    assert refused(path, units="ell")[0].code == "unknown-unit"


def test_a_drawing_without_a_unit_that_fits_only_one_is_read_and_says_so(tmp_path: Path) -> None:
    layout, issues = read_dxf(small_home(insunits=0, scale=1000).save(tmp_path / "plan.dxf"))
    assert layout.spaces[0].boundary.area == pytest.approx(5.8)
    assert "dxf-units-from-size" in [issue.code for issue in issues]


def test_texts_alone_and_lines_in_paper_space_are_no_plan(tmp_path: Path) -> None:
    plan = Plan().text("Stue", (1, 1))
    plan.drawing.paperspace().add_line((0, 0), (5, 5))
    assert refused(plan.save(tmp_path / "plan.dxf"))[0].code == "dxf-empty"


def test_walls_that_close_no_room_are_refused_with_the_layers_and_the_loose_ends(tmp_path: Path) -> None:
    plan = Plan().lines((0, 0), (6, 0)).lines((0, 3), (6, 3)).text("Stue", (2, 1))
    issues = refused(plan.save(tmp_path / "plan.dxf"))
    assert {"dxf-loose-ends", "dxf-room-leaks", "dxf-no-rooms"} <= {issue.code for issue in issues}
    assert "VEGG" in issue_sentence(issues[0], "nb")


def test_hidden_layers_are_left_alone_and_named(tmp_path: Path) -> None:
    plan = small_home()
    plan.drawing.layers.add("ROM-GAMMEL").off()
    plan.outline((20, 0, 24, 4), layer="ROM-GAMMEL")
    layout, issues = read_dxf(plan.save(tmp_path / "plan.dxf"))
    assert len(layout.spaces) == 4
    (skipped,) = [issue for issue in issues if issue.code == "dxf-skipped"]
    assert "ROM-GAMMEL" in skipped.values["layers"]


def test_a_binary_drawing_is_read_like_any_other(tmp_path: Path) -> None:
    layout, _ = read_dxf(small_home().save(tmp_path / "plan.dxf", binary=True))
    assert len(layout.spaces) == 4


def test_coordinates_that_are_no_numbers_cost_only_their_own_line(tmp_path: Path) -> None:
    plan = single_line_home()
    plan.space.add_line((0, 0), (float("nan"), 1), dxfattribs={"layer": "VEGG"})
    layout, _ = read_dxf(plan.save(tmp_path / "plan.dxf"))
    assert len(layout.spaces) == 2


def test_a_drawing_with_a_tag_lost_anywhere_raises_no_traceback(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = single_line_home().save(tmp_path / "plan.dxf").read_bytes().splitlines(keepends=True)
    read = 0
    for k in range(8, len(lines), 2 * (len(lines) // 80)):
        # Every other time half a tag, which shifts all that follows.
        path = written(tmp_path / "cut.dxf", b"".join(lines[:k] + lines[k + 2 - (k // 2) % 2 :]))
        try:
            read += bool(read_dxf(path)[0].spaces)
        except InputError as error:
            assert error.issues[0].code.startswith("dxf-")
    assert read > 0
    assert capfd.readouterr().err == ""
