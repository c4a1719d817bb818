"""Bus, train and boat: the stops beside the streets and the timetable as GTFS."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from shapely import LineString, Point

from sample_sites.kveldsvag.town.buildings import direction_deg
from sample_sites.kveldsvag.town.ground import to_plane
from sample_sites.kveldsvag.town.streets import HALF_WIDTH_M, Way

#: Stop: its street and about where on it, in shore coordinates.
STOP_PLACES: Mapping[str, tuple[str, float, float]] = {
    "Kveldsvåg stasjon": ("Stasjonsgata", 1300, 134),
    "Torget": ("Storgata", 1292, 320),
    "Rådhuset": ("Kystvegen", 1385, 226),
    "Kirkebakken": ("Lievegen", 1262, 547),
    "Lia": ("Lievegen", 1090, 545),
    "Lia skole": ("Skolevegen", 1055, 612),
    "Bjørkelia": ("Lievegen", 858, 345),
    "Solbakken": ("Solbakkvegen", 716, 668),
    "Sandvika": ("Kystvegen", 655, 179),
    "Gravrok": ("Kystvegen", 452, 184),
    "Elvebrua": ("Lievegen", 1632, 549),
    "Granbakken": ("Lievegen", 1790, 552),
    "Lindevegen": ("Åsvegen", 1229, 655),
    "Åsen": ("Åsvegen", 1520, 842),
    "Skogstien": ("Åsvegen", 1812, 829),
    "Haugen": ("Åsvegen", 1994, 662),
    "Kveldsvåg sjukehus": ("Sjukehusvegen", 2148, 327),
    "Solsida": ("Kystvegen", 1870, 226),
    "Neset": ("Kystvegen", 2545, 188),
}
RAIL_STOP, BOAT_STOP, FAR_RAIL, FAR_BUS = (
    "Kveldsvåg stasjon, tog",
    "Kveldsvåg hurtigbåtkai",
    "Storfjord stasjon",
    "Ytre Lem",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One side of a stop: `side` is +1 where buses run in the street's own direction, -1 where they run against it."""

    id: str
    name: str
    side: int
    place: Point
    turn_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A route: its stops in order, and for each kind of day the minutes after midnight at which it leaves."""

    id: str
    name: str
    long_name: str
    route_type: int
    calls: Sequence[str]
    departures: Mapping[str, Sequence[int]]
    km_per_h: float = 26.0


def _every(minutes: int, first: float, last: float) -> list[int]:
    return list(range(round(first * 60), round(last * 60) + 1, minutes))


LINES: Sequence[Line] = (
    Line(
        id="1",
        name="1",
        long_name="Stasjonen - Åsen - Sjukehuset",
        route_type=3,
        calls=[
            "Kveldsvåg stasjon",
            "Torget",
            "Kirkebakken",
            "Lindevegen",
            "Åsen",
            "Skogstien",
            "Haugen",
            "Kveldsvåg sjukehus",
        ],
        departures={"weekday": _every(20, 6, 22.4), "saturday": _every(30, 8, 22), "sunday": _every(60, 10, 21)},
    ),
    Line(
        id="2",
        name="2",
        long_name="Solbakken - Stasjonen - Sjukehuset",
        route_type=3,
        calls=["Solbakken", "Bjørkelia", "Rådhuset", "Kveldsvåg stasjon", "Solsida", "Kveldsvåg sjukehus"],
        departures={"weekday": _every(30, 6.25, 21.3), "saturday": _every(60, 9, 19)},
    ),
    Line(
        id="3",
        name="3",
        long_name="Stasjonen - Lia skole - Granbakken - Sjukehuset",
        route_type=3,
        calls=[
            "Kveldsvåg stasjon",
            "Torget",
            "Bjørkelia",
            "Lia skole",
            "Lia",
            "Kirkebakken",
            "Elvebrua",
            "Granbakken",
            "Kveldsvåg sjukehus",
        ],
        departures={"weekday": _every(30, 6.5, 20), "saturday": _every(60, 9.5, 18.5), "sunday": _every(120, 11, 19)},
    ),
    Line(
        id="480",
        name="480",
        long_name="Gravrok - Kveldsvåg - Neset - Ytre Lem",
        route_type=3,
        km_per_h=42,
        calls=["Gravrok", "Sandvika", "Rådhuset", "Solsida", "Neset", FAR_BUS],
        departures={"weekday": [400, 445, 560, 735, 905, 965, 1110], "saturday": [560, 860]},
    ),
    Line(
        id="N1",
        name="N1",
        long_name="Nattbuss Stasjonen - Åsen - Sjukehuset",
        route_type=3,
        calls=["Kveldsvåg stasjon", "Torget", "Kirkebakken", "Åsen", "Skogstien", "Haugen", "Kveldsvåg sjukehus"],
        departures={"night": [24 * 60 + 15, 25 * 60 + 30, 26 * 60 + 30]},
    ),
    Line(
        id="F4",
        name="F4",
        long_name="Kveldsfjordbanen",
        route_type=2,
        calls=[RAIL_STOP, FAR_RAIL],
        km_per_h=70,
        departures={
            "weekday": _every(60, 5.6, 22.6),
            "saturday": _every(120, 7.6, 21.6),
            "sunday": _every(120, 9.6, 21.6),
        },
    ),
    Line(
        id="B1",
        name="B1",
        long_name="Hurtigbåt Kveldsvåg - Ytre Lem",
        route_type=4,
        calls=[BOAT_STOP, FAR_BUS],
        km_per_h=45,
        departures={"weekday": [410, 950], "saturday": [600]},
    ),
)
DAYS = {"weekday": "1111100", "saturday": "0000010", "sunday": "0000001", "night": "0000110"}


def stops(ways: Sequence[Way]) -> list[Stop]:
    """Both sides of every bus stop, beside its street, and the train's and the boat's stops; ids in a fixed order."""
    found: list[Stop] = []
    for number, (name, (street, t, d)) in enumerate(STOP_PLACES.items()):
        about = Point(to_plane([(t, d)])[0])
        way = min(
            (way for way in ways if way.name == street and not way.layer), key=lambda way: way.line.distance(about)
        )
        at = way.line.project(about)
        for side in (1, -1):
            found.append(_stop(f"KVG:Quay:{101 + 2 * number + (side < 0)}", name, way, at + 9 * side, side=side))
    fixed = ((RAIL_STOP, (1376, 106)), (BOAT_STOP, (1150, 16)), (FAR_RAIL, (9400, 400)), (FAR_BUS, (7800, -2500)))
    return found + [
        Stop(id=f"KVG:Quay:{901 + index}", name=name, side=0, place=Point(np.round(to_plane([at])[0], 2)), turn_deg=0)
        for index, (name, at) in enumerate(fixed)
    ]


def _stop(id: str, name: str, way: Way, at: float, *, side: int) -> Stop:
    turn = direction_deg(way.line, at)
    beside = np.radians(turn - 90 * side)
    off, on_road = HALF_WIDTH_M[way.kind] - 0.5, way.line.interpolate(at)
    place = Point(round(on_road.x + off * np.cos(beside), 2), round(on_road.y + off * np.sin(beside), 2))
    return Stop(id=id, name=name, side=side, place=place, turn_deg=turn)


def _calls(line: Line, every: Sequence[Stop], *, back: bool) -> list[Stop]:
    """The stop posts that a bus calls at: on its right-hand side of the street."""
    names = list(reversed(line.calls)) if back else list(line.calls)
    middles = {name: [stop for stop in every if stop.name == name] for name in names}
    chosen = []
    for index, name in enumerate(names):
        if len(middles[name]) == 1:
            chosen += middles[name]
            continue
        before, after = (
            middles[names[max(0, index - 1)]][0].place,
            middles[names[min(len(names) - 1, index + 1)]][0].place,
        )
        ahead = np.degrees(np.arctan2(after.y - before.y, after.x - before.x))
        along = np.cos(np.radians(ahead - middles[name][0].turn_deg)) >= 0
        chosen.append(next(stop for stop in middles[name] if stop.side == (1 if along else -1)))
    return chosen


def _clock(minutes: float) -> str:
    whole = round(minutes)
    return f"{whole // 60:02d}:{whole % 60:02d}:00"


def _stop_times(line: Line, trip: str, start: int, calls: Sequence[Stop]) -> list[list[str]]:
    """The calls of one trip; every third stop is no timing point and has empty times, as in real feeds."""
    way = LineString([stop.place for stop in calls])
    rows = []
    for index, stop in enumerate(calls):
        clock = _clock(start + 1.25 * way.project(stop.place) / (line.km_per_h * 1000 / 60) + 0.4 * index)
        timed = index in (0, len(calls) - 1) or index % 3 != 2 or line.id == "N1"
        rows.append(
            [trip, clock if timed else "", clock if timed else "", stop.id, str(index + 1), "1" if timed else "0"]
        )
    return rows


def tables(every: Sequence[Stop], lonlat: Mapping[str, tuple[float, float]]) -> dict[str, list[list[str]]]:
    """The GTFS tables, header row first, by file name; `lonlat` gives each stop's longitude and latitude."""
    trips, times = [], []
    for line in LINES:
        for service, departures in line.departures.items():
            for back in (False, True):
                calls = _calls(line, every, back=back)
                for start in departures:
                    trip = f"{line.id}-{service}-{'inn' if back else 'ut'}-{_clock(start)[:5].replace(':', '')}"
                    trips.append([f"KVG:Line:{line.id}", service, trip, calls[-1].name, str(int(back))])
                    times += _stop_times(line, trip, start + (10 if back else 0), calls)
    return {
        "agency.txt": [
            ["agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang"],
            ["KVG", "Kveldsfjord Kollektiv (oppdiktet)", "https://example.org/", "Europe/Oslo", "nb"],
        ],
        "feed_info.txt": [
            ["feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date"],
            ["siteplan sample data", "https://example.org/", "nb", "20260810", "20270618"],
        ],
        "stops.txt": [
            ["stop_id", "stop_name", "stop_lat", "stop_lon", "location_type"],
            *([stop.id, stop.name, f"{lonlat[stop.id][1]:.7f}", f"{lonlat[stop.id][0]:.7f}", "0"] for stop in every),
        ],
        "routes.txt": [
            ["route_id", "agency_id", "route_short_name", "route_long_name", "route_type"],
            *([f"KVG:Line:{line.id}", "KVG", line.name, line.long_name, str(line.route_type)] for line in LINES),
        ],
        "trips.txt": [["route_id", "service_id", "trip_id", "trip_headsign", "direction_id"], *trips],
        "stop_times.txt": [
            ["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "timepoint"],
            *times,
        ],
        "calendar.txt": [
            [
                "service_id",
                "monday",
                "tuesday",
                "wednesday",
                "thursday",
                "friday",
                "saturday",
                "sunday",
                "start_date",
                "end_date",
            ],
            *([name, *days, "20260810", "20270618"] for name, days in DAYS.items()),
        ],
        "calendar_dates.txt": [
            ["service_id", "date", "exception_type"],
            *(
                [service, date, kind]
                for date in ("20261225", "20270101", "20270517")
                for service, kind in (("weekday", "2"), ("sunday", "1"))
            ),
        ],
    }


def write(path: Path, content: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Write the tables as a GTFS zip that is the same, byte for byte, each time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in content.items():
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(rows)
            entry = zipfile.ZipInfo(name, date_time=(2026, 11, 21, 12, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, text.getvalue(), compresslevel=9)
