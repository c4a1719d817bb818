"""How often public transport leaves from a set of stops in a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siteplan.model import Timetable

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """Departures in a week. ``by_day`` (7,) Monday first; ``evening``: after a stated hour, all seven days together.

    The service day counts: what leaves after midnight belongs to the evening before it where the timetable says so.
    """

    by_day: NDArray[np.int_]
    evening: int

    @property
    def week(self) -> int:
        """All seven days."""
        return int(self.by_day.sum())

    @property
    def saturday(self) -> int:
        """Saturday's."""
        return int(self.by_day[SATURDAY])

    @property
    def sunday(self) -> int:
        """Sunday's."""
        return int(self.by_day[SUNDAY])


def departures_from(
    timetable: Timetable, stops: Sequence[int] | NDArray[np.int_], *, evening_from_h: float = 18.0,
    without: Sequence[str] = (),
) -> Departures:  # fmt: skip
    """Departures from a set of stops, each trip once a day however many of the stops it calls at.

    Parameters
    ----------
    stops
        Rows of ``timetable.stops``.
    evening_from_h
        Hour of the service day from which a departure is an evening one.
    without
        Modes that do not count.
    """
    wanted = np.unique(np.asarray(stops, dtype=np.int64))
    low = np.searchsorted(timetable.departure_stop, wanted, "left")
    high = np.searchsorted(timetable.departure_stop, wanted, "right")
    rows = np.concatenate([np.arange(a, b) for a, b in zip(low, high, strict=True)] or [np.empty(0, dtype=int)])
    trip, minute = timetable.departure_trip[rows], timetable.departure_minute[rows]
    order = np.lexsort((minute, trip))
    trip, minute = trip[order], minute[order]
    first = np.ones(len(trip), dtype=bool)  # a trip that calls twice is left from where it calls first
    first[1:] = trip[1:] != trip[:-1]
    trip, minute = trip[first], minute[first]
    counted = ~np.isin(timetable.trip_mode[trip].astype(str), list(without))
    days = timetable.trip_days[trip[counted]]
    late = minute[counted] >= evening_from_h * 60
    return Departures(by_day=days.sum(axis=0), evening=int(days[late].sum()))
