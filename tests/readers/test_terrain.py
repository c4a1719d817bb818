"""Terrain models in the site's system."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from numpy.typing import NDArray
from rasterio.transform import Affine, from_origin

from siteplan.errors import InputError
from siteplan.readers.terrain import read_terrain
from siteplan.text import issue_sentence

CRS = "EPSG:25832"
WEST, TOP = 569_000.0, 7_035_000.0


def raster(
    path: Path, heights: NDArray[np.float32], *, transform: Affine | None = None, crs: str | None = CRS, bands: int = 1
) -> Path:
    rows, columns = heights.shape
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=columns, count=bands, dtype="float32", crs=crs, nodata=-9999.0,
        transform=transform or from_origin(WEST, TOP, 10, 10),
    ) as out:  # fmt: skip
        for band in range(1, bands + 1):
            out.write(heights, band)
    return path


def slope(rows: int = 100, columns: int = 120) -> NDArray[np.float32]:
    """Rises one metre a cell to the east."""
    return np.tile(np.arange(columns, dtype=np.float32), (rows, 1))


def test_heights_come_with_their_corner_and_cell(tmp_path: Path) -> None:
    heights = slope()
    heights[0, 0], heights[5, 5] = -9999.0, 40_000.0
    terrain, issues = read_terrain(raster(tmp_path / "dem.tif", heights), crs=CRS)
    assert (terrain.x0, terrain.y0, terrain.cell) == (WEST, TOP, 10.0) and terrain.heights.shape == (100, 120)
    assert np.isnan(terrain.heights[0, 0]) and np.isnan(terrain.heights[5, 5]) and terrain.heights[3, 7] == 7.0
    assert [issue.code for issue in issues] == ["heights-out-of-range"] and issues[0].values["count"] == "1"


def test_only_the_area_is_read(tmp_path: Path) -> None:
    within = (WEST + 205, TOP - 395, WEST + 395, TOP - 205)
    terrain, _ = read_terrain(raster(tmp_path / "dem.tif", slope()), crs=CRS, within=within)
    assert (terrain.x0, terrain.y0) == (WEST + 200, TOP - 200) and terrain.heights.shape == (20, 20)
    assert terrain.heights[0, 0] == 20.0


def test_another_system_is_resampled_and_said(tmp_path: Path) -> None:
    path = raster(tmp_path / "dem.tif", slope(), transform=from_origin(270_000, 7_040_000, 10, 10), crs="EPSG:25833")
    terrain, issues = read_terrain(path, crs=CRS)
    assert [issue.code for issue in issues] == ["raster-resampled"]
    known = terrain.heights[~np.isnan(terrain.heights)]
    assert len(known) > 10_000 and known.min() >= 0.0 and known.max() <= 119.0


@pytest.mark.parametrize("step", [(10.0, 5.0), (10.0, -10.0)])
def test_cells_become_square_and_north_up(tmp_path: Path, step: tuple[float, float]) -> None:
    path = raster(tmp_path / "dem.tif", slope(), transform=Affine(step[0], 0, WEST, 0, -step[1], TOP))
    terrain, issues = read_terrain(path, crs=CRS)
    assert [issue.code for issue in issues] == ["raster-resampled"]
    column = terrain.heights.shape[1] // 2
    middle = float(np.nanmean(terrain.heights[:, column]))
    expected = (column + 0.5) * terrain.cell / 10.0 - 0.5
    assert middle == pytest.approx(expected, abs=0.6)


def test_what_is_no_terrain_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.tif").write_bytes(b"")
    (tmp_path / "text.tif").write_text("no raster", encoding="utf-8")
    raster(tmp_path / "nocrs.tif", slope(), crs=None)
    raster(tmp_path / "far.tif", slope())
    cases = {"absent.tif": "file-missing", "empty.tif": "empty-file", "text.tif": "not-a-raster",
             "nocrs.tif": "no-crs-raster", "far.tif": "raster-elsewhere"}  # fmt: skip
    for name, code in cases.items():
        with pytest.raises(InputError) as caught:
            read_terrain(tmp_path / name, crs=CRS, within=(0.0, 0.0, 10.0, 10.0))
        assert [issue.code for issue in caught.value.issues] == [code], name
        assert name in issue_sentence(caught.value.issues[0], "nb")


def test_of_several_bands_the_first_is_used_and_said(tmp_path: Path) -> None:
    _, issues = read_terrain(raster(tmp_path / "dem.tif", slope(), bands=3), crs=CRS)
    assert [issue.code for issue in issues] == ["raster-first-band"]
