"""Ten bad inputs and more: one clear message a problem, exit status 2 (or an issue in the result), no traceback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LAYOUT = "sample_sites/kveldsvag/layouts/courtyard.geojson"
PBF = "sample_sites/kveldsvag/area.osm.pbf"
SQUARE: list[list[list[float]]] = [
    [[500000, 7031000], [500050, 7031000], [500050, 7031050], [500000, 7031050], [500000, 7031000]]
]
UTM = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}


def plots_file(path: Path, rings: list[list[list[list[float]]]], ids: list[str] | None = None) -> Path:
    features = [
        {"type": "Feature", "properties": {"id": (ids or [f"p{i}" for i in range(len(rings))])[i]},
         "geometry": {"type": "Polygon", "coordinates": ring}}
        for i, ring in enumerate(rings)
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": UTM, "features": features}), encoding="utf-8")
    return path


def layout_file(path: Path, change: Callable[[dict[str, object]], None], root: Path) -> Path:
    layout = json.loads((root / LAYOUT).read_text(encoding="utf-8"))
    change(layout)
    path.write_text(json.dumps(layout), encoding="utf-8")
    return path


def features(layout: dict[str, object]) -> list[dict[str, Any]]:
    found = layout["features"]
    assert isinstance(found, list)
    return found


def no_crs(tmp: Path, root: Path) -> list[str]:
    (tmp / "plots.csv").write_text('id,wkt\np1,"POLYGON((0 0,50 0,50 50,0 50,0 0))"\n', encoding="utf-8")
    return ["screen", "--plots", str(tmp / "plots.csv"), "--osm", PBF]


def degrees_for_a_layout(tmp: Path, root: Path) -> list[str]:
    def change(layout: dict[str, object]) -> None:
        del layout["crs"]
        for feature in features(layout):
            feature["geometry"]["coordinates"] = json.loads(
                re.sub(
                    r"-?\d+\.?\d*",
                    lambda m: str(float(m.group()) % 10 / 1000 + 10),
                    json.dumps(feature["geometry"]["coordinates"]),
                )
            )

    return ["evaluate", str(layout_file(tmp / "degrees.geojson", change, root))]


def empty_file(tmp: Path, root: Path) -> list[str]:
    (tmp / "empty.geojson").touch()
    return ["evaluate", str(tmp / "empty.geojson")]


def wrong_format(tmp: Path, root: Path) -> list[str]:
    (tmp / "picture.geojson").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    return ["evaluate", str(tmp / "picture.geojson")]


def truncated_pbf(tmp: Path, root: Path) -> list[str]:
    (tmp / "cut.osm.pbf").write_bytes((root / PBF).read_bytes()[:9000])
    return ["screen", "--plots", str(plots_file(tmp / "plots.geojson", [SQUARE])), "--osm", str(tmp / "cut.osm.pbf")]


def duplicate_ids(tmp: Path, root: Path) -> list[str]:
    plots = plots_file(tmp / "twice.geojson", [SQUARE, SQUARE], ids=["p1", "p1"])
    return ["screen", "--plots", str(plots), "--osm", PBF]


def unknown_key_in_the_site(tmp: Path, root: Path) -> list[str]:
    (tmp / "site.toml").write_text('name = "x"\ncolour = "red"\n', encoding="utf-8")
    return ["screen", str(tmp)]


def missing_file(tmp: Path, root: Path) -> list[str]:
    return ["evaluate", str(tmp / "nowhere.geojson")]


def unknown_profile(tmp: Path, root: Path) -> list[str]:
    return ["evaluate", LAYOUT, "--profile", "nobody"]


def newer_version(tmp: Path, root: Path) -> list[str]:
    def change(layout: dict[str, object]) -> None:
        header = layout["siteplan"]
        assert isinstance(header, dict)
        header["version"] = 99

    return ["evaluate", str(layout_file(tmp / "newer.geojson", change, root))]


REFUSED = [
    (no_crs, "plots.csv"),
    (degrees_for_a_layout, "degrees.geojson"),
    (empty_file, "empty.geojson"),
    (wrong_format, "picture.geojson"),
    (truncated_pbf, "cut.osm.pbf"),
    (duplicate_ids, "p1"),
    (unknown_key_in_the_site, "colour"),
    (missing_file, "nowhere.geojson"),
    (unknown_profile, "nobody"),
    (newer_version, "newer.geojson"),
]


def run(arguments: list[str], root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "siteplan", *arguments], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("make", "named"), REFUSED, ids=[make.__name__ for make, _ in REFUSED])
def test_input_that_cannot_be_used_is_refused_in_a_sentence(
    make: Callable[[Path, Path], list[str]], named: str, tmp_path: Path, root: Path
) -> None:
    done = run([*make(tmp_path, root), "--format", "json"], root)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert named in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("siteplan: ")]
    assert lines
    assert all(line.rstrip().endswith((".", ")")) for line in lines)


def door_off_any_wall(layout: dict[str, object]) -> str:
    features(layout).append(
        {"type": "Feature", "properties": {"kind": "door", "id": "lost", "storey": 0},
         "geometry": {"type": "LineString", "coordinates": [[499909.0, 7031282.0], [499910.0, 7031282.0]]}}
    )  # fmt: skip
    return "lost"


def unit_with_no_door(layout: dict[str, object]) -> str:
    layout["features"] = [
        f for f in features(layout)
        if not (f["properties"]["kind"] == "door" and str(f["properties"]["id"]).startswith("u1-"))
    ]  # fmt: skip
    return "u1"


def self_crossing_room(layout: dict[str, object]) -> str:
    room = next(f for f in features(layout) if f["properties"]["id"] == "u1-living")
    ring = room["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    return "u1-living"


@pytest.mark.parametrize("change", [door_off_any_wall, unit_with_no_door, self_crossing_room])
def test_a_fault_in_a_drawing_is_an_issue_that_names_the_element(
    change: Callable[[dict[str, object]], str], tmp_path: Path, root: Path
) -> None:
    named: list[str] = []
    path = layout_file(tmp_path / "faulty.geojson", lambda layout: named.append(change(layout)), root)
    done = run(["evaluate", str(path), "--format", "json"], root)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1), done.stderr
    issues = json.loads(done.stdout)["issues"]
    about = [issue for issue in issues if named[0] in f"{issue['element']} {issue['message']}"]
    assert about
    assert all(issue["file"] == "faulty.geojson" for issue in about)


def test_a_plot_that_crosses_itself_is_an_issue_and_the_others_go_on(tmp_path: Path, root: Path) -> None:
    bow: list[list[list[float]]] = [
        [[500000, 7031000], [500050, 7031050], [500050, 7031000], [500000, 7031050], [500000, 7031000]]
    ]
    other: list[list[list[float]]] = [[[x + 200, y] for x, y in SQUARE[0]]]
    plots = plots_file(tmp_path / "bow.geojson", [bow, other], ids=["bow", "square"])
    done = run(["screen", "--plots", str(plots), "--osm", PBF, "--format", "json"], root)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1)
    record = json.loads(done.stdout)
    assert "square" in [c["id"] for c in record["candidates"]]
    assert any("bow" in str(issue["element"]) for issue in record["issues"])
