"""Downloading a place, against a stand-in that answers as Overpass and Nominatim do."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import osmium
import pytest

from siteplan.errors import InputError
from siteplan.readers.osm import read_osm
from siteplan.readers.osm_download import AREA_FILE, fetch_place
from siteplan.readers.provenance import stated_sources
from tests.readers.overpass_stand_in import SOUTH, STEP, WEST, StandIn, stand_in


@pytest.fixture()
def server() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def fetch(place: str, folder: Path, server: StandIn) -> Path:
    return fetch_place(place, out=folder, overpass_url=server.overpass_url, nominatim_url=server.nominatim_url)


def code(place: str, folder: Path, server: StandIn) -> str:
    with pytest.raises(InputError) as raised:
        fetch(place, folder, server)
    (issue,) = raised.value.issues
    assert issue.element == place
    return issue.code


def test_a_place_is_downloaded_with_its_ids_and_tags_and_can_be_read_at_once(tmp_path: Path, server: StandIn) -> None:
    folder = fetch("Fjordby, Norway", tmp_path / "fjordby", server)
    assert sorted(p.name for p in folder.iterdir()) == ["SOURCES.md", AREA_FILE, "site.toml"]
    around, issues = read_osm([folder / AREA_FILE])
    assert issues == ()
    assert around.extent_basis == "header"
    assert around.crs == "EPSG:25832"
    assert around.walking is not None
    assert sorted(around.walking.way_id.tolist()) == [101, 102]
    assert around.walking.tag("lit").tolist() == ["yes", None]
    assert around.places["stop"].ids.tolist() == ["node/6"]
    assert around.places["grocery"].names.tolist() == ["Landhandel"]
    assert around.places["green"].ids.tolist() == ["relation/201"]
    assert around.sources[0].date == "2026-11-20T23:00:00Z"


def test_the_extent_is_the_box_that_was_asked_for(tmp_path: Path, server: StandIn) -> None:
    folder = fetch("Fjordby, Norway", tmp_path, server)
    with osmium.io.Reader(str(folder / AREA_FILE)) as reader:
        box = reader.header().box()
    assert (box.bottom_left.lon, box.bottom_left.lat) == pytest.approx((WEST - STEP, SOUTH - STEP), abs=1e-6)
    assert (box.top_right.lon, box.top_right.lat) == pytest.approx((WEST + 5 * STEP, SOUTH + 5 * STEP), abs=1e-6)
    assert "highway" in server.asked[0]


def test_where_it_comes_from_is_written_down_once(tmp_path: Path, server: StandIn) -> None:
    (tmp_path / "site.toml").write_text('name = "Mitt eget"\n', encoding="utf-8")
    stated_before = "# Kilder\n\n| file | date |\n|---|---|\n| plots.gpkg | 2020 |\n"
    (tmp_path / "SOURCES.md").write_text(stated_before, encoding="utf-8")
    for _ in range(2):
        fetch("Fjordby, Norway", tmp_path, server)
    assert (tmp_path / "site.toml").read_text(encoding="utf-8") == 'name = "Mitt eget"\n'
    stated = stated_sources(tmp_path / "SOURCES.md")
    assert stated[AREA_FILE].licence == "ODbL-1.0"
    assert stated[AREA_FILE].date == "2026-11-20T23:00:00Z"
    assert stated["plots.gpkg"].date == "2020"
    assert (tmp_path / "SOURCES.md").read_text(encoding="utf-8").count(AREA_FILE) == 1


def test_a_place_known_as_a_point_is_downloaded_with_what_lies_around_it(tmp_path: Path, server: StandIn) -> None:
    around, _ = read_osm([fetch("Odden", tmp_path, server) / AREA_FILE])
    assert around.extent.area == pytest.approx(6000**2, rel=0.01)


def test_a_place_that_nobody_knows_is_named(tmp_path: Path, server: StandIn) -> None:
    assert code("Ingensteds", tmp_path, server) == "fetch-place-unknown"
    assert server.asked == []


def test_a_place_that_is_too_large_is_refused_before_anything_is_asked_for(tmp_path: Path, server: StandIn) -> None:
    assert code("Kystlandet", tmp_path, server) == "fetch-too-large"
    assert server.asked == []


def test_a_server_that_fails_or_gives_up_in_the_middle_leaves_nothing_behind(tmp_path: Path, server: StandIn) -> None:
    server.remark = "runtime error: Query timed out"
    assert code("Fjordby, Norway", tmp_path / "a", server) == "fetch-incomplete"
    server.remark, server.fail_with = None, 400
    assert code("Fjordby, Norway", tmp_path / "a", server) == "fetch-server"
    assert not (tmp_path / "a").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, server: StandIn) -> None:
    (tmp_path / "taken").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        fetch("Fjordby, Norway", tmp_path / "taken", server)
    assert raised.value.issues[0].code == "fetch-folder"


def test_without_a_network_the_server_is_named_and_quickly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:  # a port that nobody answers at
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        monkeypatch.setenv("SITEPLAN_NOMINATIM_URL", f"http://127.0.0.1:{port}/nominatim")
        monkeypatch.setenv("SITEPLAN_OVERPASS_URL", f"http://127.0.0.1:{port}/api")
        began = time.monotonic()
        with pytest.raises(InputError) as raised:
            fetch_place("Fjordby, Norway", out=tmp_path)
    (issue,) = raised.value.issues
    assert issue.code == "fetch-no-network"
    assert issue.values["server"] == f"127.0.0.1:{port}"
    assert time.monotonic() - began < 30
    assert list(tmp_path.iterdir()) == []
