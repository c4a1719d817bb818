"""On which dates the services of a feed run: the weekly calendar, and the exceptions to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ADDED, _REMOVED = "1", "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDays:
    """``runs`` (services + 1, days) bool from ``first`` on; the last row is of services that no calendar names."""

    services: tuple[str, ...]
    first: date
    runs: NDArray[np.bool_]

    def numbers_of(self, services: Sequence[str]) -> NDArray[np.int_]:
        """Row of each service."""
        numbers = {name: row for row, name in enumerate(self.services)}
        return np.array([numbers.get(name, len(self.services)) for name in services], dtype=int)

    def in_week(self, monday: date) -> NDArray[np.bool_]:
        """(services + 1, 7) on which days of a week each service runs."""
        week = np.zeros((len(self.runs), 7), dtype=bool)
        start = (monday - self.first).days
        low, high = max(start, 0), min(start + 7, self.runs.shape[1])
        if low < high:
            week[:, low - start : high - start] = self.runs[:, low:high]
        return week


def service_days(calendar: pd.DataFrame, exceptions: pd.DataFrame) -> ServiceDays:
    """The services of ``calendar.txt`` and ``calendar_dates.txt``; either may be empty."""
    weekly = calendar.astype(str).to_dict("records") if len(calendar) else []
    none = pd.DataFrame(columns=["service_id", "date", "exception_type"])
    single = exceptions.astype(str) if len(exceptions) else none
    services = tuple(dict.fromkeys([*(str(row["service_id"]) for row in weekly), *single["service_id"]]))
    numbers = {name: row for row, name in enumerate(services)}
    ends = [_day(row[key]) for row in weekly for key in ("start_date", "end_date")]
    ends += [_day(text) for text in single["date"].unique()]
    first, last = (min(ends), max(ends)) if ends else (date(1970, 1, 1), date(1970, 1, 1))
    runs = np.zeros((len(services) + 1, (last - first).days + 1), dtype=bool)
    weekday = (first.weekday() + np.arange(runs.shape[1])) % 7
    for row in weekly:
        on = np.array([row[name].strip() == "1" for name in WEEKDAYS])[weekday]
        on[: (_day(row["start_date"]) - first).days] = False
        on[(_day(row["end_date"]) - first).days + 1 :] = False
        runs[numbers[str(row["service_id"])]] |= on
    at = single["service_id"].map(numbers).to_numpy(dtype=int)
    days = {text: (_day(text) - first).days for text in single["date"].unique()}
    column = single["date"].map(days).to_numpy(dtype=int)
    kind = single["exception_type"].str.strip().to_numpy()
    runs[at[kind == _ADDED], column[kind == _ADDED]] = True
    runs[at[kind == _REMOVED], column[kind == _REMOVED]] = False
    return ServiceDays(services=services, first=first, runs=runs)


def _day(text: str) -> date:
    said = text.strip()
    return date(int(said[:4]), int(said[4:6]), int(said[6:8]))


def ordinary_week(feeds: Sequence[tuple[ServiceDays, NDArray[np.int_]]], *, within: date | None = None) -> date:
    """Monday of the week to count in: that of ``within``, else the earliest week of median traffic.

    Parameters
    ----------
    feeds
        Service days of each feed, and the service of each of its trips.

    Notes
    -----
    Weeks count that lie wholly in the period of every feed (of any, where the feeds have none in common) and in which
    trips run. A median week is neither a holiday nor a day of a great event.
    """
    if within is not None:
        return within - timedelta(days=within.weekday())
    by_week: list[dict[date, int]] = []
    for days, service in feeds:
        trips = np.bincount(service, minlength=len(days.runs)) @ days.runs
        start = (-days.first.weekday()) % 7
        whole = (len(trips) - start) // 7
        totals = trips[start : start + 7 * whole].reshape(whole, 7).sum(axis=1)
        monday = days.first + timedelta(days=start)
        by_week.append({monday + timedelta(days=7 * n): int(total) for n, total in enumerate(totals) if total > 0})
    common = set.intersection(*(set(weeks) for weeks in by_week)) or set.union(*(set(weeks) for weeks in by_week))
    if not common:
        first = min(days.first for days, _ in feeds)
        return first - timedelta(days=first.weekday())
    total = {monday: sum(weeks.get(monday, 0) for weeks in by_week) for monday in sorted(common)}
    median = float(np.median(list(total.values())))
    return min(total, key=lambda monday: (abs(total[monday] - median), monday))
