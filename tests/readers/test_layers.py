"""Municipal layers: strict fields, one system, no more columns than are asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas
import numpy as np
import pytest
from shapely.geometry import Point, Polygon, box

from siteplan.errors import InputError, Issue
from siteplan.model import Places
from siteplan.readers.layer_fields import LAYERS, PROTECTED_LAYERS
from siteplan.readers.layers import read_layer
from siteplan.text import issue_sentence

CRS = "EPSG:25832"
HERE = Point(569_500, 7_034_500)
AREA = box(569_500, 7_034_500, 569_600, 7_034_600)


def layer(path: Path, geometries: Sequence[object], crs: str = CRS, **columns: object) -> Path:
    geopandas.GeoDataFrame(columns, geometry=list(geometries), crs=crs).to_file(path, driver="GPKG")
    return path


def codes(issues: Sequence[Issue]) -> list[str]:
    for issue in issues:
        assert "{" not in issue_sentence(issue, "nb") + issue_sentence(issue, "en")
    return [issue.code for issue in issues]


def read(name: str, path: Path, **fields: str) -> Places:
    places, issues = read_layer(name, path, crs=CRS, fields=fields)
    assert places is not None and codes(issues) == []
    return places


def test_homes_keep_their_fields_and_no_others(tmp_path: Path) -> None:
    path = layer(tmp_path / "homes.gpkg", [HERE, AREA], units=[4, 8], staffed=["day", None], tenant=["N.N.", "M.M."])
    homes = read("municipal_housing", path)
    assert set(homes.columns) == {"units", "staffed"}
    assert homes.column("units").tolist() == [4.0, 8.0]
    assert homes.column("staffed").tolist() == ["day", None] and homes.column("group").tolist() == [None, None]
    assert homes.ids.tolist() == ["1", "2"] and homes.source is not None and homes.source.name == "homes.gpkg"


def test_a_layer_in_another_system_is_converted(tmp_path: Path) -> None:
    data = geopandas.GeoDataFrame({"type": ["police"], "name": ["Heimdal"]}, geometry=[HERE], crs=CRS)
    data.to_crs("EPSG:4326").to_file(tmp_path / "services.geojson", driver="GeoJSON")
    data.to_crs("EPSG:25833").to_file(tmp_path / "services.gpkg")
    for name in ("services.geojson", "services.gpkg"):
        services = read("services", tmp_path / name)
        assert services.geometries[0].distance(HERE) < 0.01 and services.names.tolist() == ["Heimdal"]


def test_fields_go_by_the_municipalitys_own_names(tmp_path: Path) -> None:
    path = layer(tmp_path / "boliger.gpkg", [HERE], antall=["12"], bemannet=["24h"])
    homes = read("municipal_housing", path, units="antall", staffed="bemannet")
    assert homes.column("units").tolist() == [12.0] and homes.column("staffed").tolist() == ["24h"]


def test_a_layer_without_a_required_field_is_refused_naming_its_columns(tmp_path: Path) -> None:
    path = layer(tmp_path / "homes.gpkg", [HERE], antall=[4])
    places, issues = read_layer("municipal_housing", path, crs=CRS)
    assert places is None and codes(issues) == ["layer-field-missing"]
    assert issues[0].element == "units" and "antall" in issue_sentence(issues[0], "en")


def test_a_mapping_to_a_column_that_is_not_there_or_of_no_field_is_refused(tmp_path: Path) -> None:
    path = layer(tmp_path / "homes.gpkg", [HERE], units=[4])
    places, issues = read_layer("municipal_housing", path, crs=CRS, fields={"group": "gruppe", "color": "farge"})
    assert places is None and sorted(codes(issues)) == ["layer-field-missing", "unknown-field"]


def test_homes_without_a_number_would_lower_the_sum_so_the_layer_is_refused(tmp_path: Path) -> None:
    path = layer(tmp_path / "homes.gpkg", [HERE, HERE], units=[4, None])
    places, issues = read_layer("municipal_housing", path, crs=CRS)
    assert places is None and codes(issues) == ["layer-value-missing"]


def test_a_service_of_an_unknown_type_is_left_out_and_said(tmp_path: Path) -> None:
    path = layer(tmp_path / "services.gpkg", [HERE] * 4, type=["gp", "kafe", "kafe", None])
    places, issues = read_layer("services", path, crs=CRS)
    assert places is not None and places.column("type").tolist() == ["gp"]
    assert sorted(codes(issues)) == ["layer-rows-without-value", "layer-wrong-value-left-out"]
    assert next(issue for issue in issues if issue.code == "layer-wrong-value-left-out").values["count"] == "2"


def test_a_risk_that_nobody_confirmed_does_not_count(tmp_path: Path) -> None:
    path = layer(tmp_path / "risks.gpkg", [HERE, HERE], kind=["dealing", "dealing"], confirmed_by=["politirådet", ""])
    places, issues = read_layer("risks", path, crs=CRS)
    assert places is not None and len(places) == 1 and codes(issues) == ["layer-rows-without-value"]


def test_an_optional_value_that_is_none_of_the_choices_is_dropped_not_the_feature(tmp_path: Path) -> None:
    path = layer(tmp_path / "buildings.gpkg", [AREA, AREA], use=["detached", "castle"], height_m=[7.5, -1.0])
    places, issues = read_layer("buildings", path, crs=CRS)
    assert places is not None and places.column("use").tolist() == ["detached", None]
    heights = places.column("height_m").astype(np.float64)
    assert heights[0] == 7.5 and np.isnan(heights[1])
    assert codes(issues) == ["layer-wrong-value", "layer-wrong-value"]
    assert {issue.severity for issue in issues} == {"warning"}


def test_points_are_no_zones_and_crossing_outlines_are_mended(tmp_path: Path) -> None:
    bow_tie = Polygon([(569_500, 7_034_500), (569_510, 7_034_510), (569_510, 7_034_500), (569_500, 7_034_510)])
    path = layer(tmp_path / "zones.gpkg", [AREA, HERE, bow_tie, None], purpose=["bolig"] * 4, max_bya=[30, 30, 30, 30])
    places, issues = read_layer("zoning", path, crs=CRS)
    assert places is not None and len(places) == 2 and all(g.is_valid for g in places.geometries)
    assert sorted(codes(issues)) == ["layer-not-areas", "layer-outlines-repaired", "layer-without-geometry"]


def test_a_given_layer_without_features_is_known_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "risks.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    places, issues = read_layer("risks", tmp_path / "risks.geojson", crs=CRS)
    assert places is not None and len(places) == 0 and issues == ()


def test_a_file_that_cannot_be_read_is_an_issue_and_no_layer(tmp_path: Path) -> None:
    (tmp_path / "noise.gpkg").write_bytes(b"")
    for name, code in (("noise.gpkg", "empty-file"), ("absent.gpkg", "file-missing")):
        places, issues = read_layer("noise", tmp_path / name, crs=CRS)
        assert places is None and codes(issues) == [code]


def test_a_layer_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        read_layer("neighbours", "x.gpkg", crs=CRS)
    assert codes(caught.value.issues) == ["unknown-layer-name"]


def test_one_layer_of_a_file_is_read_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "town.gpkg"
    for name, use in (("a", "office"), ("b", "health")):
        geopandas.GeoDataFrame({"use": [use]}, geometry=[AREA], crs=CRS).to_file(path, layer=name)
    places, _ = read_layer("buildings", f"{path.name}|b", crs=CRS, folder=tmp_path)
    assert places is not None and places.column("use").tolist() == ["health"]


def test_numbers_of_properties_stay_what_they_are(tmp_path: Path) -> None:
    path = layer(tmp_path / "parcels.gpkg", [AREA], knr=["0301"], gnr=[12], bnr=[3.0])
    parcels = read("parcels", path)
    assert [parcels.column(name)[0] for name in ("knr", "gnr", "bnr")] == ["0301", "12", "3"]


def test_homes_and_risks_are_the_protected_layers() -> None:
    assert {"municipal_housing", "risks"} == PROTECTED_LAYERS and len(LAYERS) == 9
