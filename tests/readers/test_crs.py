"""One system of coordinates, settled at the door."""

from __future__ import annotations

import pytest

from siteplan.errors import InputError
from siteplan.readers.crs import parse_crs, settle_file_crs, settle_site_crs, utm_zone_at
from siteplan.text import issue_sentence

TRONDHEIM = (569_000.0, 7_034_000.0, 570_000.0, 7_035_000.0)


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ((5.3, 60.4), "EPSG:25832"), ((10.4, 63.4), "EPSG:25832"), ((14.4, 67.3), "EPSG:25833"),
        ((18.96, 69.65), "EPSG:25833"), ((23.3, 70.0), "EPSG:25835"), ((30.0, 69.7), "EPSG:25835"),
        ((-8.0, 40.0), "EPSG:25829"), ((-70.0, -33.0), "EPSG:32719"), ((139.7, 35.7), "EPSG:32654"),
    ],
)  # fmt: skip
def test_every_place_has_its_zone_and_norway_only_those_in_official_use(place: tuple[float, float], zone: str) -> None:
    assert utm_zone_at(*place) == zone


def test_what_the_plots_are_written_in_is_what_the_site_is_measured_in() -> None:
    for name in ("EPSG:25832", "urn:ogc:def:crs:EPSG::25832", "EPSG:32632", "EPSG:5972"):
        crs = parse_crs(name, file="plots.gpkg")
        assert settle_site_crs(None, plots_crs=crs, bounds=TRONDHEIM, file="plots.gpkg") == ("EPSG:25832", ())


def test_a_stated_projected_system_rules_and_stated_degrees_only_say_how_to_read() -> None:
    degrees = parse_crs("EPSG:4326", file=None)
    bounds = (10.4, 63.4, 10.5, 63.5)
    assert settle_site_crs("EPSG:25833", plots_crs=degrees, bounds=bounds, file="p")[0] == "EPSG:25833"
    assert settle_site_crs("EPSG:4326", plots_crs=degrees, bounds=bounds, file="p")[0] == "EPSG:25832"


def test_a_zone_used_too_far_away_is_warned_of_with_the_better_one() -> None:
    bergen = parse_crs("EPSG:25833", file=None)
    crs, (issue,) = settle_site_crs(None, plots_crs=bergen, bounds=(-32_000, 6_732_000, -31_000, 6_733_000), file="p")
    assert crs == "EPSG:25833" and issue.severity == "warning"
    assert issue.values["better"] == "EPSG:25832" and 1.0 < float(issue.values["per_km"]) < 5.0
    assert "EPSG:25832" in issue_sentence(issue, "nb")


@pytest.mark.parametrize("stated", ["EPSG:3857", "EPSG:2222"])
def test_a_site_is_never_measured_in_feet_or_in_web_mercator(stated: str) -> None:
    degrees = parse_crs("EPSG:4326", file=None)
    with pytest.raises(InputError) as caught:
        settle_site_crs(stated, plots_crs=degrees, bounds=(10.4, 63.4, 10.5, 63.5), file="p")
    assert caught.value.issues[0].code == "site-crs-not-metres"


def test_a_plots_file_in_web_mercator_is_read_and_measured_in_its_zone() -> None:
    crs = parse_crs("EPSG:3857", file=None)
    bounds = (1_157_000.0, 9_200_000.0, 1_158_000.0, 9_201_000.0)
    assert settle_site_crs(None, plots_crs=crs, bounds=bounds, file="p")[0] == "EPSG:25832"


@pytest.mark.parametrize(
    ("found", "stated", "bounds", "code"),
    [
        (None, None, TRONDHEIM, "no-crs-metres"),
        (None, None, (10.4, 63.4, 10.5, 63.5), "no-crs-degrees"),
        ("EPSG:4326", None, TRONDHEIM, "metres-as-degrees"),
        ("EPSG:25832", None, (10.4, 63.4, 10.5, 63.5), "degrees-as-metres"),
        ("EPSG:25832", None, (0.0, 0.0, 900.0, 400.0), "coordinates-outside-crs"),
        ("EPSG:25832", None, (7_034_000.0, 569_000.0, 7_035_000.0, 570_000.0), "swapped-axes"),
        (None, "EPSG:nonsense", TRONDHEIM, "unknown-crs"),
    ],
)
def test_what_cannot_be_settled_is_refused(
    found: str | None, stated: str | None, bounds: tuple[float, float, float, float], code: str
) -> None:
    with pytest.raises(InputError) as caught:
        settle_file_crs(found, stated=stated, bounds=bounds, file="plots.gpkg")
    (issue,) = caught.value.issues
    assert issue.code == code and "plots.gpkg" in issue_sentence(issue, "en")


def test_a_file_that_says_its_system_is_read_in_it_whatever_the_user_states() -> None:
    crs = settle_file_crs("EPSG:25832", stated="EPSG:25833", bounds=TRONDHEIM, file="p")
    assert crs.to_epsg() == 25832
