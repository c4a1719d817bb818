"""Adding a criterion takes two files and one line, and a wrong file is named with its key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from siteplan.content import load_content
from siteplan.errors import InputError

NEAREST = "max_storeys"


@pytest.fixture()
def criteria(tmp_path: Path, root: Path) -> Path:
    folder = tmp_path / "criteria"
    shutil.copytree(root / "criteria", folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_a_new_criterion_takes_two_files_and_one_line(criteria: Path) -> None:
    for ending in ("py", "toml"):
        text = (criteria / "layout" / f"{NEAREST}.{ending}").read_text(encoding="utf-8")
        (criteria / "layout" / f"tall_houses.{ending}").write_text(
            text.replace(NEAREST, "tall_houses"), encoding="utf-8"
        )
    table = criteria / "__init__.py"
    lines = table.read_text(encoding="utf-8").splitlines()
    place = next(i for i, line in enumerate(lines) if f'/{NEAREST}"' in line)
    lines.insert(place + 1, lines[place].replace(NEAREST, "tall_houses"))
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "tall_houses" in load_content(criteria).specs


def test_an_unknown_key_in_a_criterion_file_is_named(criteria: Path) -> None:
    path = criteria / "layout" / f"{NEAREST}.toml"
    path.write_text('colour = "red"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_content(criteria)
    assert [(i.code, i.file, i.element) for i in caught.value.issues] == [("unknown-key", f"{NEAREST}.toml", "colour")]


def test_a_file_without_its_line_and_a_line_without_its_file_are_named(criteria: Path) -> None:
    table = criteria / "__init__.py"
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if f'/{NEAREST}"' not in line]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (criteria / "layout" / "unit_area.toml").unlink()
    with pytest.raises(InputError) as caught:
        load_content(criteria)
    assert {(i.code, i.element) for i in caught.value.issues} >= {
        ("criterion-without-function", NEAREST), ("criterion-without-file", "unit_area")
    }  # fmt: skip
