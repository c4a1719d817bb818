"""Matrikkel, plans and DOK products as they come: their own columns and codes, in GML, GeoPackage and FileGDB."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import geopandas
import pytest
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from siteplan.content import load_content
from siteplan.context import AreaAnalysis, PlotContext
from siteplan.context.building_use import building_uses
from siteplan.context.zoning import noise_at, owned_by_municipality, purpose_kinds, zoned_for_housing
from siteplan.errors import InputError
from siteplan.model import Site
from siteplan.readers.layer_mapping import FieldSource
from siteplan.readers.layers import read_layer
from siteplan.readers.site import read_site
from siteplan.text import issue_sentence

CRS = "EPSG:25832"
X, Y = 569_000.0, 7_034_000.0

TEIG = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"
  xmlns:app="http://skjema.geonorge.no/SOSI/produktspesifikasjon/Matrikkelen-Eiendomskart-Teig/20211101">{members}
</wfs:FeatureCollection>
"""
MEMBER = """
<wfs:member><app:Teig gml:id="teig.{number}"><app:omrade><gml:Polygon gml:id="g{number}"
  srsName="urn:ogc:def:crs:EPSG::25832"><gml:exterior><gml:LinearRing><gml:posList>{outline}</gml:posList>
  </gml:LinearRing></gml:exterior></gml:Polygon></app:omrade>
  <app:kommunenummer>0301</app:kommunenummer>
  <app:matrikkelenhet><app:Matrikkelenhet><app:eierforhold>{owner}</app:eierforhold></app:Matrikkelenhet>
  </app:matrikkelenhet>
  <app:matrikkelnummerTekst>{text}</app:matrikkelnummerTekst></app:Teig></wfs:member>"""

SITE = """
name = "Kommunens egne data"
crs = "EPSG:25832"

[plots]
file = "tomter.csv"

[layers.parcels]
file = "teig.gml"
[layers.parcels.fields]
knr = "kommunenummer"
gnr = { column = "matrikkelnummerTekst", part = 1 }
bnr = { column = "matrikkelnummerTekst", part = 2 }
fnr = { column = "matrikkelnummerTekst", part = 3 }
owner_kind = { column = "eierforhold", values = { K = "municipality", S = "state", P = "private" } }

[layers.zoning]
file = "plan.gdb|RpArealformålOmråde"
[layers.zoning.fields]
purpose = "arealformål"
max_bya = "utnyttingstall"
status = { column = "planstatus", values = { 2 = "proposed", 3 = "in_force" } }

[[layers.hazards]]
file = "dok.gpkg|FlomAreal"
[layers.hazards.fields]
kind = { value = "flood" }
return_period_y = "gjentaksinterval"

[[layers.hazards]]
file = "skred.gdb|Skredfaresone_1000"
[layers.hazards.fields]
kind = { value = "landslide" }
return_period_y = { value = 1000 }

[layers.noise]
file = "stoy.gml"
[layers.noise.fields]
lden_db = { column = "støysonekategori", values = { G = 55, R = 65 } }

[layers.buildings]
file = "dok.gpkg|bygning"
[layers.buildings.fields]
use = { column = "bygningstype", values = { "11*" = "detached", "12*" = "detached", "13*" = "terraced", \
"14*" = "flats", "1*" = "other_housing", "612" = "kindergarten", "61*" = "school", "7*" = "health", "*" = "other" } }
"""


def square(x: float, y: float, side: float = 50.0) -> Polygon:
    return box(X + x, Y + y, X + x + side, Y + y + side)


def write(path: Path, layer: str, geometries: Sequence[BaseGeometry], driver: str, **columns: object) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # FileGDB has no 64-bit whole numbers
        table = geopandas.GeoDataFrame(columns, geometry=geometries, crs=CRS)
        table.to_file(path, driver=driver, layer=layer, mode="a" if path.exists() else "w")


def teig(number: int, x: float, text: str, owner: str) -> str:
    outline = " ".join(f"{a} {b}" for a, b in square(x, 0).exterior.coords)
    return MEMBER.format(number=number, outline=outline, text=text, owner=owner)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    (tmp_path / "tomter.csv").write_text(
        "knr;gnr;bnr;fnr\n0301;235;122;\n0301;235;7;3\n0301;999;9;\n", encoding="utf-8"
    )
    members = [teig(1, 0, "235/122", "K"), teig(2, 50, "235/7/3", "P"), teig(3, 100, "235/8", "U")]
    (tmp_path / "teig.gml").write_text(TEIG.format(members="".join(members)), encoding="utf-8")
    zones = [square(0, 0), square(50, 0), square(100, 0), square(0, 50)]
    write(tmp_path / "plan.gdb", "RpArealformålOmråde", zones, "OpenFileGDB",
          arealformål=[1110, 1802, 1161, 1119], planstatus=[3, 2, 3, 3],
          utnyttingstall=[35.0, 40.0, None, None])  # fmt: skip
    write(tmp_path / "dok.gpkg", "FlomAreal", [square(0, 0, 10)], "GPKG", gjentaksinterval=[200])
    write(tmp_path / "dok.gpkg", "bygning", [square(x, 100, 10) for x in (0, 20, 40, 60, 80, 100)], "GPKG",
          bygningstype=[111, 131, 142, 152, 612, 322])  # fmt: skip
    write(tmp_path / "skred.gdb", "Skredfaresone_1000", [square(50, 0, 20)], "OpenFileGDB", skredtype=["1"])
    write(tmp_path / "stoy.gml", "Støysone", [square(0, 0), square(0, 0, 20)], "GML", støysonekategori=["G", "R"])
    return tmp_path


@pytest.fixture
def site(folder: Path) -> Site:
    found, issues = read_site(folder)
    assert [issue.code for issue in issues if issue.severity == "error"] == ["property-without-parcel"]
    return found


def test_a_list_of_property_numbers_finds_its_outlines_in_the_matrikkel_s_own_gml(site: Site) -> None:
    assert [plot.boundary.area for plot in site.plots] == [2500.0, 2500.0]
    assert site.plots[1].boundary.bounds[0] == X + 50
    parcels = site.surroundings.layers["parcels"]  # type: ignore[union-attr]
    assert parcels.column("fnr").tolist() == [None, "3", None]


def test_codes_of_owners_plans_noise_and_buildings_mean_what_the_mapping_says(site: Site) -> None:
    assert site.surroundings is not None
    layers = site.surroundings.layers
    assert layers["parcels"].column("owner_kind").tolist() == ["municipality", "private", None]
    assert layers["zoning"].column("status").tolist() == ["in_force", "proposed", "in_force", "in_force"]
    assert layers["zoning"].column("max_bya").tolist()[:2] == [35.0, 40.0]
    assert sorted(layers["noise"].column("lden_db").tolist()) == [55.0, 65.0]
    uses = ["detached", "terraced", "flats", "other_housing", "kindergarten", "other"]
    assert layers["buildings"].column("use").tolist() == uses
    assert building_uses(layers["buildings"], from_layer=True)[:3] == ["single_home", "homes", "homes"]


def test_the_national_codes_of_purposes_need_no_mapping_and_garages_are_no_homes(site: Site) -> None:
    zones = site.surroundings.layers["zoning"]  # type: ignore[union-attr]
    assert purpose_kinds(zones) == [{"housing"}, {"housing"}, {"kindergarten"}, set()]


def test_several_products_are_one_layer_of_hazards(site: Site) -> None:
    assert site.surroundings is not None
    hazards = site.surroundings.layers["hazards"]
    assert hazards.column("kind").tolist() == ["flood", "landslide"]
    assert hazards.column("return_period_y").tolist() == [200.0, 1000.0]
    assert len(set(hazards.ids)) == 2
    assert {"dok.gpkg", "skred.gdb"} <= {source.name for source in site.surroundings.sources}


def test_criteria_are_settled_by_them(site: Site) -> None:
    area = AreaAnalysis(site.surroundings, site.plots)  # type: ignore[arg-type]
    own, other = (PlotContext(plot, area=area) for plot in site.plots)
    assert zoned_for_housing(own, least_share=0.9) and owned_by_municipality(own, least_share=0.9)
    assert not owned_by_municipality(other, least_share=0.9)
    assert (noise_at(own, least_share=0.1).low, noise_at(own, least_share=0.5).low) == (65.0, 55.0)
    risk = load_content().evaluators["local_risk_factors"]
    limits = load_content().specs["local_risk_factors"].limits()
    assert "hazards/dok.gpkg/1" in risk(own, limits).failing
    assert "layer_hazards" not in risk(own, limits).missing


def test_one_product_that_cannot_be_read_makes_the_layer_unknown_and_not_empty(folder: Path) -> None:
    (folder / "dok.gpkg").unlink()
    site, issues = read_site(folder)
    assert site.surroundings is not None and "hazards" not in site.surroundings.layers
    assert "file-missing" in [issue.code for issue in issues]


def test_a_sosi_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "plan.sos").write_text(".HODE\n..TEGNSETT UTF-8\n.SLUTT\n", encoding="utf-8")
    places, (issue,) = read_layer("zoning", tmp_path / "plan.sos", crs=CRS)
    assert places is None and issue.code == "sosi-file"
    assert "GML" in issue_sentence(issue, "nb") and "GeoPackage" in issue_sentence(issue, "nb")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{ column = "a", value = "flood" }', "column or value"),
        ('{ values = { 1 = "flood" } }', "column or value"),
        ('{ value = "flood", values = { 1 = "flood" } }', "value alone"),
        ('{ column = "a", part = 0 }', "part >= 1"),
    ],
)
def test_a_mapping_that_says_two_things_or_none_is_refused_with_its_key(
    tmp_path: Path, written: str, said: str
) -> None:
    (tmp_path / "site.toml").write_text(
        f'name = "A"\ncrs = "{CRS}"\n[layers.hazards]\nfile = "a.gpkg"\n[layers.hazards.fields]\nkind = {written}\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_site(tmp_path)
    (issue,) = [issue for issue in caught.value.issues if issue.code == "wrong-value"]
    assert issue.element == "layers.hazards.fields.kind" and issue.values["detail"] == said


def test_a_code_that_means_nothing_in_the_mapping_is_said_and_dropped(tmp_path: Path) -> None:
    write(tmp_path / "a.gpkg", "a", [Point(X, Y).buffer(9)] * 2, "GPKG", status=["3", "9"], purpose=["1110", "1110"])
    source = FieldSource(column="status", values={"3": "in_force"})
    zones, issues = read_layer("zoning", tmp_path / "a.gpkg", crs=CRS, fields={"status": source})
    assert zones is not None and zones.column("status").tolist() == ["in_force", None]
    assert [(issue.code, issue.values["value"]) for issue in issues] == [("layer-wrong-value", "9")]
