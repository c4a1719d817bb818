"""Draw the invented town of Kveldsvåg again: `python -m sample_sites.kveldsvag.make_town [--out FOLDER]`.

Same seed, same bytes. Layouts (`layouts/`), `site.toml` and `SOURCES.md` are written by hand and left alone.
"""

import argparse
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import rasterio
from rasterio.transform import from_origin

from sample_sites.kveldsvag.town import ground, osm_file, registers, transit
from sample_sites.kveldsvag.town.plan import SEED, TownPlan, lay_out

CELL_M = 10.0


def write_terrain(path: Path) -> None:
    """Heights at the centres of 10 m cells [m above the sea], Float32 GeoTIFF, the fjord at 0."""
    columns, rows = round((ground.EAST - ground.WEST) / CELL_M), round((ground.NORTH - ground.SOUTH) / CELL_M)
    east, south = CELL_M * (np.arange(columns) + 0.5), CELL_M * (np.arange(rows) + 0.5)
    x, y = np.meshgrid(ground.WEST + east, ground.NORTH - south)
    heights = ground.height(np.column_stack([x.ravel(), y.ravel()])).reshape(rows, columns).round(1).astype("float32")
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=columns,
        height=rows,
        count=1,
        dtype="float32",
        crs=ground.CRS,
        transform=from_origin(ground.WEST, ground.NORTH, CELL_M, CELL_M),
        compress="deflate",
        zlevel=9,
        predictor=3,
        nodata=-9999.0,
    ) as raster:
        raster.write(heights, 1)


def write_layers(path: Path, layers: dict[str, gpd.GeoDataFrame]) -> None:
    """One GeoPackage with the layers given, coordinates rounded to 1 cm."""
    path.unlink(missing_ok=True)
    for name, frame in layers.items():
        frame = frame.assign(geometry=frame.geometry.set_precision(0.01, mode="pointwise"))
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists())


def write_town(town: TownPlan, out: Path, *, seed: int) -> None:
    """Write every file that the program makes into a folder."""
    (out / "gtfs").mkdir(parents=True, exist_ok=True)
    stops = transit.stops(town.ways)
    osm_file.write(out / "area.osm.pbf", town, stops, seed=seed)
    transit.write(out / "gtfs" / "kveldsfjord.gtfs.zip", transit.tables(stops, osm_file.lonlat_of(stops)))
    write_terrain(out / "dem.tif")
    write_layers(out / "plots.gpkg", {"plots": registers.plots(), "entrances": registers.entrances()})
    parcels, buildings = registers.parcels_and_buildings(town, seed=seed)
    write_layers(
        out / "registers.gpkg",
        {
            "parcels": parcels,
            "buildings": buildings,
            "zoning": registers.zoning(),
            "hazards": registers.hazards(),
            "noise": registers.noise(town.ways),
            "services": registers.services(),
            "sensitive_destinations": registers.sensitive_destinations(),
        },
    )
    write_layers(
        out / "protected.gpkg", {"municipal_housing": registers.municipal_housing(town), "risks": registers.risks()}
    )


def main() -> None:
    """Read the command line and write the town."""
    parser = argparse.ArgumentParser(description="Draw the invented town of Kveldsvåg.")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent, help="folder to write to")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    # GeoPackage writes the time of writing into its tables; a fixed one keeps the bytes the same.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-11-21T12:00:00.000Z"})
    write_town(lay_out(options.seed), options.out, seed=options.seed)


if __name__ == "__main__":
    main()
