"""Departures of a week are those that a plain reading of the feed's tables counts."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from siteplan.measures.departures import departures_from
from siteplan.model import Timetable
from siteplan.readers.gtfs import mode_of, read_timetable

CRS = "EPSG:25832"
ATB = ("data", "gtfs", "atb_trondelag_2020-12-14.gtfs.zip")
CHRISTMAS = date(2020, 12, 24)
"""A week with a Thursday to Saturday that run by exceptions."""


# --- the twin: the csv module and dictionaries ---------------------------------------------------------------------


def rows(path: Path, name: str) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(path) as feed, feed.open(name) as member:
        yield from csv.DictReader(io.TextIOWrapper(member, "utf-8-sig"))


@cache
def running(path: Path, day: date) -> set[str]:
    """Services that run on a date."""
    stamp, weekday = day.strftime("%Y%m%d"), day.strftime("%A").lower()
    found = {
        row["service_id"] for row in rows(path, "calendar.txt")
        if row[weekday] == "1" and row["start_date"] <= stamp <= row["end_date"]
    }  # fmt: skip
    for row in rows(path, "calendar_dates.txt"):
        if row["date"] == stamp:
            (found.add if row["exception_type"] == "1" else found.discard)(row["service_id"])
    return found


class Twin:
    """Boardings at each quay: (trip, service, minute), the last call of a trip left out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        service = {row["trip_id"]: row["service_id"] for row in rows(path, "trips.txt")}
        calls: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
        for row in rows(path, "stop_times.txt"):
            calls[row["trip_id"]].append((int(row["stop_sequence"]), row))
        self.at: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for trip, listed in calls.items():
            for _, row in sorted(listed, key=lambda pair: pair[0])[:-1]:
                if row["pickup_type"] != "1":
                    hours, minutes, _ = row["departure_time"].split(":")
                    self.at[row["stop_id"]].append((trip, service[trip], int(hours) * 60 + int(minutes)))

    def count(self, quay: str, day: date, *, evening: bool = False) -> int:
        on = running(self.path, day)
        first: dict[str, int] = {}
        for trip, service, minute in self.at[quay]:
            if service in on:
                first[trip] = min(minute, first.get(trip, minute))
        return sum(1 for minute in first.values() if not evening or minute >= 18 * 60)


@pytest.fixture(scope="module")
def twin(shared: Path) -> Twin:
    return Twin(shared.joinpath(*ATB))


@pytest.fixture(scope="module")
def christmas(shared: Path) -> Timetable:
    timetable, issues = read_timetable([shared.joinpath(*ATB)], crs=CRS, week=CHRISTMAS)
    assert timetable is not None and not issues
    return timetable


def in_trondheim(timetable: Timetable) -> list[int]:
    """A dozen quays: the busiest of the town, some quiet ones, and two that are served after midnight."""
    counts = np.bincount(timetable.departure_stop, minlength=len(timetable.stops))
    x = np.array([point.x for point in timetable.stops.geometries])
    y = np.array([point.y for point in timetable.stops.geometries])
    town = np.flatnonzero((abs(x - 569_500) < 8_000) & (abs(y - 7_033_500) < 8_000) & (counts > 0))
    ordered = town[np.argsort(-counts[town], kind="stable")]
    night = np.unique(timetable.departure_stop[timetable.departure_minute >= 1500])
    return [*ordered[:5].tolist(), *ordered[200:800:120].tolist(), *np.intersect1d(night, town)[:2].tolist()]


def test_departures_at_a_dozen_quays_of_trondheim_equal_a_hand_count_day_by_day(
    christmas: Timetable, twin: Twin
) -> None:
    quays = in_trondheim(christmas)
    assert len(quays) >= 10 and christmas.week == "2020-12-21"
    for row in quays:
        quay = str(christmas.stops.ids[row])
        found = departures_from(christmas, [row])
        week = [date(2020, 12, 21) + timedelta(days=n) for n in range(7)]
        assert found.by_day.tolist() == [twin.count(quay, day) for day in week], quay
        assert found.evening == sum(twin.count(quay, day, evening=True) for day in week), quay


def test_among_those_quays_are_night_services_past_midnight_and_days_added_and_taken_away_by_exceptions(
    christmas: Timetable, twin: Twin
) -> None:
    quays = [str(christmas.stops.ids[row]) for row in in_trondheim(christmas)]
    week = {date(2020, 12, 21) + timedelta(days=n) for n in range(7)}
    late = {service for quay in quays for _, service, minute in twin.at[quay] if minute >= 24 * 60}
    assert any(late & running(twin.path, day) for day in week)
    served = {service for quay in quays for _, service, _ in twin.at[quay]}
    stamps = {day.strftime("%Y%m%d") for day in week}
    exceptions = [row for row in rows(twin.path, "calendar_dates.txt") if row["date"] in stamps]
    assert {row["exception_type"] for row in exceptions if row["service_id"] in served} == {"1", "2"}


def test_exceptions_make_christmas_eve_unlike_the_tuesday_before(christmas: Timetable) -> None:
    busiest = departures_from(christmas, in_trondheim(christmas)[:1])
    assert 0 < busiest.by_day[3] < busiest.by_day[1]


def test_night_services_after_midnight_belong_to_the_evening_of_their_service_day(
    christmas: Timetable, twin: Twin
) -> None:
    row = in_trondheim(christmas)[-1]
    late = [minute for _, _, minute in twin.at[str(christmas.stops.ids[row])] if minute >= 1440]
    assert (
        late
        and departures_from(christmas, [row], evening_from_h=24.0).evening <= departures_from(christmas, [row]).evening
    )


def test_a_trip_that_calls_at_two_stops_within_reach_counts_once(christmas: Timetable) -> None:
    rows_ = in_trondheim(christmas)[:5]
    together = departures_from(christmas, rows_).week
    apart = [departures_from(christmas, [row]).week for row in rows_]
    assert max(apart) <= together < sum(apart)


def test_the_week_chosen_is_neither_a_holiday_nor_outside_the_feed(shared: Path) -> None:
    timetable, _ = read_timetable([shared.joinpath(*ATB)], crs=CRS)
    assert timetable is not None and not timetable.week_stated
    assert date(2020, 8, 1) <= date.fromisoformat(timetable.week) <= date(2021, 7, 4)
    assert timetable.week not in ("2020-12-21", "2020-12-28", "2021-03-29")


# --- invented feeds ------------------------------------------------------------------------------------------------

WEEKLY = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
TABLES = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nA,A,http://a.no,Europe/Oslo\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\na,A,63.40,10.40\nb,B,63.41,10.41\nc,C,63.42,10.42\n",
    "routes.txt": "route_id,route_type\nr,704\n",
    "trips.txt": "route_id,service_id,trip_id\nr,s,t1\nr,s,t2\n",
    "calendar.txt": WEEKLY + "s,1,1,1,1,1,0,0,20210104,20210131\n",
    "stop_times.txt": (
        "trip_id,stop_id,stop_sequence,arrival_time,departure_time,shape_dist_traveled\n"
        "t1,a,1,24:50:00,24:50:00,0\nt1,b,2,,,3\nt1,c,3,25:10:00,25:10:00,4\n"
        "t2,c,1,07:00:00,07:00:00,0\nt2,b,2,07:05:00,07:05:00,1\nt2,a,3,07:20:00,07:20:00,4\n"
    ),
}


def write(path: Path, **changed: str) -> Path:
    tables = TABLES | {f"{name}.txt": text for name, text in changed.items()}
    with zipfile.ZipFile(path, "w") as feed:
        for name, text in tables.items():
            feed.writestr(name, text)
    return path


def at(timetable: Timetable, stop: str) -> list[float]:
    row = list(timetable.stops.ids).index(stop)
    return [float(m) for m in timetable.departure_minute[timetable.departure_stop == row]]


def test_a_time_left_out_is_interpolated_by_the_distance_along_the_trip_past_midnight(tmp_path: Path) -> None:
    timetable, _ = read_timetable([write(tmp_path / "a.zip")], crs=CRS)
    assert timetable is not None
    assert at(timetable, "b") == [7 * 60 + 5, 24 * 60 + 50 + 15]
    row = list(timetable.stops.ids).index("b")
    assert departures_from(timetable, [row]).by_day.tolist() == [2, 2, 2, 2, 2, 0, 0]
    assert departures_from(timetable, [row]).evening == 5


def test_the_end_of_a_trip_is_no_departure(tmp_path: Path) -> None:
    timetable, _ = read_timetable([write(tmp_path / "a.zip")], crs=CRS)
    assert timetable is not None and at(timetable, "c") == [420.0] and at(timetable, "a") == [1490.0]


def test_two_feeds_that_carry_the_same_trip_count_it_once(tmp_path: Path) -> None:
    other = write(tmp_path / "b.zip", trips="route_id,service_id,trip_id\nr,s,t1\nr,s,t3\n",
                  stop_times=TABLES["stop_times.txt"].replace("t2", "t3"))  # fmt: skip
    timetable, _ = read_timetable([write(tmp_path / "a.zip"), other], crs=CRS)
    assert timetable is not None and len(timetable.stops) == 3
    assert departures_from(timetable, [0, 1, 2]).week == 3 * 5


def test_two_agencies_that_number_alike_keep_their_own_trips_and_stops(tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "b.zip", stops=TABLES["stops.txt"].replace("63.4", "60.4").replace("10.4", "5.3"))
    timetable, _ = read_timetable([write(tmp_path / "a.zip"), elsewhere], crs=CRS)
    assert timetable is not None and len(timetable.stops) == 6
    assert departures_from(timetable, list(range(6))).week == 4 * 5


FREQUENCIES = "trip_id,start_time,end_time,headway_secs,exact_times\n"


@pytest.mark.parametrize("exact", ["0", "1"])
def test_a_trip_by_headway_runs_from_its_start_on_and_before_its_end(tmp_path: Path, exact: str) -> None:
    feed = write(tmp_path / "a.zip", frequencies=FREQUENCIES + f"t2,06:00:00,09:00:00,1800,{exact}\n")
    timetable, issues = read_timetable([feed], crs=CRS)
    assert timetable is not None and not issues
    assert at(timetable, "c") == [360.0 + 30 * n for n in range(6)]  # nine o'clock itself is no longer in it
    assert at(timetable, "b") == [*(365.0 + 30 * n for n in range(6)), 24 * 60 + 50 + 15]
    row = list(timetable.stops.ids).index("c")
    assert departures_from(timetable, [row]).by_day.tolist() == [6, 6, 6, 6, 6, 0, 0]


def test_the_headway_may_change_over_the_day_run_past_midnight_and_need_not_divide_it(tmp_path: Path) -> None:
    feed = write(
        tmp_path / "a.zip", frequencies=FREQUENCIES + "t2,07:00:00,07:50:00,1200,0\nt2,23:30:00,24:30:00,1800,0\n"
    )
    timetable, _ = read_timetable([feed], crs=CRS)
    assert timetable is not None and at(timetable, "c") == [420.0, 440.0, 460.0, 1410.0, 1440.0]
    row = list(timetable.stops.ids).index("c")
    assert departures_from(timetable, [row]).evening == 2 * 5


def test_headways_without_a_trip_a_time_or_an_interval_are_said_and_not_counted(tmp_path: Path) -> None:
    bad = "t9,07:00:00,08:00:00,600,0\nt2,,08:00:00,600,0\nt2,07:00:00,08:00:00,0,0\nt2,08:00:00,09:00:00,1800,0\n"
    timetable, issues = read_timetable([write(tmp_path / "a.zip", frequencies=FREQUENCIES + bad)], crs=CRS)
    assert timetable is not None and at(timetable, "c") == [480.0, 510.0]
    assert [(issue.code, issue.values["count"]) for issue in issues] == [("frequencies-unusable", "3")]


def test_an_exception_adds_a_day_and_takes_one_away(tmp_path: Path) -> None:
    feed = write(tmp_path / "a.zip", calendar_dates="service_id,date,exception_type\ns,20210111,2\ns,20210116,1\n")
    timetable, _ = read_timetable([feed], crs=CRS, week=date(2021, 1, 13))
    assert timetable is not None and timetable.week == "2021-01-11"
    assert departures_from(timetable, [0]).by_day.tolist()[:1] == [0]
    assert departures_from(timetable, [0]).by_day.tolist()[5] > 0


def test_services_may_stand_in_the_exceptions_alone(tmp_path: Path) -> None:
    feed = write(tmp_path / "a.zip", calendar=WEEKLY, calendar_dates=(
        "service_id,date,exception_type\n" + "".join(f"s,202101{d:02d},1\n" for d in range(11, 18))))  # fmt: skip
    timetable, _ = read_timetable([feed], crs=CRS)
    assert timetable is not None and timetable.week == "2021-01-11"
    assert departures_from(timetable, [0]).by_day.min() > 0


def test_a_week_without_departures_is_said(tmp_path: Path) -> None:
    _, issues = read_timetable([write(tmp_path / "a.zip")], crs=CRS, week=date(2022, 1, 1))
    assert [issue.code for issue in issues] == ["timetable-outside-week"]


@pytest.mark.parametrize(
    ("route_type", "mode"),
    [("3", "bus"), ("704", "bus"), ("712", "school_bus"), ("0", "tram"), ("902", "tram"), ("102", "rail"),
     ("1014", "ferry"), ("4", "ferry"), ("1501", "taxi"), ("", "other"), ("1700", "other")],
)  # fmt: skip
def test_basic_and_extended_route_types_are_understood(route_type: str, mode: str) -> None:
    assert mode_of(route_type) == mode
