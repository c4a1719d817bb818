"""Times of a timetable: clock times of a service day that may run past midnight, and those left out between stops."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_TIME = re.compile(r"\s*(\d{1,3}):(\d{2}):(\d{2})\s*")


def minutes_of(times: pd.Series) -> NDArray[np.float64]:
    """(n,) minutes after the service day's midnight ("25:10:00" is 1510), NaN where nothing readable is stated."""
    codes, distinct = pd.factorize(times)
    distinct_minutes = np.array([_minutes(str(text)) for text in distinct] + [np.nan])
    minutes: NDArray[np.float64] = distinct_minutes[codes]
    return minutes


def _minutes(text: str) -> float:
    match = _TIME.fullmatch(text)
    return np.nan if match is None else int(match[1]) * 60 + int(match[2]) + int(match[3]) / 60


def filled_times(
    minute: NDArray[np.float64], *, trip: NDArray[np.int64], along: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Times left out, interpolated linearly along the trip between the stated ones before and after.

    Parameters
    ----------
    minute
        (n,) stated times, NaN where left out; the calls of a trip stand together and in order.
    trip
        (n,) trip of each call.
    along
        (n,) distance or number along the trip.

    Returns
    -------
    (n,) times; NaN stays where a trip states none before or after.
    """
    gaps = np.isnan(minute)
    if not gaps.any():
        return minute
    index = np.arange(len(minute))
    before = np.maximum.accumulate(np.where(gaps, -1, index))
    after = np.minimum.accumulate(np.where(gaps, len(minute), index)[::-1])[::-1]
    at = np.flatnonzero(gaps & (before >= 0) & (after < len(minute)))
    low, high = before[at], after[at]
    inside = (trip[low] == trip[at]) & (trip[high] == trip[at])
    at, low, high = at[inside], low[inside], high[inside]
    length = along[high] - along[low]
    share = np.where(length > 0, (along[at] - along[low]) / np.where(length > 0, length, 1.0), 0.5)
    filled = minute.copy()
    filled[at] = minute[low] + (minute[high] - minute[low]) * share
    return filled
