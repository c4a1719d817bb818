"""A timetable feed: here only that it opens and is one; its departures are read where they are measured."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from siteplan.errors import InputError, Issue
from siteplan.model import DataSource
from siteplan.readers.provenance import data_source

REQUIRED_FILES = ("agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt")
CALENDARS = ("calendar.txt", "calendar_dates.txt")


def check_feed(path: Path) -> DataSource:
    """The feed as a source, dated by its own ``feed_info.txt`` where it states a period.

    Raises
    ------
    InputError
        "file-missing", "empty-file", "not-a-feed" (no zip, a damaged one, or one without the files of GTFS).
    """
    if not path.is_file():
        raise InputError(Issue(code="file-missing", file=path.name))
    if path.stat().st_size == 0:
        raise InputError(Issue(code="empty-file", file=path.name))
    try:
        with zipfile.ZipFile(path) as feed:
            names = set(feed.namelist())
            missing = [name for name in REQUIRED_FILES if name not in names]
            if not names & set(CALENDARS):
                missing.append(" / ".join(CALENDARS))
            if missing:
                raise InputError(Issue(code="not-a-feed", file=path.name, values={"detail": ", ".join(missing)}))
            for name in REQUIRED_FILES:
                with feed.open(name) as member:
                    member.read(1)
            date = _start_date(feed) if "feed_info.txt" in names else None
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise InputError(Issue(code="not-a-feed", file=path.name, values={"detail": str(error)})) from error
    return data_source(path, date=date)


def _start_date(feed: zipfile.ZipFile) -> str | None:
    text = feed.read("feed_info.txt").decode("utf-8-sig", errors="replace")
    row = next(csv.DictReader(io.StringIO(text)), None)
    stated = (row or {}).get("feed_start_date") or ""
    return f"{stated[:4]}-{stated[4:6]}-{stated[6:8]}" if len(stated) == 8 and stated.isdigit() else None
