"""The commands visibility, isovist and warm-up, from a file to a file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import geopandas
import numpy as np
import pytest
import rasterio
import shapely

from siteplan.__main__ import main
from siteplan.measures.cell_table import COLUMNS


def _file(folder: Path, features: list[tuple[dict[str, object], list[list[float]]]]) -> str:
    """A layout file of lines."""
    path = folder / "plan.geojson"
    collection = {
        "type": "FeatureCollection",
        "siteplan": {"version": 1, "name": "plan", "storeys": [{"index": 0, "elevation": 0.0, "height": 2.7}]},
        "features": [
            {"type": "Feature", "properties": {"id": f"f{k}", **properties},
             "geometry": {"type": "LineString", "coordinates": line}}
            for k, (properties, line) in enumerate(features)
        ],
    }  # fmt: skip
    path.write_text(json.dumps(collection))
    return str(path)


def _walls(*lines: list[list[float]]) -> list[tuple[dict[str, object], list[list[float]]]]:
    return [({"kind": "wall", "storey": 0}, line) for line in lines]


ROOM = [[[0.1, 0.1], [10.1, 0.1]], [[10.1, 0.1], [10.1, 6.1]], [[10.1, 6.1], [0.1, 6.1]], [[0.1, 6.1], [0.1, 0.1]]]
DIVIDED = [*ROOM, [[5.2, 0.1], [5.2, 6.1]]]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open() as lines:
        return list(csv.DictReader(lines))


def test_a_file_with_nothing_but_walls_and_a_seed_is_enough(tmp_path: Path) -> None:
    plan, out = _file(tmp_path, _walls(*ROOM)), tmp_path / "cells.csv"
    assert main(["visibility", plan, "--seed", "5,3", "--spacing", "1", "--out", str(out)]) == 0
    rows = _rows(out)
    assert list(rows[0]) == ["x", "y", *COLUMNS]
    assert len(rows) == 60
    assert [(row["x"], row["y"]) for row in rows[:7]] == [("1", str(y)) for y in range(1, 7)] + [("2", "1")]
    assert {row["connectivity"] for row in rows} == {"59"}
    assert {row["mean_depth"] for row in rows} == {"1"}
    assert {row["integration_hh"] for row in rows} == {""}, "undefined is empty"


@pytest.mark.parametrize(("name", "spacing", "seed"), [("rect", "0.5", "6.03,4.02"), ("tun", "2", "30.03,25.04")])
def test_the_reference_plans_are_read_and_equal_depthmapx(
    shared: Path, tmp_path: Path, name: str, spacing: str, seed: str
) -> None:
    folder, out = shared / "reference" / "visibility", tmp_path / "cells.csv"
    plan = str(folder / "plans" / f"{name}.geojson")
    assert main(["visibility", plan, "--seed", seed, "--spacing", spacing, "--out", str(out)]) == 0
    with (folder / "depthmapx" / f"{name}_{float(spacing)}.csv").open() as lines:
        expected = {(float(r["x"]), float(r["y"])): r for r in csv.DictReader(lines)}
    rows = _rows(out)
    assert {(float(row["x"]), float(row["y"])) for row in rows} == set(expected)
    for row in rows:
        theirs = expected[float(row["x"]), float(row["y"])]
        assert row["connectivity"] == theirs["Connectivity"]
        assert float(row["mean_depth"]) == pytest.approx(float(theirs["Visual Mean Depth"]), rel=5e-7)
        assert float(row["integration_hh"] or -1) == pytest.approx(float(theirs["Visual Integration [HH]"]), rel=2e-7)


def test_doors_are_open_unless_told_otherwise(tmp_path: Path) -> None:
    door: tuple[dict[str, object], list[list[float]]] = ({"kind": "door", "storey": 0}, [[5.2, 2.6], [5.2, 3.6]])
    plan, out = _file(tmp_path, [*_walls(*DIVIDED), door]), tmp_path / "cells.csv"
    begin = ["visibility", plan, "--seed", "2,3", "--spacing", "0.5", "--measures", "connectivity", "--out", str(out)]
    assert main(begin) == 0
    opened = len(_rows(out))
    assert main([*begin, "--doors", "closed"]) == 0
    assert opened == 240
    assert len(_rows(out)) == 120


def test_a_closed_door_fills_the_gap_that_the_walls_leave_for_it(tmp_path: Path) -> None:
    door: tuple[dict[str, object], list[list[float]]] = ({"kind": "door", "storey": 0}, [[5.2, 2.6], [5.2, 3.6]])
    apart = _walls(*ROOM, [[5.2, 0.1], [5.2, 2.6]], [[5.2, 3.6], [5.2, 6.1]])
    plan, out = _file(tmp_path, [*apart, door]), tmp_path / "cells.csv"
    begin = ["visibility", plan, "--seed", "2,3", "--spacing", "0.5", "--measures", "connectivity", "--out", str(out)]
    assert main(begin) == 0
    assert len(_rows(out)) == 240
    assert main([*begin, "--doors", "closed"]) == 0
    assert len(_rows(out)) == 120


def test_windows_block_and_low_fences_do_not(tmp_path: Path) -> None:
    window: tuple[dict[str, object], list[list[float]]] = (
        {"kind": "window", "storey": 0, "sill_height": 0.9, "head_height": 2.1}, [[5.2, 2.6], [5.2, 3.6]]
    )  # fmt: skip
    out = tmp_path / "cells.csv"
    ask = ["--seed", "2,3", "--spacing", "0.5", "--measures", "connectivity", "--out", str(out)]
    assert main(["visibility", _file(tmp_path, [*_walls(*DIVIDED), window]), *ask]) == 0
    assert len(_rows(out)) == 120
    for height, cells in ((1.2, 240), (1.8, 120)):
        fence: tuple[dict[str, object], list[list[float]]] = (
            {"kind": "obstacle", "height": height}, [[5.2, 0.1], [5.2, 6.1]]
        )  # fmt: skip
        assert main(["visibility", _file(tmp_path, [*_walls(*ROOM), fence]), *ask]) == 0
        assert len(_rows(out)) == cells
    # Who sits looks at the fence of 1.2 m.
    low = _file(tmp_path, [*_walls(*ROOM), ({"kind": "obstacle", "height": 1.2}, [[5.2, 0.1], [5.2, 6.1]])])
    assert main(["visibility", low, *ask, "--eye", "1.1", "--target", "1.1"]) == 0
    assert len(_rows(out)) == 120


def test_cells_for_a_gis_stand_where_they_are(tmp_path: Path) -> None:
    plan = _file(tmp_path, _walls(*DIVIDED))
    base = ["visibility", plan, "--seed", "2,3", "--spacing", "0.5", "--measures", "connectivity,isovist_area"]
    for ending in ("csv", "gpkg", "tif", "json"):
        assert main([*base, "--out", str(tmp_path / f"cells.{ending}")]) == 0
    rows = _rows(tmp_path / "cells.csv")
    squares = geopandas.read_file(tmp_path / "cells.gpkg")
    assert squares.area.to_numpy() == pytest.approx(0.25)
    assert squares["connectivity"].tolist() == [int(row["connectivity"]) for row in rows]
    cells = json.loads((tmp_path / "cells.json").read_text())
    assert cells["columns"] == ["x", "y", "connectivity", "isovist_area"]
    with rasterio.open(tmp_path / "cells.tif") as image:
        assert image.descriptions == ("connectivity", "isovist_area")
        bands = image.read()
        assert np.isfinite(bands[0]).sum() == len(rows)
        for row, cell in zip(rows, cells["cells"], strict=True):
            line, column = image.index(float(row["x"]), float(row["y"]))
            assert bands[0, line, column] == int(row["connectivity"]) == cell[2]
            assert bands[1, line, column] == pytest.approx(float(row["isovist_area"]), rel=1e-6)


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["--seed", "5.2,3"], "5.2,3"), (["--seed", "x"], "X,Y"), (["--seed", "2,3", "--measures", "beauty"], "beauty"),
        (["--seed", "2,3", "--spacing", "0"], "0"), (["--seed", "2,3", "--spacing", "0.005"], "--spacing"),
        ([], "--seed"), (["--seed", "2,3", "--storey", "4"], "--storey"), (["--seed", "900,3"], "--seed"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_line_with_its_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], names: str
) -> None:
    walls = [*ROOM, [[5.25, 0.1], [5.25, 6.1]]]
    command = ["visibility", _file(tmp_path, _walls(*walls)), "--spacing", "0.25", *arguments]
    assert main(command) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert names in said.err
    assert "Traceback" not in said.err


def test_an_isovist_is_geojson_with_its_measures(tmp_path: Path) -> None:
    plan, out = _file(tmp_path, _walls(*DIVIDED)), tmp_path / "seen.geojson"
    assert main(["isovist", plan, "--at", "2,3", "--out", str(out)]) == 0
    features = json.loads(out.read_text())["features"]
    region = next(f for f in features if f["properties"]["role"] == "region")
    assert shapely.geometry.shape(region["geometry"]).area == pytest.approx(5.1 * 6)
    assert region["properties"]["area_m2"] == pytest.approx(5.1 * 6)
    assert region["properties"]["occlusivity_m"] == 0
    edges = [f["properties"] for f in features if f["properties"]["role"] == "edge"]
    assert {edge["kind"] for edge in edges} == {"wall"}
    assert {edge["element"] for edge in edges} == {"f0", "f2", "f3", "f4"}


def test_an_isovist_passes_over_a_low_fence_for_who_stands_and_not_for_who_sits(tmp_path: Path) -> None:
    fence: tuple[dict[str, object], list[list[float]]] = ({"kind": "obstacle", "height": 1.2}, [[5.2, 0.1], [5.2, 6.1]])
    plan, out = _file(tmp_path, [*_walls(*ROOM), fence]), tmp_path / "seen.geojson"
    areas = []
    for eye in ("1.6", "1.1"):
        assert main(["isovist", plan, "--at", "2,3", "--eye", eye, "--target", eye, "--out", str(out)]) == 0
        areas.append(json.loads(out.read_text())["features"][0]["properties"]["area_m2"])
    assert areas == pytest.approx([60.0, 5.1 * 6])


def test_the_table_speaks_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = _file(tmp_path, _walls(*ROOM))
    for language, word in (("nb", "middeldybde"), ("en", "mean depth")):
        base = ["visibility", plan, "--seed", "5,3", "--format", "table", "--language", language]
        assert main(base) == 0
        assert word in capsys.readouterr().out
        assert main(["isovist", plan, "--at", "5,3", "--format", "table", "--language", language]) == 0
        assert "60" in capsys.readouterr().out


def test_warming_up_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["warm-up"]) == 0
    assert "ready" in capsys.readouterr().err
