"""The house stands: import directions, types and style, checked by the tools that know them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from siteplan.text import LANGUAGES, catalogue


def run(*command: str, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=root, capture_output=True, text=True, check=False)


def test_imports_run_downwards_only(root: Path) -> None:
    code = "from importlinter.cli import lint_imports_command as c; c()"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert re.search(r"[1-9]\d* kept, 0 broken", done.stdout)


def test_every_type_is_checked_strictly(root: Path) -> None:
    done = run("mypy", root=root)
    assert done.returncode == 0, done.stdout[-6000:]


def test_the_style_is_one(root: Path) -> None:
    done = run("ruff", "check", ".", root=root)
    assert done.returncode == 0, done.stdout[-6000:]
    done = run("ruff", "format", "--check", ".", root=root)
    assert done.returncode == 0, done.stdout[-3000:]


def _literals(root: Path, call: str, argument: str | int) -> set[str]:
    """Constant strings given to ``call(...)`` anywhere in the program."""
    found = set()
    for folder in ("siteplan", "criteria"):
        for path in (root / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or ast.unparse(node.func).split(".")[-1] != call:
                    continue
                given = [k.value for k in node.keywords if k.arg == argument]
                given += [node.args[argument]] if isinstance(argument, int) and len(node.args) > argument else []
                found |= {g.value for g in given if isinstance(g, ast.Constant) and isinstance(g.value, str)}
    return found


def test_every_issue_and_everything_missing_has_its_sentence_in_both_languages(root: Path) -> None:
    codes = _literals(root, "Issue", "code")
    assert len(codes) > 20
    assert sorted(codes - set(catalogue("issues"))) == []
    missing = _literals(root, "MissingDataError", 0) | _literals(root, "NotApplicableError", 0)
    assert sorted(missing - set(catalogue("missing"))) == []


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (Path(__file__).parents[1] / "siteplan" / "text").glob("*.toml"))
)
def test_norwegian_and_english_have_equal_keys_and_placeholders(name: str) -> None:
    for key, texts in catalogue(name).items():
        assert set(texts) == set(LANGUAGES), key
        placeholders = [set(re.findall(r"{([^{}]*)}", texts[language])) for language in LANGUAGES]
        assert placeholders[0] == placeholders[1], key
        assert all(texts[language].strip() for language in LANGUAGES), key


def test_no_machine_path_and_no_registry_host_stands_in_a_tracked_file(root: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    here, home = f"{root.parent}/", f"{Path.home()}/"
    hosts = ("registry.npm" + "js.org", "files.python" + "hosted.org", "deb." + "debian.org")
    for name in listed.stdout.splitlines():
        path = root / name
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert here not in text, name
        assert home not in text, name
        assert not any(host in text for host in hosts), name
