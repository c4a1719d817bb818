"""The wheel stands alone: installed into an empty environment outside the checkout, it finds what it carries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(out.glob("siteplan-*.whl"))


def test_the_wheel_carries_everything_under_its_own_name(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"siteplan"}
    wanted = (
        "siteplan/_content/app.py",
        "siteplan/_content/criteria/sources.toml",
        "siteplan/_content/sample_sites/kveldsvag/site.toml",
        "siteplan/text/issues.toml",
        "siteplan/pyproject.toml",
    )
    assert [name for name in wanted if name not in names] == []
    assert any(name.startswith("siteplan/dashboard/planmap/assets/") and name.endswith(".js") for name in names)
    assert not any("node_modules" in name or "__pycache__" in name for name in names)


def test_the_installed_wheel_screens_evaluates_and_lists(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "empty"
    venv.create(environment, with_pip=False)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site_packages = next(environment.glob("lib*/**/site-packages"))
    zipfile.ZipFile(wheel).extractall(site_packages)
    # The dependencies are those of this environment; siteplan itself must come from the wheel alone.
    paths = [p for p in sys.path if p.endswith("site-packages")]
    (site_packages / "dependencies.pth").write_text("\n".join(paths) + "\n", encoding="utf-8")

    def run(*arguments: str) -> str:
        command = [str(python), "-I", "-m", "siteplan", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    where = subprocess.run(
        [str(python), "-I", "-c", "import siteplan.content as c; print(c.__file__); print(c.content_folder())"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert all(line.startswith(str(site_packages)) for line in where)
    site = Path(where[1]) / "sample_sites" / "kveldsvag"
    assert len(json.loads(run("screen", str(site), "--format", "json"))["candidates"]) == 12
    layout = site / "layouts" / "courtyard.geojson"
    assert json.loads(run("evaluate", str(layout), "--format", "json"))["candidates"][0]["rank"] == 1
    assert "two_exits_per_unit" in run("criteria")
