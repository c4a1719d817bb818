"""Timetable feeds (GTFS): the departures of one ordinary week at every stop, of several feeds at once.

References
----------
.. [1] General Transit Feed Specification, reference for schedule data, https://gtfs.org/documentation/schedule/reference/
.. [2] Extended route types (the hierarchical vehicle types of TPEG), as Norwegian feeds use them.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from siteplan.errors import InputError, Issue
from siteplan.model import Area, DataSource, Places, Timetable
from siteplan.readers.gtfs_calendar import ServiceDays, ordinary_week, service_days
from siteplan.readers.gtfs_frequencies import with_headways
from siteplan.readers.gtfs_times import filled_times, minutes_of
from siteplan.readers.provenance import data_source

REQUIRED_FILES = ("agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt")
CALENDARS = ("calendar.txt", "calendar_dates.txt")
FREQUENCIES = "frequencies.txt"
TIMETABLE_STOP = "timetable_stop"
"""The category of places under which the stops of the timetable are walked to."""

NO_PICKUP = "1"
"""Value of ``pickup_type`` at a stop where nobody may board."""

_MODES: tuple[tuple[int, int, str], ...] = (
    (0, 0, "tram"), (1, 1, "metro"), (2, 2, "rail"), (3, 3, "bus"), (4, 4, "ferry"), (5, 7, "other"), (11, 11, "bus"),
    (12, 12, "rail"), (100, 199, "rail"), (200, 299, "bus"), (400, 404, "metro"), (405, 405, "rail"),
    (712, 712, "school_bus"), (700, 799, "bus"), (800, 899, "bus"), (900, 999, "tram"), (1000, 1099, "ferry"),
    (1100, 1199, "air"), (1200, 1299, "ferry"), (1500, 1599, "taxi"),
)  # fmt: skip


def mode_of(route_type: str) -> str:
    """The mode of a basic or extended route type: bus, school_bus, tram, metro, rail, ferry, air, taxi or other."""
    number = int(route_type) if route_type.strip().isdigit() else -1
    return next((mode for low, high, mode in _MODES if low <= number <= high), "other")


def read_timetable(
    paths: Sequence[Path], *, crs: str, week: date | None = None
) -> tuple[Timetable | None, tuple[Issue, ...]]:
    """The departures of one week of one or more feeds; a trip that two feeds carry counts once.

    Parameters
    ----------
    paths
        Feeds as zip files.
    crs
        Projected system that the stops are moved to.
    week
        Any day of the week to read; None: an ordinary week of the feeds' common period is chosen.

    Returns
    -------
    The timetable, None where no feed could be used; and what was left out, by feed.
    """
    feeds: list[_Feed] = []
    issues: list[Issue] = []
    for path in paths:
        try:
            feeds.append(_read_feed(path))
        except InputError as error:
            issues += error.issues
    if not feeds:
        return None, tuple(issues)
    monday = ordinary_week([(f.days, f.trips["service"].to_numpy()) for f in feeds], within=week)
    for feed in feeds:
        if feed.without_time:
            values = {"count": str(feed.without_time)}
            issues.append(
                Issue(code="stop-times-without-time", file=feed.source.name, values=values, severity="warning")
            )
        if feed.without_headway:
            values = {"count": str(feed.without_headway)}
            issues.append(Issue(code="frequencies-unusable", file=feed.source.name, values=values, severity="warning"))
        if not feed.days.in_week(monday).any():
            values = {"week": monday.isoformat()}
            issues.append(
                Issue(code="timetable-outside-week", file=feed.source.name, values=values, severity="warning")
            )
    return _joined(feeds, monday, crs=crs, stated=week is not None), tuple(issues)


class _Feed:
    """Tables of one feed: ``stops``, ``trips`` (trip, service, mode), ``calls`` (trip, stop, minute)."""

    def __init__(
        self, source: DataSource, stops: pd.DataFrame, trips: pd.DataFrame, calls: pd.DataFrame, days: ServiceDays,
        without_time: int, without_headway: int,
    ) -> None:  # fmt: skip
        self.source, self.stops, self.trips, self.calls, self.days = source, stops, trips, calls, days
        self.without_time, self.without_headway = without_time, without_headway


def _read_feed(path: Path) -> _Feed:
    source = check_feed(path)
    try:
        with zipfile.ZipFile(path) as archive:
            tables = {name: _table(archive, name) for name in (*REQUIRED_FILES[1:], *CALENDARS, FREQUENCIES)}
    except (pa.ArrowInvalid, zipfile.BadZipFile, KeyError, EOFError) as error:
        raise InputError(Issue(code="not-a-feed", file=path.name, values={"detail": str(error)})) from error
    stops, routes, trips = tables["stops.txt"], tables["routes.txt"], tables["trips.txt"]
    modes = {r: mode_of(t) for r, t in zip(routes["route_id"], routes["route_type"], strict=True)}
    days = service_days(tables["calendar.txt"], tables["calendar_dates.txt"])
    found = pd.DataFrame({
        "trip": trips["trip_id"], "service": days.numbers_of(trips["service_id"].tolist()),
        "mode": [modes.get(r, "other") for r in trips["route_id"]],
    })  # fmt: skip
    calls, first_minute, without_time = _calls(tables["stop_times.txt"], found["trip"])
    found, calls, without_headway = with_headways(found, calls, first_minute, tables[FREQUENCIES])
    return _Feed(source, stops, found, calls, days, without_time, without_headway)


def _table(archive: zipfile.ZipFile, name: str) -> pd.DataFrame:
    """A file of the feed with every column as text, "" where empty; an absent calendar is an empty table."""
    if name not in archive.namelist():
        return pd.DataFrame()
    with archive.open(name) as member:
        content = member.read()
    header = next(csv.reader(io.StringIO(content.split(b"\n", 1)[0].decode("utf-8-sig"))), [])
    names = [column.strip() for column in header]
    wanted = _COLUMNS.get(name, tuple(names))
    options = pacsv.ConvertOptions(
        column_types={n: pa.dictionary(pa.int32(), pa.string()) for n in names}, strings_can_be_null=False,
        include_columns=[n for n in names if n in wanted],
    )  # fmt: skip
    read = pacsv.ReadOptions(column_names=names, skip_rows=1, block_size=len(content) + 1)
    parsing = pacsv.ParseOptions(newlines_in_values=True)
    table = pacsv.read_csv(io.BytesIO(content), read_options=read, convert_options=options, parse_options=parsing)
    return table.to_pandas()


_COLUMNS = {
    "stops.txt": ("stop_id", "stop_name", "stop_lat", "stop_lon", "parent_station", "location_type"),
    "routes.txt": ("route_id", "route_type"),
    "trips.txt": ("trip_id", "route_id", "service_id"),
    "frequencies.txt": ("trip_id", "start_time", "end_time", "headway_secs"),
    "stop_times.txt": (
        "trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time", "pickup_type", "shape_dist_traveled",
    ),
}  # fmt: skip


def _calls(stop_times: pd.DataFrame, trips: pd.Series) -> tuple[pd.DataFrame, NDArray[np.float64], int]:
    """Departures on which one can board (trip number, stop id, minute), each trip's first time, and calls without time.

    The last call of a trip is no departure, nor is one where boarding is not allowed.
    """
    trip = pd.Categorical(stop_times["trip_id"].astype(str), categories=trips.astype(str)).codes.astype(np.int64)
    sequence = pd.to_numeric(stop_times["stop_sequence"].astype(str)).to_numpy()
    known = np.flatnonzero(trip >= 0)
    order = known[np.lexsort((sequence[known], trip[known]))]
    ordered, owner = stop_times.iloc[order], trip[order]
    departs, arrives = minutes_of(ordered["departure_time"]), minutes_of(ordered["arrival_time"])
    along = _along(ordered, owner)
    minute = filled_times(np.where(np.isnan(departs), arrives, departs), trip=owner, along=along)
    last = np.ones(len(owner), dtype=bool)
    last[:-1] = owner[1:] != owner[:-1]
    boarding = ~last
    if "pickup_type" in ordered:
        boarding &= (ordered["pickup_type"].astype(str) != NO_PICKUP).to_numpy()
    lost = boarding & np.isnan(minute)
    keep = boarding & ~lost
    calls = pd.DataFrame({"trip": owner[keep], "minute": minute[keep]})
    calls["stop"] = ordered["stop_id"].astype(str).to_numpy()[keep]
    first_minute = np.full(len(trips), np.nan)
    first_minute[owner[::-1]] = minute[::-1]  # the first call of each trip is written last
    return calls, first_minute, int(lost.sum())


def _along(ordered: pd.DataFrame, owner: NDArray[np.int64]) -> NDArray[np.float64]:
    """Distance along the trip where every call of the feed states it and it grows, else the number of the call."""
    count = np.arange(len(owner), dtype=float)
    if "shape_dist_traveled" not in ordered:
        return count
    stated = pd.to_numeric(ordered["shape_dist_traveled"].astype(str), errors="coerce").to_numpy(dtype=float)
    grows = bool((np.diff(stated)[owner[1:] == owner[:-1]] >= 0).all())
    return stated if not np.isnan(stated).any() and grows else count


def _joined(feeds: Sequence[_Feed], monday: date, *, crs: str, stated: bool) -> Timetable:
    """All feeds as one: trips that run in the week, and the stops that they leave from."""
    seen: set[str] = set()
    days, modes, calls, stops = [], [], [], []
    before = 0
    for feed in feeds:
        runs = feed.days.in_week(monday)[feed.trips["service"].to_numpy()]
        keys = _keys(feed.stops)
        called = feed.calls.assign(stop=feed.calls["stop"].map(dict(zip(feed.stops["stop_id"], keys, strict=True))))
        ids = _trip_keys(feed.trips["trip"], called)
        keep = runs.any(axis=1) & ~ids.isin(seen).to_numpy()
        seen.update(ids[keep])
        number = np.cumsum(keep) - 1 + before
        before += int(keep.sum())
        days.append(runs[keep])
        modes.append(feed.trips["mode"].to_numpy()[keep])
        chosen = called[keep[called["trip"].to_numpy()]]
        calls.append(chosen.assign(trip=number[chosen["trip"].to_numpy()]))
        stops.append(feed.stops.assign(key=keys))
    together = pd.concat(calls, ignore_index=True)
    places, row_of = _stops(pd.concat(stops, ignore_index=True), set(together["stop"].unique()), crs=crs)
    stop = together["stop"].map(row_of)
    placed = together[stop.notna()].assign(stop=stop.dropna().astype(np.int32)).sort_values(["stop", "minute"])
    return Timetable(
        week=monday.isoformat(), week_stated=stated, stops=places,
        departure_stop=placed["stop"].to_numpy(dtype=np.int32), departure_trip=placed["trip"].to_numpy(dtype=np.int32),
        departure_minute=placed["minute"].to_numpy(dtype=np.float32), trip_days=np.concatenate(days),
        trip_mode=np.concatenate(modes).astype(object), sources=tuple(feed.source for feed in feeds),
    )  # fmt: skip


def _keys(stops: pd.DataFrame) -> NDArray[np.object_]:
    """What tells stops of several feeds apart: the id and roughly where; two agencies may both number from one."""
    degrees = [pd.to_numeric(stops[name].astype(str), errors="coerce").round(1).astype(str) for name in _POSITION]
    keys: NDArray[np.object_] = (stops["stop_id"].astype(str) + " " + degrees[0] + " " + degrees[1]).to_numpy(
        dtype=object
    )
    return keys


_POSITION = ("stop_lat", "stop_lon")


def _trip_keys(trips: pd.Series, called: pd.DataFrame) -> pd.Series:
    """What tells trips of several feeds apart: the id and the stop that the trip leaves from first."""
    first = called.sort_values(["trip", "minute"], kind="stable").drop_duplicates("trip").set_index("trip")["stop"]
    return trips.astype(str) + " " + first.reindex(range(len(trips))).astype(str).to_numpy()


def _stops(table: pd.DataFrame, used: set[str], *, crs: str) -> tuple[Places, dict[str, int]]:
    """The stops that trips leave from and that have a position; a stop that two feeds carry is one."""
    keys = table["key"]
    wanted = table[keys.isin(used).to_numpy() & ~keys.duplicated().to_numpy()]
    longitude = pd.to_numeric(wanted["stop_lon"].astype(str), errors="coerce").to_numpy(dtype=float)
    latitude = pd.to_numeric(wanted["stop_lat"].astype(str), errors="coerce").to_numpy(dtype=float)
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(longitude, latitude)
    good = np.isfinite(x) & np.isfinite(y)
    kept = wanted[good]
    names = kept["stop_name"].astype(str) if "stop_name" in kept else pd.Series([""] * len(kept))
    places = Places(
        ids=kept["stop_id"].astype(str).to_numpy(dtype=object),
        names=names.to_numpy(dtype=object),
        geometries=shapely.points(np.asarray(x)[good], np.asarray(y)[good]),
    )
    return places, {key: row for row, key in enumerate(kept["key"])}


def stops_within(timetable: Timetable, extent: Area) -> Places:
    """The stops inside an area, each with its number in the timetable in the column ``row``."""
    inside = np.flatnonzero(shapely.intersects(extent, timetable.stops.geometries))
    stops = timetable.stops.take(inside)
    return Places(ids=stops.ids, names=stops.names, geometries=stops.geometries, columns={"row": inside})


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
            start = _start_date(feed) if "feed_info.txt" in names else None
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise InputError(Issue(code="not-a-feed", file=path.name, values={"detail": str(error)})) from error
    return data_source(path, date=start)


def _start_date(feed: zipfile.ZipFile) -> str | None:
    text = feed.read("feed_info.txt").decode("utf-8-sig", errors="replace")
    row = next(csv.DictReader(io.StringIO(text)), None)
    stated = (row or {}).get("feed_start_date") or ""
    return f"{stated[:4]}-{stated[4:6]}-{stated[6:8]}" if len(stated) == 8 and stated.isdigit() else None
