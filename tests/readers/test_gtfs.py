"""A timetable feed opens, or is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from siteplan.errors import InputError
from siteplan.readers.gtfs import REQUIRED_FILES, check_feed
from siteplan.text import issue_sentence


def feed(path: Path, *names: str, info: str | None = None) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        for name in names:
            out.writestr(name, "x\n1\n")
        if info is not None:
            out.writestr("feed_info.txt", info)
    return path


def test_a_feed_is_dated_by_its_own_period(tmp_path: Path) -> None:
    info = "\ufefffeed_publisher_name,feed_start_date\nAtB,20201214\n"
    source = check_feed(feed(tmp_path / "atb.zip", *REQUIRED_FILES, "calendar_dates.txt", info=info))
    assert source.name == "atb.zip" and source.date == "2020-12-14"


def test_what_is_no_feed_is_refused_naming_what_it_lacks(tmp_path: Path) -> None:
    feed(tmp_path / "half.zip", "stops.txt", "agency.txt", "calendar.txt")
    (tmp_path / "text.zip").write_text("no zip", encoding="utf-8")
    (tmp_path / "empty.zip").write_bytes(b"")
    whole = feed(tmp_path / "whole.zip", *REQUIRED_FILES, "calendar.txt").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    cases = {"half.zip": "not-a-feed", "text.zip": "not-a-feed", "empty.zip": "empty-file", "cut.zip": "not-a-feed",
             "absent.zip": "file-missing"}  # fmt: skip
    for name, code in cases.items():
        with pytest.raises(InputError) as caught:
            check_feed(tmp_path / name)
        assert [issue.code for issue in caught.value.issues] == [code], name
        assert name in issue_sentence(caught.value.issues[0], "en")


def test_the_real_feeds_open(shared: Path) -> None:
    for path in sorted((shared / "data" / "gtfs").glob("*.zip")):
        assert check_feed(path).sha256
